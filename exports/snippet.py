"""Exports a scene as a few lines of Python that build the same scene with Thalweg's modules and simulate it."""

import json
from dataclasses import MISSING, Field, fields
from typing import Any

from core.param import Param
from exports import words
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.gradient_noise import GRADIENT_NOISE, PLAIN_NOISE, GradientNoise
from runs.ground import Entry, Ground
from runs.run import Runner, Scene

WHERE = """# This needs Thalweg itself: save it in Thalweg's folder, beside app.py, and run it there
# with the Python that runs Thalweg."""

IMPORTS = """from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer, schedule
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
"""The function that makes the catalogue entry for a field of this name."""


def _entry(maker: str, entry: Entry) -> str:
    values = {p.key: v for p, v in zip(PARAMS[f"{maker} {entry.key}"], entry.values, strict=True)}
    return f'{maker}("{entry.key}"{f", {json.dumps(values)}" if values else ""})'


def _default(field: Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is MISSING else made()


def _value(name: str, value: Any) -> str:
    if isinstance(value, Entry):
        return _entry(MAKERS[name], value)
    if isinstance(value, Ground):
        return _call(value)
    if isinstance(value, GradientNoise):
        told = (f"{p.key}={number!r}" for p, number in zip(GRADIENT_NOISE, value, strict=True) if number != p.default)
        return f"GradientNoise({', '.join(told)})"
    if name == "runners":
        return "".join(["(", *(f"\n        {_call(runner)}," for runner in value), "\n    )"])
    return repr(value)


def _told(record: Ground | Runner | Scene) -> list[str]:
    """The arguments that make a record. Fields at their defaults are left out, but parameters of entries never are."""
    values = [(field.name, getattr(record, field.name), _default(field)) for field in fields(record)]
    return [f"{name}={_value(name, value)}" for name, value, default in values if value != default]


def _call(record: Ground | Runner) -> str:
    return f"{type(record).__name__}({', '.join(_told(record))})"


def snippet(scene: Scene, address: str = "") -> str:
    """The lines of Python, to be run from Thalweg's folder."""
    built = "Scene(\n" + "".join(f"    {part},\n" for part in _told(scene)) + ")"
    gradient = "from runs.gradient_noise import GradientNoise\n" * (scene.gradient != PLAIN_NOISE)
    head = f"# {words.title(scene)}\n# {words.link(scene, address)}\n{WHERE}"
    return f"{head}\n{gradient}{IMPORTS}\n\nscene = {built}\n{WALK}\n"
