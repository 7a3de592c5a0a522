"""Write tests/golden/torch.npz: where PyTorch's own optimizers go, in float64, from formulas written anew in PyTorch.

Needs torch and numpy, and nothing of this project: what it writes must not depend on what it is there to judge.

    python tools/make_golden.py
"""
# PyTorch is large and wanted here alone, so that it is not among the development requirements.
# pyright: reportMissingImports=false

import json
import math
import platform
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import optim
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, StepLR

STEPS = 300
ROWS = [*range(11), *range(20, STEPS + 1, 10)]  # the steps after which the position is kept
# A method that jitters about a minimum with steps of constant length amplifies every rounding error until nothing can
# be compared. Such a setting is refused: shaken by SHAKE at every step, a walk must not stray by more than ALLOWED.
SHAKE, ALLOWED = 1e-15, 1e-12
TARGET = Path(__file__).parent.parent / "tests" / "golden" / "torch.npz"


def bowl(x: torch.Tensor, y: torch.Tensor, kappa: float, angle: float) -> torch.Tensor:
    """Half the squared length of the turned and stretched vector."""
    phi = math.radians(angle)
    turn = torch.tensor([[math.cos(phi), math.sin(phi)], [-math.sin(phi), math.cos(phi)]], dtype=torch.float64)
    u = turn @ torch.stack([x, y])
    return 0.5 * (u**2 * torch.tensor([1.0, kappa], dtype=torch.float64)).sum()


def rosenbrock(x: torch.Tensor, y: torch.Tensor, a: float, b: float) -> torch.Tensor:
    """Rosenbrock, 1960."""
    return (a - x) ** 2 + b * (y - x**2) ** 2


def himmelblau(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Himmelblau, 1972."""
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def beale(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Beale, 1958."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def rastrigin(x: torch.Tensor, y: torch.Tensor, A: float) -> torch.Tensor:
    """Rastrigin, 1974."""
    z = torch.stack([x, y])
    return 2 * A + (z**2 - A * torch.cos(2 * torch.pi * z)).sum()


@dataclass(frozen=True)
class Place:
    """A landscape, where to start on it, and the two units of a learning rate there: a curvature and a length."""

    loss: Callable[..., torch.Tensor]
    params: dict[str, float]
    start: tuple[float, float]
    curvature: float
    width: float


PLACES = (
    Place(bowl, {"kappa": 10.0, "angle": 30.0}, (-1.6, 0.8), 10.0, 4.0),
    Place(rosenbrock, {"a": 1.0, "b": 100.0}, (-1.2, 1.0), 1600.0, 4.0),
    Place(himmelblau, {}, (0.0, 0.0), 150.0, 10.0),
    Place(beale, {}, (0.5, -0.5), 600.0, 9.0),
    Place(rastrigin, {"A": 10.0}, (1.7, 0.6), 400.0, 10.0),
)


@dataclass(frozen=True)
class Method:
    """An optimizer in our words and in PyTorch's: key, hyper-parameters, schedule; the class and its arguments."""

    key: str
    hyper: dict[str, float | str]
    schedule: str
    options: dict[str, float]
    torch_class: Callable[..., optim.Optimizer]
    arguments: dict[str, Any]
    share: float
    length: bool


SGD = optim.SGD
HALVES, WAVE = {"every": 60, "factor": 0.5}, {"T_max": 300, "floor": 0.1}
METHODS = (
    Method("gd", {}, "constant", {}, SGD, {}, 0.9, length=False),
    Method("gd", {}, "step", HALVES, SGD, {}, 0.5, length=False),
    Method(
        "momentum", {"momentum": 0.9, "convention": "classic"}, "constant", {},
        SGD, {"momentum": 0.9}, 0.2, length=False,
    ),
    Method(
        "momentum", {"momentum": 0.8, "convention": "pytorch"}, "cosine", WAVE,
        SGD, {"momentum": 0.8}, 0.4, length=False,
    ),
    Method(
        "nesterov", {"momentum": 0.9, "form": "look-ahead"}, "constant", {},
        SGD, {"momentum": 0.9, "nesterov": True}, 0.2, length=False,
    ),
    Method(
        "nesterov", {"momentum": 0.8, "form": "pytorch"}, "cosine", WAVE,
        SGD, {"momentum": 0.8, "nesterov": True}, 0.4, length=False,
    ),
    Method("adagrad", {"eps": 1e-10}, "constant", {}, optim.Adagrad, {}, 0.03, length=True),
    Method("adagrad", {"eps": 0.1}, "step", HALVES, optim.Adagrad, {"eps": 0.1}, 0.1, length=True),
    Method("rmsprop", {"rho": 0.99, "eps": 1e-8}, "constant", {}, optim.RMSprop, {}, 0.0003, length=True),
    Method(
        "rmsprop", {"rho": 0.95, "eps": 1.0}, "cosine", WAVE,
        optim.RMSprop, {"alpha": 0.95, "eps": 1.0}, 0.0004, length=True,
    ),
    Method("adadelta", {"rho": 0.9, "eps": 1e-6}, "constant", {}, optim.Adadelta, {}, 0.02, length=True),
    Method(
        "adadelta", {"rho": 0.95, "eps": 1e-4}, "step", HALVES,
        optim.Adadelta, {"rho": 0.95, "eps": 1e-4}, 0.005, length=True,
    ),
    Method("adam", {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, "constant", {}, optim.Adam, {}, 0.01, length=True),
    Method(
        "adam", {"beta1": 0.8, "beta2": 0.99, "eps": 1e-4}, "cosine", WAVE,
        optim.Adam, {"betas": (0.8, 0.99), "eps": 1e-4}, 0.005, length=True,
    ),
    Method(
        "adamw", {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01}, "constant", {},
        optim.AdamW, {"weight_decay": 0.01}, 0.01, length=True,
    ),
    Method(
        "adamw", {"beta1": 0.95, "beta2": 0.99, "eps": 1e-6, "weight_decay": 0.2}, "step", HALVES,
        optim.AdamW, {"betas": (0.95, 0.99), "eps": 1e-6, "weight_decay": 0.2}, 0.01, length=True,
    ),
)  # fmt: skip

CURVES = (
    ("step", {"every": 7, "factor": 0.9}, 300),
    ("step", {"every": 100, "factor": 0.1}, 300),
    ("cosine", {"T_max": 300, "floor": 0.0}, 300),
    ("cosine", {"T_max": 90, "floor": 0.25}, 91),  # PyTorch's curve rises again after T_max
)


@dataclass(frozen=True)
class Case:
    """One question, in the words of this project's records."""

    landscape: str
    params: dict[str, float]
    start: tuple[float, float]
    optimizer: str
    hyper: dict[str, float | str]
    rate: float
    schedule: str
    options: dict[str, float]


def scheduler(kind: str, options: dict[str, float], optimizer: torch.optim.Optimizer, rate: float) -> LRScheduler:
    """PyTorch's scheduler for one of ours."""
    if kind == "step":
        return StepLR(optimizer, int(options["every"]), options["factor"])
    if kind == "cosine":
        return CosineAnnealingLR(optimizer, int(options["T_max"]), options["floor"] * rate)
    return StepLR(optimizer, 1, 1.0)


def walk(place: Place, method: Method, rate: float, shake: float = 0.0) -> np.ndarray:
    """The parameter PyTorch stores, after each step of ROWS: float64[len(ROWS), 2]. `shake` moves it at every step."""
    theta = torch.tensor(place.start, dtype=torch.float64, requires_grad=True)
    optimizer = method.torch_class([theta], lr=rate, **method.arguments)
    schedule = scheduler(method.schedule, method.options, optimizer, rate)
    path = [theta.detach().numpy().copy()]
    for t in range(STEPS):
        optimizer.zero_grad()
        with torch.no_grad():
            theta += shake * torch.sin(t + torch.arange(2, dtype=torch.float64))
        place.loss(theta[0], theta[1], *place.params.values()).backward()
        optimizer.step()
        schedule.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)[ROWS]


def curve(kind: str, options: dict[str, float], steps: int) -> np.ndarray:
    """The factors on a rate of 1: float64[steps]."""
    optimizer = SGD([torch.zeros(1)], lr=1.0)
    schedule = scheduler(kind, options, optimizer, 1.0)
    factors = []
    for _ in range(steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return np.array(factors)


def cases() -> Iterator[tuple[Case, np.ndarray]]:
    """Every method on every place."""
    for method in METHODS:
        for place in PLACES:
            rate = method.share * place.width if method.length else method.share / place.curvature
            case = Case(
                place.loss.__name__, place.params, place.start,
                method.key, method.hyper, rate, method.schedule, method.options,
            )  # fmt: skip
            path = walk(place, method, rate)
            strayed = np.max(np.abs(walk(place, method, rate, SHAKE) - path))
            if not strayed <= ALLOWED:
                raise SystemExit(
                    f"{case} makes {strayed:.1e} of {SHAKE:g}: it amplifies rounding, choose it otherwise."
                )
            yield case, path


def main() -> None:
    """Compute everything and write the file."""
    warnings.simplefilter("error")
    found = list(cases())
    paths = np.array([path for _, path in found])
    manifest = {
        "made with": {"torch": torch.__version__, "numpy": np.__version__, "python": platform.python_version()},
        "cases": [asdict(case) for case, _ in found],
        "curves": [{"schedule": kind, "options": options, "steps": steps} for kind, options, steps in CURVES],
    }
    curves = np.concatenate([curve(*row) for row in CURVES])
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        TARGET, manifest=np.array(json.dumps(manifest)), rows=np.array(ROWS), paths=paths, curves=curves
    )
    print(f"{len(found)} walks and {len(CURVES)} curves in {TARGET} ({TARGET.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
