"""Every parameter reaches its script: off its default, the script gives our numbers, also where PyTorch is missing."""

import math

import numpy as np
import pytest

from exports.torch_ground import place_of
from runs.catalog import LANDSCAPES
from runs.ground import Entry, Ground
from tests.exports import naive_torch
from tests.exports.agreement import PARAMETERS, RECORDS, compare, compare_parameter
from tests.ground.tables import losses
from tools.golden import scripts as golden_scripts
from tools.golden.settings import all_off, settings, told, without

TORCH = naive_torch.module()
FRAME = (30.0, 0.5, -0.25, 1.5, 0.75)
"""Every number of a frame off its default."""
SHARES = np.array([[0.2, 0.4, 0.7, 0.9], [0.8, 0.3, 0.6, 0.1]])
"""Where in a landscape's box its loss is compared."""
T = 2
"""The steps that a landscape has moved when its loss is compared."""


@pytest.mark.whole
@pytest.mark.parametrize(("key", "name"), PARAMETERS)
def test_a_script_holds_every_parameter(key: str, name: str) -> None:
    compare_parameter(key, name, TORCH)


@pytest.mark.parametrize("name", golden_scripts.SETTLED)
def test_a_kept_script_without_defaults_gives_our_numbers(name: str) -> None:
    scene = golden_scripts.SETTLED[name]
    compare(scene, len(scene.runners), TORCH)


@pytest.mark.whole
@pytest.mark.parametrize(("key", "name"), PARAMETERS)
def test_a_kept_script_holds_every_parameter_off_its_default(key: str, name: str) -> None:
    record, place = RECORDS[key], [p.key for p in RECORDS[key].params].index(name)
    default = record.params[place].default
    runners = [runner for scene in golden_scripts.SETTLED.values() for runner in scene.runners]
    kept = [entry.values[place] for r in runners for entry in (r.method, r.schedule) if entry.key == key]
    possible = any(told(record, values) for values in settings(record) if values[place] != default)
    assert any(value != default for value in kept) == possible


@pytest.mark.parametrize("key", LANDSCAPES)
def test_the_loss_of_a_script_is_ours_for_every_parameter_of_the_ground(key: str) -> None:
    land, few = LANDSCAPES[key], {"samples": 40.0}
    (x0, x1), (y0, y1) = land.box
    points = np.array([[x0], [y0]]) + np.array([[x1 - x0], [y1 - y0]]) * SHARES
    params = [p.key for p in land.params]
    felt = dict.fromkeys((name for name in params if name not in few), False)
    for off in all_off(land):
        values = tuple(few.get(name, value) for name, value in zip(params, off, strict=True))
        ground = Ground(Entry(key, values), FRAME)
        place, room = place_of(ground, T + 1), {"torch": TORCH, "np": np, "math": math, "t": T}
        exec("\n".join(place.texts), room)
        found = [float(eval(place.value, room | {"theta": naive_torch.tensor(point)})) for point in points.T]
        a, b = ground.affine()
        u, v = a @ points + b[:, None]
        ours = losses(land, tuple(land.rows(T, values)[-1]), u, v)
        assert np.allclose(found, ours, rtol=1e-12, atol=1e-12 * np.max(np.abs(ours))), dict(
            zip(params, values, strict=True)
        )
        for name in felt:
            plain = without(land, values, name)
            felt[name] |= values != plain and not np.allclose(
                ours, losses(land, tuple(land.rows(T, plain)[-1]), u, v), rtol=1e-9, atol=0.0
            )
    assert all(felt.values()), f"the loss does not show these: {felt}"
