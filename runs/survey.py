"""Surveys: one question asked from many starts, or at many rates, at once. Outcomes only."""

import os
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from threading import get_native_id
from typing import Any

import numpy as np

from core.ending import DIVERGED, TOLERANCE
from core.recorder import level
from core.records import demand
from core.world import World
from runs.bounds import Room, bounds
from runs.run import Run
from runs.simulate import kernels, method_of, rates_of, world_of, world_of_run
from runs.turn import TURN

LANES = 512
"""Lanes a block: a block and its memory stay in the first caches."""

BLOCKS = 4
"""Blocks a task: long enough to forget the cost of a call, short enough that surveys take turns."""

MOST_WORK = 1_000_000_000
"""Most gradients of one survey, of single samples where there are any: some seconds on two cores."""

WORKERS = max(1, os.cpu_count() or 1)
ROOM = Room(2)
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


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How N walkers ended. positions: float64[2, N]; losses: [N]; steps: int64[N], when it was noticed, at a multiple
    of `every`; status: int64[N] (core.ending); evaluations: gradients taken by walkers that had not ended.
    """

    positions: np.ndarray
    losses: np.ndarray
    steps: np.ndarray
    status: np.ndarray
    evaluations: int


@lru_cache(maxsize=1)
def loop() -> Callable[..., int]:
    """The surveying loop. Importing it compiles it, which takes ten seconds, and a first page needs another one."""
    return import_module("core.surveyor").survey


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
    n = state.shape[1]
    demand(bool(np.isfinite(state).all()), "Every start must be finite.")
    check_work(run, n)
    most = bounds().walkers
    demand(n <= most, f"This server walks at most {most:,} walkers at once, not {n:,}.")
    return state


def survey(
    run: Run,
    starts: np.ndarray,
    rates: np.ndarray | None = None,
    tolerance: float = TOLERANCE,
    every: int = 16,
    lanes: int = LANES,
) -> Outcomes:
    """Walk `run` from every start (float64[2, N]; its own is not used), each lane at its own factor `rates`[N] of η.

    A walker is looked at every `every` steps, which is part of the question, and leaves when gradient and last step
    are within `tolerance` (above zero: subnormal numbers are fifteen times slower). The answer does not depend on
    `lanes` or threads. ValueError with a sentence for starts that are none, for a fork, which sets out from another
    run, or for more work than one survey may take.

    "Converged" means less here than in `simulate`, which knows the rest of the way and the true gradients. Who comes to
    rest at a look has converged here, and is moving there on setting off again later; and the gradient here is the one
    the last step went by, noise and look-ahead included. Whether a walker got anywhere, its position says.
    """
    state = _starts(starts, run)
    n = state.shape[1]
    demand(tolerance > 0 and every >= 1 and lanes >= 1, "Tolerance, interval and lanes are above zero.")
    base = np.ones(n) if rates is None else np.array(rates, np.float64, order="C")
    demand(base.shape == (n,) and bool(np.isfinite(base).all()), "Rates are one finite factor a walker.")
    status, steps = np.zeros(n, np.int64), np.zeros(n, np.int64)
    left, nobody = np.zeros(n, np.int64), np.empty((0, 2, n))
    evaluations = walk(run, (state, base, status, steps, left, nobody), (1, np.inf, tolerance, every, lanes))
    losses = final_losses(kernels(run), world_of(run.ground, run.steps), state, steps)
    status[~np.isfinite(losses)] = DIVERGED
    return Outcomes(state, losses, steps, status, evaluations)


def walk(run: Run, answers: tuple[np.ndarray, ...], settings: tuple[float, ...]) -> int:
    """Walk all lanes through the surveying loop, in blocks that take turns; the gradients it took.

    `answers` are the arrays that core.surveyor.survey fills in, `settings` its numbers up to the lanes of a block.
    """
    method, world, links, curve = method_of(run), world_of_run(run), kernels(run), rates_of(run)
    hs, survey, n = method.h.reshape(1, -1), loop(), answers[0].shape[1]
    size = BLOCKS * int(settings[-1])

    def task(low: int) -> int:
        return survey(links, world, hs, method, curve, *answers, *settings, low, min(low + size, n))

    return in_turn(task, range(0, n, size))


def final_losses(links: Any, world: World, state: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The loss of every lane where and when it ended: where the ground moves, each group of lanes at its own step."""
    losses, rows = np.empty(steps.size), np.minimum(steps, len(world.c) - 1)
    for row in np.unique(rows):
        there = rows == row
        x, y = state[0, there], state[1, there]
        f, u, w = (np.empty(x.size) for _ in range(3))
        level(links, world._replace(c=world.c[row : row + 1]), x, y, f, u, w)
        losses[there] = f
    return losses


def in_turn(task: Callable[[int], int], places: range) -> int:
    """The sum of `task` over `places`; one more than there are workers, so that several surveys take turns.

    It waits for room, and while it waits and works it is others' turn to make their pages.
    """
    waiting: deque[Future[int]] = deque()
    total = 0
    with TURN.lent(), ROOM:
        for place in places:
            if len(waiting) > WORKERS:
                total += waiting.popleft().result()
            waiting.append(pool().submit(task, place))
        return total + sum(future.result() for future in waiting)
