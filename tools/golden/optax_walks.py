"""Computes the golden paths of those optimizers that optax has and PyTorch does not, in float64."""
# Jax is large and needed only here, so it is not among the development requirements.
# pyright: reportMissingImports=false

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tools.golden.cases import HALVES, STEPS, WAVE, Method, Place

jax.config.update("jax_enable_x64", val=True)
CURVATURE, LENGTH, NUMBER = "inverse curvature", "length", "number"
Rate = Callable[[Any], Any]


def same(thing: Any, *_: Any) -> Any:
    """Return the first argument unchanged."""
    return thing


@dataclass(frozen=True)
class There:
    """A method of optax: how to make it from a rate(count) and the gradient function, and how to read it.

    `begin` makes its parameters from a point, `looks` gives the point where it takes the gradient, `answer` its
    position; `tuned` changes its initial state.
    """

    make: Callable[[Rate, Callable[..., Any]], optax.GradientTransformationExtraArgs]
    begin: Callable[[Any], Any] = same
    looks: Callable[[Any], Any] = same
    answer: Callable[[Any, Any], Any] = same
    tuned: Callable[[Any], Any] = same


def without_a_push(state: Any) -> Any:
    """Yogi's initial state with a mean gradient of zero, as in the paper; optax starts it at the first mean square."""
    return (state[0]._replace(mu=jnp.zeros_like(state[0].mu)), *state[1:])


def schedule_free(b1: float, b2: float, eps: float, decay: float) -> There:
    """`optax.contrib.schedule_free_adamw`, with its two step counters (from 0 and from 1) reconciled."""

    def make(rate: Rate, _grad: Any) -> Any:
        fast = optax.chain(
            optax.scale_by_rms(decay=b2, eps=eps, eps_in_sqrt=False, bias_correction=True),
            optax.add_decayed_weights(decay),
            optax.scale_by_learning_rate(rate),
        )
        return optax.contrib.schedule_free(fast, lambda count: rate(count - 1), b1=b1)

    return There(make, answer=lambda y, state: optax.contrib.schedule_free_eval_params(state, y))


def lookahead(b1: float, b2: float, eps: float, alpha: float, k: int) -> There:
    """`optax.lookahead` over `optax.adam`, which takes gradients at its own position."""
    return There(
        lambda rate, _grad: optax.with_extra_args_support(optax.lookahead(optax.adam(rate, b1, b2, eps), k, alpha)),
        begin=optax.LookaheadParams.init_synced,
        looks=lambda params: params.fast,
        answer=lambda params, _state: params.fast,
    )


def sam(rho: float) -> There:
    """`optax.contrib.sam` over `optax.sgd`, which computes the second gradient itself."""

    def make(rate: Rate, grad: Callable[..., Any]) -> Any:
        uphill = optax.chain(optax.contrib.normalize(), optax.sgd(rho))
        outer = optax.contrib.sam(optax.sgd(rate), uphill, sync_period=2, opaque_mode=True)

        def update(updates: Any, state: Any, params: Any = None, **_more: Any) -> Any:
            return outer.update(updates, state, params, grad_fn=lambda p, _i: grad(p))

        return optax.GradientTransformationExtraArgs(outer.init, update)

    return There(make)


def plain(make: Callable[[Rate], Any]) -> There:
    """A method that needs only the rate."""
    return There(lambda rate, _grad: make(rate))


def row(
    key: str, hyper: Mapping[str, float | str], schedule: str, share: float, there: There, unit: str = LENGTH
) -> Method:
    """One row of the table of methods."""
    options: Mapping[str, Mapping[str, float]] = {"constant": {}, "step": HALVES, "cosine": WAVE}
    return Method(key, hyper, schedule, options[schedule], share, unit, there)


PAIR = {"beta1": 0.9, "beta2": 0.999}
METHODS = (
    row("signsgd", {}, "constant", 0.0013, plain(optax.sign_sgd)),
    row("signsgd", {}, "step", 0.0027, plain(optax.sign_sgd)),
    row("signum", {"momentum": 0.9}, "constant", 0.0013, plain(lambda r: optax.signum(r, 0.9))),
    row("signum", {"momentum": 0.6}, "cosine", 0.0027, plain(lambda r: optax.signum(r, 0.6))),
    row(
        "lion", {"beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0}, "constant", 0.0011,
        plain(lambda r: optax.lion(r, 0.9, 0.99, weight_decay=0.0)),
    ),
    row(
        "lion", {"beta1": 0.7, "beta2": 0.9, "weight_decay": 0.3}, "cosine", 0.0017,
        plain(lambda r: optax.lion(r, 0.7, 0.9, weight_decay=0.3)),
    ),
    row(
        "adabelief", PAIR | {"eps": 1e-16}, "constant", 0.003,
        plain(lambda r: optax.adabelief(r, 0.9, 0.999, 1e-16, 1e-16)),
    ),
    row(
        "adabelief", {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3}, "cosine", 0.003,
        plain(lambda r: optax.adabelief(r, 0.8, 0.99, 1e-3, 1e-3)),
    ),
    row(
        "adabelief", PAIR | {"eps": 1e-8, "eps_root": 0.0}, "constant", 0.003,
        plain(lambda r: optax.adabelief(r, 0.9, 0.999, 1e-8, 0.0)),
    ),
    row(
        "rmsprop", {"rho": 0.9, "eps": 1.0, "eps_place": "inside", "initial": 1.0}, "constant", 0.0003,
        plain(lambda r: optax.rmsprop(r, 0.9, 1.0, initial_scale=1.0)),
    ),
    row(
        "rmsprop", {"rho": 0.95, "eps": 1.0, "eps_place": "inside", "momentum": 0.8, "convention": "classic"},
        "cosine", 0.0002,
        plain(lambda r: optax.rmsprop(r, 0.95, 1.0, momentum=0.8)),
    ),
    row(
        "adagrad", {"eps": 1e-7, "eps_place": "inside", "initial": 0.1}, "step", 0.03,
        plain(lambda r: optax.adagrad(r, 0.1, 1e-7)),
    ),
    row(
        "adagrad", {"eps": 0.5, "eps_place": "inside", "initial": 0.0}, "constant", 0.03,
        plain(lambda r: optax.adagrad(r, 0.0, 0.5)),
    ),
    row(
        "yogi", PAIR | {"eps": 1e-3, "first": 1e-6}, "constant", 0.01,
        There(lambda r, _grad: optax.yogi(r, 0.9, 0.999, 1e-3), tuned=without_a_push),
    ),
    row(
        "yogi", {"beta1": 0.8, "beta2": 0.9, "eps": 1e-2, "first": 1e-6}, "step", 0.003,
        There(lambda r, _grad: optax.yogi(r, 0.8, 0.9, 1e-2), tuned=without_a_push),
    ),
    # Optax has 1 - β₂ where the paper has β₂, so one half is the only value for which they agree.
    row(
        "adan", {"beta1": 0.98, "beta2": 0.5, "beta3": 0.99, "eps": 1e-8, "weight_decay": 0.0}, "constant", 0.003,
        plain(lambda r: optax.adan(r, 0.98, 0.5, 0.99, 1e-8, eps_root=0.0)),
    ),
    row(
        "adan", {"beta1": 0.8, "beta2": 0.5, "beta3": 0.9, "eps": 1.0, "weight_decay": 0.0}, "cosine", 0.0005,
        plain(lambda r: optax.adan(r, 0.8, 0.5, 0.9, 1.0, eps_root=0.0)),
    ),
    row(
        "lookahead", PAIR | {"eps": 1e-8, "alpha": 0.5, "k": 5}, "constant", 0.01,
        lookahead(0.9, 0.999, 1e-8, 0.5, 5),
    ),
    row(
        "lookahead", {"beta1": 0.8, "beta2": 0.99, "eps": 1e-4, "alpha": 0.8, "k": 7}, "cosine", 0.01,
        lookahead(0.8, 0.99, 1e-4, 0.8, 7),
    ),
    row(
        "schedule_free_adamw", PAIR | {"eps": 1e-8, "weight_decay": 0.0}, "constant", 0.01,
        schedule_free(0.9, 0.999, 1e-8, 0.0),
    ),
    row(
        "schedule_free_adamw", {"beta1": 0.8, "beta2": 0.99, "eps": 1e-2, "weight_decay": 0.1}, "cosine", 0.01,
        schedule_free(0.8, 0.99, 1e-2, 0.1),
    ),
    # With a much smaller initial distance, the rounding of the start would be significant.
    row(
        "prodigy", PAIR | {"eps": 1e-8, "first": 0.1, "growth": 1.0}, "constant", 0.5,
        plain(lambda r: optax.contrib.prodigy(r, (0.9, 0.999), estim_lr0=0.1)), NUMBER,
    ),
    row(
        "prodigy", {"beta1": 0.8, "beta2": 0.99, "eps": 1e-4, "first": 0.05, "growth": 0.5}, "cosine", 0.5,
        plain(lambda r: optax.contrib.prodigy(r, (0.8, 0.99), eps=1e-4, estim_lr0=0.05, estim_lr_coef=0.5)), NUMBER,
    ),
    row("sam", {"rho": 0.05}, "constant", 0.5, sam(0.05), CURVATURE),
    row("sam", {"rho": 0.01}, "step", 0.1, sam(0.01), CURVATURE),
)  # fmt: skip


def schedule(method: Method, rate: float) -> Rate:
    """One of our schedules, counting from 0. Optax has no stairs in double precision, hence a formula."""
    if method.schedule == "step":
        every, factor = int(method.options["every"]), method.options["factor"]
        return lambda count: rate * factor ** (count // every)
    if method.schedule == "cosine":
        return optax.cosine_decay_schedule(rate, int(method.options["T_max"]), method.options["floor"])
    return optax.constant_schedule(rate)


def walk(place: Place, method: Method, rate: float, shake: float) -> np.ndarray:
    """See golden_cases.Walk. `shake` perturbs the parameters at every step."""
    there: There = method.there

    @jax.grad
    def grad(theta: Any) -> Any:
        return place.loss(jnp, theta[0], theta[1], *place.params.values())

    optimizer = there.make(schedule(method, rate), grad)
    params = there.begin(jnp.array(place.start))
    state = there.tuned(optimizer.init(params))

    def step(now: Any, t: Any) -> Any:
        params, state = now
        params = jax.tree.map(lambda p: p + shake * jnp.sin(t + jnp.arange(2.0)), params)
        updates, state = optimizer.update(grad(there.looks(params)), state, params)
        params = optax.apply_updates(params, updates)
        return (params, state), there.answer(params, state)

    _, path = jax.lax.scan(step, (params, state), jnp.arange(STEPS))
    return np.concatenate([[place.start], np.array(path)])
