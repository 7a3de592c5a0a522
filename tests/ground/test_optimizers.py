"""Every optimizer, compared with its naive version, PyTorch, optax, and the methods that it becomes in limits."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from core.param import complete
from core.records import Limit, Optimizer
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from tests.ground import naive, naive_methods, naive_plane
from tests.ground.naive import Felt
from tests.ground.tables import MANY, METHODS

GOLDEN = Path(__file__).parent.parent / "golden"
LIBRARIES = ("torch", "optax")


def walked(library):
    """The golden paths of a library: (manifest, rows, paths)."""
    with np.load(GOLDEN / f"{library}.npz") as found:
        return json.loads(str(found["manifest"])), found["rows"], found["paths"]


WALKED = {library: walked(library) for library in LIBRARIES}
CASES = [
    pytest.param(case, rows, path, id=f"{library}-{number}-{case['optimizer']}-{case['schedule']}-{case['landscape']}")
    for library, (manifest, rows, paths) in WALKED.items()
    for number, (case, path) in enumerate(zip(manifest["cases"], paths, strict=True))
]
NAIVE = [row for row in METHODS if row.values[0].key in naive_methods.METHODS]
PLANAR = [row for row in METHODS if row.values[0].key in naive_plane.METHODS]
LIMITS = [pytest.param(way, limit, id=f"{way.key}->{limit.key}") for way in OPTIMIZERS.values() for limit in way.limits]
HOSTILE = np.array([np.nan, np.inf, -np.inf, 1e308, -1e308, 1e-308, 5e-324, -5e-324, 0.0, -0.0, 1e155, -1e155])

STEPS = 40
LANES = 2 * 3
PULL = np.array([0.3, 2.0, 7.0, 1.0, 0.01, 30.0])  # the curvature that each of these lanes feels
STARTS = np.linspace(-1.5, 2.0, LANES)


def push(t, lane):
    """A number that is added to a lane's slope at step t: reproducible, of either sign, and of very different sizes."""
    return 4.0 * math.sin(12.9898 * t + 78.233 * lane) ** 3


def springs(pull, force):
    """A ground of springs with a different stiffness for each lane, under a force(t) -> float64[lanes]."""

    def feel(at, t):
        with np.errstate(over="ignore"):  # a method may leap far away: AdaBelief does so without a memory
            energy = 0.5 * pull * at * at + force(t) * at
        half = at.size // 2
        return Felt(pull * at + force(t), np.tile(energy[:half] + energy[half:], 2), pull.copy(), np.zeros(at.size))

    return feel


SHAKEN = springs(PULL, lambda t: np.array([push(t, lane) for lane in range(LANES)]))


def march(way, values, rates, feel=SHAKEN, start=STARTS):
    """Positions after every step, on this ground, without a landscape: float64[steps, lanes]."""
    return naive.stride(way, np.array(values, float), start, rates, feel)[0][1:]


def falling(steps, rate):
    """A rate that changes at every step."""
    return [rate / (1 + 0.1 * t) for t in range(steps)]


def wavering(steps, rate):
    """A rate that rises, falls below where it began, and rises again to more than before; it changes at every step."""
    return [rate * (1.0 + t / steps) * (0.55 + 0.45 * math.sin(9.0 * t / steps)) for t in range(steps)]


RATES = {"falling": falling, "wavering": wavering}
"""What every method is tested with. A method may remember rates, so falling rates alone would not tell the largest rate
so far from the first, nor rising ones from the last."""


def test_every_optimizer_has_a_naive_version():
    assert sorted([*naive_methods.METHODS, *naive_plane.METHODS]) == sorted(OPTIMIZERS)


def test_the_wavering_rates_rise_fall_and_rise_again():
    rates = np.array(wavering(STEPS, 1.0))
    top, bottom = (int(found) for found in (np.argmax(rates[: STEPS // 2]), np.argmin(rates)))
    assert 0 < top < bottom < STEPS - 1
    assert np.all(np.diff(rates[: top + 1]) > 0)
    assert np.all(np.diff(rates[top : bottom + 1]) < 0)
    assert rates[bottom] < rates[0] < rates[top] < np.max(rates[bottom:])


@pytest.mark.whole
@pytest.mark.parametrize("plan", RATES)
@pytest.mark.parametrize(("way", "values"), NAIVE)
def test_the_steps_are_those_of_the_naive_version(way, values, plan):
    rates = RATES[plan](STEPS, 0.01)
    found = march(way, values, rates)
    for lane, theta in enumerate(STARTS.tolist()):
        pull = float(PULL[lane])
        wanted = naive_methods.METHODS[way.key](
            lambda t, place, pull=pull, lane=lane: pull * place + push(t, lane), theta, rates, *values
        )
        scale = np.max(np.abs(wanted))
        assert np.max(np.abs(found[:, lane] - wanted)) <= 1e-12 * scale


# A curved valley, steep enough to need searches of several trials.
VALLEY = naive_plane.Plane(
    lambda p: (1 - p[0]) ** 2 + 10 * (p[1] - p[0] ** 2) ** 2,
    lambda p: np.array([-2 * (1 - p[0]) - 40 * p[0] * (p[1] - p[0] ** 2), 20 * (p[1] - p[0] ** 2)]),
    lambda p: np.array([[2 - 40 * (p[1] - 3 * p[0] ** 2), -40 * p[0]], [-40 * p[0], 20.0]]),
)


def in_the_valley(at, _t):
    points = at.reshape(2, -1).T
    f, g, h = (np.array([of(p) for p in points]) for of in VALLEY)
    return Felt(g.T.ravel(), np.tile(f, 2), h[:, [0, 1], [0, 1]].T.ravel(), np.tile(h[:, 0, 1], 2))


@pytest.mark.whole
@pytest.mark.parametrize("plan", RATES)
@pytest.mark.parametrize(("way", "values"), PLANAR)
def test_the_steps_in_the_plane_are_those_of_the_naive_version(way, values, plan):
    rates = RATES[plan](25, 1.0 if way.unit == "pure number" else 0.003)
    found = march(way, values, rates, in_the_valley).reshape(-1, 2, LANES // 2)
    for lane, theta in enumerate(STARTS.reshape(2, -1).T):
        wanted = np.array(naive_plane.METHODS[way.key](VALLEY, theta, rates, *values))
        assert np.max(np.abs(found[:, :, lane] - wanted)) <= 1e-9 * np.max(np.abs(wanted))


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_has_walked_every_method_on_enough_landscapes_and_settings(library):
    manifest = WALKED[library][0]
    for key in {case["optimizer"] for case in manifest["cases"]}:
        mine = [case for case in manifest["cases"] if case["optimizer"] == key]
        assert len({case["landscape"] for case in mine}) >= 3
        assert len({json.dumps([case["hyper"], case["schedule"]]) for case in mine}) >= 2
        assert {case["schedule"] for case in mine} - {"constant"}
    assert manifest["made with"].keys() >= {library, "numpy", "python"}


@pytest.mark.few
@pytest.mark.parametrize(("case", "rows", "path"), CASES)
def test_the_walk_is_the_librarys(case, rows, path):
    """What the library calls the parameter is the walker, or, where the manifest says so, where it looks next."""
    land, way, plan = LANDSCAPES[case["landscape"]], OPTIMIZERS[case["optimizer"]], SCHEDULES[case["schedule"]]
    hyper = {p.key: p.read(str(case["hyper"][p.key])) for p in way.params if p.key in case["hyper"]}
    assert hyper.keys() == case["hyper"].keys()
    c, h = np.array(complete(land.params, case["params"])), np.array(complete(way.params, hyper))
    rates = case["rate"] * plan.factors(int(rows[-1]), case["options"])
    points, places = naive.walk(land, c, way, h, np.array(case["start"]), rates)
    found = {"walker": points, "place": places}[case["compared"]][rows]
    worst = np.max(np.abs(found - path)) / np.max(np.abs(path))
    assert worst <= 1e-12, f"off by {worst:.3g}"


@pytest.mark.parametrize("plan", RATES)
@pytest.mark.parametrize(("way", "limit"), LIMITS)
def test_at_its_limit_a_method_is_the_other_one(way: Optimizer, limit: Limit, plan: str):
    """Whichever of its options is chosen."""
    rates = RATES[plan](60, 0.01)
    other, values = OPTIMIZERS[limit.key], complete(way.params, limit.values)
    free = [(k, i) for k, p in enumerate(way.params) if p.key not in limit.values for i in range(len(p.options))]
    for variant in [values, *((*values[:k], float(i), *values[k + 1 :]) for k, i in free)]:
        shared = {p.key: v for p, v in zip(way.params, variant, strict=True) if p.key in {q.key for q in other.params}}
        wanted = march(other, complete(other.params, shared | dict(limit.there)), rates)
        assert np.allclose(march(way, variant, rates), wanted, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("way", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_the_unit_of_the_rate_is_what_the_record_says(way: Optimizer):
    """A thousand times the height: a thousand times the step, or the same one."""
    values, rates = complete(way.params, {}), falling(20, way.rate if way.unit == "pure number" else 1e-16)

    def path(factor):
        pull, force = 1e4 * factor * np.array([1.0, 3.0]), -2e4 * factor * np.array([1.0, 0.7])
        return march(way, values, rates, springs(pull, lambda t: force * (1.0 + 1e-3 * math.sin(t))), np.zeros(2))

    calm, steep = path(1.0), path(1000.0)
    assert np.any(calm)
    assert np.allclose(steep, calm * (1000.0 if way.unit == "inverse curvature" else 1.0), rtol=1e-6, atol=0.0)


@pytest.mark.parametrize(("way", "values"), METHODS)
def test_hostile_ground_raises_nothing_and_leaves_the_neighbours_alone(way, values):
    """For every other walker, loss, gradient and Hessian are not finite, each at a different time."""
    lanes = 2 * HOSTILE.size

    def calm(at, t):
        return springs(np.full(lanes, 2.0), lambda t: np.sin(t + np.repeat(np.arange(HOSTILE.size), 2)))(at, t)

    def mixed(at, t):
        felt = calm(at, t)
        for turn, row in enumerate(felt):
            row[1::2] = np.roll(HOSTILE, t + 3 * turn)
        return felt

    start = np.linspace(-1.5, 2.0, lanes)
    with np.errstate(all="ignore"):
        found = march(way, values, [0.01] * 8, mixed, start)
    assert np.array_equal(found[:, ::2], march(way, values, [0.01] * 8, calm, start)[:, ::2])


@pytest.mark.parametrize(("way", "values"), METHODS)
def test_nothing_moves_where_the_ground_has_always_been_level(way, values):
    start = np.zeros(4)
    found = march(way, values, [0.1] * 5, lambda at, _t: Felt(*np.zeros((4, at.size))), start)
    assert np.array_equal(found[-1], start)


@pytest.mark.parametrize(("way", "values"), METHODS)
def test_a_lane_has_the_same_bits_alone_in_seven_and_in_many(way, values):
    """Lanes come in pairs, x and y; the coordinates of one walker are lanes i and i + half."""
    walkers = max(MANY // 2, 7)
    start = np.random.default_rng(4).normal(size=(2, walkers))
    force = np.random.default_rng(5).normal(size=(2, walkers))

    def path(first, count):
        pull, at = (a[:, first : first + count].ravel().copy() for a in (force, start))
        ends = march(way, values, [0.01] * 5, springs(pull, lambda t: np.full(2 * count, math.sin(t))), at)
        return ends[-1].reshape(2, count)

    whole = path(0, walkers)
    assert np.array_equal(np.concatenate([path(i, 1) for i in range(7)], axis=1), whole[:, :7])
    assert np.array_equal(path(0, 7), whole[:, :7])
