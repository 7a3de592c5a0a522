"""One visitor's connection, frame by frame."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.middleware import connection, frames, guard
from ui.middleware.bucket import Allowance, Rate
from ui.middleware.connection import Capacity, Connection
from ui.middleware.metrics import Metrics


def rerun() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "v=1"
    return message.SerializeToString()


def said(data: bytes | None) -> Message:
    return {"type": "websocket.receive", "bytes": data, "text": None}


RERUN, CLEAR = said(rerun()), said(BackMsg(clear_cache=True).SerializeToString())
GONE = {"type": "websocket.disconnect", "code": 1001}
QUICK = Rate(1e6, 1e6)
SLEEP = asyncio.sleep
LATER = 0.002
"""Seconds between messages on a network that delivers them one by one."""


@pytest.fixture(autouse=True, scope="module")
def loop() -> Iterator[None]:
    """One event loop per connection, however often a test uses it."""
    with asyncio.Runner() as runner:
        Visit.run = runner.run
        yield


class Visit:
    """A connection whose network is two lists."""

    run: Callable[[Coroutine[Any, Any, Any]], Any]

    def __init__(
        self, *words: Message, room: int = 10, rate: Rate = QUICK, pause: float = 0.0, back: bool = False
    ) -> None:
        self.words, self.sent, self.allowance, self.pause = list(words), [], Allowance(), pause
        self.capacity = Capacity(room, Metrics())
        self.connection = Connection(self.receive, self.send, self.capacity, self.allowance, rate, back=back)

    async def receive(self) -> Message:
        if self.pause or not self.words:
            await SLEEP(self.pause if self.words else 60)
        return self.words.pop(0)

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def heard(self, most: int = 1000) -> list[Message]:
        """What the app receives until the connection ends."""

        async def listen() -> list[Message]:
            heard: list[Message] = []
            while len(heard) < most and (not heard or heard[-1]["type"] != "websocket.disconnect"):
                heard.append(await self.connection.receive())
            return heard

        return Visit.run(listen())

    @property
    def refused(self) -> dict[str, int]:
        return dict(self.capacity.metrics.refused)


def test_what_the_pages_send_goes_through() -> None:
    visit = Visit({"type": "websocket.connect"}, RERUN, RERUN, GONE)
    assert visit.heard() == [{"type": "websocket.connect"}, RERUN, RERUN, GONE]
    assert (visit.sent, visit.refused) == ([], {})


def test_a_foreign_kind_is_dropped_and_the_visit_goes_on() -> None:
    visit = Visit(CLEAR, RERUN, CLEAR, CLEAR, RERUN, GONE)
    assert visit.heard() == [RERUN, RERUN, GONE]
    assert (visit.sent, visit.refused) == ([], {"kind": 3})


ENDS = [
    (said(None), connection.BROKEN),
    (said(b""), connection.BROKEN),
    (said(b"\xff" * 20), connection.BROKEN),
    (said(b"hello"), connection.BROKEN),
    (said(rerun() * 200_000), connection.TOO_LARGE),
    (said(rerun() * 100), connection.BROKEN),
]


@pytest.mark.parametrize(("word", "end"), ENDS)
def test_what_no_page_sends_ends_the_visit(word: Message, end: connection.End) -> None:
    visit = Visit(RERUN, word, RERUN, GONE)
    assert visit.heard() == [RERUN, {"type": "websocket.disconnect", "code": end.code}]
    assert visit.sent == [{"type": "websocket.close", "code": end.code, "reason": end.sentence}]
    assert len(end.sentence.encode()) <= 123  # the longest reason that fits into a close frame
    assert visit.refused == {end.why: 1}
    assert visit.heard(1) == [{"type": "websocket.disconnect", "code": 1000}]


# The codes of a close frame, by RFC 6455, and 1013 (try again later) from the registry that continues it.
CODES = {
    "TOO_LARGE": (connection.TOO_LARGE, 1009),
    "BROKEN": (connection.BROKEN, 1002),
    "FLOOD": (connection.FLOOD, 1008),
    "SILENT": (connection.SILENT, 1008),
    "FULL": (connection.FULL, 1013),
    "STRANGER": (guard.STRANGER, 1008),
    "TOO_OFTEN": (guard.TOO_OFTEN, 1013),
}


@pytest.mark.parametrize("name", CODES)
def test_a_visit_ends_with_the_code_for_its_reason(name: str) -> None:
    end, code = CODES[name]
    assert end.code == code


def test_the_app_says_nothing_more_when_the_visit_is_over() -> None:
    visit = Visit(said(b"hello"))
    visit.heard()
    Visit.run(visit.connection.send({"type": "websocket.send", "bytes": b"late"}))
    assert [message["type"] for message in visit.sent] == ["websocket.close"]


def test_a_visitor_who_is_gone_is_no_fault() -> None:
    visit = Visit(RERUN, RERUN)

    async def gone(_message: Message) -> None:
        raise ConnectionResetError

    visit.heard(1)
    visit.connection.outgoing = gone
    Visit.run(visit.connection.send({"type": "websocket.send", "bytes": b""}))
    assert visit.heard(1) == [{"type": "websocket.disconnect", "code": 1000}]


def test_who_says_nothing_is_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE", 0.02)
    visit = Visit()
    assert visit.heard() == [{"type": "websocket.disconnect", "code": connection.SILENT.code}]
    assert visit.refused == {"silence": 1}


def test_who_has_spoken_may_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE", 0.0001)
    visit = Visit(RERUN, GONE)
    assert visit.heard(1) == [RERUN]
    visit = Visit(RERUN, GONE, pause=0.02)
    visit.connection.spoken = True
    assert visit.heard() == [RERUN, GONE]


def test_who_comes_back_may_be_silent_and_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE", 0.0001)
    visit = Visit(RERUN, GONE, pause=0.02, back=True)
    assert (visit.allowance.silent, visit.capacity.metrics.visitors, visit.capacity.metrics.visits) == (0, 1, 1)
    assert visit.heard() == [RERUN, GONE]
    visit.connection.hang_up()
    assert (visit.allowance.silent, visit.capacity.metrics.visitors, visit.capacity.metrics.visits) == (0, 0, 1)


def test_a_visitor_counts_from_the_first_word_to_the_end() -> None:
    visit = Visit(RERUN, RERUN)
    assert (visit.allowance.silent, visit.capacity.metrics.visitors) == (1, 0)
    visit.heard(2)
    assert (visit.allowance.silent, visit.capacity.metrics.visitors, visit.capacity.metrics.visits) == (0, 1, 1)
    visit.connection.hang_up()
    assert (visit.allowance.silent, visit.capacity.metrics.visitors, visit.capacity.metrics.visits) == (0, 0, 1)


def test_who_never_spoke_was_never_in() -> None:
    visit = Visit(GONE)
    visit.heard()
    visit.connection.hang_up()
    assert (visit.allowance.silent, visit.capacity.metrics.visitors, visit.capacity.metrics.visits) == (0, 0, 0)


@pytest.mark.parametrize(("inside", "let_in"), [(0, True), (10, True), (11, False)])
def test_there_is_a_little_room_for_those_who_have_the_page(inside: int, let_in: bool) -> None:
    visit = Visit(RERUN, GONE)
    visit.capacity.metrics.visitors = inside
    full = [{"type": "websocket.disconnect", "code": connection.FULL.code}]
    assert visit.heard() == ([RERUN, GONE] if let_in else full)
    assert visit.capacity.full is (inside >= 10)


# Rates.


def test_a_flood_is_ended_before_any_of_it_is_answered() -> None:
    visit = Visit({"type": "websocket.connect"}, RERUN, rate=connection.VISITOR)
    assert len(visit.heard(2)) == 2
    visit = Visit(*[RERUN] * 2000, rate=connection.VISITOR)
    assert visit.heard(3000) == [{"type": "websocket.disconnect", "code": connection.FLOOD.code}]
    assert visit.refused == {"flood": 1}
    assert len(visit.words) == 2000 - connection.PATIENCE - 1  # the other messages were not even read


def test_who_is_always_too_quick_is_slowed_down_and_then_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 10)
    visit = Visit(*[RERUN] * 500, rate=Rate(0.1 / LATER, 5.0), pause=LATER)
    heard = visit.heard()
    assert heard[-1] == {"type": "websocket.disconnect", "code": connection.FLOOD.code}
    assert heard[:-1] == [RERUN] * (len(heard) - 1)
    assert 5 <= len(heard) < 100
    assert visit.refused == {"flood": 1}


def test_a_few_at_once_are_slowed_down_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: waits.append(seconds) or SLEEP(0))
    visit = Visit(*[RERUN] * connection.PATIENCE, rate=Rate(0.1, 30.0))  # it fills up by nothing meanwhile
    assert visit.heard(connection.PATIENCE) == [RERUN] * connection.PATIENCE
    assert len(waits) == connection.PATIENCE - 30
    assert visit.refused == {}


def test_much_is_a_flood_before_it_is_many() -> None:
    wide = BackMsg()
    wide.rerun_script.query_string = "v" * (frames.LARGEST - 100)
    assert len(wide.SerializeToString()) < frames.LARGEST
    words = [said(wide.SerializeToString())] * (connection.BURDEN // frames.LARGEST + 2)
    visit = Visit(RERUN, *words, RERUN)
    assert visit.heard() == [{"type": "websocket.disconnect", "code": connection.FLOOD.code}]


def test_foreign_kinds_are_a_flood_too() -> None:
    visit = Visit(*[CLEAR] * 100)
    assert visit.heard() == [{"type": "websocket.disconnect", "code": connection.FLOOD.code}]
    assert visit.refused == {"flood": 1}


def test_what_goes_wrong_in_the_network_is_heard_of() -> None:
    visit = Visit(RERUN)

    async def broken() -> Message:
        raise RuntimeError("lost")

    visit.connection.incoming = broken
    with pytest.raises(RuntimeError, match="lost"):
        visit.heard()


def test_a_hand_that_drags_is_not_slowed_down() -> None:
    # A stage has one message in flight, and a picture takes a twelfth of a second.
    assert connection.VISITOR.steady >= 1.2 * 12


def test_all_visitors_of_an_address_share_a_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.middleware.bucket.MESSAGES", Rate(10.0, 2.0))
    waits: list[float] = []
    visit = Visit(*[RERUN] * 4, GONE)
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: waits.append(seconds) or SLEEP(0))
    assert len(visit.heard()) == 5
    assert len(waits) == 2


# Timing.


def ended(status: Any) -> Message:
    return {"type": "websocket.send", "bytes": ForwardMsg(script_finished=status).SerializeToString()}


def test_an_answer_is_timed_from_the_change_to_its_end() -> None:
    visit = Visit(RERUN, RERUN, RERUN)
    visit.heard(2)

    def answered(message: Message) -> int:
        Visit.run(visit.connection.send(message))
        return sum(visit.capacity.metrics.changes.below)

    assert answered({"type": "websocket.send", "bytes": b"\x2a\x00"}) == 0
    assert answered(ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN)) == 0
    assert answered(ended(ForwardMsg.FINISHED_SUCCESSFULLY)) == 1
    assert answered(ended(ForwardMsg.FINISHED_SUCCESSFULLY)) == 1  # no change was pending
    visit.heard(1)
    assert answered(ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)) == 2
    assert len(visit.sent) == 5
    assert 0 <= visit.capacity.metrics.changes.seconds < 60


def test_a_value_that_does_not_fit_what_was_shown_ends_the_visit() -> None:
    shown, forged = ForwardMsg(), BackMsg()
    shown.delta.new_element.slider.id = "one"
    forged.rerun_script.widget_states.widgets.add(id="one", string_value="text")
    visit = Visit(said(forged.SerializeToString()), said(forged.SerializeToString()))
    assert len(visit.heard(1)) == 1  # the control is not known yet
    Visit.run(visit.connection.send({"type": "websocket.send", "bytes": shown.SerializeToString()}))
    assert visit.heard(1) == [{"type": "websocket.disconnect", "code": connection.BROKEN.code}]


def test_what_is_admitted_is_what_the_pages_send() -> None:
    assert {BackMsg.DESCRIPTOR.fields_by_number[number].name for number in frames.ADMITTED} == {
        "rerun_script",
        "backend_operation_request",
        "stop_script",
        "app_heartbeat",
    }
