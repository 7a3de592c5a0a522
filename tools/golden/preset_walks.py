"""Computes golden paths of PyTorch, Keras and optax with their own defaults, in float64.

Each optimizer is made with as few arguments as it accepts. What it asks for is in `hyper`, in this project's terms. The
module imports nothing from the project, since the presets must not check themselves.
"""
# pyright: reportMissingImports=false

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import torch

from tools.golden.cases import ALLOWED, PLACES, SHAKE, Place
from tools.golden.optax_walks import There, same

jax.config.update("jax_enable_x64", val=True)
keras.backend.set_floatx("float64")
STEPS = 40
RATE = 0.01
"""The rate where a library has no default."""
MOMENTUM = {"momentum": 0.9}


@dataclass(frozen=True)
class Default:
    """One optimizer of a library with its defaults: how to make it, and what it is here.

    `make` takes what the library's optimizer is made for: the parameters in PyTorch, nothing in Keras, the rate in
    optax. `rate` is the rate if the library asks for one; None if it has a default.
    """

    method: str
    make: Callable[..., Any]
    hyper: Mapping[str, float] = field(default_factory=dict)
    rate: float | None = None
    answer: Callable[[Any, Any], Any] = same
    begin: Callable[[Any], Any] = same
    looks: Callable[[Any], Any] = same


O = torch.optim  # noqa: E741 (short, for the table)
K = keras.optimizers
TORCH = (
    Default("gd", O.SGD),
    Default("momentum", lambda p: O.SGD(p, momentum=0.9), MOMENTUM),
    Default("nesterov", lambda p: O.SGD(p, momentum=0.9, nesterov=True), MOMENTUM),
    Default("adagrad", O.Adagrad),
    Default("adadelta", O.Adadelta),
    Default("rmsprop", O.RMSprop),
    Default("adam", O.Adam),
    Default("adam_l2", lambda p: O.Adam(p, weight_decay=0.01), {"weight_decay": 0.01}),
    Default("adamw", O.AdamW),
    Default("amsgrad", lambda p: O.Adam(p, amsgrad=True)),
    Default("adamax", O.Adamax),
    Default("nadam", O.NAdam),
    Default("radam", O.RAdam),
    Default("rprop", O.Rprop),
    Default("asgd", O.ASGD),
)


def mean_of(y: Any, optimizer: Any) -> Any:
    """The mean x of Keras' schedule-free AdamW, which stores the point y = (1 - β₁) z + β₁ x instead."""
    z = optimizer._momentums[0].value  # noqa: SLF001 (the only place where Keras keeps it)
    return (y - (1 - optimizer.beta_1) * z) / optimizer.beta_1


KERAS = (
    Default("gd", K.SGD),
    Default("momentum", lambda: K.SGD(momentum=0.9), MOMENTUM),
    Default("nesterov", lambda: K.SGD(momentum=0.9, nesterov=True), MOMENTUM),
    Default("adagrad", K.Adagrad),
    Default("adadelta", K.Adadelta),
    Default("rmsprop", K.RMSprop),
    Default("adam", K.Adam),
    Default("adamw", K.AdamW),
    Default("amsgrad", lambda: K.Adam(amsgrad=True)),
    Default("adamax", K.Adamax),
    Default("nadam", K.Nadam),
    Default("lion", K.Lion),
    Default("schedule_free_adamw", K.ScheduleFreeAdamW, answer=mean_of),
)


def asked(method: str, make: Callable[[float], Any], hyper: Mapping[str, float] | None = None, **more: Any) -> Default:
    """An optimizer of optax that asks for the rate."""
    return Default(method, make, hyper or {}, RATE, **more)


OPTAX = (
    asked("momentum", lambda r: optax.sgd(r, 0.9), MOMENTUM),
    asked("nesterov", lambda r: optax.sgd(r, 0.9, nesterov=True), MOMENTUM),
    asked("adagrad", optax.adagrad),
    asked("adadelta", optax.adadelta),
    asked("rmsprop", optax.rmsprop),
    asked("adam", optax.adam),
    asked("adamw", optax.adamw),
    asked("amsgrad", optax.amsgrad),
    asked("adamax", optax.adamax),
    asked("nadam", optax.nadam),
    asked("radam", optax.radam),
    asked("adabelief", optax.adabelief),
    asked("yogi", optax.yogi),
    asked("adan", optax.adan),
    asked("lion", optax.lion),
    asked("signum", optax.signum),
    asked("rprop", optax.rprop),
    asked(
        "lookahead", lambda r: optax.lookahead(optax.adam(r), 5, 0.5), {"k": 5.0, "alpha": 0.5},
        begin=optax.LookaheadParams.init_synced, looks=lambda params: params.fast,
        answer=lambda params, _state: params.fast,
    ),
    Default("prodigy", optax.contrib.prodigy),
    Default(
        "schedule_free_adamw", optax.contrib.schedule_free_adamw,
        answer=lambda y, state: optax.contrib.schedule_free_eval_params(state, y),
    ),
)  # fmt: skip


def slope(place: Place) -> Callable[[Any], Any]:
    """The gradient of a place, by JAX."""
    return jax.grad(lambda p: place.loss(jnp, p[0], p[1], *place.params.values()))


def shaken(t: int, shake: float) -> np.ndarray:
    """What perturbs the parameter before step t."""
    return shake * np.sin(t + np.arange(2))


def torch_walk(place: Place, default: Default, shake: float) -> tuple[np.ndarray, float]:
    """The positions after every step of one of PyTorch's optimizers, and its rate."""
    theta = torch.tensor(place.start, dtype=torch.float64, requires_grad=True)
    optimizer = default.make([theta])
    rate, path = float(optimizer.param_groups[0]["lr"]), [theta.detach().numpy().copy()]
    for t in range(STEPS):
        optimizer.zero_grad()
        with torch.no_grad():
            theta += torch.from_numpy(shaken(t, shake))
        place.loss(torch, theta[0], theta[1], *place.params.values()).backward()
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path), rate


def keras_walk(place: Place, default: Default, shake: float) -> tuple[np.ndarray, float]:
    """The same of one of Keras' optimizers, on its JAX backend."""
    theta, optimizer, grad = keras.Variable(np.array(place.start)), default.make(), slope(place)
    rate, path = float(optimizer.learning_rate.value), [np.array(place.start)]
    for t in range(STEPS):
        theta.assign(theta.value + shaken(t, shake))
        optimizer.apply([grad(theta.value)], [theta])
        path.append(np.array(default.answer(theta.value, optimizer)))
    return np.array(path), rate


def optax_walk(place: Place, default: Default, shake: float) -> tuple[np.ndarray, float | None]:
    """The same of one of optax' optimizers. A default for its rate cannot be read from the optimizer, so it is None."""
    there, grad = There(default.make, default.begin, default.looks, default.answer), slope(place)
    method = default.make(*() if default.rate is None else (default.rate,))
    params = there.begin(jnp.array(place.start))
    state, path = method.init(params), [np.array(place.start)]
    for t in range(STEPS):
        params = jax.tree.map(lambda p, t=t: p + shaken(t, shake), params)
        updates, state = method.update(grad(there.looks(params)), state, params)
        params = optax.apply_updates(params, updates)
        path.append(np.array(there.answer(params, state)))
    return np.array(path), default.rate


WALKS = {"pytorch": (torch_walk, TORCH), "keras": (keras_walk, KERAS), "optax": (optax_walk, OPTAX)}


def answered() -> Iterator[tuple[dict[str, Any], np.ndarray]]:
    """Each case in this project's terms, and its path.

    `strayed` is how far the path goes astray if it is perturbed by SHAKE at every step. Paths that amplify rounding are
    left out. If all of a method's do, as Prodigy's with so short a first step, the calmest one is kept.
    """
    for library, (walk, defaults) in WALKS.items():
        for default in defaults:
            found = []
            for place in PLACES[:2]:
                path, rate = walk(place, default, 0.0)
                with np.errstate(invalid="ignore"):  # a path that diverges ends at infinity
                    strayed = float(np.max(np.abs(walk(place, default, SHAKE)[0] - path)))
                case = {"library": library, "method": default.method, "hyper": default.hyper, "rate": rate}
                where = {"landscape": place.loss.__name__, "params": place.params, "start": place.start}
                if not np.isnan(strayed):
                    found.append((case | where | {"strayed": strayed}, path))
            calm = [one for one in found if one[0]["strayed"] <= ALLOWED]
            yield from calm or sorted(found, key=lambda one: one[0]["strayed"])[:1]
