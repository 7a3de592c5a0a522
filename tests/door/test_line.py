"""One visitor's WebSocket, frame by frame."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.door import frames, line
from ui.door.bucket import Allowance, Rate
from ui.door.line import House, Line
from ui.door.meters import Meters


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


class Visit:
    """A line with a network of two lists."""

    def __init__(self, *words: Message, room: int = 10, rate: Rate = QUICK) -> None:
        self.words, self.sent, self.allowance = list(words), [], Allowance()
        self.house = House(room, Meters())
        self.line = Line(self.receive, self.send, self.house, self.allowance, rate)

    async def receive(self) -> Message:
        if not self.words:
            await asyncio.sleep(60)
        return self.words.pop(0)

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def heard(self, most: int = 1000) -> list[Message]:
        """What the app hears, until the visit is over."""

        async def listen() -> list[Message]:
            heard: list[Message] = []
            while len(heard) < most and (not heard or heard[-1]["type"] != "websocket.disconnect"):
                heard.append(await self.line.receive())
            return heard

        return asyncio.run(listen())

    @property
    def refused(self) -> dict[str, int]:
        return dict(self.house.meters.refused)


def test_what_the_pages_send_goes_through() -> None:
    visit = Visit({"type": "websocket.connect"}, RERUN, RERUN, GONE)
    assert visit.heard() == [{"type": "websocket.connect"}, RERUN, RERUN, GONE]
    assert (visit.sent, visit.refused) == ([], {})


def test_a_foreign_kind_is_dropped_and_the_visit_goes_on() -> None:
    visit = Visit(CLEAR, RERUN, CLEAR, CLEAR, RERUN, GONE)
    assert visit.heard() == [RERUN, RERUN, GONE]
    assert (visit.sent, visit.refused) == ([], {"kind": 3})


ENDS = [
    (said(None), line.BROKEN),
    (said(b""), line.BROKEN),
    (said(b"\xff" * 20), line.BROKEN),
    (said(b"hello"), line.BROKEN),
    (said(rerun() * 200_000), line.TOO_LARGE),
    (said(rerun() * 100), line.BROKEN),
]


@pytest.mark.parametrize(("word", "end"), ENDS)
def test_what_no_page_sends_ends_the_visit(word: Message, end: line.End) -> None:
    visit = Visit(RERUN, word, RERUN, GONE)
    assert visit.heard() == [RERUN, {"type": "websocket.disconnect", "code": end.code}]
    assert visit.sent == [{"type": "websocket.close", "code": end.code, "reason": end.sentence}]
    assert len(end.sentence.encode()) <= 123  # as much as a closing frame holds
    assert visit.refused == {end.why: 1}
    assert visit.heard(1) == [{"type": "websocket.disconnect", "code": 1000}]


def test_the_app_says_nothing_more_when_the_visit_is_over() -> None:
    visit = Visit(said(b"hello"))
    visit.heard()
    asyncio.run(visit.line.send({"type": "websocket.send", "bytes": b"late"}))
    assert [message["type"] for message in visit.sent] == ["websocket.close"]


def test_a_visitor_who_is_gone_is_no_fault() -> None:
    visit = Visit(RERUN, RERUN)

    async def gone(_message: Message) -> None:
        raise ConnectionResetError

    visit.heard(1)
    visit.line.outgoing = gone
    asyncio.run(visit.line.send({"type": "websocket.send", "bytes": b""}))
    assert visit.heard(1) == [{"type": "websocket.disconnect", "code": 1000}]


def test_who_says_nothing_is_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SILENCE", 0.02)
    visit = Visit()
    assert visit.heard() == [{"type": "websocket.disconnect", "code": line.SILENT.code}]
    assert visit.refused == {"silence": 1}


def test_who_has_spoken_may_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SILENCE", 0.0001)
    visit = Visit(RERUN)

    async def slow() -> Message:
        await asyncio.sleep(0.02)
        return GONE

    assert visit.heard(1) == [RERUN]
    visit.line.incoming = slow
    assert visit.heard(1) == [GONE]


def test_a_visitor_counts_from_the_first_word_to_the_end() -> None:
    visit = Visit(RERUN, RERUN)
    assert (visit.allowance.silent, visit.house.meters.visitors) == (1, 0)
    visit.heard(2)
    assert (visit.allowance.silent, visit.house.meters.visitors, visit.house.meters.visits) == (0, 1, 1)
    visit.line.hang_up()
    assert (visit.allowance.silent, visit.house.meters.visitors, visit.house.meters.visits) == (0, 0, 1)


def test_who_never_spoke_was_never_in() -> None:
    visit = Visit(GONE)
    visit.heard()
    visit.line.hang_up()
    assert (visit.allowance.silent, visit.house.meters.visitors, visit.house.meters.visits) == (0, 0, 0)


@pytest.mark.parametrize(("inside", "let_in"), [(0, True), (10, True), (11, False)])
def test_there_is_a_little_room_for_those_who_have_the_page(inside: int, let_in: bool) -> None:
    visit = Visit(RERUN, GONE)
    visit.house.meters.visitors = inside
    full = [{"type": "websocket.disconnect", "code": line.FULL.code}]
    assert visit.heard() == ([RERUN, GONE] if let_in else full)
    assert visit.house.full is (inside >= 10)


# Rates.


def test_a_flood_is_slowed_down_and_then_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: waits.append(seconds) or SLEEP(0))
    visit = Visit(*[RERUN] * 2000, rate=Rate(10.0, 30.0))
    heard = visit.heard(3000)
    assert len(heard) == 30 + line.PATIENCE + 1
    assert heard[-1] == {"type": "websocket.disconnect", "code": line.FLOOD.code}
    assert len(waits) == line.PATIENCE
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0] > 0
    assert visit.refused == {"flood": 1}


def test_foreign_kinds_are_a_flood_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PATIENCE", 3)
    monkeypatch.setattr(asyncio, "sleep", lambda _seconds: SLEEP(0))
    visit = Visit(*[CLEAR] * 100, rate=Rate(0.1, 5.0))
    assert visit.heard() == [{"type": "websocket.disconnect", "code": line.FLOOD.code}]
    assert visit.refused == {"kind": 8, "flood": 1}


def test_a_hand_that_drags_is_not_slowed_down() -> None:
    assert line.VISITOR.steady >= 1.2 * 12  # a stage has one message on its way, and a picture takes a twelfth


def test_all_visitors_of_an_address_share_a_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.door.bucket.MESSAGES", Rate(10.0, 2.0))
    waits: list[float] = []
    visit = Visit(*[RERUN] * 4, GONE)
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: waits.append(seconds) or SLEEP(0))
    assert len(visit.heard()) == 5
    assert len(waits) == 2


# How long it took.


def ended(status: Any) -> Message:
    return {"type": "websocket.send", "bytes": ForwardMsg(script_finished=status).SerializeToString()}


def test_an_answer_is_timed_from_the_change_to_its_end() -> None:
    visit = Visit(RERUN, RERUN, RERUN)
    visit.heard(2)

    def answered(message: Message) -> int:
        asyncio.run(visit.line.send(message))
        return sum(visit.house.meters.below)

    assert answered({"type": "websocket.send", "bytes": b"\x2a\x00"}) == 0
    assert answered(ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN)) == 0
    assert answered(ended(ForwardMsg.FINISHED_SUCCESSFULLY)) == 1
    assert answered(ended(ForwardMsg.FINISHED_SUCCESSFULLY)) == 1  # nobody had asked
    visit.heard(1)
    assert answered(ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)) == 2
    assert len(visit.sent) == 5
    assert 0 <= visit.house.meters.seconds < 60


def test_a_value_that_does_not_fit_what_was_shown_ends_the_visit() -> None:
    shown, forged = ForwardMsg(), BackMsg()
    shown.delta.new_element.slider.id = "one"
    forged.rerun_script.widget_states.widgets.add(id="one", string_value="text")
    visit = Visit(said(forged.SerializeToString()), said(forged.SerializeToString()))
    assert len(visit.heard(1)) == 1  # nobody knows the control yet
    asyncio.run(visit.line.send({"type": "websocket.send", "bytes": shown.SerializeToString()}))
    assert visit.heard(1) == [{"type": "websocket.disconnect", "code": line.BROKEN.code}]


def test_what_is_admitted_is_what_the_pages_send() -> None:
    assert {BackMsg.DESCRIPTOR.fields_by_number[number].name for number in frames.ADMITTED} == {
        "rerun_script",
        "backend_operation_request",
        "stop_script",
        "app_heartbeat",
    }
