"""The question of the page Maps: how a run ends from every start, or at every setting of two numbers of its runner.

With two runners it is asked of both, in one view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.param import Param, demand
from core.records import Point
from runs import edit
from runs.bounds import bounds
from runs.bounds import within_bounds as scene_within_bounds
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.comparison.comparison import param_of, value_of, varied
from runs.ground import Ground, landscape
from runs.map.measure import OF_STARTS, PLAIN, Measure
from runs.map.span import Span
from runs.opening import suggested_rate
from runs.run import Run, Runner, Scene, X, Y, optimizer
from runs.surface import box_of
from runs.survey import MOST_WORK, check_work

STARTS = ("x", "y")
"""The sides of a map of starts."""

MOST = 2
"""The most runners of a map."""

SIZES = (32, 64, 128, 256, 512)
"""The pixels a map may have along a side, the coarsest first. Each is computed whole."""
COARSE, FULL, FINE = 32, 256, 512
"""What is shown during a drag, at rest, and on request."""

RATES = (1 / 50, 50.0)
"""From where to where a map of learning rates goes at first, in units of the suggested one."""

PLAIN_OWN = ("warmup", "clip")
"""Of a runner's settings besides its method, rate and schedule, those that are numbers."""
GRADIENT = ("noise", "gradient.delay")
"""What stands between all runners and the true gradient; where the loss is a mean over samples, BATCH too."""
BATCH = "gradient.batch"

HEAVIEST = 1_000_000_000
"""The most work of one map, in units of `weight`: about two seconds of processor time."""

View = tuple[float, float, float, float]
"""The left, right, lower and upper edge of what is shown."""


@dataclass(frozen=True, slots=True)
class Map:
    """A map, valid by construction. Its base has one runner, or two that are compared.

    `sides` are the names of what varies from left to right and from below to above: ("x", "y") for every start, or two
    numbers of the runner, such as "rate" and "method.momentum". `view` are the edges of what is shown, in the units of
    the sides, or None for the whole. `fine` asks for as many pixels as there may be. `difference` shows where the two
    runners differ in place of both maps. `measure` is what a map of settings shows, and over how many starts.
    """

    base: Scene
    sides: tuple[str, str] = STARTS
    view: View | None = None
    fine: bool = False
    difference: bool = False
    measure: Measure = PLAIN

    def __post_init__(self) -> None:
        demand(isinstance(self.base, Scene), "The base of a map must be a Scene.")
        demand(len(self.base.runners) <= MOST, f"A map shows at most {MOST} runners.")
        demand(isinstance(self.sides, tuple) and len(self.sides) == 2, "A map has two sides.")
        if not self.of_starts:
            one, other = self.sides
            for what in self.sides:
                demand(what in offered(self.base), f"A map cannot vary {what[:40]!r} here.")
            demand(one != other, "The two sides of a map must be different numbers.")
            demand(
                by_walker(one) or by_walker(other),
                "One side of a map must be the learning rate or a number of the optimizer.",
            )
        demand(
            self.view is None or (isinstance(self.view, tuple) and len(self.view) == 4),
            "The view of a map must be four edges.",
        )
        demand(isinstance(self.fine, bool), "Whether a map is fine must be True or False.")
        demand(isinstance(self.difference, bool), "Whether a map shows a difference must be True or False.")
        demand(not self.difference or self.paired, "One runner does not differ from itself.")
        demand(isinstance(self.measure, Measure), "What a map shows must be a Measure.")
        self.measure.check()
        plain = self.measure == PLAIN
        fits = self.measure.fits(of_starts=self.of_starts)
        demand(fits or not self.of_starts, "Only a map of settings shows other measures or several starts.")
        demand(fits, "Only a map of starts shows how much a run depends on its start.")
        demand(plain or not self.difference, "A difference is one of steps from one start.")
        self.spans()
        check_work(self.base.runs()[0], COARSE * COARSE)
        self.each()

    @property
    def of_starts(self) -> bool:
        """Whether the map is one of starts."""
        return self.sides == STARTS

    @property
    def shapes(self) -> bool:
        """Whether a side is a parameter of the landscape, so that the ground differs from pixel to pixel."""
        return any(what.startswith("landscape.") for what in self.sides)

    @property
    def paired(self) -> bool:
        """Whether two runners are compared."""
        return len(self.base.runners) > 1

    def each(self) -> "tuple[Map, ...]":
        """The map of each runner alone, all with this view."""
        if not self.paired:
            return (self,)
        view, bases = self.view or whole(self.base, self.sides), alone(self.base)
        views = [None if view == whole(one, self.sides) else view for one in bases]
        return tuple(Map(one, self.sides, v, measure=self.measure) for one, v in zip(bases, views, strict=True))

    def spans(self) -> tuple[Span, Span]:
        """What is shown from left to right, and from below to above."""
        left, right, bottom, top = self.view or whole(self.base, self.sides)
        (across, down) = (param_at(self.base, what) for what in self.sides)
        return Span(self.sides[0], across, left, right), Span(self.sides[1], down, bottom, top)

    def present(self) -> tuple[Point, ...]:
        """Where each runner itself is on the map: its start, or its setting."""
        if self.of_starts:
            return (self.base.start,) * len(self.base.runners)
        one, other = self.sides
        return tuple((value_of(base, one), value_of(base, other)) for base in alone(self.base))

    def scene_at(self, x: float, y: float) -> Scene:
        """The base with the start or the setting at a place of the map; ValueError with a sentence if it is invalid."""
        if self.of_starts:
            return edit.with_start(self.base, x, y)
        one, other = self.sides
        return joined([varied(varied(base, one, x), other, y) for base in alone(self.base)])

    def run_at(self, x: float, y: float, place: int = 0) -> Run:
        """The run of a runner at a place of the map."""
        return self.scene_at(x, y).runs()[place]

    def picture(self) -> "Map":
        """The same map without what does not change it: a start or a setting that every pixel has its own of."""
        if self.of_starts:
            return replace(self, base=edit.with_start(self.base, 0.0, 0.0), fine=False)
        # On another ground another range of rates is the whole, so this one is written down.
        view = self.view or (whole(self.base, self.sides) if self.shapes else None)
        first = (span.places(1)[0] for span in Map(self.base, self.sides, view if self.shapes else None).spans())
        return replace(self, base=self.scene_at(*first), view=view, fine=False)


def alone(base: Scene) -> tuple[Scene, ...]:
    """The scene with each of its runners alone."""
    return tuple(replace(base, runners=(runner,)) for runner in base.runners)


def joined(bases: Sequence[Scene]) -> Scene:
    """The inverse of `alone`."""
    return replace(bases[0], runners=tuple(base.runners[0] for base in bases))


def by_walker(what: str) -> bool:
    """Whether walkers of one survey may differ in this; otherwise each of its values needs a survey."""
    return what == "rate" or what.startswith("method.")


def offered(scene: Scene) -> tuple[str, ...]:
    """The numbers that may vary on a map, which are those that all runners have, on the same scale."""
    first, *others = ({what: _kind(one, what) for what in _numbers(one)} for one in alone(scene))
    return tuple(what for what in first if all(other.get(what) == first[what] for other in others))


def _numbers(scene: Scene) -> tuple[str, ...]:
    runner, ground, land = scene.runners[0], scene.ground, LANDSCAPES[scene.ground.entry.key]
    groups = (("method", OPTIMIZERS[runner.method.key].params), ("schedule", SCHEDULES[runner.schedule.key].params))
    numbers = [f"{group}.{p.key}" for group, params in groups for p in params if p.kind in ("number", "integer")]
    # Drawn samples have minima that must be searched for, too slow for every column of a map.
    shape = land.params if land.draw is None and land.track is None else ()
    shaped = [f"landscape.{p.key}" for p in shape if p.kind in ("number", "integer")]
    return ("rate", *numbers, *PLAIN_OWN, *GRADIENT, *([BATCH] if ground.count else []), *shaped)


def _kind(scene: Scene, what: str) -> tuple[str, str]:
    param = param_at(scene, what)
    return param.scale, param.kind


def param_at(scene: Scene, what: str) -> Param:
    """The parameter of a side."""
    return {"x": X, "y": Y}.get(what) or param_of(scene, what)


def whole(scene: Scene, sides: tuple[str, str]) -> View:
    """What a map shows at first: the box of the landscape, or what a slider offers of each number."""
    if sides == STARTS:
        return box_of(scene.ground)
    (left, right), (bottom, top) = (_range(scene, what) for what in sides)
    return left, right, bottom, top


def _range(scene: Scene, what: str) -> Point:
    param = param_at(scene, what)
    if what != "rate":
        return param.slider
    usual = suggested_rate(scene.ground, scene.runners[0].method.key)
    low, high = (min(max(usual * share, param.valid[0]), param.valid[1]) for share in RATES)
    return float(f"{low:.3g}"), float(f"{high:.3g}")


def weight(question: Map, side: int) -> float:
    """How much work a map with so many pixels a side is, in units of about two nanoseconds.

    A step costs more, the more a method remembers and the more often it asks. If both sides are numbers of the method,
    every pixel is a block of its own, in which nothing is done at once.
    """
    farthest = question.base if question.of_starts else question.scene_at(*(span.high for span in question.spans()))
    apart = 150.0 if all(what.startswith("method.") for what in question.sides) else 0.0
    starts = 2 if question.measure.what in OF_STARTS else question.measure.starts
    return side * side * starts * sum(run.steps * (_each(run) + apart) for run in farthest.runs())


def _each(run: Run) -> float:
    """How much work one step of one walker is."""
    way, samples = OPTIMIZERS[run.method.key], run.batch or max(run.ground.count, 1)
    return way.stages * (2.0 + samples) + way.rows + 4.0 * ("hess" in way.needs) + 20.0 * (not run.exact)


def largest(question: Map, wanted: int) -> int:
    """The size nearest to what is wanted that this server computes: four surveys at most, and no more work than is
    reasonable.
    """
    steps, samples = question.base.steps, _samples(question.base)

    def fits(side: int) -> bool:
        many = side * side
        light = weight(question, side) <= HEAVIEST and many * steps * samples <= MOST_WORK
        return many <= 4 * bounds().walkers and light

    return max((side for side in SIZES if side <= wanted and fits(side)), default=COARSE)


def _samples(base: Scene) -> int:
    """The most samples that a gradient is the mean of."""
    return max(runner.batch or int(base.gradient.batch) or max(base.ground.count, 1) for runner in base.runners)


@lru_cache(maxsize=1)
def first_map() -> Map:
    """The map that a newcomer sees: where momentum goes from every start, at a rate at which the basins interleave."""
    ground = Ground(landscape("himmelblau"))
    runner = Runner(optimizer("momentum"), 0.013)
    return Map(Scene(ground, (-3.0, -1.0), 300, (runner,)))


def map_of(scene: Scene, most: int = 1) -> Map:
    """A race as a map: of the starts of its first visible runner, or of its first ones, `most` at most."""
    rooted = [r for r in scene.runners if r.origin is None]
    seen = [r for r in rooted if not r.hidden] or rooted
    return fitted(replace(scene, runners=tuple(replace(r, hidden=False) for r in seen[:most]), view="map"))


def fitted(
    base: Scene,
    sides: tuple[str, str] = STARTS,
    view: View | None = None,
    *,
    fine: bool = False,
    difference: bool = False,
    measure: Measure = PLAIN,
) -> Map:
    """The map with these sides and this view; as much of them as is possible with this base, and with fewer steps if
    even a coarse map would be too much.
    """
    most = MOST_WORK // (COARSE * COARSE * _samples(base))
    base, difference = replace(base, steps=max(1, min(base.steps, most))), difference and len(base.runners) > 1
    for edges in (view, None):
        try:
            kept = not difference and measure.fits(of_starts=sides == STARTS)
            return Map(base, sides, edges, fine, difference, measure if kept else PLAIN)
        except ValueError:
            continue
    return Map(base, STARTS, None, fine, difference)


def within_bounds(question: Map) -> tuple[Map, tuple[str, ...]]:
    """The map, reduced to the bounds of this server, with a sentence for the visitor if anything was reduced."""
    base, remarks = scene_within_bounds(question.base)
    return (replace(question, base=base) if remarks else question), remarks
