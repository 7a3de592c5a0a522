"""Forged messages: what a malicious visitor could send, and its effect on others.

The load goes only to loopback, and is limited in number and time. The attacker's session must stay usable or be closed
with a reason.
"""

import asyncio
import http.client
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from deploy.tests.caller import LINK, Caller, calling, healthy, shown_out
from tools.serving import Server

OTHER = LINK.replace("beale", "rosenbrock")
NUMBERS = [float("nan"), float("inf"), float("-inf"), -1.0, 0.5, 1e308, 5e-324]
TEXTS = ["", "nan", "inf", "1e999", "-0", "<script>", "x" * 10_000, "\0", "٣", "../../etc/passwd"]
PLACES = [None, "1", "nan", [], {}, True, 1e400, -1e308]
NAMES = ["run1.rate", "run9.rate", "run1.schedule.k5", "start9.x", "steps", "landscape", "hide", "__class__", "", "x\0"]
WORDS = [None, 7, "x=1", [], ["x"], {}, {"x": "1" * 30_000}, {f"start{n}.x": "1" for n in range(500)}]
OTHERS = [(None, 4), ([], 5), ("", 6), ("atlantis", 7), ("beale", 2**80), ("beale", -1), ("beale", None)]
FORKS = [(-1, 0), (99, 1), (0, 10**9), ("a", "b"), (0, -5)]
BROWSER_SAYS = [
    *({"words": {"words": {"x": text, "y": "1e308"}, "of": "beale", "seq": 1}} for text in PLACES),
    *({"words": {"words": {name: "1"}, "of": "beale", "seq": 2}} for name in NAMES),
    *({"words": {"words": words, "of": "beale", "seq": 3}} for words in WORDS),
    *({"words": {"words": {"x": "1"}, "of": of, "seq": seq}} for of, seq in OTHERS),
    *({"fork": {"run": run, "step": step, "seq": 4}} for run, step in FORKS),
    {"pick": {"run": 2**70, "seq": 5}},
    {"pick": 5},
    {"words": []},
    {"act": {"do": "remove", "run": 0, "seq": 2**80}},
]


async def still_usable(caller: Caller, after: str = "") -> None:
    """Check that the attacker can still open an ordinary link and sees an ordinary picture."""
    caller.shown, caller.picture, caller.tally.errors[:] = "", b"", []
    await caller.open(OTHER)
    assert caller.picture, after
    assert not caller.tally.errors, after


def played(part: Callable[[str], Awaitable[None]], server: Server) -> None:
    asyncio.run(asyncio.wait_for(part(server.url), 120))
    assert healthy(server.url) < 1.0


# Forged values.


VALUES = [
    *({"double_value": number} for number in NUMBERS),
    *({"double_array_value": {"data": [number]}} for number in NUMBERS),
    *({"string_value": text} for text in TEXTS),
    *({"string_array_value": {"data": [text, text]}} for text in TEXTS),
    {"int_value": -(2**62)},
    {"int_array_value": {"data": [2**62]}},
    {"bool_value": True},
    {"trigger_value": True},
    {"bytes_value": b"\xff" * 99},
    {"json_value": "[1, {}, null, 1e400]"},
    {"double_array_value": {"data": []}},
    {},
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:40])
def test_a_value_that_no_control_sends_is_taken_as_none_or_ends_the_visit(
    server: Server, value: dict[str, Any]
) -> None:
    async def forge(url: str) -> None:
        async with calling(url) as caller:
            await caller.open()
            every = list(caller.widgets)
        for identity in every:
            async with calling(url) as caller:
                await caller.open()
                message = caller.message()
                message.rerun_script.widget_states.widgets.add(id=identity, **value)
                try:
                    await caller.ask(message)
                    await still_usable(caller)
                except ConnectionClosed:
                    assert caller.socket.close_code == 1002

    played(forge, server)


def test_messages_that_no_picture_sends(server: Server) -> None:
    async def forge(url: str) -> None:
        async with calling(url) as caller:
            await caller.open()
            for part in ("race.stage", "race.roster"):
                for said in BROWSER_SAYS:
                    message = caller.message()
                    state = message.rerun_script.widget_states.widgets.add(id=caller.widget(part))
                    state.json_value = json.dumps({"value": said, **said})
                    await caller.ask(message)
            await still_usable(caller)

    played(forge, server)


LINKS = [
    *(f"steps={text}&x={text}&noise={text}&run1=adam&run1.rate={text}&run1.beta1={text}" for text in TEXTS),
    "&".join(f"run{n}=gd" for n in range(999)),
    "landscape=" + "a" * 19_000,
    "run1=gd&run1.origin=1&run2=gd&run2.origin=1&run1.at=-1",
    "steps=10000&" + "&".join(f"run{n}=lbfgs" for n in range(1, 9)),
    "v=2&frame.rotation=1e300&frame.scale_x=0&tolerance=-1&view=nowhere&against=" + "%00" * 50,
]


def test_links_that_ask_for_anything(server: Server) -> None:
    async def forge(url: str) -> None:
        async with calling(url) as caller:
            for link in LINKS:
                await caller.open(link)
                assert not caller.tally.errors
            await still_usable(caller)

    played(forge, server)


def got(url: str, path: str) -> tuple[int, bytes]:
    """Status and body of an answer, after a redirection within the server."""
    where = urlsplit(url)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)) as asked:
        asked.request("GET", path)
        answer = asked.getresponse()
        body, there = answer.read(), answer.headers.get("Location")
    return got(url, there) if there else (answer.status, body)


QUERIES = [
    *(quote(link, safe="=&") for link in LINKS),
    "moving=on&moving=off&moving",
    "hide=all&lock=all&free=all&title=%00&task=" + "x" * 9_000,
    "across=start&across1.x=nan&across2.x=inf&down=rate&down1=-1",
    "walkers=1e9&sweep=everything&across=noise&across1=0&across2=0",
    "&".join(f"start{n}.x=1" for n in range(2_000)),
    "%",
]


@pytest.mark.parametrize("page", ["race", "compare", "clouds", "anatomy", "schedules"])
def test_pictures_of_links_that_ask_for_anything(server: Server, page: str) -> None:
    for query in QUERIES:
        status, body = got(server.url, f"/picture/latest/{page}?{query}")
        assert status == 200, query[:80]
        assert b'"remarks":[' in body, query[:80]
    assert healthy(server.url) < 1.0


@pytest.mark.parametrize(
    "path", ["x", "latest/x", "0/race", "latest/..%2frace", "latest/race/x", "%00/race", "latest/"]
)
def test_there_is_no_picture_at_another_address(server: Server, path: str) -> None:
    status, body = got(server.url, f"/picture/{path}")
    assert status in {400, 404} or b'<div id="root">' in body  # what is no address of ours is Streamlit's page


# Forged messages.

KINDS = [field.name for field in BackMsg.DESCRIPTOR.fields if field.name not in {"rerun_script", "stop_script"}]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_no_page_sends_changes_nothing(server: Server, kind: str) -> None:
    async def forge(url: str) -> None:
        async with calling(url) as caller:
            await caller.open()
            message = BackMsg()
            if BackMsg.DESCRIPTOR.fields_by_name[kind].message_type is None:
                setattr(message, kind, True)
            else:
                getattr(message, kind).SetInParent()
            for _ in range(5):
                await caller.socket.send(message.SerializeToString())
            await still_usable(caller)

    played(forge, server)


FRAMES = [
    (b"\0" * 24_000_000, 1009),
    (b"\x5a" + b"\0" * 200_000, 1009),
    (b"no message at all", 1002),
    (b"\x5a\x02\x0a\x09", 1002),
    ("a text", 1002),
    (b"", 1002),
]


@pytest.mark.parametrize(("frame", "code"), FRAMES)
def test_a_frame_that_no_page_sends_ends_the_visit_with_a_reason(server: Server, frame: bytes | str, code: int) -> None:
    async def forge(url: str) -> None:
        async with calling(url) as caller:
            await caller.open()
            assert await shown_out(caller, [frame]) == code

    played(forge, server)


# Paths, origins and names.

PATHS = [
    "/../app.py",
    "/../../../../etc/passwd",
    "/static/../../../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/stage/1/../../app.py",
    "/stage/1/..%2f..%2fapp.py",
    "/component/x/..%2f..%2f..%2fapp.py",
    "/app/static/..%2f..%2fapp.py",
    "/picture/latest/..%2f..%2fapp.py",
    "/picture/..%2f..%2fapp.py/race",
    "/media/..%2f..%2fapp.py",
    "//etc/passwd",
    "/%00",
    "/..%5c..%5capp.py",
    "/.streamlit/secrets.toml",
    "/app.py",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_app(server: Server, path: str) -> None:
    where = urlsplit(server.url)
    asked = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    asked.request("GET", path)
    answer = asked.getresponse()
    body = answer.read()
    asked.close()
    assert answer.status in {200, 400, 404}
    assert b"root:" not in body
    assert b"import asyncio" not in body
    if answer.status == 200:
        assert b'<div id="root">' in body


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1", "file://", ""])
def test_a_page_from_elsewhere_cannot_talk_to_the_app(server: Server, origin: str) -> None:
    async def forge(url: str) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with calling(url, Origin=origin):
                pass
        assert refused.value.response.status_code == 403

    played(forge, server)


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "a@b", "[::1", "\xff"])
def test_a_foreign_name_is_no_door(server: Server, host: str) -> None:
    async def forge(url: str) -> None:
        where = urlsplit(url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: {url}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        status = (await asyncio.wait_for(reader.read(), 10)).split(b" ", 2)[1]
        writer.close()
        assert status in {b"400", b"403"}

    played(forge, server)
