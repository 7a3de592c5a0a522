"""What a teacher hands out with the QR code of a worksheet's link: the HTML that shows it on another page."""

from html import escape
from urllib.parse import urljoin

from ui.middleware.settings import ANYWHERE

PLACE = "https://place.example/"
"""Stands for the address of the app in HTML that the browser completes."""
READABLE = 1200
"""The most characters that a phone reads well from a projector. With more, the modules of the code are too small."""


def legibility(link: str) -> str:
    """A sentence if a phone may be unable to read the link's code from afar; otherwise ""."""
    if len(link) <= READABLE:
        return ""
    return (
        f"The link has {len(link):,} characters. Phones read a QR code well up to about {READABLE:,}, so students may "
        "have to stand close to it. You can also hand out the link. Fewer runners make it shorter."
    )


def iframe(link: str, title: str) -> str:
    """The HTML that embeds the worksheet in a course page."""
    source = link + ("&" if "?" in link else "?") + "embed=true"
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="640" style="border:0" '
        'allow="fullscreen; clipboard-write" allowfullscreen loading="lazy"></iframe>'
    )


def element(link: str) -> str:
    """The HTML that shows the worksheet's picture on a course page without a frame."""
    return (
        f'<script type="module" src="{escape(urljoin(link, "stage/embed.js"))}"></script>\n'
        f'<thalweg-stage src="{escape(link)}"></thalweg-stage>'
    )


def step(frames: tuple[str, ...], sites: tuple[str, ...]) -> dict[str, str]:
    """The HTML for a step of a chapter, which the browser completes: PLACE stands for the address of the app, `{words}`
    for the query of the page Learn, and `{link}` for what follows PLACE in the address of the step's picture.
    """
    return {
        "place": PLACE,
        "frame": iframe(f"{PLACE}learn?{{words}}", "Thalweg: a chapter"), "framed": admitted(frames).replace("`", ""),
        "element": element(f"{PLACE}{{link}}"), "embedded": embedded(sites).replace("`", ""),
    }  # fmt: skip


def embedded(sites: tuple[str, ...]) -> str:
    """A sentence that says where the element works; `sites` are the origins that this server admits."""
    if sites == ANYWHERE:
        return "These two lines work on every site. The first one is needed once a page."
    if not sites:
        return (
            "This server shows its pictures on its own pages only. Ask the person who runs it to add the address of "
            "your course to `THALWEG_EMBED`."
        )
    return f"These two lines work on pages of {', '.join(sites)}. The first one is needed once a page."


def admitted(frames: tuple[str, ...]) -> str:
    """A sentence that says where the frame works; `frames` are the origins that this server admits."""
    if not frames:
        return (
            "This server can be shown in a frame on its own pages only. Ask the person who runs it to add the address "
            "of your course to `THALWEG_FRAMES`, for example `https://courses.example`."
        )
    return (
        f"This server can be shown on pages of {', '.join(frames)}. The person who runs it can add other addresses to "
        "`THALWEG_FRAMES`."
    )
