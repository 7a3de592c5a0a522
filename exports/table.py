"""Exports every number of every run of a scene, as a table (CSV) or as named columns (JSON).

Row t is the state after t steps. Its rate and gradient are those of step t, which led to this state, so row 0 has none.
All floats are finite, and are written so that they read back to the same bits.
"""

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

import numpy as np

from exports import words
from exports.memory import OVERVIEW, meaning, memory_names
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import pairs
from runs.gradient_noise import CLIP_BY, GRADIENT_NOISE
from runs.ground import FRAME
from runs.run import WARMUP_FORM, Runner, Scene
from runs.simulate import Trajectory, simulate
from studies.measures import evaluations, path_length

FORMAT = 1
"""The version of the JSON layout, which is increased when a name in it changes its meaning."""

MARK = "\ufeff"
"""The byte-order mark by which Excel knows that a CSV file is UTF-8. Without it, η becomes two other letters."""

Column = list[float] | list[int] | list[float | None]

MEANING = {
    "step": "how many steps have been taken",
    "x": "first coordinate on the map",
    "y": "second coordinate on the map",
    "loss": "the loss there",
    "gradient_x": "the true gradient there, first coordinate",
    "gradient_y": "the true gradient there, second coordinate",
    "used_x": "the gradient used by the step that led here, first coordinate",
    "used_y": "the gradient used by the step that led here, second coordinate",
    "rate": "the learning rate of the step that led here",
    "path_length": "the length of the path so far",
    "evaluations": "the gradients used so far",
}


def _late(steps: np.ndarray, states: int) -> list[float | None]:
    """Values per step as a column of states: each value is in the row of the state to which its step led."""
    return [None, *steps.tolist()] if states else []


def columns(way: Trajectory) -> dict[str, Column]:
    """The columns of a run by name, one entry per valid state; memory is named "memory.<slot>.x" and ".y"."""
    n = len(way.positions)
    found: dict[str, Column] = {
        "step": list(range(n)),
        "x": way.positions[:, 0].tolist(),
        "y": way.positions[:, 1].tolist(),
        "loss": way.losses.tolist(),
        "gradient_x": way.gradients[:, 0].tolist(),
        "gradient_y": way.gradients[:, 1].tolist(),
        "used_x": _late(way.used[:, 0], n),
        "used_y": _late(way.used[:, 1], n),
        "rate": _late(way.rates, n),
        "path_length": path_length(way).tolist(),
        "evaluations": evaluations(way).tolist(),
    }
    for k, name in enumerate(memory_names(OPTIMIZERS[way.run.method.key])):
        for axis, letter in enumerate("xy"):
            found[f"memory.{name}.{letter}"] = way.memory[:, k, axis].tolist()
    return found


def answers(scene: Scene) -> Iterable[tuple[Runner, Trajectory]]:
    """Every runner of a scene, including hidden ones, with its trajectory."""
    return zip(scene.runners, map(simulate, scene.runs()), strict=True)


def csv_table(scene: Scene, address: str = "") -> str:
    """All runs, one below the other, as CSV, preceded by a byte-order mark and header lines that begin with #.

    The column `run` holds the number of the run in the link. Memory that a run does not have is left empty.
    """
    found = [(runner, way, columns(way)) for runner, way in answers(scene)]
    names = list(dict.fromkeys(name for _, _, its in found for name in its))
    out = StringIO()
    out.write(f"{MARK}# Thalweg: {words.shared_settings(scene)}\n# {words.link(scene, address)}\n")
    for runner, way, _ in found:
        out.write(f"# {words.label(runner)}: {words.runner_settings(runner)}; {words.outcome(way)}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["run", "method", *names])
    for runner, way, its in found:
        n = len(way.positions)
        cells = [its.get(name, [None] * n) for name in names]
        writer.writerows(zip([runner.mark + 1] * n, [runner.method.key] * n, *cells, strict=True))
    return out.getvalue()


def _described(runner: Runner, way: Trajectory) -> dict[str, Any]:
    method, plan = OPTIMIZERS[runner.method.key], SCHEDULES[runner.schedule.key]
    return {
        "run": runner.mark + 1,
        "method": runner.method.key,
        "name": method.name,
        "settings": {p.key: v for p, v in zip(method.params, runner.method.values, strict=True)},
        "rate": runner.rate,
        "schedule": runner.schedule.key,
        "schedule_settings": {p.key: v for p, v in zip(plan.params, runner.schedule.values, strict=True)},
        "warmup": runner.warmup,
        "warmup_form": WARMUP_FORM.write(runner.warmup_form),
        "clip": runner.clip,
        "clip_by": CLIP_BY.write(runner.clip_by),
        "batch": way.run.batch or None,
        "origin": None if runner.origin is None else runner.origin + 1,
        "from_step": runner.at,
        "status": way.word,
        "at": way.at,
        "why": way.why,
        "memory": meaning(method),
        "columns": columns(way),
    }


def json_table(scene: Scene, address: str = "") -> str:
    """All runs with their settings as strict JSON; missing values are null."""
    ground = scene.ground
    params = LANDSCAPES[ground.entry.key].params
    content = {
        "made_by": "Thalweg",
        "format": FORMAT,
        "link": words.link(scene, address),
        "query": dict(pairs(scene)),
        "landscape": ground.entry.key,
        "landscape_settings": {p.key: v for p, v in zip(params, ground.entry.values, strict=True)},
        "frame": {p.key: v for p, v in zip(FRAME, ground.frame, strict=True)},
        "start": list(scene.start),
        "steps": scene.steps,
        "samples_typed_in": [list(row) for row in ground.table] or None,
        "noise": scene.noise,
        "gradient": {
            p.key: p.write(v) if p.options else v for p, v in zip(GRADIENT_NOISE, scene.gradient, strict=True)
        },
        "seed": scene.seed,
        "meaning": MEANING | {"memory.*": OVERVIEW},
        "runs": [_described(runner, way) for runner, way in answers(scene)],
    }
    return json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
