"""`simulate`: the trajectory, compared with a plain loop without stopping; its status, and how it ends."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from core.engine.ending import CONVERGED, DIVERGED, FAR, MOVING, POSITION, RANGE, REASONS, TOLERANCE
from core.kernel import COMPILED
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import rates_of, rest, simulate
from tests.ground import naive
from tests.ground.walks import pairs, same

STEPS = 120 if COMPILED else 12
PAIRS, SOME = pairs(LANDSCAPES, OPTIMIZERS), pairs(LANDSCAPES, OPTIMIZERS, 4)
ARRAYS = ("positions", "losses", "gradients", "used", "rates", "memory")
HUGE = 1e5
"""A learning rate with which gradient descent diverges on any landscape that is not level far from its box."""


def asked(key="bowl", method="gd", rate=None, steps=STEPS, **changes):
    """A simple run; `changes` are fields of Run."""
    ground = Ground(landscape(key))
    rate = suggested_rate(ground, method) if rate is None else rate
    run = Run(ground, optimizer(method), rate, schedule(), next(iter(ground.starts().values())), steps)
    return replace(run, **changes)


def ground_of(run):
    """The landscape of a run, and the rows of its c: one, or one a step where the ground moves."""
    land = LANDSCAPES[run.ground.entry.key]
    return land, land.rows(run.steps, run.ground.entry.values)


def looped(run):
    """The same run by a plain loop over the kernels without stopping: its positions, and where it took gradients."""
    (land, rows), way = ground_of(run), OPTIMIZERS[run.method.key]

    def feel(at, t):
        return naive.touch(land, rows[min(t, len(rows)) - 1])(at, t)

    with np.errstate(all="ignore"):
        rates = rates_of(run)
        return naive.stride(way, np.array(run.method.values), np.array(run.start), rates, feel)


def kernels_at(run, points):
    """Losses and gradients at the positions of a run at steps 0, 1, ..., directly from the kernels."""
    land, rows = ground_of(run)
    felt = [naive.touch(land, rows[min(k, len(rows) - 1)])(at.copy(), k + 1) for k, at in enumerate(points)]
    return np.array([f[0] for _, f, _, _ in felt]), np.array([g for g, _, _, _ in felt]).reshape(-1, 2)


@pytest.mark.parametrize(("key", "method"), PAIRS)
def test_everything_is_recorded_as_a_plain_loop_has_it(key, method):
    run = asked(key, method, schedule=schedule("cosine", {"T_max": 20, "floor": 0.1}))
    walk, (points, places) = simulate(run), looped(run)
    n = len(walk.positions)
    losses, gradients = kernels_at(run, points[:n])
    assert n == STEPS + 1 or walk.word == "diverged"
    assert walk.memory.shape == (n, OPTIMIZERS[method].rows, 2)
    assert same([walk.positions, walk.rates], [points[:n], rates_of(run)[: n - 1]])
    assert same([walk.losses, walk.gradients], [losses, gradients])
    assert same([walk.used], [kernels_at(run, places[: n - 1])[1]])
    assert not np.any(walk.memory[0])
    assert not OPTIMIZERS[method].slots or np.any(walk.memory[1])


@pytest.mark.parametrize(("key", "method"), SOME)
def test_a_run_has_the_same_bits_whenever_it_is_asked(key, method):
    run = asked(key, method, noise=0.1, seed=3, steps=20)
    one, other = (simulate(run) for _ in range(2))
    assert same([getattr(one, name) for name in ARRAYS], [getattr(other, name) for name in ARRAYS])
    assert (one.status, one.at, one.why) == (other.status, other.at, other.why)


def test_an_answer_cannot_be_written_to():
    walk = simulate(asked(method="adam"))
    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(walk, name)[...] = 0.0
    with pytest.raises(FrozenInstanceError):
        walk.status = 0


# Divergence.


@pytest.mark.parametrize(("key", "method"), SOME)
def test_a_run_is_not_held_back_and_its_finite_part_is_kept(key, method):
    run = asked(key, method, rate=HUGE, steps=100 if COMPILED else 20)
    walk, (points, _) = simulate(run), looped(run)
    n = len(walk.positions)
    near = np.all(np.abs(points) <= FAR, axis=1)
    assert same([walk.positions], [points[:n]])
    assert np.all(near[:n])
    if walk.word == "diverged":
        assert walk.at == n
        assert not near[n] or walk.why not in (REASONS[POSITION], REASONS[RANGE])
    else:
        assert n == run.steps + 1
    for name in ARRAYS:
        assert np.all(np.isfinite(getattr(walk, name)))
        assert len(getattr(walk, name)) == (n - 1 if name in ("used", "rates") else n)


def test_a_huge_rate_drives_gradient_descent_out_of_most_landscapes():
    words = [simulate(asked(key, rate=HUGE, steps=200)).word for key in list(LANDSCAPES)[:: 1 if COMPILED else 4]]
    assert words.count("diverged") > 0.7 * len(words)


@pytest.mark.parametrize("start", [(500.0, -300.0), (-1e5, 1e5)])
def test_a_walker_far_outside_the_box_is_left_where_it_is(start):
    walk = simulate(asked("bowl", "momentum", start=start))
    assert same([walk.positions], [looped(walk.run)[0]])
    assert same([walk.positions[0]], [np.array(start)])
    assert walk.word == "moving"


# Labels.


def test_convergence_is_a_label_and_no_brake():
    walk = simulate(asked("bowl", rate=0.15, steps=1000))
    at = walk.at or 0
    assert (walk.word, len(walk.positions)) == ("converged", 1001)
    assert 0 < at < 1000
    moves, slopes = np.linalg.norm(np.diff(walk.positions, axis=0), axis=1), np.linalg.norm(walk.gradients, axis=1)
    assert np.all(slopes[at:] <= TOLERANCE)
    assert np.all(moves[at - 1 :] <= TOLERANCE)
    assert slopes[at - 1] > TOLERANCE or moves[at - 2] > TOLERANCE
    assert np.any(np.diff(walk.positions[at:], axis=0)), "it must go on moving, however little"
    assert same([walk.positions], [looped(walk.run)[0]])


def test_a_run_that_only_passes_a_level_place_has_not_converged():
    # Adam's first step from a place where the gradient is tiny is as long as any other.
    walk = simulate(asked("bowl", "adam", rate=0.01, start=(1e-7, 0.0), steps=5))
    assert np.linalg.norm(walk.gradients[0]) < TOLERANCE
    assert (walk.word, walk.at, walk.why) == ("moving", None, "")


ENDS = [
    pytest.param("rosenbrock", (1.0, 1.0), "below 10⁻⁶", id="on the minimum"),
    pytest.param("saddle", (0.5, 0.0), "below 10⁻⁶", id="on a saddle"),
    pytest.param("monkey_saddle", (0.0, 0.0), "below 10⁻⁶", id="where no minimum is known"),
]


@pytest.mark.parametrize(("key", "start", "words"), ENDS)
def test_where_a_run_has_come_to_rest_is_said(key, start, words):
    walk = simulate(asked(key, rate=0.02, start=start, steps=2000))
    assert walk.word == "converged"
    assert walk.why == f"gradient and step are {words}"


def test_minima_are_known_under_a_frame_too():
    ground = Ground(landscape("himmelblau"), (30.0, 1.0, -2.0, 2.0, 0.5))
    start = next(iter(ground.starts().values()))
    walk = simulate(asked("himmelblau", rate=0.005, ground=ground, start=start, steps=4000))
    assert (walk.word, walk.why) == ("converged", "gradient and step are below 10⁻⁶")
    assert min(np.linalg.norm(walk.positions[-1] - np.array(m)) for m in ground.minima()) < 1e-5


RESTS = [
    pytest.param([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 1, id="at rest from the first step on"),
    pytest.param([1.0, 0.0, 0.0], [1.0, 0.0, 0.0], 2, id="after one step"),
    pytest.param([0.0, 1.0, 1.0], [0.0, 0.0, 0.0], 2, id="after a step without a slope"),
    pytest.param([0.0, 0.0, 0.0], [0.0, 0.0, 1.0], None, id="the last gradient is not small"),
    pytest.param([0.0, 0.0, 1.0], [0.0, 0.0, 0.0], None, id="the last step is not short"),
    pytest.param([0.0, 0.0, 0.0], [5.0, 0.0, 0.0], 1, id="the first gradient does not count"),
    pytest.param([3.0], [0.0], None, id="no step at all"),
]


@pytest.mark.parametrize(("xs", "slopes", "step"), RESTS)
def test_rest_begins_where_gradient_and_movement_stay_small(xs, slopes, step):
    assert rest(np.column_stack([xs, np.zeros(len(xs))]), np.column_stack([slopes, np.zeros(len(xs))])) == step


# Rates and noise.


@pytest.mark.parametrize("key", SCHEDULES)
def test_the_rates_on_record_are_the_curve_of_the_schedule(key):
    walk, curve = simulate(asked(rate=0.01, schedule=schedule(key), steps=50)), 0.01 * SCHEDULES[key].factors(50, {})
    if SCHEDULES[key].react is None:
        assert same([walk.rates], [curve])
    else:
        assert np.all(walk.rates <= curve)


def test_a_warm_up_raises_the_rate_in_a_straight_line():
    walk = simulate(asked(rate=0.01, schedule=schedule("cosine"), warmup=20, steps=50))
    curve = 0.01 * SCHEDULES["cosine"].factors(50, {})
    assert walk.rates[:20] == pytest.approx(curve[:20] * np.arange(1, 21) / 20, rel=1e-14)
    assert same([walk.rates[20:]], [curve[20:]])


def test_a_schedule_that_reacts_cuts_the_rate_of_a_run_that_ends_early():
    plan = schedule("plateau", {"patience": 2, "factor": 0.999})
    walk = simulate(asked("bowl", rate=0.25, schedule=plan, steps=400))
    assert walk.word == "diverged"
    assert len(walk.rates) == len(walk.positions) - 1
    assert 0.24 < walk.rates[-1] < walk.rates[0] == 0.25


@pytest.mark.few
@pytest.mark.parametrize("method", OPTIMIZERS)
def test_noise_goes_by_the_seed_and_shows_in_the_gradient_used(method):
    run = asked("bowl", method, noise=0.3, seed=5, steps=400 if COMPILED else 100)
    walk, other, quiet = simulate(run), simulate(replace(run, seed=6)), simulate(replace(run, noise=0.0))
    assert not np.any(walk.used == other.used)
    assert np.any(walk.used != walk.gradients[:-1])
    assert same([walk.gradients[0], walk.losses[0]], [quiet.gradients[0], quiet.losses[0]])
    assert same([walk.gradients], [kernels_at(run, walk.positions)[1]])
    if OPTIMIZERS[method].probe is None:
        assert np.std(walk.used - walk.gradients[:-1]) == pytest.approx(0.3, rel=0.15 if COMPILED else 0.3)


def test_the_noise_of_a_race_is_the_same_for_all():
    for method, way in OPTIMIZERS.items():
        added = []
        for start in ((0.0, 0.0), (1.0, -1.0)):
            run = asked("bowl", method, noise=0.3, seed=5, steps=1, start=start)
            added.append(simulate(run).used - simulate(replace(run, noise=0.0)).used)
        first = simulate(asked("bowl", "gd", noise=0.3, seed=5, steps=1, start=(0.0, 0.0))).used
        # A second gradient of the same step is taken where the first, noisy one led, and has noise of its own.
        assert way.stages > 1 or all(np.allclose(row, first, rtol=0, atol=1e-12) for row in added), method


ENDINGS = [(1e-6, 5, MOVING, "moving"), (0.15, 1000, CONVERGED, "converged"), (HUGE, 50, DIVERGED, "diverged")]


@pytest.mark.parametrize(("rate", "steps", "status", "word"), ENDINGS)
def test_a_status_is_a_number_and_a_word(rate, steps, status, word):
    walk = simulate(asked(rate=rate, steps=steps))
    assert (walk.status, walk.word) == (status, word)
    assert (walk.at is None, walk.why == "") == (word == "moving", word == "moving")
