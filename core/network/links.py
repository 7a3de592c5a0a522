"""The kernels of a network, called by address like those of landscapes and optimizers (`core.engine.links`)."""

from typing import Any

import numpy as np
from numba import int64, types, uint64, void

from core.kernel import COMPILED, COUNTS, PROBE, STEP, VEC, address, linker
from core.network.network import Network
from core.records import Optimizer

#                                  shape   n      theta images seed   t      work scores
FORWARD = types.FunctionType(void(COUNTS, int64, VEC, VEC, uint64, int64, VEC, VEC))
#                                  shape   n      theta images work errors g
BACKWARD = types.FunctionType(void(COUNTS, int64, VEC, VEC, VEC, VEC, VEC))
SIGNATURES = (FORWARD, BACKWARD, PROBE, STEP)

as_forward, as_backward = linker(FORWARD), linker(BACKWARD)

_LINKS: dict[tuple[Any, ...], Any] = {}


def network_links(network: Network, method: Optimizer | None = None) -> Any:
    """The kernels of a network and of a method as the loops take them, as addresses where they are compiled."""
    kernels = (network.forward, network.backward, method and method.probe, method and method.step)
    found = _LINKS.get(kernels)
    if found is None:
        if COMPILED:
            pairs = zip(kernels, SIGNATURES, strict=True)
            found = np.array([0 if k is None else address(k, s) for k, s in pairs], np.int64)
        else:
            found = tuple(0 if k is None else k for k in kernels)
        _LINKS[kernels] = found
    return found
