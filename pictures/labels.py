"""What stands in words on a picture: what distinguishes a runner, and the caption of a race."""

from math import inf

from core.param import Param
from exports import words
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, Entry, Ground
from runs.run import Runner, Scene, X, Y


def unusual(entry: Entry, params: tuple[Param, ...]) -> list[str]:
    """The parameters that are not at their defaults, as "symbol value"."""
    return [f"{p.symbol} {p.write(v)}" for p, v in zip(params, entry.values, strict=True) if v != p.default]


def note(runner: Runner) -> str:
    """A short note on what distinguishes a runner: its rate, and whatever is not at its default."""
    said = [f"η {runner.rate:g}", *words.batch(runner), *unusual(runner.method, OPTIMIZERS[runner.method.key].params)]
    if runner.schedule.key != "constant":
        schedule = SCHEDULES[runner.schedule.key]
        said += [" ".join([schedule.name.lower(), *unusual(runner.schedule, schedule.params)])]
    said += words.warmup(runner) + words.clipped(runner)
    if OPTIMIZERS[runner.method.key].evaluations > 1:
        said += [f"{OPTIMIZERS[runner.method.key].evaluations} gradients per step"]
    if runner.origin is not None:
        said += [f"fork at {runner.at}"]
    return ", ".join(said)


def endless(ground: Ground) -> str:
    """A sentence that says that a landscape has no lowest point, "" if it has one."""
    infimum = ground.infimum()
    if infimum is None:
        return ""
    if infimum == -inf:
        return "It has no lowest point."
    return f"It has no minimum: the loss falls towards {infimum:g} for ever."


def caption(scene: Scene) -> str:
    """The caption of exported pictures: the landscape, then what all runners share."""
    ground, land = scene.ground, LANDSCAPES[scene.ground.entry.key]
    shape = [f"{p.symbol} {p.write(v)}" for p, v in words.shaping(ground) if v != p.default]
    frame = [f"{p.symbol} {p.write(v)}" for p, v in zip(FRAME, ground.frame, strict=True) if v != p.default]
    start = f"from {X.write(scene.start[0])} / {Y.write(scene.start[1])}"
    told = [land.name, *shape, *words.typed(ground), *frame, start, f"{scene.steps} steps", *words.gradient(scene)]
    return ", ".join(told)
