"""The content of the reference pages, derived from the records of the catalogue and the source of their kernels."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal
from unicodedata import combining, normalize

import numpy as np

from core.number import exact
from core.param import Param, Values
from core.records import Landscape, Limit, Optimizer, Point, Schedule
from runs import codec, surface
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Ground, landscape
from runs.opening import opening, suggested_rate
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from studies.portraits import portrait

Kind = Literal["optimizer", "landscape", "schedule"]
Record = Optimizer | Landscape | Schedule
KINDS: tuple[Kind, ...] = ("optimizer", "landscape", "schedule")
REGISTRIES: Mapping[Kind, Mapping[str, Record]] = {
    "optimizer": OPTIMIZERS,
    "landscape": LANDSCAPES,
    "schedule": SCHEDULES,
}

_MATRICES = (
    "Muon and Shampoo work on the weight matrix of a layer: Muon makes its update orthogonal, Shampoo scales its rows "
    "and its columns. Two coordinates are not such a matrix. If they are treated as a matrix with a single column, "
    "Muon only normalises the step, and that is another method."
)
_NORMS = (
    "LAMB scales each layer's step by the norm of its weights. Adafactor saves memory by keeping the means of rows and "
    "columns in place of a matrix, and it also steps in proportion to the weights. On these maps, the distance from "
    "the origin would then set the step. Where a map has its origin is arbitrary, so the picture would not show what "
    "the method does."
)
LEFT_OUT = (_MATRICES, _NORMS)
"""The reasons why some methods that a reader may look for are not in the catalogue."""

TREE = "Each method stands below the method that it builds on, or that it becomes with the values given beside it."
"""How to read the family tree."""

SIDE = 33
"""Points per side of a thumbnail's ground."""


@dataclass(frozen=True, slots=True)
class Becoming:
    """`general` equals `special` if its parameters are as `words` says, and the other's as `there` says."""

    general: str
    special: str
    words: str
    there: str

    @property
    def condition(self) -> str:
        """Both sides of the condition in one phrase."""
        return f"{self.words} ({OPTIMIZERS[self.special].name} with {self.there})" if self.there else self.words


@dataclass(frozen=True, slots=True)
class View:
    """A run from above: heights float64[n, n] on the contour scale over `box`, positions float64[k, 2], minima."""

    z: np.ndarray
    box: surface.Box
    positions: np.ndarray
    minima: tuple[Point, ...]


def kind_of(record: Record) -> Kind:
    """The kind of a record: optimizer, landscape or schedule."""
    kinds: Mapping[type, Kind] = {Optimizer: "optimizer", Landscape: "landscape", Schedule: "schedule"}
    return kinds[type(record)]


def families(kind: Kind) -> list[str]:
    """The families of a kind in alphabetical order."""
    return sorted({record.family for record in REGISTRIES[kind].values()})


COMMAND = re.compile(r"\\?[A-Za-z]{2,}")
LAYOUT = re.compile(
    r"\\(?:left|right|[dt]?frac|text|math\w+|operatorname|begin|end|[bB]ig\w*|q?quad|tag|hat|bar|tilde|odot)"
)
"""Words of LaTeX: all of them, and those that only say how a formula looks."""


def folded(text: str) -> str:
    """A text as it is searched: in small letters, without accents."""
    return "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))


@cache
def mentioned(kind: Kind, key: str) -> str:
    """All that a search for an entry finds: names, family, source, lesson, and the words of its formula."""
    record = REGISTRIES[kind][key]
    formula = (found.lstrip("\\") for found in COMMAND.findall(LAYOUT.sub(" ", record.formula)))
    return folded(" ".join([key, record.name, record.family, str(record.source), record.lesson, *formula]))


def matching(kind: Kind, text: str = "", family: str = "") -> list[str]:
    """The keys, sorted by name, of the entries of a family (all, if it is empty) that mention every word of `text`."""
    words = folded(text).split()
    found = [
        record
        for record in REGISTRIES[kind].values()
        if family in ("", record.family) and all(word in mentioned(kind, record.key) for word in words)
    ]
    return [record.key for record in sorted(found, key=lambda record: record.name.casefold())]


def settings(params: tuple[Param, ...], values: Values) -> str:
    """Values of parameters in words, in the record's order: "β₁ = 0, bias correction off"."""
    given = [(p, p.tell(values[p.key])) for p in params if p.key in values]
    return ", ".join(f"{p.symbol} {text}" if p.kind == "switch" else f"{p.symbol} = {text}" for p, text in given)


def usual(param: Param) -> str:
    """A parameter's default in words, with at most six digits."""
    return param.tell(param.default if param.options else float(f"{param.default:.6g}"))


def allowed(param: Param) -> str:
    """The allowed values of a parameter in words: its valid range, or its options."""
    if param.kind in ("switch", "choice"):
        return ", ".join(param.options or ("on", "off"))
    low, high = param.valid
    return f"{exact(low)} to {exact(high)}"


def _becoming(general: Optimizer, limit: Limit) -> Becoming:
    special = OPTIMIZERS[limit.key]
    return Becoming(
        general.key, special.key, settings(general.params, limit.values), settings(special.params, limit.there)
    )


def becomes(key: str) -> list[Becoming]:
    """What an optimizer becomes for certain values of its parameters."""
    return [_becoming(OPTIMIZERS[key], limit) for limit in OPTIMIZERS[key].limits]


def comes_from(key: str) -> list[Becoming]:
    """The optimizers of which this one is a special case."""
    return [found for general in OPTIMIZERS for found in becomes(general) if found.special == key]


KERNELS = ("step", "probe", "loss", "grad", "curve", "react")
"""The functions of a record that are shown as its source, in reading order."""


def code(record: Record) -> str:
    """The source of an entry's own kernels (of a schedule: of its curve), as it stands in the file."""
    held: list[Any] = [getattr(record, name, None) for name in KERNELS]
    plain = [getattr(function, "py_func", function) for function in held if function is not None]
    return "\n\n".join(inspect.getsource(function).strip() for function in plain)


def peculiarities(land: Landscape) -> list[tuple[str, str]]:
    """What is special about a landscape and its marked points: a title and a text for each."""
    told = [("Not smooth", land.kinks), ("A valley of minima", land.valley), ("Not all are marked", land.open)]
    return [(title, text) for title, text in told if text]


def path(record: Record) -> str:
    """The file of an entry, from the root of the project."""
    return f"{kind_of(record)}s/{record.key}.py"


KNOWN = {"adaptive": "adam", "averaging": "adam", "momentum": "momentum", "sign": "signsgd"}
"""The best-known method of each family; for families that are not listed it is gradient descent."""


def peer(key: str) -> str:
    """The optimizer that is shown next to this one: what it becomes within its family, else the family's best-known."""
    way = OPTIMIZERS[key]
    kin = (limit.key for limit in way.limits if OPTIMIZERS[limit.key].family == way.family)
    found = next(kin, KNOWN.get(way.family, "gd"))
    if found != key:
        return found
    return "gd" if key != "gd" else "momentum"


def _of_optimizer(key: str) -> Scene:
    first = opening()
    pair = (key, peer(key))
    runners = tuple(Runner(optimizer(k), suggested_rate(first.ground, k), mark=i) for i, k in enumerate(pair))
    return replace(first, runners=runners)


def _of_schedule(key: str) -> Scene:
    ground = Ground(landscape("bowl"))
    beside = schedule() if key != "constant" else schedule("cosine")
    runners = tuple(Runner(optimizer("gd"), 0.1, plan, mark=i) for i, plan in enumerate((schedule(key), beside)))
    return Scene(ground, next(iter(ground.starts().values())), 300, runners, noise=2.0)


def scene(kind: Kind, key: str) -> Scene:
    """The race that shows an entry.

    An optimizer runs next to a related one on the opening's ground, both at suggested rates. On a landscape the
    opening's runners race. A schedule drives gradient descent on a noisy bowl, next to the same method at a constant
    rate; the constant schedule runs next to cosine annealing. The noise is there because it is what schedules are for.
    """
    if kind == "landscape":
        return opening(Ground(landscape(key)))
    return _of_optimizer(key) if kind == "optimizer" else _of_schedule(key)


def pictured(kind: Kind, key: str) -> Scene:
    """The race of an entry's small picture: of an optimizer a short run that tells it from gradient descent."""
    return portrait(key) if kind == "optimizer" else scene(kind, key)


def address(shown: Scene) -> str:
    """A race as an address within the app."""
    return "./?" + codec.write(shown)


def view(shown: Scene) -> View:
    """The first run of a scene, on its ground."""
    grid = surface.grid(surface.query(shown.ground), SIDE, 1)
    minima = tuple((point.x, point.y) for point in grid.known if point.kind == "minimum")
    return View(grid.z, grid.box, simulate(shown.runs()[0]).positions, minima)


def rates(shown: Scene) -> np.ndarray:
    """The learning rate at every step of the scene's first run, as a share of η: float64[steps taken]."""
    run = shown.runs()[0]
    return simulate(run).rates / run.rate
