"""Which methods can train networks: what is said of each step kernel is found out by disturbing one weight."""

import numpy as np
import pytest

from core.param import complete
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.training.eligible import ELIGIBLE, MIXING, PLANNED, REFUSED, why_not

LANES, STEPS = 7, 6
ALONE = [*ELIGIBLE, *MIXING]


def settings(way):
    """Values at the defaults, and with every switch, choice and decay on."""
    yield complete(way.params, {})
    yield complete(way.params, {p.key: p.valid[1] for p in way.params if p.kind in ("switch", "choice")})
    decays = {p.key: 0.1 for p in way.params if p.key == "weight_decay"}
    yield complete(way.params, decays | {p.key: 1.0 for p in way.params if p.kind == "choice"})


def walked(way, values, disturbed=None, lanes=LANES):
    """Positions and memory after some steps by arbitrary gradients, one number of one gradient disturbed."""
    rng = np.random.default_rng(3)
    theta, h, rate = rng.normal(size=lanes), np.array(values), np.full(lanes, 0.01)
    slots, at = np.zeros((max(way.rows, 1), lanes)), np.empty(lanes)
    for t in range(1, STEPS + 1):
        g = rng.normal(size=lanes)
        if disturbed is not None and t == 2:
            g[disturbed] *= -3.0
        if "factor" in way.needs:
            slots[-1] = 1.0
        if way.probe is not None:
            way.probe(0, theta, g, slots, t, rate, h, at)
            g = g + 0.1 * at
        way.step(theta, g, slots, t, rate, h)
    return np.vstack([theta, slots])


def touched(way, values, lane, lanes=LANES):
    """The lanes that a disturbance in one of them reaches."""
    plain, other = walked(way, values, lanes=lanes), walked(way, values, lane, lanes)
    return {int(i) for i in np.flatnonzero((plain != other).any(axis=0))}


@pytest.mark.parametrize("key", ELIGIBLE)
def test_a_method_that_is_offered_treats_every_weight_by_itself(key):
    for values in settings(OPTIMIZERS[key]):
        for lane in range(LANES):
            assert touched(OPTIMIZERS[key], values, lane) == {lane}


@pytest.mark.parametrize("key", MIXING)
def test_a_method_that_is_said_to_mix_does(key):
    way = OPTIMIZERS[key]
    assert touched(way, complete(way.params, {}), 0, lanes=6) > {0}


@pytest.mark.plain
def test_every_other_method_is_refused_with_its_reason():
    assert sorted([*ELIGIBLE, *REFUSED]) == sorted(OPTIMIZERS)
    assert all(said.endswith(".") for said in REFUSED.values())
    assert {"sam", "lbfgs", "newton", "prodigy", "bfgs", "conjugate_gradient", "extragradient"} <= set(REFUSED)
    assert "2 gradients" in why_not(OPTIMIZERS["sam"])
    assert "Hessian" in why_not(OPTIMIZERS["newton"])
    assert "line" in why_not(OPTIMIZERS["lbfgs"])
    assert not why_not(OPTIMIZERS["adam"])


@pytest.mark.plain
def test_schedules_that_react_are_left_out():
    assert set(SCHEDULES) - set(PLANNED) == {"plateau"}
