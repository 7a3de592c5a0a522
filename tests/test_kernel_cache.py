"""A change compiles again only what depends on it. New processes run on a copy of the numerics."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LANDS, WAYS = ("booth", "rastrigin", "rosenbrock"), ("gd", "newton", "bfgs")

COMPILE = """
from core.kernel import GRAD, HESS, LOSS, STEP, address
from runs.catalog import LANDSCAPES, OPTIMIZERS
from core.engine.recorder import level, record
kernels = {"level": level, "record": record}
for key, land in LANDSCAPES.items():
    for name, kind in (("loss", LOSS), ("grad", GRAD), ("hess", HESS)):
        kernels[f"{key}.{name}"] = getattr(land, name)
        address(getattr(land, name), kind)
for key, way in OPTIMIZERS.items():
    kernels[key] = way.step
    address(way.step, STEP)
hits = {name for name, made in kernels.items() if made.stats.cache_hits}
misses = {name for name, made in kernels.items() if made.stats.cache_misses}
assert hits | misses == set(kernels), "a kernel that was neither compiled nor found"
print(*sorted(misses))
"""
RASTRIGIN = {"rastrigin.loss", "rastrigin.grad", "rastrigin.hess"}
LOOPS = {"level", "record"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the numerics with a small catalogue, everything compiled."""
    copy = tmp_path_factory.mktemp("copy")
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "core", copy / "core", ignore=leave_out)
    for package, keys in (
        ("landscapes", LANDS),
        ("optimizers", WAYS),
        ("schedules", ("constant",)),
        ("libraries", ()),
        ("networks", ()),
        ("runs", ()),
    ):
        (copy / package).mkdir()
        for name in (*keys, "__init__", *(["catalog"] if package == "runs" else [])):
            shutil.copy(ROOT / package / f"{name}.py", copy / package)
    assert len(compiled(copy)) > len(RASTRIGIN | LOOPS)
    return copy


def compiled(ground: Path) -> set[str]:
    """The kernels that a new process compiles there because they are not in the cache."""
    apart = {"NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT", "THALWEG_CACHE"}
    environment = {name: value for name, value in os.environ.items() if name not in apart}
    command = [sys.executable, "-c", COMPILE]
    done = subprocess.run(command, cwd=ground, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


# The changes accumulate; the kernels of the earlier ones are in the cache by then.
CHANGES = {
    "a landscape": ("landscapes/rastrigin.py", RASTRIGIN),
    "an optimizer": ("optimizers/gd.py", {"gd"}),
    "the mathematics": ("core/vmath.py", RASTRIGIN),
    "the line search": ("core/linesearch.py", {"bfgs"}),
    "what a record is": ("core/records.py", set()),
    "what only a surveying loop or gradient noise reaches": ("core/rng.py", set()),
    "the recording loop": ("core/engine/recorder.py", LOOPS),
}


@pytest.mark.parametrize(("file", "again"), CHANGES.values(), ids=CHANGES)
def test_a_change_compiles_again_what_reaches_it(ground: Path, file: str, again: set[str]) -> None:
    with (ground / file).open("a", encoding="utf-8") as source:
        source.write("\n# Something is different here.\n")
    assert compiled(ground) == again


def test_a_fresh_copy_of_the_same_files_compiles_nothing(ground: Path) -> None:
    for source in ground.rglob("*.py"):
        os.utime(source, (1.0, 1.0))
    assert compiled(ground) == set()
