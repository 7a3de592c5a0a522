"""Methods whose path on a simple landscape is known in closed form, or by a theorem."""

import numpy as np
import pytest

from core.param import complete
from runs.catalog import LANDSCAPES, OPTIMIZERS
from tests.ground import naive
from tests.ground.walks import held, recorded, world

BOWL, SADDLE = LANDSCAPES["bowl"], LANDSCAPES["saddle"]
BOWLS = [(1.0, 0.0), (10.0, 30.0), (300.0, -70.0), (1e4, 12.0)]
STARTS = [(-1.6, 0.8), (1.0, 1.0), (0.3, -1.9)]


def walk(key, land, start, rates, hyper=None, c=None):
    """Where a method is: float64[steps + 1, 2]."""
    way, c = OPTIMIZERS[key], [p.default for p in land.params] if c is None else c
    h = np.array(complete(way.params, hyper or {}))
    return naive.walk(land, np.array(c), way, h, np.array(start), rates)[0]


def axes(angle):
    """The bowl's long and short axis as rows."""
    phi = np.radians(angle)
    return np.array([[np.cos(phi), np.sin(phi)], [-np.sin(phi), np.cos(phi)]])


@pytest.mark.parametrize("saddle_free", [0.0, 1.0])
@pytest.mark.parametrize("bowl", BOWLS, ids=str)
@pytest.mark.parametrize("start", STARTS, ids=str)
def test_newton_is_at_the_bottom_of_a_bowl_in_one_step(start, bowl, saddle_free):
    path = walk("newton", BOWL, start, [1.0], {"saddle_free": saddle_free}, bowl)
    assert np.max(np.abs(path[-1])) <= 1e-15 * (10.0 + bowl[0])


@pytest.mark.parametrize("eta", [0.1, 0.5, 1.5])
def test_damped_newton_leaves_one_minus_eta_of_the_way(eta):
    path = walk("newton", BOWL, STARTS[0], [eta] * 20)
    assert np.allclose(path, (1 - eta) ** np.arange(21)[:, None] * STARTS[0], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("start", [(0.3, 0.05), (-0.2, -0.1), (0.4, 0.2)], ids=str)
def test_newton_goes_to_the_saddle_and_saddle_free_newton_away_from_it(start):
    plain, free = (walk("newton", SADDLE, start, [0.5] * 80, {"saddle_free": s})[-1] for s in (0.0, 1.0))
    (saddle,) = SADDLE.saddles(*(p.default for p in SADDLE.params))
    minima = SADDLE.minima(*(p.default for p in SADDLE.params))
    assert np.allclose(plain, saddle, atol=1e-12)
    assert min(np.linalg.norm(free - m) for m in minima) < 1e-12


@pytest.mark.parametrize("key", ["bfgs", "lbfgs", "conjugate_gradient"])
@pytest.mark.parametrize("bowl", BOWLS, ids=str)
@pytest.mark.parametrize("start", STARTS, ids=str)
def test_two_exact_searches_end_at_the_bottom_of_a_bowl(start, bowl, key):
    """Conjugate directions: on a quadratic of two weights the second exact search is the last that is needed."""
    path = walk(key, BOWL, start, [1.0] * 40, {"c2": 1e-7}, bowl)
    height = [(axes(bowl[1]) @ p) ** 2 @ (1.0, bowl[0]) for p in path]
    stands = np.flatnonzero(np.any(np.diff(path, axis=0) != 0.0, axis=1)) + 1
    bottom = stands[min(2, len(stands)) - 1]
    assert height[bottom] <= 1e-18 * height[0]


@pytest.mark.parametrize("key", ["bfgs", "lbfgs", "conjugate_gradient"])
@pytest.mark.parametrize("name", ["rosenbrock", "beale", "himmelblau", "styblinski_tang", "booth", "ravine"])
def test_methods_that_search_never_climb_and_arrive(name, key):
    land = LANDSCAPES[name]
    start = next(iter(land.starts.values()))
    lane = held(recorded(land, OPTIMIZERS[key], world(land), [start], [1.0] * 300))
    ups = np.diff(lane.losses)
    assert np.all(ups <= 1e-13 * np.abs(lane.losses[:-1]) + 1e-27)
    assert np.linalg.norm(lane.slopes[-1]) < 1e-5
    assert lane.whys == 0


def falling_straight(_friction, bends):
    return np.exp(-bends)


def swinging(friction, bends):
    half = 0.5 * friction
    swing = np.sqrt(bends - half * half)
    return np.exp(-half) * (np.cos(swing) + half / swing * np.sin(swing))


@pytest.mark.parametrize(
    ("key", "friction", "power", "exact"),
    [("gradient_flow", 0.0, 1, falling_straight), ("heavy_ball_ode", 0.5, 2, swinging)],
    ids=["gradient flow", "heavy ball"],
)
def test_a_flow_is_the_closed_form_to_the_order_of_the_method(key, friction, power, exact):
    """From rest, for one unit of time. Twice the ticks: a sixteenth of the error, and a little less for the next order.

    In a tick of the heavy ball the time √η passes, and friction takes its share of that.
    """

    def error(ticks):
        hyper = {"momentum": 1.0 - friction / ticks} if friction else {}
        path = walk(key, BOWL, (1.0, 0.5), [ticks**-power] * ticks, hyper) @ axes(30.0).T
        return np.abs(path[-1] - path[0] * exact(friction, np.array([1.0, 10.0])))

    coarse, fine = error(20), error(40)
    assert np.all(np.abs(coarse / fine - 16.0) < 4.0)
    assert np.all(fine < 1e-5)


@pytest.mark.parametrize("rate", [0.02, 0.09, 0.3])
def test_extragradient_multiplies_every_component_by_a_parabola(rate):
    path = walk("extragradient", BOWL, STARTS[0], [rate] * 15) @ axes(30.0).T
    pulls = rate * np.array([1.0, 10.0])
    factors = (1 - pulls + pulls**2) ** np.arange(16)[:, None]
    assert np.allclose(path, factors * path[0], rtol=1e-11, atol=1e-14 * np.max(np.abs(path)))


def test_sam_cannot_rest_closer_than_its_neighbourhood_allows():
    """On a round bowl it ends by stepping to and fro: a stride of η ρ / (2 - η) from the middle, never nearer."""
    eta, rho = 0.4, 0.5
    path = walk("sam", BOWL, (1.2, -0.9), [eta] * 200, {"rho": rho}, (1.0, 0.0))
    assert np.allclose(np.linalg.norm(path[-20:], axis=1), eta * rho / (2 - eta), rtol=1e-10)
    assert np.allclose(path[-1], -path[-2], rtol=1e-9)


def test_radam_waits_until_the_sixth_step():
    path = walk("radam", BOWL, STARTS[0], [0.01] * 8)
    assert np.array_equal(path[:6], np.tile(STARTS[0], (6, 1)))
    assert np.all(path[6] != path[5])


@pytest.mark.parametrize("bowl", BOWLS[:3], ids=str)
@pytest.mark.parametrize("start", STARTS, ids=str)
def test_prodigys_distance_grows_and_stays_below_the_true_one(start, bowl):
    lane = held(recorded(BOWL, OPTIMIZERS["prodigy"], world(BOWL, bowl), [start], [1.0] * 300))
    d = lane.memory[1:, OPTIMIZERS["prodigy"].slots.index("d"), 0]
    assert np.all(np.diff(d) >= 0.0)
    assert 1e-3 < d[-1] <= np.max(np.abs(start))


def test_the_mean_of_averaged_descent_is_the_mean_of_where_it_came_through():
    plain = walk("asgd", BOWL, STARTS[0], [0.15] * 60, {"decay": 0.1})
    mean = walk("asgd", BOWL, STARTS[0], [0.15] * 60, {"decay": 0.1, "walker": 1.0, "begin": 9.0})
    assert np.allclose(mean[:12], plain[:12], rtol=1e-13)
    assert np.allclose(mean[-1], plain[11:].mean(axis=0), rtol=1e-10)


@pytest.mark.parametrize("key", ["signsgd", "signum", "lion"])
def test_methods_of_the_sign_stay_on_their_grid(key):
    eta = 2.0**-6
    moved = (walk(key, BOWL, (-1.5, 0.75), [eta] * 120) - (-1.5, 0.75)) / eta
    assert np.array_equal(moved, np.rint(moved))
    assert np.array_equal(np.abs(np.diff(moved, axis=0)), np.ones((120, 2)))
