"""Computes losses and slopes of networks, and 200 steps of every method on a small one, by PyTorch and optax.

Weights and pictures follow from formulas that the tests repeat, and so do the batches, which `tools.golden.batches`
draws in integer arithmetic. So nothing here depends on the code that it is meant to check.
"""
# PyTorch, Jax and optax are large and needed only here, so they are not among the development requirements.
# pyright: reportMissingImports=false

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch
from torch.nn import functional

from tools.golden import batches, optax_walks, torch_walks
from tools.golden.cases import Method

COUNT = 5
"""The pictures of a loss."""
NETWORKS: dict[str, tuple[int, ...]] = {
    "softmax": (64, 10), "mlp_relu": (64, 10, 8), "mlp_tanh": (64, 10, 8), "convnet": (64, 10, 4, 8),
}  # fmt: skip
"""Inputs, classes and hidden sizes."""
WALKED = (6, 3, 4)
"""Those of the network, of tanh, on which methods take their steps, with as many pictures as `batches` has samples."""
BATCH, STEPS, KEPT = 16, 200, (20, 200)
SHAKE, ALLOWED = 1e-15, 1e-10
RATES = {"inverse curvature": 0.2, "length": 0.01}
LEFT_OUT = {"prodigy", "sam"}
"""Methods whose steps mix weights, with which networks are not trained."""


def weights(size: int) -> np.ndarray:
    """The weights of a network with so many of them."""
    return 0.4 * np.sin(1.0 + 1.7 * np.arange(size))


def pictures(count: int, inputs: int) -> np.ndarray:
    """So many pictures, numbers from 0 to 1 with four digits after the point."""
    return np.round(0.5 + 0.5 * np.sin(3.1 * np.arange(count * inputs) ** 1.1), 4).reshape(count, inputs)


def cut(theta: Any, sizes: list[tuple[int, int]]) -> list[Any]:
    """Matrices and biases of layers of these sizes from a vector."""
    found, at = [], 0
    for inputs, outputs in sizes:
        end = at + inputs * outputs
        found += [theta[at:end].reshape(inputs, outputs), theta[end : end + outputs]]
        at = end + outputs
    return found


def scores(key: str, shape: tuple[int, ...], theta: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """The scores of a network by PyTorch."""
    inputs, classes, *hidden = shape
    if key == "softmax":
        w, b = cut(theta, [(inputs, classes)])
        return x @ w + b
    if key == "convnet":
        side = int(inputs**0.5)
        flat = ((side - 2) // 2) ** 2 * hidden[0]
        f, b, w, c, v, d = cut(theta, [(9, hidden[0]), (flat, hidden[1]), (hidden[1], classes)])
        seen = functional.conv2d(x.reshape(-1, 1, side, side), f.T.reshape(-1, 1, 3, 3), b)
        small = functional.max_pool2d(functional.relu(seen), 2).permute(0, 2, 3, 1).reshape(len(x), flat)
        return functional.relu(small @ w + c) @ v + d
    w, b, v, c = cut(theta, [(inputs, hidden[0]), (hidden[0], classes)])
    return (functional.relu if key == "mlp_relu" else torch.tanh)(x @ w + b) @ v + c


def slopes() -> Iterator[tuple[str, float, np.ndarray]]:
    """The loss of COUNT pictures and its slopes, for each network."""
    for key, shape in NETWORKS.items():
        size = sizes_of(key, shape)
        theta = torch.tensor(weights(size), requires_grad=True)
        x, y = torch.tensor(pictures(COUNT, shape[0])), torch.arange(COUNT) * 3 % shape[1]
        loss = functional.cross_entropy(scores(key, shape, theta, x), y)
        loss.backward()
        assert theta.grad is not None  # noqa: S101 (for the type checker)
        yield key, loss.item(), theta.grad.numpy()


def sizes_of(key: str, shape: tuple[int, ...]) -> int:
    """The number of weights."""
    inputs, classes, *hidden = shape
    if key == "softmax":
        return (inputs + 1) * classes
    if key == "convnet":
        flat = ((int(inputs**0.5) - 2) // 2) ** 2 * hidden[0]
        return 10 * hidden[0] + (flat + 1) * hidden[1] + (hidden[1] + 1) * classes
    return (inputs + 1) * hidden[0] + (hidden[0] + 1) * classes


def methods() -> Iterator[tuple[str, Method]]:
    """The methods of both libraries whose walks can be compared step by step, each with a constant rate."""
    for library, known in (("torch", torch_walks.METHODS), ("optax", optax_walks.METHODS)):
        for method in known:
            ahead = method.hyper.get("form") == "look-ahead" or method.hyper.get("walker") == "mean"
            if method.key not in LEFT_OUT and not ahead:
                yield library, method


def mean_loss(m: Any, theta: Any, x: Any, y: Any, weights: Any = 1.0) -> Any:
    """The loss of the walked network; m is the module of functions. Pictures of weight 0 do not count."""
    inputs, classes, hidden = WALKED
    w, b, v, c = cut(theta, [(inputs, hidden), (hidden, classes)])
    found = m.tanh(x @ w + b) @ v + c
    top = found.max() if m is jnp else found.max().detach()
    mass = m.log(m.exp(found - top).sum(1)) + top
    each = (mass - found[m.arange(len(y)), y]) * weights
    return each.sum() / (weights * m.ones(len(y))).sum()


def shown() -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
    """The pictures and classes of the walked network, and the pictures of each step."""
    x = pictures(batches.SAMPLES, WALKED[0])
    rows = batches.shown("shuffled", BATCH)
    return x, np.arange(batches.SAMPLES) % WALKED[1], [next(rows) for _ in range(STEPS)]


def by_torch(method: Method, rate: float, shake: float) -> np.ndarray:
    """The weights after each step, float64[STEPS, N]."""
    x, y, rows = shown()
    theta = torch.tensor(weights(sizes_of("mlp_tanh", WALKED)), requires_grad=True)
    optimizer, path = method.there([theta], lr=rate), []
    for t, some in enumerate(rows):
        with torch.no_grad():
            theta += shake * torch.sin(t + torch.arange(len(theta)))
        optimizer.zero_grad()
        mean_loss(torch, theta, torch.tensor(x[some]), torch.tensor(y[some])).backward()
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def by_optax(method: Method, rate: float, shake: float) -> np.ndarray:
    """The same by optax."""
    x, y, rows = shown()
    there, slope = method.there, jax.grad(lambda theta, *batch: mean_loss(jnp, theta, *batch))
    optimizer = there.make(optax.constant_schedule(rate), slope)
    params = there.begin(jnp.array(weights(sizes_of("mlp_tanh", WALKED))))
    padded = jnp.array([some + [0] * (BATCH - len(some)) for some in rows])
    counted = jnp.array([[1.0] * len(some) + [0.0] * (BATCH - len(some)) for some in rows])

    def step(now: Any, given: Any) -> Any:
        (params, state), (t, some, used) = now, given
        params = jax.tree.map(lambda p: p + shake * jnp.sin(t + jnp.arange(float(p.size))), params)
        updates, state = optimizer.update(
            slope(there.looks(params), jnp.array(x)[some], jnp.array(y)[some], used), state, params
        )
        params = optax.apply_updates(params, updates)
        return (params, state), there.answer(params, state)

    begun = (params, there.tuned(optimizer.init(params)))
    return np.array(jax.lax.scan(step, begun, (jnp.arange(STEPS), padded, counted))[1])


def answered() -> Iterator[tuple[dict[str, Any], np.ndarray]]:
    """Every method's case in our terms, and its weights after the steps KEPT.

    A method that amplifies rounding errors on the way is left out, as `tools.golden.cases` does.
    """
    walk: dict[str, Callable[..., np.ndarray]] = {"torch": by_torch, "optax": by_optax}
    for library, method in methods():
        rate = RATES[method.unit]
        path = walk[library](method, rate, 0.0)
        strayed = np.max(np.abs(walk[library](method, rate, SHAKE) - path))
        if not strayed <= ALLOWED:
            print(f"{method.key} {method.hyper} is left out: {strayed:.1e} of {SHAKE:g}.")
            continue
        case = {"library": library, "method": method.key, "hyper": dict(method.hyper), "rate": rate}
        yield case, path[np.array(KEPT) - 1]
