"""The exported snippet, run as a script: it builds the same scene, and prints where its runs end."""

import subprocess
import sys
from pathlib import Path

import pytest

from exports.snippet import snippet
from runs import edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from tools.golden.scripts import SCENES

ROOT = Path(__file__).parents[2]
SHORT = edit.with_steps(opening(), 3)


def built(scene: Scene) -> Scene:
    room: dict[str, Scene] = {}
    exec(snippet(scene), room)
    return room["scene"]


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_with_everything(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert built(SCENES[name]) == SCENES[name]
    said = capsys.readouterr().out.splitlines()
    for line, run in zip(said, SCENES[name].runs(), strict=True):
        way = simulate(run)
        assert line == f"{run.method.key} {way.word} {way.positions[-1:].tolist()} {way.losses[-1:].tolist()}"


@pytest.mark.parametrize("key", LANDSCAPES)
def test_every_landscape(key: str) -> None:
    scene = edit.with_landscape(SHORT, key)
    assert built(scene) == scene
    framed = edit.with_frame_value(scene, "scale_x", 0.5)
    assert built(framed) == framed


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer(key: str) -> None:
    scene = Scene(Ground(landscape("bowl")), (1.0, 1.0), 2, (Runner(optimizer(key), 0.1, mark=5, hidden=True),))
    assert built(scene) == scene


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule(key: str) -> None:
    runner = Runner(optimizer("gd"), 0.1, schedule(key), warmup=4)
    scene = Scene(Ground(landscape("bowl")), (1.0, 1.0), 2, (runner,), noise=0.25, seed=9)
    assert built(scene) == scene


def test_no_line_is_a_wall() -> None:
    text = snippet(opening())
    assert max(len(line) for line in text.splitlines() if "?" not in line) <= 190
    assert text.count("\n") < 25


def test_the_file_says_where_it_runs_and_runs_there(tmp_path: Path) -> None:
    text = snippet(SHORT)
    assert "save it in Thalweg's folder, beside app.py, and run it there" in text.replace("\n# ", " ")
    assert "app.py" in {path.name for path in ROOT.iterdir()}
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("gd moving")
    lost = subprocess.run([sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "No module named 'runs'" in lost.stderr
