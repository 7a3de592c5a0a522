"""Times of a piece of work, and their rows."""

import time
from collections.abc import Callable, Iterator

from benchmarks.row import Row, at_most

ROUNDS = 3


def best(work: Callable[[], object], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of some times of a piece of work, in seconds, after it was done once."""
    work()
    took = []
    for _ in range(rounds):
        begun = clock()
        work()
        took.append(clock() - begun)
    return min(took)


def timed(what: str, work: Callable[[], object], limit: float, rounds: int = ROUNDS) -> Iterator[Row]:
    """The time of a piece of work beside its goal, and the processor time of all threads, which says more on a machine
    that others use too: trainings and slices give way to them.
    """
    yield at_most(what, best(work, rounds), limit, "s")
    yield Row("  processor time of all threads", f"{best(work, rounds, time.process_time):.3g} s")
