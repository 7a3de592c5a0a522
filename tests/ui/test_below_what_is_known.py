"""What the pages show of runs that end below the lowest known loss, or that arrive and leave again."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from pictures import clouds, compare, race
from pictures.ensembles import measured
from pictures.registry import PAGES
from runs import codec
from runs.comparison.comparison import Axis, Comparison
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import snapshots
from runs.simulate import simulate
from runs.surface import lowest
from studies.ensemble import LEVELS
from ui.gallery.stories import STORIES

MC_CORMICK = "v=1&landscape=mccormick&x=-3.5&y=-4.5&steps=300&run1=gd&run1.rate=0.1"
OUTSIDE = codec.read(MC_CORMICK).scene


def test_the_race_draws_a_run_below_what_is_known():
    way = simulate(OUTSIDE.runs()[0])
    picture = PAGES["race"].make(PAGES["race"].read(MC_CORMICK)[0], False)
    chart = picture.panes[1]
    assert (chart.of, chart.log) == ("loss", False)
    assert chart.span[0] < way.losses.min() < way.losses.max() < chart.span[1]
    assert (picture.tracks[0].reached, picture.tracks[0].below) == (None, 0)


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
    picture = race.picture(scene)
    for track, xs, largest in zip(picture.tracks, picture.series["x"], (False, True), strict=True):
        way = np.array(counter_example(largest, scene.steps))
        assert xs == pytest.approx(way, abs=1e-9)
        near = np.abs(way + 1 / 101) <= sqrt(2 * scene.tolerance)
        gone = int(np.flatnonzero(near)[-1]) + 1
        assert (track.reached, track.left) == (0, None if largest else gone)
        assert gone == (scene.steps + 1 if largest else 43)
    adam, amsgrad = (xs[5000:].mean() for xs in picture.series["x"])
    assert (round(adam, 3), round(amsgrad, 4)) == (0.952, -0.0083)
