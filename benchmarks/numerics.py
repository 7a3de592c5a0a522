"""The numerics: surveys against hand-written C, recorded runs, the first use of a pair."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.limit import build
from benchmarks.row import Row, at_most
from runs import survey
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate

WALKERS, STEPS, RATE, ROUNDS = 65_536, 300, 1e-3, 9
ROOT = Path(__file__).parents[1]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def starts(run: Run) -> np.ndarray:
    """Walkers all over the landscape's box: float64[2, N]."""
    from runs.catalog import LANDSCAPES

    rng = np.random.default_rng(1)
    return np.stack([rng.uniform(low, high, WALKERS) for low, high in LANDSCAPES[run.ground.entry.key].box])


def torch_walk(at: np.ndarray) -> float:
    """Seconds of torch.optim.Adam on one batched tensor of Rosenbrock walkers: a peer."""
    import torch

    theta = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    method = torch.optim.Adam([theta], lr=RATE, foreach=True)

    def go() -> None:
        for _ in range(30):  # a tenth of the steps, and the time is multiplied
            method.zero_grad()
            ((1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2).sum().backward()
            method.step()

    return 10 * seconds(go)


def surveys() -> Iterator[Row]:
    """65,536 Adam walkers x 300 steps against fused C, both in one run, in turns."""
    limit = build()
    for key in ("rosenbrock", "rastrigin"):
        run = Run(Ground(landscape(key)), optimizer("adam"), RATE, schedule(), (0.0, 0.0), STEPS)
        at = starts(run)
        survey.survey(run, at[:, :5000])
        ours, theirs = [], []
        for _ in range(ROUNDS):
            if limit is not None:
                x, y = at[0].copy(), at[1].copy()
                theirs.append(seconds(lambda x=x, y=y, key=key: limit(key)(x, y, STEPS, RATE)))
            ours.append(seconds(lambda run=run, at=at: survey.survey(run, at)))
        each = 1e9 / (WALKERS * STEPS)
        name = f"survey of 65,536 Adam walkers x 300 steps, {key}"
        yield Row(name, f"{min(ours) * 1e3:.0f} ms, {min(ours) * each:.2f} ns a step")
        if theirs:
            yield Row("  limit: fused C, -O3 -march=native -ffast-math -fopenmp", f"{min(theirs) * each:.2f} ns a step")
            yield at_most("  ratio of the best times", min(ours) / min(theirs), 1.5, "x")
        else:
            yield Row("  limit: fused C", "no C compiler here")
        if key == "rosenbrock" and find_spec("torch"):
            yield Row("  peer: torch.optim.Adam, one batched tensor", f"{torch_walk(at) * each:.1f} ns a step")


def recorded() -> Iterator[Row]:
    """8 runners x 1,000 steps with everything written down."""
    runs = [replace(run, steps=1000) for run in opening().runs()] * 2
    for run in runs:
        simulate(run)
    best = sorted(seconds(lambda: [simulate(run) for run in runs]) for _ in range(30))
    yield at_most("simulate of 8 runners x 1,000 steps, recorded, warm (median of 30)", best[15] * 1e3, 4, "ms")


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
    """A landscape and an optimizer that this process has not used yet, their kernels in the cache."""
    command = [sys.executable, "-c", FIRST_USE]
    # The first of the two processes fills the cache.
    said = [subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout for _ in range(2)]
    worst = max(float(line) for line in said[1].split())
    yield at_most("first use of a new pair in a warm process (worst of 4)", worst, 25, "ms")


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from surveys()
    yield from recorded()
    yield from first_use()
