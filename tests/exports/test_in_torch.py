"""The exported scripts, run by PyTorch: they give the same paths as Thalweg.

A method that jitters amplifies rounding until nothing can be compared, so rates are moderate and runs are short.
"""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from exports import torch_methods
from exports.torch_script import torch_script
from runs.catalog import LANDSCAPES, SCHEDULES
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import PLAIN, Ground, landscape
from runs.opening import suggested_rate
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from tools.golden import scripts as golden_scripts

SHARE = 0.2
"""The share of a method's suggested rate, which is low enough to avoid jitter."""

VARIANTS: dict[str, list[dict[str, float]]] = {
    "momentum": [{"convention": c, "momentum": 0.8} for c in (0.0, 1.0, 2.0)]
    + [{"momentum": 0.0}]
    + [{"convention": c, "weight_decay": 0.3} for c in (1.0, 2.0)],
    "nesterov": [{"form": 0.0}, {"form": 1.0}, {"momentum": 0.0}],
    "rmsprop": [{}, {"momentum": 0.5}, {"centered": 1.0, "momentum": 0.3, "eps": 1e-4}],
    "adam_l2": [{"weight_decay": 0.3}],
    "adamw": [{"weight_decay": 0.3}],
    "radam": [{"early": 0.0}, {"early": 1.0, "beta2": 0.9}, {"early": 0.0, "beta2": 0.5}],
    "asgd": [{"decay": 0.1}, {"walker": 1.0, "decay": 0.5, "begin": 5.0}],
}
METHODS = [(key, values) for key in torch_methods.RECIPES for values in VARIANTS.get(key, [{}])]
FRAME = (30.0, 0.1, 0.2, 0.8, 1.3)


def race(key: str, methods: list[tuple[str, dict[str, float]]], plan: str = "constant", **more: Any) -> Scene:
    """Scenes with a few of these methods each, on a landscape from its first start."""
    ground = Ground(landscape(key), more.get("frame", PLAIN))
    runners = tuple(
        Runner(
            optimizer(method, values), SHARE * suggested_rate(ground, method), schedule(plan), mark=i,
            warmup=more.get("warmup", 0), **more.get("own", {}),
        )
        for i, (method, values) in enumerate(methods)
    )  # fmt: skip
    start = next(iter(ground.starts().values()))
    gradient = more.get("gradient", PLAIN_NOISE)
    return Scene(ground, start, more.get("steps", 60), runners, more.get("noise", 0.0), gradient=gradient)


def compare(scene: Scene, least: int) -> None:
    """Run the script, and check that it has at least so many runners, each of which agrees with its Trajectory."""
    room: dict[str, Any] = {"__name__": "script"}
    exec(compile(torch_script(scene), "script", "exec"), room)
    ours = {f"run{runner.mark + 1}": simulate(run) for runner, run in zip(scene.runners, scene.runs(), strict=True)}
    found = {function.__name__: np.array(function()) for function in room["RUNS"].values()}
    assert len(found) >= least
    for name, path in found.items():
        positions = ours[name].positions
        assert path.shape == positions.shape
        size = max(1.0, np.max(np.abs(positions)))
        assert np.max(np.abs(path - positions)) <= 1e-10 * size, name


@pytest.mark.parametrize("frame", [PLAIN, FRAME], ids=["plain", "framed"])
@pytest.mark.parametrize("key", LANDSCAPES)
def test_every_landscape(key: str, frame: tuple[float, ...]) -> None:
    compare(race(key, [("gd", {}), ("momentum", {}), ("adam", {})], frame=frame, steps=40), 3)


@pytest.mark.parametrize("key", SCHEDULES)
@pytest.mark.parametrize("first", range(0, len(METHODS), 8))
def test_every_method_under_every_schedule(key: str, first: int) -> None:
    methods = METHODS[first : first + 8]
    compare(race("himmelblau", methods, key, frame=FRAME), len(methods))


@pytest.mark.parametrize("key", ["bowl", "rosenbrock", "saddle", "moving_bowl", "neuron"])
@pytest.mark.parametrize("first", range(0, len(METHODS), 8))
def test_every_method_with_warm_up_and_noise(key: str, first: int) -> None:
    methods = METHODS[first : first + 8]
    compare(race(key, methods, "plateau", warmup=7, noise=0.05, steps=40), len(methods))


@pytest.mark.parametrize("own", [{"clip": 0.5}, {"clip": 0.2, "clip_by": 1.0}], ids=str)
@pytest.mark.parametrize("first", range(0, len(METHODS), 8))
def test_every_method_with_clipped_gradients(own: dict[str, float], first: int) -> None:
    methods = METHODS[first : first + 8]
    compare(race("rosenbrock", methods, "cosine", noise=0.1, steps=40, own=own), len(methods))


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule_after_a_warm_up(key: str) -> None:
    compare(race("himmelblau", METHODS[:8], key, warmup=9, steps=50, own={"warmup_form": 1.0}), 8)


@pytest.mark.parametrize("first", range(0, len(METHODS), 4))
@pytest.mark.parametrize("plan", ["constant", "plateau", "exponential"])
def test_every_method_goes_on_after_a_fork(first: int, plan: str) -> None:
    scene = race("himmelblau", METHODS[first : first + 4], steps=50, noise=0.02)
    forks = tuple(
        replace(runner, rate=0.6 * runner.rate, schedule=schedule(plan), mark=4 + i, origin=i, at=20)
        for i, runner in enumerate(scene.runners)
    )
    compare(replace(scene, runners=(*scene.runners, *forks)), 2 * len(forks))


@pytest.mark.parametrize("order", range(3))
@pytest.mark.parametrize("key", ["linear_regression", "robust_regression", "two_layer"])
def test_the_same_batches_in_every_order(key: str, order: int) -> None:
    methods = [("gd", {}), ("nesterov", {"form": 0.0}), ("adam", {})]
    compare(race(key, methods, steps=30, gradient=GradientNoise(batch=7.0 - order, order=float(order)), frame=FRAME), 3)


@pytest.mark.parametrize(
    "gradient",
    [
        GradientNoise(kind=2.0, freedom=2.5),
        GradientNoise(kind=3.0),
        GradientNoise(delay=3.0, rounding=1.0),
        GradientNoise(rounding=2.0, bits=3.0),
    ],
    ids=str,
)
def test_noise_of_every_kind_delay_and_rounding(gradient: GradientNoise) -> None:
    compare(
        race("himmelblau", [("gd", {}), ("momentum", {}), ("rmsprop", {})], steps=40, noise=0.2, gradient=gradient), 3
    )


@pytest.mark.parametrize("name", golden_scripts.SCENES)
def test_the_kept_scripts(name: str) -> None:
    compare(golden_scripts.SCENES[name], 2)


def test_a_script_says_where_its_runs_end() -> None:
    scene = golden_scripts.SCENES["samples"]
    command = [sys.executable, "-W", "error", "-c", torch_script(scene)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split(":")[0] for line in said] == ["run1, Adagrad", "run2, Adadelta"]
    for line, run in zip(said, scene.runs(), strict=True):
        x, y = (float(part.split(" = ")[1]) for part in line.split(", to ")[1].split(", "))
        assert np.allclose((x, y), simulate(run).positions[-1], rtol=1e-12)
