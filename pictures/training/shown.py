"""What the page Network shows: a training, and how it is looked at. It is written to the link and read from it."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from core.param import Param
from runs.codec import LONGEST, Pairs, Reader, query
from runs.training import codec
from runs.training.presets import first_training
from runs.training.training import Training

AXES = ("steps", "epochs", "samples", "time")
AGAINST = Param.choice(
    "against", "Against", AXES,
    "What the horizontal axis of the curves shows: steps, epochs, the images that were used, or the processor time, "
    "in which a method with longer steps gets less far.",
    default=1,
)  # fmt: skip
RATES = Param.switch(
    "sweep", "At other rates", False,
    "Trains every method at other learning rates too, and shows where each is best. This takes some time.",
)  # fmt: skip
LOOKS = (AGAINST, RATES)
"""The words of the link that say how a training is looked at."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A training and how it is looked at. `against` is the number of an option of AGAINST."""

    training: Training
    against: float = AGAINST.default
    sweep: bool = False


FIRST = Shown(first_training())
"""What a newcomer sees."""


def pairs(shown: Shown) -> Pairs:
    """What is shown, as the names and values of a query string; how it is looked at only where that is unusual."""
    looks = [(AGAINST, shown.against), (RATES, float(shown.sweep))]
    return codec.pairs(shown.training) + [(p.key, p.write(value)) for p, value in looks if value != p.default]


def write(shown: Shown) -> str:
    """The same as a query string, without the question mark."""
    return query(pairs(shown))


def read(text: str) -> tuple[Shown, tuple[str, ...]]:
    """What a link shows, and a sentence for every part of it that could not be used. Never raises."""
    if len(text) > LONGEST:
        found = codec.read(text)
        return replace(FIRST, training=found.training), found.remarks
    given = parse_qsl(text.removeprefix("?"), keep_blank_values=True)
    names = {param.key for param in LOOKS}
    found = codec.read_pairs([pair for pair in given if pair[0] not in names])
    reader = Reader({name: text for name, text in reversed(given) if name in names})
    against, sweep = (reader.param(param.key, param, param.default) for param in LOOKS)
    return Shown(found.training, against, bool(sweep)), (*found.remarks, *reader.remarks)
