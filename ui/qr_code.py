"""The QR code of a link, drawn on this server, so that no other host learns the link."""

from functools import lru_cache
from io import BytesIO

import segno

MOST = 2953
"""The most characters of the largest code at the lowest error correction."""

QUIET = 4
"""The width of the white margin, in modules, which readers need."""


@lru_cache(maxsize=32)
def qr_code(link: str) -> str:
    """The QR code of a link as SVG, black on white, with as few modules as possible. ValueError with a sentence."""
    try:
        # The lowest error correction gives the largest modules, which suits a screen that is clean but far away.
        made = segno.make_qr(link, error="L", boost_error=False)
    except segno.DataOverflowError:
        raise ValueError(f"The link has {len(link):,} characters; a QR code holds at most {MOST:,}.") from None
    out = BytesIO()
    made.save(out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True, nl=False)
    return out.getvalue().decode()
