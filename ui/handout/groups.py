"""The groups of controls in the worksheet dialog, its presets, and the worksheet that follows from the choices."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ui.worksheets.names import ALL
from ui.worksheets.worksheet import Standing, Worksheet

RACES = ("race", "anatomy", "schedules")
SHARED = (*RACES, "compare", "clouds", "maps")
EVERY = (*SHARED, "network")


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that a teacher keeps or removes together: their names, and the pages that have any of them."""

    label: str
    names: tuple[str, ...]
    pages: tuple[str, ...] = EVERY


GROUPS: Mapping[str, Group] = MappingProxyType({
    "preset": Group("Ready-made questions", ("preset",), ("compare", "clouds", "maps")),
    "differs": Group("What differs", ("across", "down", "suited", "starts", "best", "walkers", "escape", "sweep", "map",
                                      "methods", "measure", "cross"), ("compare", "clouds", "maps")),
    "training": Group("Methods, network, epochs, seeds", ("trained", "everyone", "rates", "tuned", "network", "data",
                                                          "epochs", "seeds", "plane", "end", "draw"), ("network",)),
    "landscape": Group("Landscape", ("landscape", "frame", "table"), SHARED),
    "start": Group("Start", ("start",), SHARED),
    "steps": Group("Number of steps", ("steps",), SHARED),
    "noise": Group("Batches, noise, clipping", ("noise", "gradient", "seed", "batch", "clip", "clip_by")),
    "runners": Group("List of runners", ("runners", "fork", "at"), ("race", "anatomy")),
    "choice": Group("Which runner is set", ("runner",), ("anatomy", "schedules", "network")),
    "method": Group("Optimizer", ("method", "defaults", "exact")),
    "rate": Group("Learning rate", ("rate",)),
    "schedule": Group("Schedule", ("schedule", "schedules", "warmup", "warmup_form")),
    "play": Group("Playing", ("playing",), SHARED),
    "look": Group("Looking", ("looking",), SHARED),
    "charts": Group("What is shown", ("tolerance", "against", "view", "curve", "axes")),
    "words": Group("Formulas and answers", ("formulas", "bias", "matrix", "told", "story"), SHARED),
    "away": Group("Taking away", ("takeaway", "save", "share")),
    "pages": Group("Other pages", ("pages", "compare", "clouds", "maps", "present", "worksheet")),
})  # fmt: skip
"""The groups in the order of the dialog. Panels can be opened if anything in them is left. The page Reference has no
worksheets."""

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
"""The presets from which a teacher starts."""


def groups_of(page: str) -> dict[str, Group]:
    """The groups that a page has."""
    return {key: group for key, group in GROUPS.items() if page in group.pages}


def worksheet_of(choice: Choice) -> Worksheet:
    """The worksheet for these choices, with a short link: the state of most groups is written once, for `all`."""
    counts = Counter(choice.values())
    most = next((state for state, _ in counts.most_common()), "free")
    found: dict[Standing, list[str]] = {state: [ALL] if state == most != "free" else [] for state in STATES}
    for key, state in choice.items():
        if state != most:
            found[state] += GROUPS[key].names
    return Worksheet(tuple(found["hidden"]), tuple(found["locked"]), tuple(found["free"]), worksheet=True)
