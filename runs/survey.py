"""Surveys: one question asked from many starts, or at many rates, at once. Outcomes only."""

import os
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from threading import Event, get_native_id
from typing import Any

import numpy as np

from core.engine.ending import DIVERGED, TOLERANCE
from core.engine.recorder import level
from core.engine.world import World
from core.param import demand
from core.tally import MEASURES, NOWHERE
from runs.bounds import CountedSemaphore, bounds
from runs.catalog import OPTIMIZERS
from runs.ground import Entry, recheck
from runs.page_lock import PAGE_LOCK
from runs.run import Run
from runs.simulate import kernels, method_of, rates_of, world_of, world_of_run
from runs.surface import lowest

LANES = 376
"""Lanes per block. A block fits the first cache, and its rows do not all start at the same place of a cache page."""

TASK = 400_000
"""Steps times lanes per task, about a millisecond of work: long enough that the cost of the call does not matter, and
short enough that surveys can take turns and a cancelled survey ends soon."""

MOST_WORK = 1_000_000_000
"""Most gradients of one survey, of single samples where there are any: some seconds on two cores."""

WORKERS = max(1, os.cpu_count() or 1)
SURVEY_SLOTS = CountedSemaphore(2)
"""Surveys at work at once; a further one waits. However many visitors ask, the pool's tasks stay few."""


@lru_cache(maxsize=1)
def pool() -> ThreadPoolExecutor:
    """Our own threads: numba's parallel layers abort the process when two threads of a server use them."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="survey", initializer=give_way)


def give_way() -> None:
    """Let this thread wait for the others: nobody's picture is late because somebody else asks about hundreds of runs.

    Linux has a priority for every thread; elsewhere it is the whole process that has one, which stays as it is.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), 10)


UNASKED = -1
"""The status of a walker that has not been simulated yet."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How N walkers ended. positions: float64[2, N]; losses: [N]; status: int64[N] (core.engine.ending); steps: [N],
    the step after which each ended; evaluations: the gradients of all steps up to there.

    measures: float64[4, N], or [0, N] if they were not asked for. Row 0 is the arrival: the first step at which the
    loss is close enough to the lowest known one, above or below it, with a fraction; rounded up it is that step, which
    `studies.measures.reached` gives too. Row 1 is the departure, the step at which the walker diverged, likewise. Both
    are -1 if it never happened. Rows 2 and 3 are sums over the steps from 0 to the last: of the gaps in units of the
    first gap (the area under the loss curve), and of their inverses, each term at most 1e6. A loss below the lowest
    known one counts as a gap of zero, a walker at rest keeps its last loss, and a diverged walker counts as 1e6.

    A walker that was not asked for has the status UNASKED, -1 steps, and NaN everywhere else.
    """

    positions: np.ndarray
    losses: np.ndarray
    steps: np.ndarray
    status: np.ndarray
    evaluations: int
    measures: np.ndarray


@dataclass(frozen=True, slots=True)
class Question:
    """What a survey is to find out about N walkers. `ask` answers it, at once or in parts.

    starts: float64[2, N]; those of `run` are not used. rates: float64[N], each walker's own factor on the learning
    rate, 1 if it is left out. settings: entries of the run's method in place of its own, and `setting`, int64[N], says
    which of them each walker uses. Walkers with the same setting share a block, so few settings for many walkers are
    fastest. tolerance: a walker rests when gradient and step are within it. It is above zero, since calculations with
    subnormal numbers are fifteen times slower. within: a walker has arrived when its loss differs from `floor` (if left
    out, the lowest known loss) by at most this; where no minimum is known nothing arrives. With None nothing is
    measured. alike: all walkers draw the same random numbers, those of walker 0; otherwise each has its own.

    ValueError with a sentence for invalid starts, for a fork (it starts from another run), for settings of another
    method, and for more work than one survey may take.
    """

    run: Run
    starts: np.ndarray
    rates: np.ndarray = field(default_factory=lambda: np.empty(0))
    settings: tuple[Entry, ...] = ()
    setting: np.ndarray = field(default_factory=lambda: np.empty(0))
    tolerance: float = TOLERANCE
    within: float | None = None
    floor: float | None = None
    alike: bool = False

    def __post_init__(self) -> None:
        state = _starts(self.starts, self.run)
        n = state.shape[1]
        rates = np.array(self.rates, np.float64, order="C") if np.size(self.rates) else np.ones(n)
        demand(rates.shape == (n,) and bool(np.isfinite(rates).all()), "Rates are one finite factor a walker.")
        settings = self.settings or (self.run.method,)
        for entry in settings:
            demand(
                entry.key == self.run.method.key, f"A setting of {entry.key} cannot be used for {self.run.method.key}."
            )
            recheck(entry, OPTIMIZERS[entry.key].params)
        setting = np.array(self.setting, order="C") if np.size(self.setting) else np.zeros(n, np.int64)
        whole = setting.shape == (n,) and setting.dtype.kind == "i"
        demand(
            whole and bool(np.all((setting >= 0) & (setting < len(settings)))),
            f"There must be one setting per walker, a whole number from 0 to {len(settings) - 1}.",
        )
        demand(self.tolerance > 0, "The tolerance is above zero.")
        demand(self.within is None or 0 < self.within < np.inf, "The gap that counts as arrived must be above zero.")
        demand(np.isfinite(self.floor or 0.0), "The loss to which walkers come must be finite.")
        for name, value in zip(("starts", "rates", "setting"), (state, rates, setting.astype(np.int64)), strict=True):
            value.flags.writeable = False
            object.__setattr__(self, name, value)
        object.__setattr__(self, "settings", settings)


@lru_cache(maxsize=1)
def loop() -> Callable[..., None]:
    """The surveying loop. Importing it compiles it, which takes ten seconds, and a first page needs another one."""
    return import_module("core.engine.surveyor").survey


def check_work(run: Run, walkers: int) -> None:
    """ValueError with a sentence if so many walkers of a run are more than one survey may take."""
    each = run.batch or max(run.ground.count, 1)
    of_each = f" x {each} samples" if each > 1 else ""
    enough = walkers * run.steps * each <= MOST_WORK
    demand(enough, f"{walkers:,} walkers x {run.steps:,} steps{of_each} are too much for one survey.")


def _starts(starts: np.ndarray, run: Run) -> np.ndarray:
    demand(run.origin is None, "A survey has starts of its own, so it cannot ask about a fork.")
    state = np.array(starts, np.float64, order="C")
    demand(state.ndim == 2 and state.shape[0] == 2 and state.size > 0, "Starts are an array of shape (2, N), N > 0.")
    demand(bool(np.isfinite(state).all()), "Every start must be finite.")
    n, most = state.shape[1], bounds().walkers
    check_work(run, n)
    demand(n <= most, f"This server walks at most {most:,} walkers at once, not {n:,}.")
    return state


def survey(
    run: Run, starts: np.ndarray, rates: np.ndarray | None = None, tolerance: float = TOLERANCE, lanes: int = LANES
) -> Outcomes:
    """Walk `run` from every start, float64[2, N], without measures: see Question and `ask`."""
    return ask(Question(run, starts, np.empty(0) if rates is None else rates, tolerance=tolerance), lanes=lanes)


def ask(
    question: Question,
    part: np.ndarray | None = None,
    known: Outcomes | None = None,
    cancelled: Event | None = None,
    lanes: int = LANES,
) -> Outcomes:
    """The outcomes of the walkers whose numbers are in `part` (int64 array), or of all walkers.

    known: an earlier answer to the same question. Its walkers are not simulated again, and the result contains them.
    cancelled: when this is set, no further task starts. The result comes as soon as the running tasks have finished,
    and the walkers that were not simulated are UNASKED in it. So a survey can go from coarse to fine
    (`studies.stages`), be cancelled, and be continued. A walker's outcome does not depend on parts, their order,
    `lanes` or threads.
    ValueError with a sentence for a part or outcomes that do not belong to this question.

    "Converged" is a weaker statement here than in `simulate`, which knows the whole run and the true gradients. Here a
    walker converges when it has rested for a spell (core.engine.ending), in the first step of the spell, even if it
    would move on later. The gradient is the one that the step used, with noise and look-ahead. "Diverged" comes at the
    same step as in `simulate`, unless something that a survey does not look at stopped being finite before: the loss,
    the memory, or the true gradient under noise or look-ahead.
    """
    run, n = question.run, question.starts.shape[1]
    demand(lanes >= 1, "A block has at least one lane.")
    chosen = np.arange(n) if part is None else _part(part, n)
    if known is not None:
        chosen = chosen[_open(question, known)[3][chosen] == UNASKED]
    if len(question.settings) > 1:
        chosen = chosen[np.argsort(question.setting[chosen], kind="stable")]
    # If these are all walkers in order, a slice will do: indexing by numbers takes longer than some walks.
    mine = slice(None) if chosen.size == n and len(question.settings) == 1 else chosen
    walked, how, when = question.starts[:, mine].copy(order="C"), *np.full((2, chosen.size), UNASKED)
    within = question.within if run.ground.minima() else NOWHERE
    floor = lowest(run.ground) if question.floor is None else question.floor
    target = np.empty(0) if question.within is None else np.array([floor, within])
    measured = np.empty((0 if question.within is None else MEASURES, chosen.size))
    hs = np.array([entry.values for entry in question.settings], np.float64).reshape(len(question.settings), -1)
    who = np.zeros(chosen.size, np.uint64) if question.alike else chosen.astype(np.uint64)
    walk(
        run, hs, question.setting[mine].copy(),
        (
            who, question.rates[mine].copy(), walked, how, when, target, measured,
            *nobody(chosen.size),
        ),
        (run.steps, np.inf, question.tolerance, lanes), cancelled,
    )  # fmt: skip
    done = how != UNASKED
    if not done.all():
        mine, how, when = chosen[done], how[done], when[done]
        walked, measured = walked[:, done].copy(order="C"), measured[:, done]
    ended = final_losses(kernels(run), world_of(run.ground, run.steps), walked, when)
    how[~np.isfinite(ended)] = DIVERGED
    return _outcomes(question, known, mine, (walked, ended, when, how, measured))


def _outcomes(
    question: Question, known: Outcomes | None, mine: "slice | np.ndarray", answered: tuple[np.ndarray, ...]
) -> Outcomes:
    """What is known, and what was answered about some walkers or (a slice) about all of them."""
    found = answered
    if isinstance(mine, np.ndarray):
        found = _open(question, known)
        for array, values in zip(found, answered, strict=True):
            array[..., mine] = values
    positions, losses, steps, status, measures = found
    evaluations = OPTIMIZERS[question.run.method.key].stages * int(steps[steps > 0].sum())
    return Outcomes(positions, losses, steps, status, evaluations, measures)


def _open(question: Question, known: Outcomes | None) -> tuple[np.ndarray, ...]:
    """Arrays for positions, losses, steps, status and measures, filled with what is known already."""
    n, rows = question.starts.shape[1], 0 if question.within is None else MEASURES
    if known is None:
        nowhere, nothing = np.full((2, n), np.nan), np.full(n, np.nan)
        return nowhere, nothing, np.full(n, -1), np.full(n, UNASKED), np.full((rows, n), np.nan)
    fits = known.status.shape == (n,) and known.measures.shape == (rows, n)
    demand(fits, "The known outcomes belong to another question.")
    return tuple(array.copy() for array in (known.positions, known.losses, known.steps, known.status, known.measures))


def _part(part: np.ndarray, n: int) -> np.ndarray:
    chosen = np.array(part).ravel()
    inside = chosen.size == 0 or (chosen.dtype.kind == "i" and 0 <= chosen.min() <= chosen.max() < n)
    demand(inside, f"The walkers of a part must be whole numbers from 0 to {n - 1}.")
    return np.unique(chosen.astype(np.int64))


def nobody(many: int) -> tuple[np.ndarray, np.ndarray]:
    """The arrays for departures from the start and for frames, for a survey that does not ask for them."""
    return np.zeros(many, np.int64), np.empty((0, 2, many))


def walk(
    run: Run,
    hs: np.ndarray,
    setting: np.ndarray,
    answers: tuple[np.ndarray, ...],
    numbers: tuple[float, ...],
    cancelled: Event | None = None,
) -> None:
    """Run the surveying loop over all lanes, a task at a time, until all are done or `cancelled` is set.

    `answers` are the arrays of core.engine.surveyor.survey from `who` to `seen`; `numbers` are those from `gap` to
    `lanes`.
    """
    method, world, links, curve = method_of(run), world_of_run(run), kernels(run), rates_of(run)
    survey, n, lanes = loop(), setting.size, int(numbers[-1])
    size = lanes * max(1, TASK // (lanes * run.steps))

    def task(low: int) -> None:
        if cancelled is None or not cancelled.is_set():
            survey(links, world, hs, setting, method, curve, *answers, *numbers, low, min(low + size, n))

    in_turn(task, range(0, n, size))


def final_losses(links: Any, world: World, state: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The loss of every lane where and when it ended: where the ground moves, each group of lanes at its own step."""
    losses, rows = np.empty(steps.size), np.minimum(steps, len(world.c) - 1)
    u, w = np.empty((2, steps.size))
    if len(world.c) == 1:
        level(links, world, state[0], state[1], losses, u, w)
        return losses
    for row in np.unique(rows):
        there = rows == row
        (x, y), f = state[:, there].copy(order="C"), np.empty(int(there.sum()))
        level(links, world._replace(c=world.c[row : row + 1]), x, y, f, u[: f.size], w[: f.size])
        losses[there] = f
    return losses


def in_turn(task: Callable[[int], None], places: range) -> None:
    """Run `task` for all `places`, one more at a time than there are workers, so that several surveys take turns.

    It first waits for a free slot. While it waits and works, other threads may make their pages. No task is running
    any more when it returns, or when it raises the error of a task.
    """
    waiting: deque[Future[None]] = deque()
    with PAGE_LOCK.released(), SURVEY_SLOTS:
        try:
            for place in places:
                if len(waiting) > WORKERS:
                    waiting.popleft().result()
                waiting.append(pool().submit(task, place))
            while waiting:
                waiting.popleft().result()
        finally:
            wait(waiting)
