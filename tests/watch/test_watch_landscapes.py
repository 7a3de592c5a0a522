"""What a landscape's record tells a reader to watch must be visible: each sentence is checked on its race."""

from collections.abc import Callable

import numpy as np
import pytest

from core.records import Point
from runs.catalog import LANDSCAPES
from runs.simulate import Trajectory, simulate
from runs.surface import lowest
from studies import reference
from studies.measures import reached, stride
from tests.watch.sights import begun, below, caught, changed, ends, halved, instead, longer, one_by_one, over, x

Seen = Callable[[Trajectory, Trajectory, Trajectory, Trajectory], object]


def share(way: Trajectory, part: float) -> int | None:
    """The step at which only this part of the loss above the lowest is left."""
    return reached(way, part * (way.losses[0] - lowest(way.run.ground)))


def near(way: Trajectory, *place: float) -> np.ndarray:
    """The distance from a place at every step."""
    return np.linalg.norm(way.positions - place, axis=1)


def lowest_at(way: Trajectory) -> Point:
    """Where the first of the known minima is."""
    return way.run.ground.minima()[0]


def edge(way: Trajectory) -> np.ndarray:
    """On which side of Bukin's edge a path is, at every step."""
    return way.positions[:, 1] > 0.01 * way.positions[:, 0] ** 2


def flats(way: Trajectory) -> list[float]:
    """The losses at which a run hardly moves and yet goes on."""
    slow = stride(way) < 0.012
    begins = np.flatnonzero(slow[1:] & ~slow[:-1]) + 1
    return [round(float(way.losses[step]), 1) for step in begins]


GROUNDS: dict[str, Seen] = {
    "ackley": lambda g, m, r, a: (
        all(ends(way, 3.98, 3.98) for way in (g, m, r, a)) and changed(a, 1.0).losses[-1] < a.losses[-1] / 2
    ),
    "beale": lambda g, m, r, a: (
        m.positions[:, 1].min() < -0.5 < min(way.positions[:, 1].min() for way in (g, r, a))
        and m.losses[-1] < min(way.losses[-1] for way in (g, r, a))
        and (begun(instead(m, "nesterov"), "far side").word, begun(instead(m, "nesterov"), "far side").at)
        == ("diverged", 8)
    ),
    "booth": lambda g, m, r, a: share(g, 1e-4) == 11 and m.positions[5, 0] > 7.5 and 60 <= (share(m, 1e-4) or 0) <= 65,
    "bowl": lambda g, m, r, a: (
        below(g, 0.1 * g.losses[0]) <= 3 and (share(g, 1e-4) or 0) > 50 and over(g, kappa=50.0).word == "diverged"
    ),
    "cycling_bowl": lambda g, m, r, a: (
        all(ends(way, 0.0, 0.0) for way in (g, m, r, a))
        and np.allclose(
            (circle := changed(m, 0.033, momentum=0.67).positions)[-30:], circle[-33:-3], rtol=0.0, atol=1e-9
        )
        and np.linalg.norm(circle[-1]) > 0.9
    ),
    "edge": lambda g, m, r, a: (
        below(g, 1e-3) <= 3
        and ends(g, 4.0, 0.25)
        and x(longer(changed(g, 0.05), 1000)) == 3.14
        and np.ptp(changed(g, 0.05).positions[:, 1]) > 0.3
    ),
    "branin": lambda g, m, r, a: (
        all(near(way, -3.14, 12.28)[-1] < 0.2 for way in (g, r, a))
        and ends(m, 3.14, 2.28)
        and m.losses[-1] - lowest(m.run.ground) < 1e-9
    ),
    "bukin_n6": lambda g, m, r, a: (
        all(np.sum(edge(way)[1:] != edge(way)[:-1]) > 20 and near(way, -10, 1).min() > 3 for way in (g, m, r, a))
        and instead(g, "newton").at == 20
    ),
    "bumpy_bowl": lambda g, m, r, a: (
        ends(g, -1.36, 0.44) and ends(r, -1.36, 0.44) and ends(a, -0.92, 0.0) and ends(m, -0.46, -0.46)
    ),
    "cliff": lambda g, m, r, a: (
        max(halved(way) for way in (g, m, r, a)) <= 3
        and near(g, 0.9, 1.0)[-1] > 0.3
        and max(near(way, 0.9, 1.0)[-1] for way in (r, a)) < 0.01
        and x(begun(m, "on the wall", 0.01)) < -0.4
    ),
    "cross_in_tray": lambda g, m, r, a: (
        m.positions[5, 0] > np.pi and ends(m, 7.55, -1.51) and all(near(w, -1.35, -1.35)[-1] < 0.1 for w in (g, r, a))
    ),
    "deep_linear": lambda g, m, r, a: (
        [halved(way) for way in (r, m, a, g)] == sorted(halved(way) for way in (r, m, a, g))
        and min(np.linalg.norm(one.positions[-1] - two.positions[-1]) for one in (g, m) for two in (r, a)) > 0.01
        and all(way.losses[-1] < 1e-9 for way in (g, m, r, a))
    ),
    "drop_wave": lambda g, m, r, a: (
        all(abs(near(way, 0, 0)[-1] - np.pi / 3) < 0.02 for way in (g, m, a))
        and abs(near(r, 0, 0)[-1] - np.pi / 6) < 0.02
        and stride(r)[0] > 0.25
    ),
    "easom": lambda g, m, r, a: (
        (reached(g, 0.5), reached(r, 0.5)) == (46, 5)
        and all(caught(begun(way, "on the plain"), 0, 0.003) for way in (g, m))
    ),
    "eggholder": lambda g, m, r, a: (
        stride(r)[0] > 70
        and ends(m, 325, 216)
        and ends(a, 325, 216)
        and r.losses[-1] < m.losses[-1]
        and min(way.losses[-1] for way in (g, m, r, a)) > lowest(g.run.ground) + 300
    ),
    "goldstein_price": lambda g, m, r, a: (
        g.losses[20] < 0.03 * g.losses[0]
        and ends(m, 0.0, -1.0)
        and all(
            min(np.linalg.norm(way.positions[-1] - place) for place in way.run.ground.minima()) > 0.5
            for way in (g, r, a)
        )
    ),
    "griewank": lambda g, m, r, a: (
        ends(g, 3.14, -4.44) and ends(m, 3.14, -4.44) and ends(r, 0.0, 0.0) and ends(a, 0.0, 0.0)
    ),
    "himmelblau": lambda g, m, r, a: (
        ends(g, 3.58, -1.85) and ends(m, 3.0, 2.0) and ends(r, -3.78, -3.28) and ends(a, -3.78, -3.28)
    ),
    "kinked": lambda g, m, r, a: (
        min(way.losses.min() for way in (g, m, r, a)) > 0.001
        and np.flatnonzero(np.abs(g.positions[:, 1]) < 0.01)[0] == 137
        and x(g) < -1
        and instead(g, "newton").at == 1
    ),
    "linear_regression": lambda g, m, r, a: (
        max(way.losses[30] / way.losses[0] for way in (g, m, r, a)) < 0.1
        and near(m, *lowest_at(m))[30] < 0.25
        and near(m, *lowest_at(m))[30:].max() < 0.45
        and 0.2 < near(g, *lowest_at(g))[100] < 0.35
        and min(near(way, *lowest_at(way))[100] for way in (r, a)) > 1.3
    ),
    "logistic_regression": lambda g, m, r, a: (
        near(g, *lowest_at(g))[30] < 0.2
        and m.positions[:, 1].max() > 4.8
        and all(way.positions[10, 0] > 4.2 and way.positions[:15, 0].max() > 4.7 for way in (r, a))
        and abs(abs(np.diff(a.positions[:2], axis=0))[0] - a.run.rate).max() < 1e-6
    ),
    "levy": lambda g, m, r, a: (
        near(g, 3.79, 4.89)[-1] < 0.1 and near(r, 3.79, 4.89)[-1] < 0.1 and ends(m, 1.0, 4.89) and ends(a, 1.0, 1.0)
    ),
    "matyas": lambda g, m, r, a: (
        (share(m, 1e-4) or 999) < (share(g, 1e-4) or 0)
        and all(np.ptp(way.positions[-1]) < 0.01 and near(way, 0, 0)[-1] > 0.5 for way in (r, a))
    ),
    "mccormick": lambda g, m, r, a: (
        m.positions[30:, 1].max() < -3
        and m.losses[-1] < -60
        and all(near(way, -0.547, -1.547)[-1] < 0.2 for way in (g, r, a))
    ),
    "michalewicz": lambda g, m, r, a: (
        np.all(np.abs(g.positions[71:, 0] - 2.2) < 0.02)
        and np.ptp(g.positions[71:, 1]) < 0.06
        and np.flatnonzero(near(m, 2.203, 1.571) < 0.05)[0] == 125
        and r.at == 16
    ),
    "monkey_saddle": lambda g, m, r, a: (
        all(np.all(way.positions[:, 1] == 0) for way in (g, m, r, a))
        and all(0 < x(way) <= 0.1 for way in (g, r, a))
        and (m.word, bool(m.positions[-1, 0] < 0)) == ("diverged", True)
        and begun(m, "beside a ridge").word == "diverged"
    ),
    "moving_bowl": lambda g, m, r, a: (
        g.run.ground.entry.values[2] == 200
        and m.losses[200:].max() < min(way.losses[200:].min() for way in (g, r, a))
        and near(r, 0, 0)[200:].max() < 1.2
    ),
    "narrow_gorge": lambda g, m, r, a: (
        near(m, 3.0, 0.113)[100] < 0.2 and np.pi / 2 < x(g) < 3 and max(x(r), x(a)) < np.pi / 2
    ),
    "neuron": lambda g, m, r, a: (
        x(m) > LANDSCAPES["neuron"].box[0][1]
        and 1.9 < m.losses[-1] / lowest(m.run.ground) < 2.1
        and min(r.losses[:101].min(), a.losses[:101].min()) > 0.9
    ),
    "plateau": lambda g, m, r, a: [reached(way, way.losses[0] / 2) for way in (r, a, m, g)] == [25, 52, 130, None],
    "rare_large_gradient": lambda g, m, r, a: (
        max(near(way, -0.01, 0.0)[-1] for way in (g, m, r, a)) < 0.001
        and round(lowest_at(a)[0], 2) == -0.01
        and x(one_by_one(a, beta2=0.9)) == 0.99
    ),
    "rastrigin": lambda g, m, r, a: (
        all(near(way, 3.98, -3.98)[-1] < 0.1 and 31.5 < way.losses[-1] < 32.5 for way in (g, m, r, a))
        and 2 < x(changed(m, 0.01)) < 2.5
        and changed(m, 0.01).losses[-1] < 25
    ),
    "ravine": lambda g, m, r, a: (
        abs(g.positions[5, 1]) < 0.1
        and x(g) < -1
        and len(np.flatnonzero(np.diff(np.sign(m.positions[:50, 1])))) > 5
        and near(m, 4.0, 0.0)[100] < 0.1
    ),
    "robust_regression": lambda g, m, r, a: (
        all(abs(way.positions[-1, 0] - 0.88) < 0.006 for way in (g, m, r, a))
        and abs(lowest_at(over(g, form=1.0))[0] - 0.02) < 0.005
        and round(g.run.ground.entry.values[0] * g.run.ground.entry.values[1]) == 6
    ),
    "rosenbrock": lambda g, m, r, a: (
        max(below(way, 5) for way in (g, m, r, a)) <= 6 and x(r) > 0 > max(map(x, (g, m, a)))
    ),
    "saddle": lambda g, m, r, a: (
        np.flatnonzero(near(g, 0, 0) < 0.2).tolist() == list(range(5, 17))
        and all(near(way, 0, 0).min() > 0.99 and way.positions[5, 1] > 0.09 for way in (r, a))
    ),
    "schwefel": lambda g, m, r, a: (
        ends(g, 5.24, 203.8)
        and ends(a, 5.24, 203.8)
        and ends(m, -25.9, 203.8)
        and ends(r, -124.8, 203.8)
        and np.allclose(g.run.ground.minima()[0], 421, atol=1)
    ),
    "six_hump_camel": lambda g, m, r, a: (
        ends(g, 1.7, -0.8) and ends(m, 1.7, -0.8) and all(ends(way, 0.09, -0.71) for way in (r, a))
    ),
    "sparse_features": lambda g, m, r, a: (
        abs(g.positions[3, 0] / lowest_at(g)[0] - 1) < 0.1
        and 0.45 < g.positions[50, 1] / lowest_at(g)[1] < 0.55
        and all(np.ptp(way.positions[way.positions[:, 0] < 1.0], axis=1).max() < 0.15 for way in (r, a))
    ),
    "staircase": lambda g, m, r, a: (
        flats(g)[:5] == [4.5, 3.5, 2.5, 1.5, 0.5] and m.positions[:40, 0].max() > 5 and ends(m, 4.0, 0.0)
    ),
    "styblinski_tang": lambda g, m, r, a: (
        all(np.all(way.positions[:, 0] == way.positions[:, 1]) and ends(way, -2.9, -2.9) for way in (g, m, r, a))
        and all(ends(begun(way, "wrong corner"), 2.75, 2.75) for way in (g, r, a))
        and ends(begun(m, "wrong corner"), -2.9, 2.75)
    ),
    "three_hump_camel": lambda g, m, r, a: (
        ends(g, -1.75, 0.87) and ends(r, -1.75, 0.87) and ends(m, 0.0, 0.0) and ends(a, 0.0, 0.0)
    ),
    "two_layer": lambda g, m, r, a: (
        all(np.ptp(way.positions[-1]) < 0.06 and near(way, 1.12, 1.12)[-1] < 0.05 for way in (r, a))
        and near(g, 1.12, 1.12)[-1] > 1.5
        and g.losses[-1] < 0.5 * a.losses[-1]
        and m.positions[:, 1].max() > 2 * LANDSCAPES["two_layer"].box[1][1] - 1
    ),
    "two_valleys": lambda g, m, r, a: (
        ends(g, 1.5, 0.0) and ends(r, 1.5, 0.0) and all(ends(way, -1.5, 0.0) for way in (m, a, changed(g, 0.1)))
    ),
}


@pytest.mark.parametrize("key", LANDSCAPES)
def test_what_to_watch_on_a_landscape_is_there_to_see(key):
    gd, momentum, rmsprop, adam = (simulate(run) for run in reference.scene("landscape", key).runs())
    assert GROUNDS[key](gd, momentum, rmsprop, adam), f"{LANDSCAPES[key].name}: {LANDSCAPES[key].watch}"
