"""Whether a script arrives where Thalweg does, and the table of all parameters for which that is asked."""

import sys
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from exports import torch_methods
from exports.torch_run import obstacle
from exports.torch_script import torch_script
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.ground import Entry
from runs.run import Scene
from runs.simulate import simulate
from tools.golden.settings import FALLING, LONG, descending, raced, running, settings, without

CLOSE = 1e-10
FELT = 1e-8
"""A parameter is felt where the path without it differs by so much, relative to the size of the path."""

RECORDS = {key: OPTIMIZERS[key] for key in torch_methods.RECIPES} | dict(SCHEDULES)
PARAMETERS = [pytest.param(key, p.key, id=f"{key}.{p.key}") for key, record in RECORDS.items() for p in record.params]
"""Every parameter of every method that has a recipe, and of every schedule."""


def run(scene: Scene, torch: ModuleType | None = None) -> dict[str, np.ndarray]:
    """The paths of a scene's script by the names of its functions; `torch` stands for PyTorch where it is given."""
    room: dict[str, Any] = {"__name__": "script"}
    with pytest.MonkeyPatch.context() as patch:
        if torch is not None:
            patch.setitem(sys.modules, "torch", torch)
        exec(compile(torch_script(scene), "script", "exec"), room)
        return {function.__name__: np.array(function()) for function in room["RUNS"].values()}


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The largest distance of two paths, relative to the size of the second or to one."""
    assert one.shape == other.shape
    return float(np.max(np.abs(one - other))) / max(1.0, float(np.max(np.abs(other))))


def compare(scene: Scene, least: int, torch: ModuleType | None = None) -> None:
    """Run the script, and check that it has at least so many runners, each of which agrees with its Trajectory."""
    ours = {f"run{runner.mark + 1}": simulate(run) for runner, run in zip(scene.runners, scene.runs(), strict=True)}
    found = run(scene, torch)
    assert len(found) >= least
    for name, path in found.items():
        assert apart(path, ours[name].positions) <= CLOSE, name


def scenes_of(key: str, rows: list[tuple[float, ...]]) -> list[Scene]:
    """Scenes with one runner for each row of values of a method or of a schedule."""
    if key in SCHEDULES:
        return raced([descending(Entry(key, values)) for values in rows], LONG)
    return raced([running(Entry(key, values), FALLING) for values in rows])


@cache
def scripted(key: str, torch: ModuleType | None) -> Mapping[tuple[float, ...], float | None]:
    """How far a script is from our path, for all settings of a method or schedule; None where PyTorch has none."""
    found = {}
    values = settings(RECORDS[key])
    for scene in scenes_of(key, values):
        paths, runs = run(scene, torch), scene.runs()
        for runner, asked in zip(scene.runners, runs, strict=True):
            told = obstacle(asked) is None
            assert (f"run{runner.mark + 1}" in paths) == told
            found[len(found)] = apart(paths[f"run{runner.mark + 1}"], simulate(asked).positions) if told else None
    return dict(zip(values, found.values(), strict=True))


@cache
def path(key: str, values: tuple[float, ...]) -> np.ndarray:
    """Our path with these values of a method or of a schedule."""
    (scene,) = scenes_of(key, [values])
    return simulate(scene.runs()[0]).positions


def compare_parameter(key: str, name: str, torch: ModuleType | None = None) -> None:
    """Where only this parameter is off its default, a script gives our path or says why it cannot. And it is felt
    there, so that a script that passed it over would give another path. A parameter that alone does nothing is
    compared where the others are off their defaults too.
    """
    record, found = RECORDS[key], scripted(key, torch)
    off = {values: plain for values in found if (plain := without(record, values, name)) != values}
    defaults = tuple(p.default for p in record.params)
    alone = [values for values, plain in off.items() if plain == defaults]
    for rows in (alone, list(off)):
        for values in rows:
            distance = found[values]
            assert distance is None or distance <= CLOSE, dict(zip((p.key for p in record.params), values, strict=True))
        if any(apart(path(key, values), path(key, off[values])) > FELT for values in rows):
            return
    raise AssertionError("none of these settings shows what the parameter does")
