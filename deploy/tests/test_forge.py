"""Forged messages: what a malicious visitor could send, and its effect on others.

The load goes only to loopback, and is limited in number and time. The attacker's session must stay usable or be closed
with a reason.
"""

import asyncio
import http.client
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from deploy.tests.caller import LINK, Caller, calling, healthy, shown_out
from tools.serving import Server

OTHER = LINK.replace("beale", "rosenbrock")
NUMBERS = [float("nan"), float("inf"), float("-inf"), -1.0, 0.5, 1e308, 5e-324]
TEXTS = ["", "nan", "inf", "1e999", "-0", "<script>", "x" * 10_000, "\0", "٣", "../../etc/passwd"]
PLACES = [None, "1", "nan", [], {}, True, 1e400, -1e308]
DIALS = [("rate", 0), ("rate", "x"), ("nothing", 1), ("__class__", 1), (7, 7)]
FORKS = [(-1, 0), (99, 1), (0, 10**9), ("a", "b"), (0, -5)]
BROWSER_SAYS = [
    *({"start": {"pin": "start", "x": x, "y": 1e308, "scene": "beale", "seq": 1, "final": True}} for x in PLACES),
    *({"dial": {"dial": dial, "value": value, "scene": "beale", "seq": 2, "final": True}} for dial, value in DIALS),
    *({"fork": {"run": run, "step": step, "seq": 3}} for run, step in FORKS),
    {"pick": {"run": 2**70, "seq": 4}},
    {"pick": 5},
    {"settled": []},
    {"act": {"do": "remove", "run": 0, "seq": 2**80}},
]


async def still_usable(caller: Caller, after: str = "") -> None:
    """Check that the attacker can still open an ordinary link and sees an ordinary picture."""
    caller.picture, caller.tally.errors[:] = "", []
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
