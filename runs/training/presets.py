"""The methods of the table, and rates by preset: those of a library or of the papers."""

from dataclasses import replace
from functools import lru_cache

from core.records import Optimizer
from runs.catalog import LIBRARIES, OPTIMIZERS, set_by
from runs.run import optimizer
from runs.training.eligible import ELIGIBLE
from runs.training.training import Entrant, Training

TABLE = ("adam", "rmsprop", "momentum", "gd", "adagrad", "adadelta")
"""The six methods of the table, in its order."""

PRESETS = ("keras", "pytorch", "papers")
"""The libraries whose rates can be chosen for all methods at once."""

UNITS = {"inverse curvature": 0.01, "length": 0.001, "pure number": 1.0}
"""The rate of a method for which no library has one, by its unit."""
USUAL = {"momentum": 0.01, "nesterov": 0.01, "gd": 0.01, "adagrad": 0.01, "rmsprop": 0.001}
"""The rates of methods whose papers name none: the usual ones."""


def usual(key: str) -> Entrant:
    """A method at its usual rate: that of its paper, of PyTorch, or of another library."""
    names = ("papers", "pytorch", "keras", "optax")
    found = (preset.rate for name in names if (preset := LIBRARIES[name].preset(key)) and preset.rate)
    rate = USUAL.get(key) or next(found, UNITS[OPTIMIZERS[key].unit])
    return Entrant(optimizer(key), rate)


def by_preset(entrant: Entrant, library: str) -> Entrant:
    """The entrant with rate and hyper-parameters of a library; those that it does not set are the usual ones.

    Its schedule, warm-up and clipping stay. Keras's momentum is 0 unless it is asked for.
    """
    key = entrant.method.key
    way, plain = OPTIMIZERS[key], usual(key)
    preset = LIBRARIES[library].preset(key)
    if preset is None:
        return replace(entrant, method=plain.method, rate=plain.rate)
    values = set_by(preset, way) | _left(library, way)
    return replace(entrant, method=optimizer(key, values), rate=preset.rate or plain.rate)


def _left(library: str, way: Optimizer) -> dict[str, float]:
    """What a library calls a default and our presets leave alone: Keras's momentum, which is 0."""
    preset = LIBRARIES[library].preset(way.key)
    return {"momentum": 0.0} if library == "keras" and preset and "momentum" in preset.left.values() else {}


def with_preset(question: Training, library: str) -> tuple[Training, tuple[str, ...]]:
    """The training with the rates of a library, and the names of the methods for which it has none."""
    lacking = (e.method.key for e in question.entrants if LIBRARIES[library].preset(e.method.key) is None)
    entrants = tuple(by_preset(entrant, library) for entrant in question.entrants)
    return replace(question, entrants=entrants), tuple(dict.fromkeys(OPTIMIZERS[key].name for key in lacking))


def preset_of(question: Training) -> str:
    """The key in PRESETS whose rates these are; "" if they are others."""
    return next((name for name in PRESETS if with_preset(question, name)[0] == question), "")


def everyone() -> tuple[Entrant, ...]:
    """Every method that can train a network, at its usual rate."""
    return tuple(map(usual, ELIGIBLE))


@lru_cache(maxsize=1)
def first_training() -> Training:
    """What a newcomer sees: the six of the table with Keras's defaults, in 2,300 steps."""
    return with_preset(Training(tuple(map(usual, TABLE)), epochs=100), "keras")[0]
