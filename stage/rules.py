"""What a teacher's link leaves of the stage: controls that are hidden or locked, a question first, a presentation."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

CONTROLS: Mapping[str, str] = MappingProxyType({
    "play": "Play and pause",
    "step": "Buttons and keys that go by a step",
    "time": "Time line, and clicks in a chart",
    "speed": "Speed",
    "loop": "Loop",
    "events": "Marks of what happened",
    "start": "Start, on the map",
    "knots": "Knots of a drawn rate",
    "dial-rate": "Rate, below the map",
    "dial-momentum": "Momentum, below the map",
    "fork": "Fork here",
    "arrows": "Switches of the arrows",
    "before": "Paths of before a change",
    "zoom": "Zoom",
    "save": "Save a picture or a film",
    "turn": "Turning the surface",
    "panes": "Names of the panes",
    "standings": "Standings",
    "numbers": "The step in numbers",
    "runners": "List of runners",
    "runner-hide": "Show and hide a runner",
    "runner-add": "Add a runner",
    "runner-duplicate": "Duplicate a runner",
    "runner-remove": "Remove a runner",
    "share": "Copy link",
})  # fmt: skip
"""Every control that the stage, the list of runners and the button beside it draw: its name in a link, and for people.

`js/rules.js` knows what each of them is on the page."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a link says about the stage, beside the picture.

    `hide` and `lock` hold names of CONTROLS: the first are not drawn, the second are drawn and do nothing; whatever
    else stands there means nothing to the stage. `ask` is what is asked before the run is shown: which runner will be
    ahead at the end, or where the selected one will end. It is asked once, or with `again` whenever another picture
    comes. With `present` the picture is made for the last row of a hall.
    """

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    ask: Literal["", "winner", "end"] = ""
    again: bool = False
    present: bool = False


FREE = Rules()
"""Nothing is hidden, locked or asked."""


def ruled(rules: Rules) -> dict[str, object]:
    """The rules as the browser reads them: nothing where there are none."""
    mine = {name: [one for one in getattr(rules, name) if one in CONTROLS] for name in ("hide", "lock")}
    said = mine | {"ask": rules.ask, "again": rules.again, "present": rules.present}
    return {"rules": said} if any(said[name] for name in ("hide", "lock", "ask", "present")) else {}
