"""`simulate(run)`: the whole answer to one question, recorded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from core import kernel
from core.ending import CONVERGED, DIVERGED, FINE, MOVING, REASONS, STATUSES, TOLERANCE, Status
from core.recorder import record
from core.records import Optimizer
from core.world import GAUSSIAN, MOOD, QUIET, WORK, Method, World
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.run import Entry, Ground, Run


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The whole answer. All arrays are read-only and finite; n is the number of states that hold (steps taken + 1);
    it is 0 where the loss is not finite at the start already: such a run has diverged at step 0.

    positions, gradients (true, at the positions): float64[n, 2]; losses: [n]; used (the gradient a step went by: from
    a look-ahead point, a mini-batch or with noise), rates: [n - 1, 2] and [n - 1]; memory: [n, K, 2], the rows named
    by the optimizer's slots, then those it needs. status: 0 moving, 1 converged, 2 diverged, at step `at`. A fork's
    arrays begin at the start too: their first rows are its origin's.
    """

    run: Run
    positions: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    used: np.ndarray
    rates: np.ndarray
    memory: np.ndarray
    status: int
    at: int | None
    why: str

    @property
    def word(self) -> Status:
        """The status in a word."""
        return STATUSES[self.status]


def kernels(run: Run) -> Any:
    """The compiled kernels of a run, as the engine takes them."""
    land, way = LANDSCAPES[run.ground.entry.key], OPTIMIZERS[run.method.key]
    return kernel.links(land.loss, land.grad, land.hess, way.probe, way.step, SCHEDULES[run.schedule.key].react)


def world_of(ground: Ground, noise: float = 0.0, seed: int = 1, steps: int = 0) -> World:
    """What the engine walks on for so many steps: parameters, samples, frame and noise, as contiguous float64."""
    land = LANDSCAPES[ground.entry.key]
    c, data = land.rows(steps, ground.entry.values), np.ascontiguousarray(land.data, np.float64)
    kind = GAUSSIAN if noise > 0 else QUIET
    return World(c, data, ground.vector(), np.array([kind, noise, 0.0]), np.uint64(seed))


def method_of(run: Run) -> Method:
    """What the engine asks of a run's method: hyper-parameters, rows of memory, stages, needs; and of its schedule."""
    way: Optimizer = OPTIMIZERS[run.method.key]
    probing, loss, hess = way.probe is not None, "loss" in way.needs, "hess" in way.needs
    reacting = SCHEDULES[run.schedule.key].react is not None
    return Method(
        np.array(run.method.values, np.float64), way.rows + MOOD * reacting, way.stages,
        int(probing), int(loss), int(hess), np.array(run.schedule.values, np.float64), int(reacting),
    )  # fmt: skip


def rates_of(run: Run) -> np.ndarray:
    """The learning rate at steps 1, 2, ...: float64[steps]; a schedule that reacts multiplies it further as it goes."""
    plan = SCHEDULES[run.schedule.key]
    keys = (p.key for p in plan.params)
    factors = plan.factors(run.steps, dict(zip(keys, run.schedule.values, strict=True)))
    if run.warmup:
        factors = factors * np.minimum(np.arange(1, run.steps + 1) / run.warmup, 1.0)
    return run.rate * factors


def rest(positions: np.ndarray, gradients: np.ndarray) -> int | None:
    """The step from which on gradient and movement both stay within the tolerance, or None if that never comes.

    A survey, which cannot look ahead, takes the first look at which a walker is at rest.
    """
    steps = np.linalg.norm(np.diff(positions, axis=0), axis=1)
    with np.errstate(over="ignore"):  # far out a gradient may be finite, and its length too large for a float
        slopes = np.hypot(gradients[:, 0], gradients[:, 1])
    lively = np.flatnonzero((slopes[1:] > TOLERANCE) | (steps > TOLERANCE))
    first = int(lively[-1]) + 2 if lively.size else 1
    return first if first < len(positions) else None


def ending(
    run: Run, positions: np.ndarray, losses: np.ndarray, gradients: np.ndarray, why: int
) -> tuple[int, int | None, str]:
    """Status, the step at which it came about, and the reason in words."""
    if why != FINE:
        return DIVERGED, len(positions), REASONS[why]
    at = rest(positions, gradients)
    if at is None:
        return MOVING, None, ""
    minima = run.ground.minima()
    near = minima and np.min(np.linalg.norm(np.array(minima) - positions[-1], axis=1)) < 1e-3
    if LANDSCAPES[run.ground.entry.key].valley:
        near = near or losses[-1] < TOLERANCE
    where = "" if near or not minima else ", but not at a known minimum"
    return CONVERGED, at, f"gradient and step are below {TOLERANCE:g}{where}"


def _state(run: Run, method: Method, past: Trajectory | None) -> tuple[np.ndarray, np.ndarray]:
    """Position float64[2] and memory float64[slots, 2] with which a run sets out, or goes on after its past."""
    slots = np.zeros((method.slots, 2))
    if past is None:
        return np.array(run.start, np.float64), slots
    rows, react = OPTIMIZERS[run.method.key].rows, SCHEDULES[run.schedule.key].react
    slots[:rows] = past.memory[run.at]
    if react is not None:
        slots[rows:] = _mood(react, run.schedule, past.losses[: run.at].copy())
    return past.positions[run.at].copy(), slots


def _mood(react: Callable[..., None], schedule: Entry, losses: np.ndarray) -> np.ndarray:
    """What a schedule that reacts remembers after these losses, as if it had been at work from the start."""
    plan, mood = np.array(schedule.values, np.float64), np.zeros((MOOD, 2))
    mood[0] = 1.0  # the factor on the rate
    factor, best, bad, cool = mood
    for t, loss in enumerate(losses.reshape(-1, 1), 1):
        react(plan, loss, factor, best, bad, cool, t)
    return mood


EARLY = ", before the fork at step "
"""How the reason goes on where an origin ended before its fork could begin."""


@lru_cache(maxsize=16)
def _origin(run: Run) -> Trajectory:
    # A picture shows origin and forks, and would walk the origin once for each of them.
    return simulate(run)


def simulate(run: Run) -> Trajectory:
    """Walk a Run and write everything down. It never raises for a valid Run, and every number it gives is finite.

    A fork whose step lies beyond the last one is its origin so far; if its origin ended before that step, so did it.
    """
    if run.origin is None:
        return _walked(run, None)
    past = _origin(run.origin)
    if len(past.positions) <= min(run.at, run.steps):
        reason = past.why.split(EARLY)[0]
        return replace(past, run=run, why=f"{reason}{EARLY}{run.at}")
    return replace(past, run=run) if run.at >= run.steps else _walked(run, past)


def _walked(run: Run, past: Trajectory | None) -> Trajectory:
    method, steps, rows, at = method_of(run), run.steps, OPTIMIZERS[run.method.key].rows, run.at
    world, rates = world_of(run.ground, run.noise, run.seed, steps), rates_of(run)
    theta, slots = _state(run, method, past)
    points, slopes, used = np.empty((steps + 1, 2)), np.empty((steps + 1, 2)), np.empty((steps, 2))
    losses, memory = np.empty((steps + 1, 1)), np.empty((steps + 1, method.slots, 2))
    ends, whys = np.array([steps + 1 - at]), np.array([FINE])
    record(
        kernels(run), world, method, at + 1, rates[at:], np.ones(2),
        np.zeros(1, np.uint64), theta, slots, np.zeros((WORK, 2)), np.empty((0, world.data.shape[1])),
        points[at:], losses[at:], slopes[at:], used[at:], memory[at:], ends, whys,
    )  # fmt: skip
    n = at + int(ends[0])
    taken = max(n - 1, 0)
    if method.reacting:
        rates[at:taken] *= memory[at:taken, rows, 0]
    if past is not None:
        points[:at], losses[:at, 0], slopes[:at] = past.positions[:at], past.losses[:at], past.gradients[:at]
        used[:at], rates[:at], memory[:at, :rows] = past.used[:at], past.rates[:at], past.memory[:at]
    for array in (points, losses, slopes, used, rates, memory):
        array.flags.writeable = False
    status, end, why = ending(run, points[:n], losses[:n, 0], slopes[:n], int(whys[0]))
    return Trajectory(
        run, points[:n], losses[:n, 0], slopes[:n], used[:taken], rates[:taken], memory[:n, :rows], status, end, why
    )
