"""Firefox and WebKit, each through its own driver, with the few things that a walk through the app needs."""

import shutil
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from marionette_driver.marionette import Actions, Marionette
from selenium import webdriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.engines import programs

PATIENCE = 240.0
"""The most seconds for everything: without a graphics card a page takes many seconds on a busy machine."""
Spot = tuple[int, int]

HEAR = """
if (!window.heard) {
  window.heard = [];
  const { error } = console;
  console.error = (...said) => { window.heard.push(said.map(String).join(" ")); error.apply(console, said); };
  addEventListener("error", ({ message }) => message.startsWith("ResizeObserver loop") || window.heard.push(message));
  addEventListener("unhandledrejection", (event) => window.heard.push(String(event.reason)));
  addEventListener("securitypolicyviolation", (event) => window.heard.push(`blocked: ${event.violatedDirective}`));
}
return document.readyState;
"""
"""Keeps what a page complains of from now on. That the sizes of some elements come a frame later is no complaint."""
ASKED = "return performance.getEntriesByType('resource').map((entry) => entry.name)"


class Engine:
    """A browser in a window of its own."""

    name: str
    version: str

    def run(self, script: str, *given: Any) -> Any:
        """What a script returns on the page."""
        raise NotImplementedError

    def go(self, url: str) -> None:
        """Open an address."""
        raise NotImplementedError

    def reload(self) -> None:
        """Open the same address again, as its button does."""
        raise NotImplementedError

    def size(self, width: int, height: int) -> None:
        """Make the page so large."""
        raise NotImplementedError

    def drag(self, spots: Sequence[Spot]) -> None:
        """Press the mouse at the first of these places of the window, move it over the others, and let go."""
        raise NotImplementedError

    def complaints(self) -> list[str]:
        """The errors that the page has logged, as far as the driver tells, since they were last asked for."""
        raise NotImplementedError

    def close(self) -> None:
        """End the browser."""
        raise NotImplementedError

    def click(self, spot: Spot) -> None:
        """Click at a place of the window."""
        self.drag([spot])

    def until(self, expression: str) -> Any:
        """Wait until an expression is true, which may speak of `stage`, and return it."""
        end, stage = time.monotonic() + PATIENCE, "const stage = document.querySelector('.tw-stage')?.stage;"
        while not (found := self.run(f"{stage} try {{ return {expression}; }} catch {{ return null; }}")):
            assert time.monotonic() < end, f"{self.name}: this did not come about: {expression}"
            time.sleep(0.1)
        return found

    def foreign(self, server: str) -> list[str]:
        """The addresses of other hosts that the page has asked for."""
        found = [urlsplit(url) for url in self.run(ASKED)]
        return [
            one.geturl() for one in found if one.scheme in ("http", "https") and one.netloc != urlsplit(server).netloc
        ]


class Firefox(Engine):
    """Firefox by Marionette, the driver that is a part of it."""

    name = "Firefox"

    def __init__(self) -> None:
        # Its own parts may be spoken to as well: they know the console, and how wide a page is.
        own = ["-remote-allow-system-access"]
        self.driver = Marionette(bin=shutil.which(programs.FIREFOX), app="fxdesktop", app_args=own, gecko_log="-")
        self.version = self.driver.start_session()["browserVersion"]
        self.driver.timeout.script = self.driver.timeout.page_load = PATIENCE
        self.driver.set_window_rect(x=0, y=0, width=1500, height=1100)

    def run(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, script_args=given, sandbox=None)

    def go(self, url: str) -> None:
        self.driver.navigate(url)

    def reload(self) -> None:
        self.driver.refresh()

    def size(self, width: int, height: int) -> None:
        with self.driver.using_context("chrome"):
            # A window is never as narrow as a phone, but the page in it may be.
            self.driver.execute_script(
                "Object.assign(gBrowser.selectedBrowser.style, "
                "{ flex: 'none', width: `${arguments[0]}px`, height: `${arguments[1]}px` })",
                script_args=(width, height),
            )
        self.until(f"innerWidth === {width} && innerHeight === {height}")

    def drag(self, spots: Sequence[Spot]) -> None:
        mouse = Actions(self.driver).sequence("pointer", "mouse", {"pointerType": "mouse"})
        mouse.pointer_move(*spots[0]).pointer_down()
        for spot in spots[1:]:
            mouse.pointer_move(*spot, duration=60)
        mouse.pointer_up().perform()

    def complaints(self) -> list[str]:
        with self.driver.using_context("chrome"):
            return self.driver.execute_script("""
                const store = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
                const ours = (address) => /^(http|blob)/.test(address);
                const found = Services.console.getMessageArray()
                  .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & 1) && ours(one.sourceName))
                  .map((one) => `${one.errorMessage} ${one.sourceName}`);
                found.push(...store.getEvents().filter((one) => one.level === "error" && ours(one.filename))
                  .map((one) => one.arguments.map(String).join(" ")));
                Services.console.reset();
                store.clearEvents();
                return found;
            """)

    def close(self) -> None:
        self.driver.quit(in_app=False)
        self.driver.cleanup()


class WebKit(Engine):
    """WebKitGTK by its WebDriver. It has no word for the console, so the page itself listens, soon after it begins."""

    name = "WebKitGTK"

    def __init__(self) -> None:
        options = Options()
        options.page_load_strategy = "none"
        options.binary_location = str(programs.mini_browser())
        options.add_argument("--automation")
        options.add_argument("--full-screen")  # The window is the page, and may be as narrow as a phone.
        self.driver = webdriver.WebKitGTK(options=options, service=Service(shutil.which(programs.WEBKIT)))
        self.version = self.driver.capabilities["browserVersion"]
        self.driver.set_script_timeout(PATIENCE)

    def run(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def go(self, url: str) -> None:
        self.run("window.old = true")
        self.driver.get(url)
        self.listen()

    def reload(self) -> None:
        self.run("window.old = true")
        self.driver.refresh()
        self.listen()

    def listen(self) -> None:
        """Wait for the new page, and hear what it complains of from its beginning on."""
        self.until("!window.old && location.protocol === 'http:'")
        self.run(HEAR)
        self.until("document.readyState === 'complete'")

    def size(self, width: int, height: int) -> None:
        self.driver.set_window_rect(0, 0, width, height)
        self.until(f"innerWidth === {width} && innerHeight === {height}")

    def drag(self, spots: Sequence[Spot]) -> None:
        mouse = ActionBuilder(self.driver, mouse=PointerInput("mouse", "mouse"), duration=60)
        mouse.pointer_action.move_to_location(*spots[0]).pointer_down()
        for spot in spots[1:]:
            mouse.pointer_action.move_to_location(*spot)
        mouse.pointer_action.pointer_up()
        mouse.perform()

    def complaints(self) -> list[str]:
        return self.run("return (window.heard ?? []).splice(0)")

    def close(self) -> None:
        self.driver.quit()
