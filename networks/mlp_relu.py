"""One hidden layer of rectified linear units: what is below zero counts as zero."""

from core.kernel import kernel
from core.network.matrix import dense, dense_back, dense_slopes
from core.network.network import Layer, Network, dense_layer
from core.source import Source


@kernel
def forward(shape, n, theta, images, seed, t, work, scores):
    inputs, classes, hidden = shape[0], shape[1], shape[2]
    units = work[: n * hidden]
    second = dense(theta, 0, images, units, n, inputs, hidden)
    for i in range(n * hidden):
        units[i] = 0.0 if units[i] < 0.0 else units[i]  # which keeps what is not a number
    dense(theta, second, units, scores, n, hidden, classes)


@kernel
def backward(shape, n, theta, images, work, errors, g):
    inputs, classes, hidden = shape[0], shape[1], shape[2]
    second = (inputs + 1) * hidden
    units, slopes, turned = work[: n * hidden], work[n * hidden : 2 * n * hidden], work[2 * n * hidden :]
    dense_slopes(g, second, units, errors, n, hidden, classes)
    dense_back(theta, second, errors, turned, slopes, n, hidden, classes)
    for i in range(n * hidden):
        slopes[i] = slopes[i] if units[i] > 0.0 else 0.0
    dense_slopes(g, 0, images, slopes, n, inputs, hidden)


def layers(shape: tuple[int, ...]) -> tuple[Layer, ...]:
    return dense_layer("hidden", shape[0], shape[2]), dense_layer("scores", shape[2], shape[1])


def room(shape: tuple[int, ...], n: int) -> int:
    return 2 * n * shape[2] + shape[2] * shape[1]


MLP_RELU = Network(
    key="mlp_relu",
    name="One hidden layer, ReLU",
    formula=r"p = \operatorname{softmax}\bigl(\max(0,\ x W_1 + b_1)\, W_2 + b_2\bigr)",
    lesson="Each hidden unit sees a pattern or is silent. Where a unit turns silent, the loss has a kink.",
    forward=forward,
    backward=backward,
    layers=layers,
    room=room,
    hidden=(32,),
    source=Source(
        "Xavier Glorot, Antoine Bordes and Yoshua Bengio",
        "Deep sparse rectifier neural networks",
        2011,
        "https://proceedings.mlr.press/v15/glorot11a.html",
    ),
)
