"""Softmax regression: no hidden layer, one template of every class."""

from core.kernel import kernel
from core.network.matrix import dense, dense_slopes
from core.network.network import Layer, Network, dense_layer


@kernel
def forward(shape, n, theta, images, seed, t, work, scores):
    dense(theta, 0, images, scores, n, shape[0], shape[1])


@kernel
def backward(shape, n, theta, images, work, errors, g):
    dense_slopes(g, 0, images, errors, n, shape[0], shape[1])


def layers(shape: tuple[int, ...]) -> tuple[Layer, ...]:
    return (dense_layer("scores", shape[0], shape[1]),)


def room(shape: tuple[int, ...], n: int) -> int:
    return 1


SOFTMAX = Network(
    key="softmax",
    name="Softmax regression",
    formula=r"p = \operatorname{softmax}(x W + b)",
    lesson="Every class has one template. Its loss is convex, so all methods are on their way to the same minimum.",
    forward=forward,
    backward=backward,
    layers=layers,
    room=room,
)
