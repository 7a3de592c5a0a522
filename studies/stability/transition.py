"""The matrix by which a step multiplies position and memory on a quadratic, taken from the method's own kernel.

For a linear gradient, g = Hθ, many methods are linear in position and memory together: gradient descent, momentum in
all its forms, flows by the method of Runge and Kutta. A step then is a matrix A, whose columns are where the kernel
takes the unit vectors. A run converges if all eigenvalues of A are smaller than 1 in size, whatever the method.

Methods that divide each coordinate by a number P of their memory are not linear. While these rows (the field `scales`
of the record) are held at a value, they are. `still` gives the value that a steady slope gives them.

The state is [x, y, then x and y of every row of memory that is not held].
"""

from typing import NamedTuple

import numpy as np

from core.records import Optimizer
from runs.catalog import OPTIMIZERS
from runs.ground import Entry

LATE = 1_000_000
"""The step at which a matrix is taken: what belongs to the first steps, such as a correction of bias, is over."""
SMALL = 2.0**-300
"""The length of a unit vector if rows are held. Its square adds nothing to a mean square."""
ALIKE = 1e-9
"""Results that agree to this share of the largest number in them are the same."""


class Held(NamedTuple):
    """Rows of memory that stand still: their places among the rows, and float64[len(rows), 2], their values."""

    rows: tuple[int, ...]
    values: np.ndarray


FREE = Held((), np.empty((0, 2)))
"""Nothing is held."""


def scaled_by(way: Optimizer) -> tuple[int, ...]:
    """The places of the rows that scale a step."""
    return tuple(way.slots.index(name) for name in way.scales)


def _memory(way: Optimizer, hessian: np.ndarray, lanes: int) -> np.ndarray:
    """The memory of so many lanes, zero but for what the engine supplies: the schedule's factor, the Hessian."""
    slots = np.zeros((way.rows, 2 * lanes))
    if "factor" in way.needs:
        slots[len(way.slots)] = 1.0
    if "hess" in way.needs:
        slots[-2], slots[-1] = np.repeat(np.diag(hessian), lanes), hessian[0, 1]
    return slots


def _step(method: Entry, hessian: np.ndarray, theta: np.ndarray, slots: np.ndarray, rate: np.ndarray, t: int) -> None:
    """One step of all lanes, in place: theta and rate float64[2B], slots [rows, 2B]."""
    way, h, g, at = OPTIMIZERS[method.key], np.array(method.values, np.float64), np.zeros_like(theta), theta.copy()
    for stage in range(way.stages):
        if way.probe is not None:
            way.probe(stage, theta, g, slots, t, rate, h, at)
        g = np.ascontiguousarray((hessian @ at.reshape(2, -1)).ravel())
    way.step(theta, g, slots, t, rate, h)


def still(method: Entry, slope: np.ndarray) -> Held:
    """The rows that scale a step, as they become if the slope, float64[2], stays what it is.

    Each approaches its value by the same share at every step, so three steps tell which one it is (Aitken, 1926).
    """
    way, h = OPTIMIZERS[method.key], np.array(method.values, np.float64)
    slots, rows = np.zeros((way.rows, 2)), list(scaled_by(way))
    seen = []
    for t in (1, 2, 3):
        way.step(np.zeros(2), np.array(slope, np.float64), slots, t, np.ones(2), h)
        seen.append(slots[rows].copy())
    one, two, three = seen
    bend = three - 2.0 * two + one
    with np.errstate(divide="ignore", invalid="ignore"):
        return Held(tuple(rows), np.where(bend == 0.0, three, three - (three - two) ** 2 / bend))


def _mended(method: Entry, hessian: np.ndarray, held: Held) -> np.ndarray:
    """What the held rows must be before a step without slope so that they have their values after it.

    NaN if they forget everything in a step.
    """
    slots = _memory(OPTIMIZERS[method.key], hessian, 1)
    slots[list(held.rows)] = held.values
    _step(method, hessian, np.zeros(2), slots, np.zeros(2), LATE)
    after = slots[list(held.rows)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(held.values == 0.0, 0.0, held.values * held.values / np.where(after == 0.0, np.nan, after))


def _taken(method: Entry, hessian: np.ndarray, rates: np.ndarray, states: np.ndarray, held: Held, t: int) -> np.ndarray:
    """Where a step takes the states, float64[S, N], each with its rate, float64[N]."""
    way, many = OPTIMIZERS[method.key], states.shape[1]
    free = [k for k in range(len(way.slots)) if k not in held.rows]
    slots, theta = _memory(way, hessian, many), np.ascontiguousarray(states[:2].ravel())
    slots[free] = states[2:].reshape(len(free), 2 * many)
    if held.rows:
        before = _mended(method, hessian, held)
        if np.isnan(before).any():
            return np.full(states.shape, np.nan)
        slots[list(held.rows)] = np.repeat(before, many, axis=1)
    with np.errstate(all="ignore"):
        _step(method, hessian, theta, slots, np.concatenate([rates, rates]), t)
    return np.concatenate([theta.reshape(2, many), slots[free].reshape(-1, many)])


def matrices(method: Entry, hessian: np.ndarray, rates: np.ndarray, held: Held = FREE, t: int = LATE) -> np.ndarray:
    """The matrix of a step at each of these rates: float64[N, S, S]."""
    size, unit = 2 * (1 + len(OPTIMIZERS[method.key].slots) - len(held.rows)), SMALL if held.rows else 1.0
    states = np.tile(unit * np.eye(size), (1, len(rates)))
    out = _taken(method, hessian, np.repeat(rates, size), states, held, t) / unit
    return np.ascontiguousarray(out.reshape(size, len(rates), size).transpose(1, 0, 2))


def linear(method: Entry, hessian: np.ndarray, rate: float, held: Held = FREE) -> bool:
    """Whether a step is the same matrix for all states and all late steps. A method that needs the loss never is."""
    if "loss" in OPTIMIZERS[method.key].needs:
        return False
    at = np.array([rate])
    a, later = matrices(method, hessian, at, held)[0], matrices(method, hessian, at, held, 2 * LATE + 1)[0]
    states = (SMALL if held.rows else 1.0) * np.random.default_rng(1).normal(size=(len(a), 8))
    naive, real = a @ states, _taken(method, hessian, np.full(8, rate), states, held, LATE)
    return _alike(a, later) and _alike(naive, real)


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return False
    return bool(np.abs(one - other).max() <= ALIKE * np.abs(one).max())


def radii(found: np.ndarray) -> np.ndarray:
    """The size of the largest eigenvalue of each matrix, float64[N]; NaN where a matrix is not finite."""
    fine = np.isfinite(found).all(axis=(1, 2))
    out = np.full(len(found), np.nan)
    out[fine] = np.abs(np.linalg.eigvals(found[fine])).max(axis=1)
    return out
