"""Scenes and numbers for hypothesis: any valid scene, and also values that are not valid."""

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from core.kernel import COMPILED
from core.param import Param
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.data.typed import NO_TABLE
from runs.gradient_noise import CLIP, CLIP_BY, GRADIENT_NOISE, PLAIN_NOISE, GradientNoise
from runs.ground import FRAME, PLAIN, Entry, Ground
from runs.run import (
    BATCH,
    LOOKS,
    MAX_RUNS,
    MAX_STEPS,
    RATE,
    SEED,
    SIGMA,
    STEPS,
    TARGET,
    WARMUP,
    WARMUP_FORM,
    Runner,
    Scene,
    X,
    Y,
)

NUMBERS = (
    float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 1.7976931348623157e308, 5e-324, -5e-324, 1e-310, 2.3e-308,
    0.0, -0.0, 1e-16, 1.0, -1.0, 0.9999999999999999, 1e6, 1e15, 1e16, 2.0**53 + 2, 1e22, 1e100, -1e100, 0.1,
)  # fmt: skip
"""Numbers that have broken programs."""

WRONG = (None, "0.5", "", b"1", [1.0], (1.0,), {}, 1j, 10**400, -(10**400), object, True)
"""Values that are not numbers, or are too large."""

hostile = st.one_of(st.sampled_from(NUMBERS), st.floats(), st.sampled_from(WRONG))


def reach(param: Param) -> tuple[float, float]:
    """The values that a parameter takes; uncompiled, at most a few samples where there may be many."""
    low, high = param.valid
    return (low, 12.0) if param.key == "samples" and not COMPILED else (low, high)


def value(param: Param):
    """Any value that a parameter takes; its bounds and its default are more frequent."""
    low, high = reach(param)
    if param.kind != "number":
        return st.one_of(st.just(min(param.default, high)), st.integers(int(low), int(high))).map(float)
    ends = [param.default, low, high, *param.slider, *(v for v in NUMBERS if low <= v <= high)]
    return st.one_of(st.sampled_from([float(v) for v in ends]), st.floats(low, high))


def picked(random: Random, param: Param) -> float:
    """A value that a parameter takes: a bound, one of the numbers above, or any in between. This is faster than
    hypothesis."""
    low, high = reach(param)
    if param.kind != "number":
        return float(random.choice([min(param.default, high), low, high, random.randint(int(low), int(high))]))
    inside = [v for v in NUMBERS if low <= v <= high]
    return float(random.choice([param.default, low, high, *param.slider, *inside, random.uniform(low, high)]))


def pick(random: Random, registry, key: str) -> Entry:
    """An entry with values that have been picked."""
    return Entry(key, tuple(picked(random, p) for p in registry[key].params))


def values(params):
    """Any values that these parameters take, in their order."""
    return st.tuples(*map(value, params))


def entry(registry):
    """Any entry of a registry with any values."""
    return st.one_of([st.builds(Entry, st.just(key), values(record.params)) for key, record in registry.items()])


frames = st.one_of(st.just(PLAIN), values(FRAME))
noises = st.one_of(st.just(PLAIN_NOISE), values(GRADIENT_NOISE).map(GradientNoise._make))


@st.composite
def grounds_of(draw, key: str):
    """A landscape in any frame and, if it has samples, with typed data."""
    record = LANDSCAPES[key]
    rows = st.tuples(*(st.floats(*p.valid) if p.kind == "number" else value(p) for p in record.columns))
    short = rows.map(lambda row: tuple(round(v, 3) for v in row))
    tables = st.lists(short, min_size=2, max_size=4).map(tuple) if record.columns else st.nothing()
    return Ground(Entry(key, draw(values(record.params))), draw(frames), draw(st.one_of(st.just(NO_TABLE), tables)))


grounds = st.one_of([grounds_of(key) for key in LANDSCAPES])
warmups = st.one_of(st.just(0), value(WARMUP).map(int))
forms = {p.key: value(p) for p in (WARMUP_FORM, CLIP, CLIP_BY)}
runner = st.builds(
    Runner, entry(OPTIMIZERS), value(RATE), entry(SCHEDULES), st.just(0), st.booleans(), warmups, **forms
)
batches = st.one_of(st.just(0), value(BATCH).map(int))
starts = st.tuples(value(X), value(Y))


@st.composite
def forks(draw, mark, origin):
    """Any fork of a runner."""
    first = 0 if origin.origin is None else origin.at + 1
    own = replace(draw(runner), mark=mark, origin=origin.mark, at=draw(st.integers(first, MAX_STEPS)))
    return replace(own, method=Entry(origin.method.key, draw(values(OPTIMIZERS[origin.method.key].params))))


@st.composite
def scenes(draw):
    """Any valid scene: marks may have gaps, runners may be hidden or forks, and all settings of the view may vary."""
    placed = []
    for mark in draw(st.permutations(sorted(draw(st.sets(st.integers(0, MAX_RUNS - 1), min_size=1))))):
        origins = [r for r in placed if r.at < MAX_STEPS]
        origin = draw(st.sampled_from(origins)) if origins and draw(st.booleans()) else None
        placed.append(
            replace(draw(runner), mark=mark, batch=draw(batches)) if origin is None else draw(forks(mark, origin))
        )
    runners = tuple(sorted(placed, key=lambda r: r.mark))
    steps, seed, ground, gradient = int(draw(value(STEPS))), int(draw(value(SEED))), draw(grounds), draw(noises)
    against, *looks = (draw(st.sampled_from(p.options)) for p in LOOKS)
    if not ground.sampled:
        against, gradient = "steps" if against in ("epochs", "samples") else against, gradient._replace(batch=0.0)
        runners = tuple(replace(r, batch=0) for r in runners)
    seen = draw(value(TARGET)), against, *looks
    return Scene(ground, draw(starts), steps, runners, draw(value(SIGMA)), seed, *seen, gradient)
