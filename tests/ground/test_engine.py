"""The contract of lanes, in the recording loop: stages, needs, probes, frames, samples, noise, moving ground, forks."""

import math

import numpy as np
import pytest

from core.engine.ending import FINE, GRADIENT, LOSS, MEMORY, POSITION, RANGE
from core.kernel import COMPILED
from core.rng import bits, gauss
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from tests.ground import methods
from tests.ground.methods import (
    BFGS,
    BROKEN,
    FLOW,
    LEVEL,
    LOGISTIC,
    NEWTON,
    PEEKER,
    PLAIN,
    SAM,
    SPOILER,
    WANDERER,
    WATCHER,
    WITNESS,
)
from tests.ground.walks import carried, frame, held, lanes_of, recorded, same, surveyed, world

ROSENBROCK, BOWL, SADDLE = LANDSCAPES["rosenbrock"], LANDSCAPES["bowl"], LANDSCAPES["saddle"]
ALL = [pytest.param(way, id=way.key) for way in (*OPTIMIZERS.values(), *methods.METHODS)]
CURVED = [pytest.param(land, id=key) for key, land in LANDSCAPES.items() if land.hess is not None]
FRAMES = [
    pytest.param(frame(), id="plain"),
    pytest.param(frame(angle=0.7), id="turned"),
    pytest.param(frame(scale=(2.0, 0.5)), id="stretched"),
    pytest.param(frame(shift=(3.0, -1.0)), id="shifted"),
    pytest.param(frame(0.7, (2.0, 0.5), (3.0, -1.0)), id="turned, stretched, shifted"),
]
STARTS = [(-1.2, 1.0), (0.3, 0.4), (1.7, -0.6)]


def gradient(land, x, y):
    """The kernel's gradient at one point, with the default parameters."""
    g = np.empty((2, 1))
    c = tuple(p.default for p in land.params)
    land.grad(np.array(c), land.samples(c), np.array([x]), np.array([y]), g[0], g[1])
    return g[:, 0]


def loss(land, x, y):
    """The kernel's loss at one point, with the default parameters."""
    f = np.empty(1)
    c = tuple(p.default for p in land.params)
    land.loss(np.array(c), land.samples(c), np.array([x]), np.array([y]), f)
    return f[0]


# Stages.


def test_two_stages_are_sharpness_aware_minimisation():
    rates, rho = [0.0002] * 40, 0.05
    walk = recorded(ROSENBROCK, SAM, world(ROSENBROCK), STARTS, rates, h=[rho])
    for lane, start in enumerate(STARTS):
        at = np.array(start)
        for k, rate in enumerate(rates):
            first = gradient(ROSENBROCK, *at)
            second = gradient(ROSENBROCK, *(at + rho * first / math.hypot(*first)))
            assert walk.used[k, lane::3] == pytest.approx(second, rel=1e-9)
            at = at - rate * second
        assert walk.points[-1, lane::3] == pytest.approx(at, rel=1e-9)


def test_four_stages_are_a_runge_kutta_method_of_order_four():
    on, ends = world(BOWL, [3.0, 0.0]), []
    for steps in (10, 20):
        walk = recorded(BOWL, FLOW, on, [(1.0, 1.0)], [1.0 / steps] * steps)
        ends.append(np.abs(walk.points[-1] - np.exp([-1.0, -3.0])))
    # Twice the steps: an error sixteen times smaller, and a little more for the next order.
    assert np.all(np.abs(ends[0] / ends[1] - 16) < 3.5)
    assert np.all(ends[1] < 2e-5)


# Needs.


@pytest.mark.parametrize("way", [WATCHER, WITNESS], ids=["at a probe", "where it stands"])
@pytest.mark.parametrize("framed", FRAMES)
def test_the_rows_of_loss_and_hessian_are_those_of_the_place_that_is_looked_at(framed, way):
    on, aside, e = world(ROSENBROCK, framed=framed), 0.25 if way is WATCHER else 0.0, 1e-4
    starts = np.array([carried(framed, p) for p in STARTS])
    found = recorded(ROSENBROCK, way, on, starts, [1.0]).memory[1]

    def read(dx, dy):
        seen = recorded(ROSENBROCK, PLAIN, on, starts + aside + (dx, dy), [])
        return seen.losses[0], *seen.slopes[0].reshape(2, -1)

    f, (_, px, py), (_, mx, my), (_, pu, pv), (_, mu, mv) = (
        read(0, 0)[0], read(e, 0), read(-e, 0), read(0, e), read(0, -e),
    )  # fmt: skip
    wanted = np.array([[px - mx, pv - mv], [py - my, py - my]]) / (2 * e)
    assert found[0].tolist() == [1.0] * 6
    assert same([found[1]], [np.concatenate([f, f])])
    assert found[2].reshape(2, -1) == pytest.approx(wanted[0], rel=1e-5, abs=1e-4)
    assert found[3].reshape(2, -1) == pytest.approx(wanted[1], rel=1e-5, abs=1e-4)
    assert same([found[3, :3]], [found[3, 3:]])
    assert (pu - mu) / (2 * e) == pytest.approx(wanted[1, 0], rel=1e-5, abs=1e-4)


@pytest.mark.parametrize("framed", FRAMES)
def test_newton_lands_on_the_carried_minimum(framed):
    start = carried(framed, (-1.2, 1.0))
    walk = recorded(ROSENBROCK, NEWTON, world(ROSENBROCK, framed=framed), [start], [1.0] * 8)
    assert walk.points[-1] == pytest.approx(carried(framed, (1.0, 1.0)), abs=1e-9)
    assert walk.losses[-1, 0] < 1e-18


def test_newton_needs_one_step_on_a_quadratic():
    walk = recorded(BOWL, NEWTON, world(BOWL), STARTS, [1.0])
    assert np.max(np.abs(walk.points[-1])) < 1e-14


def test_a_switch_makes_newton_leave_a_saddle_instead_of_seeking_it():
    start = [(0.5, 0.1)]
    seeks = recorded(SADDLE, NEWTON, world(SADDLE), start, [1.0] * 20, h=[0.0])
    leaves = recorded(SADDLE, NEWTON, world(SADDLE), start, [1.0] * 20, h=[1.0])
    minima = SADDLE.minima(*(p.default for p in SADDLE.params))
    assert np.max(np.abs(seeks.points[-1])) < 1e-12
    assert min(math.dist(leaves.points[-1], m) for m in minima) < 1e-9


def test_bfgs_comes_down_with_every_honest_evaluation_on_record():
    walk = recorded(ROSENBROCK, BFGS, world(ROSENBROCK), [(-1.2, 1.0), (0.3, 2.0)], [1.0] * 90)
    assert np.max(walk.losses[-1]) < 1e-12
    assert np.all(np.diff(walk.losses, axis=0) <= 0)
    moved = np.any(np.diff(walk.points, axis=0).reshape(90, 2, 2) != 0, axis=1)
    assert np.all(moved.any(axis=0))
    assert not np.all(moved, axis=0).any(), "no trial was ever refused, so the search for a length was not tested"
    for k in range(1, 91):
        d, alpha = walk.memory[k - 1, 0], walk.memory[k - 1, 4]
        at = (walk.points[k - 1] + alpha * d).reshape(2, 2)
        assert walk.memory[k, -1, :2] == pytest.approx([loss(ROSENBROCK, *p) for p in at.T], rel=1e-12)


# The frame.


@pytest.mark.parametrize("framed", FRAMES)
@pytest.mark.parametrize("land", CURVED)
def test_the_gradient_under_a_frame_is_the_difference_of_losses(land, framed):
    on, e = world(land, framed=framed), 1e-5
    points = np.array([carried(framed, (x + 0.13, y - 0.17)) for x, y in land.starts.values()])

    def heights(dx, dy):
        return recorded(land, PLAIN, on, points + np.array([dx, dy]), []).losses[0]

    found = recorded(land, PLAIN, on, points, []).slopes[0].reshape(2, -1)
    wanted = np.array([heights(e, 0) - heights(-e, 0), heights(0, e) - heights(0, -e)]) / (2 * e)
    assert found == pytest.approx(wanted, rel=1e-5, abs=1e-5 * np.max(np.abs(wanted)))


def test_the_identity_as_a_frame_changes_nothing():
    plain, framed = (
        recorded(ROSENBROCK, OPTIMIZERS["adam"], on, STARTS, [0.05] * 20)
        for on in (world(ROSENBROCK), world(ROSENBROCK, framed=frame()))
    )
    assert all(np.array_equal(one, other) for one, other in zip(plain, framed, strict=True))


# Samples.


def drawn(on, who, t, size):
    """The rows of a mini-batch, in Python's integers."""
    return [int(bits(on.seed, np.uint64(who), t, 64 + s)) % len(on.data) for s in range(size)]


def test_a_mini_batch_is_drawn_by_seed_walker_and_step():
    on, size, steps = world(LOGISTIC, batch=8, seed=3), 8, 12
    walk = recorded(LOGISTIC, PLAIN, on, [(1.0, -0.5)] * 2, [0.3] * steps, who=[5, 6])
    for lane, who in enumerate((5, 6)):
        for k in range(steps):
            rows, g, at = on.data[drawn(on, who, k + 1, size)], np.empty((2, 1)), walk.points[k, lane::2]
            LOGISTIC.grad(on.c[0], rows, at[:1].copy(), at[1:].copy(), g[0], g[1])
            assert walk.used[k, lane::2] == pytest.approx(g[:, 0], rel=1e-14)


def test_the_same_walker_draws_the_same_batches_and_another_draws_others():
    on = world(LOGISTIC, batch=8, seed=3)
    walk = recorded(LOGISTIC, OPTIMIZERS["adam"], on, [(1.0, 1.0)] * 3, [0.1] * 30, who=[5, 5, 6])
    assert same([walk.points[:, 0::3]], [walk.points[:, 1::3]])
    assert not np.any(walk.points[1:, 0::3] == walk.points[1:, 2::3])
    other = recorded(LOGISTIC, OPTIMIZERS["adam"], world(LOGISTIC, batch=8, seed=4), [(1.0, 1.0)], [0.1] * 30, who=[5])
    assert not np.any(walk.points[1:, 0::3] == other.points[1:])


def test_the_mean_of_batch_gradients_is_the_full_gradient_and_the_loss_shown_is_of_all_samples():
    count = 4000 if COMPILED else 100
    still = recorded(LOGISTIC, PLAIN, world(LOGISTIC, batch=6, seed=9), [(0.7, -0.4)], [0.0] * count)
    full = recorded(LOGISTIC, PLAIN, world(LOGISTIC), [(0.7, -0.4)], [0.0] * count)
    error = np.std(still.used, axis=0) / math.sqrt(count)
    assert np.all(error > 0)
    assert np.all(np.abs(np.mean(still.used, axis=0) - full.used[0]) < 4 * error)
    assert same([still.losses, still.slopes], [full.losses, full.slopes])


def test_a_batch_under_a_frame_is_turned_like_any_gradient():
    framed = frame(0.7, (2.0, 0.5), (3.0, -1.0))
    plain, turned = world(LOGISTIC, batch=6), world(LOGISTIC, framed=framed, batch=6)
    here = recorded(LOGISTIC, PLAIN, plain, [(0.7, -0.4)], [0.0] * 5).used
    there = recorded(LOGISTIC, PLAIN, turned, [carried(framed, (0.7, -0.4))], [0.0] * 5).used
    assert there == pytest.approx(here @ framed[:4].reshape(2, 2), rel=1e-9)


# Noise.


@pytest.mark.parametrize("way", ALL)
def test_every_optimizer_hears_the_same_noise(way):
    sigma, steps, seed, stage = 0.5, 20, 7, way.stages - 1
    # Level ground has no gradient, so a step uses only the noise.
    walk = recorded(LEVEL, way, world(LEVEL, sigma=sigma, seed=seed), STARTS, [0.01] * steps)
    assert walk.ends.tolist() == [steps + 1] * 3
    for k in range(steps):
        for lane in range(3):
            words = [np.uint64(bits(np.uint64(seed), np.uint64(lane), k + 1, 2 * stage + i)) for i in (0, 1)]
            assert same([walk.used[k, lane::3]], [sigma * np.array(gauss(*words))])


def test_noise_is_added_to_the_gradient_that_is_used_and_not_to_the_one_that_is_shown():
    count, sigma = (4000 if COMPILED else 100), 0.3
    noisy = recorded(BOWL, PLAIN, world(BOWL, sigma=sigma), [(0.7, -0.4)], [0.0] * count)
    quiet = recorded(BOWL, PLAIN, world(BOWL), [(0.7, -0.4)], [0.0] * count)
    added = noisy.used - quiet.used
    assert same([noisy.slopes, noisy.losses], [quiet.slopes, quiet.losses])
    assert same([quiet.used], [quiet.slopes[:-1]])
    assert np.all(np.abs(np.mean(added, axis=0)) < 4 * sigma / math.sqrt(count))
    assert np.std(added, axis=0) == pytest.approx(sigma, rel=4 / math.sqrt(2 * count))


# Moving ground.


def test_the_ground_moves_with_the_steps_and_rests_after_its_last_row():
    steps, rate = 12, 0.25
    c = np.column_stack([np.cos(0.3 * np.arange(8)), np.sin(0.3 * np.arange(8))])
    walk = recorded(WANDERER, PLAIN, world(WANDERER, c), [(1.5, -1.0)], [rate] * steps)
    at = np.array([1.5, -1.0])
    for k in range(steps + 1):
        centre = c[min(k, 7)]
        assert walk.points[k] == pytest.approx(at, rel=1e-14)
        assert walk.losses[k, 0] == pytest.approx(0.5 * np.sum((at - centre) ** 2), rel=1e-13)
        assert walk.slopes[k] == pytest.approx(at - centre, rel=1e-13)
        at = at - rate * (at - centre)


# Forks, rates, bits.


def busy(land, batch=0):
    """A ground with everything that may occur: noise, batches, a frame."""
    return world(land, framed=frame(0.3, (1.5, 0.8), (0.2, -0.1)), sigma=0.2, batch=batch, seed=7)


@pytest.mark.parametrize("way", ALL)
def test_a_walk_forked_in_time_has_the_same_bits(way):
    rates, at = np.linspace(0.002, 0.0001, 30 if COMPILED else 8), 5
    centres = np.column_stack([np.linspace(0.0, 1.0, 20), np.linspace(0.0, -1.0, 20)])
    worlds = [(ROSENBROCK, busy(ROSENBROCK)), (WANDERER, world(WANDERER, centres, sigma=0.1))]
    if COMPILED and "hess" not in way.needs:
        worlds.append((LOGISTIC, busy(LOGISTIC, batch=2)))
    for land, on in worlds:
        whole = recorded(land, way, on, STARTS, rates)
        starts = whole.points[at].reshape(2, -1).T
        rest = recorded(land, way, on, starts, rates[at:], first=at + 1, slots=whole.memory[at])
        assert np.all(whole.ends > at + 1)
        for lane in range(len(STARTS)):
            mine, wanted = held(rest, lane), held(whole, lane)
            assert same(mine[:5], [row[at:] for row in wanted[:5]])
            assert (mine.ends + at, mine.whys) == (wanted.ends, wanted.whys)


@pytest.mark.parametrize("way", ALL)
def test_every_lane_has_its_own_rate(way):
    factors = [0.25, 1.0, 1.5]
    rates = np.linspace(0.0004, 0.0001, 25)
    together = recorded(ROSENBROCK, way, world(ROSENBROCK), [(-1.2, 1.0)] * 3, rates, base=factors)
    assert together.ends.tolist() == [26] * 3
    for lane, factor in enumerate(factors):
        alone = recorded(ROSENBROCK, way, world(ROSENBROCK), [(-1.2, 1.0)], rates, base=[factor])
        assert same(held(together, lane), held(alone))
    paths = {held(together, lane).points.tobytes() for lane in range(3)}
    assert len(paths) == (1 if way is WITNESS else 3)


@pytest.mark.parametrize("noisy", [False, True], ids=["quiet", "noisy"])
@pytest.mark.parametrize("way", ALL)
def test_a_lane_has_the_same_bits_alone_and_in_any_block(way, noisy):
    many, steps = (512, 40) if COMPILED else (8, 4)
    starts = np.random.default_rng(5).uniform(-2.0, 2.0, (many, 2))
    for land in (ROSENBROCK, LANDSCAPES["rastrigin"], LANDSCAPES["ackley"])[: 3 if COMPILED else 2]:
        on = busy(land) if noisy else world(land)
        whole = recorded(land, way, on, starts, [0.003] * steps)
        for low, high in ((0, 1), (many - 1, many), (many - 7, many)):
            part = recorded(land, way, on, starts[low:high], [0.003] * steps, who=range(low, high))
            for lane in range(low, high):
                assert same(held(part, lane - low), held(whole, lane))


@pytest.mark.parametrize("plan", [plan for plan in SCHEDULES.values() if plan.react], ids=lambda plan: plan.key)
@pytest.mark.parametrize("way", [SAM, BFGS, NEWTON, OPTIMIZERS["adam"]], ids=lambda way: way.key)
def test_a_schedule_that_reacts_reacts_to_each_lane_by_itself_and_goes_on_after_a_fork(way, plan):
    steps, at = 60, 23
    on = busy(LEVEL)  # the loss never decreases there
    whole = recorded(LEVEL, way, on, STARTS, [0.002] * steps, plan=plan)
    assert np.any(whole.memory[-1, way.rows] < 1.0), "no rate was ever cut"
    for lane in range(3):
        alone = recorded(LEVEL, way, on, STARTS[lane : lane + 1], [0.002] * steps, who=[lane], plan=plan)
        assert same(held(alone), held(whole, lane))
    starts = whole.points[at].reshape(2, -1).T
    rest = recorded(LEVEL, way, on, starts, [0.002] * (steps - at), first=at + 1, slots=whole.memory[at], plan=plan)
    assert same([rest.points, rest.memory], [whole.points[at:], whole.memory[at:]])
    found = surveyed(LEVEL, way, on, STARTS, [0.002] * steps, tol=1e-300, lanes=2, plan=plan)
    assert same([found.where], [whole.points[-1].reshape(2, -1)])


# Ends.

BREAKS = [
    pytest.param(LEVEL, SPOILER, [methods.PLACE], None, POSITION, 3, id="a position that is no number"),
    pytest.param(LEVEL, SPOILER, [methods.LEAP], None, RANGE, 3, id="a leap"),
    pytest.param(LEVEL, SPOILER, [methods.KEPT], None, MEMORY, 3, id="an infinite memory"),
    pytest.param(BROKEN, PLAIN, None, [0.0], LOSS, 3, id="an infinite loss"),
    pytest.param(BROKEN, PLAIN, None, [1.0], GRADIENT, 3, id="a gradient that is no number"),
    pytest.param(BROKEN, PEEKER, [0.5], [1.0], GRADIENT, 2, id="a gradient that is no number at the probe"),
]


@pytest.mark.parametrize(("land", "way", "h", "c", "why", "rows"), BREAKS)
def test_a_lane_that_breaks_ends_with_its_reason_and_leaves_its_neighbour_alone(land, way, h, c, why, rows):
    # A step on this ground leads 1/4 to the right, so the third one leads from 0.375 beyond x = 1. A probe is there
    # earlier.
    starts, on = [(0.375, 0.0), (-4.0, 0.0)], world(land, c)
    walk = recorded(land, way, on, starts, [1.0] * 6, h=h)
    assert walk.whys.tolist() == [why, FINE]
    assert walk.ends.tolist() == [rows, 7]
    for array in walk[:3]:
        assert np.all(np.isfinite(array[:rows]))
    assert np.all(np.isfinite(walk.used[: rows - 1]))
    assert np.all(np.isfinite(walk.memory[:rows]))
    alone = recorded(land, way, on, starts[1:], [1.0] * 6, h=h)
    assert same([alone.points], [walk.points[:, 1::2]])


def test_a_walk_stops_when_its_last_lane_has_ended():
    starts = [(1.0, 0.0), (2.0, 0.0)]
    walk = recorded(LEVEL, SPOILER, world(LEVEL), starts, [1.0] * 6, h=[methods.LEAP])
    assert walk.ends.tolist() == [3, 3]
    assert same([walk.points[2]], [lanes_of(starts)])
    assert np.all(np.isnan(walk.points[4:])), "nobody walks there any more"
