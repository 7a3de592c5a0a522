"""What may vary in a comparison, its names, and its values, which are suggested or typed by a visitor."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from math import floor, log10

from core.number import listed, two_readings
from core.numeral import exact, short
from core.param import Param, demand
from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.comparison.comparison import ENTRIES, MOST, NUMBERS, Axis, Value, param_of, parameters
from runs.opening import suggested_rate
from runs.run import RATE, Scene, X, Y

USUAL: Mapping[str, tuple[str, ...]] = {
    "method": ("gd", "momentum", "adam", "rmsprop", "nesterov", "adagrad", "lion", "adamw", "bfgs"),
    "landscape": (
        "bowl", "ravine", "rosenbrock", "himmelblau", "rastrigin", "saddle", "plateau", "beale", "styblinski_tang",
    ),
    "schedule": (
        "constant", "cosine", "step", "exponential", "inverse_sqrt", "one_cycle", "linear", "cosine_restarts", "cyclic",
    ),
}  # fmt: skip
"""Suggested entries for a comparison, the most instructive first. A row of n panes takes the first n."""

NAMES = {
    "runner": "Runner", "rate": "Learning rate η", "method": "Optimizer", "schedule": "Schedule", "warmup": "Warm-up",
    "warmup_form": "Place of the warm-up", "clip": "Clipping", "clip_by": "Kind of clipping", "landscape": "Landscape",
    "start": "Start", "noise": "Noise σ", "seed": "Seed",
}  # fmt: skip
FORMS = {"warmup_form": "warmup", "clip_by": "clip"}
"""What varies only where another setting of the runner is not zero."""

BATCH = "gradient.batch"
RANGE = re.compile(r"\.{2,}|…|\bto\b")
LONE_PAIR = re.compile(r"\s*[^\s,;]+,[^\s,;]+\s*")
LONGEST = 1000
"""The most characters of a typed list of values."""
GROUPS = ("method", "schedule", "landscape", "gradient", "frame")


def choices(scene: Scene) -> tuple[str, ...]:
    """Everything that may vary in this scene, the most useful first; where there are samples, that is the batch size.

    If the scene has several runners, only parameters that all their methods, or all their schedules, have may vary.
    """
    several = len(scene.runners) > 1
    found = ["runner", *(what for what in NAMES if what not in ("runner", "method"))] if several else list(NAMES)[1:]
    found = [what for what in found if what not in FORMS or any(getattr(r, FORMS[what]) for r in scene.runners)]
    if scene.ground.sampled:
        found.insert(0, BATCH)
    for group in GROUPS:
        found += [f"{group}.{p.key}" for p in parameters(scene, group) if _shared(scene, group, p.key)]
    return tuple(dict.fromkeys(found))


def _shared(scene: Scene, group: str, key: str) -> bool:
    methods = [OPTIMIZERS[r.method.key].params for r in scene.runners]
    plans = [SCHEDULES[r.schedule.key].params for r in scene.runners]
    owners = {"method": methods, "schedule": plans}.get(group, [])
    if group == "gradient" and key in ("batch", "order"):
        return scene.ground.sampled
    return all(any(p.key == key for p in params) for params in owners)


def name_of(scene: Scene, what: str) -> str:
    """The name of what varies, as the page shows it."""
    if what in NAMES:
        return NAMES[what]
    owner = {
        "method": OPTIMIZERS[scene.runners[0].method.key].name,
        "schedule": SCHEDULES[scene.runners[0].schedule.key].name,
        "landscape": LANDSCAPES[scene.ground.entry.key].name,
        "gradient": "Noise and samples",
    }.get(what.partition(".")[0], "Turn, shift, stretch")
    param = param_of(scene, what)
    return f"{owner}: {param.symbol}"


def label(scene: Scene, what: str, value: Value) -> str:
    """A value as the name of a row or a column."""
    if isinstance(value, tuple):
        x, y = value
        named = next((f"{name} " for name, point in scene.ground.starts().items() if point == value), "")
        return f"{named}({short(x, 6)}, {short(y, 6)})"
    if isinstance(value, str):
        return ENTRIES[what][value].name
    if what == "runner":
        runner = next(r for r in scene.runners if r.mark == value)
        return f"{OPTIMIZERS[runner.method.key].name}, η {RATE.tell(runner.rate)}"
    param = param_of(scene, what)
    return f"{param.symbol} {param.tell(value)}"


def spaced(param: Param, low: float, high: float, count: int) -> tuple[float, ...]:
    """`count` values from `low` to `high`, evenly spaced on the parameter's scale and rounded, but still distinct.

    There may be fewer whole numbers. ValueError with a sentence if the range is not valid.
    """
    low, high = param.check(low), param.check(high)
    demand(low < high, f"{param.symbol} from {exact(low)} to {exact(high)}: the second number must be the larger one.")
    demand(2 <= count <= MOST, f"What varies takes 2 to {MOST} values, not {count}.")
    for digits in range(1, 17):
        values = (low, *(_between(param, low, high, k / (count - 1), digits) for k in range(1, count - 1)), high)
        if all(a < b for a, b in pairwise(values)):
            return values
    return tuple(float(v) for v in range(int(low), int(high) + 1)) if param.kind != "number" else (low, high)


def _between(param: Param, low: float, high: float, part: float, digits: int) -> float:
    """The value at the fraction `part` of the way from low to high, rounded to so many digits."""
    if param.scale == "log" and low > 0:
        found = float(f"{10 ** (log10(low) + part * log10(high / low)):.{digits}g}")
    elif param.scale == "one-minus-log" and high < 1:
        far, near = 1 - low, 1 - high
        found = round(1 - float(f"{10 ** (log10(far) + part * log10(near / far)):.{digits}g}"), 12)
    else:
        # Rounded relative to the distance between neighbours, so that evenly spaced values stay evenly spaced.
        found = round(low + part * (high - low), digits + 1 - floor(log10(max((high - low) / MOST, 1e-300))))
    return found if param.kind == "number" else float(round(found))


def _range(scene: Scene, what: str, param: Param) -> tuple[float, float]:
    """The range of suggested values; unless stated otherwise here, that of the parameter's slider.

    Rates go from very slow to divergent, batches from one sample to all. Shares end at a tenth of their default's
    distance from one.
    """
    if what == "rate":
        middle = suggested_rate(scene.ground, scene.runners[0].method.key)
        low, high = (float(f"{middle * factor:.12g}") for factor in (1e-3, 10.0))
        return max(low, RATE.valid[0]), min(high, RATE.valid[1])
    if what == BATCH:
        return 1.0, float(scene.ground.count)
    if param.scale == "one-minus-log":
        return param.slider[0], min(round(1 - (1 - param.default) / 10, 12), param.slider[1])
    return param.slider


def _starts(scene: Scene, count: int) -> tuple[Point, ...]:
    """The scene's own start, the named ones, then the middles of nine equal parts of the box."""
    (x0, x1), (y0, y1) = LANDSCAPES[scene.ground.entry.key].box
    thirds = (1 / 6, 5 / 6, 1 / 2)
    cells = [(x0 + u * (x1 - x0), y0 + v * (y1 - y0)) for v in thirds for u in thirds]
    middles = scene.ground.carry([(float(f"{x:.4g}"), float(f"{y:.4g}")) for x, y in cells])
    return tuple(dict.fromkeys([scene.start, *scene.ground.starts().values(), *middles]))[:count]


def filled(scene: Scene, what: str, count: int = 6) -> Axis:
    """What varies, with about `count` suggested values; ValueError if nothing of that name can vary."""
    if what == "runner":
        demand(len(scene.runners) > 1, "Runners can vary only if the scene has several of them.")
        return Axis(what, tuple(r.mark for r in scene.runners))
    if what == "start":
        return Axis(what, _starts(scene, count))
    if what in ENTRIES:
        runner = scene.runners[0]
        own = {"landscape": scene.ground.entry.key, "method": runner.method.key, "schedule": runner.schedule.key}[what]
        usual = USUAL[what][:count] if own in USUAL[what][:count] else (own, *USUAL[what][: count - 1])
        return Axis(what, usual)
    param = param_of(scene, what)
    if param.kind in ("switch", "choice"):
        return Axis(what, tuple(float(k) for k in range(max(len(param.options), 2))))
    if what == "seed":
        return Axis(what, tuple(float(scene.seed + k) for k in range(count)))
    if what == BATCH:  # spaced by factors: going from one sample to two matters as much as from half to all
        param = replace(param, scale="log", slider=(1.0, param.slider[1]))
    return Axis(what, spaced(param, *_range(scene, what, param), count))


def spaced_between(scene: Scene, axis: Axis, count: int) -> Axis:
    """`count` values over the range of the present ones; for anything but numbers, suggested values."""
    param = None if axis.what in NAMES and axis.what not in NUMBERS else param_of(scene, axis.what)
    if param is None or axis.what == "seed" or param.kind in ("switch", "choice"):
        return filled(scene, axis.what, count)
    numbers = [v for v in axis.values if isinstance(v, int | float)]
    return replace(axis, values=spaced(param, min(numbers), max(numbers), count))


def write_values(scene: Scene, axis: Axis) -> str:
    """The text of an axis's numbers or starts, as a visitor could type it; `read_values` reads it back exactly."""
    if axis.what == "start":
        return " ".join(f"({X.write(v[0])}, {Y.write(v[1])})" for v in axis.values if isinstance(v, tuple))
    param = param_of(scene, axis.what)
    return ", ".join(param.write(v) for v in axis.values if isinstance(v, int | float))


def read_values(scene: Scene, what: str, text: str, count: int = 6) -> Axis:
    """The axis for typed values: "0.001, 0.01, 0.1", or "0.001 ... 1" for `count` of them. ValueError with a sentence.

    Starts are pairs of coordinates, "(-1.2, 1) (0, 2)".
    """
    demand(len(text) <= LONGEST, "The list of values is too long and was not read.")
    texts, _ = _texts(what, text)
    if what == "start":
        demand(len(texts) % 2 == 0, "Write starts as pairs of coordinates: (-1.2, 1) (0, 2).")
        return Axis(what, tuple(zip(map(X.read, texts[::2]), map(Y.read, texts[1::2]), strict=True)))
    demand(
        what not in ENTRIES and what != "runner",
        f"{NAMES.get(what, what)} cannot be typed in: choose its values from the list.",
    )
    param = param_of(scene, what)
    if len(RANGE.split(text)) == 2:
        low, high = map(param.read, texts)
        return Axis(what, spaced(param, low, high, count))
    return Axis(what, tuple(map(param.read, texts)))


def doubts(what: str, text: str) -> tuple[str, ...]:
    """A sentence for each part of typed values that `read_values` could have read in two ways."""
    texts, said = _texts(what, text[:LONGEST])
    return tuple(filter(None, [*said, *map(two_readings, texts)]))


def _texts(what: str, text: str) -> tuple[list[str], list[str]]:
    """The texts of the numbers, and a sentence for each part with two possible readings, or "" for any other part."""
    if what == "start":
        return _coordinates(text)
    ends = [end.strip() for end in RANGE.split(text)]
    if len(ends) == 2:
        return ends, []
    texts, said = listed(text)
    return texts or [text], [said]


def _coordinates(text: str) -> tuple[list[str], list[str]]:
    words, brackets = text.split(), re.split(r"[()\[\]]", text)
    pairs = len(brackets) == 1 and all(LONE_PAIR.fullmatch(word) for word in words)
    said = "Each comma was read as the one between x and y. Decimal commas need brackets and semicolons: (1,5; 2)."
    # A comma alone in its brackets separates the two coordinates.
    parts = [part.replace(",", ", ") if LONE_PAIR.fullmatch(part) else part for part in (words if pairs else brackets)]
    found = [listed(part) for part in parts]
    return [one for texts, _ in found for one in texts], [said if pairs else "", *(doubt for _, doubt in found)]
