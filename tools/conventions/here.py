"""What an argument of another library is here: parameters of ours, or a sentence that says why it is nothing."""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import NamedTuple

from core.library import RATE
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.run import Runner
from tools.make_reference import cell, link


class Here(NamedTuple):
    """Parameters of ours: of a method or a schedule (`of` and `key`), or fields of a runner."""

    of: str
    key: str
    params: tuple[str, ...]
    note: str = ""


Answer = Here | str
Rows = Mapping[str, Answer]


class Entry(NamedTuple):
    """What a class is here, in a sentence, and what its arguments are: nothing, if it is `absent`."""

    about: str
    rows: Rows = MappingProxyType({})
    absent: bool = False


class Chapter(NamedTuple):
    """The classes of a library that need words of ours, and the arguments that mean the same in all its classes."""

    everywhere: Rows
    entries: Mapping[str, Entry]


def of_method(key: str, *params: str, note: str = "") -> Here:
    """Parameters of a method; "rate" is the learning rate."""
    return Here("method", key, params, note)


def of_schedule(key: str, *params: str, note: str = "") -> Here:
    """Parameters of a schedule."""
    return Here("schedule", key, params, note)


def of_runner(*names: str, note: str = "") -> Here:
    """Fields of a runner."""
    return Here("runner", "", names, note)


def absent(about: str) -> Entry:
    """A class that is not here, and why."""
    return Entry(about, absent=True)


ETA = of_runner(RATE)
"""The learning rate."""


def unknown(here: Here) -> list[str]:
    """The names of an answer that do not exist here."""
    if here.of == "runner":
        known = {field.name for field in fields(Runner)}
        return [name for name in here.params if name not in known]
    registry = OPTIMIZERS if here.of == "method" else SCHEDULES
    if here.key not in registry:
        return [here.key]
    keys = {param.key for param in registry[here.key].params} | ({RATE} if here.of == "method" else set())
    return [name for name in here.params if name not in keys]


def told(answer: Answer) -> str:
    """An answer as Markdown."""
    if isinstance(answer, str):
        return cell(answer)
    note = f" {cell(answer.note)}" if answer.note else ""
    if answer.of == "runner":
        return f"**{', '.join('η' if name == RATE else f'`{name}`' for name in answer.params)}**.{note}"
    known = OPTIMIZERS[answer.key].params if answer.of == "method" else SCHEDULES[answer.key].params
    symbols = {param.key: f"{param.symbol} (`{param.key}`)" for param in known} | {RATE: "η"}
    named = ", ".join(symbols[name] for name in answer.params)
    return f"**{named}** of {link('optimizer' if answer.of == 'method' else 'schedule', answer.key)}.{note}"
