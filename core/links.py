"""How the engine's loops reach the kernels: by address, so that neither is compiled for the other.

What is reached in this way is compiled once, when it is first asked for. That holds for what stands between a walker
and the true gradient too (core.fogged): most walks never ask for it.
"""

from typing import Any

import numpy as np
from numba import int64, types, void

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
from core.world import METHOD, WORLD

ORDERS = types.Array(int64, 2, "C")
"""Room for the orders of epochs, a lane a row: int64[lanes + 1, samples + 1]; the last row holds those of a batch."""

SENSE = types.FunctionType(
    void(LINKS, WORLD, METHOD, VEC, int64, int64, WHO, VEC, VEC, VEC, VEC, VEC, VEC, MAT, MAT, MAT, ORDERS)
)
SIGNATURES = (LOSS, GRAD, HESS, PROBE, STEP, REACT, SENSE)

as_loss, as_grad, as_hess, as_probe, as_step, as_react, as_sense = map(linker, SIGNATURES)

_LINKS: dict[tuple[Any, ...], Any] = {}


def links(loss: Any, grad: Any, hess: Any, probe: Any, step: Any, react: Any = None, sense: Any = None) -> Any:
    """The kernels of one landscape, one optimizer and, where they act, a schedule that reacts and the fog.

    An int64[7] of addresses, or the plain functions where nothing is compiled; 0 for a kernel that is absent. Without
    `sense` nothing stands between a walker and the true gradient, whatever its world says.
    The answer is kept, and so are the kernels behind it.
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
