"""One hidden layer of smooth units: the hyperbolic tangent."""

from core.kernel import kernel
from core.network.matrix import dense, dense_back, dense_slopes
from core.network.network import Layer, Network, dense_layer
from core.source import Source
from core.vmath import exp


@kernel
def forward(shape, n, theta, images, seed, t, work, scores):
    inputs, classes, hidden = shape[0], shape[1], shape[2]
    units = work[: n * hidden]
    second = dense(theta, 0, images, units, n, inputs, hidden)
    for i in range(n * hidden):
        units[i] = 1.0 - 2.0 / (1.0 + exp(2.0 * units[i]))
    dense(theta, second, units, scores, n, hidden, classes)


@kernel
def backward(shape, n, theta, images, work, errors, g):
    inputs, classes, hidden = shape[0], shape[1], shape[2]
    second = (inputs + 1) * hidden
    units, slopes, turned = work[: n * hidden], work[n * hidden : 2 * n * hidden], work[2 * n * hidden :]
    dense_slopes(g, second, units, errors, n, hidden, classes)
    dense_back(theta, second, errors, turned, slopes, n, hidden, classes)
    for i in range(n * hidden):
        slopes[i] *= 1.0 - units[i] * units[i]
    dense_slopes(g, 0, images, slopes, n, inputs, hidden)


def layers(shape: tuple[int, ...]) -> tuple[Layer, ...]:
    return dense_layer("hidden", shape[0], shape[2]), dense_layer("scores", shape[2], shape[1])


def room(shape: tuple[int, ...], n: int) -> int:
    return 2 * n * shape[2] + shape[2] * shape[1]


MLP_TANH = Network(
    key="mlp_tanh",
    name="One hidden layer, tanh",
    formula=r"p = \operatorname{softmax}\bigl(\tanh(x W_1 + b_1)\, W_2 + b_2\bigr)",
    lesson="Its loss is smooth everywhere, so the Hessian tells at each point how the loss bends.",
    forward=forward,
    backward=backward,
    layers=layers,
    room=room,
    hidden=(32,),
    source=Source(
        "David E. Rumelhart, Geoffrey E. Hinton and Ronald J. Williams",
        "Learning representations by back-propagating errors",
        1986,
        "https://doi.org/10.1038/323533a0",
    ),
)
