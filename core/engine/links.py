"""The engine's loops call kernels by address, so that no loop has to be compiled again for another kernel.

Each kernel is compiled once, when it is first needed. Noise, batches, rounding and delay (core.engine.noisy_gradient)
are reached in the same way, since most runs never need them.
"""

from typing import Any

import numpy as np
from numba import int64, types, void

from core.engine.world import METHOD, WORLD
from core.kernel import (
    COMPILED,
    GRAD,
    HESS,
    LINKS,
    LOSS,
    MAT,
    PROBE,
    REACT,
    STEP,
    VEC,
    WHO,
    address,
    linker,
)

ORDERS = types.Array(int64, 2, "C")
"""Buffer for the epochs' sample orders: int64[lanes + 1, samples + 1], one lane per row. The last row holds the row
numbers of the present batch."""

SENSE = types.FunctionType(
    void(LINKS, WORLD, METHOD, VEC, int64, int64, WHO, VEC, VEC, VEC, VEC, VEC, VEC, MAT, MAT, MAT, ORDERS)
)
SIGNATURES = (LOSS, GRAD, HESS, PROBE, STEP, REACT, SENSE)

as_loss, as_grad, as_hess, as_probe, as_step, as_react, as_sense = map(linker, SIGNATURES)

_LINKS: dict[tuple[Any, ...], Any] = {}


def links(loss: Any, grad: Any, hess: Any, probe: Any, step: Any, react: Any = None, sense: Any = None) -> Any:
    """The kernels of one landscape and one optimizer, with `react` and `sense` where a run needs them.

    `react` belongs to a schedule that depends on the loss. `sense` computes an inexact gradient; without it the method
    sees the true gradient, whatever `World.noise` says. Returns an int64[7] of addresses, with 0 for an absent kernel;
    if compilation is disabled, the functions themselves. The result is cached, which also keeps the kernels alive.
    """
    kernels = (loss, grad, hess, probe, step, react, sense)
    found = _LINKS.get(kernels)
    if found is None:
        if COMPILED:
            pairs = zip(kernels, SIGNATURES, strict=True)
            found = np.array([0 if k is None else address(k, s) for k, s in pairs], np.int64)
        else:
            found = tuple(0 if k is None else k for k in kernels)
        _LINKS[kernels] = found
    return found
