"""Converts a training to the query string of its URL, and back.

    v=1&network=mlp_relu&data=digits&batch=64&epochs=10&seeds=1&seed=1
       &run1=adam&run1.rate=0.001&run1.beta1=0.9&...&run1.schedule=constant&run2=rmsprop&...

The names of a method are those of a race's link (`runs.codec`). Writing is exact. Reading uses what is valid and
reports the rest in sentences.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from core.param import Param
from core.records import Optimizer, Schedule
from runs.catalog import NETWORKS, OPTIMIZERS, SCHEDULES
from runs.codec import LONGEST, VERSION, Pairs, Reader, entry_pairs, query
from runs.data.shelf import offered
from runs.run import RATE
from runs.training.eligible import ELIGIBLE, PLANNED
from runs.training.presets import first_training, usual
from runs.training.training import (
    MOST_ENTRANTS,
    OWN,
    SHARED,
    Entrant,
    Training,
    check_method,
    check_schedule,
    possible,
)

METHODS: Mapping[str, Optimizer] = MappingProxyType({key: OPTIMIZERS[key] for key in ELIGIBLE})
PLANS: Mapping[str, Schedule] = MappingProxyType({key: SCHEDULES[key] for key in PLANNED})


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a link: a training, and a sentence for every part of it that could not be used."""

    training: Training
    remarks: tuple[str, ...]


def pairs(question: Training) -> Pairs:
    """The training as the names and values of a query string, in reading order."""
    out = [("v", VERSION), ("network", question.network), ("data", question.data)]
    out += [(param.key, param.write(getattr(question, param.key))) for param in SHARED]
    for number, entrant in enumerate(question.entrants, 1):
        name = f"run{number}"
        method, *values = entry_pairs(name, entrant.method, OPTIMIZERS[entrant.method.key].params)
        out += [method, (f"{name}.rate", RATE.write(entrant.rate)), *values]
        out += entry_pairs(f"{name}.schedule", entrant.schedule, SCHEDULES[entrant.schedule.key].params)
        own = [(param, getattr(entrant, param.key)) for param in OWN]
        out += [(f"{name}.{param.key}", param.write(value)) for param, value in own if value != param.default]
    return out


def write(question: Training) -> str:
    """The training as a query string, without the question mark."""
    return query(pairs(question))


def _whole(reader: Reader, param: Param, fallback: int) -> int:
    return int(reader.param(param.key, param, fallback))


def _own(reader: Reader, name: str, param: Param) -> Any:
    value = reader.param(f"{name}.{param.key}", param, param.default)
    return int(value) if param.kind == "integer" else value


def _read_entrant(reader: Reader, name: str) -> Entrant | None:
    key = reader.rest.pop(name)
    try:
        check_method(key)
    except ValueError as error:
        reader.remarks.append(f"{name} in the link is left out: {error}")
        reader.rest = {word: text for word, text in reader.rest.items() if not word.startswith(f"{name}.")}
        return None
    rate = reader.param(f"{name}.rate", RATE, usual(key).rate)
    method = reader.valued(name, METHODS, key)
    plan = reader.rest.get(f"{name}.schedule", "constant")
    if plan in SCHEDULES and plan not in PLANNED:
        reader.rest = {w: text for w, text in reader.rest.items() if not w.startswith(f"{name}.schedule")}
        try:
            check_schedule(plan)
        except ValueError as error:
            reader.remark(f"{name}.schedule", str(error), "constant")
    schedule = reader.entry(f"{name}.schedule", PLANS, "constant")
    return Entrant(method, rate, schedule, **{param.key: _own(reader, name, param) for param in OWN})


def _read_entrants(reader: Reader) -> tuple[Entrant, ...]:
    numbers = sorted({int(m[1]) for name in reader.rest if (m := re.fullmatch(r"run(0|[1-9][0-9]{0,2})", name))})
    strangers = {f"run{n}" for n in numbers if not 1 <= n <= MOST_ENTRANTS}
    reader.rest = {name: text for name, text in reader.rest.items() if name.split(".")[0] not in strangers}
    for name in sorted(strangers):
        reader.remarks.append(f"{name} in the link is left out: a training has the methods 1 to {MOST_ENTRANTS}.")
    read = [_read_entrant(reader, f"run{n}") for n in numbers if 1 <= n <= MOST_ENTRANTS]
    return tuple(entrant for entrant in read if entrant is not None)


def read_pairs(given: Pairs) -> Reading:
    """A training from the names and values of a link. Never raises; an empty link is the first training."""
    reader, first = Reader({}), first_training()
    for name, text in given:
        if name in reader.rest:
            reader.remarks.append(f"{name[:40]!r} appears twice in the link. The first one is used.")
        reader.rest.setdefault(name, text)
    if not reader.rest:
        return Reading(first, ())
    version = reader.rest.pop("v", VERSION)
    if version != VERSION:
        reader.remarks.append(f"The link has version {version[:40]!r}, and this page reads version {VERSION}.")
    network = reader.key("network", NETWORKS, first.network)
    data = reader.rest.pop("data", first.data)
    if data not in offered():
        reader.remark("data", f"This server has no pictures called {data[:40]!r}.", first.data)
        data = first.data
    numbers = {param.key: _whole(reader, param, getattr(first, param.key)) for param in SHARED}
    entrants = _read_entrants(reader) or first.entrants
    for name in reader.rest:
        reader.remarks.append(f"{name[:40]!r} in the link means nothing here.")
    question, remark = possible(entrants, network, data, **numbers)
    return Reading(question, (*reader.remarks, *([remark] if remark else [])))


def read(text: str) -> Reading:
    """A training from a query string, with or without the question mark. Never raises."""
    if len(text) > LONGEST:
        return Reading(first_training(), (f"The link is longer than {LONGEST:,} characters and was not read.",))
    return read_pairs(parse_qsl(text.removeprefix("?"), keep_blank_values=True))
