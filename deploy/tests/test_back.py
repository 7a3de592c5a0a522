"""When a replica is killed, its visitor in a real browser gets the picture back, with the playhead where it was."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from deploy.tests import balanced
from deploy.tests.balanced import Replicas
from tools import chromium

LINK = "?landscape=beale&x=1&y=1.5&steps=200&run1=adam&run1.rate=0.05&run2=momentum&run2.rate=0.001"
STEP, BACK, TRIES = 73, 3.0, 10
PICTURE_BACK = 1.0
"""Seconds until the other replica answers with a picture."""
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


def outlived(page: Page, url: str, replicas: Replicas) -> tuple[int, float, float]:
    """Kill the replica of the visitor in this page, who moves the start at that moment.

    Returns the replica, the seconds until the picture had moved, and those until the visitor was back. By then the
    picture and the playhead are as the visitor left them, and controls work.
    """
    port, started = replicas
    page.goto(url + "/" + LINK)
    before = shown(page)
    page.evaluate(f"{STAGE}.stage.clock.pause(), {STAGE}.stage.clock.seek({STEP})")
    until(lambda: page.get_attribute(".tw-stage", "data-step") == str(STEP))
    own = [visitors(host, port) for host in balanced.HOSTS].index(1)
    page.locator(".tw-pin").first.focus()
    started[own].kill()
    page.keyboard.press("ArrowRight")
    moved = until(lambda: page.evaluate(PICTURE) != before)
    before = page.evaluate(PICTURE)
    took = moved + until(lambda: visitors(balanced.HOSTS[1 - own], port) == 1)
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
    return own, moved, took


def test_the_picture_and_the_playhead_outlive_a_replica(tmp_path: Path) -> None:
    path = chromium.find()
    assert path, chromium.ADVICE
    times, pictures = list[float](), list[float]()
    with (
        balanced.replicas() as replicas,
        balanced.proxy(tmp_path, replicas[0]) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.TESTED))
        while len(times) < TRIES:
            page = browser.new_page()  # without a cookie, so it may be sent to either of the two
            own, moved, took = outlived(page, url, replicas)
            times.append(took)
            pictures.append(moved)
            page.close()
            balanced.replace(replicas, own, tmp_path)
            until(lambda: not any(visitors(host, replicas[0]) for host in balanced.HOSTS))
        browser.close()
    told, seen = (", ".join(f"{took:.1f}" for took in some) for some in (times, pictures))
    print(f"a browser whose replica was killed, {TRIES} times: its next picture after {seen} s")  # noqa: T201
    print(f"back after {told} s, at step {STEP} as before")  # noqa: T201
    assert max(pictures) < PICTURE_BACK
    assert max(times) < BACK
