"""What is shown of mini-batches: the landscape of every single sample, and the rows that a run's steps use."""

from dataclasses import replace

import numpy as np
import pytest

from core.engine.samples import NOBODY
from runs.catalog import LANDSCAPES
from runs.data import batches
from runs.data.batches import MOST_NUMBERS, SIDES, heights_of_samples, rows, rows_of
from runs.gradient_noise import GRADIENT_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import box_of, heights
from tests.ground.tables import slopes

SAMPLED = [key for key, land in LANDSCAPES.items() if land.draw is not None]
FRAMED = (30.0, 0.5, -0.25, 2.0, 0.5)
POINTS = ((1.0, 2.0), (-1.0, 0.5), (3.0, -4.0), (0.25, 1.5), (2.0, 2.0))
ORDERS = dict(enumerate(next(p for p in GRADIENT_NOISE if p.key == "order").options))


@pytest.mark.parametrize("frame", [None, FRAMED], ids=["plain", "framed"])
@pytest.mark.parametrize("key", SAMPLED)
def test_the_mean_of_the_grounds_of_the_samples_is_the_ground(key, frame):
    entry = landscape(key, {"samples": 9.0})
    ground = Ground(entry) if frame is None else Ground(entry, frame)
    found = heights_of_samples(ground, 5)
    assert found.shape == (9, 5, 5)
    assert found.mean(axis=0) == pytest.approx(heights(ground, box_of(ground), 5), rel=1e-12)
    assert np.ptp(found, axis=0).min() > 0.0


def test_the_ground_of_a_sample_that_was_typed_in_is_its_own():
    ground = Ground(landscape("robust_regression", {"form": 1.0}), table=POINTS)
    x0, x1, y0, y1 = box_of(ground)
    a, b = np.meshgrid(np.linspace(x0, x1, SIDES[-1]), np.linspace(y0, y1, SIDES[-1]))
    for found, (u, t) in zip(heights_of_samples(ground, SIDES[-1]), POINTS, strict=True):
        assert found == pytest.approx((a * u + b - t) ** 2 / 2, rel=1e-12)


@pytest.mark.parametrize("late", [0, 3])
@pytest.mark.parametrize("order", ORDERS, ids=ORDERS.get)
@pytest.mark.parametrize("batch", [1, 4, 5])
def test_the_rows_are_those_whose_mean_gradient_a_run_goes_by(batch, order, late):
    ground = Ground(landscape("linear_regression", {"samples": 14.0}))
    gradient = GradientNoise(batch=float(batch), order=float(order), delay=float(late))
    run = Run(ground, optimizer("momentum"), 0.05, schedule(), (-1.0, 2.0), 12, seed=5, gradient=gradient)
    walk, chosen, land = simulate(run), rows_of(run, 12), LANDSCAPES["linear_regression"]
    assert chosen.shape == (12, batch)
    for t in range(12):
        then = max(t - late, 0)
        taken, place = chosen[then][chosen[then] != NOBODY], walk.positions[then]
        some = replace(land, draw=lambda *_, taken=taken: ground.samples()[taken])
        assert slopes(some, ground.entry.values, *place[:, None]).ravel() == pytest.approx(walk.used[t], rel=1e-14)


def test_of_large_batches_fewer_steps_are_told(monkeypatch):
    assert MOST_NUMBERS == 200_000
    monkeypatch.setattr(batches, "MOST_NUMBERS", 60)
    assert rows(Ground(landscape("neuron")), 7.0, 1.0, 1.0, 100.0).shape == (8, 7)


BAD = [
    ("bowl", 1.0, r"A bowl is not made of samples\."),
    ("neuron", 0.0, r"A batch must have 1 to 11 of the 12 samples, not 0\."),
    ("neuron", 12.0, r"A batch must have 1 to 11 of the 12 samples, not 12\."),
]


@pytest.mark.parametrize(("key", "batch", "sentence"), BAD)
def test_where_there_are_no_batches_a_sentence_says_so(key, batch, sentence):
    with pytest.raises(ValueError, match=f"^{sentence.replace('A bowl', LANDSCAPES['bowl'].name)}$"):
        rows(Ground(landscape(key)), batch, 0.0, 1.0, 10.0)


def test_where_there_are_no_samples_there_are_no_grounds_of_theirs():
    with pytest.raises(ValueError, match=r"is not made of samples\.$"):
        heights_of_samples(Ground(landscape("bowl")), 16)
