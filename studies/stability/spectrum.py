"""A method's step as a matrix at the minimum to which a run goes: its eigenvalues, and how far errors grow on the way.

Along each eigenvector of the matrix the error is multiplied by the eigenvalue in every step. The largest of their sizes
is the rate in the long run. How far the worst error of the position is after t steps, from a start with an empty
memory, is another number: where two eigenvalues are nearly the same, it first grows or falls more slowly.
"""

from dataclasses import dataclass

import numpy as np

from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.simulate import Trajectory
from studies.stability.transition import FREE, LATE, Held, linear, matrices, scaled_by
from studies.stationary import at_minimum

FEWEST, MOST = 20, 400
"""The least and the most steps for which the error is followed."""
SMALL = 1e-3
"""It is followed until the rate alone has made it so small."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The step of a run as a matrix.

    curvatures: the smaller and the larger one at the minimum. flat, steep: complex[S], the eigenvalues that belong to
    them; if P differs from side to side all are in `steep`. radius: the largest of their sizes. worst: float64[T + 1],
    the largest share of an error of the position that is left after 0, 1, ... steps. held: whether P is held.
    """

    curvatures: Point
    flat: np.ndarray
    steep: np.ndarray
    radius: float
    worst: np.ndarray
    held: bool


def spectrum_of(way: Trajectory) -> Spectrum | None:
    """The step of a run at the lowest known minimum, with its last rate and, if it divides by P, with its last P.

    None for methods that are not linear in position and memory, and where no such minimum is known.
    """
    run, record = way.run, OPTIMIZERS[way.run.method.key]
    hessian = None if LANDSCAPES[run.ground.entry.key].track else at_minimum(run.ground)
    late_or_cut = run.gradient.delay or run.clip
    if hessian is None or late_or_cut or not len(way.rates) or not np.linalg.eigvalsh(hessian)[-1] > 0.0:
        return None
    rows, rate = scaled_by(record), float(way.rates[-1])
    held = Held(rows, way.memory[-1, list(rows)]) if rows else FREE
    low, high = np.linalg.eigvalsh(hessian).tolist()
    if not rows:
        hessian = np.diag([low, high])
    if not linear(run.method, hessian, rate, held):
        return None
    (a,) = matrices(run.method, hessian, np.array([rate]), held, len(way.rates) if rows else LATE)
    flat, steep = (
        (np.linalg.eigvals(a[k::2, k::2]) for k in (0, 1)) if not rows else (np.empty(0), np.linalg.eigvals(a))
    )
    radius = float(np.abs(np.concatenate([flat, steep])).max())
    return Spectrum((low, high), flat, steep, radius, worst_of(a, steps_of(radius)), bool(rows))


def steps_of(radius: float) -> int:
    """For how many steps the error is followed."""
    if not 0.0 < radius < 1.0:
        return FEWEST if radius == 0.0 else FEWEST * 2
    return int(np.clip(np.log(SMALL) / np.log(radius), FEWEST, MOST))


def worst_of(a: np.ndarray, steps: int) -> np.ndarray:
    """The largest share of an error of the position that is left after 0, 1, ... steps from an empty memory."""
    state, out = np.eye(len(a))[:, :2], np.empty(steps + 1)
    for t in range(steps + 1):
        out[t] = np.linalg.norm(state[:2], 2)
        state = a @ state
    return out
