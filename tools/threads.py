"""Checks that sixteen threads give the same bits as one: `python -m tools.threads`.

(In the image: `python -m tools.container threads`.) Every optimizer runs on every landscape, with all schedules, with
and without noise and other corruption of the gradient, recorded and as a survey. A race condition between threads, or a
processor for which the kernels are wrong, shows up as a run that differs.
"""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from random import Random

import numpy as np

from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.survey import survey

THREADS, TIMES = 16, 4
STEPS, WALKERS = 60, 200


def questions() -> Iterator[Run]:
    """Every optimizer on every landscape, with alternating schedules and noise."""
    plans = list(SCHEDULES)
    for place, key in enumerate(LANDSCAPES):
        ground = Ground(landscape(key))
        start = next(iter(ground.starts().values()))
        for number, (way, method) in enumerate(OPTIMIZERS.items(), place):
            plan, noise = schedule(plans[number % len(plans)]), 0.1 * (number % 2)
            yield Run(ground, optimizer(way), method.rate, plan, start, STEPS, noise=noise, seed=number)


def recorded(run: Run) -> bytes:
    """A digest of everything that is recorded of a run."""
    walk = simulate(run)
    parts = (walk.positions, walk.losses, walk.gradients, walk.used, walk.rates, walk.memory)
    return sha256(b"".join(part.tobytes() for part in parts)).digest()


def surveyed(run: Run) -> bytes:
    """A digest of how many walkers of a run end."""
    rng = np.random.default_rng(run.seed)
    starts = np.array(run.start)[:, None] + rng.normal(0.0, 0.3, (2, WALKERS))
    found = survey(run, starts)
    return sha256(b"".join(part.tobytes() for part in (found.positions, found.losses, found.steps))).digest()


def differing(runs: list[Run], surveys: list[Run]) -> list[str]:
    """A sentence that names the runs whose bits were different with sixteen threads."""
    asked = [(recorded, run) for run in runs] + [(surveyed, run) for run in surveys]
    alone = [how(run) for how, run in asked]
    order = list(range(len(asked))) * TIMES
    Random(1).shuffle(order)  # noqa: S311 (an order keeps no secrets)
    with ThreadPoolExecutor(THREADS) as threads:
        together = threads.map(lambda number: asked[number][0](asked[number][1]), order)
        wrong = {number for number, found in zip(order, together, strict=True) if found != alone[number]}
    return [
        f"{asked[n][1].method.key} on {asked[n][1].ground.entry.key}, {asked[n][0].__name__}" for n in sorted(wrong)
    ]


def main() -> int:
    """Compute everything in one thread, then in sixteen. Returns 0 if all bits are the same."""
    begun, runs = time.perf_counter(), list(questions())
    # Each landscape once, with the optimizers in turn.
    many = len(OPTIMIZERS)
    surveys = [runs[place * many + place % many] for place in range(len(LANDSCAPES))]
    wrong = differing(runs, surveys)
    for one in wrong:
        print(f"Not the same bits: {one}.")
    asked = f"{len(runs)} walks and {len(surveys)} surveys, {TIMES} times each from {THREADS} threads"
    print(f"{asked}: {len(wrong)} differ ({time.perf_counter() - begun:.0f} s).")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
