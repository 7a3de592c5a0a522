"""Makes docs/race.png, the picture in the README: the first scene a newcomer sees, half-way through the race."""

import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.serving import serving

PICTURE = Path(__file__).parents[1] / "docs" / "race.png"


def main() -> None:
    """Start the app, open it, move the playhead to step 220, and save a screenshot."""
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.provide(), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=1.5)
        page.goto(server.url)
        page.wait_for_selector(".tw-roster li", timeout=60_000)
        page.wait_for_selector(".tw-figure .main-svg", timeout=60_000, state="attached")
        page.evaluate(
            "() => { const { clock } = document.querySelector('.tw-stage').stage; clock.pause(); clock.seek(220); }"
        )
        time.sleep(2)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
