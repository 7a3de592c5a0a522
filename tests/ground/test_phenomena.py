"""Phenomena are found where they occur and nowhere else, and the documented rules are those in the code."""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from core.engine.ending import DIVERGED
from core.kernel import COMPILED
from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import PLAIN, Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import Trajectory, simulate
from runs.surface import box_of, loss_at
from studies.phenomena import phenomena as study
from studies.phenomena.phenomena import MOST, MOST_OF_A_KIND, RULES, phenomena
from studies.phenomena.rules import Event, prepared_path, stretches
from studies.phenomena.stalls import STALL
from tools import make_phenomena

KINDS = [rule.key for rule in RULES]


class Case(NamedTuple):
    """A simple run. Every test gives rate and start itself, since a better suggested rate must not change what it
    proves."""

    land: str
    method: str
    rate: float
    start: Point
    steps: int = 300
    noise: float = 0.0
    seed: int = 1
    frame: tuple[float, ...] = PLAIN

    @property
    def way(self) -> Trajectory:
        ground = Ground(landscape(self.land), self.frame)
        method = optimizer(self.method)
        return simulate(Run(ground, method, self.rate, schedule(), self.start, self.steps, self.noise, self.seed))


def named(events: tuple[Event, ...], kind: str) -> list[Event]:
    return [event for event in events if event.kind == kind]


def kinds(case: Case) -> list[str]:
    return [event.kind for event in phenomena(case.way)]


# The first one of its kind begins within the first pair of steps, and ends within the second.
PRESENT: list[tuple[str, Case, tuple[int, int], tuple[int, int]]] = [
    ("zigzag", Case("ravine", "gd", 0.078, (-4.5, 1.2)), (0, 1), (7, 12)),
    ("zigzag", Case("bowl", "gd", 0.19, (0.0, 1.0)), (0, 1), (45, 60)),
    ("zigzag", Case("rosenbrock", "gd", 0.002, (-1.2, 1.0)), (0, 2), (18, 30)),
    ("zigzag", Case("ravine", "signsgd", 0.05, (-4.5, 1.2)), (20, 26), (165, 175)),
    ("zigzag", Case("moving_bowl", "signsgd", 0.02, (-2.0, 1.5)), (40, 50), (50, 60)),
    ("zigzag", Case("cliff", "signsgd", 0.005, (0.98, 1.34)), (20, 26), (55, 62)),
    ("overshoot", Case("bowl", "momentum", 0.02, (-1.6, 0.8)), (2, 4), (40, 60)),
    ("overshoot", Case("styblinski_tang", "adam", 0.1, (0.0, 0.0)), (26, 30), (33, 60)),
    ("overshoot", Case("narrow_gorge", "momentum", 0.02, (-3.6, -1.8)), (4, 6), (30, 45)),
    ("cycle", Case("bowl", "gd", 0.2, (-1.6, 0.8)), (0, 10), (300, 300)),
    ("cycle", Case("styblinski_tang", "gd", 0.06, (0.0, 0.0)), (2, 10), (300, 300)),
    ("cycle", Case("ravine", "signsgd", 0.05, (-4.5, 1.2)), (165, 175), (300, 300)),
    ("cycle", Case("kinked", "adam", 0.02, (-1.7, 1.1)), (80, 150), (300, 300)),
    ("stall", Case("plateau", "gd", 0.2, (-2.5, 1.0), 600), (0, 0), (400, 500)),
    ("stall", Case("plateau", "momentum", 0.1, (-2.5, 1.0)), (0, 0), (50, 80)),
    ("stall", Case("neuron", "adam", 0.05, (-1.6, 1.8)), (30, 40), (90, 110)),
    ("pause", Case("saddle", "gd", 0.02, (-1.7, 1e-4)), (30, 60), (300, 300)),
    ("pause", Case("saddle", "gd", 0.02, (-1.7, 1e-2)), (60, 90), (120, 170)),
    ("pause", Case("saddle", "gd", 0.02, (0.0, 0.0)), (0, 0), (300, 300)),
    ("pause", Case("deep_linear", "gd", 0.02, (-0.35, 0.34)), (5, 40), (60, 120)),
    ("pause", Case("himmelblau", "gd", 0.001, (0.08, 2.9)), (0, 5), (100, 160)),
    ("change", Case("three_hump_camel", "momentum", 0.01, (-2.0, -2.0)), (2, 4), (4, 7)),
    ("change", Case("himmelblau", "momentum", 0.002, (0.2, -3.6)), (7, 9), (9, 13)),
    ("change", Case("himmelblau", "momentum", 0.016, (0.0, 0.0)), (5, 7), (12, 16)),
    ("change", Case("three_hump_camel", "nesterov", 0.08, (-2.0, -2.0)), (0, 0), (5, 7)),
    ("change", Case("two_valleys", "gd", 0.02, (2.1, -2.0), 300, 3.0), (15, 40), (20, 45)),
    ("edge", Case("edge", "gd", 0.05, (4.0, 0.22), 500), (80, 105), (499, 499)),
    ("edge", Case("edge", "gd", 0.04, (4.0, 0.22)), (0, 5), (299, 299)),
    ("divergence", Case("ravine", "gd", 0.12, (-4.5, 1.2)), (1, 4), (35, 45)),
    ("divergence", Case("bowl", "gd", 0.25, (0.5, 0.0)), (1, 20), (10, 60)),
    ("divergence", Case("cliff", "gd", 1.0, (0.98, 1.34)), (1, 1), (1, 1)),
    ("divergence", Case("bowl", "gd", 1.0, (-1e5, 1e5)), (0, 0), (0, 3)),
    ("convergence", Case("bowl", "gd", 0.05, (-1.6, 0.8)), (260, 280), (300, 300)),
    ("convergence", Case("saddle", "gd", 0.1, (0.5, 0.0)), (50, 90), (300, 300)),
]


# On these landscapes the flow from the lattice is slow when sines and exponentials are plain Python.
PRESENT_AMONG_WAVES = [
    ("overshoot", Case("rastrigin", "momentum", 0.0005, (4.3, -3.7)), (3, 5), (7, 60)),
    ("stall", Case("easom", "gd", 0.2, (-0.8, -0.8)), (0, 0), (300, 300)),
    ("change", Case("levy", "momentum", 0.005, (6.0, 6.0)), (16, 20), (20, 26)),
]


@pytest.mark.parametrize(("kind", "case", "begins", "ends"), PRESENT + PRESENT_AMONG_WAVES * COMPILED)
def test_it_is_named_where_it_is(kind, case, begins, ends):
    found = named(phenomena(case.way), kind)
    assert found
    assert begins[0] <= found[0].step <= begins[1]
    assert ends[0] <= found[0].last <= ends[1]


ABSENT: list[tuple[str, Case]] = [
    ("zigzag", Case("ravine", "gd", 0.02, (-4.5, 1.2))),
    ("zigzag", Case("bowl", "momentum", 0.02, (-1.6, 0.8))),
    ("zigzag", Case("bowl", "gd", 0.02, (0.0, 0.0), 300, 1.0)),
    ("overshoot", Case("bowl", "gd", 0.05, (-1.6, 0.8))),
    ("overshoot", Case("bowl", "gd", 0.19, (0.0, 1.0))),
    ("overshoot", Case("rosenbrock", "newton", 0.5, (-1.2, 1.0))),
    ("overshoot", Case("bowl", "gd", 0.02, (0.0, 0.0), 300, 1.0)),
    ("overshoot", Case("moving_bowl", "momentum", 0.05, (-2.0, 1.5))),
    ("cycle", Case("bowl", "gd", 0.19, (0.0, 1.0))),
    ("cycle", Case("bowl", "momentum", 0.02, (-1.6, 0.8))),
    ("cycle", Case("bowl", "gd", 0.001, (-1.6, 0.8))),
    ("cycle", Case("bowl", "gd", 0.05, (-1.6, 0.8), 300, 1.0)),
    ("cycle", Case("moving_bowl", "gd", 0.1, (-2.0, 1.5), 1000)),
    ("stall", Case("plateau", "adam", 0.05, (-2.5, 1.0))),
    ("stall", Case("rosenbrock", "gd", 0.0005, (-1.2, 1.0), 1000)),
    ("stall", Case("bowl", "gd", 1e-6, (-1.6, 0.8))),
    ("stall", Case("monkey_saddle", "gd", 0.1, (1.5, 0.0))),
    ("pause", Case("saddle", "signsgd", 0.02, (-1.7, 1e-4))),
    ("pause", Case("saddle", "gd", 0.02, (1.0, 1.0))),
    ("pause", Case("six_hump_camel", "gd", 0.02, (1.2, 0.0))),
    ("pause", Case("bowl", "gd", 0.05, (-1.6, 0.8))),
    ("change", Case("three_hump_camel", "gd", 0.005, (-2.0, -2.0))),
    ("change", Case("bowl", "momentum", 0.02, (-1.6, 0.8))),
    ("change", Case("deep_linear", "momentum", 0.02, (-0.35, 0.3))),
    ("edge", Case("edge", "gd", 0.02, (4.0, 0.22))),
    ("edge", Case("bowl", "gd", 0.19, (0.0, 1.0))),
    ("edge", Case("bowl", "gd", 0.2, (-1.6, 0.8))),
    ("edge", Case("deep_linear", "gd", 0.3, (-1.2, 2.0))),
    ("edge", Case("edge", "lion", 0.05, (4.0, 0.22))),
    ("divergence", Case("bowl", "gd", 0.2, (-1.6, 0.8))),
    ("divergence", Case("bowl", "gd", 0.05, (-1e5, 1e5))),
    ("convergence", Case("bowl", "gd", 0.05, (-1.6, 0.8), 200)),
    ("convergence", Case("bowl", "signsgd", 0.02, (-1.6, 0.8))),
]


ABSENT_AMONG_WAVES = [
    ("pause", Case("rastrigin", "gd", 0.002, (4.3, -3.7))),
    ("change", Case("rastrigin", "gd", 0.002, (4.3, -3.7))),
    ("stall", Case("ackley", "gd", 0.005, (4.4, 3.6))),
]


@pytest.mark.parametrize(("kind", "case"), ABSENT + ABSENT_AMONG_WAVES * COMPILED)
def test_it_is_not_named_where_it_is_not(kind, case):
    assert kind not in kinds(case)


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_has_cases_for_it_and_against_it(kind):
    assert [key for key, *_ in PRESENT].count(kind) >= 2
    assert [key for key, _ in ABSENT].count(kind) >= 2


STRAIGHT = [
    Case("bowl", "gd", 0.05, (-1.6, 0.8)),
    Case("booth", "gd", 0.02, (-8.0, -6.0)),
    Case("himmelblau", "gd", 0.005, (0.2, -3.6)),
    Case("rosenbrock", "newton", 0.5, (-1.2, 1.0)),
    Case("matyas", "newton", 0.5, (-3.0, 9.0)),
]


@pytest.mark.parametrize("case", STRAIGHT)
def test_of_a_straight_way_to_the_minimum_only_its_end_is_told(case):
    assert kinds(case) == ["convergence"]


SENTENCES = [
    (Case("bowl", "gd", 0.2, (-1.6, 0.8)), "cycle", "returns every 2 steps"),
    (Case("edge", "gd", 0.04, (4.0, 0.22)), "edge", "η is 0.98 times what the method can bear"),
    (Case("saddle", "gd", 0.02, (-1.7, 1e-4)), "pause", "next to the saddle at (0, 0)"),
    (
        Case("three_hump_camel", "momentum", 0.01, (-2.0, -2.0)),
        "change",
        "minimum at (−1.75, 0.874) for that of the minimum at (0, 0).",
    ),
    (
        Case("three_hump_camel", "nesterov", 0.08, (-2.0, -2.0)),
        "change",
        "minimum at (1.75, −0.874), by way of 1 more.",
    ),
    (Case("himmelblau", "momentum", 0.016, (0.0, 0.0)), "change", "minimum at (3, 2) for another and comes back."),
    (Case("saddle", "gd", 0.1, (0.5, 0.0)), "convergence", "at a saddle"),
    (Case("bowl", "gd", 0.05, (-1.6, 0.8)), "convergence", "from step 270 on gradient and step are below 10⁻⁶"),
    (Case("ravine", "gd", 0.12, (-4.5, 1.2)), "divergence", "at step 41 it left the range of one million"),
    (Case("styblinski_tang", "adam", 0.1, (0.0, 0.0)), "overshoot", "From step 28 to 35 the loss rises from −78.3 to"),
    (Case("bowl", "momentum", 0.02, (-1.6, 0.8)), "overshoot", "times past the lowest point"),
]


@pytest.mark.parametrize(("case", "kind", "words"), SENTENCES)
def test_a_sentence_has_the_numbers_of_its_run(case, kind, words):
    assert words in named(phenomena(case.way), kind)[0].sentence


def test_the_numbers_of_a_zigzag_are_those_of_its_path():
    way = Case("bowl", "gd", 0.19, (0.0, 1.0)).way
    (event,) = named(phenomena(way), "zigzag")
    moves = np.diff(way.positions[event.step : event.last + 1], axis=0)
    turns = sum(float(a @ b) < 0 for a, b in pairwise(moves))
    first, last = np.hypot(*moves[0]), np.hypot(*moves[-1])
    words = f"turns back {turns} times; its steps are {first:.3g} long at first and {last:.3g} at the end."
    assert event.sentence == f"Zig-zag: from step {event.step} to {event.last} the path {words}"


# Every method, on every landscape.

LANDS = list(LANDSCAPES) if COMPILED else ["plateau", "moving_bowl"]


@pytest.mark.parametrize("land", LANDS)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_every_method_gives_a_time_line(land, noise):
    ground = Ground(landscape(land))
    start = next(iter(ground.starts().values()))
    for method in OPTIMIZERS:
        way = Case(land, method, suggested_rate(ground, method), start, 300 if COMPILED else 40, noise).way
        events, last = phenomena(way), max(len(way.positions) - 1, 0)
        assert len(events) <= MOST
        assert [(e.step, e.last) for e in events] == sorted((e.step, e.last) for e in events)
        for event in events:
            assert event.kind in KINDS
            assert 0 <= event.step <= event.last <= last
            assert event.sentence.endswith(".")
            assert "nan" not in event.sentence
        ends = {event.kind for event in events} & {"convergence", "divergence"}
        assert ends == {"converged": {"convergence"}, "diverged": {"divergence"}}.get(way.word, set())


def shortened(way: Trajectory, size: int) -> Trajectory:
    """The run as if it had been lost after so many states."""
    rows = {name: getattr(way, name)[:size] for name in ("positions", "losses", "gradients", "memory")}
    steps = {name: getattr(way, name)[: max(size - 1, 0)] for name in ("used", "rates")}
    return replace(way, **rows, **steps, status=DIVERGED, at=size, why="the loss is no longer finite")


@pytest.mark.parametrize("size", range(8))
@pytest.mark.parametrize("land", ["bowl", "saddle", "plateau", "moving_bowl"])
def test_the_shortest_run_that_diverged_has_a_time_line_too(land, size):
    start = next(iter(LANDSCAPES[land].starts.values()))
    way = shortened(Case(land, "gd", 0.02, start).way, size)
    *_, event = phenomena(way)
    assert (event.kind, event.last) == ("divergence", max(size - 1, 0))
    assert f"at step {size} the loss is no longer finite" in event.sentence


# Artificial paths: random steps, a straight line, and a pause.


def drawn(positions: np.ndarray, noise: float = 0.0, land: str = "bowl") -> Trajectory:
    """A run on a ground that went along these positions."""
    way = Case(land, "gd", 0.001, (1.0, 1.0), 5, noise).way
    points = np.ascontiguousarray(positions, np.float64)
    slopes = np.zeros_like(points)
    return replace(
        way, positions=points, losses=loss_at(way.run.ground, points), gradients=slopes, used=slopes[1:],
        rates=np.zeros(len(points) - 1),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_chance_is_no_phenomenon(seed):
    walk = np.cumsum(np.random.default_rng(seed).normal(0, 0.02, (300, 2)), axis=0)
    assert not phenomena(drawn(walk, noise=1.0))


def test_a_straight_line_and_a_standing_point_are_no_phenomena():
    line = np.linspace((-1.9, -1.9), (-0.1, 0.0), 300)
    assert not phenomena(drawn(line))
    assert not phenomena(drawn(np.full((300, 2), 0.7)))


def test_a_meander_is_no_zigzag():
    meander = np.cumsum(np.tile([(0.02, 0.0), (0.0, 0.02), (0.02, 0.0), (-0.02, 0.0)], (20, 1)), axis=0)
    assert not named(phenomena(drawn(meander)), "zigzag")


def test_a_slow_circle_is_a_limit_cycle_and_a_spiral_is_none():
    angle = np.linspace(0, 20 * np.pi, 601)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    (cycle,) = named(phenomena(drawn(circle)), "cycle")
    assert "every 60 steps" in cycle.sentence
    assert not named(phenomena(drawn(circle * np.exp(-angle / 20)[:, None])), "cycle")


def zigzag_and_line(times: int) -> np.ndarray:
    """So many zig-zags of growing length, each followed by a straight stretch."""
    sizes, steps = [0.05, 0.01], []
    for k in range(times):
        steps += [(sizes[1], sizes[0] * (-1) ** j) for j in range(8 + k)] + [(0.0, -0.02)] * 6
    return np.cumsum([(-1.9, 1.9), *steps], axis=0)


def test_of_too_many_of_a_kind_the_longest_are_told_and_all_are_counted():
    few = named(phenomena(drawn(zigzag_and_line(MOST_OF_A_KIND))), "zigzag")
    many = named(phenomena(drawn(zigzag_and_line(7))), "zigzag")
    assert len(few) == len(many) == MOST_OF_A_KIND
    assert not any("such cases" in event.sentence for event in few)
    assert all("There are 7 such cases; the 4 longest are marked." in event.sentence for event in many)
    spans = [event.last - event.step for event in many]
    assert spans == sorted(spans)
    assert spans[0] >= 7 + 3 - 1


def test_how_a_run_ended_is_told_whatever_else_there_is(monkeypatch):
    monkeypatch.setattr(study, "MOST", 2)
    case = Case("staircase", "momentum", 0.1, (-4.6, 1.6))
    assert len(kinds(case)) == 2
    assert kinds(case)[-1] == "convergence"


# Changes that must not matter.


def when(events: tuple[Event, ...]) -> list[tuple[str, int, int]]:
    return [(event.kind, event.step, event.last) for event in events]


@pytest.mark.parametrize(("land", "method", "rate"), [
    ("bowl", "momentum", 0.02), ("bowl", "gd", 0.2), ("saddle", "momentum", 0.02), ("saddle", "gd", 0.02),
])  # fmt: skip
def test_a_quarter_turn_of_the_map_changes_nothing(land, method, rate):
    plain = Case(land, method, rate, (-1.7, 1e-4))
    turned = plain._replace(start=(-1e-4, -1.7), frame=(90.0, *PLAIN[1:]))
    assert when(phenomena(turned.way)) == when(phenomena(plain.way)) != []


@pytest.mark.parametrize("land", ["himmelblau", "two_valleys", "three_hump_camel"][: 3 if COMPILED else 1])
def test_short_steps_downhill_never_change_the_basin(land):
    ground = Ground(landscape(land))
    x0, x1, y0, y1 = box_of(ground)
    rate = suggested_rate(ground, "gd") / 20
    for x, y in np.random.default_rng(3).uniform((x0, y0), (x1, y1), (60 if COMPILED else 3, 2)).tolist():
        assert "change" not in kinds(Case(land, "gd", rate, (x, y), 1000))


def test_what_a_limit_cycle_consists_of_is_not_marked_again():
    zigzag, cycle = phenomena(Case("ravine", "signsgd", 0.05, (-4.5, 1.2)).way)
    assert (zigzag.kind, cycle.kind) == ("zigzag", "cycle")
    assert zigzag.last <= cycle.step + 1
    assert kinds(Case("bowl", "gd", 0.2, (-1.6, 0.8))) == ["cycle"]


def test_a_saddle_is_the_better_word_for_level_ground():
    way = Case("monkey_saddle", "gd", 0.1, (1.5, 0.0)).way
    (pause,) = phenomena(way)
    (stall,) = STALL.events(prepared_path(way))
    assert pause.kind == "pause"
    assert pause.step <= stall.step < stall.last <= pause.last


MASKS = [
    ("", 0, 1, []),
    ("....", 0, 1, []),
    ("##..#", 0, 1, [(0, 1), (4, 4)]),
    ("##..#", 0, 2, [(0, 1)]),
    ("##.#..#", 1, 1, [(0, 3), (6, 6)]),
    ("##.#..#", 1, 4, [(0, 3)]),
    ("#..#", 2, 5, []),
]


@pytest.mark.parametrize(("mask", "gap", "least", "found"), MASKS)
def test_stretches_are_where_a_mask_holds(mask, gap, least, found):
    assert stretches(np.array([letter == "#" for letter in mask], bool), gap, least) == found


def test_the_page_of_the_rules_is_made_from_the_rules():
    written = make_phenomena.FILE.read_text(encoding="utf-8")
    assert make_phenomena.page() == written, "docs/phenomena.md is stale: run `python -m tools.make_phenomena`."
