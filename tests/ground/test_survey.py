"""Surveys: a lane's outcome does not depend on its neighbours; counting, limits, and sharing of the processor."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.ending import CONVERGED, DIVERGED, MOVING, TOLERANCE, verdict
from core.kernel import COMPILED
from runs import survey as surveys
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import loss_at
from runs.survey import MOST_WORK, WORKERS, in_turn, survey
from tests.ground import methods
from tests.ground.methods import BFGS, FLOW, LOGISTIC, PLAIN, SAM, WANDERER
from tests.ground.walks import frame, held, recorded, same, surveyed, world

WALKERS, STEPS = (512, 64) if COMPILED else (8, 6)
ALL = [pytest.param(way, id=way.key) for way in (*OPTIMIZERS.values(), *methods.METHODS)]
LANDS = [pytest.param(LANDSCAPES[key], id=key) for key in ("rosenbrock", "rastrigin", "beale")[: 3 if COMPILED else 1]]
NEVER = 1e-300
"""A tolerance that only a walker can meet that stands on level ground."""


def starts(count=WALKERS, seed=5):
    return np.random.default_rng(seed).uniform(-2.0, 2.0, (count, 2))


def asked(key="rosenbrock", method="adam", **changes):
    """A simple run; `changes` are fields of Run."""
    run = Run(Ground(landscape(key)), optimizer(method), 0.05, schedule(), (0.0, 0.0), STEPS)
    return replace(run, **changes)


def scattered(key, count=WALKERS):
    """Starts all over the box: float64[2, N]."""
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    return np.random.default_rng(8).uniform((x0, y0), (x1, y1), (count, 2)).T


def answer(found):
    return found.positions, found.losses, found.steps, found.status


# The loop.


@pytest.mark.parametrize("sigma", [0.0, 0.2], ids=["quiet", "noisy"])
@pytest.mark.parametrize("way", ALL)
@pytest.mark.parametrize("land", LANDS)
def test_a_lane_ends_alike_in_any_block_and_where_the_recording_loop_leads(land, way, sigma):
    framed = frame(0.3, (1.5, 0.8), (0.2, -0.1)) if sigma else frame()
    on, rates = world(land, framed=framed, sigma=sigma, seed=7), np.linspace(0.001, 0.0002, STEPS)
    whole = surveyed(land, way, on, starts(), rates, tol=NEVER, lanes=WALKERS)
    for lanes in (1, 7):
        part = surveyed(land, way, on, starts(), rates, tol=NEVER, lanes=lanes)
        assert same(part[:3], whole[:3])
        assert part.looks == whole.looks
    walk = recorded(land, way, on, starts(), rates)
    moving = [lane for lane in range(WALKERS) if walk.ends[lane] == STEPS + 1 and whole.status[lane] == MOVING]
    assert len(moving) > WALKERS // 4
    for lane in moving:
        assert same([held(walk, lane).points[-1]], [whole.where[:, lane]])


@pytest.mark.parametrize("way", [PLAIN, SAM, FLOW, OPTIMIZERS["nesterov"], OPTIMIZERS["adam"]], ids=lambda way: way.key)
def test_mini_batches_are_the_same_in_both_loops(way):
    on, rates = world(LOGISTIC, batch=4, seed=3), [0.1] * (20 if COMPILED else 4)
    found = surveyed(LOGISTIC, way, on, starts(7), rates, tol=NEVER, lanes=3)
    walk = recorded(LOGISTIC, way, on, starts(7), rates)
    assert same([found.where], [walk.points[-1].reshape(2, -1)])


def test_the_ground_moves_in_a_survey_as_it_does_on_record():
    centres = np.column_stack([np.cos(0.3 * np.arange(8)), np.sin(0.3 * np.arange(8))])
    on = world(WANDERER, centres)
    found = surveyed(WANDERER, PLAIN, on, starts(5), [0.25] * 20, tol=NEVER, every=3, lanes=2)
    walk = recorded(WANDERER, PLAIN, on, starts(5), [0.25] * 20)
    assert same([found.where], [walk.points[-1].reshape(2, -1)])


def test_every_block_may_have_hyper_parameters_of_its_own():
    way, hs = OPTIMIZERS["momentum"], [[0.5, 0.0], [0.9, 0.0], [0.9, 1.0]]
    on, rates = world(LANDSCAPES["rosenbrock"]), [0.0002] * STEPS
    found = surveyed(LANDSCAPES["rosenbrock"], way, on, starts(6), rates, hs=hs, tol=NEVER, lanes=2)
    for lane in range(6):
        alone = recorded(LANDSCAPES["rosenbrock"], way, on, starts(6)[lane : lane + 1], rates, h=hs[lane // 2])
        assert same([found.where[:, lane]], [alone.points[-1]])


def test_a_part_of_a_survey_leaves_the_rest_alone():
    land, on = LANDSCAPES["rosenbrock"], world(LANDSCAPES["rosenbrock"])
    whole = surveyed(land, PLAIN, on, starts(9), [0.0002] * STEPS, lanes=2)
    part = surveyed(land, PLAIN, on, starts(9), [0.0002] * STEPS, lanes=2, low=4, high=8)
    assert same([part.where[:, 4:8], part.steps[4:8]], [whole.where[:, 4:8], whole.steps[4:8]])
    assert same([part.where[:, :4], part.where[:, 8:]], [starts(9).T[:, :4], starts(9).T[:, 8:]])
    assert part.steps.tolist() == [0] * 4 + [STEPS] * 4 + [0]


@pytest.mark.parametrize("every", [1, 5, 16])
def test_a_walker_leaves_at_the_first_look_at_which_it_has_ended(every):
    land, steps, tol, count = LANDSCAPES["bowl"], 90, 1e-3, 24 if COMPILED else 6
    on, rates, base = world(land), [0.15] * steps, np.geomspace(4.0, 0.1, count)
    found = surveyed(land, PLAIN, on, starts(count), rates, base=base, tol=tol, every=every, lanes=5)
    walk = recorded(land, PLAIN, on, starts(count), rates, base=base)
    for lane in range(count):
        mine, ended = held(walk, lane), None
        for k in [*range(every, steps, every), steps]:
            if k >= len(mine.points):
                ended = (DIVERGED, k)  # the recording loop has ended it before this look
                break
            status = verdict(mine.points[k].copy(), mine.points[k - 1].copy(), mine.used[k - 1].copy(), 0, tol)
            if status != MOVING:
                ended = (status, k)
                break
        assert (found.status[lane], found.steps[lane]) == (ended or (MOVING, steps))
    assert set(found.status.tolist()) == {MOVING, CONVERGED, DIVERGED}
    assert found.looks == found.steps.sum()


@pytest.mark.parametrize("way", [PLAIN, SAM, FLOW, BFGS], ids=lambda way: way.key)
def test_gradients_are_counted_stage_by_stage_until_a_walker_ends(way):
    land = LANDSCAPES["bowl"]
    found = surveyed(land, way, world(land), starts(7), [0.15] * 60, tol=1e-2, every=4, lanes=3)
    assert found.looks == way.stages * found.steps.sum()


# The survey of a Run.


@pytest.mark.few
@pytest.mark.parametrize("key", LANDSCAPES)
def test_the_order_of_walkers_and_the_size_of_blocks_do_not_matter(key):
    run, places = asked(key, rate=0.1), scattered(key)
    order = np.random.default_rng(2).permutation(WALKERS)
    whole = survey(run, places)
    for lanes in (3, 100):
        assert same(answer(survey(run, places, lanes=lanes)), answer(whole))
    mixed = survey(run, places[:, order])
    assert same(
        answer(mixed), (whole.positions[:, order], whole.losses[order], whole.steps[order], whole.status[order])
    )
    assert mixed.evaluations == whole.evaluations == whole.steps.sum()


def test_with_noise_the_size_of_blocks_does_not_matter():
    run, places = asked(noise=0.5, seed=3), scattered("rosenbrock")
    whole = survey(run, places)
    assert same(answer(survey(run, places, lanes=3)), answer(whole))
    assert not np.any(survey(replace(run, seed=4), places).positions == whole.positions)


def test_a_survey_ends_where_the_walks_on_record_end():
    run = asked("himmelblau", "momentum", rate=0.002, schedule=schedule("cosine", {"T_max": 40}))
    places = scattered("himmelblau", 5)
    found = survey(run, places, tolerance=NEVER)
    for lane in range(5):
        walk = simulate(replace(run, start=tuple(places[:, lane].tolist())))
        assert same([found.positions[:, lane], found.losses[lane]], [walk.positions[-1], walk.losses[-1]])
    assert found.losses == pytest.approx(loss_at(run.ground, found.positions.T))


def test_every_walker_may_have_a_rate_of_its_own():
    run, place = asked("rosenbrock", "gd", rate=2.0**-10), np.array([[-1.2], [1.0]])
    factors = 2.0 ** np.arange(-3, 4)
    found = survey(run, np.repeat(place, 7, axis=1), factors)
    for lane, factor in enumerate(factors):  # by powers of two, so that nothing is rounded
        alone = survey(replace(run, rate=run.rate * factor), place)
        assert same([found.positions[:, lane], found.status[lane]], [alone.positions[:, 0], alone.status[0]])


def test_diverged_walkers_say_so_and_leave_early():
    run = asked("rosenbrock", "gd", rate=0.001, steps=200)
    found = survey(run, np.repeat([[-1.2], [1.0]], 4, axis=1), np.array([1.0, 1e3, 1e9, 1e300]), every=8)
    assert found.status.tolist() == [MOVING, DIVERGED, DIVERGED, DIVERGED]
    assert found.steps.tolist() == [200, 8, 8, 8]
    assert found.evaluations == 224


def test_an_infinite_loss_at_the_end_is_a_divergence():
    run = asked("bowl", "gd", rate=1e-12, steps=1)
    places = np.array([[1.0, 1e160], [0.0, 0.0]])
    found = survey(run, places)
    assert found.status.tolist() == [MOVING, DIVERGED]
    assert found.losses[1] == np.inf


def test_a_walker_on_a_minimum_has_converged_at_the_first_look():
    places = np.array([LANDSCAPES["himmelblau"].minima()[0], (0.0, 0.0)]).T
    found = survey(asked("himmelblau", "gd", rate=1e-3, steps=48), places, every=8)
    assert (found.status.tolist(), found.steps.tolist()) == ([CONVERGED, MOVING], [8, 48])
    assert same([found.positions[:, 0]], [places[:, 0]])


def test_the_starts_that_are_given_are_not_written_to():
    places = scattered("rosenbrock", 4)
    before = places.copy()
    survey(asked(), places)
    assert same([places], [before])


# What is refused.

LONG = asked(steps=10_000)
REFUSED = [
    pytest.param({"starts": np.zeros(3)}, "shape", id="a row"),
    pytest.param({"starts": np.float64(3.0)}, "shape", id="a number"),
    pytest.param({"starts": np.zeros((3, 2))}, "shape", id="lying down"),
    pytest.param({"starts": np.zeros((2, 0))}, "shape", id="nobody"),
    pytest.param({"starts": np.array([[np.nan], [0.0]])}, "finite", id="a start that is no number"),
    pytest.param({"starts": np.array([[np.inf], [0.0]])}, "finite", id="an infinite start"),
    pytest.param({"tolerance": 0.0}, "above zero", id="tolerance 0"),
    pytest.param({"tolerance": -1.0}, "above zero", id="negative tolerance"),
    pytest.param({"tolerance": np.nan}, "above zero", id="tolerance that is no number"),
    pytest.param({"every": 0}, "above zero", id="never looked at"),
    pytest.param({"lanes": 0}, "above zero", id="empty blocks"),
    pytest.param({"rates": np.ones(2)}, "factor", id="too few rates"),
    pytest.param({"rates": np.array([1.0, np.nan, 1.0])}, "factor", id="a rate that is no number"),
    pytest.param({"run": replace(LONG, origin=LONG, at=5)}, "fork", id="a fork"),
    pytest.param({"run": LONG, "starts": np.zeros((2, MOST_WORK // LONG.steps + 1))}, "too much", id="too much work"),
]


@pytest.mark.parametrize(("given", "word"), REFUSED)
def test_a_survey_that_cannot_be_is_refused_with_a_sentence(given, word):
    with pytest.raises(ValueError, match=rf"^[A-Z0-9].*{word}.*\.$"):
        survey(**{"run": asked(), "starts": np.zeros((2, 3)), **given})


# Threads.


def test_sixteen_threads_at_once_have_the_bits_of_one():
    questions = [
        (asked(key, method, noise=noise, rate=0.02), scattered(key))
        for key in ("rosenbrock", "rastrigin")
        for method in ("momentum", "adam")
        for noise in (0.0, 0.3)
    ]
    walks = [replace(run, start=tuple(places[:, 0].tolist())) for run, places in questions]

    def work(k):
        run, places = questions[k % len(questions)]
        walk = simulate(walks[k % len(walks)])
        return *answer(survey(run, places, lanes=50)), walk.positions, walk.losses, walk.memory

    alone = [work(k) for k in range(len(questions))]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(work, range(32)))
    assert all(same(found, alone[k % len(questions)]) for k, found in enumerate(together))


def test_tasks_take_turns_and_their_counts_are_added():
    assert in_turn(lambda k: k, range(0)) == 0
    assert in_turn(lambda k: k, range(5 * WORKERS)) == sum(range(5 * WORKERS))


def test_a_task_that_fails_is_heard_of():
    with pytest.raises(ZeroDivisionError):
        in_turn(lambda k: 1 // k, range(2))


def test_one_survey_keeps_few_tasks_waiting(monkeypatch):
    most, waiting = 0, 0

    class Pool:
        def submit(self, task, place):
            nonlocal most, waiting
            waiting += 1
            most = max(most, waiting)
            return Promise(task, place)

    class Promise:
        def __init__(self, task, place):
            self.task, self.place = task, place

        def result(self):
            nonlocal waiting
            waiting -= 1
            return self.task(self.place)

    monkeypatch.setattr(surveys, "pool", Pool)
    assert in_turn(lambda _: 1, range(50)) == 50
    assert most == WORKERS + 1  # one more than can work, so that none of them waits


def test_the_tolerance_of_a_survey_is_that_of_the_label():
    places = np.array([[1.0 + 1e-10], [1.0]])
    run = asked("rosenbrock", "gd", rate=1e-5, steps=1)
    assert survey(run, places).status.tolist() == [CONVERGED]
    assert survey(run, places, tolerance=TOLERANCE / 100).status.tolist() == [MOVING]


def test_who_rests_at_a_look_has_converged_here_and_is_moving_in_a_simulation_if_it_sets_off_again():
    # A step of signSGD is as long as the rate, which begins next to nothing and grows.
    run = asked("bowl", "signsgd", rate=1e-4, warmup=1000, steps=100, start=(1e-9, 0.0))
    outcome = survey(run, np.array([[1e-9], [0.0]]), every=1)
    assert (outcome.status.tolist(), outcome.steps.tolist()) == ([CONVERGED], [1])
    assert simulate(run).word == "moving"
