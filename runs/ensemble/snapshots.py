"""Ensemble simulation: many walkers of one run, each with its own random numbers, recorded at regular intervals."""

from dataclasses import dataclass

import numpy as np

from core.engine.ending import DIVERGED, TOLERANCE
from core.engine.recorder import level
from core.param import demand
from runs.bounds import bounds
from runs.run import Run
from runs.simulate import kernels, world_of
from runs.survey import check_work, in_turn, walk

LANES = 64
"""Lanes per block. They are few, since an ensemble is small and its blocks have to keep every core busy."""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The positions of N walkers at F moments. Walker 0 has the random numbers, and so the bits, of the single run.

    steps: int64[F], from 0 to the last; positions: float64[F, 2, N]; losses: float64[F, N], infinite once a walker has
    diverged; left: int64[N], the first step after which a walker is farther than `radius` from its start, or 0 if it
    never is; status: int64[N] (core.engine.ending).
    """

    run: Run
    radius: float
    steps: np.ndarray
    positions: np.ndarray
    losses: np.ndarray
    left: np.ndarray
    status: np.ndarray


def snapshots(run: Run, walkers: int, every: int, radius: float) -> Snapshots:
    """Simulate `run` with so many walkers, and record them at the start, every `every` steps, and at the end.

    A walker that has converged (gradient and step within a survey's tolerance) stays where it is. ValueError with a
    sentence for a fork, and for more work than a survey may take.
    """
    demand(run.origin is None, "A cloud has walkers of its own, so it cannot contain a fork.")
    demand(walkers >= 1 and every >= 1, "There must be at least one walker, and at least one step between two looks.")
    most = bounds().walkers
    demand(walkers <= most, f"This server allows at most {most:,} walkers at once, not {walkers:,}.")
    check_work(run, walkers)
    steps = np.unique(np.append(np.arange(0, run.steps, every), run.steps))
    state = np.tile(np.array(run.start, np.float64)[:, None], walkers)
    status, ended, left = (np.zeros(walkers, np.int64) for _ in range(3))
    seen = np.empty((steps.size, 2, walkers))
    who, nothing = np.arange(walkers, dtype=np.uint64), np.empty(0)
    answers = who, np.ones(walkers), state, status, ended, nothing, np.empty((0, walkers)), left, seen
    hs = np.array([run.method.values], np.float64)
    walk(run, hs, np.zeros(walkers, np.int64), answers, (every, float(radius), TOLERANCE, LANES))
    losses = _losses(run, steps, seen)
    losses[(status == DIVERGED) & (ended <= steps[:, None])] = np.inf
    losses[~np.isfinite(losses)] = np.inf
    return Snapshots(run, float(radius), steps, seen, losses, left, status)


def _losses(run: Run, steps: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """The loss of every walker at every recorded step, float64[F, N], on that step's ground if the ground moves."""
    world, links, losses = world_of(run.ground, run.steps), kernels(run), np.empty((steps.size, seen.shape[2]))

    def look(k: int) -> None:
        row = min(int(steps[k]), len(world.c) - 1)
        u, w = np.empty(seen.shape[2]), np.empty(seen.shape[2])
        level(links, world._replace(c=world.c[row : row + 1]), seen[k, 0], seen[k, 1], losses[k], u, w)

    in_turn(look, range(steps.size))
    return losses
