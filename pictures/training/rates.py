"""The final accuracy of every method against its learning rate, and what that says about the table."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from core.number import exact
from pictures.training.curves import Packed, methods, named
from runs.training.trained import Trained
from runs.training.training import Training
from studies.training.rates import TRIED, Sweep, sweep_of, swept
from studies.training.table import wilson


def sweeps(question: Training) -> list[Training]:
    """The training of every method at many rates."""
    return [sweep_of(question, m) for m in range(len(question.entrants))]


def drawn(question: Training, found: Sequence[Trained], running: Trained | None, *, whole: bool) -> Packed:
    """The curves of the methods that have been tried at all rates (`found`), and of the one that is being tried.

    Arrays: rates, accuracy, low, high [M, R], nan where there is nothing yet.
    """
    many = len(question.entrants)
    known = [swept(one) for one in [*found, *([running] if running is not None and not whole else [])]]
    table = np.full((4, many, TRIED), np.nan)
    for m, sweep in enumerate(known):
        rows = (sweep.rates, sweep.accuracy, sweep.low, sweep.high)
        table[:, m, : sweep.rates.size] = np.stack(rows)
    share = (len(found) + (running.share if running is not None else 0.0)) / many
    head: dict[str, Any] = {
        "done": whole, "progress": min(share, 1.0), "methods": methods(question), "seeds": question.seeds,
        "present": [entrant.rate for entrant in question.entrants],
        "state": "" if whole else f"Training at {TRIED} rates each: {100 * share:.0f} %.",
        "said": list(told(question, known)) if whole else [],
    }  # fmt: skip
    return Packed(head, dict(zip(("rates", "accuracy", "low", "high"), table, strict=True)))


def told(question: Training, found: Sequence[Sweep]) -> Iterator[str]:
    """For which methods the rate in the table is not a good one."""
    count = question.pictures.judged
    for (name, _), entrant, sweep in zip(named(question), question.entrants, found, strict=False):
        if not np.isfinite(sweep.accuracy).any():
            continue
        best = int(np.nanargmax(sweep.accuracy))
        near = int(np.argmin(np.abs(np.log(sweep.rates / entrant.rate))))
        here, there = sweep.accuracy[near], sweep.accuracy[best]
        if not here >= wilson(float(there), count)[0]:
            yield (
                f"{name} reaches {there:.3f} with η = {exact(float(sweep.rates[best]))}. "
                f"The table has η = {exact(entrant.rate)}."
            )
    yield (
        "Every curve falls on both sides: with too small a rate a method does not get there in time, with too large a "
        "one it jumps about or diverges. A table of default rates compares places on these curves, not methods."
    )
