"""The ensemble that the clouds page shows: many runs of one setting, or of two settings that differ in one thing."""

from dataclasses import dataclass, replace
from functools import lru_cache

from core.param import Param, demand, shown
from runs.bounds import bounds
from runs.bounds import within_bounds as scene_within_bounds
from runs.comparison.comparison import Axis, Comparison
from runs.comparison.fill import choices, label
from runs.ground import Ground, landscape
from runs.run import Run, Runner, Scene, optimizer
from runs.survey import MOST_WORK, check_work

WALKERS = Param(
    "walkers", "Runs", 1000, (200, 5000), (50, 5000), "log", "How many runs of each setting, each with its own noise.",
    "integer",
)  # fmt: skip
RADIUS = Param(
    "escape", "Escape radius r", 0.5, (0.01, 10.0), (1e-6, 1e5), "log",
    "A run has escaped when it is farther than this from where it started.",
)  # fmt: skip
SWEEP = Param.choice("sweep", "Swept", ("nothing", "rate", "batch", "noise"), "What the chart of many settings varies.")

FRAMES = 100
"""The approximate number of pictures of a cloud that are sent."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """An ensemble of runs, valid by construction. Its base has one runner, or two to compare, and no forks.

    `across` is what the two settings differ in, or None for a single setting. `walkers` is the number of runs of each
    setting, `radius` the distance from the start at which a run counts as escaped, and `sweep` the parameter that the
    chart of many settings varies.
    """

    base: Scene
    across: Axis | None = None
    walkers: int = int(WALKERS.default)
    radius: float = RADIUS.default
    sweep: str = "nothing"

    def __post_init__(self) -> None:
        demand(isinstance(self.base, Scene), "The base of an ensemble must be a Scene.")
        demand(self.across is None or isinstance(self.across, Axis), "What the two settings differ in must be an Axis.")
        demand(
            all(r.origin is None for r in self.base.runners),
            "The runs of an ensemble begin at the start, so a fork is not possible here.",
        )
        demand(
            isinstance(self.walkers, int),
            f"The number of runs of an ensemble must be an integer, not {shown(self.walkers)}.",
        )
        WALKERS.check(self.walkers)
        RADIUS.check(self.radius)
        demand(self.sweep in SWEEP.options, "A sweep varies the rate, the batch, the noise or nothing.")
        demand(
            self.sweep != "batch" or self.base.ground.sampled,
            "This landscape has no samples, so there are no batches to sweep.",
        )
        if self.across is None:
            demand(len(self.base.runners) == 1, "An ensemble with only one setting has exactly one runner.")
        else:
            demand(len(self.across.values) == 2, "An ensemble compares exactly two settings.")
            demand(self.across.what not in ("landscape", "seed"), "Two clouds must share the landscape and the seed.")
            demand(
                self.across.what.partition(".")[0] not in ("landscape", "frame"), "Two clouds must share the landscape."
            )
            Comparison(self.base, self.across)
        for run in self.runs():
            check_work(run, self.walkers)

    def settings(self) -> tuple[Scene, ...]:
        """Every setting as a scene of one runner."""
        return (self.base,) if self.across is None else Comparison(self.base, self.across).scenes()

    def runs(self) -> tuple[Run, ...]:
        """The run of every setting."""
        return tuple(scene.runs()[0] for scene in self.settings())

    def labels(self) -> tuple[str, ...]:
        """The name of every setting, or "" if there is only one."""
        across = self.across
        return ("",) if across is None else tuple(label(self.base, across.what, value) for value in across.values)

    @property
    def every(self) -> int:
        """The number of steps between two pictures of the cloud."""
        return max(1, -(-self.base.steps // FRAMES))


def offered(scene: Scene) -> tuple[str, ...]:
    """The things in which the two settings of an ensemble may differ."""
    barred = ("landscape", "frame", "seed")
    return tuple(what for what in choices(scene) if what.partition(".")[0] not in barred)


@lru_cache(maxsize=1)
def first_ensemble() -> Ensemble:
    """The ensemble a newcomer sees: two clouds start in the sharper, lower of two minima, and one of them leaves it."""
    ground = Ground(landscape("two_valleys"))
    sharp, *_ = ground.minima()
    base = Scene(ground, sharp, 1000, (Runner(optimizer("gd"), 0.02),), noise=4.5)
    return Ensemble(base, Axis("noise", (4.5, 9.0)), radius=1.0)


def ensemble_of(scene: Scene) -> Ensemble:
    """A race as an ensemble: its first two visible runners side by side, or its only one."""
    rooted = [r for r in scene.runners if r.origin is None]
    seen = tuple(r for r in rooted if not r.hidden)[:2] or tuple(rooted[:1])
    base = replace(scene, runners=tuple(replace(r, hidden=False) for r in seen), view="map")
    across = Axis("runner", tuple(r.mark for r in seen)) if len(seen) == 2 else None
    return smaller(base, across)


def smaller(
    base: Scene,
    across: Axis | None,
    walkers: int = int(WALKERS.default),
    radius: float = RADIUS.default,
    sweep: str = "nothing",
) -> Ensemble:
    """The ensemble with these walkers, or as many as a survey allows; ValueError if even the fewest are too many."""
    fewest, each = int(WALKERS.valid[0]), max(base.ground.count, 1)
    fitting = max(fewest, min(walkers, MOST_WORK // (base.steps * each)))
    return Ensemble(base, across, fitting, radius, sweep)


def within_bounds(ensemble: Ensemble) -> tuple[Ensemble, tuple[str, ...]]:
    """The ensemble, reduced to the bounds of this server, with a sentence for the visitor if anything was reduced."""
    base, remarks = scene_within_bounds(ensemble.base)
    most = bounds().walkers
    if ensemble.walkers > most:
        remarks += (
            f"This server allows at most {most:,} walkers at once, so {ensemble.walkers:,} was reduced to {most:,}.",
        )
    return replace(ensemble, base=base, walkers=min(ensemble.walkers, most)), remarks


def with_base(ensemble: Ensemble, base: Scene) -> Ensemble:
    """The ensemble on another base. It keeps what the settings differ in, and what is swept, if the base allows it."""
    sweep = "nothing" if ensemble.sweep == "batch" and not base.ground.sampled else ensemble.sweep
    across = ensemble.across
    if across is not None and across.what not in offered(base):
        across, base = None, replace(base, runners=base.runners[:1])
    return Ensemble(base, across, ensemble.walkers, ensemble.radius, sweep)
