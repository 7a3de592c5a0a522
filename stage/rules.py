"""How a teacher's link can restrict the stage: hide or lock controls, ask a question first, or present to a hall."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple


class Part(NamedTuple):
    """A control: its name for people, and its selector on the page."""

    label: str
    place: str


PARTS: Mapping[str, Part] = MappingProxyType({
    "play": Part("Play and pause", ".tw-main"),
    "step": Part("Buttons and keys for single steps", ".tw-buttons:first-child > :not(.tw-main)"),
    "time": Part("Time line, and clicks in a chart", ".tw-scrub"),
    "speed": Part("Speed", ".tw-speed"),
    "loop": Part("Loop", ".tw-loop"),
    "events": Part("Marks of events", ".tw-events, .tw-message"),
    "start": Part("Start, on the map", ".tw-stage:not(.tw-pointing) .tw-pin:not(.tw-knot)"),
    "knots": Part("Knots of a drawn rate", ".tw-knot"),
    "dial-rate": Part("Rate, below the map", ".tw-dial:nth-of-type(1)"),
    "dial-momentum": Part("Momentum, below the map", ".tw-dial:nth-of-type(2)"),
    "fork": Part("Fork here", ".tw-fork"),
    "arrows": Part("Switches of the arrows", ".tw-arrows"),
    "before": Part("Paths from before a change", ".tw-ghost"),
    "zoom": Part("Zoom", ".tw-zoom > :not(.tw-views, .tw-equal, :last-child)"),
    "view": Part("View: 2D, 3D, both", ".tw-views"),
    "axes": Part("Axes of the map", ".tw-equal"),
    "save": Part("Save a picture or a film", ".tw-zoom > :last-child"),
    "turn": Part("Turning the surface", ".tw-space"),
    "panes": Part("Choosing a pane", ".tw-labels"),
    "standings": Part("Standings", ".tw-standings"),
    "numbers": Part("The step in numbers", ".tw-anatomy"),
    "runners": Part("List of runners", ".tw-roster ul"),
    "runner-hide": Part("Show and hide a runner", '.tw-action[data-what^="hide"]'),
    "runner-add": Part("Add a runner", '.tw-action[data-what^="add"]'),
    "runner-duplicate": Part("Duplicate a runner", '.tw-action[data-what^="duplicate"]'),
    "runner-remove": Part("Remove a runner", '.tw-action[data-what^="remove"]'),
    "share": Part("Copy link", ".tw-share-button"),
})  # fmt: skip
"""Every control of the stage, of the list of runners and of the button next to it, by its name in a link."""

CONTROLS: Mapping[str, str] = MappingProxyType({name: part.label for name, part in PARTS.items()})
"""The names of the controls for people."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a link says about the stage, beside the picture.

    `hide` and `lock` hold names of CONTROLS: hidden ones are not drawn, locked ones are drawn but do nothing. The stage
    ignores other names. `ask` is a question that is asked before the run is shown: which runner will be ahead at the
    end, or where the selected one will end. It is asked once or, with `again`, for every new picture. With `present`
    the picture can be read from the last row of a hall.
    """

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    ask: Literal["", "winner", "end"] = ""
    again: bool = False
    present: bool = False


FREE = Rules()
"""Nothing is hidden, locked or asked."""


def ruled(rules: Rules) -> dict[str, dict[str, object]]:
    """The rules in the form that the browser reads, without those that are not set.

    `hide` and `lock` are selectors; `off` lists the names of both.
    """
    hide, lock = ([name for name in PARTS if name in some] for some in (rules.hide, rules.lock))
    said: dict[str, object] = {
        "hide": ", ".join(PARTS[name].place for name in hide),
        "lock": ", ".join(PARTS[name].place for name in lock if name not in hide),
        "off": [name for name in PARTS if name in hide or name in lock],
        "ask": rules.ask,
        "present": rules.present,
    }
    return {"rules": said | {"again": rules.again}} if any(said.values()) else {}
