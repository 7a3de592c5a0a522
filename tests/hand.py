"""What the stage writes into a link when a visitor moves something on it, as `stage/js/source.js` does, and what that
means: the comparison or ensemble with the start somewhere else, made without any link.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from runs import edit
from runs.comparison.comparison import Comparison
from runs.comparison.edit import separated
from runs.ensemble.edit import with_value
from runs.ensemble.ensemble import Ensemble
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


def with_start_in_pane(comparison: Comparison, pane: int, x: float, y: float) -> Comparison:
    """The comparison with a start dragged in this pane: for all panes, unless each has its own start.

    If the start is what varies, that value changes. On a landscape that is not the base's, every pane gets its own.
    """
    places = {"across": pane % comparison.columns, "down": pane // comparison.columns}
    for side, index in places.items():
        axis = getattr(comparison, side)
        if axis is not None and axis.what == "start":
            values = [*axis.values]
            values[index] = (x, y)
            return replace(comparison, **{side: replace(axis, values=tuple(values))})
    elsewhere = comparison.scenes()[pane].ground.entry.key != comparison.base.ground.entry.key
    if comparison.starts or elsewhere:
        starts = [*separated(comparison).starts]
        starts[pane] = (x, y)
        return replace(comparison, starts=tuple(starts))
    return replace(comparison, base=edit.with_start(comparison.base, x, y))


def with_start_of_setting(ensemble: Ensemble, place: int, x: float, y: float) -> Ensemble:
    """The ensemble with a start dragged on the map of this setting: for both, unless they differ in start."""
    if ensemble.across is not None and ensemble.across.what == "start":
        return with_value(ensemble, place, (x, y))
    return replace(ensemble, base=edit.with_start(ensemble.base, x, y))
