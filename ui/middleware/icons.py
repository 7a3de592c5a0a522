"""The icons' font, reduced to the icons that a page can show.

Streamlit sends the whole of Material Symbols Rounded, 4,000 icons in 375 kB, before the first paint. A page uses a few
dozen of them. tools/vendor/icons.py writes a font with these, and a record of what it was made from, into `assets/`.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from stage.assets import Asset, digest

ASSETS = Path(__file__).with_name("assets")
FONT, RECORD = ASSETS / "icons.woff2", ASSETS / "icons.json"
CACHING = {"Cache-Control": "no-cache"}
"""The address is that of Streamlit's own font, which other apps and other versions of this one use too. So browsers
ask each time whether they have the right one, where Streamlit would let them keep it for a year.
"""


class Record(NamedTuple):
    """Which of Streamlit's files the font was made from and its SHA-256, the font's own SHA-256, and its icons."""

    source: str
    sha256: str
    made: str
    names: list[str]


@lru_cache(1)
def record() -> Record:
    """What tools/vendor/icons.py has written."""
    return Record(**json.loads(RECORD.read_text("utf-8")))


def subset(static: Path) -> dict[str, Asset]:
    """The font by the path that it has in `static`, the folder of Streamlit's page.

    Nothing if the font there is not the one that it was made from: another one may have other icons and other names.
    """
    source = static / record().source
    if not source.is_file() or hashlib.sha256(source.read_bytes()).hexdigest() != record().sha256:
        return {}
    body = FONT.read_bytes()
    return {record().source: Asset(body, b"", f'"{digest(body)}"')}  # a woff2 file is compressed by itself
