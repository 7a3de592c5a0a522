"""Pictures that networks learn to sort: handwritten digits, split into those to learn from and those to judge by."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.engine.samples import shuffle

CLASSES = 10
SPLIT = 1
"""The seed of the order in which the digits are split."""
TRAINED = 1437
"""The digits to learn from; the other 360 of the 1,797 are those to be judged by."""
DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures and what they show. Nobody writes to the arrays, which kernels take only if they could.

    images: float64[n * side * side], one picture after the other, row by row, from 0 (paper) to 1 (ink). labels:
    int64[n], the digits. The first `trained` are to learn from, the others to be judged by. `credit` says whose they
    are.
    """

    key: str
    name: str
    side: int
    images: np.ndarray
    labels: np.ndarray
    trained: int
    credit: str

    @property
    def inputs(self) -> int:
        """The numbers of one picture."""
        return self.side * self.side

    @property
    def judged(self) -> int:
        """How many pictures are there to be judged by."""
        return self.labels.size - self.trained

    def part(self, judged: bool) -> tuple[np.ndarray, np.ndarray]:
        """Images and labels to learn from, or those to be judged by."""
        cut = self.trained * self.inputs
        if judged:
            return self.images[cut:], self.labels[self.trained :]
        return self.images[:cut], self.labels[: self.trained]

    def picture(self, number: int) -> np.ndarray:
        """One picture, float64[side, side]."""
        return self.images[number * self.inputs : (number + 1) * self.inputs].reshape(self.side, self.side)


def made(key: str, name: str, images: np.ndarray, labels: np.ndarray, trained: int, credit: str) -> Pictures:
    """Pictures from float64[n, side, side] and int64[n]."""
    flat = np.ascontiguousarray(images, np.float64).reshape(-1)
    named = np.ascontiguousarray(labels, np.int64)
    return Pictures(key, name, images.shape[1], flat, named, trained, credit)


@lru_cache(maxsize=1)
def digits() -> Pictures:
    """The 1,797 digits of 8 x 8 pixels, in the fixed order of their split."""
    with np.load(Path(__file__).parent / "digits.npz") as file:
        images, labels = file["images"].reshape(-1, 8, 8) / 16.0, file["labels"].astype(np.int64)
    order = np.full(labels.size + 1, -1)
    shuffle(np.uint64(SPLIT), np.uint64(0), 0, order)
    return made(
        DIGITS, "1,797 digits of 8 x 8 pixels", images[order[:-1]], labels[order[:-1]], TRAINED,
        "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, "
        "CC BY 4.0",
    )  # fmt: skip
