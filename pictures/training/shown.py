"""What the page Network shows: a training, and how it is looked at. It is written to the link and read from it."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from core.param import Param
from pictures.training.plane import KINDS
from runs.codec import LONGEST, Pairs, Reader, query
from runs.training import codec
from runs.training.presets import first_training
from runs.training.training import MOST_ENTRANTS, Training
from studies.training.rates import MOST_TRIALS

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
PLANE = Param.choice(
    "plane", "Its landscape", KINDS,
    "A plane through the space of weights. random: two random directions around the end of a method. path: the main "
    "directions of its path. ends: through three ends. sharpest: where the loss bends most.",
)  # fmt: skip
END = Param(
    "end", "Around the end of", 1, (1, MOST_ENTRANTS), (1, MOST_ENTRANTS), "linear",
    "The number of the method around whose end the plane lies.", "integer",
)  # fmt: skip
DRAW = Param("draw", "Draw", 0, (0, 99), (0, 99), "linear", "The number of a random plane.", "integer")
TRIALS = Param(
    "tuned", "Tries", 0, (0, MOST_TRIALS), (0, MOST_TRIALS), "linear",
    "Every method tries so many rates around its usual one, and trains with the best. With 0 the rates stay.",
    "integer",
)  # fmt: skip
LOOKS = (AGAINST, RATES, TRIALS, PLANE, END, DRAW)
"""The words of the link that say how a training is looked at."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A training and how it is looked at. `against` and `plane` are numbers of options of AGAINST and PLANE; `end` is
    the number of a method, from 1 on. Each field but the first has the key of its parameter.
    """

    training: Training
    against: float = AGAINST.default
    sweep: float = RATES.default
    tuned: float = TRIALS.default
    plane: float = PLANE.default
    end: float = END.default
    draw: float = DRAW.default


FIRST = Shown(first_training())
"""What a newcomer sees."""


def pairs(shown: Shown) -> Pairs:
    """What is shown, as the names and values of a query string; how it is looked at only where that is unusual."""
    looks = [(param, getattr(shown, param.key)) for param in LOOKS]
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
    looks = {param.key: reader.param(param.key, param, param.default) for param in LOOKS}
    return Shown(found.training, **looks), (*found.remarks, *reader.remarks)


def curves_question(shown: Shown) -> str:
    """What the route of trainings calls the curves that are shown."""
    return f"tuned.{int(shown.tuned)}" if shown.tuned else "curves"


def plane_question(shown: Shown) -> str:
    """What the route of trainings calls the plane that is shown; "" for none."""
    if not shown.plane:
        return ""
    kind, end = KINDS[int(shown.plane)], min(int(shown.end), len(shown.training.entrants)) - 1
    return f"plane.{kind}.{end}.{int(shown.draw) if kind == 'random' else 0}"
