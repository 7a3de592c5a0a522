"""The text of the exported PyTorch scripts: complete, unchanged, and available for the whole catalogue."""

import ast
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from exports import torch_methods, translation
from exports.torch_ground import place_of
from exports.torch_run import legs, obstacle
from exports.torch_script import torch_script
from runs import codec, edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import PLAIN, Ground, landscape
from runs.opening import opening
from runs.run import Run, Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from tools.golden import scripts as golden_scripts

SHORT = edit.with_steps(opening(), 5)


def one(runner: Runner) -> Scene:
    return replace(SHORT, runners=(runner,))


def names(script: str) -> Counter[str]:
    """The names that a script defines, each as often as it is defined."""
    found = Counter()
    for node in ast.parse(script).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] += 1
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets)
    return found


@pytest.mark.parametrize("name", golden_scripts.SCENES)
def test_a_script_is_what_it_was(name: str) -> None:
    kept = golden_scripts.file_of(name).read_text(encoding="utf-8")
    assert torch_script(golden_scripts.SCENES[name]) == kept, "if that is meant: python -m tools.golden.scripts"


def test_nothing_else_is_kept() -> None:
    kept = {path.name for path in golden_scripts.TARGET.iterdir()}
    assert kept == {golden_scripts.file_of(name).name for name in golden_scripts.SCENES}


@pytest.mark.parametrize("method", OPTIMIZERS)
def test_every_method_is_told_or_left_out_with_a_sentence(method: str) -> None:
    scene = one(Runner(optimizer(method), 0.001))
    why, script = obstacle(scene.runs()[0]), torch_script(scene)
    assert ("run1" in names(script)) == (why is None)
    if why is not None:
        assert why == f"PyTorch has no {OPTIMIZERS[method].name}."
        assert f"Not in this script: run1, {OPTIMIZERS[method].name}. {why}" in script
    assert (why is None) == (method in torch_methods.RECIPES)


@pytest.mark.parametrize(
    ("method", "values", "begins"),
    [
        ("adam", {"correct": 0.0}, "PyTorch's Adam always corrects"),
        ("rprop", {"shrink": 1.0}, "PyTorch's Rprop accepts only"),
        ("rprop", {"grow": 1.0}, "PyTorch's Rprop accepts only"),
    ],
)
def test_what_pytorch_does_not_take_is_left_out(method: str, values: dict[str, float], begins: str) -> None:
    (run,) = one(Runner(optimizer(method, values), 0.001)).runs()
    assert str(obstacle(run)).startswith(begins)


@pytest.mark.parametrize(
    ("method", "before", "after", "fits"),
    [
        ("momentum", {"momentum": 0.9}, {"momentum": 0.5}, True),
        ("momentum", {"momentum": 0.0}, {"momentum": 0.5}, False),
        ("momentum", {"convention": 0.0}, {"convention": 1.0}, False),
        ("momentum", {"convention": 2.0, "momentum": 0.9}, {"convention": 2.0, "momentum": 0.5}, False),
        ("nesterov", {"form": 0.0, "momentum": 0.9}, {"form": 0.0, "momentum": 0.5}, False),
        ("nesterov", {"form": 1.0, "momentum": 0.9}, {"form": 1.0, "momentum": 0.5}, True),
        ("rmsprop", {"centered": 0.0}, {"centered": 1.0}, False),
        ("rmsprop", {"momentum": 0.5}, {"momentum": 0.0}, True),
        ("asgd", {"begin": 0.0}, {"begin": 5.0}, False),
        ("asgd", {"decay": 0.1}, {"decay": 0.2}, True),
        ("radam", {"early": 0.0}, {"early": 1.0}, True),
        ("adam", {"correct": 1.0}, {"correct": 0.0}, False),
    ],
)
def test_a_fork_goes_on_where_its_memory_means_the_same(
    method: str, before: dict[str, float], after: dict[str, float], fits: bool
) -> None:
    runners = (Runner(optimizer(method, before), 0.01), Runner(optimizer(method, after), 0.02, mark=1, origin=0, at=3))
    scene = Scene(Ground(landscape("bowl")), (1.0, 1.0), 9, runners)
    found = torch_script(scene)
    assert ("run2" in names(found)) == fits
    assert ("Not in this script: run2" in found) == (not fits)


def test_a_run_is_cut_where_it_forks() -> None:
    scene = golden_scripts.SCENES["forks"]
    found = {
        runner.mark + 1: [(leg.first, leg.last) for leg in legs(run, simulate(run))] for runner, run in both(scene)
    }
    alone = [(0, 70)]
    assert found == {
        1: alone, 2: [(0, 20), (20, 70)], 3: [(0, 20), (20, 45), (45, 70)], 4: alone, 5: [(0, 30), (30, 70)],
        6: [(0, 20), (20, 70)], 7: alone, 8: alone,
    }  # fmt: skip


def both(scene: Scene) -> list[tuple[Runner, Run]]:
    return list(zip(scene.runners, scene.runs(), strict=True))


def test_a_variance_of_nothing_is_left_out() -> None:
    runner = Runner(optimizer("rmsprop", {"centered": 1.0, "rho": 0.5}), 1e-12)
    scene = Scene(Ground(landscape("kinked")), (1.0, 1.0), 200, (runner,))
    assert "root of a rounding error" in str(obstacle(scene.runs()[0]))
    assert obstacle(replace(scene, ground=Ground(landscape("bowl"))).runs()[0]) is None


def test_noise_that_asks_for_the_curvature_is_left_out() -> None:
    noisy = edit.with_gradient_value(replace(SHORT, noise=0.1), "kind", 1.0)
    assert all("bends most" in str(obstacle(run)) for run in noisy.runs())
    assert obstacle(replace(noisy, noise=0.0).runs()[0]) is None


def test_a_start_that_is_not_finite_is_left_out() -> None:
    ground = Ground(landscape("narrow_gorge"))
    scene = Scene(ground, (0.0, 1e5), 5, (Runner(optimizer("gd"), 0.1),))
    assert "not finite" in str(obstacle(scene.runs()[0]))
    assert "RUNS = {}" in torch_script(scene)


@pytest.mark.parametrize("key", LANDSCAPES)
@pytest.mark.parametrize("frame", [PLAIN, (30.0, 0.5, 0.0, 2.0, 1.0)], ids=["plain", "framed"])
def test_every_landscape_is_whole_and_defines_nothing_twice(key: str, frame: tuple[float, ...]) -> None:
    ground = Ground(landscape(key), frame)
    runners = (Runner(optimizer("adam"), 0.001, schedule("hand_drawn"), warmup=2),)
    scene = Scene(ground, next(iter(ground.starts().values())), 3, runners, noise=0.1)
    script = torch_script(scene)
    found = names(script)
    assert {"loss", "run1", "RUNS", "NOISE", "hand_drawn_curve"} <= set(found)
    assert not [name for name, times in found.items() if times > 1]
    assert ("place" in found) == (frame != PLAIN)
    assert codec.read(next(line for line in script.splitlines() if line.startswith("?"))).scene == scene


def test_no_script_uses_a_name_that_it_does_not_define(tmp_path: Path) -> None:
    for key in LANDSCAPES:
        ground = Ground(landscape(key), (30.0, 0.5, 0.0, 2.0, 1.0))
        runners = tuple(
            Runner(optimizer(method), 0.001, schedule(plan), mark=i, warmup=2)
            for i, (method, plan) in enumerate(zip(torch_methods.RECIPES, list(SCHEDULES)[-8:], strict=False))
        )
        scene = Scene(ground, next(iter(ground.starts().values())), 3, runners, noise=0.1)
        (tmp_path / f"{key}.py").write_text(torch_script(scene), encoding="utf-8")
    check = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F,E9", str(tmp_path)]
    found = subprocess.run(check, check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_a_landscape_that_bends_brings_its_gradient() -> None:
    brought = {key for key in LANDSCAPES if any("def gradient" in text for text in place_of_plain(key))}
    declared = {key for key, land in LANDSCAPES.items() if land.kinks}
    assert declared <= brought
    assert {"bowl", "rosenbrock", "ravine", "narrow_gorge", "rastrigin"} & brought == set()


def place_of_plain(key: str) -> tuple[str, ...]:
    return place_of(Ground(landscape(key)), 3).texts


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule_comes_along_with_all_it_needs(key: str) -> None:
    plan = SCHEDULES[key]
    texts = translation.definitions(plan.curve, prefix=f"{key}_")
    room = {"np": __import__("numpy")}
    exec("\n".join(texts.values()), room)  # what is missing would be a NameError below
    values = {p.key: p.default for p in plan.params}
    assert room[f"{key}_curve"](40, **values).tolist() == plan.factors(40, {}).tolist()


@pytest.mark.parametrize("value", [1, -3, 0.1, 2.0**-1074, 1e22])
def test_a_number_reads_back(value: float) -> None:
    assert ast.literal_eval(translation.number(value)) == value


def test_what_has_no_translation_is_refused() -> None:
    with pytest.raises(ValueError, match="arctan has no translation into PyTorch"):
        translation.kernel(strange, "loss", ("f",), ())


def strange(c, data, x, y, f):
    for i in range(x.size):
        f[i] = numpy.arctan(x[i])


numpy = __import__("numpy")
