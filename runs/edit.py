"""Pure functions that return a changed scene: what the controls of the race page do, without the page."""

from dataclasses import replace

from core.param import Param, demand
from core.records import Point
from runs.catalog import LANDSCAPES, LIBRARIES, OPTIMIZERS, SCHEDULES, set_by
from runs.data.typed import Table
from runs.gradient_noise import GRADIENT_NOISE, GradientNoise
from runs.ground import FRAME, Entry, Ground, landscape
from runs.opening import suggested_rate
from runs.run import AT, MAX_RUNS, OWN, RATE, Against, Axes, Runner, Scene, Shown, optimizer, schedule
from runs.simulate import simulate


def _with_value(entry: Entry, params: tuple[Param, ...], key: str, value: float) -> Entry:
    keys = [p.key for p in params]
    demand(key in keys, f"{entry.key} has no parameter {key!r}.")
    at = keys.index(key)
    return replace(entry, values=(*entry.values[:at], params[at].check(value), *entry.values[at + 1 :]))


def _root(scene: Scene, runner: Runner) -> Runner:
    """The runner at the root of this one's forks: the runner itself unless it is a fork."""
    while runner.origin is not None:
        runner = scene.runner(runner.origin)
    return runner


def _suited(scene: Scene, runner: Runner, ground: Ground, method: str) -> float:
    """The rate suggested for this method on this ground. A fork keeps the ratio of its rate to that of its origin."""
    rate = suggested_rate(ground, method) * (runner.rate / _root(scene, runner).rate)
    return float(f"{min(max(rate, RATE.valid[0]), RATE.valid[1]):.12g}")


def with_landscape(scene: Scene, key: str) -> Scene:
    """The scene on another landscape without a frame, from its first start, with a suggested rate for every runner."""
    ground = Ground(landscape(key))
    runners = tuple(replace(r, rate=_suited(scene, r, ground, r.method.key)) for r in scene.runners)
    return on_ground(replace(scene, runners=runners), ground, next(iter(ground.starts().values())))


def on_ground(scene: Scene, ground: Ground, start: Point) -> Scene:
    """The scene on another ground. If that has no samples, batches and curves against samples are switched off."""
    if not ground.sampled:
        against = scene.against if scene.against not in ("epochs", "samples") else "steps"
        runners = tuple(replace(r, batch=0) for r in scene.runners)
        scene = replace(scene, gradient=scene.gradient._replace(batch=0.0), against=against, runners=runners)
    return replace(scene, ground=ground, start=start)


def with_table(scene: Scene, table: Table) -> Scene:
    """The scene with typed data instead of the landscape's own; an empty table restores these."""
    return replace(scene, ground=replace(scene.ground, table=table))


def with_gradient_value(scene: Scene, key: str, value: float) -> Scene:
    """The scene with another value for what corrupts the gradients: kind of noise, batch, delay or rounding."""
    values = _with_value(Entry("gradient", scene.gradient), GRADIENT_NOISE, key, value).values
    return replace(scene, gradient=GradientNoise(*values))


def with_ground_value(scene: Scene, key: str, value: float) -> Scene:
    """The scene with another value of one of the landscape's parameters."""
    ground = scene.ground
    entry = _with_value(ground.entry, LANDSCAPES[ground.entry.key].params, key, value)
    return replace(scene, ground=replace(ground, entry=entry))


def with_frame_value(scene: Scene, key: str, value: float) -> Scene:
    """The scene with another value of the frame: rotation, shift or scale."""
    framed = _with_value(Entry("frame", scene.ground.frame), FRAME, key, value)
    return replace(scene, ground=replace(scene.ground, frame=framed.values))


def with_start(scene: Scene, x: float, y: float) -> Scene:
    """The scene with another start, for all runners."""
    return replace(scene, start=(x, y))


def with_steps(scene: Scene, steps: int) -> Scene:
    """The scene with another number of steps, for all runners."""
    return replace(scene, steps=steps)


def with_noise(scene: Scene, sigma: float) -> Scene:
    """The scene with another scale of the gradient noise, for all runners."""
    return replace(scene, noise=sigma)


def with_seed(scene: Scene, seed: int) -> Scene:
    """The scene with another seed of its random numbers."""
    return replace(scene, seed=seed)


def with_tolerance(scene: Scene, tolerance: float) -> Scene:
    """The scene with another tolerance: how near to the loss of the lowest known minimum a run counts as arrived."""
    return replace(scene, tolerance=tolerance)


def with_against(scene: Scene, against: Against) -> Scene:
    """The scene with another horizontal axis of the curves: steps, gradient evaluations or length of the path."""
    return replace(scene, against=against)


def with_curve(scene: Scene, curve: Shown) -> Scene:
    """The scene with another third chart: one of `Shown`."""
    return replace(scene, curve=curve)


def with_axes(scene: Scene, axes: Axes) -> Scene:
    """The scene with other scales of the map: equal, stretched, or equal where it fits."""
    return replace(scene, axes=axes)


def with_rate(scene: Scene, index: int, rate: float) -> Scene:
    """The scene with another learning rate for one runner."""
    return with_runner(scene, index, replace(_runner(scene, index), rate=rate))


def _runner(scene: Scene, index: int) -> Runner:
    demand(0 <= index < len(scene.runners), f"There is no runner number {index + 1}.")
    return scene.runners[index]


def with_runner(scene: Scene, index: int, runner: Runner) -> Scene:
    """The scene with another runner in this place; ValueError if there is no such place."""
    _runner(scene, index)
    return replace(scene, runners=(*scene.runners[:index], runner, *scene.runners[index + 1 :]))


def with_method(scene: Scene, index: int, key: str) -> Scene:
    """The scene with another optimizer for this runner, at its suggested rate; shared parameters keep their values.

    The runner's origin and forks change too, since a fork continues with its origin's memory.
    """
    root = _root(scene, _runner(scene, index))
    kin = [r.mark for r in scene.runners if _root(scene, r) == root]
    runners = tuple(_converted(scene, r, key) if r.mark in kin else r for r in scene.runners)
    return replace(scene, runners=runners)


def _converted(scene: Scene, old: Runner, key: str) -> Runner:
    way = OPTIMIZERS[optimizer(key).key]
    had = dict(zip((p.key for p in OPTIMIZERS[old.method.key].params), old.method.values, strict=True))
    shared = {p.key: had[p.key] for p in way.params if p.key in had and _accepts(p, had[p.key])}
    return replace(old, method=optimizer(key, shared), rate=_suited(scene, old, scene.ground, key))


def _accepts(param: Param, value: float) -> bool:
    try:
        param.check(value)
    except ValueError:
        return False
    return True


def with_method_value(scene: Scene, index: int, key: str, value: float) -> Scene:
    """The scene with another value of one of a runner's hyper-parameters."""
    runner = _runner(scene, index)
    method = _with_value(runner.method, OPTIMIZERS[runner.method.key].params, key, value)
    return with_runner(scene, index, replace(runner, method=method))


def with_preset(scene: Scene, index: int, key: str) -> Scene:
    """The scene with what a library does by default for one runner's method: its values, and its rate if it has one."""
    runner = _runner(scene, index)
    way = OPTIMIZERS[runner.method.key]
    demand(key in LIBRARIES, f"There is no library {key!r}.")
    preset = LIBRARIES[key].preset(way.key)
    if preset is None:
        raise ValueError(f"{way.name} has no defaults of {LIBRARIES[key].name}.")
    had = dict(zip((p.key for p in way.params), runner.method.values, strict=True))
    method = optimizer(way.key, had | set_by(preset, way))
    return with_runner(scene, index, replace(runner, method=method, rate=preset.rate or runner.rate))


def with_schedule(scene: Scene, index: int, key: str) -> Scene:
    """The scene with another schedule for one runner, at its defaults."""
    return with_runner(scene, index, replace(_runner(scene, index), schedule=schedule(key)))


def with_own(scene: Scene, index: int, key: str, value: float) -> Scene:
    """The scene with another value of one of a runner's own settings (`runs.run.OWN`): warm-up, batch size, clipping.

    KeyError for a key that is none of them.
    """
    runner, param = _runner(scene, index), {p.key: p for p in OWN}[key]
    checked = param.check(value)
    return with_runner(scene, index, replace(runner, **{key: int(checked) if param.kind == "integer" else checked}))


def with_schedule_value(scene: Scene, index: int, key: str, value: float) -> Scene:
    """The scene with another value of a parameter of a runner's schedule."""
    runner = _runner(scene, index)
    entry = _with_value(runner.schedule, SCHEDULES[runner.schedule.key].params, key, value)
    return with_runner(scene, index, replace(runner, schedule=entry))


def free_mark(scene: Scene) -> int:
    """The first mark that no runner has; ValueError if all places are taken."""
    demand(len(scene.runners) < MAX_RUNS, f"A scene has at most {MAX_RUNS} runners.")
    return min(set(range(MAX_RUNS)) - {r.mark for r in scene.runners})


def _joined(scene: Scene, runner: Runner) -> Scene:
    return replace(scene, runners=tuple(sorted((*scene.runners, runner), key=lambda r: r.mark)))


def added(scene: Scene, key: str) -> Scene:
    """The scene with one more runner: this method at its suggested rate, with the first free mark.

    ValueError if there is no such method, or if all places are taken.
    """
    method = optimizer(key)
    return _joined(scene, Runner(method, suggested_rate(scene.ground, key), mark=free_mark(scene)))


def duplicated(scene: Scene, index: int) -> Scene:
    """The scene with a copy of a runner, with the first free mark; ValueError if all places are taken."""
    return _joined(scene, replace(_runner(scene, index), mark=free_mark(scene), hidden=False))


def forked(scene: Scene, index: int, at: int) -> Scene:
    """The scene with a fork of this runner: a runner that shares its run up to step `at`, and so far also its settings.

    A fork of a fork at a step before the first fork is a fork of the origin, whose path both share up to there.
    ValueError if the run has ended by then, if no step is left, or if all places are taken.
    """
    runner = _runner(scene, index)
    AT.check(at)
    demand(at < scene.steps, f"A runner cannot be forked at step {at}, because the last step is {scene.steps}.")
    while runner.origin is not None and at <= runner.at:
        runner = scene.runner(runner.origin)
    states = len(simulate(scene.runs()[scene.runners.index(runner)]).positions)
    name = OPTIMIZERS[runner.method.key].name
    demand(at < states, f"{name} ended at step {states}, so it cannot be forked at step {at}.")
    return _joined(scene, replace(runner, mark=free_mark(scene), hidden=False, origin=runner.mark, at=at))


def with_at(scene: Scene, index: int, at: int) -> Scene:
    """The scene with another step at which a fork leaves its origin; ValueError for a runner that is not a fork."""
    runner = _runner(scene, index)
    demand(runner.origin is not None, f"{OPTIMIZERS[runner.method.key].name} is not a fork: it runs from the start.")
    return with_runner(scene, index, replace(runner, at=at))


def needed(scene: Scene, index: int) -> str:
    """Why this runner cannot be removed, in a sentence; "" if it can."""
    runner = _runner(scene, index)
    if len(scene.runners) == 1:
        return "The last runner cannot be removed: a scene needs at least one."
    name, forked = OPTIMIZERS[runner.method.key].name, any(r.origin == runner.mark for r in scene.runners)
    return f"{name} cannot be removed while a fork of it runs. Hide it, or remove the fork first." if forked else ""


def removed(scene: Scene, index: int) -> Scene:
    """The scene without this runner; ValueError for the last runner, and for the origin of a fork."""
    obstacle = needed(scene, index)
    demand(not obstacle, obstacle)
    return replace(scene, runners=(*scene.runners[:index], *scene.runners[index + 1 :]))


def toggled(scene: Scene, index: int) -> Scene:
    """The scene with this runner hidden, or shown again."""
    runner = _runner(scene, index)
    return with_runner(scene, index, replace(runner, hidden=not runner.hidden))
