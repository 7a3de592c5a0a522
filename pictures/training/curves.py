"""The curves of a training, as far as it has come, and what the browser needs to draw them."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.number import short
from runs.catalog import OPTIMIZERS
from runs.run import RATE
from runs.training.trained import JUDGED, TRAIN, Trained
from runs.training.training import OWN, Entrant, Training

STYLES = 8
"""The marks that tell methods apart (`stage/js/palette.js`)."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What is sent to the browser: the head, and arrays by name."""

    head: dict[str, Any]
    arrays: dict[str, np.ndarray]


def note(entrant: Entrant) -> str:
    """What distinguishes a method from others of its name: its rate, and whatever number differs from the usual."""
    way = OPTIMIZERS[entrant.method.key]
    told = list(zip(way.params, entrant.method.values, strict=True))
    told += [(p, float(getattr(entrant, p.key))) for p in OWN]
    told = [(RATE, entrant.rate), *((p, v) for p, v in told if v != p.default and p.kind in ("number", "integer"))]
    plan = [] if entrant.schedule.key == "constant" else [entrant.schedule.key.replace("_", " ")]
    return ", ".join([*(f"{p.symbol} {p.tell(v)}" for p, v in told), *plan])


def named(question: Training) -> list[tuple[str, str]]:
    """The name of every method of a training, and what distinguishes it."""
    return [(OPTIMIZERS[entrant.method.key].name, note(entrant)) for entrant in question.entrants]


def methods(question: Training) -> list[dict[str, Any]]:
    """Every method of a training as the browser takes it: its name, what distinguishes it, and its mark."""
    return [
        {"key": f"run{k + 1}", "name": name, "note": told, "style": k % STYLES}
        for k, (name, told) in enumerate(named(question))
    ]


def over_seeds(values: np.ndarray) -> np.ndarray:
    """The mean, the lowest and the highest over the seeds: float64[M, 3, P] from [M, S, P], without what is nan."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where nothing has come yet
        return np.stack([how(values, axis=1) for how in (np.nanmean, np.nanmin, np.nanmax)], axis=1)


def curves(trained: Trained, *, whole: bool = False) -> Packed:
    """The curves of all methods. `whole`: no more will come."""
    question = trained.question
    arrays = {"steps": trained.points.astype(float)}
    for name, values in (("loss", trained.losses), ("accuracy", trained.accuracies)):
        arrays[name] = over_seeds(values[:, :, JUDGED])
        arrays[f"train_{name}"] = over_seeds(values[:, :, TRAIN])
    head = {
        "done": whole, "progress": trained.share, "state": state(trained), "methods": methods(question),
        "steps": question.steps, "perEpoch": question.each, "batch": question.batch, "seeds": question.seeds,
        "costs": costs(trained),
    }  # fmt: skip
    return Packed(head, arrays)


def costs(trained: Trained) -> list[float]:
    """The time of a step of every method, in units of the shortest one; 0 where it is not known yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        each = np.nan_to_num(np.nanmean(trained.seconds, axis=1))
    least = each[each > 0].min() if (each > 0).any() else 1.0
    return (each / least).tolist()


def state(trained: Trained) -> str:
    """How far a training has come, in words."""
    question, taken = trained.question, int(trained.steps.sum())
    whole = question.steps * trained.steps.size
    if trained.ended:
        each = 1e6 * float(np.nansum(trained.seconds * trained.steps)) / max(taken, 1)
        return f"{taken:,} steps of {short(each, 2)} µs on one processor."
    return f"Training: {100 * taken // whole} % of {whole:,} steps."
