"""The names by which a teacher's link hides or locks the controls of all pages, without any call of Streamlit.

A control is named after what it changes and has the same name on all pages: `rate` is the slider, the field next to it
and the dial below the map. Names form families: `frame` stands for `frame.rotation` and the other parameters of the
frame, and `all` for everything.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from core.param import Param
from pictures.handles import MOMENTA
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.gradient_noise import GRADIENT_NOISE
from runs.ground import FRAME
from runs.run import LOOKS, VIEW
from stage.rules import CONTROLS

ALL = "all"
"""The name of everything."""

OF_PAGES: Mapping[str, str] = MappingProxyType({
    "pages": "Names of the other pages",
    "playing": "Play, step, time line, speed, loop",
    "looking": "Standings, zoom, and everything else that changes only the view",
    "landscape": "Landscape, with its parameters",
    "start": "Start: named, typed, and on the map",
    "start.x": "Start, x",
    "start.y": "Start, y",
    "steps": "Steps",
    "frame": "Turn, shift and stretch",
    "gradient": "Batches, kind of noise, delay, rounding",
    "noise": "Noise",
    "seed": "Seed",
    "table": "Your own data",
    "table.text": "Samples as text",
    "table.back": "Back to the drawn data",
    "runner": "Which runner is set",
    "method": "Optimizer, with its parameters",
    "defaults": "Defaults of a library",
    "rate": "Learning rate, including its dial",
    "at": "Step of a fork",
    "batch": "Batch of one runner",
    "schedule": "Schedule, with its parameters",
    "schedules": "Which schedules race",
    "warmup": "Warm-up",
    "warmup_form": "Place of the warm-up",
    "clip": "Clipping of gradients",
    "clip_by": "Kind of clipping",
    "exact": "Type exact values",
    "more": "Panel of less common settings",
    "rest": "Panel of less common settings of panes",
    "settings": "Panel of the optimizer's other settings",
    "shown": "Panel of what is shown",
    "tolerance": "Tolerance",
    **{param.key: param.symbol for param in LOOKS},
    "formulas": "Formulas and sources",
    "bias": "Bias correction",
    "matrix": "The step as a matrix",
    "told": "Answer in numbers",
    "takeaway": "Take it away",
    "takeaway.csv": "File: CSV",
    "takeaway.json": "File: JSON",
    "takeaway.pytorch-script": "File: PyTorch script",
    "takeaway.python-snippet": "File: Python snippet",
    "takeaway.animation": "File: animation",
    "takeaway.read": "Read it here",
    "compare": "Side by side",
    "clouds": "Run 1,000 times",
    "preset": "Start from",
    "across": "What differs across, with its values",
    "across.values": "Values across",
    "down": "What differs down, with its values",
    "down.values": "Values down",
    "suited": "A rate that suits each",
    "starts": "A start for each",
    "best": "What the star of the best pane marks",
    "walkers": "Runs in a cloud",
    "escape": "Distance that counts as an escape",
    "sweep": "The same setting at other rates",
    "map": "Map of starts or of settings",
    "measure": "What a map measures",
    "measure.starts": "From how many starts",
    "methods": "One method, two, or their difference",
    "cross": "The present setting, on the map",
    "maps": "As a map",
    "trained": "Methods that train the network",
    "everyone": "All methods at once",
    "rates": "Rates of a library or of the papers",
    "tuned": "How many rates every method tries",
    "network": "Network",
    "data": "Pictures to learn from",
    "epochs": "Epochs",
    "seeds": "Seeds",
    "plane": "Landscape of a network",
    "end": "The end around which a landscape lies",
    "draw": "Another random landscape",
    "kind": "Kind of entry",
    "search": "Search",
    "family": "Family",
    "entry": "Entry",
    "open": "Open in the race",
    "tree": "Family tree",
    "story": "Story of a scene: numbers, next, previous",
    "present": "Present",
    "worksheet": "Make a worksheet",
})  # fmt: skip
"""The names and labels of the controls that pages draw themselves, besides the parameters of records."""

LABELS: Mapping[str, str] = MappingProxyType({**CONTROLS, **OF_PAGES})
"""The same with the controls of the stage. `start` is both the fields next to the map and the pin on it."""

OWN = ("warmup", "warmup_form", "clip", "clip_by")
CORRUPTED = ("gradient.kind", "gradient.freedom", "gradient.delay", "gradient.rounding", "gradient.bits", "seed")

PANELS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "more": ("frame", "noise", *CORRUPTED),
    "rest": ("frame", "noise", *CORRUPTED, "start", "tolerance", *OWN),
    "settings": ("method", *OWN),
    "shown": ("tolerance", *(param.key for param in LOOKS if param is not VIEW)),
    "table": ("table.text", "table.back"),
    "takeaway": tuple(name for name in OF_PAGES if name.startswith("takeaway.")),
})  # fmt: skip
"""The controls in each panel. A panel is drawn if anything in it is."""

PLAYING = ("play", "step", "time", "speed", "loop")
LOOKING = ("standings", "numbers", "events", "arrows", "before", "zoom", "turn")

KIN: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "dial-rate": ("rate",),
    "dial-momentum": (*(f"method.{key}" for key in MOMENTA), "method"),
    "knots": ("schedule",),
    "panes": ("pages",),
    **dict.fromkeys([name for name in CONTROLS if name.startswith("runner-")], ("runners",)),
    **dict.fromkeys(PLAYING, ("playing",)),
    **dict.fromkeys(LOOKING, ("looking",)),
})  # fmt: skip
"""Families that do not follow from the names: of the stage's controls that change what other controls change too, of
playing, and of viewing."""

KEYS: Mapping[str, str] = MappingProxyType({
    "x": "start.x",
    "y": "start.y",
    "run.exact": "exact",
    "schedules.keys": "schedules",
    "schedules.open": "runner",
    "schedules.more": "settings",
    "question": "preset",
    "base.more": "rest",
    "across.what": "across",
    "down.what": "down",
    "what": "across",
    "network.open": "runner",
    "radius": "escape",
})  # fmt: skip
"""The names of the widgets whose keys differ from what they change."""

PAGES_OF_KEYS = (
    "base",
    "second",
    "race",
    "anatomy",
    "compare",
    "clouds",
    "ensemble",
    "comparison",
    "maps",
    "network",
    "reference",
)
"""The prefixes of the keys of widgets that also exist on other pages."""

VALUES = ("picked", "typed", "count", "value1", "value2", "values")


@lru_cache(maxsize=512)
def name_of(key: str) -> str:
    """The name of the control whose widget has this key."""
    key = key.removesuffix(".browse")
    text = key.removesuffix(".exact") if key not in KEYS else KEYS[key]
    page, _, rest = text.partition(".")
    if page in PAGES_OF_KEYS or rest == "worksheet":
        text = rest.removesuffix(".exact")
    text = KEYS.get(text, text)
    first, _, last = text.partition(".")
    if last in VALUES or text in VALUES:
        return f"{first if last else 'across'}.values"
    if first in ("run", "schedules") and last:
        return _of_runner(first, last)
    if first in ("family", "entry", "open", "worksheet", "told", "story"):
        return first
    return text.lower().replace(" ", "-") if first == "takeaway" else text


def _of_runner(first: str, last: str) -> str:
    """The name of a runner's control, which changes one runner on the race and anatomy pages, and all on schedules."""
    head, _, tail = last.partition(".")
    if head in ("method", "defaults", "rate", "at", "batch", "schedule", *OWN):
        return last
    if first == "schedules":
        return f"method.{tail}" if head == "run" else f"schedule.{tail}"
    return f"method.{last}"


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """All names that a link may hide or lock, except `all`."""

    def of(family: str, params: tuple[Param, ...]) -> Iterator[str]:
        return (f"{family}.{param.key}" for param in params)

    found = {*LABELS, *of("frame", FRAME), *of("gradient", GRADIENT_NOISE)}
    for land in LANDSCAPES.values():
        found.update(of("landscape", land.params))
    for method in OPTIMIZERS.values():
        found.update(of("method", method.params))
    for schedule in SCHEDULES.values():
        found.update(of("schedule", schedule.params))
    return frozenset(found)


@lru_cache(maxsize=512)
def lineage(name: str) -> tuple[str, ...]:
    """A name and its families, the most specific first."""
    parents = [name.rsplit(".", depth)[0] for depth in range(1, name.count(".") + 1)]
    return (name, *parents, *KIN.get(name, ()), ALL)
