"""`simulate(run)`: the whole answer to one question, recorded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from core.engine import noisy_gradient
from core.engine.ending import CONVERGED, DIVERGED, FINE, MOVING, REASONS, STATUSES, TOLERANCE, Status
from core.engine.links import links
from core.engine.noise import GAUSSIAN, PLACES, QUIET
from core.engine.recorder import record
from core.engine.world import SCHEDULE_STATE, WORK, Method, World
from core.number import exact
from core.records import NEEDS, Optimizer
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Entry, Ground
from runs.run import Run


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
    react, sense = SCHEDULES[run.schedule.key].react, None if run.exact else noisy_gradient.sense
    return links(land.loss, land.grad, land.hess, way.probe, way.step, react, sense)


def world_of(ground: Ground, steps: int = 0) -> World:
    """A ground as the engine takes it for so many steps, quiet: parameters, samples and frame, contiguous float64."""
    c = LANDSCAPES[ground.entry.key].rows(steps, ground.entry.values)
    return World(c, ground.samples(), ground.vector(), np.zeros(PLACES), np.uint64(0))


def world_of_run(run: Run) -> World:
    """What a run walks on, and what stands between it and the true gradient."""
    gradient, kind = run.gradient, GAUSSIAN + run.gradient.kind if run.noise > 0 else QUIET
    noise = [
        kind,
        run.noise,
        gradient.freedom,
        run.batch,
        gradient.order,
        gradient.delay,
        gradient.rounding,
        gradient.bits,
        run.clip,
        run.clip_by,
    ]
    return world_of(run.ground, run.steps)._replace(noise=np.array(noise, np.float64), seed=np.uint64(run.seed))


def method_of(run: Run) -> Method:
    """What the engine asks of a run's method: hyper-parameters, rows of memory, stages, needs; and of its schedule.

    The rows are those of method and schedule, and those of the gradients that are late.
    """
    way: Optimizer = OPTIMIZERS[run.method.key]
    probing, factor, loss, hess = way.probe is not None, *(need in way.needs for need in NEEDS)
    reacting = SCHEDULES[run.schedule.key].react is not None
    rows = way.rows + SCHEDULE_STATE * reacting + int(run.gradient.delay) * way.stages
    return Method(
        np.array(run.method.values, np.float64), rows, way.stages,
        int(probing), int(factor), int(loss), int(hess), np.array(run.schedule.values, np.float64), int(reacting),
        run.rate, waiting(run),
    )  # fmt: skip


class Paced(Protocol):
    """Whatever has a learning rate, a schedule and a warm-up."""

    @property
    def rate(self) -> float:
        """The learning rate."""
        ...

    @property
    def schedule(self) -> Entry:
        """The schedule."""
        ...

    @property
    def warmup(self) -> int:
        """The steps of the warm-up."""
        ...

    @property
    def warmup_form(self) -> float:
        """The number of an option of runs.run.WARMUP_FORM."""
        ...


def waiting(run: Paced) -> int:
    """The steps before the schedule's clock starts: those of a warm-up that precedes it."""
    return run.warmup if run.warmup_form else 0


def plan_of(run: Paced) -> dict[str, float]:
    """The parameters of a run's schedule as its clock sees them.

    If a warm-up precedes a schedule that extends over T steps, it has those that are left, at least one, so that both
    together take T.
    """
    plan, wait = SCHEDULES[run.schedule.key], waiting(run)
    values = dict(zip((p.key for p in plan.params), run.schedule.values, strict=True))
    return values | ({plan.whole: max(values[plan.whole] - wait, 1.0)} if wait and plan.whole else {})


def rates_of(run: Run) -> np.ndarray:
    """The learning rate at steps 1, 2, ...: float64[steps]; a schedule that reacts multiplies it further as it goes.

    A warm-up that precedes the schedule rises to the schedule's first rate.
    """
    return rates_over(run, run.steps)


def rates_over(run: Paced, steps: int) -> np.ndarray:
    """The same for so many steps."""
    wait = waiting(run)
    factors = SCHEDULES[run.schedule.key].factors(max(steps - wait, 1), plan_of(run))
    factors = np.concatenate((np.full(wait, factors[0]), factors))[:steps]
    if run.warmup:
        factors = factors * np.minimum(np.arange(1, steps + 1) / run.warmup, 1.0)
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


def ending(positions: np.ndarray, gradients: np.ndarray, why: int) -> tuple[int, int | None, str]:
    """Status, the step at which it came about, and the reason in words."""
    if why != FINE:
        return DIVERGED, len(positions), REASONS[why]
    at = rest(positions, gradients)
    if at is None:
        return MOVING, None, ""
    return CONVERGED, at, f"gradient and step are below {exact(TOLERANCE)}"


def _state(run: Run, method: Method, past: Trajectory | None) -> tuple[np.ndarray, np.ndarray]:
    """Position float64[2] and memory float64[slots, 2] with which a run sets out, or goes on after its past."""
    slots = np.zeros((method.slots, 2))
    if past is None or run.origin is None:
        return np.array(run.start, np.float64), slots
    rows, react = OPTIMIZERS[run.method.key].rows, SCHEDULES[run.schedule.key].react
    slots[:rows] = past.memory[run.at]
    if react is not None:
        losses = past.losses[waiting(run) : run.at].copy()
        slots[rows : rows + SCHEDULE_STATE] = _schedule_state(react, run.schedule, losses)
    if late := under_way(run, method):
        slots[-late:] = _walk(run.origin, _past(run.origin), run.at)[1][-late:]
    return past.positions[run.at].copy(), slots


def under_way(run: Run, method: Method) -> int:
    """The rows of memory that hold gradients on their way."""
    return int(run.gradient.delay) * method.stages


def _schedule_state(react: Callable[..., None], schedule: Entry, losses: np.ndarray) -> np.ndarray:
    """What a schedule that reacts remembers after these losses, as if it had been at work from the start."""
    plan, schedule_state = np.array(schedule.values, np.float64), np.zeros((SCHEDULE_STATE, 2))
    schedule_state[0] = 1.0  # the factor on the rate
    factor, best, bad, cool = schedule_state
    for t, loss in enumerate(losses.reshape(-1, 1), 1):
        react(plan, loss, factor, best, bad, cool, t)
    return schedule_state


EARLY = ", before the fork at step "
"""How the reason goes on where an origin ended before its fork could begin."""


@lru_cache(maxsize=16)
def _origin(run: Run) -> Trajectory:
    # A picture shows origin and forks, and would walk the origin once for each of them.
    return simulate(run)


def _past(run: Run) -> Trajectory | None:
    return None if run.origin is None else _origin(run.origin)


def simulate(run: Run) -> Trajectory:
    """Walk a Run and write everything down. It never raises for a valid Run, and every number it gives is finite.

    A fork whose step lies beyond the last one is its origin so far; if its origin ended before that step, so did it.
    """
    past = _past(run)
    if past is None:
        return _walked(run, None)
    if len(past.positions) <= min(run.at, run.steps):
        reason = past.why.split(EARLY)[0]
        return replace(past, run=run, why=f"{reason}{EARLY}{run.at}")
    return replace(past, run=run) if run.at >= run.steps else _walked(run, past)


class _Rows(NamedTuple):
    """What the recording loop fills in, and the rates it goes by; see Trajectory."""

    points: np.ndarray
    losses: np.ndarray
    slopes: np.ndarray
    used: np.ndarray
    rates: np.ndarray
    memory: np.ndarray
    ends: np.ndarray
    whys: np.ndarray


def _walk(run: Run, past: Trajectory | None, upto: int) -> tuple[_Rows, np.ndarray]:
    """The rows of a run up to this step, those of its past left open, and its memory after it."""
    method, at = method_of(run), run.at
    world, (theta, slots) = world_of_run(run), _state(run, method, past)
    rows = _Rows(
        np.empty((upto + 1, 2)), np.empty((upto + 1, 1)), np.empty((upto + 1, 2)), np.empty((upto, 2)),
        rates_of(run)[:upto], np.empty((upto + 1, method.slots - under_way(run, method), 2)),
        np.array([upto + 1 - at]), np.array([FINE]),
    )  # fmt: skip
    record(
        kernels(run), world, method, at + 1, rows.rates[at:], np.ones(2),
        np.zeros(1, np.uint64), theta, slots, np.zeros((WORK, 2)), np.empty((run.batch, world.data.shape[1])),
        np.full((2, len(world.data) + 1), -1), rows.points[at:], rows.losses[at:], rows.slopes[at:], rows.used[at:],
        rows.memory[at:], rows.ends, rows.whys,
    )  # fmt: skip
    return rows, slots


def _walked(run: Run, past: Trajectory | None) -> Trajectory:
    (points, losses, slopes, used, rates, memory, ends, whys), _ = _walk(run, past, run.steps)
    rows, at = OPTIMIZERS[run.method.key].rows, run.at
    n = at + int(ends[0])
    taken = max(n - 1, 0)
    if SCHEDULES[run.schedule.key].react is not None:
        rates[at:taken] *= memory[at:taken, rows, 0]
    if past is not None:
        points[:at], losses[:at, 0], slopes[:at] = past.positions[:at], past.losses[:at], past.gradients[:at]
        used[:at], rates[:at], memory[:at, :rows] = past.used[:at], past.rates[:at], past.memory[:at]
    for array in (points, losses, slopes, used, rates, memory):
        array.flags.writeable = False
    status, end, why = ending(points[:n], slopes[:n], int(whys[0]))
    return Trajectory(
        run, points[:n], losses[:n, 0], slopes[:n], used[:taken], rates[:taken], memory[:n, :rows], status, end, why
    )
