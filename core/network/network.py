"""The record of a network: its layers, the kernels of its outputs and slopes, and where its training starts.

The weights of a network are one vector, theta, so that the step kernels of the optimizers act on it as it is: layer
after layer, first the matrix of a layer with one row for each input, then its biases.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.network.draws import WEIGHTS, spread
from core.param import demand
from core.source import Source


class Layer(NamedTuple):
    """A layer with weights: its name, its matrix of `inputs` x `outputs`, and how many numbers go into one of its
    outputs, and how many outputs one of its inputs goes into (which differ from the matrix in a convolution).

    `places` is how often the matrix is applied to one picture.
    """

    name: str
    inputs: int
    outputs: int
    fan_in: int
    fan_out: int
    places: int = 1

    @property
    def size(self) -> int:
        """The number of its weights and biases."""
        return (self.inputs + 1) * self.outputs


def dense_layer(name: str, inputs: int, outputs: int) -> Layer:
    """A dense layer."""
    return Layer(name, inputs, outputs, inputs, outputs)


@dataclass(frozen=True, slots=True)
class Network:
    """A network that sorts pictures into classes.

    Kernels, on n pictures, which lie one after the other in the vector `images`:
    `forward(shape, n, theta, images, seed, t, work, scores)` writes the scores of the classes, n x classes. t is the
    number of a step, to which a layer of dropout draws its masks; t = 0 is no step, and nothing is dropped.
    `backward(shape, n, theta, images, work, errors, g)` writes the slopes of all weights to g, where `errors` are the
    slopes of the scores, after `forward` with the same `work`. It may overwrite the errors.

    shape: int64, (inputs, classes, *hidden); `hidden` are the sizes of the hidden layers. `layers(shape)` are the
    layers with weights, `room(shape, n)` is the number of floats of `work`. `first` says what the first layer's columns
    are: "pictures" of the size of the data, or "filters" of 3 x 3.
    """

    key: str
    name: str
    formula: str
    lesson: str
    forward: Callable[..., None]
    backward: Callable[..., None]
    layers: Callable[[tuple[int, ...]], tuple[Layer, ...]]
    room: Callable[[tuple[int, ...], int], int]
    hidden: tuple[int, ...] = ()
    first: str = "pictures"
    dropout: bool = False
    source: Source | None = None

    def __post_init__(self) -> None:
        demand(self.key.isidentifier() and self.key.islower(), f"{self.key!r} is no key: lower case, digits and _.")
        for name in ("name", "formula", "lesson"):
            demand(getattr(self, name).strip(), f"{self.key}: the record has no {name}.")
        demand(self.first in ("pictures", "filters"), f"{self.key}: its first layer holds pictures or filters.")
        demand(all(size > 0 for size in self.hidden), f"{self.key}: every hidden layer has at least one unit.")

    def shape(self, inputs: int, classes: int) -> tuple[int, ...]:
        """The sizes of its layers for data of so many numbers and classes, as its kernels take them."""
        return (inputs, classes, *self.hidden)

    def size(self, shape: tuple[int, ...]) -> int:
        """The number of its weights and biases."""
        return sum(layer.size for layer in self.layers(shape))

    def work(self, shape: tuple[int, ...]) -> int:
        """The multiplications that the output for one picture takes."""
        return sum(layer.places * layer.inputs * layer.outputs for layer in self.layers(shape))

    def matrices(self, shape: tuple[int, ...], theta: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """The matrix, float64[inputs, outputs], and the biases of each layer: views of theta."""
        found, at = [], 0
        for layer in self.layers(shape):
            end = at + layer.inputs * layer.outputs
            matrix = theta[at:end].reshape(layer.inputs, layer.outputs)
            at += layer.size
            found.append((matrix, theta[end:at]))
        return found

    def start(self, shape: tuple[int, ...], seed: int) -> np.ndarray:
        """The weights at which training starts: biases of zero, and matrices as Glorot and Bengio (2010) draw them."""
        theta = np.zeros(self.size(shape))
        for place, (layer, (matrix, _)) in enumerate(zip(self.layers(shape), self.matrices(shape, theta), strict=True)):
            wide = np.sqrt(6.0 / (layer.fan_in + layer.fan_out))
            spread(np.uint64(seed), np.uint64(WEIGHTS + place), wide, matrix.reshape(-1))
        return theta
