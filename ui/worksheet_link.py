"""What a teacher hands out: the link of a worksheet, its QR code, and the lines that put it into another page.

The code is drawn here, by a library, on the server: no other host learns of the link.
"""

from functools import lru_cache
from html import escape
from io import BytesIO

import segno

READABLE = 1200
"""Characters that a phone reads well from a projector: more make fields that are too small."""

MOST = 2953
"""Characters that the largest code holds at the lowest error correction."""

QUIET = 4
"""Fields of white about the code; readers need them."""


@lru_cache(maxsize=32)
def qr_code(link: str) -> str:
    """The QR code of a link as SVG, black on white, with as few fields as can be. ValueError with a sentence."""
    try:
        # The lowest error correction makes the largest fields: a screen is clean, and far away.
        made = segno.make_qr(link, error="L", boost_error=False)
    except segno.DataOverflowError:
        raise ValueError(f"The link has {len(link):,} characters; a QR code holds at most {MOST:,}.") from None
    out = BytesIO()
    made.save(out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True, nl=False)
    return out.getvalue().decode()


def legibility(link: str) -> str:
    """A sentence where a phone may not read the link's code from afar; "" where it will."""
    if len(link) <= READABLE:
        return ""
    return (
        f"The link has {len(link):,} characters. Phones read a QR code well up to about {READABLE:,}, so students may "
        "have to stand close to it. You can also hand out the link. Fewer runners make it shorter."
    )


def iframe(link: str, title: str) -> str:
    """The HTML that shows the worksheet in a page of a course."""
    source = link + ("&" if "?" in link else "?") + "embed=true"
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="640" style="border:0" '
        'allow="fullscreen; clipboard-write" allowfullscreen loading="lazy"></iframe>'
    )


def admitted(frames: tuple[str, ...]) -> str:
    """Where the frame works, in a sentence: `frames` are the origins that this server admits."""
    if not frames:
        return (
            "This server can be shown in a frame on its own pages only. Ask the person who runs it to add the address "
            "of your course to `THALWEG_FRAMES`, for example `https://courses.example`."
        )
    return (
        f"This server can be shown on pages of {', '.join(frames)}. The person who runs it can add other addresses to "
        "`THALWEG_FRAMES`."
    )
