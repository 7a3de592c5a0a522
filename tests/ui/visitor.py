"""Simulates a visitor of any page with Streamlit's own test harness, without a browser or a server."""

import gzip
import json
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from ui import address_bar
from ui.routes.pictures import answer
from ui.session import session

# The harness looks for components in all installed packages for every visitor, which takes longer than the page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

MAIN = str(Path(__file__).parents[2] / "ui" / "router" / "main.py")


def file_of(page):
    return f"../pages/{page}.py"


def visit(text="", page="race", **state):
    """A page as a visitor with this link sees it; `state` stands in the session before."""
    at = AppTest.from_file(MAIN, default_timeout=300)
    for name, value in parse_qsl(text, keep_blank_values=True):
        at.query_params[name] = value
    for key, value in state.items():
        at.session_state[key] = value
    return seen(at.switch_page(file_of(page)).run())


def go(at, page):
    """Click on a page's name, which empties the address."""
    at.query_params.clear()
    return seen(at.switch_page(file_of(page)).run())


def seen(at):
    """The same page, after making sure that nothing was raised in it."""
    assert not at.exception, at.exception
    return at


def scene(at):
    """The scene as it is now."""
    return at.session_state[session.SCENE]


def address(at):
    """What stands in the address bar."""
    return {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}


def back(at, text):
    """Go back or forward to another address of the same page, as the browser tells it."""
    at.session_state[address_bar.REOPENED] = True
    return late(at, text)


def late(at, text):
    """Run the page with an address that the browser sent before it heard of the present one."""
    at.query_params.clear()
    for name, value in parse_qsl(text, keep_blank_values=True):
        at.query_params[name] = value
    return seen(at.run())


def given(at):
    """What the page said to the stage."""
    sent = next(part.proto for part in at.get("bidi_component") if part.proto.component_name.endswith("stage"))
    return json.loads(sent.json)[0]


def stage(at, *, moving=False):
    """The head of the picture that the stage then fetches, with what the page said to the stage.

    `moving`: that which it fetches during a drag.
    """
    said = given(at)
    query = said["link"] + ("&moving=on" if moving else "")
    raw = gzip.decompress(answer(said["pictures"].rpartition("/")[2], query).zipped)
    return json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "little")]) | said


def permalink(at):
    """The link in the address bar after the visitor has changed something on the stage, as the browser writes it."""
    said = given(at)
    kept = [pair for pair in parse_qsl(said["link"], keep_blank_values=True) if pair[0] not in said["notInAddress"]]
    return "&".join(filter(None, [urlencode(kept), said["worksheet"]]))


def written(at, words, seq=1):
    """The message about words of the link that the visitor has changed on the stage."""
    return {"words": words, "of": dict(parse_qsl(given(at)["link"]))["landscape"], "seq": seq}


def write(at, part, words, seq=1):
    """Change words of the link on the stage."""
    return send(at, part, "words", written(at, words, seq))


def send(at, part, name, value):
    """Send a message as the browser's part of a component does when something happens in it."""
    at.session_state[part] = {name: value}
    return seen(at.run())
