"""`train(question)`: every method from every start, in small pieces that take turns, so that all curves grow together.

The pieces run in the room of the surveys: on our own threads, at low priority, and with at most two visitors at once.
"""

import time
from collections.abc import Callable
from threading import Event, Lock

import numpy as np

from core.engine.world import Method
from core.network.links import network_links
from runs.catalog import OPTIMIZERS
from runs.simulate import rates_over
from runs.survey import in_turn
from runs.training.judge import judge, loops, room
from runs.training.trained import (
    DIVERGED,
    DONE,
    JUDGED,
    RUNNING,
    STOPPED,
    TRAIN,
    WAITING,
    Trained,
    memory_of,
    path_of,
    points_of,
)
from runs.training.training import Entrant, Training

PIECE = 150_000_000
"""The multiplications of a piece of work, in forward passes: some hundredths of a second."""
PACE = 0.1
"""Seconds between two reports."""


class Learner:
    """One method from one start: its weights and memory, and the scratch memory of its steps.

    steps: how many it will take, if they are not those of the question.
    """

    def __init__(self, question: Training, entrant: Entrant, seed: int, steps: int = 0) -> None:
        network, way = question.record, OPTIMIZERS[entrant.method.key]
        self.question, self.seed, self.at, self.wrong = question, np.uint64(seed), 0, False
        self.lock = Lock()
        self.shape = np.array(question.shape, np.int64)
        self.links = network_links(network, way)
        factor = "factor" in way.needs
        self.method = Method(
            np.array(entrant.method.values, np.float64), way.rows, 1, int(way.probe is not None), int(factor), 0, 0,
            eta=entrant.rate,
        )  # fmt: skip
        self.clip = np.array([entrant.clip, entrant.clip_by])
        self.rates = rates_over(entrant, steps or question.steps)
        self.theta = network.start(question.shape, seed)
        size, data = self.theta.size, question.pictures
        self.slots, self.lanes = np.zeros((max(way.rows, 1), size)), np.empty((3, size))
        n = min(question.batch, data.trained)
        self.order = np.full(data.trained + 1, -1)
        self.rows, self.named, self.batch = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n * data.inputs)
        self.work, self.scores = room(question, n)
        self.seconds = 0.0

    def advance(self, steps: int) -> None:
        """Take so many steps; fewer, with `wrong`, if a loss or a weight is not finite."""
        taken, images, labels = np.zeros(1, np.int64), *self.question.pictures.part(judged=False)
        begun = time.thread_time()
        loops().train(
            self.links, self.shape, self.method, self.clip, images, labels, self.seed, self.at + 1,
            self.rates[self.at : self.at + steps], self.theta, self.slots, self.lanes, self.order, self.rows,
            self.named, self.batch, self.work, self.scores, np.empty(steps), taken,
        )  # fmt: skip
        self.seconds += time.thread_time() - begun
        self.at += int(taken[0])
        self.wrong = int(taken[0]) < steps or not np.isfinite(self.theta).all()


class Class:
    """All learners of a training, and what is known of them so far."""

    def __init__(self, question: Training) -> None:
        self.question, self.points = question, points_of(question)
        self.kept = path_of(question, self.points)
        many, seeds, size = len(question.entrants), question.seeds, question.size
        shape = (many, seeds, 2, self.points.size)
        self.losses, self.accuracies = np.full(shape, np.nan), np.full(shape, np.nan)
        self.weights = np.full((many, seeds, size), np.nan)
        self.path = np.full((many, self.kept.size, size), np.nan)
        self.seconds = np.full((many, seeds), np.nan)
        self.steps, self.states = np.zeros((many, seeds), int), np.full((many, seeds), WAITING)
        self.learners: dict[tuple[int, int], Learner] = {}
        self.locks = [Lock() for _ in range(many * seeds)]
        single = question.record.work(question.shape) * question.batch
        self.stretch = int(np.clip(PIECE // single, 1, question.steps))
        stops = {*range(0, question.steps, self.stretch), question.steps, *self.points.tolist()}
        self.stops = sorted(stops)

    @property
    def pieces(self) -> int:
        """The pieces of work of the whole training."""
        return len(self.locks) * (len(self.stops) - 1)

    def piece(self, number: int) -> None:
        """The next piece of one learner, the learners in turns."""
        place = number % len(self.locks)
        with self.locks[place]:
            self._advance(*divmod(place, self.question.seeds))

    def _advance(self, m: int, s: int) -> None:
        if self.states[m, s] == DIVERGED:
            return
        learner = self.learners.get((m, s))
        if learner is None:
            learner = Learner(self.question, self.question.entrants[m], self.question.seed + s)
            self.learners[m, s] = learner
            self.states[m, s] = RUNNING
            self._note(m, s, learner)
        at = learner.at
        learner.advance(next(stop for stop in self.stops if stop > at) - at)
        self._note(m, s, learner)

    def _note(self, m: int, s: int, learner: Learner) -> None:
        """Write down where a learner is."""
        place = int(np.searchsorted(self.points, learner.at))
        if not learner.wrong and self.points[place] == learner.at:
            for part in (TRAIN, JUDGED):
                found = judge(self.question, learner.theta, judged=part == JUDGED)
                self.losses[m, s, part, place], self.accuracies[m, s, part, place] = found.loss, found.accuracy
            if s == 0 and place in self.kept:
                self.path[m, np.searchsorted(self.kept, place)] = learner.theta
        self.weights[m, s] = learner.theta
        self.steps[m, s] = learner.at
        if learner.at:
            self.seconds[m, s] = learner.seconds / learner.at
        if learner.wrong or learner.at == self.question.steps:
            self.states[m, s] = DIVERGED if learner.wrong else DONE
            del self.learners[m, s]

    def told(self, *, stopped: bool = False) -> Trained:
        """What is known so far. `stopped` says that no more will come."""
        states = self.states.copy()
        if stopped:
            states[states < DONE] = STOPPED
        arrays = [a.copy() for a in (self.losses, self.accuracies, self.weights, self.path, self.seconds, self.steps)]
        losses, accuracies, weights, path, seconds, steps = arrays
        points, kept, memory = self.points, self.points[self.kept], memory_of(self.question)
        for array in (*arrays, points, kept, states, memory):
            array.flags.writeable = False
        return Trained(
            self.question, points, losses, accuracies, weights, path, kept, seconds, steps, states, memory
        )  # fmt: skip


def train(question: Training, told: Callable[[Trained], None] | None = None, cancelled: Event | None = None) -> Trained:
    """Train everything and answer. The weights do not depend on the number of threads or on other visitors.

    told: called from a working thread with what is known so far, about ten times a second, never twice at once.
    cancelled: when this is set, no further piece starts. The answer comes as soon as the running pieces have finished,
    contains what there is, and says which runs were stopped.
    """
    group, lock, last = Class(question), Lock(), [time.monotonic()]

    def work(number: int) -> None:
        if cancelled is not None and cancelled.is_set():
            return
        group.piece(number)
        if told is not None and lock.acquire(blocking=False):
            try:
                if time.monotonic() - last[0] >= PACE:
                    told(group.told())
                    last[0] = time.monotonic()
            finally:
                lock.release()

    in_turn(work, range(group.pieces))
    return group.told(stopped=True)
