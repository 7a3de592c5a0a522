"""The texts in exported files that say what they contain: title, settings, link, and the file's name."""

from collections.abc import Callable

from core.engine.samples import ORDERED
from core.param import Param
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.gradient_noise import GRADIENT_NOISE, clipping
from runs.ground import FRAME, Entry, Ground
from runs.run import RATE, SIGMA, Runner, Scene, X, Y
from runs.simulate import Trajectory

Say = Callable[[Param, float], str]
"""How numbers are written: `Param.write` in files for machines, `Param.tell` where people read them."""

NAMED = 4
"""The most methods that are named in a file's name; if there are more, their number is given."""

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


def values(params: tuple[Param, ...], entry: Entry, say: Say = Param.write) -> str:
    """Every parameter of an entry as "symbol value", with all digits; empty for an entry without parameters."""
    return ", ".join(f"{p.symbol} {say(p, v)}" for p, v in zip(params, entry.values, strict=True))


def shaping(ground: Ground) -> list[tuple[Param, float]]:
    """The parameters of a landscape that have an effect, with their values: with typed data, not those for drawing."""
    land = LANDSCAPES[ground.entry.key]
    pairs = zip(land.params, ground.entry.values, strict=True)
    return [(p, value) for p, value in pairs if not (ground.table and p.key in land.sown)]


def typed(ground: Ground) -> list[str]:
    """A phrase that says that data were typed in; [] if there are none."""
    return [f"{len(ground.table)} samples typed in"] if ground.table else []


def batch(runner: Runner) -> list[str]:
    """A runner's own batch size in words; [] if it uses the scene's."""
    return [f"B {runner.batch}"] if runner.batch else []


def warmup(runner: Runner) -> list[str]:
    """A runner's warm-up in words; [] if it has none."""
    if not runner.warmup:
        return []
    before = ", then the schedule" if runner.warmup_form else ""
    return [f"warm-up {runner.warmup} steps{before}"]


def clipped(runner: Runner) -> list[str]:
    """How the gradients of a runner are clipped, in words; [] if they are not."""
    return [clipping(runner.clip, runner.clip_by)] if runner.clip else []


def gradient(scene: Scene, say: Say = Param.write) -> list[str]:
    """Everything that corrupts the gradients of a scene, in words; what does not act is left out.

    Captions of pictures and heads of files both take these words from here.
    """
    says = {p.key: say(p, value) for p, value in zip(GRADIENT_NOISE, scene.gradient, strict=True)}
    runs, words = scene.runs(), []
    if scene.noise:
        words += [NOISES[says["kind"]].format(say(SIGMA, scene.noise), says["freedom"])]
    chosen = any(run.batch for run in runs)
    shared = {run.batch for runner, run in zip(scene.runners, runs, strict=True) if not runner.batch} - {0}
    words += [f"batches of {size} of {scene.ground.count} samples" for size in shared]
    if chosen:
        words += [ORDERS[says["order"]]]
    if scene.gradient.delay:
        words += [f"gradients {says['delay']} step{'s' if scene.gradient.delay > 1 else ''} late"]
    words += [ROUNDINGS[says["rounding"]].format(says["bits"])] if scene.gradient.rounding else []
    if scene.noise or (chosen and scene.gradient.order != ORDERED):
        words += [f"seed {scene.seed}"]
    return words


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def label(runner: Runner) -> str:
    """A runner's name in the link, and its method: "run2, Momentum". The method alone may be ambiguous."""
    return f"run{runner.mark + 1}, {OPTIMIZERS[runner.method.key].name}"


def runner_settings(runner: Runner, say: Say = Param.write) -> str:
    """A runner's own settings: rate, hyper-parameters, schedule, warm-up, batch, clipping."""
    words = [f"η {say(RATE, runner.rate)}", values(OPTIMIZERS[runner.method.key].params, runner.method, say)]
    if runner.schedule.key != "constant":
        plan = SCHEDULES[runner.schedule.key]
        words += [plan.name + _bracketed(values(plan.params, runner.schedule, say))]
    words += warmup(runner) + batch(runner) + clipped(runner)
    if runner.origin is not None:
        words += [f"from step {runner.at} of run{runner.origin + 1} on"]
    return ", ".join(word for word in words if word)


def ground_settings(ground: Ground, say: Say = Param.write) -> str:
    """The landscape with all its numbers, in its frame."""
    name, shape = LANDSCAPES[ground.entry.key].name, ", ".join(f"{p.symbol} {say(p, v)}" for p, v in shaping(ground))
    frame = [f"{p.symbol} {say(p, v)}" for p, v in zip(FRAME, ground.frame, strict=True) if v != p.default]
    return ", ".join([name + _bracketed(shape), *typed(ground), *frame])


def shared_settings(scene: Scene, say: Say = Param.write) -> str:
    """The shared settings: the landscape in its frame, the start, the steps, and what acts on the gradients."""
    start = f"start ({say(X, scene.start[0])}, {say(Y, scene.start[1])})"
    return ", ".join([ground_settings(scene.ground, say), start, f"{scene.steps} steps", *gradient(scene, say)])


def outcome(way: Trajectory) -> str:
    """How a run ended, in a few words."""
    at = "" if way.at is None else f" at step {way.at}"
    return way.word + at + _bracketed(way.why)


def title(scene: Scene) -> str:
    """The title of a picture of the scene."""
    return f"{LANDSCAPES[scene.ground.entry.key].name}, {scene.steps:,} steps"


def link(scene: Scene, address: str = "") -> str:
    """The scene's link. `address` is the address of the app, without a query."""
    return f"{address}?{write(scene)}"


def file_stem(scene: Scene) -> str:
    """The name of a file without its ending, which depends only on the methods and the landscape."""
    keys = list(dict.fromkeys(r.method.key for r in scene.runners))
    methods = keys if len(keys) <= NAMED else [f"{len(keys)}_methods"]
    return "-".join(["thalweg", scene.ground.entry.key, *methods, f"{scene.steps}_steps"])
