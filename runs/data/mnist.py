"""MNIST, read from a folder: `mnist.npz` as Keras has it, or the four files of its authors, zipped or not.

Nothing is downloaded. A file that is damaged is told from one that is missing, in a sentence.
"""

import gzip
import zlib
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.param import demand
from runs.data.pictures import CLASSES, Pictures, made

KEY = "mnist"
KERAS = "mnist.npz"
KERAS_NAMES = ("x_train", "y_train", "x_test", "y_test")
IDX = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
UNSIGNED_BYTES = 8
"""The number that stands for bytes without a sign in the format of the authors."""
MOST_BYTES = 100_000_000
"""The most bytes that a file may unpack to."""
CREDIT = "MNIST, Y. LeCun, C. Cortes and C. J. C. Burges, CC BY-SA 3.0"


def _idx(name: str, content: bytes) -> np.ndarray:
    """The array of a file of the authors' format: a magic number, the size of every dimension, and bytes."""
    demand(len(content) >= 4 and content[:2] == b"\0\0", f"{name} does not begin as a file of MNIST does.")
    kind, many = content[2], content[3]
    demand(kind == UNSIGNED_BYTES, f"{name} does not hold bytes, but numbers of the kind {kind}.")
    demand(1 <= many <= 3 and len(content) >= 4 + 4 * many, f"{name} ends before the sizes of its array do.")
    sizes = [int.from_bytes(content[4 + 4 * k : 8 + 4 * k], "big") for k in range(many)]
    there, wanted = len(content) - 4 - 4 * many, int(np.prod(sizes, dtype=object))
    demand(there == wanted, f"{name} says that it holds {wanted:,} numbers, and holds {there:,}.")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * many).reshape(sizes)


def _file(folder: Path, name: str) -> np.ndarray:
    zipped = folder / f"{name}.gz"
    try:
        with gzip.open(zipped) if zipped.exists() else (folder / name).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{name} cannot be read: {error}.") from None
    demand(len(content) <= MOST_BYTES, f"{name} is larger than MNIST can be.")
    return _idx(name, content)


def _keras(path: Path) -> list[np.ndarray]:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            found = {name: file[name] for name in KERAS_NAMES if name in file}
    except (OSError, EOFError, BadZipFile, zlib.error, ValueError) as error:
        raise ValueError(f"{KERAS} cannot be read: {error}") from None
    lacking = [name for name in KERAS_NAMES if name not in found]
    demand(not lacking, f"{KERAS} lacks {', '.join(lacking)}.")
    return [found[name] for name in KERAS_NAMES]


def _checked(images: np.ndarray, labels: np.ndarray, what: str) -> None:
    square = images.ndim == 3 and images.shape[1] == images.shape[2] and images.shape[1] >= 4
    demand(square, f"The pictures {what} must be squares of at least 4 x 4 pixels.")
    demand(images.dtype == np.uint8, f"The pictures {what} must be bytes.")
    demand(labels.shape == images.shape[:1] and labels.size, f"There must be one label for every picture {what}.")
    whole = labels.dtype.kind in "iu" and int(labels.min()) >= 0 and int(labels.max()) < CLASSES
    demand(whole, f"The labels {what} must be whole numbers from 0 to {CLASSES - 1}.")


def is_there(folder: Path) -> bool:
    """Whether a folder holds files of MNIST, damaged or not."""
    return (folder / KERAS).is_file() or all(
        (folder / name).is_file() or (folder / f"{name}.gz").is_file() for name in IDX
    )


def read_mnist(folder: Path) -> Pictures:
    """MNIST from a folder; ValueError with a sentence if its files are damaged or missing."""
    demand(is_there(folder), f"There is neither {KERAS} nor {IDX[0]} with its three companions.")
    keras = folder / KERAS
    images, labels, others, named = _keras(keras) if keras.is_file() else [_file(folder, name) for name in IDX]
    _checked(images, labels, "to learn from")
    _checked(others, named, "to judge by")
    demand(images.shape[1:] == others.shape[1:], "The pictures to learn from and those to judge by differ in size.")
    count, side = len(images) + len(others), images.shape[1]
    return made(
        KEY, f"MNIST: {count:,} digits of {side} x {side} pixels", np.concatenate([images, others]) / 255.0,
        np.concatenate([labels, named]), len(images), CREDIT,
    )  # fmt: skip
