"""Mini-batches: their rows, compared with integer arithmetic and theoretical distributions, and their gradients."""

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.engine.noise import BATCH, ORDER
from core.engine.samples import DRAWN, NOBODY, ORDERED, SHUFFLED, choose, follow
from core.kernel import COMPILED
from core.rng import bits
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.gradient_noise import GRADIENT_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from tests.ground.methods import PLAIN
from tests.ground.walks import held, recorded, same, surveyed, world

ORDERS = (SHUFFLED, DRAWN, ORDERED)
NAMES = {SHUFFLED: "shuffled", DRAWN: "drawn", ORDERED: "ordered"}
SAMPLED = [pytest.param(land, id=key) for key, land in LANDSCAPES.items() if land.draw is not None]
COUNT, SIZE = 10, 4
"""The numbers of samples and of rows of a batch in the random tests; the third batch of an epoch has two rows."""


def batches(order, n, size, steps, seed=3, who=0):
    """The rows of a walker's steps: int64[steps, size]."""
    chosen = np.zeros((steps, size), np.int64)
    follow(float(order), np.uint64(seed), np.uint64(who), np.full(n + 1, -1), np.empty(size, np.int64), chosen)
    return chosen


def few(land):
    """The landscape's parameters, for COUNT samples, and these."""
    values = tuple(COUNT if p.key == "samples" else p.default for p in land.params)
    return values, land.samples(values)


def ground(land, order, size, seed=3):
    """The landscape as the engine takes it, made of COUNT samples, in batches."""
    values, data = few(land)
    on = world(land, values, batch=size, seed=seed)._replace(data=data)
    on.noise[[BATCH, ORDER]] = size, order
    return on


# Which rows.


def exchanged(n, seed, who, epoch):
    """The order by Fisher and Yates, in Python's integers."""
    order = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(bits(np.uint64(seed), np.uint64(who), epoch, 2048 + i)) % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def wanted(order, n, size, t, seed, who):
    """The rows of a batch as the docstring of the module describes them."""
    if order == DRAWN:
        return [int(bits(np.uint64(seed), np.uint64(who), t, 64 + s)) % n for s in range(size)]
    epoch, part = divmod(t - 1, math.ceil(n / size))
    rows = exchanged(n, seed, who, epoch) if order == SHUFFLED else list(range(n))
    return rows[part * size : (part + 1) * size]


@pytest.mark.parametrize("order", ORDERS, ids=NAMES.get)
@pytest.mark.parametrize(("n", "size"), [(2, 1), (7, 3), (12, 4), (12, 11), (1024, 300)])
def test_the_rows_are_those_of_whole_numbers(n, size, order):
    steps = 2 * math.ceil(n / size) + 1
    for seed, who in ((3, 0), (2**31, 511)):
        for t, row in enumerate(batches(order, n, size, steps, seed, who), 1):
            rows = wanted(order, n, size, t, seed, who)
            assert row.tolist() == rows + [NOBODY] * (size - len(rows))


@pytest.mark.parametrize("order", [SHUFFLED, ORDERED], ids=NAMES.get)
@pytest.mark.parametrize(("n", "size"), [(12, 4), (10, 4), (9, 8), (5, 1)])
def test_an_epoch_holds_every_sample_once_and_its_last_batch_is_shorter_where_it_must_be(n, size, order):
    each = math.ceil(n / size)
    for epoch in batches(order, n, size, 4 * each).reshape(4, each, size):
        assert sorted(epoch[epoch != NOBODY].tolist()) == list(range(n))
        assert np.sum(epoch != NOBODY, axis=1).tolist() == [size] * (each - 1) + [n - size * (each - 1)]


def test_a_walk_that_sets_out_in_the_midst_of_an_epoch_meets_the_same_batches():
    whole, order, rows = batches(SHUFFLED, COUNT, SIZE, 9), np.full(COUNT + 1, -1), np.empty(SIZE, np.int64)
    for t in (9, 2, 5, 1):
        taken = choose(float(SHUFFLED), np.uint64(3), np.uint64(0), t, order, rows)
        assert rows[:taken].tolist() == [row for row in whole[t - 1].tolist() if row != NOBODY]


def square(counts, expected):
    """Pearson's χ²."""
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize("along", ["epochs", "walkers"])
def test_every_order_of_an_epoch_is_equally_likely(along):
    tries = 24 * (400 if COMPILED else 30)
    if along == "epochs":
        orders = batches(SHUFFLED, 4, 1, 4 * tries).reshape(tries, 4)
    else:
        orders = np.array([batches(SHUFFLED, 4, 1, 4, who=who)[:, 0] for who in range(tries)])
    counts = Counter(map(tuple, orders.tolist()))
    assert len(counts) == 24
    assert square(counts.values(), tries / 24) < 49.7  # one in a thousand, of 23 degrees of freedom


def test_every_row_is_drawn_equally_often():
    tries = COUNT * (2000 if COMPILED else 200)
    counts = np.bincount(batches(DRAWN, COUNT, 5, tries // 5).ravel(), minlength=COUNT)
    assert square(counts, tries / COUNT) < 27.9  # one in a thousand, of 9 degrees of freedom


# Their gradients.


def gradients(land, point):
    """The gradient of every single sample at a point: float64[COUNT, 2]."""
    values, data = few(land)
    g = np.empty((COUNT, 2, 1))
    for k in range(COUNT):
        land.grad(np.array(values), data[k : k + 1], *np.array(point)[:, None], g[k, 0], g[k, 1])
    return g[:, :, 0]


def stood(land, order, size, epochs):
    """The gradients at the first start, for a walker that stays there: float64[epochs, batches per epoch, 2]."""
    each = math.ceil(COUNT / size)
    start = next(iter(land.starts.values()))
    walk = recorded(land, PLAIN, ground(land, order, size), [start], [0.0] * (epochs * each))
    return walk.used.reshape(epochs, each, 2)


@pytest.mark.parametrize("land", SAMPLED)
def test_the_gradient_of_a_batch_is_right_on_average_and_of_an_epoch_exactly(land):
    start = next(iter(land.starts.values()))
    true = recorded(land, PLAIN, ground(land, DRAWN, 0), [start], []).slopes[0]
    assert gradients(land, start).mean(axis=0) == pytest.approx(true, rel=1e-13)
    seen = stood(land, DRAWN, SIZE, 1000 if COMPILED else 20).reshape(-1, 2)
    error = seen.std(axis=0) / math.sqrt(len(seen))
    assert np.all(error > 0)
    assert np.all(np.abs(seen.mean(axis=0) - true) < 4 * error)
    weights = np.array([4, 4, 2]) / COUNT
    for order in (SHUFFLED, ORDERED):
        assert np.all(np.abs(weights @ stood(land, order, SIZE, 3) - true) < 1e-13 * np.max(np.abs(true) + 1))


@pytest.mark.parametrize("land", SAMPLED)
@pytest.mark.parametrize(("order", "size"), [(DRAWN, 1), (DRAWN, 4), (SHUFFLED, 1), (SHUFFLED, 4), (SHUFFLED, 9)])
def test_the_spread_of_a_batch_shrinks_with_its_size(size, order, land):
    walkers, start = 4000 if COMPILED else 60, next(iter(land.starts.values()))
    single = gradients(land, start)
    left = (COUNT - size) / (COUNT - 1) if order == SHUFFLED else 1.0  # the finite-population factor
    seen = recorded(land, PLAIN, ground(land, order, size), [start] * walkers, [0.0]).used.reshape(2, walkers).T
    off = seen - single.mean(axis=0)
    products = off[:, :, None] * off[:, None, :]
    error = products.std(axis=0) / math.sqrt(walkers)
    assert np.all(np.abs(products.mean(axis=0) - left / size * np.cov(single.T, bias=True)) < 4.5 * error + 1e-12)


# PyTorch with the same samples.


def walked():
    """The cases for PyTorch, its paths, and its data."""
    with np.load(Path(__file__).parent.parent / "golden" / "batches.npz") as found:
        cases, rows = json.loads(str(found["manifest"]))["cases"], found["rows"]
        names = {case["landscape"] for case in cases}
        tables = {name: tuple(map(tuple, found[name].astype(float).tolist())) for name in names}
        paths = dict(enumerate(found["paths"]))
    return [(case, tables[case["landscape"]], rows, paths[i]) for i, case in enumerate(cases)]


WALKED = walked()
NAMED = ["-".join(str(case[key]) for key in ("landscape", "optimizer", "batch", "order")) for case, *_ in WALKED]


def test_pytorch_was_asked_of_every_order_and_size():
    assert len(set(NAMED)) == len(NAMED) == 2 * 3 * 2 * 3


@pytest.mark.parametrize(("case", "table", "rows", "path"), WALKED, ids=NAMED)
def test_the_walk_is_pytorchs_over_the_same_samples(case, table, rows, path):
    rows = rows if COMPILED else rows[rows <= 20]
    way, order = OPTIMIZERS[case["optimizer"]], next(p for p in GRADIENT_NOISE if p.key == "order").read(case["order"])
    hyper = {p.key: p.read(str(case["hyper"][p.key])) for p in way.params if p.key in case["hyper"]}
    assert hyper.keys() == case["hyper"].keys()
    run = Run(
        Ground(landscape(case["landscape"]), table=table), optimizer(case["optimizer"], hyper), case["rate"],
        schedule(), tuple(case["start"]), int(rows[-1]), seed=case["seed"],
        gradient=GradientNoise(batch=float(case["batch"]), order=order),
    )  # fmt: skip
    off = np.abs(simulate(run).positions[rows] - path[: len(rows)])
    assert np.max(off) <= 1e-12 * np.max(np.abs(path)), f"off by {np.max(off):.3g}"


# The same bits in any block.


@pytest.mark.parametrize("order", ORDERS, ids=NAMES.get)
def test_a_walker_meets_the_same_batches_alone_in_a_block_and_in_a_survey(order):
    land, lanes = LANDSCAPES["linear_regression"], 40 if COMPILED else 5
    on, way = ground(land, order, SIZE), OPTIMIZERS["adam"]
    starts = land.minima(*few(land)[0]) + np.random.default_rng(5).uniform(-1.5, 1.5, (lanes, 2))
    rates = [0.05] * (96 if COMPILED else 32)
    together = recorded(land, way, on, starts, rates)
    for lane in range(0, lanes, 7):
        assert same(held(recorded(land, way, on, starts[lane : lane + 1], rates, who=[lane])), held(together, lane))
    found = [surveyed(land, way, on, starts, rates, tol=0.3, lanes=size) for size in (1, 3, lanes)]
    assert same(found[0], found[1])
    assert same(found[0], found[2])
    ended = found[0].steps
    assert len(set(ended.tolist())) > 1
    assert np.array_equal(found[0].where, [together.points[ended, np.arange(lanes) + half] for half in (0, lanes)])
