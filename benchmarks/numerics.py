"""The numerics: surveys against hand-written C, recorded runs, the first use of a pair."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.limit import FAST, STRICT, build
from benchmarks.row import Row, at_most, attempted
from core.engine.ending import TOLERANCE, alarmed
from core.kernel import kernel
from core.tally import MEASURES
from runs import survey
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Run, optimizer, schedule
from runs.simulate import kernels, method_of, rates_of, simulate, world_of_run

WALKERS, STEPS, ROUNDS = 65_536, 300, 9
RATES = {"adam": 1e-3, "rmsprop": 1e-3, "momentum": 1e-5, "gd": 1e-5}
"""Rates at which no walker converges or diverges in so many steps, so every step has to be computed for every walker.
"""
ROOT = Path(__file__).parents[1]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def starts(run: Run) -> np.ndarray:
    """Walkers in the whole box of the landscape: float64[2, N]."""
    from runs.catalog import LANDSCAPES

    rng = np.random.default_rng(1)
    return np.stack([rng.uniform(low, high, WALKERS) for low, high in LANDSCAPES[run.ground.entry.key].box])


def torch_walk(at: np.ndarray) -> float:
    """Seconds of torch.optim.Adam on one batched tensor of Rosenbrock walkers, for comparison."""
    import torch

    theta = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    method = torch.optim.Adam([theta], lr=RATES["adam"], foreach=True)

    def go() -> None:
        for _ in range(30):  # a tenth of the steps, and the time is multiplied
            method.zero_grad()
            ((1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2).sum().backward()
            method.step()

    return 10 * seconds(go)


def question(method: str, land: str) -> Run:
    """A run whose survey is measured: at its rate no walker diverges or converges."""
    return Run(Ground(landscape(land)), optimizer(method), RATES[method], schedule(), (0.0, 0.0), STEPS)


def surveys() -> Iterator[Row]:
    """65,536 walkers x 300 steps of four methods, in alternation with fused C."""
    fast, strict = build(*FAST), build(*STRICT)
    for method, land in product(RATES, ("rosenbrock", "rastrigin")):
        run = question(method, land)
        at = starts(run)
        survey.survey(run, at[:, :5000])
        took: list[list[float]] = [[], [], []]
        for _ in range(ROUNDS):
            for limit, times in zip((fast, strict), took, strict=False):
                if limit is not None:
                    walk, (x, y) = limit(method, land), at.copy()
                    times.append(seconds(lambda w=walk, x=x, y=y, rate=RATES[method]: w(x, y, STEPS, rate)))
            took[2].append(seconds(lambda run=run, at=at: survey.survey(run, at)))
        each, ours = 1e9 / (WALKERS * STEPS), min(took[2])
        yield Row(f"survey of 65,536 walkers x 300 steps, {method}, {land}", f"{ours * each:.2f} ns a step")
        if fast is None:
            yield Row("  limit: fused C", "no C compiler here")
            continue
        yield Row(f"  limit: fused C, {' '.join(FAST)}", f"{min(took[0]) * each:.2f} ns a step")
        yield Row("  limit: fused C, rounding as strictly as ours", f"{min(took[1]) * each:.2f} ns a step")
        yield at_most("  ratio of the best times to the first limit", ours / min(took[0]), 1.25, "x")
        if (method, land) == ("adam", "rosenbrock"):
            there = find_spec("torch") is not None
            found = f"{torch_walk(at) * each:.1f} ns a step" if there else "PyTorch is not installed"
            yield Row("  peer: torch.optim.Adam, one batched tensor", found)


def maps() -> Iterator[Row]:
    """256 x 256 starts x 300 steps, as for a map: every end at its exact step, with arrivals and sums."""
    for method, limit in (("adam", 60), ("momentum", 40)):
        asked = survey.Question(question(method, "rosenbrock"), starts(question(method, "rosenbrock")), within=1e-3)
        best = min(seconds(lambda asked=asked: survey.ask(asked)) for _ in range(ROUNDS))
        yield at_most(f"256 x 256 starts x 300 steps, {method}, rosenbrock, measured", best * 1e3, limit, "ms")


def noticing() -> Iterator[Row]:
    """The cost of noticing every end at its step: the pass that this takes, compared with the remaining survey.

    Both are the processor time of one thread, the best of several measurements, so that other programs and threads do
    not matter.
    """
    steps, lanes = 20_000, survey.LANES
    theta, g = np.random.default_rng(2).uniform(0.5, 1.0, (2, 2 * lanes))

    def passes() -> None:
        watch_over(theta, g, TOLERANCE, steps)

    passes()
    each = min(processor(passes) for _ in range(ROUNDS)) / (steps * lanes)
    for method, target in product(("adam", "momentum"), ((0.0, 1e-3), ())):
        run = question(method, "rosenbrock")
        at = starts(run)[:, : 4 * lanes]
        took = min(processor(lambda run=run, at=at, target=target: blocks(run, at, target)) for _ in range(3 * ROUNDS))
        share = 100 * each / (took / (STEPS * 4 * lanes) - each)
        if target:
            yield at_most(f"  noticing every end on a map, {method}: share of the rest", share, 15, "%")
        else:
            yield Row(f"  where nothing is measured, {method}", f"{share:.3g} %")


def blocks(run: Run, at: np.ndarray, target: tuple[float, ...]) -> None:
    """A few blocks in this thread."""
    n = at.shape[1]
    numbers = (np.arange(n, dtype=np.uint64), np.ones(n), at.copy(), np.zeros(n, np.int64), np.zeros(n, np.int64))
    survey.loop()(
        kernels(run), world_of_run(run), np.array([run.method.values]), np.zeros(n, np.int64), method_of(run),
        rates_of(run), *numbers, np.array(target, np.float64), np.empty((MEASURES if target else 0, n)),
        *survey.nobody(n), STEPS, np.inf, TOLERANCE, survey.LANES, 0, n,
    )  # fmt: skip


def processor(work: Callable[[], object]) -> float:
    """The processor time of `work` in this thread."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


@kernel
def watch_over(theta, g, tol, steps):  # noqa: ANN001, ANN201 (a kernel has no annotations)
    """The pass over a block, once per step, that tells whether any walker may end."""
    half, found = theta.size // 2, 0
    for k in range(steps):
        theta[0] = 0.5 + 1e-9 * k  # otherwise it would be computed only once
        found += alarmed(theta[:half], theta[half:], g[:half], g[half:], tol)
    return found


def recorded() -> Iterator[Row]:
    """8 runners x 1,000 steps with everything recorded."""
    runs = [replace(run, steps=1000) for run in opening().runs()] * 2
    for run in runs:
        simulate(run)
    best = sorted(seconds(lambda: [simulate(run) for run in runs]) for _ in range(30))
    yield at_most("simulate of 8 runners x 1,000 steps, recorded, warm (median of 30)", best[15] * 1e3, 2, "ms")


FIRST_USE = """
import time
from runs.opening import opening
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
for run in opening().runs():
    simulate(run)
for land, way in (("himmelblau", "nesterov"), ("beale", "adagrad"), ("ackley", "adadelta"), ("plateau", "adamw")):
    run = Run(Ground(landscape(land)), optimizer(way), 0.01, schedule(), (0.5, 0.5), 300)
    begun = time.perf_counter()
    simulate(run)
    print(1e3 * (time.perf_counter() - begun))
"""


def first_use() -> Iterator[Row]:
    """A landscape and an optimizer that this process has not used yet, with their kernels in the cache."""
    command = [sys.executable, "-c", FIRST_USE]
    # The first of the two processes fills the cache.
    said = [subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout for _ in range(2)]
    worst = max(float(line) for line in said[1].split())
    yield at_most("first use of a new pair in a warm process (worst of 4)", worst, 15, "ms")


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from attempted("surveys against fused C", surveys)
    yield from attempted("maps", maps)
    yield from attempted("the price of noticing every end", noticing)
    yield from attempted("recorded runs", recorded)
    yield from attempted("the first use of a pair", first_use)
