"""What trainings show: the table with its intervals, mistakes, and how the result depends on the rate."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from runs.data import shelf as data
from runs.run import optimizer
from runs.training import train
from runs.training.judge import judge
from runs.training.presets import everyone, first_training, usual
from runs.training.trained import DIVERGED, DONE, JUDGED, Trained
from runs.training.training import Training
from studies.training.mistakes import confusion, mistakes
from studies.training.rates import around, sweep_of, swept, tuned
from studies.training.table import PUBLISHED, among, last_values, table, wilson
from tests.ground.networks import tiny

QUESTION = Training(tuple(map(usual, ("adam", "gd"))), network="softmax", batch=5, epochs=3, seeds=2)
SHORT = replace(QUESTION, epochs=1)


@pytest.fixture
def few(monkeypatch):
    """Digits are a few pictures."""
    monkeypatch.setattr(data, "digits", lambda: tiny(7, 5, 3))
    return tiny(7, 5, 3)


def answer(accuracies, states=None) -> Trained:
    """An answer with these final accuracies, float64[M, S], of the first methods, at the end of a training."""
    accuracies = np.array(accuracies, float)
    many, seeds = accuracies.shape
    question = replace(first_training(), entrants=everyone()[:many], seeds=seeds)
    ends = np.repeat(accuracies[:, :, None, None], 2, axis=2)
    curves = np.concatenate([np.full_like(ends, 0.1), ends], axis=3)
    times = np.repeat(np.arange(1.0, many + 1)[:, None], seeds, axis=1) * 1e-5
    empty = np.zeros((many, seeds, 0))
    states = np.full((many, seeds), DONE) if states is None else np.array(states)
    return Trained(
        question, np.array([0, 230]), 1.0 - curves, curves, empty, np.zeros((many, 0, 0)), np.zeros(0, int), times,
        np.full((many, seeds), 230), states, np.arange(many),
    )  # fmt: skip


# The table.


@pytest.mark.plain
@pytest.mark.parametrize(
    ("share", "count", "low", "high"),
    [
        (0.5, 10, 0.236593, 0.763407), (1.0, 360, 0.989442, 1.0), (0.0, 20, 0.0, 0.161125),
        (0.98, 360, 0.959627, 0.990199),
    ],
)  # fmt: skip
def test_wilsons_interval(share, count, low, high):
    # Solved once more from its definition: (p - share)² = z² p (1 - p) / count.
    found = wilson(share, count)
    z = 1.959964**2
    roots = np.sort(np.roots([1 + z / count, -(2 * share + z / count), share**2]).real)
    assert np.allclose(found, roots, rtol=0, atol=1e-6)
    assert np.allclose(found, (low, high), rtol=0, atol=2e-4)


@pytest.mark.plain
def test_the_interval_over_starts_is_students():
    assert np.allclose(among(np.array([1.0, 2.0, 3.0])), (2 - 2.484, 2 + 2.484), rtol=0, atol=1e-3)
    assert np.isnan(among(np.array([1.0]))).all()


@pytest.mark.plain
def test_the_last_value_that_is_there_counts():
    nan = np.nan
    found = last_values(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, nan], [nan, nan, nan]]))
    assert np.array_equal(found, [3.0, 2.0, nan], equal_nan=True)


@pytest.mark.plain
def test_the_table_has_a_row_for_each_method():
    found = answer([[0.98, 0.96], [0.965, 0.965], [0.5, 0.6], [0.1, 0.1]], [[2, 2], [2, 2], [2, 2], [2, DIVERGED]])
    rows = table(found)
    assert [row.entrant for row in rows] == [0, 1, 2, 3]
    assert np.allclose([row.accuracy for row in rows], [0.97, 0.965, 0.55, 0.1])
    assert np.allclose([row.loss for row in rows], [0.03, 0.035, 0.45, 0.9])
    assert [row.tied for row in rows] == [True, True, False, False]
    assert [row.diverged for row in rows] == [0, 0, 0, 1]
    assert np.allclose([row.relative for row in rows], [1, 2, 3, 4])
    assert np.allclose([row.microseconds for row in rows], [10, 20, 30, 40])
    assert [row.memory for row in rows] == [0, 1, 2, 3]
    assert rows[0].chance == wilson(rows[0].accuracy, 360)
    keys = [entrant.method.key for entrant in found.question.entrants]
    assert [row.published for row in rows] == [PUBLISHED.get(key) for key in keys]
    assert rows[keys.index("adadelta")].published == 0.8375


@pytest.mark.plain
def test_the_table_before_anything_is_known():
    found = answer([[np.nan]])
    found.accuracies[:], found.losses[:], found.seconds[:] = np.nan, np.nan, np.nan
    (row,) = table(found)
    assert np.isnan([row.accuracy, row.loss, row.relative, *row.chance, *row.among]).all()
    assert not row.tied


def test_mistakes_are_what_is_off_the_diagonal(few):
    found = train.train(QUESTION)
    guesses, labels = judge(found.question, found.weights[0, 1].copy()).guesses, few.part(judged=True)[1]
    told = confusion(found, 0, 1)
    for true in range(10):
        for taken in range(10):
            assert told[true, taken] == sum((labels == true) & (guesses == taken))
    wrong = mistakes(found, 0, 1)
    assert len(wrong) == told.sum() - np.trace(told) > 0
    places = np.flatnonzero(labels != guesses)
    for one, place in zip(wrong, places, strict=True):
        assert (one.label, one.guess) == (labels[place], guesses[place])
        assert np.array_equal(one.picture, few.picture(few.trained + place))


# Rates.


@pytest.mark.plain
def test_rates_around_a_middle():
    assert around(0.01, 3) == (0.00316, 0.01, 0.0316)
    assert around(1e6, 5)[-1] == 1e6
    assert len(around(0.001, 13)) == 13


def test_a_sweep_is_a_training_of_one_method(few):
    question = sweep_of(SHORT, 1)
    assert {entrant.method for entrant in question.entrants} == {optimizer("gd")}
    assert (question.batch, question.epochs, question.seeds) == (5, 1, 2)
    found = train.train(replace(question, entrants=question.entrants[4:7]))
    told = swept(found)
    assert np.array_equal(told.rates, [0.001, 0.00316, 0.01])
    assert np.array_equal(told.accuracy, found.accuracies[:, :, JUDGED, -1].mean(axis=1))
    assert np.array_equal(told.high, found.accuracies[:, :, JUDGED, -1].max(axis=1))
    assert np.array_equal(told.low, found.accuracies[:, :, JUDGED, -1].min(axis=1))


@pytest.mark.plain
def test_a_rate_at_which_all_starts_diverge_has_no_accuracy():
    told = swept(answer([[0.9, 0.8], [0.5, 0.4], [0.3, 0.2]], [[2, 2], [2, 3], [3, 3]]))
    assert np.array_equal(told.accuracy, [(0.9 + 0.8) / 2, 0.5, np.nan], equal_nan=True)


def test_tuned_rates_are_the_best_of_those_tried(few, monkeypatch):
    told = []
    found = tuned(SHORT, 3, told.append)
    assert told == [0.5, 1.0]
    for before, after in zip(SHORT.entrants, found.entrants, strict=True):
        tried = [replace(before, rate=rate) for rate in around(usual(before.method.key).rate, 3)]
        losses = train.train(replace(SHORT, entrants=tuple(tried))).losses[:, :, JUDGED, -1].mean(axis=1)
        assert after == tried[int(np.argmin(losses))]
    stop = Event()
    stop.set()
    assert tuned(SHORT, 3, cancelled=stop) == SHORT
