"""What a schedule's record tells a reader to watch must be visible: each sentence is checked on its race."""

from collections.abc import Callable

import numpy as np
import pytest

from runs.catalog import SCHEDULES
from runs.simulate import Trajectory, simulate
from studies import reference
from tests.watch.sights import apart, below, caught, changed, mean, planned

Seen = Callable[[Trajectory, Trajectory], object]


def shares(way: Trajectory) -> np.ndarray:
    """The rate of every step as a share of its full value."""
    return way.rates / way.run.rate


def drops(way: Trajectory) -> list[int]:
    """The steps at which the rate is lower than before."""
    return (np.flatnonzero(np.diff(way.rates) < 0) + 2).tolist()


PLANS: dict[str, Seen] = {
    "constant": lambda me, cosine: (
        mean(me, 290, 300) > 50 * mean(cosine, 290, 300)
        and (below(me, 0.1), below(changed(me, 0.05), 0.1)) == (8, 16)
        and 0.3 < mean(changed(me, 0.05), 50, 300) / mean(me, 50, 300) < 0.4
    ),
    "cosine": lambda me, other: (
        0.5 < mean(me, 50, 100) / mean(other, 50, 100) < 1.0
        and mean(me, 150, 200) < mean(me, 50, 100) / 2
        and 0.008 < mean(me, 270, 300) / mean(other, 270, 300) < 0.012
    ),
    "cosine_restarts": lambda me, _: (
        np.flatnonzero(np.isclose(shares(me), 1.0, rtol=1e-12)).tolist() == [0, 50, 150]
        and mean(me, 40, 50) < mean(me, 55, 75) / 10
        and mean(me, 130, 150) < mean(me, 155, 175) / 10
        and shares(me)[-1] > 0.1
    ),
    "cyclic": lambda me, _: (
        min(mean(me, 135, 165), mean(me, 235, 265)) > 2 * max(mean(me, 85, 115), mean(me, 185, 215))
        and shares(me)[[149, 249]].min() > 0.95
        and shares(me)[[99, 199]].max() < 0.15
    ),
    "exponential": lambda me, other: (
        mean(me, 50, 100) < mean(other, 50, 100) / 2
        and caught(planned(me, factor=0.8), 20, 0.01)
        and planned(me, factor=0.8).losses[-1] > 0.15
    ),
    "hand_drawn": lambda me, other: (
        (below(me, 0.1), below(other, 0.1)) == (24, 8)
        and mean(me, 270, 300) < mean(other, 270, 300) / 10
        and mean(planned(me, k5=1.0), 270, 300) > 10 * mean(me, 270, 300)
    ),
    "inverse_sqrt": lambda me, other: (
        np.argmax(me.rates) == 49
        and round(shares(me)[-1], 1) == 0.4
        and mean(other, 270, 300) / 4 < mean(me, 270, 300) < mean(other, 270, 300) / 2
    ),
    "linear": lambda me, other: (
        np.allclose(np.diff(me.rates), me.rates[1] - me.rates[0])
        and 0.04 < mean(me, 270, 300) / mean(other, 270, 300) < 0.06
    ),
    "multi_step": lambda me, other: (
        apart(me, other)[:101].max() == 0
        and drops(me) == [101, 201, 251]
        and mean(me, 50, 100) > 2 * mean(me, 110, 200) > 4 * mean(me, 210, 250) > 8 * mean(me, 260, 300)
    ),
    "one_cycle": lambda me, other: (
        (below(me, 0.1), below(other, 0.1), int(np.argmax(me.rates)) + 1) == (34, 8, 90)
        and mean(me, 60, 120) > mean(me, 150, 200) > mean(me, 210, 250) > 5 * mean(me, 280, 300)
    ),
    "plateau": lambda me, _: (
        drops(me)[0] == 32
        and np.isclose(me.rates[31], me.rates[30] / 2)
        and len(drops(me)) > 20
        and caught(me, 120, 0.003)
        and np.linalg.norm(me.positions[-1]) > 0.05
    ),
    "polynomial": lambda me, other: (
        below_half(me) == 89
        and below_half(planned(me, power=1.0)) == 152
        and mean(me, 100, 150) < mean(planned(me, power=1.0), 100, 150) / 2
    ),
    "step": lambda me, other: (
        apart(me, other)[:101].max() == 0
        and drops(me) == [101, 201]
        and mean(me, 50, 100) > 2 * mean(me, 110, 200) > 2 * mean(me, 210, 300) > 0.1
        and shares(me)[-1] == 0.25
    ),
    "warmup_stable_decay": lambda me, other: (
        apart(me, other)[:20].max() > 0.3
        and apart(me, other)[60:221].max() < 0.005
        and drops(me)[0] in (221, 222)
        and 0.2 < mean(me, 280, 300) / mean(other, 280, 300) < 0.3
    ),
}


def below_half(way: Trajectory) -> int:
    """The first step at less than half of the rate."""
    return int(np.argmax(shares(way) < 0.5)) + 1


@pytest.mark.parametrize("key", SCHEDULES)
def test_what_to_watch_a_schedule_for_is_there_to_see(key):
    me, other = (simulate(run) for run in reference.scene("schedule", key).runs())
    assert PLANS[key](me, other), f"{SCHEDULES[key].name}: {SCHEDULES[key].watch}"
