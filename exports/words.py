"""How a file that leaves the app says what it holds: title, settings, link, name."""

from core.records import Param
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.ground import FRAME, Entry
from runs.run import SEED, SIGMA, STEPS, Runner, Scene, X, Y
from runs.simulate import Trajectory

NAMED = 4
"""So many methods are named in the name of a file; more are counted."""


def values(params: tuple[Param, ...], entry: Entry) -> str:
    """Every parameter of an entry as "symbol value", exactly; nothing for an entry without parameters."""
    return ", ".join(f"{p.symbol} {p.write(v)}" for p, v in zip(params, entry.values, strict=True))


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def label(runner: Runner) -> str:
    """A runner as its links call it, and its method: "run2, Momentum". Two runners may have one method."""
    return f"run{runner.mark + 1}, {OPTIMIZERS[runner.method.key].name}"


def runner_settings(runner: Runner) -> str:
    """All that a runner does not share with the others: rate, hyper-parameters, schedule, warm-up."""
    words = [f"η {runner.rate!r}", values(OPTIMIZERS[runner.method.key].params, runner.method)]
    if runner.schedule.key != "constant":
        plan = SCHEDULES[runner.schedule.key]
        words += [plan.name + _bracketed(values(plan.params, runner.schedule))]
    if runner.warmup:
        words += [f"warm-up {runner.warmup} steps"]
    if runner.origin is not None:
        words += [f"from step {runner.at} of run{runner.origin + 1} on"]
    return ", ".join(word for word in words if word)


def shared_settings(scene: Scene) -> str:
    """All that the runners share: the landscape as it lies, the start, the steps, the noise."""
    land = LANDSCAPES[scene.ground.entry.key]
    words = [land.name + _bracketed(values(land.params, scene.ground.entry))]
    words += [f"{p.symbol} {p.write(v)}" for p, v in zip(FRAME, scene.ground.frame, strict=True) if v != p.default]
    words += [f"start ({X.write(scene.start[0])}, {Y.write(scene.start[1])})", f"{STEPS.write(scene.steps)} steps"]
    if scene.noise:
        words += [f"noise σ {SIGMA.write(scene.noise)}", f"seed {SEED.write(scene.seed)}"]
    return ", ".join(words)


def outcome(way: Trajectory) -> str:
    """How a run ended, in a few words."""
    at = "" if way.at is None else f" at step {way.at}"
    return way.word + at + _bracketed(way.why)


def title(scene: Scene) -> str:
    """What the picture is called."""
    return f"{LANDSCAPES[scene.ground.entry.key].name}, {scene.steps:,} steps"


def link(scene: Scene, address: str = "") -> str:
    """The scene's link. `address`: where the app is, without a query."""
    return f"{address}?{write(scene)}"


def file_stem(scene: Scene) -> str:
    """The name of a file without its ending: the same for the same methods on the same landscape, on any day."""
    keys = list(dict.fromkeys(r.method.key for r in scene.runners))
    methods = keys if len(keys) <= NAMED else [f"{len(keys)}_methods"]
    return "-".join(["thalweg", scene.ground.entry.key, *methods, f"{scene.steps}_steps"])
