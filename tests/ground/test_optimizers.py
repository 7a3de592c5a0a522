"""Every optimizer: against its naive version, against PyTorch, and against what its record says it becomes."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from core.records import Limit, Optimizer, complete
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from tests.ground import naive
from tests.ground.tables import MANY, METHODS

with np.load(Path(__file__).parent.parent / "golden" / "torch.npz") as golden:
    MANIFEST = json.loads(str(golden["manifest"]))
    ROWS, PATHS = golden["rows"], golden["paths"]
CASES = [
    pytest.param(case, path, id=f"{case['optimizer']}-{case['schedule']}-{case['landscape']}")
    for case, path in zip(MANIFEST["cases"], PATHS, strict=True)
]
NAIVE = [row for row in METHODS if row.values[0].key in naive.METHODS]
LIMITS = [pytest.param(way, limit, id=f"{way.key}->{limit.key}") for way in OPTIMIZERS.values() for limit in way.limits]
HOSTILE = np.array([np.nan, np.inf, -np.inf, 1e308, -1e308, 1e-308, 5e-324, -5e-324, 0.0, -0.0, 1e155, -1e155])

LANES = 2 * 3
PULL = np.array([0.3, 2.0, 7.0, 1.0, 0.01, 30.0])  # the curvature that each of these lanes feels


def push(t, lane):
    """What is added to a lane's slope at step t: reproducible, of either sign, of very different sizes."""
    return 4.0 * math.sin(12.9898 * t + 78.233 * lane) ** 3


def slope(theta, t):
    """A slope of its own for every lane."""
    return PULL * theta + np.array([push(t, lane) for lane in range(theta.size)])


def march(way, values, rates, slope=slope, lanes=LANES, start=None):
    """Positions after every step, under slopes that need no landscape: float64[steps, lanes]."""
    theta = np.linspace(-1.5, 2.0, lanes) if start is None else start.copy()
    slots, h, path = np.zeros((way.rows, lanes)), np.array(values), []
    for t, rate in enumerate(rates, start=1):
        at, g, rate_row = theta.copy(), np.zeros(lanes), np.full(lanes, rate)
        for stage in range(way.stages):
            if way.probe is not None:
                way.probe(stage, theta, g, slots, t, rate_row, h, at)
            g = slope(at, t)
        way.step(theta, g, slots, t, rate_row, h)
        path.append(theta.copy())
    return np.array(path)


def falling(steps, rate):
    """A rate that changes at every step."""
    return [rate / (1 + 0.1 * t) for t in range(steps)]


def test_every_naive_optimizer_is_in_the_catalogue():
    assert set(naive.METHODS) <= set(OPTIMIZERS)


@pytest.mark.parametrize(("way", "values"), NAIVE)
def test_the_steps_are_those_of_the_naive_version(way, values):
    rates = falling(60, 0.01)
    found = march(way, values, rates)
    for lane, theta in enumerate(np.linspace(-1.5, 2.0, LANES).tolist()):
        pull = float(PULL[lane])
        wanted = naive.METHODS[way.key](
            lambda t, place, pull=pull, lane=lane: pull * place + push(t, lane), theta, rates, *values
        )
        scale = np.max(np.abs(wanted))
        assert np.max(np.abs(found[:, lane] - wanted)) <= 1e-13 * scale


def test_pytorch_has_walked_every_method_on_enough_landscapes_and_settings():
    for key in {case["optimizer"] for case in MANIFEST["cases"]}:
        mine = [case for case in MANIFEST["cases"] if case["optimizer"] == key]
        assert len({case["landscape"] for case in mine}) >= 3
        assert len({json.dumps([case["hyper"], case["schedule"]]) for case in mine}) >= 2
        assert {case["schedule"] for case in mine} - {"constant"}
    assert {case["optimizer"] for case in MANIFEST["cases"]} >= set(naive.METHODS)


@pytest.mark.parametrize(("case", "path"), CASES)
def test_the_walk_is_pytorchs(case, path):
    """The point at which the next gradient is taken is what PyTorch stores, for Nesterov's look-ahead form too."""
    land, way, plan = LANDSCAPES[case["landscape"]], OPTIMIZERS[case["optimizer"]], SCHEDULES[case["schedule"]]
    hyper = {p.key: p.read(str(case["hyper"][p.key])) for p in way.params if p.key in case["hyper"]}
    assert hyper.keys() == case["hyper"].keys()
    c, h = np.array(complete(land.params, case["params"])), np.array(complete(way.params, hyper))
    rates = case["rate"] * plan.factors(int(ROWS[-1]), case["options"])
    _, places = naive.walk(land, c, way, h, np.array(case["start"]), rates)
    worst = np.max(np.abs(places[ROWS] - path)) / np.max(np.abs(path))
    assert worst <= 1e-12, f"off by {worst:.3g}"


@pytest.mark.parametrize(("way", "limit"), LIMITS)
def test_at_its_limit_a_method_is_the_other_one(way: Optimizer, limit: Limit):
    """Whichever of its options is chosen."""
    other, values = OPTIMIZERS[limit.key], complete(way.params, limit.values)
    free = [(k, i) for k, p in enumerate(way.params) if p.key not in limit.values for i in range(len(p.options))]
    shared = {p.key: v for p, v in zip(way.params, values, strict=True) if p.key in {q.key for q in other.params}}
    wanted = march(other, complete(other.params, shared | dict(limit.there)), falling(60, 0.01))
    for variant in [values, *((*values[:k], float(i), *values[k + 1 :]) for k, i in free)]:
        assert np.allclose(march(way, variant, falling(60, 0.01)), wanted, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("way", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_the_unit_of_the_rate_is_what_the_record_says(way: Optimizer):
    """A thousand times the slope: a thousand times the step, or the same one."""
    values, rates = complete(way.params, {}), falling(20, 1e-3)

    def steep(factor):
        return march(way, values, rates, lambda _, t: np.array([1e4 * factor * (2 + math.sin(t))]), 1, np.zeros(1))

    ratio = steep(1000.0) / steep(1.0)
    assert np.allclose(ratio, 1000.0 if way.unit == "inverse curvature" else 1.0, rtol=1e-6)


@pytest.mark.parametrize(("way", "values"), METHODS)
def test_hostile_slopes_raise_nothing_and_leave_their_neighbours_alone(way, values):
    lanes = 2 * HOSTILE.size

    def mixed(theta, t):
        g = np.zeros(lanes)
        g[::2], g[1::2] = np.sin(t + np.arange(HOSTILE.size)), np.roll(HOSTILE, t)
        return g

    def calm(theta, t):
        return np.sin(t + np.repeat(np.arange(HOSTILE.size), 2))

    with np.errstate(all="ignore"):
        found = march(way, values, [0.01] * 8, mixed, lanes)
    assert np.array_equal(found[:, ::2], march(way, values, [0.01] * 8, calm, lanes)[:, ::2])


@pytest.mark.parametrize(("way", "values"), METHODS)
def test_nothing_moves_where_the_ground_has_always_been_level(way, values):
    start = np.zeros(4)
    assert np.array_equal(march(way, values, [0.1] * 5, lambda theta, _t: np.zeros_like(theta), 4, start)[-1], start)


@pytest.mark.parametrize(("way", "values"), METHODS)
def test_a_lane_has_the_same_bits_alone_in_seven_and_in_many(way, values):
    """Lanes come in pairs, x and y; the coordinates of one walker are lanes i and i + half."""
    walkers = max(MANY // 2, 7)
    start = np.random.default_rng(4).normal(size=(2, walkers))
    force = np.random.default_rng(5).normal(size=(2, walkers))

    def path(first, count):
        pull, at = (a[:, first : first + count].ravel() for a in (force, start))
        ends = march(way, values, [0.01] * 5, lambda theta, t: pull * theta + math.sin(t), 2 * count, at)
        return ends[-1].reshape(2, count)

    whole = path(0, walkers)
    assert np.array_equal(np.concatenate([path(i, 1) for i in range(7)], axis=1), whole[:, :7])
    assert np.array_equal(path(0, 7), whole[:, :7])
