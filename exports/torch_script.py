"""Exports a scene as a self-contained PyTorch script that reproduces its numbers.

The script contains the landscape as torch expressions, a function with an ordinary training loop for every runner whose
method PyTorch has, and everything that acts on them: frame, schedule, warm-up, noise, batches, delay, rounding. All of
this is translated from the source of the catalogue.
"""

from itertools import pairwise

from core import rng
from core.engine import samples
from exports import words
from exports.torch_ground import place_of
from exports.torch_run import lineage, obstacle, walk
from exports.translation import Texts, definitions
from runs.catalog import SCHEDULES
from runs.gradient_noise import GRADIENT_NOISE
from runs.run import Run, Scene

HEAD = """{title}

{link}
{shared}

Made by Thalweg. The script needs PyTorch{numpy} and computes in float64, as Thalweg does. The positions agree to about
ten digits, unless a run jitters or is thrown about: then every rounding error grows.
"""

HEAVY = """def noise_student(first, second):
    angle = 2.0 * np.pi * noise_uniform(second)
    size = np.sqrt({0!r} * (np.exp(-2.0 / {0!r} * np.log(noise_uniform(first))) - 1.0))
    return size * np.cos(angle), size * np.sin(angle)"""

WRAP = 'with np.errstate(over="ignore"):  # products of 64 bits wrap around, as they are meant to'
STUDENT = GRADIENT_NOISE[0].options.index("student")

TAIL = """if __name__ == "__main__":
    for name, run in RUNS.items():
        path = run()
        x, y = path[-1]
        print(f"{name}: {len(path) - 1} steps, to x = {x!r}, y = {y!r}")"""


def _noise(scene: Scene) -> list[str]:
    """The noise as literal numbers, the same for all runs, since PyTorch does not have Thalweg's generator."""
    texts, name = definitions(rng.bits, prefix="noise_") | definitions(rng.gauss, prefix="noise_"), "noise_gauss"
    if scene.gradient.kind == STUDENT:
        texts, name = texts | {"noise_student": HEAVY.format(scene.gradient.freedom)}, "noise_student"
    drawn = f"{name}(noise_bits({scene.seed}, 0, t, 0), noise_bits({scene.seed}, 0, t, 1))"
    lines = [
        WRAP,
        f"    DRAWN = [{drawn} for t in range(1, {scene.steps + 1})]",
        f"NOISE = {scene.noise!r} * torch.tensor(DRAWN)",
    ]
    return [*texts.values(), "\n".join(lines)]


def _batches(scene: Scene, sizes: list[int]) -> list[str]:
    """The samples of every step as literal numbers: for each batch size one row per step, padded with -1."""
    texts = definitions(samples.follow, prefix="batch_")
    lines = [
        f"BATCHES = {{size: np.empty(({scene.steps}, size), np.int64) for size in {sizes}}}", WRAP,
        "    for size, rows in BATCHES.items():",
        "        order, room = np.full(len(DATA) + 1, -1), np.empty(size, np.int64)",
        f"        batch_follow({int(scene.gradient.order)}, {scene.seed}, 0, order, room, rows)",
    ]  # fmt: skip
    return [*texts.values(), "\n".join(lines)]


def _plans(runs: list[Run]) -> list[str]:
    """The curves of the schedules in use, and the functions of those that react to the loss."""
    texts: Texts = {}
    for key in dict.fromkeys(run.schedule.key for run in runs):
        plan = SCHEDULES[key]
        texts |= definitions(plan.curve, prefix=f"{key}_")
        if plan.react is not None:
            texts |= definitions(plan.react, prefix=f"{key}_")
    return list(texts.values())


def _joined(texts: list[str]) -> str:
    """Join definitions, with two empty lines around functions."""
    out = texts[0]
    for above, text in pairwise(texts):
        apart = "\n\n\n" if "def " in (above[:4], text[:4]) else "\n"
        out += apart + text
    return out


def torch_script(scene: Scene, address: str = "") -> str:
    """The text of the script. Its head names the runners that PyTorch cannot run, with the reason for each."""
    sizes = sorted({run.batch for run in scene.runs()} - {0})
    place, walks, runs = place_of(scene.ground, scene.steps, batches=bool(sizes)), [], []
    left, names = [], ""
    for runner, run in zip(scene.runners, scene.runs(), strict=True):
        why = obstacle(run)
        if why is not None:
            left.append(f"Not in this script: {words.label(runner)}. {why}")
            continue
        walks.append(walk(runner, run, place))
        names += f'\n    "{words.label(runner)}": run{runner.mark + 1},'
        runs += lineage(run) if "rates = " in walks[-1] else []
    body = _joined([
        "torch.set_default_dtype(torch.float64)", f"START = {scene.start!r}", *place.texts,
        *(_noise(scene) if scene.noise and walks else []), *(_batches(scene, sizes) if sizes and walks else []),
        *_plans(runs), *walks,
        f"RUNS = {{{names}\n}}" if names else "RUNS = {}",
    ])  # fmt: skip
    imports = [f"import {name}" for name in ("math", "torch") if f"{name}." in body]
    numpy = "np." in body
    imports = [*imports[:-1], "", *["import numpy as np"] * numpy, "import torch"]
    head = HEAD.format(
        title=words.title(scene), link=words.link(scene, address), shared=words.shared_settings(scene),
        numpy=" and NumPy" * numpy,
    )  # fmt: skip
    said = head + "".join(f"\n{sentence}" for sentence in left) + "\n" * bool(left)
    return f'"""{said}"""\n\n' + "\n".join(imports).lstrip("\n") + f"\n\n{body}\n\n\n{TAIL}\n"
