"""The survey of arrivals: what counts as arriving, from which starts, and how it is stored and read back."""

import numpy as np
import pytest

from core.kernel import COMPILED
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.survey import Outcomes
from studies import arrivals


def ended(at, step=0, loss=1.0, status=0):
    """The outcome of a single walker."""
    return Outcomes(
        np.array(at, float).reshape(2, 1), np.array([loss]), np.array([step]), np.array([status]), 1, np.empty((0, 1))
    )


@pytest.mark.parametrize(
    ("key", "outcome", "there"),
    [
        ("himmelblau", ended((3.05, 2.0)), True),
        ("himmelblau", ended((3.5, 2.0)), False),
        ("himmelblau", ended((3.05, 2.0), status=2), False),
        # Its box is 4 wide, so that near is 0.04, in every direction.
        ("rosenbrock", ended((1.0399, 1.0)), True),
        ("rosenbrock", ended((1.0, 0.9601)), True),
        ("rosenbrock", ended((1.0401, 1.0)), False),
        ("rosenbrock", ended((1.0, 1.0401)), False),
        ("rosenbrock", ended((1.0, 0.9599)), False),
        ("moving_bowl", ended((1.2, 0.0)), True),
        ("moving_bowl", ended((1.2, 0.0), step=100), False),
        ("moving_bowl", ended((-1.2, 0.0), step=100), True),
        ("deep_linear", ended((1.37, 1 / 1.37), loss=0.0), True),
        ("deep_linear", ended((9.0, 9.0), loss=1.0), False),
    ],
)
def test_who_has_arrived(key, outcome, there):
    assert arrivals.arrived(Ground(landscape(key)), outcome).tolist() == [there]


def test_the_starts_fill_the_box_evenly():
    ground = Ground(landscape("rosenbrock"))
    x, y = arrivals.lattice(ground)
    assert len(set(zip(x, y, strict=True))) == arrivals.SIDE**2
    assert (x.min(), x.max(), y.min(), y.max()) == (-1.875, 1.875, -0.875, 2.875)


@pytest.fixture
def small(monkeypatch):
    """A survey of few starts and steps."""
    monkeypatch.setattr(arrivals, "SIDE", 4)
    monkeypatch.setattr(arrivals, "STEPS", 200 if COMPILED else 60)


@pytest.mark.parametrize("method", ["gd", "momentum"])
@pytest.mark.parametrize("key", ["himmelblau", "rosenbrock", "bowl"])
def test_the_share_is_that_of_single_runs(small, method, key):
    ground = Ground(landscape(key))
    rate, width = suggested_rate(ground, method), np.diff(LANDSCAPES[key].box[0])[0]
    there = []
    for start in arrivals.lattice(ground).T.tolist():
        way = simulate(Run(ground, optimizer(method), rate, schedule(), tuple(start), arrivals.STEPS))
        apart = min(np.hypot(*(np.array(m) - way.positions[-1])) for m in ground.minima())
        there.append(way.word != "diverged" and apart <= arrivals.NEAR * width)
    assert arrivals.share(method, key) == np.mean(there)


def test_where_there_is_no_minimum_there_is_no_share():
    assert arrivals.share("gd", "monkey_saddle") is None


def test_a_survey_has_every_pair_and_is_written_as_it_is_read(monkeypatch, tmp_path):
    lands, ways = ["bowl", "monkey_saddle"], ["adam", "gd", "momentum"]
    monkeypatch.setattr(arrivals, "LANDSCAPES", {key: LANDSCAPES[key] for key in lands})
    monkeypatch.setattr(arrivals, "OPTIMIZERS", {key: OPTIMIZERS[key] for key in ways})
    answers = {"adam": 0.0, "gd": 1.0, "momentum": 0.9999}
    monkeypatch.setattr(arrivals, "share", lambda method, land: None if land == "monkey_saddle" else answers[method])
    text = arrivals.text(arrivals.table())
    assert text.splitlines() == ["optimizer,bowl,monkey_saddle", "adam,0,", "gd,100,", "momentum,99,"]
    monkeypatch.setattr(arrivals, "FILE", tmp_path / "arrivals.csv")
    arrivals.FILE.write_text(text, encoding="utf-8")
    bowl = {("adam", "bowl"): 0, ("gd", "bowl"): 100, ("momentum", "bowl"): 99}
    assert arrivals.written.__wrapped__() == {**bowl, **{(way, "monkey_saddle"): None for way in ways}}


SHARES = [(0.0, 0), (0.001, 1), (0.5, 50), (0.996, 99), (1.0, 100)]


@pytest.mark.parametrize(("share", "per_cent"), SHARES)
def test_none_and_all_are_kept_apart_from_next_to_none_and_nearly_all(share, per_cent):
    assert arrivals.per_cent(share) == per_cent


@pytest.mark.parametrize(("kind", "keys"), [("optimizer", OPTIMIZERS), ("landscape", LANDSCAPES)])
def test_bands_share_out_what_was_found(kind, keys):
    mine = 0 if kind == "optimizer" else 1
    least = dict(arrivals.BANDS)
    for key in keys:
        told = arrivals.bands(kind, key)
        found = {pair[1 - mine]: share for pair, share in arrivals.written().items() if pair[mine] == key}
        assert dict(row for band in told for row in band.found) == {k: s for k, s in found.items() if s is not None}
        shares = [share for band in told for _, share in band.found]
        assert shares == sorted(shares, reverse=True)
        for band in told:
            assert min(share for _, share in band.found) >= least[band.word]
            assert band.found


def test_of_what_was_not_surveyed_nothing_is_told():
    assert arrivals.bands("optimizer", "unheard_of") == []
    assert arrivals.bands("landscape", "monkey_saddle") == []
