"""How the loss of a network bends: products with the Hessian, its largest eigenvalues, and their convergence."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.network.draws import DIRECTIONS, normals
from studies.slices.losses import Ground

STEP = 1e-8
"""The distance over which a slope is compared with another one, for a direction of length 1."""
KINK = 0.1
"""The relative difference from which on two differences of slopes disagree."""
MOST_ROUNDS = 80
CLOSE = 1e-4
"""The bound of the error of an eigenvalue, relative to the largest one, at which the search ends."""
FIRST = 1 << 20
"""The number of the random direction in which the search begins."""

Product = Callable[[np.ndarray], np.ndarray]


class Bends(NamedTuple):
    """The largest eigenvalues of a Hessian, float64[K], from the largest on, and their unit vectors, float64[K, N].

    history: float64[R], the largest one as it was known after each round, each of which is a product with the Hessian.
    error: a bound of how far the largest one is from an eigenvalue. settled: whether all are known to the
    bound asked for.
    """

    values: np.ndarray
    vectors: np.ndarray
    history: np.ndarray
    error: float
    settled: bool


def product_at(ground: Ground, theta: np.ndarray) -> Product:
    """Products of the Hessian at theta with vectors, by differences of slopes, exact up to about 1e-6.

    The slopes of ReLU jump at its kinks. Where the differences to both sides disagree, a kink lies on one of them, and
    the smaller one is the Hessian's.
    """
    here = ground.slope(theta)[1]

    def product(v: np.ndarray) -> np.ndarray:
        length = float(np.linalg.norm(v))
        if length == 0.0:
            return np.zeros(v.size)
        away = v * (STEP / length)
        after = (ground.slope(theta + away)[1] - here) * (length / STEP)
        before = (here - ground.slope(theta - away)[1]) * (length / STEP)
        small, large = sorted((after, before), key=np.linalg.norm)
        kinked = np.linalg.norm(large - small) > KINK * np.linalg.norm(small)
        return small if kinked else 0.5 * (after + before)

    return product


def largest(product: Product, size: int, count: int = 2, seed: int = 1, close: float = CLOSE) -> Bends:
    """The largest eigenvalues of a symmetric matrix that is known by its products (Lanczos, 1950).

    A power iteration keeps one vector and forgets the others; this keeps all of them, and finds the largest eigenvalues
    in far fewer products. Every new vector is made orthogonal to all before it, twice.
    """
    basis = np.zeros((min(MOST_ROUNDS, size) + 1, size))
    normals(np.uint64(seed), np.uint64(DIRECTIONS + FIRST), basis[0])
    basis[0] /= np.linalg.norm(basis[0])
    diagonal, beside, history = [], [], []
    values, ritz, errors, settled = np.zeros(0), np.zeros((0, 0)), np.zeros(0), False
    for k in range(len(basis) - 1):
        w = product(basis[k])
        diagonal.append(float(w @ basis[k]))
        for _ in range(2):
            w = w - basis[: k + 1].T @ (basis[: k + 1] @ w)
        length = float(np.linalg.norm(w))
        small = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
        values, ritz = np.linalg.eigh(small)
        history.append(float(values[-1]))
        top = slice(-1, -min(count, k + 1) - 1, -1)
        errors = np.abs(length * ritz[-1, top])
        settled = k + 1 >= count and bool(errors.max() <= close * max(abs(values[-1]), 1e-12))
        if settled or length <= 1e-12 * max(abs(values[-1]), abs(values[0]), 1e-300):
            settled = True
            break
        beside.append(length)
        basis[k + 1] = w / length
    order = np.argsort(values)[::-1][:count]
    vectors = (basis[: len(values)].T @ ritz[:, order]).T
    return Bends(values[order], vectors, np.array(history), float(errors[0]), settled)


def sharpest(ground: Ground, theta: np.ndarray, count: int = 2) -> Bends:
    """The largest eigenvalues of the Hessian at theta: the sharpness is the first."""
    return largest(product_at(ground, theta), theta.size, count, ground.question.seed)
