"""Computes the golden paths of PyTorch's own optimizers with mini-batches, in a plain loop without a DataLoader.

The data come from NumPy and are stored with the paths. The samples of each step are computed here in integer
arithmetic, so that the golden paths do not depend on the code that they are meant to check.
"""
# PyTorch is large and needed only here, so it is not among the development requirements.
# pyright: reportMissingImports=false

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import optim

from tools.golden.cases import ALLOWED, ROWS, SHAKE, STEPS

SAMPLES, SEED = 40, 7
MASK, GOLDEN, STRIDE = 2**64 - 1, 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
ORDERS = ("shuffled", "drawn", "ordered")
BATCHES = (1, 16)  # with 16, the last batch of an epoch has 8
START = (-1.5, 2.0)

WAYS: dict[str, tuple[dict[str, float | str], float, Callable[..., optim.Optimizer]]] = {
    "gd": ({}, 0.05, optim.SGD),
    "momentum": ({"momentum": 0.9, "convention": "classic"}, 0.01, lambda *a, **k: optim.SGD(*a, momentum=0.9, **k)),
    "adam": ({"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, 0.02, optim.Adam),
}
"""Hyper-parameters by our names, the rate, and the class."""


def features() -> np.ndarray:
    """Two correlated features and noise: float64[SAMPLES, 3], with as few digits as somebody would type."""
    u, v, noise = np.random.default_rng(2024).normal(size=(3, SAMPLES))
    return np.round(np.column_stack([u, 0.6 * u + 0.8 * v, noise]), 3)


def linear(theta: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """Half the mean squared residual."""
    return 0.5 * torch.mean((seen[:, :2] @ theta - seen[:, 2]) ** 2)


def logistic(theta: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """The mean cross entropy of labels 0 and 1."""
    return torch.nn.functional.binary_cross_entropy_with_logits(seen[:, :2] @ theta, seen[:, 2])


def tables() -> dict[str, np.ndarray]:
    """The data of the two landscapes."""
    u, v, noise = features().T
    targets = np.round(u - 0.5 * v + 0.5 * noise, 3)
    return {
        "linear_regression": np.column_stack([u, v, targets]),
        "logistic_regression": np.column_stack([u, v, u + v + noise > 0.0]),
    }


LOSSES = {"linear_regression": linear, "logistic_regression": logistic}


def mixed(z: int) -> int:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, 2014)."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def word(t: int, k: int) -> int:
    """The k-th random number of step t, for the only walker."""
    return mixed((mixed((SEED + GOLDEN) & MASK) + STRIDE * (4096 * t + k)) & MASK)


def shuffled(epoch: int) -> list[int]:
    """The order of an epoch (Fisher and Yates, 1938)."""
    order = list(range(SAMPLES))
    for i in range(SAMPLES - 1, 0, -1):
        j = word(epoch, 2048 + i) % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def shown(order: str, batch: int) -> Iterator[list[int]]:
    """The samples of steps 1, 2, ..."""
    if order == "drawn":
        yield from ([word(t, 64 + s) % SAMPLES for s in range(batch)] for t in range(1, STEPS + 1))
        return
    for epoch in range(STEPS):
        rows = shuffled(epoch) if order == "shuffled" else list(range(SAMPLES))
        yield from (rows[first : first + batch] for first in range(0, SAMPLES, batch))


@dataclass(frozen=True)
class Case:
    """One golden case, in the terms of this project's records."""

    landscape: str
    optimizer: str
    hyper: dict[str, float | str]
    rate: float
    start: tuple[float, float]
    batch: int
    order: str
    seed: int


def walk(case: Case, data: torch.Tensor, shake: float) -> np.ndarray:
    """PyTorch's positions after every step, float64[STEPS + 1, 2]. `shake` perturbs the parameter at every step."""
    theta = torch.tensor(case.start, requires_grad=True)
    optimizer = WAYS[case.optimizer][2]([theta], lr=case.rate)
    path = [theta.detach().numpy().copy()]
    for t, rows in zip(range(STEPS), shown(case.order, case.batch), strict=False):
        optimizer.zero_grad()
        with torch.no_grad():
            theta += shake * torch.sin(t + torch.arange(2))
        LOSSES[case.landscape](theta, data[rows]).backward()
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def answered() -> tuple[list[dict[str, Any]], np.ndarray, dict[str, np.ndarray]]:
    """The cases, PyTorch's paths, and the data. SystemExit if a path amplifies rounding errors."""
    cases, paths, made = [], [], tables()
    for key, way, batch, order in product(LOSSES, WAYS, BATCHES, ORDERS):
        hyper, rate, _ = WAYS[way]
        case = Case(key, way, hyper, rate, START, batch, order, SEED)
        path, other = (walk(case, torch.tensor(made[key].astype(float)), shake) for shake in (0.0, SHAKE))
        if not np.max(np.abs(other - path)) <= ALLOWED:
            raise SystemExit(f"{case} amplifies rounding: choose it otherwise.")
        cases.append(asdict(case))
        paths.append(path[ROWS])
    return cases, np.array(paths), made
