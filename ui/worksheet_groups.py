"""The groups of controls that the dialog offers, its presets, and the worksheet they come to. No streamlit call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ui.worksheet import Standing, Worksheet
from ui.worksheet_names import ALL

RACES = ("race", "anatomy", "schedules")
EVERY = (*RACES, "compare", "clouds")


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that a teacher leaves or takes together: their names, and the pages that have any of them."""

    label: str
    names: tuple[str, ...]
    pages: tuple[str, ...] = EVERY


GROUPS: Mapping[str, Group] = MappingProxyType({
    "preset": Group("Ready-made questions", ("preset",), ("compare", "clouds")),
    "differs": Group("What differs", ("across", "down", "suited", "starts", "walkers", "escape", "sweep"),
                   ("compare", "clouds")),
    "landscape": Group("Landscape", ("landscape", "frame", "table")),
    "start": Group("Start", ("start",)),
    "steps": Group("Number of steps", ("steps",)),
    "noise": Group("Batches and noise", ("noise", "fog", "seed", "batch")),
    "runners": Group("List of runners", ("runners", "fork", "at"), ("race", "anatomy")),
    "choice": Group("Which runner is set", ("runner",), ("anatomy", "schedules")),
    "method": Group("Optimizer", ("method", "exact")),
    "rate": Group("Learning rate", ("rate",)),
    "schedule": Group("Schedule", ("schedule", "schedules", "warmup")),
    "play": Group("Playing", ("playing",)),
    "look": Group("Looking", ("looking",)),
    "charts": Group("What is shown", ("tolerance", "against", "view", "curve")),
    "words": Group("Formulas and answers", ("formulas", "bias", "told")),
    "away": Group("Taking away", ("takeaway", "save", "share")),
    "pages": Group("Other pages", ("pages", "compare", "clouds", "present", "worksheet")),
})  # fmt: skip
"""In the order of the dialog. Panels open where anything in them is left; the reference has no worksheet of its own."""

STATES: tuple[Standing, ...] = ("free", "locked", "hidden")
Choice = Mapping[str, Standing]


def _all_but(rest: Standing, **others: Standing) -> Choice:
    return MappingProxyType({key: others.get(key, rest) for key in GROUPS})


PRESETS: Mapping[str, Choice] = MappingProxyType(
    {
        "One knob": _all_but("hidden", rate="free", play="free", look="free"),
        "Only watch": _all_but("hidden", play="free", look="free"),
        "All but the landscape": _all_but("free", landscape="locked", start="locked", pages="hidden", preset="hidden"),
    }
)
"""What a teacher starts from."""


def groups_of(page: str) -> dict[str, Group]:
    """The groups that a page has."""
    return {key: group for key, group in GROUPS.items() if page in group.pages}


def worksheet_of(choice: Choice) -> Worksheet:
    """The worksheet of these choices, in few words: what most groups are is said once, of all."""
    counts = Counter(choice.values())
    most = next((state for state, _ in counts.most_common()), "free")
    found: dict[Standing, list[str]] = {state: [ALL] if state == most != "free" else [] for state in STATES}
    for key, state in choice.items():
        if state != most:
            found[state] += GROUPS[key].names
    return Worksheet(tuple(found["hidden"]), tuple(found["locked"]), tuple(found["free"]), worksheet=True)
