"""The colours of small pictures, which stand on a page as images and so cannot ask the page for its theme."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one theme: the ground, its level lines, writing, less important writing, what speaks."""

    ground: str
    level: str
    ink: str
    faint: str
    accent: str


LIGHT = Look("#fcfcfa", "#c3cbcf", "#1c2126", "#5a666e", "#0b5fa5")
DARK = Look("#10141a", "#3a4550", "#e6e9ec", "#9aa5ae", "#6cb8f0")


def look(dark: bool) -> Look:
    """The colours of a theme."""
    return DARK if dark else LIGHT
