"""The loss of a network at many points of a plane through the space of its weights."""

import numpy as np
from numba import void

from core.kernel import COUNTS, LINKS, VEC, typed
from core.network.links import as_forward
from core.network.trainer import BLOCK, likelihood

PLANE = void(LINKS, COUNTS, VEC, VEC, VEC, VEC, VEC, VEC, COUNTS, VEC, VEC, VEC, VEC)


@typed(PLANE)
def plane_losses(links, shape, origin, across, up, a, b, images, labels, theta, work, scores, losses):
    """The mean loss at origin + a across + b up, for each pair of numbers in a and b. theta: float64[N], scratch."""
    forward = as_forward(links[0])
    width, count = shape[0], labels.size
    for k in range(a.size):
        for i in range(theta.size):
            theta[i] = origin[i] + a[k] * across[i] + b[k] * up[i]
        total = 0.0
        for low in range(0, count, BLOCK):
            n = min(BLOCK, count - low)
            forward(shape, n, theta, images[low * width : (low + n) * width], np.uint64(0), 0, work, scores)
            total += likelihood(scores, labels[low : low + n], n, shape[1], 0)
        losses[k] = total / count
