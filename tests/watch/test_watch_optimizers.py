"""What an optimizer's record tells a reader to watch must be visible: each sentence is checked on its race."""

from collections.abc import Callable

import numpy as np
import pytest

from runs.catalog import OPTIMIZERS
from runs.simulate import Trajectory, simulate
from studies import reference
from studies.measures import stride
from tests.watch.sights import ahead, apart, below, caught, changed, crossings, halved, still, x

Seen = Callable[[Trajectory, Trajectory], object]

METHODS: dict[str, Seen] = {
    "adabelief": lambda me, adam: (
        stride(me)[1] > stride(me)[0]
        and stride(adam)[1] < stride(adam)[0]
        and (crossings(me)[0], crossings(adam)[0]) == (6, 8)
        and ahead(me, adam) <= 60
    ),
    "adadelta": lambda me, adam: (
        (halved(me), halved(adam), ahead(me, adam)) == (17, 3, 245) and np.all(np.diff(stride(me)[99:245]) > 0)
    ),
    "adagrad": lambda me, _: crossings(me)[0] == 1 and stride(me)[4:].max() < stride(me)[0] / 50,
    "adam": lambda me, rmsprop: (
        (len(crossings(me)), crossings(me)[-1]) == (5, 66)
        and crossings(rmsprop)[:3] == [1, 2, 3]
        and x(rmsprop) > x(me)
    ),
    "adam_l2": lambda me, adam: apart(me, adam).max() < 0.005 and x(changed(me, weight_decay=1.0)) > x(adam) + 0.1,
    "adamax": lambda me, adam: crossings(me)[0] < crossings(adam)[0] and ahead(adam, me) == 64,
    "adamw": lambda me, adam: (
        ahead(me, adam) == 19 and np.abs(changed(me, weight_decay=10.0).positions[200:]).max() < 0.05
    ),
    "adan": lambda me, adam: (
        np.flatnonzero(me.positions[:, 0] > 0)[0] == 211
        and x(adam) == -0.78
        and np.all(np.diff(stride(me)[60:200:20]) > 0)
    ),
    "amsgrad": lambda me, adam: apart(me, adam)[:151].max() < 0.005 and x(adam) > x(me),
    "asgd": lambda me, _: len(crossings(me)) == 1 and me.losses[-1] < changed(me, walker=1.0).losses[-1] < me.losses[0],
    "bfgs": lambda me, gd: still(me)[:2] == [1, 2] and still(me)[2] > 3 and (me.at, x(gd)) == (48, -0.91),
    "conjugate_gradient": lambda me, _: (len(still(me)), me.at) == (53, 76),
    "extragradient": lambda me, gd: (
        (below(me, 5), below(gd, 5)) == (8, 2)
        and crossings(changed(gd, 0.002))[:10] == list(range(1, 11))
        and crossings(changed(me, 0.002))[0] > 50
    ),
    "gd": lambda me, momentum: (round(me.positions[5, 0], 2), x(me)) == (-1.03, -0.91) and x(momentum) > x(me),
    "gradient_flow": lambda me, gd: apart(me, gd)[1] > 0.03 and apart(me, gd)[10:].max() < 0.003,
    "heavy_ball_ode": lambda me, gd: (
        (len(crossings(me)), crossings(me)[-1], len(crossings(gd))) == (11, 77, 1) and x(me) > x(gd)
    ),
    "lbfgs": lambda me, gd: (len(still(me)), me.at) == (12, 51) and gd.positions[51, 0] < -1.0,
    "lion": lambda me, _: np.ptp(stride(me)) < 1e-12 and me.losses[290] < 1e-12 < me.losses[291:].min(),
    "lookahead": lambda me, adam: (
        np.allclose(me.positions[5] - me.positions[0], changed(me, alpha=1.0).positions[5] / 2 - me.positions[0] / 2)
        and stride(me)[[4, 9]].min() > 2 * stride(me)[10:50].max()
        and ahead(me, adam) == 10
    ),
    "momentum": lambda me, gd: (
        (len(crossings(me)), crossings(me)[-1], len(crossings(gd))) == (11, 73, 1) and x(me) > x(gd)
    ),
    "nadam": lambda me, adam: (
        (len(crossings(me)), len(crossings(adam))) == (1, 5) and apart(me, adam)[60:].max() < 0.02
    ),
    "nesterov": lambda me, momentum: (
        (len(crossings(me)), len(crossings(momentum))) == (3, 11)
        and me.run.method.values[0] == momentum.run.method.values[0]
        and me.run.rate == momentum.run.rate
        and np.allclose(me.positions[1], momentum.positions[1])
    ),
    "newton": lambda me, _: (
        crossings(me) == []
        and np.allclose(stride(me)[37:43] / stride(me)[36:42], 0.5, atol=0.01)
        and changed(me, 1.0).at == 7
        and 1400 < changed(me, 1.0).losses.max() < 1450
    ),
    "prodigy": lambda me, adam: (
        np.linalg.norm(me.positions[:21] - me.positions[0], axis=1).max() < 0.01
        and 1e-6 < stride(me)[0] < 2e-6
        and round(me.losses[154]) == round(me.losses.max()) == 43
        and me.losses[-1] < 0.001 < adam.losses[-1]
    ),
    "qhm": lambda me, momentum: (len(crossings(me)), len(crossings(momentum))) == (1, 11) and x(momentum) > x(me),
    "radam": lambda me, adam: (
        (still(me)[:5], halved(me), halved(adam)) == ([1, 2, 3, 4, 5], 12, 3)
        and np.isclose(me.run.rate, 10 * adam.run.rate)
        and me.losses[-1] < adam.losses[-1]
    ),
    "rmsprop": lambda me, adam: (
        np.isclose(stride(me)[0], 10 * stride(adam)[0]) and crossings(me)[:3] == [1, 2, 3] and ahead(me, adam) == 1
    ),
    "rprop": lambda me, signsgd: (
        np.allclose(stride(me)[1:5] / stride(me)[:4], 1.2)
        and crossings(me)[0] == 5
        and stride(me)[5:8].max() < 0.6 * stride(me)[4]
        and caught(signsgd, 7, 0.03)
    ),
    "sam": lambda me, gd: (
        crossings(me) == list(range(2, 301))
        and stride(me)[4:].max() < 0.0355
        and 0.0195 < stride(me)[-50:].min() < stride(me)[-5:].max() < 0.021
        and x(me) > x(gd)
    ),
    "schedule_free_adamw": lambda me, adam: (
        (len(crossings(me)), crossings(me)[-1], len(crossings(adam)), crossings(adam)[-1]) == (3, 29, 5, 66)
        and ahead(me, adam) == 25
        and np.ptp(me.rates) == 0
    ),
    "signsgd": lambda me, gd: caught(me, 7, 0.03) and len(crossings(me)) > 290 and stride(gd)[100:].min() > 0,
    "signum": lambda me, signsgd: (
        caught(signsgd, 7, 0.03) and len(crossings(me)) > 100 and np.abs(me.positions[185:] - (0.8, 0.6)).max() < 0.07
    ),
    "yogi": lambda me, adam: apart(me, adam)[:101].max() < 0.005 and 0.01 < x(adam) - x(me) < 0.05,
}


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_what_to_watch_an_optimizer_for_is_there_to_see(key):
    me, other = (simulate(run) for run in reference.scene("optimizer", key).runs())
    assert METHODS[key](me, other), f"{OPTIMIZERS[key].name}: {OPTIMIZERS[key].watch}"
