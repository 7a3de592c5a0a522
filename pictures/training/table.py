"""The table of a training as the browser shows it, and what is said about it in sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from core.number import exact, short
from pictures.training.curves import named
from runs.catalog import OPTIMIZERS
from runs.training.presets import preset_of
from runs.training.trained import DIVERGED, Trained
from runs.training.training import Training
from studies.training.table import Interval, Row, table

DASH = "–"


def column(title: str, help: str) -> dict[str, str]:
    """A column of the table: what stands above it, and what that means."""
    return {"title": title, "help": help}


ACCURACY = column(
    "Accuracy", "The share of the validation images that are sorted right at the end, the mean over the seeds."
)
CHANCE = column("95 % interval", "Where the accuracy on very many images of this kind may lie, given so few.")
SEEDS = column("Over seeds", "The 95 % interval of the mean over the seeds: other starts, other batches.")
LOSS = column("Loss", "The mean cross-entropy of the validation images at the end.")
STEP = column("Step", "The processor time of a step, in units of the fastest method here.")
MEMORY = column("Words", "How many numbers the method remembers for each weight.")
PUBLISHED = column("Published", "A table that is often copied: Keras's defaults, MNIST, a convolutional network, once.")

TABLE = (
    "The published column is of Keras's default rates, MNIST, a convolutional network and 9,380 steps. Compare the "
    "order, not the numbers."
)
SWITCH = {
    "keras": "These are Keras's default rates. Switch to those of the papers, and see who is last then.",
    "papers": "These are the rates of the papers. Where a paper has none, it is a usual one.",
}


def columns(question: Training) -> list[dict[str, str]]:
    """The columns beside the method's name."""
    return [ACCURACY, CHANCE, *([SEEDS] if question.seeds > 1 else []), LOSS, STEP, MEMORY, PUBLISHED]


def _share(value: float, digits: int = 4) -> str:
    return f"{value:.{digits}f}" if np.isfinite(value) else DASH


def _between(interval: Interval) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}" if np.isfinite(interval[0]) else DASH


def cells(row: Row, question: Training) -> list[str]:
    """The texts of a row, one for each column."""
    return [
        _share(row.accuracy),
        _between(row.chance),
        *([_between(row.among)] if question.seeds > 1 else []),
        short(row.loss, 3),
        f"{row.relative:.2f}" if np.isfinite(row.relative) else DASH,
        str(row.memory),
        DASH if row.published is None else f"{row.published:.4f}",
    ]


def order(rows: Sequence[Row]) -> list[int]:
    """The methods from the best to the worst: by accuracy, and by loss where that is equal."""

    def place(row: Row) -> tuple[float, float]:
        return -np.nan_to_num(row.accuracy, nan=-1.0), np.nan_to_num(row.loss, nan=np.inf)

    return [row.entrant for row in sorted(rows, key=place)]


def tabled(trained: Trained, *, whole: bool) -> dict[str, Any]:
    """What the browser needs of the table; sentences only when all is there."""
    question, rows = trained.question, table(trained)
    return {
        "columns": columns(question),
        "rows": [{"cells": cells(row, question), "missing": bool(np.isnan(row.accuracy))} for row in rows],
        "order": order(rows),
        "said": list(told(trained, rows)) if whole else [],
    }  # fmt: skip


def told(trained: Trained, rows: Sequence[Row]) -> Iterator[str]:
    """What is to be known before one believes the table."""
    question, names = trained.question, _called(trained.question)
    known = [row for row in rows if np.isfinite(row.accuracy)]
    if known:
        yield _noise(question, known, names)
    if twins := _twins(question):
        yield twins
    for row in rows:
        if row.diverged:
            starts = "" if question.seeds == 1 else f" from {row.diverged} of {question.seeds} starts"
            step = int(trained.steps[row.entrant][trained.states[row.entrant] == DIVERGED].min())
            yield f"{names[row.entrant]} diverged{starts}, at step {exact(step)}."
    if any(row.published for row in rows):
        yield TABLE
    if switch := SWITCH.get(preset_of(question)):
        yield switch
    yield f"Pictures: {question.pictures.credit}."


def _called(question: Training) -> list[str]:
    """What the methods are called in a sentence: with what distinguishes them where names are equal."""
    both = named(question)
    names = [name for name, _ in both]
    return [name if names.count(name) == 1 else f"{name} ({note})" for name, note in both]


def _noise(question: Training, known: Sequence[Row], names: Sequence[str]) -> str:
    """What of the order is within chance."""
    best = max(known, key=lambda row: (row.accuracy, -row.loss))
    count, (low, high) = question.pictures.judged, best.chance
    tied = [names[row.entrant] for row in known if row.tied and row is not best]
    said = (
        f"With {count:,} images to judge by, one image is {100 / count:.2g} %. The best, {names[best.entrant]}, has "
        f"{best.accuracy:.3f}, and so few images leave anything from {low:.3f} to {high:.3f} possible."
    )
    if not tied:
        return f"{said} No other method is within that."
    *most, last = tied
    others = f"{', '.join(most)} and {last}" if most else last
    return f"{said} So it cannot be told apart from {others}."


def _twins(question: Training) -> str:
    """A sentence if momentum was left at 0, so that it is plain gradient descent at the same rate."""
    params = [param.key for param in OPTIMIZERS["momentum"].params]
    left = [
        e for e in question.entrants if e.method.key == "momentum" and not e.method.values[params.index("momentum")]
    ]
    plain = {entrant.rate for entrant in question.entrants if entrant.method.key == "gd"}
    if any(entrant.rate in plain for entrant in left):
        return "Momentum was left at 0, Keras's default. It is then gradient descent, and has the same row."
    return ""
