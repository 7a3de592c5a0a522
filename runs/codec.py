"""Converts a scene to the query string of its URL, and back.

    v=1&landscape=rosenbrock&landscape.a=1&landscape.b=100&x=-1.2&y=1&steps=300
       &run1=gd&run1.rate=0.001&run1.schedule=constant&run2=adam&run2.rate=0.05&run2.beta1=0.9&...

The link contains every number of a run, even those at their defaults, since a default that changes later must not
change an old link. The other settings of a scene (typed data, frame, noise, batches, delay, rounding, seed, view) are
left out at their neutral values.

Writing is exact: a float becomes the shortest text that reads back to the same bits. Reading is tolerant: it uses what
is valid, replaces the rest by defaults, and reports each replacement in a sentence for the visitor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote_plus

from core.number import two_readings
from core.param import Param
from core.records import Landscape, Optimizer, Schedule
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.data.typed import NO_TABLE, read_table, write_table
from runs.gradient_noise import GRADIENT_NOISE, GradientNoise
from runs.ground import FRAME, Entry, Ground
from runs.link_words import OF_BROWSER, today
from runs.opening import opening, suggested_rate
from runs.run import (
    AGAINST,
    AT,
    BATCH,
    LOOKS,
    MAX_RUNS,
    OWN,
    RATE,
    SEED,
    SIGMA,
    STEPS,
    TARGET,
    Runner,
    Scene,
    X,
    Y,
    check_against,
    check_batch,
    check_fork,
)

VERSION = "1"
LONGEST = 20_000
"""The most characters of a link. No link that the app writes is longer, and longer ones are not read at all."""

LONG = 40
"""Values of at least this many characters are not cached. No number is that long."""

HIDDEN = Param.switch("hidden", "hidden", False, "Is the runner hidden in the picture?")
ORIGIN = Param(
    "origin", "Origin", 1, (1, MAX_RUNS), (1, MAX_RUNS), "linear", "The number of the run that a fork comes from.",
    "integer",
)  # fmt: skip
ROOTED = "a run of its own from the start"
TABLE = "landscape.table"

Pairs = list[tuple[str, str]]
R = TypeVar("R", Landscape, Optimizer, Schedule)


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a link: a scene, and a sentence for every part of the link that could not be used."""

    scene: Scene
    remarks: tuple[str, ...]


def entry_pairs(name: str, entry: Entry, params: tuple[Param, ...]) -> Pairs:
    """An entry of the catalogue with its parameters as names and values."""
    values = [(f"{name}.{p.key}", p.write(v)) for p, v in zip(params, entry.values, strict=True)]
    return [(name, entry.key), *values]


def pairs(scene: Scene) -> Pairs:
    """The scene as the names and values of a query string, in reading order."""
    ground = scene.ground
    out = [("v", VERSION), *entry_pairs("landscape", ground.entry, LANDSCAPES[ground.entry.key].params)]
    if ground.table:
        out += [(TABLE, write_table(ground.table))]
    out += [(f"frame.{p.key}", p.write(v)) for p, v in zip(FRAME, ground.frame, strict=True) if v != p.default]
    out += [("x", X.write(scene.start[0])), ("y", Y.write(scene.start[1])), ("steps", STEPS.write(scene.steps))]
    if scene.noise:
        out += [("noise", SIGMA.write(scene.noise))]
    out += [
        (f"gradient.{p.key}", p.write(v)) for p, v in zip(GRADIENT_NOISE, scene.gradient, strict=True) if v != p.default
    ]
    if scene.seed != SEED.default:
        out += [("seed", SEED.write(scene.seed))]
    if scene.tolerance != TARGET.default:
        out += [("tolerance", TARGET.write(scene.tolerance))]
    looks = ((p, getattr(scene, p.key)) for p in LOOKS)
    out += [(p.key, option) for p, option in looks if option != p.write(p.default)]
    for runner in scene.runners:
        name = f"run{runner.mark + 1}"
        out += entry_pairs(name, runner.method, OPTIMIZERS[runner.method.key].params)
        out.insert(len(out) - len(runner.method.values), (f"{name}.rate", RATE.write(runner.rate)))
        out += entry_pairs(f"{name}.schedule", runner.schedule, SCHEDULES[runner.schedule.key].params)
        own = [(p, getattr(runner, p.key)) for p in OWN]
        out += [(f"{name}.{p.key}", p.write(value)) for p, value in own if value != p.default]
        if runner.origin is not None:
            out += [(f"{name}.origin", ORIGIN.write(runner.origin + 1)), (f"{name}.at", AT.write(runner.at))]
        if runner.hidden:
            out += [(f"{name}.hidden", "on")]
    return out


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return quote_plus(text)


def query(given: Pairs) -> str:
    """Names and values as a query string. Quoted values are cached, since every change writes mostly the same ones."""
    return "&".join(f"{_quoted(name)}={(_quoted if len(text) < LONG else quote_plus)(text)}" for name, text in given)


def write(scene: Scene) -> str:
    """The scene as a query string, without the question mark."""
    return query(pairs(scene))


class Reader:
    """Takes names out of a link one by one, and collects remarks on what could not be used."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """`given`: the names and texts of a link."""
        self.rest = dict(given)
        self.remarks: list[str] = []

    def remark(self, name: str, problem: str, instead: str) -> None:
        """Add a sentence for the visitor: what is wrong with this name, and what is used instead."""
        self.remarks.append(f"{name} in the link: {problem} Used instead: {instead}.")

    def param(self, name: str, param: Param, fallback: float) -> float:
        """The value of a parameter; the fallback if it is missing or, with a remark, if it is not valid."""
        text = self.rest.pop(name, None)
        if text is None:
            return fallback
        try:
            return self.read(name, param, text)
        except ValueError as error:
            self.remark(name, str(error), param.tell(fallback))
            return fallback

    def read(self, name: str, param: Param, text: str) -> float:
        """The value of a parameter's text, with a remark if there are two readings; ValueError if it is not valid."""
        value = param.read(text)
        self.doubt(name, text)
        return value

    def doubt(self, name: str, *texts: str) -> None:
        """Add a sentence for the visitor that says how the first text with two possible readings was read."""
        said = next(filter(None, map(two_readings, texts)), "")
        self.remarks += [f"{name} in the link: {said}"] if said else []

    def entry(self, name: str, registry: Mapping[str, R], fallback: str) -> Entry:
        """An entry of the catalogue with its parameters."""
        return self.valued(name, registry, self.key(name, registry, fallback))

    def key(self, name: str, registry: Mapping[str, Any], fallback: str) -> str:
        """The key of an entry of the catalogue."""
        key = self.rest.pop(name, fallback)
        if key not in registry:
            self.remark(name, f"{key[:40]!r} is not in the catalogue.", fallback)
            return fallback
        return key

    def valued(self, name: str, registry: Mapping[str, R], key: str) -> Entry:
        """The entry with this key and the parameters in the link."""
        values: dict[str, float] = {}
        for p in registry[key].params:
            values[p.key] = self.param(f"{name}.{p.key}", p, values.get(p.like, p.default))
        return Entry(key, tuple(values.values()))


def _read_runner(reader: Reader, mark: int, ground: Ground) -> Runner:
    name = f"run{mark + 1}"
    method = reader.entry(name, OPTIMIZERS, "gd")
    rate = reader.param(f"{name}.rate", RATE, suggested_rate(ground, method.key))
    schedule = reader.entry(f"{name}.schedule", SCHEDULES, "constant")
    hidden = reader.param(f"{name}.hidden", HIDDEN, HIDDEN.default)
    own = {p.key: _read_own(reader, name, p, ground) for p in OWN}
    origin, at = _read_origin(reader, name)
    return Runner(method, rate, schedule, mark, bool(hidden), origin=origin, at=at, **own)


def _read_own(reader: Reader, name: str, param: Param, ground: Ground) -> Any:
    if param is BATCH:
        return _read_batch(reader, f"{name}.{param.key}", param, ground)
    value = reader.param(f"{name}.{param.key}", param, param.default)
    return int(value) if param.kind == "integer" else value


def _read_batch(reader: Reader, name: str, param: Param, ground: Ground) -> int:
    batch = int(reader.param(name, param, param.default))
    try:
        if batch:
            check_batch(ground)
    except ValueError as error:
        reader.remark(name, str(error), "the whole ground")
        return 0
    return batch


def _read_gradient(reader: Reader, ground: Ground) -> GradientNoise:
    values = {
        p.key: _read_batch(reader, f"gradient.{p.key}", p, ground) if p.key == "batch"
        else reader.param(f"gradient.{p.key}", p, p.default)
        for p in GRADIENT_NOISE
    }  # fmt: skip
    return GradientNoise(**{key: float(value) for key, value in values.items()})


def _read_ground(reader: Reader, fallback: str) -> Ground:
    entry = reader.entry("landscape", LANDSCAPES, fallback)
    frame = tuple(reader.param(f"frame.{p.key}", p, p.default) for p in FRAME)
    text = reader.rest.pop(TABLE, None)
    try:
        ground = Ground(entry, frame, NO_TABLE if text is None else read_table(text, LANDSCAPES[entry.key].columns))
    except ValueError as error:
        reader.remark(TABLE, str(error), "the landscape as it is without")
        return Ground(entry, frame)
    reader.doubt(TABLE, *re.split("[~_]", text or ""))
    return ground


def _read_origin(reader: Reader, name: str) -> tuple[int | None, int]:
    text = reader.rest.pop(f"{name}.origin", None)
    if text is None:
        return None, 0
    at = int(reader.param(f"{name}.at", AT, AT.default))
    try:
        return int(reader.read(f"{name}.origin", ORIGIN, text)) - 1, at
    except ValueError as error:
        reader.remark(name, str(error), ROOTED)
        return None, 0


def _rooted(reader: Reader, runner: Runner, runners: tuple[Runner, ...]) -> Runner:
    """The runner, without its fork if it cannot fork where the link says. Forks of other runners stay possible."""
    try:
        check_fork(runner, runners)
    except ValueError as error:
        reader.remark(f"run{runner.mark + 1}", str(error), ROOTED)
        return replace(runner, origin=None, at=0)
    return runner


def _read_runners(reader: Reader, ground: Ground) -> tuple[Runner, ...]:
    numbers = sorted({int(m[1]) for name in reader.rest if (m := re.fullmatch(r"run(0|[1-9][0-9]{0,2})", name))})
    strangers = {f"run{n}" for n in numbers if not 1 <= n <= MAX_RUNS}
    reader.rest = {name: text for name, text in reader.rest.items() if name.split(".")[0] not in strangers}
    for name in sorted(strangers):
        reader.remarks.append(f"{name} in the link is left out: a scene has the runners 1 to {MAX_RUNS}.")
    runners = tuple(_read_runner(reader, n - 1, ground) for n in numbers if 1 <= n <= MAX_RUNS)
    return tuple(_rooted(reader, runner, runners) for runner in runners)


def _read_looks(reader: Reader, ground: Ground) -> dict[str, Any]:
    options = {p.key: p.write(reader.param(p.key, p, p.default)) for p in LOOKS}
    try:
        check_against(options[AGAINST.key], ground)
    except ValueError as error:
        options[AGAINST.key] = AGAINST.write(AGAINST.default)
        reader.remark(AGAINST.key, str(error), options[AGAINST.key])
    return {"tolerance": reader.param("tolerance", TARGET, TARGET.default), **options}


def read_pairs(given: Pairs) -> Reading:
    """A scene from the names and values of a link. Never raises; an empty link is the opening scene."""
    reader, first = Reader({}), opening()
    for name, text in ((today(name), text) for name, text in given if name not in OF_BROWSER):
        if name in reader.rest:
            reader.remarks.append(f"{name[:40]!r} appears twice in the link. The first one is used.")
        reader.rest.setdefault(name, text)
    if not reader.rest:
        return Reading(first, ())
    version = reader.rest.pop("v", VERSION)
    if version != VERSION:
        reader.remarks.append(f"The link has version {version[:40]!r}, and this page reads version {VERSION}.")
    ground = _read_ground(reader, first.ground.entry.key)
    x0, y0 = first.start if ground.entry.key == first.ground.entry.key else next(iter(ground.starts().values()))
    start = (reader.param("x", X, x0), reader.param("y", Y, y0))
    steps, noise = int(reader.param("steps", STEPS, first.steps)), reader.param("noise", SIGMA, 0.0)
    seed, gradient = int(reader.param("seed", SEED, SEED.default)), _read_gradient(reader, ground)
    looks = _read_looks(reader, ground)
    runners = _read_runners(reader, ground) or opening(ground).runners
    for name in reader.rest:
        reader.remarks.append(f"{name[:40]!r} in the link means nothing here.")
    return Reading(Scene(ground, start, steps, runners, noise, seed, gradient=gradient, **looks), tuple(reader.remarks))


def read(text: str) -> Reading:
    """A scene from a query string, with or without the question mark. Never raises."""
    if len(text) > LONGEST:
        return Reading(opening(), (f"The link is longer than {LONGEST:,} characters and was not read.",))
    return read_pairs(parse_qsl(text.removeprefix("?"), keep_blank_values=True))
