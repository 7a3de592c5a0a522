"""Measurements that check the sentences in which records tell a reader what to watch."""

from dataclasses import replace

import numpy as np

from core.engine.samples import ORDERED
from core.records import Point
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import Trajectory, simulate
from studies.measures import stride


def crossings(way: Trajectory) -> list[int]:
    """The steps at which a path on Rosenbrock's valley comes to the other side of the floor y = x²."""
    over = way.positions[:, 1] > way.positions[:, 0] ** 2
    return (np.flatnonzero(over[1:] != over[:-1]) + 1).tolist()


def below(way: Trajectory, loss: float) -> int:
    """The first step with no more loss than this."""
    return int(np.flatnonzero(way.losses <= loss)[0])


def halved(way: Trajectory) -> int:
    """The first step at which half of the loss is gone."""
    return below(way, way.losses[0] / 2)


def apart(one: Trajectory, other: Trajectory) -> np.ndarray:
    """The distance of two walkers at every step: float64[n]."""
    n = min(len(one.positions), len(other.positions))
    return np.linalg.norm(one.positions[:n] - other.positions[:n], axis=1)


def ahead(one: Trajectory, other: Trajectory) -> int:
    """The step from which `one` has a lower loss than the other until the end."""
    behind = np.flatnonzero(one.losses >= other.losses)
    return int(behind[-1]) + 1


def x(way: Trajectory) -> float:
    """Where a path ends, first coordinate, as the map shows it."""
    return round(float(way.positions[-1, 0]), 2)


def still(way: Trajectory) -> list[int]:
    """The number of steps before the end that do not move."""
    return (np.flatnonzero(stride(way)[: way.at] < 1e-12) + 1).tolist()


def caught(way: Trajectory, first: int, spread: float) -> bool:
    """Whether the path stays within a box of this size from step `first` on."""
    return bool(np.all(np.ptp(way.positions[first:], axis=0) <= spread))


def ends(way: Trajectory, *place: float) -> bool:
    """Whether the path ends at this position, to within a few hundredths of the map."""
    return bool(np.linalg.norm(way.positions[-1] - place) < 0.05 * max(1.0, *map(abs, place)))


def mean(way: Trajectory, first: int, last: int) -> float:
    """The mean loss over these steps, both inclusive."""
    return float(np.mean(way.losses[first : last + 1]))


def changed(way: Trajectory, rate: float = 0.0, **values: float) -> Trajectory:
    """The same run with another rate or other hyper-parameters."""
    run: Run = way.run
    return simulate(replace(run, method=optimizer(run.method.key, values), rate=rate or run.rate))


def one_by_one(way: Trajectory, **values: float) -> Trajectory:
    """The same run with other hyper-parameters and one sample a step, in order."""
    one = GradientNoise(batch=1.0, order=ORDERED)
    return simulate(replace(way.run, method=optimizer(way.run.method.key, values), gradient=one))


def planned(way: Trajectory, **values: float) -> Trajectory:
    """The same run with other parameters of its schedule."""
    return simulate(replace(way.run, schedule=schedule(way.run.schedule.key, values)))


def begun(way: Trajectory, name: str, rate: float = 0.0) -> Trajectory:
    """The same run from another named start, and at another rate if one is given."""
    start: Point = way.run.ground.starts()[name]
    return simulate(replace(way.run, start=start, rate=rate or way.run.rate))


def instead(way: Trajectory, key: str) -> Trajectory:
    """Another method in the same place, at the rate that the app suggests."""
    return simulate(replace(way.run, method=optimizer(key), rate=suggested_rate(way.run.ground, key)))


def over(way: Trajectory, **values: float) -> Trajectory:
    """The same run on the same landscape with other parameters."""
    return simulate(replace(way.run, ground=Ground(landscape(way.run.ground.entry.key, values))))


def longer(way: Trajectory, steps: int) -> Trajectory:
    """The same run with so many steps."""
    return simulate(replace(way.run, steps=steps))
