"""Where runs come to rest and when they arrive: stationary points by kind, and losses below or beside what is known."""

from dataclasses import replace
from math import pi, sqrt

import numpy as np
import pytest

from core.kernel import COMPILED
from pictures import clouds, compare, race
from pictures.ensembles import measured
from pictures.labels import endless
from pictures.registry import PAGES
from runs import codec
from runs.catalog import LANDSCAPES
from runs.comparison.comparison import Axis, Comparison
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import snapshots
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import loss_at, lowest
from runs.survey import Question, ask
from studies.ensemble import LEVELS
from studies.measures import below, left, reached
from studies.stationary import curvature, kind_of, resting_place
from ui.gallery.stories import STORIES

SEPARABLE = Ground(landscape("logistic_regression", {"apart": 6.0, "flipped": 0.0, "ridge": 0.0}))
MC_CORMICK = "v=1&landscape=mccormick&x=-3.5&y=-4.5&steps=300&run1=gd&run1.rate=0.1"


def walked(ground: Ground, method="gd", rate=0.01, start=(0.0, 0.0), steps=300):
    return simulate(Run(ground, optimizer(method), rate, schedule(), start, steps))


@pytest.mark.parametrize("frame", [(0.0, 0.0, 0.0, 1.0, 1.0), (30.0, 0.5, -1.0, 2.0, 0.5)], ids=["plain", "framed"])
@pytest.mark.parametrize("key", LANDSCAPES)
def test_declared_points_are_of_their_kind(key, frame):
    ground = Ground(landscape(key), frame)
    for kind, points in (("minimum", ground.minima()), ("saddle", ground.saddles())):
        for point in points:
            assert kind_of(ground, point) == kind, point


@pytest.mark.parametrize("key", ["himmelblau", "rosenbrock", "monkey_saddle", "mccormick"])
def test_the_curvature_is_that_of_differences(key):
    ground, (x, y), h = Ground(landscape(key), (30.0, 0.5, -1.0, 2.0, 0.5)), (0.3, -0.2), 1e-4
    f = loss_at(ground, np.array([(x + i * h, y + j * h) for i in (-1, 0, 1) for j in (-1, 0, 1)])).reshape(3, 3)
    xx, yy = (f[2, 1] - 2 * f[1, 1] + f[0, 1]) / h**2, (f[1, 2] - 2 * f[1, 1] + f[1, 0]) / h**2
    xy = (f[2, 2] - f[2, 0] - f[0, 2] + f[0, 0]) / (4 * h**2)
    assert curvature(ground, (x, y)) == pytest.approx(np.array([[xx, xy], [xy, yy]]), rel=1e-4, abs=1e-4)


RESTS = [
    ("monkey_saddle", (0.0, 0.0), 1e-3, "at a saddle"),
    ("saddle", (0.5, 0.0), 0.1, "at a saddle"),
    ("rosenbrock", (1.0, 1.0), 1e-3, ""),
    ("himmelblau", (-0.270844, -0.923038), 1e-5, "at a maximum"),
    ("easom", (-20.0, -20.0), 1e-3, "on level ground"),
    ("mccormick", (5 * pi / 3 + 0.5, 5 * pi / 3 - 0.5), 0.1, "in another valley"),
]


@pytest.mark.parametrize(("key", "start", "rate", "place"), RESTS)
def test_a_run_that_rests_says_at_what_kind_of_place(key, start, rate, place):
    ground = Ground(landscape(key))
    if place == "at a maximum":
        start = summit(ground, start)
    way = walked(ground, rate=rate, start=start, steps=400)
    assert (way.word, resting_place(way)) == ("converged", place)


def summit(ground, near):
    """The critical point near a point, by Newton's method on differences."""
    at, h = np.array(near), 1e-5
    for _ in range(20):
        around = np.array([at + h * np.array(d) for d in ((1, 0), (-1, 0), (0, 1), (0, -1))])
        f = loss_at(ground, around)
        slope = np.array([f[0] - f[1], f[2] - f[3]]) / (2 * h)
        at = at - np.linalg.solve(curvature(ground, tuple(at)), slope)
    return tuple(at)


def test_a_run_that_ends_below_what_is_known_has_not_arrived_and_is_drawn():
    scene = codec.read(MC_CORMICK).scene
    (run,) = scene.runs()
    way = simulate(run)
    assert way.losses[-1] == pytest.approx(-5.0548, abs=1e-4)
    assert (reached(way, 1e-3), below(way, 1e-3)) == (None, 0)
    assert resting_place(way) == "at a minimum below all known ones"
    picture = PAGES["race"].make(PAGES["race"].read(MC_CORMICK)[0], False)
    chart = picture.panes[1]
    assert (chart.of, chart.log) == ("loss", False)
    assert chart.span[0] < way.losses.min() < way.losses.max() < chart.span[1]
    assert (picture.tracks[0].reached, picture.tracks[0].below) == (None, 0)


OUTSIDE = codec.read(MC_CORMICK).scene


@pytest.mark.parametrize("start", [(-3.5, -4.5), (1.0, 1.0)], ids=["below", "above"])
@pytest.mark.parametrize("across", [("mccormick", "bowl"), ("bowl", "mccormick")], ids="-".join)
def test_beside_other_landscapes_a_run_below_what_is_known_is_drawn_and_said(across, start):
    deep = start != (1.0, 1.0)
    picture = compare.picture(Comparison(replace(OUTSIDE, start=start), Axis("landscape", across)))
    *maps, chart = picture.panes
    ways = [picture.series["loss"][i] for i in range(2)]
    assert [pane.caption.endswith("lower than the lowest known minimum") for pane in maps] == [
        deep and key == "mccormick" for key in across
    ]
    assert (chart.of, chart.log) == (("loss", False) if deep else ("gap", True))
    assert chart.of in picture.series
    if deep:
        assert chart.span[0] < min(map(min, ways)) < max(map(max, ways)) < chart.span[1]


@pytest.mark.parametrize(("start", "deep"), [((-3.5, -4.5), True), ((0.0, 0.0), False)], ids=["below", "above"])
def test_the_bands_of_clouds_below_what_is_known_are_losses(start, deep):
    both = Ensemble(replace(OUTSIDE, start=start, noise=0.3, steps=40), Axis("rate", (0.05, 0.1)), 50)
    picture, found = clouds.picture(both), measured(both)
    *maps, chart, _ = picture.panes
    assert [("lower than the lowest known minimum" in pane.caption) for pane in maps] == [deep, deep]
    assert [("lower" in " ".join(one.verdict)) for one in found] == [deep, deep]
    assert (chart.of, chart.title) == (("loss", "Loss") if deep else ("gap", "Loss above the minimum"))
    low = lowest(both.base.ground)
    for i, run in enumerate(both.runs()):
        losses = snapshots(run, 50, both.every, both.radius).losses
        for k, level in enumerate(LEVELS):
            (row,) = picture.series[f"band {i} {k}"]
            exact = np.quantile(losses, level, axis=1, method="inverted_cdf")
            assert np.array_equal(row, exact if deep else np.maximum(exact - low, 0.0))
            assert not deep or (chart.span[0] < row.min() < low and row.max() < chart.span[1])


def test_one_cloud_below_what_is_known_makes_both_show_losses():
    both = Ensemble(replace(OUTSIDE, noise=0.3, steps=40), Axis("start", ((-3.5, -4.5), (0.0, 0.0))), 50)
    picture = clouds.picture(both)
    assert ["lower than" in pane.caption for pane in picture.panes[:2]] == [True, False]
    assert picture.panes[2].of == "loss"
    assert picture.series["band 1 0"][0][-1] == pytest.approx(-1.913, abs=1e-3)  # the loss of the known minimum


def test_where_there_is_no_minimum_nothing_arrives_and_the_gap_is_the_loss():
    assert (SEPARABLE.infimum(), lowest(SEPARABLE)) == (0.0, 0.0)
    way = walked(SEPARABLE, "adam", 0.1, steps=5000)
    assert way.losses[-1] < 1e-4
    assert (reached(way, 1e-3), left(way, 1e-3), below(way, 1e-3)) == (None, None, None)
    assert "no minimum" in endless(SEPARABLE)
    inseparable = Ground(landscape("logistic_regression"))
    assert (inseparable.infimum(), endless(inseparable)) == (None, "")
    assert Ground(SEPARABLE.entry, table=((1.0, 0.0, 1.0), (-1.0, 0.5, 0.0))).infimum() == 0.0
    assert Ground(SEPARABLE.entry, table=((1.0, 0.0, 1.0), (2.0, 0.0, 0.0))).infimum() is None


def test_a_run_that_arrives_may_leave_again():
    # Momentum rolls through the minimum and back; plain descent stays.
    ground = Ground(landscape("bowl"))
    start = tuple(np.array(ground.minima()[0]) + 1e-3)
    still = walked(ground, "gd", 1e-3, start)
    assert (reached(still, 1e-3), left(still, 1e-3)) == (0, None)
    flung = replace(still, losses=np.array([0.0, 1.0, 0.0, 5e-4, 2e-3, 1.0]))
    assert (reached(flung, 1e-3), left(flung, 1e-3)) == (0, 4)
    assert left(replace(flung, losses=np.array([1.0, 0.0])), 1e-3) is None


def counter_example(largest: bool, steps: int) -> list[float]:
    """Reddi, Kale and Kumar's counter-example in x alone: one target -100 and then a hundred 0.99, in order, for Adam,
    or for AMSGrad as PyTorch has it: the largest mean square so far, with Adam's correction.
    """
    x, v, most, way = 0.0, 0.0, 0.0, [0.0]
    for t in range(1, steps + 1):
        g = x - (0.99 if (t - 1) % 101 else -100.0)
        v = 0.9 * v + 0.1 * g * g
        most = max(most, v) if largest else v
        x -= 0.01 * g / (sqrt(most / (1 - 0.9**t)) + 1e-8)
        way.append(x)
    return way


def test_the_race_says_that_adam_arrives_at_once_and_leaves_its_counter_example():
    scene = STORIES["too_short_a_memory"].scene
    steps = scene.steps if COMPILED else 400
    picture = race.picture(replace(scene, steps=steps))
    for track, xs, largest in zip(picture.tracks, picture.series["x"], (False, True), strict=True):
        way = np.array(counter_example(largest, steps))
        assert xs == pytest.approx(way, abs=1e-9)
        near = np.abs(way + 1 / 101) <= sqrt(2 * scene.tolerance)
        gone = int(np.flatnonzero(near)[-1]) + 1
        assert (track.reached, track.left) == (0, None if largest else gone)
        assert gone == (steps + 1 if largest else 43)
    if COMPILED:
        adam, amsgrad = (xs[5000:].mean() for xs in picture.series["x"])
        assert (round(adam, 3), round(amsgrad, 4)) == (0.952, -0.0083)


def test_a_run_that_is_still_moving_rests_nowhere():
    assert resting_place(walked(Ground(landscape("rosenbrock")), rate=1e-4, start=(-1.2, 1.0), steps=5)) == ""


STARTS = 40 if COMPILED else 4


@pytest.mark.parametrize("key", LANDSCAPES)
def test_far_outside_the_box_no_run_arrives_at_its_start(key):
    """Nor does it end below the lowest known loss, unless the landscape says that its ground falls for ever."""
    ground = Ground(landscape(key))
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    rng = np.random.default_rng(5)
    starts = rng.uniform((2 * x0 - x1, 2 * y0 - y1), (2 * x1 - x0, 2 * y1 - y0), (STARTS, 2))
    for start in starts:
        way = walked(ground, "momentum", suggested_rate(ground, "momentum"), tuple(start), 200)
        if not len(way.losses):
            continue
        low = min(float(way.losses.min()), float(way.losses[0]))
        assert low >= lowest(ground) - 1e-9 * max(1.0, abs(lowest(ground))) or ground.infimum() is not None, start
        assert reached(way, 1e-9) != 0 or abs(way.losses[0] - lowest(ground)) <= 1e-9


@pytest.mark.parametrize("key", LANDSCAPES)
def test_far_outside_the_box_a_survey_calls_arrived_whoever_arrives_in_the_race(key):
    """So whoever is lower than the lowest known loss by more than the tolerance has not arrived there.

    Where the ground falls for ever some are, so that this can fail.
    """
    ground, tolerance, fallen = Ground(landscape(key)), 1e-3, 0
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    starts = np.random.default_rng(5).uniform((2 * x0 - x1, 2 * y0 - y1), (2 * x1 - x0, 2 * y1 - y0), (STARTS, 2))
    run = Run(ground, optimizer("momentum"), suggested_rate(ground, "momentum"), schedule(), (0.0, 0.0), 200)
    found = ask(Question(run, starts.T, within=tolerance, tolerance=1e-300))
    for start, arrival in zip(starts.tolist(), found.measures[0], strict=True):
        way = simulate(replace(run, start=tuple(start)))
        step = reached(way, tolerance)
        assert np.ceil(arrival) == (-1 if step is None else step), start
        assert step is None or abs(way.losses[step] - lowest(ground)) <= tolerance, start
        fallen += step is None and below(way, tolerance) is not None
    assert fallen or ground.infimum() is None or not ground.minima()
