"""Statistics of ensembles, compared with counting in plain loops."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import DIVERGED
from runs.ensemble.snapshots import Snapshots, snapshots
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from studies.basins import ends_of_flow
from studies.ensemble import LEVELS, arrived, bands, centre, density, escapes, fallen, levels, shares, verdict

VALLEYS = Ground(landscape("two_valleys"))
BOWL = Ground(landscape("bowl"))
BOX = (-2.0, 2.0, -1.0, 3.0)


def asked(ground=VALLEYS, steps=20, **changes):
    """A simple run; `changes` are fields of Run."""
    return replace(Run(ground, optimizer("gd"), 0.02, schedule(), (0.7, 0.1), steps, noise=8.0, seed=2), **changes)


def standing(points, losses=None, left=None, run=None):
    """An ensemble with walkers at these positions: points [F, N, 2], losses [F, N]."""
    at = np.array(points, np.float64).transpose(0, 2, 1)
    frames, _, count = at.shape
    lost = np.zeros((frames, count)) if losses is None else np.array(losses, np.float64)
    gone = np.zeros(count, np.int64) if left is None else np.array(left)
    steps = np.arange(frames) * 10
    status = np.where(np.isfinite(lost[-1]), 0, DIVERGED)
    return Snapshots(run or asked(BOWL), 0.5, steps, at, lost, gone, status)


def walked():
    """A simulated ensemble, some of whose walkers diverge."""
    return snapshots(asked(Ground(landscape("rosenbrock")), rate=0.004, noise=6.0, start=(-1.2, 1.0)), 40, 3, 0.5)


def test_the_density_counts_who_is_where():
    found, bins = walked(), 7
    assert 0 < np.sum(found.status == DIVERGED) < 40
    shown = density(found, BOX, bins)
    assert (shown.shape, shown.dtype) == ((len(found.steps), bins, bins), np.uint8)
    for frame, (at, losses) in enumerate(zip(found.positions, found.losses, strict=True)):
        counts = np.zeros((bins, bins))
        for x, y, loss in zip(*at, losses, strict=True):
            column, row = (x + 2) / 4 * bins, (y + 1) / 4 * bins
            if np.isfinite(loss) and 0 <= column < bins and 0 <= row < bins:
                counts[int(row), int(column)] += 1
        assert np.array_equal(shown[frame], np.ceil(255 * np.log(1 + counts) / np.log(41)))


def test_all_in_one_cell_are_the_darkest_and_one_alone_can_be_seen():
    shown = density(standing([[(0.1, 0.1)] * 50, [(0.1, 0.1)] * 49 + [(-1.9, 2.9)]]), BOX, 8)
    assert shown[0].max() == 255
    assert np.sum(shown[0] > 0) == 1
    assert 0 < shown[1, -1, 0] < shown[1].max() < 255


def test_centre_and_spread_are_the_mean_and_the_covariance_of_those_that_are_left():
    found = walked()
    mean, spread = centre(found)
    for frame, fine in enumerate(np.isfinite(found.losses)):
        here = found.positions[frame][:, fine]
        assert mean[frame] == pytest.approx(here.mean(axis=1), rel=1e-12)
        assert spread[frame] == pytest.approx(np.cov(here, bias=True)[[0, 0, 1], [0, 1, 1]], rel=1e-9, abs=1e-15)


def test_where_all_have_diverged_the_centre_stays():
    inf = np.inf
    gone = standing([[(1.0, 0.0), (0.0, 1.0)], [(9.0, 9.0), (9.0, 9.0)]], [[1.0, 1.0], [inf, inf]])
    mean, spread = centre(gone)
    assert mean.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert spread.tolist() == [[0.25, -0.25, 0.25]] * 2
    never = centre(standing([[(9.0, 9.0)]], [[inf]]))
    assert (never[0].tolist(), never[1].tolist()) == ([[0.7, 0.1]], [[0.0, 0.0, 0.0]])


def test_bands_are_the_losses_of_the_walkers_in_their_order():
    losses = np.arange(20, dtype=float).reshape(1, 20) + 3.0
    assert bands(standing([[(0.0, 0.0)] * 20], losses[:, ::-1])).ravel().tolist() == [
        float(np.ceil(level * 20) - 1 + 3) for level in LEVELS
    ]
    losses[0, 18:] = np.inf
    assert bands(standing([[(0.0, 0.0)] * 20], losses)).ravel().tolist()[-2:] == [17.0, np.inf]
    assert np.all(bands(standing([[(0.0, 0.0)]], [[-1e-18]])) == 0.0)


def test_levels_are_losses_as_they_are_and_bands_are_cut_at_the_lowest_known():
    losses = np.arange(20, dtype=float).reshape(1, 20) - 4.0
    found = standing([[(0.0, 0.0)] * 20], losses)
    assert levels(found).ravel().tolist() == [float(np.ceil(level * 20) - 5) for level in LEVELS]
    assert bands(found).tolist() == np.maximum(levels(found), 0.0).tolist()


def test_those_that_were_lower_than_known_are_counted_and_then_losses_are_said():
    low = standing([[(0.0, 0.0)] * 4] * 2, [[1.0, -2.0, 1.0, 1.0], [3.0, 1.0, -0.5, -1.0]])
    assert fallen(low) == 0.75
    assert verdict(low)[:2] == (
        "At the end the median loss is −0.5; nine in ten are at −1 to 3.",
        "At some time lower than the lowest known minimum: 3 of 4 runs.",
    )
    rounded = standing([[(0.0, 0.0)] * 4], [[-1e-12, 0.0, 1.0, np.inf]])
    assert fallen(rounded) == 0.0
    assert "above the lowest loss" in verdict(rounded)[0]
    endless = asked(Ground(landscape("monkey_saddle")))
    assert "lower than anywhere on the map: 1 of 1" in verdict(standing([[(0.0, -9.0)]], [[-1e9]], run=endless))[1]


def test_arrived_is_the_share_within_the_tolerance():
    found = standing([[(0.0, 0.0)] * 4] * 2, [[1.0, 0.5, 0.2, 0.1], [0.5, 0.5, 0.01, np.inf]])
    assert arrived(found, 0.5).tolist() == [0.75, 0.75]


def test_shares_are_those_of_the_flow_from_where_the_walkers_are():
    found = snapshots(asked(start=(0.73, 0.0), noise=10.0, steps=60), 50, 20, 0.5)
    told = shares(found)
    assert told.shape == (2, 4)
    for frame, at in list(enumerate(found.positions.transpose(0, 2, 1)))[1:]:
        ends = ends_of_flow(VALLEYS, at)
        counted = [np.mean(np.hypot(*(ends - place).T) < 0.1) for place in VALLEYS.minima()]
        # Valleys are told apart on a lattice, so a walker within half a cell of the ridge may count for the other one.
        assert told[:, frame] == pytest.approx(counted, abs=0.06)
    assert told[:, -1].sum() == pytest.approx(1.0)
    assert 0.1 < told[1, -1] < 0.9


def test_without_several_valleys_there_are_no_shares_and_the_diverged_have_none():
    assert shares(walked()).shape == (0, 8)
    places = [[(1.5, 0.0), (-1.5, 0.0), (-1.4, 0.1), (50.0, 0.0)]]
    assert shares(standing(places, run=asked())).ravel().tolist() == [0.25, 0.5]
    assert shares(standing(places, [[1.0, np.inf, 1.0, 1.0]], run=asked())).ravel().tolist() == [0.25, 0.25]


@pytest.mark.parametrize(
    ("left", "share", "median"),
    [([0, 0, 0], 0.0, None), ([7, 0, 0], 1 / 3, None), ([7, 0, 3], 2 / 3, 7), ([9, 1, 9, 0], 0.75, 9), ([5], 1.0, 5)],
)
def test_escapes_are_counted(left, share, median):
    out = escapes(standing([[(0.0, 0.0)] * len(left)] * 3, left=left))
    assert out.steps.tolist() == sorted(step for step in left if step)
    assert out.share == pytest.approx(share)
    assert out.median == median


def test_the_verdict_says_what_was_counted():
    found = snapshots(asked(start=(0.73, 0.0), noise=10.0, steps=60), 50, 20, 0.5)
    low, _, middle, _, high = bands(found)[:, -1]
    said = verdict(found)
    assert all(re.fullmatch(r"[A-Z0-9].*\.", sentence) for sentence in said)
    numbers = re.findall(r"[\d.e-]*\d", said[0])
    assert [f"{level:.3g}" for level in (middle, low, high)] == numbers
    assert [f"{share:.0%}" for share in shares(found)[:, -1]] == re.findall(r"\d+%", said[1])
    assert said[2] == f"By step {escapes(found).median}, half of the runs have been farther than 0.5 from the start."
    gone = verdict(walked())
    assert gone[-1] == f"{np.sum(walked().status == DIVERGED):,} of 40 runs diverged."
    inf = np.inf
    quiet = verdict(standing([[(0.0, 0.0)] * 4], [[0.0, 1.0, inf, inf]], [0, 0, 0, 3]))
    assert "infinity" in quiet[0]
    assert quiet[1] == "25% of the runs get farther than 0.5 from the start."
