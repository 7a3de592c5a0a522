"""Simulates a visitor of any page with Streamlit's own test harness, without a browser or a server."""

import json
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

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


def stage(at):
    """The head of what the page sent to the stage."""
    sent = next(part.proto for part in at.get("bidi_component") if part.proto.component_name.endswith("stage"))
    raw = sent.bytes
    return json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "little")])


def send(at, part, name, value):
    """Send a message as the browser's part of a component does when something happens in it."""
    at.session_state[part] = {name: value}
    return seen(at.run())
