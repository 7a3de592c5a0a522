"""The path of a moving minimum."""

import numpy as np
import pytest

from runs.catalog import LANDSCAPES
from runs.ground import PLAIN, Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from studies.drift import drift

MOVING = [key for key, land in LANDSCAPES.items() if land.track is not None]
FRAMED = (30.0, 0.5, -0.25, 2.0, 0.5)


@pytest.mark.parametrize("key", LANDSCAPES)
def test_only_a_ground_that_moves_has_a_drift(key):
    assert (drift(Ground(landscape(key)), 3) is None) == (key not in MOVING)


@pytest.mark.parametrize("frame", [PLAIN, FRAMED])
@pytest.mark.parametrize("key", MOVING)
def test_the_written_loss_is_lowest_at_the_minimum_of_its_own_state(key, frame):
    ground, steps = Ground(landscape(key), frame), 40
    way = drift(ground, steps)
    assert way is not None
    assert way.shape == (steps + 1, 2)
    assert tuple(way[0]) == pytest.approx(ground.minima()[0], abs=1e-12)
    assert np.ptp(way, axis=0).min() > 0.1
    # A run that starts where the minimum will be after k steps, and hardly moves, has a loss of zero only at that
    # state.
    for k in (0, 7, steps):
        run = Run(ground, optimizer("gd"), 1e-12, schedule(), tuple(map(float, way[k])), steps)
        losses = simulate(run).losses
        assert losses[k] == pytest.approx(0.0, abs=1e-12)
        assert np.argmin(losses) == k
