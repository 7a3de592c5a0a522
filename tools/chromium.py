"""Find a browser for the tests, or install one where that is possible.

`python tools/chromium.py` prints the path of a Chromium that the tests can drive. If there is none, it installs
Debian's package (as root) or else Playwright's own build. If neither is possible, it prints a sentence that says what
to do, and exits with 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--font-render-hinting=none",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Arguments for a browser that runs as root in a container without a graphics card, and makes no requests of its own.
Letters are as wide as on a screen, not rounded to pixels, whichever program draws them."""
TESTED = (*FLAGS, "--js-flags=--no-turbofan --single-threaded-gc")
"""The same for a browser under test. A page of a test is open for seconds: what V8's last compiler makes of it takes
longer than it saves. What visitors' browsers do is measured with that compiler."""

PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's packages of the browser, the best one first. The shell is Chromium without the parts that only a window
needs, and is what Playwright drives by default: the same pages take it a sixth less time."""
BESIDE = ("fonts-liberation", "libatomic1")
"""The packages that it needs: fonts, and a library of Playwright's Node."""

ADVICE = (
    "The browser tests need Chromium and a Playwright that starts, and could neither find nor install them: install "
    "Chromium or Chrome (or name one in the environment variable THALWEG_CHROMIUM), and see what "
    "`python -m playwright --version` says."
)


def find() -> Path | None:
    """The browser's program: THALWEG_CHROMIUM, else one on the PATH, else Playwright's own, else None."""
    named = os.environ.get("THALWEG_CHROMIUM")
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    on_path = (shutil.which(name) for name in NAMES)
    candidates = [*(Path(found) for found in on_path if found), MAC]
    return next((path for path in candidates if path.exists()), None) or playwrights_own()


def playwrights_own() -> Path | None:
    """The path of Playwright's own Chromium, if it is installed."""
    # Playwright starts a process to answer this, so it is asked last, and is imported only here.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def drivable() -> bool:
    """Whether Playwright starts at all. Its Node needs a library that a minimal Debian lacks."""
    command = (sys.executable, "-m", "playwright", "--version")
    return subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def ready() -> Path | None:
    """The browser's program if it is there and can be driven."""
    return find() if drivable() else None


def ways() -> list[list[Sequence[str]]]:
    """The ways to install a browser on this machine, each a list of commands, the best one first."""
    found: list[list[Sequence[str]]] = []
    if os.environ.get("THALWEG_CHROMIUM"):
        return found  # A browser that was named explicitly is the only choice.
    if shutil.which("apt-get") and os.geteuid() == 0:
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *BESIDE)
        found += [[("apt-get", "update", "-qq"), (*install, package)] for package in PACKAGES]
    found.append([(sys.executable, "-m", "playwright", "install", "chromium")])
    return found


def attempt(commands: list[Sequence[str]]) -> bool:
    """Run the commands until one fails; True if none did."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment)
        if done.returncode != 0:
            return False
    return True


def provide() -> Path | None:
    """The installed browser, or a newly installed one, or None."""
    found = ready()
    for way in ways():
        if found is None and attempt(way):
            found = ready()
    return found


def main() -> int:
    """Print the browser's path and return 0, or print advice and return 1."""
    browser = provide()
    print(ADVICE if browser is None else browser, file=sys.stderr if browser is None else sys.stdout)
    return 1 if browser is None else 0


if __name__ == "__main__":
    sys.exit(main())
