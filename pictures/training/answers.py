"""The questions that may be asked about a training, each with its answer, which grows."""

from collections.abc import Callable
from threading import Event

from pictures.training.curves import Packed
from pictures.training.curves import curves as drawn
from pictures.training.digits import digits
from pictures.training.plane import Slice
from pictures.training.plane import drawn as sliced
from pictures.training.rates import drawn as swept
from pictures.training.rates import sweeps
from pictures.training.table import tabled
from runs.training import codec
from runs.training.train import train
from runs.training.trained import Trained
from runs.training.training import Training
from studies.training.rates import tuned as with_tuned

Tell = Callable[[Packed], None]
Maker = Callable[[Training, Tell, Event], Packed]
"""Answers a question: it tells what there is so far, and ends early if it is cancelled."""


def tuned(trials: int) -> Maker:
    """The curves and the table with the best of so many rates for every method, which are found first."""

    def made(question: Training, tell: Tell, cancelled: Event) -> Packed:
        def told(share: float) -> None:
            state = f"Trying {trials} rates for every method: {100 * share:.0f} %."
            tell(Packed({"done": False, "progress": 0.7 * share, "state": state, "said": []}, {}))

        told(0.0)
        found = with_tuned(question, trials, told, cancelled)
        answer = curves(found, tell, cancelled)
        return Packed({**answer.head, "link": codec.write(found)}, answer.arrays)

    return made


def curves(question: Training, tell: Tell, cancelled: Event) -> Packed:
    """The curves and the table of a training."""

    def shown(trained: Trained, *, whole: bool = False) -> Packed:
        packed = drawn(trained, whole=whole)
        more = digits(trained) if whole and not cancelled.is_set() else Packed({}, {})
        return Packed({**packed.head, **tabled(trained, whole=whole), **more.head}, packed.arrays | more.arrays)

    return shown(train(question, lambda trained: tell(shown(trained)), cancelled), whole=True)


def rates(question: Training, tell: Tell, cancelled: Event) -> Packed:
    """The final accuracy of every method against its learning rate."""
    found = list[Trained]()
    for one in sweeps(question):
        found.append(train(one, lambda trained: tell(swept(question, found, trained, whole=False)), cancelled))
        if cancelled.is_set():
            break
    return swept(question, found, None, whole=True)


def plane(kind: str, entrant: int, draw: int) -> Maker:
    """A slice through the space of weights."""

    def made(question: Training, tell: Tell, cancelled: Event) -> Packed:
        return sliced(question, Slice(kind, entrant, draw), cancelled, tell)

    return made
