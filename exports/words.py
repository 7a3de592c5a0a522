"""How a file that leaves the app says what it holds: title, settings, link, name."""

from core.records import Param
from core.samples import ORDERED
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.fog import FOG
from runs.ground import FRAME, Entry, Ground
from runs.run import SEED, SIGMA, STEPS, Runner, Scene, X, Y
from runs.simulate import Trajectory

NAMED = 4
"""So many methods are named in the name of a file; more are counted."""

NOISES = {
    "gaussian": "noise σ {}",
    "steep": "noise σ {} along the steepest direction",
    "student": "heavy-tailed noise of scale {} (Student's t, ν {})",
    "relative": "noise σ {} times the length of the gradient",
}
ORDERS = {
    "shuffled": "samples shuffled anew for every epoch",
    "drawn": "samples drawn with replacement",
    "ordered": "samples always in the same order",
}
ROUNDINGS = {
    "bfloat16": "gradients rounded to bfloat16",
    "bits": "gradients rounded to {} significant bits",
}


def values(params: tuple[Param, ...], entry: Entry) -> str:
    """Every parameter of an entry as "symbol value", exactly; nothing for an entry without parameters."""
    return ", ".join(f"{p.symbol} {p.write(v)}" for p, v in zip(params, entry.values, strict=True))


def shaping(ground: Ground) -> list[tuple[Param, float]]:
    """The parameters of a landscape that act, with their values: those that only draw samples do not beside a table."""
    land = LANDSCAPES[ground.entry.key]
    pairs = zip(land.params, ground.entry.values, strict=True)
    return [(p, value) for p, value in pairs if not (ground.table and p.key in land.sown)]


def typed(ground: Ground) -> list[str]:
    """That data were typed in, in words; [] where there are none."""
    return [f"{len(ground.table)} samples typed in"] if ground.table else []


def batch(runner: Runner) -> list[str]:
    """A runner's own number of samples a step, in words; [] where it takes as many as all do."""
    return [f"B {runner.batch}"] if runner.batch else []


def fog(scene: Scene) -> list[str]:
    """All that stands between the runs of a scene and the true gradient, in words; nothing that does not act.

    The one place where that is said: captions of pictures and heads of files take it from here.
    """
    says = {p.key: p.write(value) for p, value in zip(FOG, scene.fog, strict=True)}
    runs, words = scene.runs(), []
    if scene.noise:
        words += [NOISES[says["kind"]].format(SIGMA.write(scene.noise), says["freedom"])]
    chosen = any(run.batch for run in runs)
    shared = {run.batch for runner, run in zip(scene.runners, runs, strict=True) if not runner.batch} - {0}
    words += [f"batches of {size} of {scene.ground.count} samples" for size in shared]
    if chosen:
        words += [ORDERS[says["order"]]]
    if scene.fog.late:
        words += [f"gradients {says['late']} step{'s' if scene.fog.late > 1 else ''} late"]
    words += [ROUNDINGS[says["rounding"]].format(says["bits"])] if scene.fog.rounding else []
    if scene.noise or (chosen and scene.fog.order != ORDERED):
        words += [f"seed {SEED.write(scene.seed)}"]
    return words


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def label(runner: Runner) -> str:
    """A runner as its links call it, and its method: "run2, Momentum". Two runners may have one method."""
    return f"run{runner.mark + 1}, {OPTIMIZERS[runner.method.key].name}"


def runner_settings(runner: Runner) -> str:
    """All that a runner does not share with the others: rate, hyper-parameters, schedule, warm-up, batch."""
    words = [f"η {runner.rate!r}", values(OPTIMIZERS[runner.method.key].params, runner.method)]
    if runner.schedule.key != "constant":
        plan = SCHEDULES[runner.schedule.key]
        words += [plan.name + _bracketed(values(plan.params, runner.schedule))]
    if runner.warmup:
        words += [f"warm-up {runner.warmup} steps"]
    words += batch(runner)
    if runner.origin is not None:
        words += [f"from step {runner.at} of run{runner.origin + 1} on"]
    return ", ".join(word for word in words if word)


def shared_settings(scene: Scene) -> str:
    """All that the runners share: the landscape as it lies, the start, the steps, and what acts on the gradients."""
    land = LANDSCAPES[scene.ground.entry.key]
    words = [land.name + _bracketed(", ".join(f"{p.symbol} {p.write(v)}" for p, v in shaping(scene.ground)))]
    words += typed(scene.ground)
    words += [f"{p.symbol} {p.write(v)}" for p, v in zip(FRAME, scene.ground.frame, strict=True) if v != p.default]
    words += [f"start ({X.write(scene.start[0])}, {Y.write(scene.start[1])})", f"{STEPS.write(scene.steps)} steps"]
    return ", ".join([*words, *fog(scene)])


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
