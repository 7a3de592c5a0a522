"""Find Firefox and WebKit for `make browsers`, or install them where that is possible.

Their drivers are WebKit's own and the one within Firefox. Both need a screen, which Xvfb is. What is missing is
installed from Debian's packages (as root). If that is not possible, a sentence says what to do, and the exit status
is 1.
"""

import os
import shutil
import sys
from pathlib import Path

from tools.chromium import attempt

FIREFOX, WEBKIT, SCREEN = "firefox-esr", "WebKitWebDriver", "Xvfb"
PACKAGES = {FIREFOX: "firefox-esr", WEBKIT: "webkit2gtk-driver", SCREEN: "xvfb"}
"""Debian's package of each program."""
ADVICE = (
    "The walk through Firefox and WebKit needs the programs {missing}, and could neither find nor install them: "
    "on Debian, run `apt-get install {packages}` as root."
)


def missing() -> list[str]:
    """The programs that are not there."""
    return [program for program in PACKAGES if shutil.which(program) is None]


def mini_browser() -> Path | None:
    """WebKit's small browser, which its driver starts. It is a part of the library and not on the PATH."""
    return next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), reverse=True)), None)


def provide() -> list[str]:
    """Install what is missing where that is possible; the programs that are still not there."""
    lacking = [PACKAGES[program] for program in missing()]
    if lacking and shutil.which("apt-get") and os.geteuid() == 0:
        attempt(
            [("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking)]
        )
    return missing()


def main() -> int:
    """Return 0, or print advice and return 1."""
    lacking = provide()
    if lacking:
        packages = " ".join(PACKAGES[program] for program in lacking)
        sys.stderr.write(ADVICE.format(missing=", ".join(lacking), packages=packages) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
