"""Find a browser for the tests, or install one where that is possible.

`python tools/chromium.py` prints the path of a Chromium that the tests can drive. Without one it installs Debian's
package (as root), else Playwright's own build; where neither can be had it says in one sentence what to do and
exits with 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""For a browser under test: it runs as root in a container, without a graphics card, and asks nobody anything."""

PACKAGES = ("--no-install-recommends", "chromium", "fonts-liberation", "libatomic1")
"""Of Debian: the browser, letters for it, and what the Node inside Playwright needs."""

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
    """Where Playwright has put its own Chromium, if it has."""
    # Playwright starts a process of its own to answer, so it is asked last, and imported only then.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def drivable() -> bool:
    """Does Playwright start at all? Its Node needs a library that a bare Debian lacks."""
    command = (sys.executable, "-m", "playwright", "--version")
    return subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def ready() -> Path | None:
    """The browser's program if it is there and can be driven."""
    return find() if drivable() else None


def ways() -> list[list[Sequence[str]]]:
    """The ways to a browser that are open on this machine, each a list of commands, the best one first."""
    found: list[list[Sequence[str]]] = []
    if os.environ.get("THALWEG_CHROMIUM"):
        return found  # Whoever names a browser wants that one or none.
    if shutil.which("apt-get") and os.geteuid() == 0:
        found.append([("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", *PACKAGES)])
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
    """The browser that is there, else one just installed, else None."""
    found = ready()
    for way in ways():
        if found is None and attempt(way):
            found = ready()
    return found


def main() -> int:
    """Print the browser's path, or the advice; the exit status says which."""
    browser = provide()
    print(ADVICE if browser is None else browser, file=sys.stderr if browser is None else sys.stdout)
    return 1 if browser is None else 0


if __name__ == "__main__":
    sys.exit(main())
