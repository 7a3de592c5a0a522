"""A scene as a few lines of Python for Thalweg's own library: they build the same scene and walk it."""

from dataclasses import MISSING, Field, fields
from typing import Any

from core.records import Param
from exports import words
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.run import Entry, Ground, Runner, Scene

IMPORTS = """from runs.run import Ground, Runner, Scene, landscape, optimizer, schedule
from runs.simulate import simulate"""

WALK = """for runner, run in zip(scene.runners, scene.runs(), strict=True):
    way = simulate(run)
    print(runner.method.key, way.word, way.positions[-1:].tolist(), way.losses[-1:].tolist())"""

PARAMS: dict[str, tuple[Param, ...]] = {
    f"{maker} {key}": record.params
    for maker, registry in (("landscape", LANDSCAPES), ("optimizer", OPTIMIZERS), ("schedule", SCHEDULES))
    for key, record in registry.items()
}
MAKERS = {"entry": "landscape", "method": "optimizer", "schedule": "schedule"}
"""Which function makes the entry that stands in a field of this name."""


def _entry(maker: str, entry: Entry) -> str:
    values = {p.key: v for p, v in zip(PARAMS[f"{maker} {entry.key}"], entry.values, strict=True)}
    return f'{maker}("{entry.key}"{f", {values!r}" if values else ""})'


def _default(field: Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is MISSING else made()


def _value(name: str, value: Any, indent: str) -> str:
    if isinstance(value, Entry):
        return _entry(MAKERS[name], value)
    if isinstance(value, Ground):
        return _call(value)
    if name == "runners":
        rows = "".join(f"\n{indent}    {_call(runner)}," for runner in value)
        return f"({rows}\n{indent})"
    return repr(value)


def _call(record: Ground | Runner | Scene, indent: str = "", between: str = ", ") -> str:
    """A record as the call that makes it. What is at its default is left out, but never a parameter of an entry."""
    told = [(field.name, getattr(record, field.name)) for field in fields(record)]
    plain = {field.name: _default(field) for field in fields(record)}
    parts = [f"{name}={_value(name, value, indent)}" for name, value in told if value != plain[name]]
    return f"{type(record).__name__}({between.join(parts)})"


def snippet(scene: Scene, address: str = "") -> str:
    """The lines, to be run from Thalweg's folder."""
    built = _call(scene, "    ", ",\n    ").replace("Scene(", "Scene(\n    ", 1).removesuffix(")") + ",\n)"
    return f"# {words.title(scene)}\n# {words.link(scene, address)}\n{IMPORTS}\n\nscene = {built}\n{WALK}\n"
