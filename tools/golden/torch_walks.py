"""Computes the golden paths of PyTorch's own optimizers, and the golden curves of its schedulers, in float64."""
# PyTorch is large and needed only here, so it is not among the development requirements.
# pyright: reportMissingImports=false

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import optim
from torch.optim import lr_scheduler as plans
from torch.optim.lr_scheduler import LRScheduler

from tools.golden.cases import HALVES, STEPS, WAVE, Method, Place

SGD, Adam, RMSprop = optim.SGD, optim.Adam, optim.RMSprop
CURVATURE, LENGTH = "inverse curvature", "length"
# PyTorch's names of the hyper-parameters. The two betas are combined into a pair.
THEIRS = {
    "momentum": "momentum", "eps": "eps", "weight_decay": "weight_decay", "rho": "alpha",
    "warm": "momentum_decay", "decay": "lambd", "power": "alpha", "begin": "t0", "dampening": "dampening",
    "initial": "initial_accumulator_value",
}  # fmt: skip


def told(
    kind: Callable[..., optim.Optimizer], hyper: Mapping[str, float | str], **more: Any
) -> Callable[..., optim.Optimizer]:
    """A function that makes the optimizer with our hyper-parameters under PyTorch's names, and further arguments."""
    given: dict[str, Any] = {THEIRS[key]: value for key, value in hyper.items() if key in THEIRS}
    given |= {"centered": True} if hyper.get("centered") == "on" else {}
    if kind is optim.Adadelta:
        given["rho"] = given.pop("alpha")
    if kind is optim.Adagrad and "lambd" in given:
        given["lr_decay"] = given.pop("lambd")
    if "beta1" in hyper:
        given["betas"] = (hyper["beta1"], hyper["beta2"])
    if "shrink" in hyper:
        given["etas"], given["step_sizes"] = (hyper["shrink"], hyper["grow"]), (hyper["shortest"], hyper["longest"])
    return partial(kind, **given, **more)


def asked(
    key: str,
    kind: Callable[..., optim.Optimizer],
    unit: str,
    *rows: tuple[Mapping[str, float | str], str, float],
    compared: str = "walker",
    **more: Any,
) -> tuple[Method, ...]:
    """A method with some of its settings: hyper-parameters, schedule and share of the unit."""
    options: dict[str, Mapping[str, float]] = {"constant": {}, "step": HALVES, "cosine": WAVE}
    return tuple(
        Method(key, hyper, plan, options[plan], share, unit, told(kind, hyper, **more), compared)
        for hyper, plan, share in rows
    )


PLAIN: dict[str, float | str] = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
SHORT: dict[str, float | str] = {"beta1": 0.8, "beta2": 0.99, "eps": 1e-4}
METHODS = (
    *asked("gd", SGD, CURVATURE, ({}, "constant", 0.9), ({}, "step", 0.5)),
    *asked(
        "momentum", SGD, CURVATURE,
        ({"momentum": 0.9, "convention": "classic"}, "constant", 0.2),
        ({"momentum": 0.8, "convention": "pytorch"}, "cosine", 0.4),
        ({"momentum": 0.9, "convention": "pytorch", "dampening": 0.7}, "step", 0.4),
        ({"momentum": 0.8, "convention": "pytorch", "dampening": 0.2, "weight_decay": 0.3}, "step", 0.2),
    ),
    *asked(
        "nesterov", SGD, CURVATURE,
        ({"momentum": 0.9, "form": "look-ahead"}, "constant", 0.2),
        ({"momentum": 0.8, "form": "pytorch"}, "cosine", 0.4), nesterov=True, compared="place",
    ),
    *asked(
        "adagrad", optim.Adagrad, LENGTH,
        ({"eps": 1e-10}, "constant", 0.03), ({"eps": 0.1}, "step", 0.1),
        ({"eps": 1e-7, "initial": 0.1, "decay": 0.02}, "constant", 0.1),
    ),
    *asked(
        "rmsprop", RMSprop, LENGTH,
        ({"rho": 0.99, "eps": 1e-8}, "constant", 0.0003),
        ({"rho": 0.95, "eps": 1.0}, "cosine", 0.0004),
        ({"rho": 0.99, "eps": 1e-4, "momentum": 0.8, "centered": "off"}, "constant", 0.0003),
        ({"rho": 0.9, "eps": 0.1, "momentum": 0.0, "centered": "on"}, "step", 0.0003),
        ({"rho": 0.99, "eps": 1e-4, "momentum": 0.5, "centered": "on"}, "cosine", 0.0003),
    ),
    *asked(
        "adadelta", optim.Adadelta, LENGTH,
        ({"rho": 0.9, "eps": 1e-6}, "constant", 0.02), ({"rho": 0.95, "eps": 1e-4}, "step", 0.005),
    ),
    *asked("adam", Adam, LENGTH, (PLAIN, "constant", 0.01), (SHORT, "cosine", 0.005)),
    *asked(
        "adamw", optim.AdamW, LENGTH,
        (PLAIN | {"weight_decay": 0.01}, "constant", 0.01),
        ({"beta1": 0.95, "beta2": 0.99, "eps": 1e-6, "weight_decay": 0.2}, "step", 0.01),
    ),
    *asked(
        "adam_l2", Adam, LENGTH,
        (PLAIN | {"weight_decay": 0.01}, "constant", 0.01), (SHORT | {"weight_decay": 0.5}, "step", 0.005),
    ),
    *asked("amsgrad", Adam, LENGTH, (PLAIN, "constant", 0.01), (SHORT, "cosine", 0.005), amsgrad=True),
    *asked("adamax", optim.Adamax, LENGTH, (PLAIN, "constant", 0.01), (SHORT, "cosine", 0.01)),
    *asked(
        "nadam", optim.NAdam, LENGTH,
        (PLAIN | {"warm": 0.004}, "constant", 0.01), (SHORT | {"warm": 0.1}, "cosine", 0.005),
    ),
    *asked(
        "radam", optim.RAdam, LENGTH,
        (PLAIN | {"early": "momentum"}, "constant", 0.0001),
        ({"beta1": 0.8, "beta2": 0.9, "eps": 1e-4, "early": "momentum"}, "cosine", 0.0001),
    ),
    *asked(
        "rprop", optim.Rprop, LENGTH,
        ({"shrink": 0.5, "grow": 1.2, "shortest": 1e-6, "longest": 50.0}, "constant", 0.01),
        ({"shrink": 0.7, "grow": 1.1, "shortest": 1e-3, "longest": 0.1}, "step", 0.002),
    ),
    *asked(
        "asgd", optim.ASGD, CURVATURE,
        ({"decay": 1e-4, "power": 0.75, "begin": 0.0, "walker": "last"}, "constant", 0.9),
        ({"decay": 0.5, "power": 0.9, "begin": 40.0, "walker": "mean"}, "step", 0.5),
    ),
)  # fmt: skip

ENDS = (1, 2, 3, 5, 10, 400)
"""Numbers of steps that are shorter than a run, or longer."""


def edges() -> Iterator[tuple[str, dict[str, float], int]]:
    """Every schedule at its edges: one step, two, fewer and more than the run, and rises that hardly are any."""
    for end in ENDS:
        yield "step", {"every": end, "factor": 0.5}, 30
        yield "cosine", {"T_max": end, "floor": 0.25}, min(end, 29) + 1
        yield "multi_step", {"first": end, "second": end, "third": end + 1, "factor": 0.3}, 30
        yield "linear", {"start": 0.1, "end": 0.7, "T": end}, 30
        yield "polynomial", {"T": end, "power": 2.0}, 30
        yield "cyclic", {"up": end, "floor": 0.1}, 30
        for longer in (1, 2):
            yield "cosine_restarts", {"T_0": end, "T_mult": longer, "floor": 0.1}, 30
        for rise, phases, line in product((0.01, 0.1, 0.3, 0.5, 0.99), (0, 1), (0, 1)):
            if rise * end != 1.0:  # where the rise has its top at the first step, PyTorch divides by zero
                form = {"T": end, "rise": rise, "div": 25.0, "final_div": 1e4, "phases": phases, "line": line}
                yield "one_cycle", form, min(end, 60)


CURVES: tuple[tuple[str, dict[str, float], int], ...] = (
    ("step", {"every": 7, "factor": 0.9}, 300),
    ("step", {"every": 100, "factor": 0.1}, 300),
    ("cosine", {"T_max": 300, "floor": 0.0}, 300),
    ("cosine", {"T_max": 90, "floor": 0.25}, 91),  # PyTorch's curve rises again after T_max
    ("multi_step", {"first": 100, "second": 200, "third": 250, "factor": 0.3}, 300),
    ("multi_step", {"first": 10, "second": 11, "third": 90, "factor": 0.7}, 120),
    ("exponential", {"factor": 0.99}, 300),
    ("cosine_restarts", {"T_0": 50, "T_mult": 2, "floor": 0.0}, 300),
    ("cosine_restarts", {"T_0": 7, "T_mult": 1, "floor": 0.3}, 100),
    ("linear", {"start": 1.0, "end": 0.0, "T": 300}, 300),
    ("linear", {"start": 0.2, "end": 0.9, "T": 40}, 90),
    ("polynomial", {"T": 300, "power": 2.0}, 300),
    ("polynomial", {"T": 50, "power": 0.5}, 90),
    ("one_cycle", {"T": 300, "rise": 0.3, "div": 25.0, "final_div": 1e4}, 300),
    ("one_cycle", {"T": 80, "rise": 0.6, "div": 5.0, "final_div": 100.0}, 80),
    ("cyclic", {"up": 50, "floor": 0.1}, 300),
    ("cyclic", {"up": 7, "floor": 0.5}, 100),
    ("one_cycle", {"T": 80, "rise": 0.3, "div": 5.0, "final_div": 100.0, "phases": 1, "line": 0}, 80),
    ("one_cycle", {"T": 80, "rise": 0.3, "div": 5.0, "final_div": 100.0, "phases": 1, "line": 1}, 80),
    *edges(),
)


def scheduler(kind: str, options: Mapping[str, float], optimizer: optim.Optimizer, rate: float) -> LRScheduler:
    """PyTorch's scheduler for one of ours."""
    o, whole = options, {key: int(value) for key, value in options.items()}
    make: dict[str, Callable[[], LRScheduler]] = {
        "constant": lambda: plans.ConstantLR(optimizer, 1.0),
        "step": lambda: plans.StepLR(optimizer, whole["every"], o["factor"]),
        "cosine": lambda: plans.CosineAnnealingLR(optimizer, whole["T_max"], o["floor"] * rate),
        "multi_step": lambda: plans.MultiStepLR(
            optimizer, [whole["first"], whole["second"], whole["third"]], o["factor"]
        ),
        "exponential": lambda: plans.ExponentialLR(optimizer, o["factor"]),
        "cosine_restarts": lambda: plans.CosineAnnealingWarmRestarts(
            optimizer, whole["T_0"], whole["T_mult"], o["floor"] * rate
        ),
        "linear": lambda: plans.LinearLR(optimizer, o["start"], o["end"], whole["T"]),
        "polynomial": lambda: plans.PolynomialLR(optimizer, whole["T"], o["power"]),
        "one_cycle": lambda: plans.OneCycleLR(
            optimizer, rate, whole["T"], pct_start=o["rise"], div_factor=o["div"], final_div_factor=o["final_div"],
            anneal_strategy="linear" if o.get("line") else "cos", three_phase=bool(o.get("phases")),
            cycle_momentum=False,
        ),
        "cyclic": lambda: plans.CyclicLR(optimizer, o["floor"] * rate, rate, whole["up"], cycle_momentum=False),
    }  # fmt: skip
    return make[kind]()


def walk(place: Place, method: Method, rate: float, shake: float) -> np.ndarray:
    """See golden_cases.Walk. `shake` perturbs the parameter at every step."""
    theta = torch.tensor(place.start, requires_grad=True)
    optimizer = method.there([theta], lr=rate)
    schedule = scheduler(method.schedule, method.options, optimizer, rate)
    rates = rate * curve(method.schedule, method.options, STEPS + 1)
    path = [theta.detach().numpy().copy()]
    for t in range(STEPS):
        optimizer.zero_grad()
        with torch.no_grad():
            theta += shake * torch.sin(t + torch.arange(2))
        place.loss(torch, theta[0], theta[1], *place.params.values()).backward()
        if method.key == "asgd" and t > 0:  # it computes the rate of a step at the end of the step before
            optimizer.param_groups[0]["lr"] = rates[t + 1]
        optimizer.step()
        schedule.step()
        mean = method.hyper.get("walker") == "mean"
        path.append((optimizer.state[theta]["ax"] if mean else theta).detach().numpy().copy())
    return np.array(path)


def curve(kind: str, options: Mapping[str, float], steps: int) -> np.ndarray:
    """The factors on a rate of 1: float64[steps]."""
    optimizer = SGD([torch.zeros(1)], lr=1.0)
    schedule = scheduler(kind, options, optimizer, 1.0)
    factors = []
    for _ in range(steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return np.array(factors)


def curves() -> tuple[list[dict[str, Any]], np.ndarray]:
    """The settings of the schedules, and their factors, one curve after the other."""
    rows = [{"schedule": kind, "options": options, "steps": steps} for kind, options, steps in CURVES]
    return rows, np.concatenate([curve(*row) for row in CURVES])
