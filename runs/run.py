"""Run, Runner and Scene: frozen, hashable values, valid by construction, that describe what is to be computed."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, get_args

from core.engine.samples import MOST_SAMPLES
from core.param import Param, Values, complete, demand, shown
from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.gradient_noise import CLIP, CLIP_BY, GRADIENT_NOISE, PLAIN_NOISE, GradientNoise
from runs.ground import Entry, Ground, recheck

MAX_STEPS = 10_000
MAX_RUNS = 8

REACH = 1e5
RATE = Param(
    "rate", "η", 0.01, (1e-6, 10.0), (1e-12, 1e6), "log", "The learning rate. It scales the length of every step."
)
STEPS = Param(
    "steps", "Steps", 300, (50, MAX_STEPS), (1, MAX_STEPS), "log", "The number of steps that every runner takes.",
    "integer",
)  # fmt: skip
X = Param(
    "x", "x", 0.0, (-10.0, 10.0), (-REACH, REACH), "linear",
    "The first coordinate of the point where all runners start.",
)  # fmt: skip
Y = Param(
    "y", "y", 0.0, (-10.0, 10.0), (-REACH, REACH), "linear",
    "The second coordinate of the point where all runners start.",
)  # fmt: skip
SIGMA = Param(
    "noise", "Noise σ", 0.0, (0.0, 10.0), (0.0, 1e6), "linear",
    "The scale of the noise that is added to every gradient: its standard deviation, if it is Gaussian.",
)  # fmt: skip
SEED = Param(
    "seed", "Seed", 1, (0, 1000), (0, 2**31), "linear",
    "Chooses the random numbers for noise and batches. The same seed gives the same numbers.", "integer",
)  # fmt: skip
WARMUP = Param(
    "warmup", "Warm-up", 0, (0, 200), (0, MAX_STEPS), "linear",
    "For this number of steps, the learning rate rises in a straight line to the schedule's value.", "integer",
)  # fmt: skip
WARMUP_FORM = Param.choice(
    "warmup_form", "The warm-up", ("multiplies", "precedes"),
    "multiplies: the schedule runs from step 1, and its rates are lowered during the warm-up. precedes: the schedule "
    "begins after the warm-up, and one that ends after T steps still ends at step T, as in most libraries.",
)  # fmt: skip
AT = Param(
    "at", "Fork at", 0, (0, MAX_STEPS), (0, MAX_STEPS), "linear",
    "The step up to which a fork follows its origin.", "integer",
)  # fmt: skip
BATCH = Param(
    "batch", "B", 0, (0, 256), (0, MOST_SAMPLES), "linear",
    "Samples per step for this run only, so that batch sizes can race. 0 uses the batch size of all runs.", "integer",
)  # fmt: skip
SHARED = (X, Y, STEPS, SIGMA, SEED)
OWN = (WARMUP, WARMUP_FORM, BATCH, CLIP, CLIP_BY)
"""A runner's settings besides method, rate and schedule. Each is a field of Runner, named by the parameter's key."""

Against = Literal["steps", "evaluations", "length", "epochs", "samples"]
View = Literal["map", "surface", "both"]
Shown = Literal["fitting", "rate", "stride", "along x", "along y", "stability"]
Axes = Literal["fitting", "equal", "stretched"]
TARGET = Param(
    "tolerance", "Tolerance", 1e-3, (1e-9, 10.0), (1e-12, 1e6), "log",
    "A run has arrived when its loss is at most this far from that of the lowest known minimum.",
)  # fmt: skip
AGAINST = Param.choice("against", "Against", get_args(Against), "What the horizontal axis of the curves shows.")
VIEW = Param.choice("view", "View", get_args(View), "Shows the landscape from above, as a surface in 3D, or both.")
SHOWN = Param.choice(
    "curve", "Third chart", get_args(Shown),
    "The learning rate η, the length of each step, or the effective rate along x or y (gradient descent would need it "
    "for the same step). stability: the largest curvature times η, over the most that the method can bear. "
    "fitting: the learning rate if it changes in any run, else the length of each step.",
)  # fmt: skip
AXES = Param.choice(
    "axes", "Axes of the map", get_args(Axes),
    "equal: one unit is as long in x as in y, so angles are true. stretched: the landscape's box fills the map. "
    "fitting: equal, unless the box would become small.",
)  # fmt: skip
LOOKS = (AGAINST, VIEW, SHOWN, AXES)
"""The parameters of a scene's view. Each is a field of Scene, named by the parameter's key."""


def optimizer(key: str, values: Values | None = None) -> Entry:
    """An optimizer with these hyper-parameters and defaults for the others; ValueError with a sentence."""
    demand(key in OPTIMIZERS, f"There is no optimizer {key!r}.")
    return Entry(key, complete(OPTIMIZERS[key].params, values or {}))


def schedule(key: str = "constant", values: Values | None = None) -> Entry:
    """A schedule with these parameters and defaults for the others; ValueError with a sentence."""
    demand(key in SCHEDULES, f"There is no schedule {key!r}.")
    return Entry(key, complete(SCHEDULES[key].params, values or {}))


@dataclass(frozen=True, slots=True)
class Runner:
    """What differs between the runs of a race: the method, its rate and its schedule.

    `mark` (0 to 7) selects the colour and shape, which a runner keeps when others are added or removed; `hidden` leaves
    it out of the picture. A fork names the mark of its `origin`: it shares that run up to step `at`, then goes on from
    its position and memory with its own settings. `batch` is its own batch size; 0 stands for that of the scene.
    `warmup_form` and `clip_by` are the numbers of options of WARMUP_FORM and CLIP_BY.
    """

    method: Entry
    rate: float
    schedule: Entry = field(default_factory=schedule)
    mark: int = 0
    hidden: bool = False
    warmup: int = 0
    origin: int | None = None
    at: int = 0
    batch: int = 0
    warmup_form: float = 0.0
    clip: float = 0.0
    clip_by: float = 0.0

    def __post_init__(self) -> None:
        entries = isinstance(self.method, Entry) and isinstance(self.schedule, Entry)
        demand(entries, "A runner must be made from two entries of the catalogue, a method and a schedule.")
        demand(self.method.key in OPTIMIZERS, f"There is no optimizer {self.method.key!r}.")
        demand(self.schedule.key in SCHEDULES, f"There is no schedule {self.schedule.key!r}.")
        recheck(self.method, OPTIMIZERS[self.method.key].params)
        recheck(self.schedule, SCHEDULES[self.schedule.key].params)
        RATE.check(self.rate)
        demand(isinstance(self.warmup, int), "The number of warm-up steps must be an integer.")
        demand(isinstance(self.batch, int), "The batch size must be an integer.")
        for param in OWN:
            param.check(getattr(self, param.key))
        known = isinstance(self.mark, int) and self.mark in range(MAX_RUNS)
        demand(known, f"A mark must be one of 0 to {MAX_RUNS - 1}, not {shown(self.mark)}.")
        demand(isinstance(self.hidden, bool), "Whether a runner is hidden must be True or False.")
        known = self.origin is None or (isinstance(self.origin, int) and self.origin in range(MAX_RUNS))
        demand(
            known, f"An origin must be the mark of a runner, 0 to {MAX_RUNS - 1}, or None, not {shown(self.origin)}."
        )
        _check_at(self.at, self.origin is not None)


def _check_at(at: int, forked: bool) -> None:
    demand(isinstance(at, int), "The step of a fork must be an integer.")
    AT.check(at)
    demand(forked or at == 0, f"A fork at step {at} needs an origin.")


def _check_pair(own: "Runner | Run", origin: "Runner | Run") -> None:
    # Since each fork must be later than its origin's, forks cannot form a cycle.
    theirs, mine = origin.method.key, own.method.key
    demand(mine == theirs, f"A fork continues with the memory of its origin, so it must run {theirs}, not {mine}.")
    later = origin.origin is None or own.at > origin.at
    demand(later, f"A fork of a fork must begin after it: later than step {origin.at}, not at step {own.at}.")


def check_fork(runner: Runner, runners: tuple[Runner, ...]) -> None:
    """Raise ValueError with a sentence if this runner is a fork and none of these runners can be its origin."""
    if runner.origin is not None:
        origin = next((r for r in runners if r.mark == runner.origin != runner.mark), None)
        if origin is None:
            raise ValueError(
                f"It cannot be a fork of runner {runner.origin + 1}, because there is no other runner with that number."
            )
        _check_pair(runner, origin)


def _check_shared(
    ground: Ground, start: Point, steps: int, noise: float, seed: int, gradient: GradientNoise, batches: bool
) -> None:
    demand(isinstance(ground, Ground), "The ground must be a Ground.")
    demand(isinstance(start, tuple) and len(start) == 2, "A start must be a pair of numbers.")
    demand(isinstance(steps, int) and isinstance(seed, int), "Steps and seed must be integers.")
    for param, value in zip(SHARED, (*start, steps, noise, seed), strict=True):
        param.check(value)
    demand(isinstance(gradient, GradientNoise), "What corrupts the gradients of a run must be a GradientNoise.")
    recheck(Entry("Gradient noise", gradient), GRADIENT_NOISE)
    if gradient.batch or batches:
        check_batch(ground)


def check_batch(ground: Ground) -> None:
    """Raise ValueError with a sentence if this ground has no samples, and therefore no batches."""
    name = LANDSCAPES[ground.entry.key].name
    demand(ground.sampled, f"{name} is not made of samples, so a step cannot take a batch of them.")


def check_against(against: str, ground: Ground) -> None:
    """Raise ValueError with a sentence if curves are to be drawn against samples, but this ground has none."""
    name = LANDSCAPES[ground.entry.key].name
    counted = against in ("epochs", "samples")
    demand(not counted or ground.sampled, f"{name} is not made of samples, so there are no {against} to count.")


COMMON = ("ground", "start", "steps", "noise", "seed")
"""The fields that all runs of a scene share, and so do a fork and its origin. They share `gradient` too, but for its
batch.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run, completely described. The same Run gives the same bits alone, in any block, on any number of threads.

    A fork has an `origin`, a run on the same ground from the same start, with which it coincides up to step `at`. From
    there it goes on with the origin's position and memory and its own settings. Its schedule and warm-up count from
    step 1, so a fork that changes nothing equals its origin, bit for bit.
    """

    ground: Ground
    method: Entry
    rate: float
    schedule: Entry
    start: Point
    steps: int
    noise: float = 0.0
    seed: int = 1
    warmup: int = 0
    origin: "Run | None" = None
    at: int = 0
    gradient: GradientNoise = PLAIN_NOISE
    warmup_form: float = 0.0
    clip: float = 0.0
    clip_by: float = 0.0

    def __post_init__(self) -> None:
        _check_shared(self.ground, self.start, self.steps, self.noise, self.seed, self.gradient, batches=False)
        kept = {p.key: getattr(self, p.key) for p in OWN if p is not BATCH}
        Runner(self.method, self.rate, self.schedule, **kept)
        demand(self.origin is None or isinstance(self.origin, Run), "The origin of a run must be a Run or None.")
        _check_at(self.at, self.origin is not None)
        if self.origin is not None:
            alike = all(getattr(self, name) == getattr(self.origin, name) for name in COMMON)
            alike = alike and self.gradient._replace(batch=self.origin.gradient.batch) == self.origin.gradient
            demand(alike, f"A fork must share {', '.join(COMMON)} with its origin.")
            demand(self.generation < MAX_RUNS, f"Forks of forks can be at most {MAX_RUNS - 1} deep.")
            _check_pair(self, self.origin)

    @property
    def generation(self) -> int:
        """How many forks lead to this run: 0 for a run without an origin."""
        return 0 if self.origin is None else 1 + self.origin.generation

    @property
    def batch(self) -> int:
        """The batch size: how many samples a step uses, or 0 for all of them."""
        return int(self.gradient.batch) if self.gradient.batch < self.ground.count else 0

    @property
    def exact(self) -> bool:
        """Whether every step uses the true gradient, as it is."""
        return not (self.noise or self.batch or self.gradient.delay or self.gradient.rounding or self.clip)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page shows: the settings that all runners share, the runners in the order of their marks, and the view.

    A run whose loss is within `tolerance` of the lowest known loss counts as arrived. `against` is the horizontal axis
    of the curves, `view` how the landscape is shown, `curve` the third chart, `axes` the scales of the map. The
    URL contains all of a Scene (`runs.codec`).
    """

    ground: Ground
    start: Point
    steps: int
    runners: tuple[Runner, ...]
    noise: float = 0.0
    seed: int = 1
    tolerance: float = TARGET.default
    against: Against = "steps"
    view: View = "map"
    curve: Shown = "fitting"
    axes: Axes = "fitting"
    gradient: GradientNoise = PLAIN_NOISE

    def __post_init__(self) -> None:
        demand(isinstance(self.ground, Ground), "The ground must be a Ground.")
        TARGET.check(self.tolerance)
        for param in LOOKS:
            option = getattr(self, param.key)
            demand(isinstance(option, str), f"{param.symbol} ({param.key}) must be text.")
            param.read(option)
        check_against(self.against, self.ground)
        runners = isinstance(self.runners, tuple) and all(isinstance(r, Runner) for r in self.runners)
        demand(runners, "The runners of a scene must be a tuple of Runner.")
        batches = any(r.batch for r in self.runners)
        _check_shared(self.ground, self.start, self.steps, self.noise, self.seed, self.gradient, batches)
        demand(1 <= len(self.runners) <= MAX_RUNS, f"A scene has 1 to {MAX_RUNS} runners, not {len(self.runners)}.")
        marks = [r.mark for r in self.runners]
        demand(
            marks == sorted(set(marks)),
            "The runners of a scene must be in the order of their marks, with one runner for each mark.",
        )
        for runner in self.runners:
            check_fork(runner, self.runners)

    def runner(self, mark: int) -> Runner:
        """The runner with this mark; KeyError if there is none."""
        return {r.mark: r for r in self.runners}[mark]

    def runs(self) -> tuple[Run, ...]:
        """The runs of this scene, one per runner."""
        return _runs(self)

    def run_of(self, r: Runner) -> Run:
        """The run of one of its runners. `runs` has it without another check of its numbers."""
        origin = None if r.origin is None else self.run_of(self.runner(r.origin))
        return Run(
            self.ground, r.method, r.rate, r.schedule, self.start, self.steps, self.noise, self.seed, r.warmup, origin,
            r.at, self.gradient._replace(batch=float(r.batch)) if r.batch else self.gradient, r.warmup_form, r.clip,
            r.clip_by,
        )  # fmt: skip


@lru_cache(maxsize=256)
def _runs(scene: Scene) -> tuple[Run, ...]:
    """The runs of a scene. Making one checks all its numbers, and a picture, its caption and its page ask for them."""
    return tuple(scene.run_of(runner) for runner in scene.runners)
