"""The answer to the question of the page Maps: where a run ends from every pixel, and how soon."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core.engine.ending import CONVERGED, DIVERGED
from runs.bounds import bounds
from runs.catalog import OPTIMIZERS
from runs.comparison.comparison import varied
from runs.ground import Entry, Ground
from runs.map.map import Map, by_walker
from runs.run import Run, Scene
from runs.surface import loss_at, lowest
from runs.survey import Outcomes, Question, ask

MOVING, RESTING, LEFT, FIRST = range(4)
"""The classes of a pixel: not there yet, at rest at no known minimum, diverged, and from FIRST on at a minimum."""

MOST_MINIMA = 240
"""The most minima with classes of their own."""

ALIKE = 9
"""Minima whose losses agree to so many decimals are equally deep."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How the runs of a map end. Rows go from below to above, columns from left to right.

    classes: uint8[side, side]. A run is at minimum k (class FIRST + k) if, where it ended, the loss differs from that
    of the nearest known minimum, the k-th, by at most the tolerance.
    values: float64[side, side], in steps with a fraction: at a minimum the first step at which the loss is so close to
    that minimum's; of a diverged run the step at which it left; of one at rest the step at which it came to rest; of
    the others the number of steps. minima: float64[K, 3], x, y and loss of the known minima. heights, areas:
    float64[side, side], the loss where a run ended above the lowest one, and the area under its loss curve
    (`runs.survey.Outcomes`). If the ground differs from pixel to pixel (`shapes`), so do its minima: then class FIRST
    is a lowest one of the pixel's own, and FIRST + 1 a higher one.
    """

    classes: np.ndarray
    values: np.ndarray
    minima: np.ndarray
    heights: np.ndarray
    areas: np.ndarray
    shapes: bool = False

    def count(self, kind: int) -> int:
        """The number of pixels of a class."""
        return int(np.count_nonzero(self.classes == kind))

    def deepest(self) -> np.ndarray:
        """Which of the minima are the lowest: bool[K]."""
        return np.array([True, False]) if self.shapes else lowest_of(self.minima)

    def arrived(self) -> int:
        """The number of pixels whose run ends at a lowest minimum."""
        return sum(self.count(FIRST + k) for k, deep in enumerate(self.deepest()) if deep)


def lowest_of(minima: np.ndarray) -> np.ndarray:
    """Which of these minima, float64[K, 3], are the lowest: bool[K]."""
    return np.round(minima[:, 2], ALIKE) == np.round(minima[:, 2].min(initial=np.inf), ALIKE)


def minima_of(ground: Ground) -> np.ndarray:
    """The known minima with their losses, float64[K, 3]."""
    places = np.array(ground.minima()[:MOST_MINIMA], np.float64).reshape(-1, 2)
    return np.column_stack([places, loss_at(ground, places)]) if len(places) else np.empty((0, 3))


@dataclass(frozen=True, slots=True)
class Asked:
    """Some pixels of a map, and what the survey of them needs besides a run."""

    pixels: np.ndarray
    run: Run
    starts: np.ndarray
    rates: np.ndarray
    settings: tuple[Entry, ...]
    setting: np.ndarray

    def ask(self, tolerance: float, part: np.ndarray, floor: float | None = None) -> Outcomes:
        """The outcomes of the pixels in `part` (places in `pixels`)."""
        used, setting = np.unique(self.setting[part], return_inverse=True)
        question = Question(
            self.run, self.starts[:, part], self.rates[part], tuple(self.settings[k] for k in used), setting,
            within=tolerance, floor=floor, alike=True,
        )  # fmt: skip
        return ask(question)

    def parts(self) -> "Iterator[Asked]":
        """The same in parts of as many walkers as this server walks at once."""
        most = bounds().walkers
        for low in range(0, self.pixels.size, most):
            part = slice(low, low + most)
            yield replace(
                self, pixels=self.pixels[part], starts=self.starts[:, part], rates=self.rates[part],
                setting=self.setting[part],
            )  # fmt: skip


def split(question: Map, side: int) -> Iterator[Asked]:
    """The pixels of a map, in as few groups as surveys allow."""
    across, down = (span.places(side) for span in question.spans())
    pixels = np.arange(side * side)
    x, y = across[pixels % side], down[pixels // side]
    if question.of_starts:
        run = question.base.runs()[0]
        whole = Asked(pixels, run, np.stack([x, y]), np.ones(pixels.size), (run.method,), 0 * pixels)
        yield from whole.parts()
        return
    apart = [k for k in (0, 1) if not by_walker(question.sides[k])]
    if not apart:
        yield from _settings(question, question.base, pixels, (x, y))
        return
    mine, values = apart[0], (x, y)[apart[0]]
    for value in np.unique(values):
        here = pixels[values == value]
        scene = varied(question.base, question.sides[mine], float(value))
        yield from _settings(question, scene, here, (x[here], y[here]))


def numbers_at(question: Map, run: Run, at: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The rates, float64[N], and hyper-parameters, float64[N, P], at values of both sides; the others are the run's."""
    keys = [p.key for p in OPTIMIZERS[run.method.key].params]
    rates, values = np.full(at[0].size, run.rate), np.repeat(np.array([run.method.values]), at[0].size, axis=0)
    for what, given in zip(question.sides, at, strict=True):
        if what == "rate":
            rates = given
        elif by_walker(what):
            values[:, keys.index(what.removeprefix("method."))] = given
    return rates, values


def _settings(question: Map, scene: Scene, pixels: np.ndarray, at: tuple[np.ndarray, np.ndarray]) -> Iterator[Asked]:
    """These pixels of a map of settings, whose other numbers are those of the scene."""
    run = scene.runs()[0]
    rates, values = numbers_at(question, run, at)
    if "rate" in question.sides:
        run = replace(run, rate=1.0)
    else:
        rates = np.ones(pixels.size)
    rows, setting = np.unique(values, axis=0, return_inverse=True)
    settings = tuple(Entry(run.method.key, tuple(row)) for row in rows.tolist())
    starts = np.repeat(np.array(run.start)[:, None], pixels.size, axis=1)
    yield from Asked(pixels, run, starts, rates, settings, setting.ravel()).parts()


def _nearest(ends: np.ndarray, losses: np.ndarray, minima: np.ndarray, tolerance: float) -> np.ndarray:
    """The number of the minimum at which each walker ended, int64[N], or -1."""
    nearest, least = np.full(losses.size, -1), np.full(losses.size, np.inf)
    if not len(minima):
        return nearest
    with np.errstate(invalid="ignore", over="ignore"):
        for k, (x, y, _) in enumerate(minima):
            far = (ends[0] - x) ** 2 + (ends[1] - y) ** 2
            closer = far < least
            nearest[closer], least[closer] = k, far[closer]
        there = np.abs(losses - minima[nearest, 2]) <= tolerance
    return np.where(there, nearest, -1)


def _outcome(asked: Asked, tolerance: float, *, shapes: bool) -> tuple[np.ndarray, ...]:
    """Class, value, height and area of every pixel of a group."""
    minima, floor = minima_of(asked.run.ground), lowest(asked.run.ground)
    everyone = np.arange(asked.pixels.size)
    found = asked.ask(tolerance, everyone)
    gone = found.status == DIVERGED
    at = np.where(gone, -1, _nearest(found.positions, found.losses, minima, tolerance))
    classes = np.where(found.status == CONVERGED, RESTING, MOVING)
    classes = np.where(gone, LEFT, np.where(at >= 0, FIRST + at, classes))
    arrival, departure = found.measures[0].copy(), found.measures[1]
    levels = np.round(minima[:, 2], ALIKE)
    for level in np.unique(levels[np.abs(levels - floor) > 10.0**-ALIKE]):
        # The first survey measured arrivals at the lowest loss. Those at a higher minimum are measured at its loss.
        part = everyone[(at >= 0) & (levels[at] == level)]
        if part.size:
            arrival[part] = asked.ask(tolerance, part, float(minima[levels == level][0, 2])).measures[0]
    steps = found.steps.astype(np.float64)
    values = np.where(gone & (departure >= 0), departure, np.where((at >= 0) & (arrival >= 0), arrival, steps))
    if shapes:
        classes[at >= 0] = np.where(lowest_of(minima)[at[at >= 0]], FIRST, FIRST + 1)
    return classes, values, found.losses - floor, found.measures[2]


def survey_map(question: Map, side: int) -> Answer:
    """The answer with `side` pixels along each side.

    A pixel depends on nothing but the numbers at its middle. Its class and its steps are those of `Map.run_at` there.
    """
    minima = minima_of(question.base.ground)
    rows = (np.empty(side * side, np.uint8), *np.empty((3, side * side)))
    for asked in split(question, side):
        for row, found in zip(rows, _outcome(asked, question.base.tolerance, shapes=question.shapes), strict=True):
            row[asked.pixels] = found
    for row in rows:
        row.flags.writeable = False
    classes, values, heights, areas = (row.reshape(side, side) for row in rows)
    return Answer(classes, values, minima, heights, areas, question.shapes)


@lru_cache(maxsize=12)
def answer(question: Map, side: int) -> Answer:
    """The same, kept for the few maps that are looked at just now; `question` is a `Map.picture`."""
    return survey_map(question, side)
