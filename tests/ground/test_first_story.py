"""The picture that a newcomer sees: its rates follow one rule, and its claim holds for them and for no others."""

from dataclasses import replace

import numpy as np
import pytest

from runs import first
from runs.opening import opening
from runs.run import Runner, optimizer
from runs.simulate import simulate
from runs.surface import box_of
from scenes.calm_or_wild import CALM_OR_WILD, claim

GRID = [float(f"{rate}e{power}") for power in range(-5, 2) for rate in first.RATES]
PLACES = range(len(first.RUNNERS))
RING = [(r * np.cos(turn), r * np.sin(turn)) for r in (0.01, 0.02) for turn in np.arange(8) * np.pi / 4]


def walked(scene):
    return [simulate(run) for run in scene.runs()]


def told(scene):
    return claim(*walked(scene))


def with_runner(place, **changes):
    """The first scene with another runner at this place."""
    scene = opening()
    runners = [replace(r, **changes) if i == place else r for i, r in enumerate(scene.runners)]
    return replace(scene, runners=tuple(runners))


def on_the_map(way):
    """Whether a walker keeps to the map."""
    (x, y), (x0, x1, y0, y1) = way.positions.T, box_of(way.run.ground)
    return way.word != "diverged" and bool(np.all((x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)))


def stable(run):
    """Whether a run stays on the map, and a start that differs in the last digits leads to the same end."""
    one, other = simulate(run), simulate(replace(run, start=(run.start[0], run.start[1] + 1e-13)))
    return on_the_map(one) and on_the_map(other) and np.abs(one.positions - other.positions).max() < 1e-9


def test_the_story_is_that_of_the_first_scene():
    assert CALM_OR_WILD.scene == opening()


@pytest.mark.parametrize("place", PLACES)
def test_every_runner_has_the_highest_rate_of_the_grid_at_which_its_path_is_stable(place):
    rate = first.RUNNERS[place][1]
    higher = GRID[GRID.index(rate) + 1]
    assert stable(opening().runs()[place])
    assert not stable(with_runner(place, rate=higher).runs()[place])


@pytest.mark.parametrize("by", RING)
def test_the_claim_holds_from_starts_nearby(by):
    scene = opening()
    assert told(replace(scene, start=(scene.start[0] + by[0], scene.start[1] + by[1]))).holds


@pytest.mark.parametrize("place", PLACES)
def test_the_claim_fails_if_one_runner_has_the_next_lower_rate(place):
    lower = GRID[GRID.index(first.RUNNERS[place][1]) - 1]
    assert not told(with_runner(place, rate=lower)).holds


def test_the_claim_fails_without_momentum():
    assert not told(with_runner(1, method=optimizer("momentum", {"momentum": 0.0}))).holds


@pytest.mark.parametrize("place", PLACES)
def test_the_claim_fails_if_all_are_the_same_method(place):
    scene = opening()
    one = scene.runners[place]
    alike = tuple(Runner(one.method, one.rate, mark=r.mark) for r in scene.runners)
    assert not told(replace(scene, runners=alike)).holds
