"""When a replica is killed, its visitor in a real browser gets the picture back, with the playhead where it was."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from deploy.tests import balanced
from tools import chromium

LINK = "?landscape=beale&x=1&y=1.5&steps=200&run1=adam&run1.rate=0.05&run2=momentum&run2.rate=0.001"
STEP, BACK = 73, 3.0
STAGE = "document.querySelector('.tw-stage')"
PICTURE = f"JSON.stringify(Object.entries({STAGE}.stage.picture.series).map(([k, v]) => [k, v.map((r) => [...r])]))"


def until(what: Callable[[], Any], seconds: float = 60.0) -> float:
    """Wait until `what()` is true. Returns the seconds that this took."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, "this did not come about in time"
        time.sleep(0.02)
    return time.monotonic() - begun


def visitors(host: str, port: int) -> int:
    """The number of visitors on this replica."""
    with urlopen(f"http://{host}:{port}/healthz", timeout=5) as answer:
        return json.load(answer)["visitors"]


def shown(page: Page) -> Any:
    """The picture, once there is one."""
    until(lambda: page.query_selector(".tw-stage[data-rev]"))
    return page.evaluate(PICTURE)


def test_the_picture_and_the_playhead_outlive_a_replica(tmp_path: Path) -> None:
    with balanced.replicas() as (port, started), balanced.proxy(tmp_path, port) as url, sync_playwright() as playwright:
        path = chromium.find()
        assert path, chromium.ADVICE
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        page = browser.new_page()
        page.goto(url + "/" + LINK)
        before = shown(page)
        page.evaluate(f"{STAGE}.stage.clock.pause(), {STAGE}.stage.clock.seek({STEP})")
        until(lambda: page.get_attribute(".tw-stage", "data-step") == str(STEP))
        own = [visitors(host, port) for host in balanced.HOSTS].index(1)
        started[own].kill()
        took = until(lambda: visitors(balanced.HOSTS[1 - own], port) == 1)
        until(lambda: page.query_selector('[data-test-script-state="notRunning"]'))
        page.wait_for_timeout(1000)
        assert shown(page) == before
        assert page.get_attribute(".tw-stage", "data-step") == str(STEP)
        # The new session knows no control before its first page run, which the first change causes. The second counts.
        for x in ("1.25", "1.5"):
            page.locator(".st-key-x input").fill(x)
            page.locator(".st-key-x input").press("Enter")
            page.wait_for_timeout(1000)
        until(lambda: shown(page) != before)
        assert not page.query_selector('[data-testid="stException"]')
        browser.close()
    print(f"a browser whose replica was killed: back after {took:.1f} s, at step {STEP} as before")  # noqa: T201
    assert took < BACK
