"""Changes to a training. Each gives the changed training, and a sentence if it had to be made shorter, else ""."""

from dataclasses import replace
from typing import Any

from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.ground import Entry
from runs.run import optimizer, schedule
from runs.training.presets import PRESETS, by_preset, preset_of, usual
from runs.training.training import SHARED, Entrant, Training, possible

Changed = tuple[Training, str]


def with_entrants(question: Training, entrants: tuple[Entrant, ...]) -> Changed:
    """Other methods."""
    return with_part(question, "entrants", entrants)


def with_part(question: Training, name: str, value: Any) -> Changed:
    """Another network, other data, another batch, number of epochs or seeds: a field of Training by its name."""
    parts = {"entrants": question.entrants, "network": question.network, "data": question.data}
    parts |= {param.key: getattr(question, param.key) for param in SHARED}
    return possible(**parts | {name: value})


def with_methods(question: Training, keys: tuple[str, ...]) -> Changed:
    """These methods. Those that take part already stay as they are; new ones get the rates of the preset."""
    preset, known = preset_of(question), {entrant.method.key: entrant for entrant in reversed(question.entrants)}
    entrants = [known.get(key) or (by_preset(usual(key), preset) if preset else usual(key)) for key in keys]
    return with_entrants(question, tuple(entrants))


def with_rates(question: Training, preset: str) -> Changed:
    """The rates and hyper-parameters of a library, or of the papers, for all methods. ValueError for no preset."""
    if preset not in PRESETS:
        raise ValueError(f"The rates are those of {', '.join(PRESETS)}, not of {preset[:40]!r}.")
    return with_entrants(question, tuple(by_preset(entrant, preset) for entrant in question.entrants))


def with_entrant(question: Training, place: int, **parts: Any) -> Changed:
    """Another rate, method, schedule, warm-up or clipping of one method: fields of Entrant by their names."""
    entrants = list(question.entrants)
    entrants[place] = replace(entrants[place], **parts)
    return with_entrants(question, tuple(entrants))


def with_method_value(question: Training, place: int, key: str, value: float) -> Changed:
    """Another value of a hyper-parameter of one method."""
    entry = question.entrants[place].method
    return with_entrant(question, place, method=optimizer(entry.key, _values(entry, OPTIMIZERS, key, value)))


def with_schedule_value(question: Training, place: int, key: str, value: float) -> Changed:
    """Another value of a parameter of one method's schedule."""
    entry = question.entrants[place].schedule
    return with_entrant(question, place, schedule=schedule(entry.key, _values(entry, SCHEDULES, key, value)))


def _values(entry: Entry, records: Any, key: str, value: float) -> dict[str, float]:
    known = dict(zip((param.key for param in records[entry.key].params), entry.values, strict=True))
    return known | {key: value}
