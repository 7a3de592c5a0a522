"""The questions that may be asked about a training, each with its answer, which grows."""

from collections.abc import Callable
from threading import Event

from pictures.training.curves import Packed
from pictures.training.curves import curves as drawn
from runs.training.train import train
from runs.training.training import Training

Tell = Callable[[Packed], None]
Maker = Callable[[Training, Tell, Event], Packed]
"""Answers a question: it tells what there is so far, and ends early if it is cancelled."""


def curves(question: Training, tell: Tell, cancelled: Event) -> Packed:
    """The curves and the table of a training."""
    found = train(question, lambda trained: tell(drawn(trained)), cancelled)
    return drawn(found, whole=True)
