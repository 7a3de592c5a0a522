"""The exported tables, read back: the same bits, the same settings, and valid strict JSON."""

import codecs
import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from exports import memory, table
from runs import codec, edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Ground, landscape
from runs.opening import opening, suggested_rate
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from tools.golden.scripts import SCENES as SCENES_OF_SCRIPTS

OPENING = edit.with_steps(opening(), 25)


def alone(method: str, key: str = "rosenbrock", steps: int = 12, **more: float) -> Scene:
    """One runner of this method on this landscape, from its first start."""
    ground = Ground(landscape(key))
    runner = Runner(optimizer(method), suggested_rate(ground, method), schedule("cosine"), mark=3, warmup=4)
    return Scene(ground, next(iter(ground.starts().values())), steps, (runner,), **more)


SCENES = {
    "opening": OPENING,
    "several curves of memory": edit.duplicated(edit.with_method(OPENING, 1, "newton"), 3),
    "diverged": edit.with_rate(OPENING, 0, 1.0),
    "a start that is not finite": replace(alone("adam", "narrow_gorge"), start=(0.0, 1e5)),
    "noisy and reacting": edit.with_schedule(alone("sam", noise=0.3), 0, "plateau"),
    "forks": SCENES_OF_SCRIPTS["forks"],
    "batches": SCENES_OF_SCRIPTS["batches"],
    **{method: alone(method) for method in OPTIMIZERS},
    **{key: alone("adam", key) for key in LANDSCAPES},
}


def read_csv(text: str) -> tuple[list[str], list[dict[str, str]]]:
    lines = text.encode().decode("utf-8-sig").splitlines()
    header = [line for line in lines if line.startswith("#")]
    return header, list(csv.DictReader(lines[len(header) :]))


def test_excel_sees_from_the_first_bytes_that_the_file_is_utf_8() -> None:
    text = table.csv_table(SCENES["nadam"])
    assert text.encode().startswith(codecs.BOM_UTF8 + b"# Thalweg: ")
    assert text.count(codecs.BOM_UTF8.decode()) == 1
    assert "memory.product of μ.x" in read_csv(text)[1][0]
    assert not table.json_table(SCENES["nadam"]).startswith(table.MARK)


def same_bits(texts: list[str], numbers: np.ndarray) -> bool:
    return np.array_equal(np.array([float(text) for text in texts]), numbers)


@pytest.mark.parametrize("name", SCENES)
def test_the_csv_holds_every_number_bit_for_bit(name: str) -> None:
    header, rows = read_csv(table.csv_table(SCENES[name]))
    for runner, way in table.answers(SCENES[name]):
        mine = [row for row in rows if row["run"] == str(runner.mark + 1)]
        assert len(mine) == len(way.positions)
        assert {row["method"] for row in mine} <= {runner.method.key}
        for column, numbers in (("x", way.positions[:, 0]), ("y", way.positions[:, 1]), ("loss", way.losses)):
            assert same_bits([row[column] for row in mine], numbers)
        for column, numbers in (("rate", way.rates), ("used_x", way.used[:, 0]), ("used_y", way.used[:, 1])):
            assert [row[column] for row in mine[:1]] == [""] * len(mine[:1])
            assert same_bits([row[column] for row in mine[1:]], numbers)
        for k, slot in enumerate(memory.memory_names(OPTIMIZERS[runner.method.key])):
            assert same_bits([row[f"memory.{slot}.x"] for row in mine], way.memory[:, k, 0])
            assert same_bits([row[f"memory.{slot}.y"] for row in mine], way.memory[:, k, 1])
    assert len(header) == 2 + len(SCENES[name].runners)


@pytest.mark.parametrize("name", SCENES)
def test_the_json_is_strict_and_holds_the_same(name: str) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(f"{text} is no JSON")

    content = json.loads(table.json_table(SCENES[name]), parse_constant=refuse)
    assert codec.read(content["link"]).scene == SCENES[name]
    assert codec.read_pairs(list(content["query"].items())).scene == SCENES[name]
    for found, (runner, way) in zip(content["runs"], table.answers(SCENES[name]), strict=True):
        columns = found["columns"]
        assert {len(column) for column in columns.values()} == {len(way.positions)}
        assert np.array_equal(np.column_stack([columns["x"], columns["y"]]), way.positions)
        assert columns["gradient_x"] == way.gradients[:, 0].tolist()
        assert columns["rate"][1:] == way.rates.tolist()
        assert found["status"] == way.word
        assert set(found["memory"]) == {name for name in columns if name.startswith("memory.")}
        assert all(found["memory"].values())
        assert len(columns) == len(table.MEANING) + 2 * way.memory.shape[1]
        assert found["run"] == runner.mark + 1


def test_a_fork_names_its_origin() -> None:
    header, _ = read_csv(table.csv_table(SCENES["forks"]))
    assert ", from step 45 of run2 on; " in header[4]
    third = json.loads(table.json_table(SCENES["forks"]))["runs"][2]
    assert (third["origin"], third["from_step"]) == (2, 45)


def test_every_column_has_a_meaning() -> None:
    assert list(table.columns(simulate(alone("gd").runs()[0]))) == list(table.MEANING)


def test_the_header_tells_runs_and_link() -> None:
    header, _ = read_csv(table.csv_table(alone("adam", noise=0.5), "https://example.org/race"))
    assert header[0].startswith("# Thalweg: Rosenbrock (a 1, b 100), start (-1.2, 1), 12 steps, noise σ 0.5, seed 1")
    assert codec.read(header[1].removeprefix("# https://example.org/race")).scene == alone("adam", noise=0.5)
    assert header[2].startswith(
        "# run4, Adam: η 0.02, β₁ 0.9, β₂ 0.999, ε 1e-08, bias correction on, ε is added after, Cosine annealing"
    )
    assert header[2].endswith("warm-up 4 steps; moving")


def test_batches_and_data_that_were_typed_in_are_told() -> None:
    scene = SCENES["batches"]
    header, _ = read_csv(table.csv_table(scene))
    assert header[0].endswith(
        ", 6 samples typed in, start (2, -1), 30 steps, batches of 4 of 6 samples, samples shuffled anew for every "
        "epoch, gradients 1 step late, gradients rounded to 9 significant bits, seed 1"
    )
    assert [", B 1;" in header[3], ", B 3, from step 12" in header[4]] == [True, True]
    content = json.loads(table.json_table(scene))
    assert content["samples_typed_in"] == [list(row) for row in scene.ground.table]
    assert (content["gradient"]["order"], content["gradient"]["delay"], content["gradient"]["bits"]) == (
        "shuffled",
        1,
        9,
    )
    assert [run["batch"] for run in content["runs"]] == [4, 1, 3, None]


def test_a_divergence_is_told_with_its_reason() -> None:
    header, _ = read_csv(table.csv_table(SCENES["diverged"]))
    assert "; diverged at step" in header[2]
    assert header[2].endswith(")")


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule_can_be_taken_away(key: str) -> None:
    scene = edit.with_schedule(alone("adam"), 0, key)
    (found,) = json.loads(table.json_table(scene))["runs"]
    assert found["schedule"] == key
    assert list(found["schedule_settings"]) == [p.key for p in SCHEDULES[key].params]


def test_the_json_explains_the_memory_of_every_method() -> None:
    said = json.loads(table.json_table(SCENES["opening"]))
    assert "see memory in each run" in said["meaning"]["memory.*"]
    told = {run["method"]: run["memory"] for run in said["runs"]}
    assert told["momentum"]["memory.v.x"] == "velocity, first coordinate"
    assert told["adam"]["memory.v.y"] == "running mean of the squared gradients, second coordinate"
    named = {name for method in OPTIMIZERS.values() for name in memory.memory_names(method)}
    assert named == memory.COMMON.keys()
    assert all(name in OPTIMIZERS[key].slots for key, name in memory.OWN)
