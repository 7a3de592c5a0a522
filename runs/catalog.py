"""The catalogue: read-only registries of landscapes, optimizers, schedules and networks, and of libraries with their
presets.

The registries are built by scanning the five packages, so a new entry needs a new file and no other change.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import TypeVar

import landscapes
import libraries
import networks
import optimizers
import schedules
from core.library import Library, Preset
from core.network.network import Network
from core.param import complete, demand
from core.records import Landscape, Optimizer, Schedule

R = TypeVar("R", Landscape, Optimizer, Schedule, Library, Network)
KINDS = (Landscape, Optimizer, Schedule, Library, Network)


def record_of(module: ModuleType, kind: type[R]) -> R:
    """The one record of this kind that a module holds; ValueError if there is none or more than one."""
    found = [value for value in vars(module).values() if isinstance(value, KINDS)]
    if len(found) != 1 or not isinstance(found[0], kind):
        raise ValueError(f"{module.__name__} must hold exactly one {kind.__name__}, and holds {len(found)} records.")
    return found[0]


def collect(modules: list[ModuleType], kind: type[R]) -> Mapping[str, R]:
    """The records of these modules by key; ValueError for a key that occurs twice or differs from its file's name."""
    registry: dict[str, R] = {}
    for module in modules:
        record = record_of(module, kind)
        demand(record.key not in registry, f"{module.__name__}: the key {record.key!r} is taken already.")
        demand(record.key == module.__name__.split(".")[-1], f"{module.__name__}: its key is {record.key!r}.")
        registry[record.key] = record
    return MappingProxyType(registry)


def scan(package: ModuleType, kind: type[R]) -> Mapping[str, R]:
    """The registry of a package: the records of all its modules, in the order of the modules' names."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return collect([import_module(f"{package.__name__}.{name}") for name in names], kind)


def check_limits(methods: Mapping[str, Optimizer]) -> None:
    """Check that every `limits` and `after` names a method of the catalogue, and that the limits' values are valid."""
    for method in methods.values():
        known = not method.after or (method.after in methods and method.after != method.key)
        demand(known, f"{method.key}: it carries on {method.after!r}, which is no other method of the catalogue.")
        for limit in method.limits:
            demand(limit.key in methods, f"{method.key}: its limit {limit.key!r} is not in the catalogue.")
            complete(methods[limit.key].params, limit.there)


def check_needs(lands: Mapping[str, Landscape], methods: Mapping[str, Optimizer]) -> None:
    """Check that every landscape has the kernels that every method needs. Calling a missing one hangs the server."""
    curved = [way.key for way in methods.values() if "hess" in way.needs]
    for land in lands.values():
        demand(land.hess or not curved, f"{land.key} has no Hessian, and {', '.join(curved)} cannot do without.")


def set_by(preset: Preset, method: Optimizer) -> dict[str, float]:
    """The values of a preset by parameter: its own, and our defaults for all others that it does not leave alone."""
    params = {p.key: p for p in method.params}
    strange = (set(preset.values) | set(preset.left.values())) - set(params)
    demand(
        not strange, f"{method.key}: a preset of {preset.called} sets {', '.join(sorted(strange))}, which is unknown."
    )
    given = {k: params[k].read(v) if isinstance(v, str) else v for k, v in preset.values.items()}
    values = dict(zip(params, complete(method.params, given), strict=True))
    return {key: value for key, value in values.items() if key not in preset.left.values()}


def agrees(preset: Preset, method: Optimizer, values: tuple[float, ...], rate: float) -> bool:
    """Whether a method with these values and this rate has everything that a preset sets."""
    had = dict(zip((p.key for p in method.params), values, strict=True))
    return preset.rate in (None, rate) and all(had[key] == value for key, value in set_by(preset, method).items())


def check_presets(known: Mapping[str, Library], methods: Mapping[str, Optimizer]) -> None:
    """Check that every preset is for a method of the catalogue, and that its values are valid."""
    for library in known.values():
        for preset in library.presets:
            demand(preset.method in methods, f"{library.key}: its preset {preset.method!r} is not in the catalogue.")
            set_by(preset, methods[preset.method])


LANDSCAPES: Mapping[str, Landscape] = scan(landscapes, Landscape)
OPTIMIZERS: Mapping[str, Optimizer] = scan(optimizers, Optimizer)
SCHEDULES: Mapping[str, Schedule] = scan(schedules, Schedule)
LIBRARIES: Mapping[str, Library] = scan(libraries, Library)
NETWORKS: Mapping[str, Network] = scan(networks, Network)
check_limits(OPTIMIZERS)
check_needs(LANDSCAPES, OPTIMIZERS)
check_presets(LIBRARIES, OPTIMIZERS)
