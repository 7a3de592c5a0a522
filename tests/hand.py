"""What the stage writes into a link when a visitor moves something on it, as `stage/js/stage.js` does."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from runs.run import X

Words = dict[str, str]


def placed(words: Iterable[tuple[str, str]], x: float, y: float) -> Words:
    """The words of a pin at this point."""
    return {name: text.replace("{x}", X.write(x)).replace("{y}", X.write(y)) for name, text in words}


def rounded(pin: Mapping[str, Any], x: float, y: float) -> tuple[float, float]:
    """A point as a pin tells it: divided by its unit, and as precise as a drag is."""
    (wide, high), digits = pin["unit"], pin["digits"]
    return round(x / wide, digits[0]), round(y / high, digits[1])


def moved(pin: Mapping[str, Any], x: float, y: float) -> Words:
    """The words that a pin writes when it is moved to a point of its pane."""
    return placed(pin["words"], *rounded(pin, x, y))


def turned(dial: Mapping[str, Any], value: float) -> Words:
    """The words that a dial writes when it is turned to a value."""
    return dict.fromkeys(dial["words"], X.write(value))


def joined(link: str, words: Words) -> str:
    """A link in which these words have changed."""
    return urlencode(dict(parse_qsl(link, keep_blank_values=True)) | words)
