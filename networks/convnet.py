"""A small convolutional network of the kind of the table: filters, max-pooling, dropout, a hidden layer, dropout.

Filters of 3 x 3 are laid over every place of a picture, without a border. Of every 2 x 2 values of a filter the largest
is kept; a last row or column that is left over is not used.
"""

from math import isqrt

import numpy as np

from core.kernel import kernel
from core.network.draws import drop
from core.network.matrix import dense, dense_back, dense_slopes
from core.network.network import Layer, Network, dense_layer
from core.source import Source

SIDE = 3
"""The side of a filter."""
FEW, HALF = 0.25, 0.5
"""The shares that the two layers of dropout drop."""


@kernel
def sides(shape):
    """The side of a picture, and the numbers of places of a filter along and after pooling."""
    side = np.int64(np.sqrt(np.float64(shape[0])) + 0.5)
    return side, side - SIDE + 1, (side - SIDE + 1) // 2


@kernel
def cut(n, side, across, images, patches):
    """Write what lies under a filter at every place to patches, one place a row."""
    at = 0
    for i in range(n):
        for y in range(across):
            for x in range(across):
                for v in range(SIDE):
                    low = (i * side + y + v) * side + x
                    for u in range(SIDE):
                        patches[at] = images[low + u]
                        at += 1


@kernel
def pool(n, across, pooled, filters, values, out):
    """Write the largest of every 2 x 2 values of a filter, or zero, to out."""
    for i in range(n):
        for y in range(pooled):
            for x in range(pooled):
                low = ((i * across + 2 * y) * across + 2 * x) * filters
                below, o = low + across * filters, ((i * pooled + y) * pooled + x) * filters
                for c in range(filters):
                    upper = max(values[low + c], values[low + filters + c])
                    lower = max(values[below + c], values[below + filters + c])
                    top = max(upper, lower)
                    out[o + c] = 0.0 if top < 0.0 else top


@kernel
def unpool(n, across, pooled, filters, d, values):
    """Put slopes d of what `pool` wrote in the place of the values: at the first largest one, if it is above zero."""
    for i in range(n):
        for y in range(across):
            for x in range(across):
                inside = y < 2 * pooled and x < 2 * pooled and y % 2 == 0 and x % 2 == 0
                low = ((i * across + y) * across + x) * filters
                if inside:
                    below, o = low + across * filters, ((i * pooled + y // 2) * pooled + x // 2) * filters
                    for c in range(filters):
                        p, q, r, s = low + c, low + filters + c, below + c, below + filters + c
                        first, second, third, fourth = values[p], values[q], values[r], values[s]
                        top, slope = max(first, second, third, fourth), d[o + c]
                        slope = slope if top > 0.0 else 0.0
                        at = 0 if first == top else (1 if second == top else (2 if third == top else 3))
                        values[p], values[q] = slope if at == 0 else 0.0, slope if at == 1 else 0.0
                        values[r], values[s] = slope if at == 2 else 0.0, slope if at == 3 else 0.0
                elif y >= 2 * pooled or x >= 2 * pooled:
                    for c in range(filters):
                        values[low + c] = 0.0


@kernel
def ends(shape, n):
    """Where in `work` the patches, the filters' values, the pooled ones, the hidden units and the masks of both end."""
    _, across, pooled = sides(shape)
    patches = n * across * across * SIDE * SIDE
    values = patches + n * across * across * shape[2]
    small = values + n * pooled * pooled * shape[2]
    units = small + n * shape[3]
    masks = units + n * pooled * pooled * shape[2]
    return patches, values, small, units, masks, masks + n * shape[3]


@kernel
def forward(shape, n, theta, images, seed, t, work, scores):
    classes, filters, hidden = shape[1], shape[2], shape[3]
    side, across, pooled = sides(shape)
    patches, values, small, units, masks, both = ends(shape, n)
    flat = pooled * pooled * filters
    cut(n, side, across, images, work[:patches])
    second = dense(theta, 0, work[:patches], work[patches:values], n * across * across, SIDE * SIDE, filters)
    pool(n, across, pooled, filters, work[patches:values], work[values:small])
    drop(seed, 0, t, FEW, n, flat, work[values:small], work[units:masks])
    third = dense(theta, second, work[values:small], work[small:units], n, flat, hidden)
    for i in range(small, units):
        work[i] = 0.0 if work[i] < 0.0 else work[i]
    drop(seed, 1, t, HALF, n, hidden, work[small:units], work[masks:both])
    dense(theta, third, work[small:units], scores, n, hidden, classes)


@kernel
def backward(shape, n, theta, images, work, errors, g):
    classes, filters, hidden = shape[1], shape[2], shape[3]
    _, across, pooled = sides(shape)
    patches, values, small, units, masks, both = ends(shape, n)
    flat = pooled * pooled * filters
    second = (SIDE * SIDE + 1) * filters
    third = second + (flat + 1) * hidden
    d, turned = work[both : both + n * flat], work[both + n * flat + n * hidden :]
    slopes = work[both + n * flat : both + n * flat + n * hidden]
    dense_slopes(g, third, work[small:units], errors, n, hidden, classes)
    dense_back(theta, third, errors, turned, slopes, n, hidden, classes)
    for i in range(n * hidden):
        slopes[i] = slopes[i] * work[masks + i] if work[small + i] > 0.0 else 0.0
    dense_slopes(g, second, work[values:small], slopes, n, flat, hidden)
    dense_back(theta, second, slopes, turned, d, n, flat, hidden)
    for i in range(n * flat):
        d[i] *= work[units + i]
    unpool(n, across, pooled, filters, d, work[patches:values])
    dense_slopes(g, 0, work[:patches], work[patches:values], n * across * across, SIDE * SIDE, filters)


def layers(shape: tuple[int, ...]) -> tuple[Layer, ...]:
    inputs, classes, filters, hidden = shape
    across = isqrt(inputs) - SIDE + 1
    convolution = Layer("filters", SIDE**2, filters, SIDE**2, SIDE**2 * filters, across**2)
    return (
        convolution,
        dense_layer("hidden", (across // 2) ** 2 * filters, hidden),
        dense_layer("scores", hidden, classes),
    )


def room(shape: tuple[int, ...], n: int) -> int:
    inputs, classes, filters, hidden = shape
    across = isqrt(inputs) - SIDE + 1
    flat = (across // 2) ** 2 * filters
    return n * (across**2 * (SIDE**2 + filters) + 3 * flat + 3 * hidden) + hidden * max(flat, classes)


CONVNET = Network(
    key="convnet",
    name="Convolutional network",
    formula=r"\begin{aligned} u &= \max_{2 \times 2} \max(0,\ x * F + b_1), \quad "
    r"z = \max\bigl(0,\ \operatorname{drop}_{1/4}(u)\, W_2 + b_2\bigr) \\ "
    r"p &= \operatorname{softmax}\bigl(\operatorname{drop}_{1/2}(z)\, W_3 + b_3\bigr) \end{aligned}",
    lesson="A filter sees the same pattern wherever it lies. Dropout trains many thinner networks at once, so the loss "
    "in training is noisy and higher.",
    forward=forward,
    backward=backward,
    layers=layers,
    room=room,
    hidden=(16, 32),
    first="filters",
    dropout=True,
    source=Source(
        "Yann LeCun, Léon Bottou, Yoshua Bengio and Patrick Haffner",
        "Gradient-based learning applied to document recognition",
        1998,
        "https://doi.org/10.1109/5.726791",
    ),
)
