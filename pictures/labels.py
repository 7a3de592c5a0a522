"""What stands in words on a picture: what distinguishes a runner, and the caption of a race."""

from collections.abc import Sequence
from math import inf

from core.number import exact
from core.param import Param
from exports import words
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, Entry, Ground
from runs.run import RATE, Runner, Scene, X, Y
from studies.stability.sharpness import limits


def unusual(entry: Entry, params: tuple[Param, ...], others: Sequence[Entry] = ()) -> list[str]:
    """The parameters that are not at their defaults, or in which one of the others differs, as "symbol value"."""
    return [
        f"{p.symbol} {p.tell(v)}"
        for i, (p, v) in enumerate(zip(params, entry.values, strict=True))
        if v != p.default or any(other.values[i] != v for other in others)
    ]


def note(runner: Runner, scene: Scene | None = None) -> str:
    """A short note on what distinguishes a runner: its rate, whatever is not at its default, and what sets it apart
    from the runners of a scene that have the same method.
    """
    rivals = [one for one in scene.runners if one.method.key == runner.method.key] if scene else []
    own = unusual(runner.method, OPTIMIZERS[runner.method.key].params, [one.method for one in rivals])
    said = [f"η {RATE.tell(runner.rate)}", *words.batch(runner)]
    if scene and not runner.batch and any(one.batch for one in rivals):
        said += [f"B {scene.gradient.batch:g}" if scene.gradient.batch else "all samples"]
    said += own
    if runner.schedule.key != "constant":
        schedule = SCHEDULES[runner.schedule.key]
        said += [" ".join([schedule.name.lower(), *unusual(runner.schedule, schedule.params)])]
    elif any(one.schedule.key != "constant" for one in rivals):
        said += ["constant rate"]
    said += words.warmup(runner) + words.clipped(runner)
    said += ["no warm-up"] if not runner.warmup and any(one.warmup for one in rivals) else []
    if OPTIMIZERS[runner.method.key].evaluations > 1:
        said += [f"{OPTIMIZERS[runner.method.key].evaluations} gradients per step"]
    if runner.origin is not None:
        said += [f"fork at {runner.at}"]
    return ", ".join(said)


def apart(names: Sequence[str], notes: Sequence[str]) -> tuple[str, ...]:
    """What tells runners apart, by their names and notes (stage/js/legend.js): a name that nobody else has, or what
    among those of one name not all have. Where all have one name, it is left out.
    """
    found = []
    for name, told in zip(names, notes, strict=True):
        rivals = [other.split(", ") for one, other in zip(names, notes, strict=True) if one == name]
        own = ", ".join(part for part in told.split(", ") if not all(part in rival for rival in rivals)) or told
        found.append(name if len(rivals) == 1 else own if len(rivals) == len(names) else f"{name} {own}")
    return tuple(found)


def old_ground(ground: Ground) -> list[str]:
    """A phrase that says that a map does not move with its landscape; [] if the landscape stays where it is."""
    return ["ground of step 0"] if LANDSCAPES[ground.entry.key].track else []


def title(ground: Ground) -> str:
    """The title of a map: the landscape, and whether it is shown as it was at the start."""
    return ", ".join([LANDSCAPES[ground.entry.key].name, *old_ground(ground)])


def without_limit(scene: Scene) -> str:
    """A sentence that names the runners whose curvature has no limit to be compared with, if the third chart does that;
    "" if it does not, or if all have one.
    """
    if scene.curve != "stability":
        return ""
    pairs = zip(scene.runners, scene.runs(), strict=True)
    names = [OPTIMIZERS[runner.method.key].name for runner, run in pairs if not limits(run, run.steps)]
    if not names:
        return ""
    listed = ", ".join(dict.fromkeys(names))
    return f"No limit is known here for {listed} with these settings, so the third chart has no curve for it."


def endless(ground: Ground) -> str:
    """A sentence that says that a landscape has no lowest point, "" if it has one."""
    infimum = ground.infimum()
    if infimum is None:
        return ""
    if infimum == -inf:
        return "It has no lowest point."
    return f"It has no minimum: the loss falls towards {exact(infimum)} for ever."


def settings(runner: Runner) -> str:
    """All of a runner's settings, as pictures that are taken away print them."""
    costs = OPTIMIZERS[runner.method.key].evaluations
    return words.runner_settings(runner, Param.tell) + (f", {costs} gradients per step" if costs > 1 else "")


def _shared(scene: Scene) -> list[str]:
    """What all runners of a scene share, in phrases, beginning with the landscape and its numbers."""
    ground, (x, y) = scene.ground, scene.start
    shape = [f"{p.symbol} {p.tell(v)}" for p, v in words.shaping(ground)]
    frame = [f"{p.symbol} {p.tell(v)}" for p, v in zip(FRAME, ground.frame, strict=True) if v != p.default]
    start = f"from {X.tell(x)} / {Y.tell(y)}"
    told = [LANDSCAPES[ground.entry.key].name, *shape, *words.typed(ground), *frame, start, f"{scene.steps} steps"]
    return [*told, *words.gradient(scene, Param.tell)]


def caption(scene: Scene) -> str:
    """The caption of exported pictures: the landscape with its numbers, then what else all runners share."""
    return ", ".join(_shared(scene))


def captions(scenes: Sequence[Scene], names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The caption of a picture of several scenes with one runner each: what they share. And for each scene the rest:
    its method, all its settings, and what of the landscape and the noise is its own, without what its name says.
    """
    said = [_shared(scene) for scene in scenes]
    common = [phrase for phrase in said[0] if all(phrase in other for other in said)]
    if len({told[0] for told in said}) > 1:
        common = ["Several landscapes", *common]
    own = []
    for scene, told, name in zip(scenes, said, names, strict=True):
        runner = scene.runners[0]
        phrases = [OPTIMIZERS[runner.method.key].name, *settings(runner).split(", ")]
        phrases += [phrase for phrase in told if phrase not in common]
        own.append(", ".join(phrase for phrase in phrases if phrase not in name.split(", ")))
    return ", ".join(common), tuple(own)
