"""Surveys: a lane's outcome does not depend on its neighbours; counting, limits, and sharing of the processor."""

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from core.engine.ending import CONVERGED, DIVERGED, MOVING, SPELL, TOLERANCE
from core.kernel import COMPILED
from core.param import complete
from runs import survey as surveys
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import Entry, Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import loss_at
from runs.survey import MOST_WORK, UNASKED, WORKERS, Outcomes, Question, ask, in_turn, survey
from studies.measures import reached
from studies.stages import coarse_to_fine
from tests.ground import methods, naive_survey
from tests.ground.methods import BFGS, BROKEN, FLOW, LOGISTIC, PLAIN, SAM, WANDERER
from tests.ground.walks import frame, held, recorded, same, surveyed, world

WALKERS, STEPS = (512, 64) if COMPILED else (8, 6)
ALL = [pytest.param(way, id=way.key) for way in (*OPTIMIZERS.values(), *methods.METHODS)]
LANDS = [pytest.param(LANDSCAPES[key], id=key) for key in ("rosenbrock", "rastrigin", "beale")[: 3 if COMPILED else 1]]
NEVER = 1e-300
"""A tolerance that only a walker on level ground can meet."""


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
        assert same(part, whole)
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
    found = surveyed(WANDERER, PLAIN, on, starts(5), [0.25] * 20, tol=NEVER, lanes=2)
    walk = recorded(WANDERER, PLAIN, on, starts(5), [0.25] * 20)
    assert same([found.where], [walk.points[-1].reshape(2, -1)])


def test_every_walker_may_have_hyper_parameters_of_its_own():
    way, given = OPTIMIZERS["momentum"], [{"momentum": 0.5}, {"momentum": 0.9}, {"momentum": 0.9, "convention": 1.0}]
    hs = [complete(way.params, values) for values in given]
    on, rates = world(LANDSCAPES["rosenbrock"]), [0.0002] * STEPS
    found = surveyed(LANDSCAPES["rosenbrock"], way, on, starts(6), rates, hs=hs, setting=[0, 0, 0, 2, 1, 1], tol=NEVER)
    for lane, which in enumerate([0, 0, 0, 2, 1, 1]):
        alone = recorded(LANDSCAPES["rosenbrock"], way, on, starts(6)[lane : lane + 1], rates, h=hs[which])
        assert same([found.where[:, lane]], [alone.points[-1]])


def test_a_part_of_a_survey_leaves_the_rest_alone():
    land, on = LANDSCAPES["rosenbrock"], world(LANDSCAPES["rosenbrock"])
    whole = surveyed(land, PLAIN, on, starts(9), [0.0002] * STEPS, lanes=2)
    part = surveyed(land, PLAIN, on, starts(9), [0.0002] * STEPS, lanes=2, low=4, high=8)
    assert same([part.where[:, 4:8], part.steps[4:8]], [whole.where[:, 4:8], whole.steps[4:8]])
    assert same([part.where[:, :4], part.where[:, 8:]], [starts(9).T[:, :4], starts(9).T[:, 8:]])
    assert part.steps.tolist() == [0] * 4 + [STEPS] * 4 + [0]
    assert part.status.tolist() == [-1] * 4 + [MOVING] * 4 + [-1]


def both(land, way, on, places, rates, tol, target, lanes, base=None):
    """The outcomes of a survey of these starts, and the expected outcome of every lane from its recorded walk."""
    found = surveyed(land, way, on, places, rates, tol=tol, target=target, lanes=lanes, base=base)
    walk, told = recorded(land, way, on, places, rates, base=base), []
    for lane in range(len(places)):
        pair = [lane, lane + len(places)]
        rows = walk.points[:, pair], walk.losses[:, lane], walk.used[:, pair], walk.ends[lane]
        told.append(naive_survey.told(*rows, len(rates), tol, *target))
    return found, told


FLOORS = {"rosenbrock": 0.0, "bowl": 0.0, "himmelblau": 0.0, "rastrigin": 0.0, "saddle": -1e3, "easom": -1.0}


@pytest.mark.parametrize("lanes", [5, 512])
@pytest.mark.parametrize("method", ["gd", "momentum", "adam", "nesterov", "sam", "bfgs", "radam"])
@pytest.mark.parametrize("key", FLOORS)
def test_a_walker_ends_at_its_very_step_and_is_measured_as_its_walk_tells(key, method, lanes):
    land, way, count, steps = LANDSCAPES[key], OPTIMIZERS[method], 24 if COMPILED else 5, 90 if COMPILED else 40
    base = np.geomspace(300.0, 0.1, count)
    rates = [0.002] * steps
    found, told = both(land, way, world(land), starts(count), rates, 1e-3, (FLOORS[key], 0.05), lanes, base)
    assert found.status.tolist() == [one.status for one in told]
    assert found.steps.tolist() == [one.steps for one in told]
    wanted = np.array([one.measures for one in told]).T
    assert np.array_equal(found.measures < 0, wanted < 0)
    assert found.measures == pytest.approx(wanted, rel=1e-12)
    plain = surveyed(land, way, world(land), starts(count), rates, tol=1e-3, base=base, lanes=lanes)
    assert same(plain[:3], found[:3]), "what is measured has no say in what happens"


def test_all_three_ends_come_up_at_many_different_steps():
    land, steps, count = LANDSCAPES["bowl"], 90, 24 if COMPILED else 8
    rates, base = [0.15] * steps, np.geomspace(40.0, 0.1, count)
    found, told = both(land, PLAIN, world(land), starts(count), rates, 1e-3, (0.0, 1e-3), 7, base)
    assert found.steps.tolist() == [one.steps for one in told]
    assert set(found.status.tolist()) == {MOVING, CONVERGED, DIVERGED}
    assert len(set(found.steps.tolist())) > count // 3
    arrival, departure = found.measures[:2]
    assert np.ceil(arrival[arrival > 0]).tolist() == [math.ceil(one.measures[0]) for one in told if one.measures[0] > 0]
    diverged = found.status == DIVERGED
    assert np.ceil(departure[diverged]).tolist() == found.steps[diverged].tolist()


def test_where_ground_and_rate_change_losses_are_those_of_their_step():
    centres = np.column_stack([np.cos(0.3 * np.arange(31)), np.sin(0.3 * np.arange(31))])
    rates = np.linspace(0.3, 0.1, 30)
    found, told = both(WANDERER, PLAIN, world(WANDERER, centres), starts(5), rates, 1e-9, (0.0, 0.3), 2)
    assert found.measures == pytest.approx(np.array([one.measures for one in told]).T, rel=1e-12)


def test_a_gradient_that_is_no_number_ends_a_walker_where_it_was_taken():
    where = np.array([[0.5, 0.5], [np.inf, 0.0], [2e6, 0.0], [0.0, -1e6]])
    land = LANDSCAPES["bowl"]
    found = surveyed(land, PLAIN, world(land), where, [0.1] * 3, target=(0.0, 1e-9))
    assert found.steps.tolist() == [3, 0, 0, 3]
    assert found.status.tolist() == [MOVING, DIVERGED, DIVERGED, MOVING]
    assert found.measures[1].tolist() == [-1.0, 0.0, 0.0, -1.0]
    assert found.measures[2, 1:3].tolist() == [4e6, 4e6]


@pytest.mark.parametrize(("method", "step"), [("gd", 1), ("nesterov", 2)])
def test_a_walker_whose_gradient_is_no_number_has_diverged(method, step):
    # Beyond x = 1 the gradient is not a number. Nesterov's gradient is not taken at the position, so that walker ends
    # at the step that uses it.
    on, places = world(BROKEN, [1.0]), [(0.9, 0.0), (-9.0, 0.0)]
    found = surveyed(BROKEN, OPTIMIZERS[method], on, places, [1.0] * 4, target=(-1.0, 0.5))
    assert found.status.tolist() == [DIVERGED, MOVING]
    assert found.steps.tolist() == [step, 4]
    assert np.ceil(found.measures[1]).tolist() == [step, -1.0]
    if method == "gd":
        assert recorded(BROKEN, PLAIN, on, places, [1.0] * 4).ends[0] == step
        assert found.where[:, 0].tolist() == [1.15, 0.0]


def test_a_fraction_is_exact_where_the_gap_shrinks_by_one_factor():
    rate, within, start = 0.1, 1e-3, (3.0, 0.0)
    walk = recorded(WANDERER, PLAIN, world(WANDERER), [start], [rate])
    factor = walk.losses[1, 0] / walk.losses[0, 0]
    wanted = math.log(within / walk.losses[0, 0]) / math.log(factor)
    found = surveyed(WANDERER, PLAIN, world(WANDERER), [start], [rate] * 200, target=(0.0, within))
    assert found.measures[0, 0] == pytest.approx(wanted, rel=1e-9)
    gaps = np.minimum(factor ** np.arange(201), 1e6)
    gaps[found.steps[0] + SPELL - 1 :] = gaps[found.steps[0] + SPELL - 1]
    assert found.measures[2:, 0] == pytest.approx([gaps.sum(), (1 / np.maximum(gaps, 1e-6)).sum()], rel=1e-9)


def test_a_small_change_of_start_is_a_small_change_of_every_measure():
    land = LANDSCAPES["bowl"]
    places = np.column_stack([np.linspace(2.0, 2.6, 400), np.full(400, 1.0)])
    found = surveyed(land, PLAIN, world(land), places, [0.07] * 120, target=(0.0, 1e-2))
    assert len(set(np.ceil(found.measures[0]).tolist())) > 1, "whole steps are bands"
    assert np.all(np.diff(found.measures[0]) > 0)
    assert np.max(np.diff(found.measures[0])) < 0.02
    away = surveyed(land, PLAIN, world(land), places, [3.0] * 120, target=(0.0, 1e-2))
    assert np.all(away.status == DIVERGED)
    assert np.max(np.abs(np.diff(away.measures[1]))) < 0.02


@pytest.mark.parametrize("way", [PLAIN, SAM, FLOW, BFGS], ids=lambda way: way.key)
def test_who_has_ended_alarms_nobody_and_changes_nobody(way):
    land, count = LANDSCAPES["bowl"], 40 if COMPILED else 6
    found = surveyed(land, way, world(land), starts(count), [0.15] * 60, tol=1e-2, lanes=40)
    for lane in range(0, count, 7):
        alone = surveyed(land, way, world(land), starts(count)[lane : lane + 1], [0.15] * 60, tol=1e-2)
        assert same([alone.where[:, 0], alone.steps[0]], [found.where[:, lane], found.steps[lane]])


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
    found = survey(run, np.repeat([[-1.2], [1.0]], 4, axis=1), np.array([1.0, 1e3, 1e9, 1e300]))
    assert found.status.tolist() == [MOVING, DIVERGED, DIVERGED, DIVERGED]
    walks = [simulate(replace(run, rate=0.001 * factor, start=(-1.2, 1.0))) for factor in (1e3, 1e9)]
    assert found.steps.tolist() == [200, walks[0].at, walks[1].at, 1]
    assert found.evaluations == found.steps.sum()


def test_an_infinite_loss_at_the_end_is_a_divergence():
    run = asked("bowl", "gd", rate=1e-12, steps=1)
    places = np.array([[1.0, 1e160], [0.0, 0.0]])
    found = survey(run, places)
    assert found.status.tolist() == [MOVING, DIVERGED]
    assert found.losses[1] == np.inf


def test_a_walker_on_a_minimum_has_converged_with_the_first_step():
    places = np.array([LANDSCAPES["himmelblau"].minima()[0], (0.0, 0.0)]).T
    found = survey(asked("himmelblau", "gd", rate=1e-3, steps=48), places)
    assert (found.status.tolist(), found.steps.tolist()) == ([CONVERGED, MOVING], [1, 48])
    assert same([found.positions[:, 0]], [places[:, 0]])


def test_the_starts_that_are_given_are_not_written_to():
    places = scattered("rosenbrock", 4)
    before = places.copy()
    survey(asked(), places)
    assert same([places], [before])


# Asked in parts.

SIDE = 16 if COMPILED else 4


def lattice(key, side=SIDE):
    """Points of a square lattice over the box: float64[2, side * side]."""
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    xs, ys = np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side))
    return np.stack([xs.ravel(), ys.ravel()])


def everything(found):
    return *answer(found), found.measures


@pytest.mark.parametrize("noise", [0.0, 0.3], ids=["quiet", "noisy"])
def test_coarse_to_fine_has_the_bits_of_all_at_once_and_walks_nobody_twice(noise):
    question = Question(asked("himmelblau", "momentum", rate=0.01, noise=noise), lattice("himmelblau"), within=1e-3)
    whole, found, evaluations = ask(question), None, 0
    stages = coarse_to_fine(SIDE, 4)
    for stage in stages:
        found = ask(question, stage, found, lanes=7)
        assert np.all(found.status[stage] != UNASKED)
        evaluations += int(found.steps[stage].sum())
        assert found.evaluations == evaluations
    assert same(everything(found), everything(whole))
    backwards = None
    for stage in stages[::-1]:
        backwards = ask(question, stage[::-1], backwards)
    assert same(everything(backwards), everything(whole))


def test_who_is_known_is_not_walked_again_and_who_was_not_asked_has_no_numbers(monkeypatch):
    question = Question(asked(), lattice("rosenbrock"), within=1.0)
    first = ask(question, np.array([3, 1, 3]))
    assert np.flatnonzero(first.status != UNASKED).tolist() == [1, 3]
    assert np.isnan(np.delete(first.losses, [1, 3])).all()
    assert np.isnan(np.delete(first.measures, [1, 3], axis=1)).all()
    assert np.delete(first.steps, [1, 3]).tolist() == [-1] * (SIDE * SIDE - 2)
    walked, real = [], surveys.in_turn
    monkeypatch.setattr(surveys, "in_turn", lambda task, places: (walked.extend(places), real(task, places)))
    again = ask(question, np.array([1, 3, 0]), first, lanes=1)
    assert len(walked) == 1
    assert same([first.positions[:, [1, 3]]], [again.positions[:, [1, 3]]])
    assert first.status[0] == UNASKED, "what was known is not written to"
    assert same(everything(ask(question, np.empty(0, int), again)), everything(again))


@pytest.mark.parametrize(
    ("side", "first", "sizes"), [(8, 2, [4, 12, 48]), (5, 2, [4, 5, 16]), (1, 3, [1]), (3, 9, [9])]
)
def test_stages_are_lattices_and_share_out_all_points(side, first, sizes):
    stages = coarse_to_fine(side, first)
    assert [stage.size for stage in stages] == sizes
    assert sorted(np.concatenate(stages).tolist()) == list(range(side * side))
    seen = np.empty(0, int)
    for stage in stages:
        seen = np.append(seen, stage)
        rows, columns = np.unique(seen // side), np.unique(seen % side)
        assert rows.tolist() == columns.tolist()
        assert seen.size == rows.size**2


def test_a_survey_that_nobody_wants_ends_and_is_taken_up_again(monkeypatch):
    question, stop = Question(asked(), lattice("rosenbrock"), within=1.0), Event()
    loop, calls = surveys.loop(), []

    def counted(*given):
        calls.append(given[-2])
        if len(calls) == 2:
            stop.set()
        loop(*given)

    monkeypatch.setattr(surveys, "loop", lambda: counted)
    monkeypatch.setattr(surveys, "TASK", 1)
    found = ask(question, None, None, stop, lanes=1)
    begun = len(calls)
    assert 2 <= begun <= 2 + WORKERS
    time.sleep(0.02)
    assert len(calls) == begun, "nothing is begun after the answer"
    assert np.count_nonzero(found.status != UNASKED) == begun
    assert same(everything(ask(question, None, found, stop)), everything(found))
    stop.clear()
    assert same(everything(ask(question, None, found, stop)), everything(ask(question)))


def test_settings_of_walkers_are_those_of_runs():
    run = asked("rosenbrock", "momentum", rate=0.0005)
    settings = tuple(optimizer("momentum", {"momentum": beta}) for beta in (0.0, 0.5, 0.9))
    which = np.arange(30) % 3
    places = np.tile([[-1.2], [1.0]], 30) + np.linspace(0.0, 0.5, 30)
    question = Question(run, places, np.linspace(0.5, 1.5, 30), settings, which, within=0.1)
    whole = ask(question)
    assert same(everything(ask(question, np.arange(0, 30, 4), ask(question, np.arange(30)[::-3]))), [
        np.where(np.isin(np.arange(30), [*range(0, 30, 4), *range(29, -1, -3)]), array, blank)
        for array, blank in zip(everything(whole), (np.nan, np.nan, -1, UNASKED, np.nan), strict=True)
    ])  # fmt: skip
    for k in range(3):
        alone = ask(Question(replace(run, method=settings[k]), places, np.linspace(0.5, 1.5, 30), within=0.1))
        mine = which == k
        assert same(
            [whole.positions[:, mine], whole.measures[:, mine]], [alone.positions[:, mine], alone.measures[:, mine]]
        )


@pytest.mark.parametrize("key", ["rosenbrock", "himmelblau"])
@pytest.mark.parametrize("method", ["gd", "adam"])
def test_arrival_rounded_up_is_the_step_in_the_standings(key, method):
    places = scattered(key, 12)
    run = asked(key, method, rate=0.003, steps=200 if COMPILED else 30)
    found = ask(Question(run, places, within=0.5, tolerance=NEVER))
    for lane in range(12):
        way = simulate(replace(run, start=tuple(places[:, lane].tolist())))
        step = reached(way, 0.5)
        assert math.ceil(found.measures[0, lane]) == (-1 if step is None else step)


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
    pytest.param({"lanes": 0}, "at least one lane", id="empty blocks"),
    pytest.param({"rates": np.ones(2)}, "factor", id="too few rates"),
    pytest.param({"rates": np.array([1.0, np.nan, 1.0])}, "factor", id="a rate that is no number"),
    pytest.param({"run": replace(LONG, origin=LONG, at=5)}, "fork", id="a fork"),
    pytest.param({"run": LONG, "starts": np.zeros((2, MOST_WORK // LONG.steps + 1))}, "too much", id="too much work"),
]


@pytest.mark.parametrize(("given", "word"), REFUSED)
def test_a_survey_that_cannot_be_is_refused_with_a_sentence(given, word):
    with pytest.raises(ValueError, match=rf"^[A-Z0-9].*{word}.*\.$"):
        survey(**{"run": asked(), "starts": np.zeros((2, 3)), **given})


ODD = Outcomes(*(np.zeros(2),) * 4, 0, np.zeros((0, 2)))
WRONG = [
    pytest.param({"settings": (optimizer("gd"),)}, "cannot be used for adam", id="another method"),
    pytest.param({"settings": (Entry("adam", (2.0, 0.9, 1e-8, 1.0, 0.0)),)}, "must be a number", id="no such setting"),
    pytest.param({"setting": np.array([0, 1, 0])}, "from 0 to 0", id="a setting that is not there"),
    pytest.param({"setting": np.array([0, -1, 0])}, "from 0 to 0", id="a negative setting"),
    pytest.param({"setting": np.array([0.0, 0.0, 0.0])}, "whole number", id="half a setting"),
    pytest.param({"setting": np.array([0])}, "per walker", id="too few settings"),
    pytest.param({"within": 0.0}, "above zero", id="within nothing"),
    pytest.param({"within": np.nan}, "above zero", id="within no number"),
    pytest.param({"part": np.array([3])}, "from 0 to 2", id="nobody's number"),
    pytest.param({"part": np.array([-1])}, "from 0 to 2", id="a negative number"),
    pytest.param({"part": np.array([0.5])}, "whole numbers", id="half a walker"),
    pytest.param({"known": ODD}, "another question", id="another question's answer"),
    pytest.param({"known": replace(ODD, status=np.zeros(3)), "within": 1.0}, "another question", id="not measured"),
]


@pytest.mark.parametrize(("given", "word"), WRONG)
def test_a_part_or_a_setting_that_cannot_be_is_refused_with_a_sentence(given, word):
    how = {name: given[name] for name in ("part", "known") if name in given}
    what = {name: value for name, value in given.items() if name not in how}
    with pytest.raises(ValueError, match=rf"^.*{word}.*\.$"):
        ask(Question(asked(), np.zeros((2, 3)), **what), **how)


@pytest.mark.parametrize(("side", "first"), [(0, 1), (1, 0)])
def test_a_lattice_without_points_is_refused_with_a_sentence(side, first):
    with pytest.raises(ValueError, match="at least one point"):
        coarse_to_fine(side, first)


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


def test_every_task_has_its_turn():
    done = []
    in_turn(done.append, range(0))
    in_turn(done.append, range(5 * WORKERS))
    assert sorted(done) == list(range(5 * WORKERS))


def test_a_task_that_fails_is_heard_of():
    begun, ended = [], []

    def task(k):
        begun.append(k)
        time.sleep(0.01)
        ended.append(1 // k)

    with pytest.raises(ZeroDivisionError):
        in_turn(task, range(100))
    assert len(begun) == len(ended) + 1 < 100, "and nothing is at work any more"


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
    monkeypatch.setattr(surveys, "wait", lambda waiting: None)
    in_turn(lambda _: None, range(50))
    assert most == WORKERS + 1  # one more than can work, so that none of them waits


def test_the_tolerance_of_a_survey_is_that_of_the_label():
    places = np.array([[1.0 + 1e-10], [1.0]])
    run = asked("rosenbrock", "gd", rate=1e-5, steps=1)
    assert survey(run, places).status.tolist() == [CONVERGED]
    assert survey(run, places, tolerance=TOLERANCE / 100).status.tolist() == [MOVING]


def test_who_rests_for_a_spell_has_converged_here_and_is_moving_in_a_simulation_if_it_sets_off_again():
    # A step of signSGD is as long as the rate, which begins close to zero and grows.
    run = asked("bowl", "signsgd", rate=4e-6, warmup=1000, steps=400, start=(1e-9, 0.0))
    outcome = survey(run, np.array([[1e-9], [0.0]]))
    assert (outcome.status.tolist(), outcome.steps.tolist()) == ([CONVERGED], [1])
    assert simulate(run).word == "moving"


@pytest.mark.parametrize(("steps", "ends"), [(SPELL + 9, (MOVING, SPELL + 9)), (5, (CONVERGED, 1))])
def test_who_rests_for_less_than_a_spell_has_not_converged_unless_its_steps_are_over(steps, ends):
    run = asked("bowl", "signsgd", rate=1e-4, warmup=1000, steps=steps, start=(1e-9, 0.0))
    run = replace(run, ground=Ground(landscape("bowl", {"kappa": 1.0})))  # at rest for about nine steps
    outcome = survey(run, np.array([[1e-9], [0.0]]))
    assert (outcome.status[0], outcome.steps[0]) == ends
