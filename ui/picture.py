"""Turns a scene and its trajectories into the picture that the stage shows, without any call of Streamlit."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import ceil, floor, log10
from typing import TypedDict

import numpy as np

from core.records import Param
from core.samples import DRAWN
from exports import words
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.ground import FRAME, Entry, Ground
from runs.run import MAX_RUNS, RATE, REACH, Run, Runner, Scene, X, Y
from runs.simulate import Trajectory, simulate
from runs.surface import box_of, lowest, query
from stage import Chart, Curve, Dial, Event, Fog, Guide, Map, Picture, Pin, Space, Track, Vector
from stage.routes import batches_url, samples_url, surface_url
from studies.drift import drift
from studies.measures import effective_rates, reached, stride
from studies.phenomena import phenomena

STYLES = 6
"""The number of colours."""

SIZE = 240
"""Points per side of a map's surface, enough for a narrow valley."""

DECADES = 2.0
"""Curves that span more decades than this are drawn on a logarithmic axis."""


def unusual(entry: Entry, params: tuple[Param, ...]) -> list[str]:
    """The parameters that are not at their defaults, as "symbol value"."""
    return [f"{p.symbol} {p.write(v)}" for p, v in zip(params, entry.values, strict=True) if v != p.default]


def note(runner: Runner) -> str:
    """A short note on what distinguishes a runner: its rate, and whatever is not at its default."""
    said = [f"η {runner.rate:g}", *words.batch(runner), *unusual(runner.method, OPTIMIZERS[runner.method.key].params)]
    if runner.schedule.key != "constant":
        schedule = SCHEDULES[runner.schedule.key]
        said += [" ".join([schedule.name.lower(), *unusual(runner.schedule, schedule.params)])]
    if runner.warmup:
        said += [f"warm-up {runner.warmup}"]
    if OPTIMIZERS[runner.method.key].evaluations > 1:
        said += [f"{OPTIMIZERS[runner.method.key].evaluations} gradients per step"]
    if runner.origin is not None:
        said += [f"fork at {runner.at}"]
    return ", ".join(said)


def distances(positions: np.ndarray, ground: Ground, steps: int) -> np.ndarray:
    """The distance from every position to the nearest minimum at that moment: float64[n]."""
    moved = drift(ground, steps)
    nearest = np.full(len(positions), np.inf)
    for minimum in ground.minima() if moved is None else [moved[: len(positions)]]:
        away = positions - minimum
        np.minimum(nearest, np.hypot(away[:, 0], away[:, 1]), out=nearest)
    return nearest


def last_again(row: np.ndarray) -> np.ndarray:
    """Values per step as values per state: the last step's value is repeated for the last state."""
    return np.append(row, row[-1:])


@lru_cache(maxsize=64)
def numbers(run: Run) -> tuple[Trajectory, dict[str, np.ndarray]]:
    """A run and the numbers that a picture shows of it, by name. Cached, since most changes affect only one run."""
    way, low = simulate(run), lowest(run.ground)
    rows = {
        "x": way.positions[:, 0],
        "y": way.positions[:, 1],
        "loss": way.losses,
        "gap": np.maximum(way.losses - low, 0.0),
        "norm": np.hypot(way.gradients[:, 0], way.gradients[:, 1]),
        "rate": last_again(way.rates),
        "stride": last_again(stride(way)),
        "along x": last_again(np.abs(effective_rates(way)[:, 0])),
        "along y": last_again(np.abs(effective_rates(way)[:, 1])),
    }
    if run.ground.minima():
        rows["dist"] = distances(way.positions, run.ground, run.steps)
    return way, rows


def span(rows: Iterable[np.ndarray], decades: float = DECADES) -> tuple[bool, tuple[float, float]]:
    """Whether curves are drawn on a logarithmic axis, and the range of the axis.

    The range covers every positive value, but at most sixteen decades below the largest: smaller differences are beyond
    the precision of float64.
    """
    values = np.concatenate([*rows, np.empty(0)])
    if not values.size:
        return False, (0.0, 1.0)
    high, positive = float(values.max()), values[values > 0]
    small = max(float(positive.min()), high * 1e-16) if positive.size else 0.0
    if small > 0 and values.min() >= 0 and log10(high / small) > decades:
        return True, (10.0 ** floor(log10(small)), 10.0 ** ceil(log10(high) + 1e-9))
    low = float(values.min())
    room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return False, (min(0.0, low) if low >= 0 and high > 2 * low else low - room, high + room)


def calm(rows: list[np.ndarray], ways: list[Trajectory]) -> list[np.ndarray]:
    """The rows that set the range of an axis: runs that did not diverge, and the beginnings of those that did.

    A diverging run leaves its chart at the top, as it leaves the map at its edge, and does not flatten the others.
    """
    return [row if way.at is None or way.word != "diverged" else row[:2] for row, way in zip(rows, ways, strict=True)]


@lru_cache(maxsize=64)
def happened(run: Run) -> tuple[tuple[int, int, str, str], ...]:
    """The events of a run, as (first step, last step, kind, sentence), cached for runs that do not change.

    Events before a fork belong to its origin.
    """
    own = (event for event in phenomena(numbers(run)[0]) if run.origin is None or event.last > run.at)
    return tuple((event.step, event.last, event.kind, event.sentence) for event in own)


Rows = Callable[[str], list[np.ndarray]]
Series = tuple[np.ndarray, ...]

CURVES = {
    "norm": "Gradient norm |∇f|",
    "rate": "Learning rate η",
    "stride": "Step length |Δθ|",
    "along x": "Effective rate |Δx| / |∂f/∂x|",
    "along y": "Effective rate |Δy| / |∂f/∂y|",
}
"""The quantities that a chart can show besides the loss, with their titles."""


def chart(of: str, ground: Ground, rows: Rows, ways: list[Trajectory]) -> Chart:
    """The chart of one of CURVES, or of "loss", which is logarithmic, above the minimum, if losses span decades."""
    if of == "loss":
        log, reach = span(calm(rows("gap"), ways))
        if not log:
            return Chart("loss", "Loss", *span(calm(rows("loss"), ways), np.inf))
        named = ("loss", "Loss") if lowest(ground) == 0.0 else ("gap", "Loss above the minimum")
        return Chart(*named, log, reach)
    if of.startswith("along"):
        return Chart(of, CURVES[of], *span(usual(rows(of)), 1.0))
    return Chart(
        of, CURVES[of], *span(rows(of) if of == "rate" else calm(rows(of), ways), 1.0 if of == "rate" else DECADES)
    )


def usual(rows: list[np.ndarray]) -> list[np.ndarray]:
    """The rows without their rarest values, since a quotient has a peak wherever its denominator crosses zero."""
    kept = [row[row > 0] for row in rows]
    return [np.quantile(row, (0.03, 0.97)) for row in kept if row.size]


MOMENTA = ("momentum", "beta1", "beta")
"""The keys that a method's momentum may have."""


def dials(runner: Runner) -> tuple[Dial, ...]:
    """The dials on the stage: the rate and the momentum of a runner."""
    params = OPTIMIZERS[runner.method.key].params
    values = dict(zip((p.key for p in params), runner.method.values, strict=True))
    momentum = next((p for key in MOMENTA for p in params if p.key == key), None)
    offered = [(RATE, runner.rate), *([(momentum, values[momentum.key])] if momentum else [])]
    return tuple(
        Dial(p.key, p.symbol, value, min(p.slider[0], value), max(p.slider[1], value), p.scale)
        for p, value in offered
    )  # fmt: skip


def guides(ground: Ground, steps: int) -> tuple[tuple[Guide, ...], dict[str, tuple[np.ndarray, ...]]]:
    """The guides that move by themselves on the map, and the series of their positions."""
    moved = drift(ground, steps)
    if moved is None:
        return (), {}
    return (Guide(0, "drift x", "drift y", "The minimum"),), {"drift x": (moved[:, 0],), "drift y": (moved[:, 1],)}


class Samples(TypedDict):
    """The fields of a Track that describe the samples of a run."""

    batch: int
    epoch: int
    whole: int


def samples_of(run: Run) -> Samples:
    """How many samples a step of a run uses, and of how many. Samples that are drawn at random have no epochs."""
    whole = run.ground.count
    return Samples(batch=run.batch, epoch=0 if run.fog.order == DRAWN else whole, whole=whole)


def tracks(scene: Scene, ways: list[Trajectory], selected: int) -> tuple[Track, ...]:
    """Every runner's path on the map, and its row of the standings."""
    return tuple(
        Track(
            0, i, OPTIMIZERS[runner.method.key].name, note(runner), runner.mark, i == selected, runner.hidden,
            way.word, way.at, way.why, reached(way, scene.tolerance), OPTIMIZERS[runner.method.key].evaluations,
            **samples_of(way.run),
        )
        for i, (runner, way) in enumerate(zip(scene.runners, ways, strict=True))
    )  # fmt: skip


def gradients(scene: Scene, way: Trajectory, selected: int) -> tuple[tuple[Vector, ...], dict[str, Series]]:
    """If the gradient is corrupted: the gradient that the method sees and the true one, as arrows downhill.

    The series have rows for the selected run only, since arrows at every head would be confusing and take many bytes.
    """
    if way.run.exact or scene.runners[selected].hidden:
        return (), {}
    mark = scene.runners[selected].mark
    used = "this batch's gradient" if way.run.batch else "late gradient" if way.run.fog.late else "noisy gradient"
    if not (way.run.batch or way.run.fog.late or way.run.noise):
        used = "rounded gradient"
    others = {runner.mark % STYLES for runner in scene.runners}
    spare = next((style for style in range(STYLES) if style not in others), int(mark % STYLES == 0))
    told = (("used", used, mark, way.used), ("true", "true gradient", spare, way.gradients))
    series = {
        f"{name} {axis}": tuple(
            -rows[: len(way.used), k] if i == selected else np.empty(0) for i in range(len(scene.runners))
        )
        for name, _, _, rows in told for k, axis in enumerate("xy")
    }  # fmt: skip
    arrows = tuple(
        Vector(0, selected, style, f"{name} x", f"{name} y", name, f"−{label}") for name, label, style, _ in told
    )
    return arrows, series


def fogs(run: Run) -> tuple[Fog, ...]:
    """The level lines of the present batch, if a run uses batches."""
    return (Fog(0, samples_url(run.ground), batches_url(run)),) if run.batch else ()


def caption(scene: Scene) -> str:
    """The caption of exported pictures: the landscape, then what all runners share."""
    ground, land = scene.ground, LANDSCAPES[scene.ground.entry.key]
    shape = [f"{p.symbol} {p.write(v)}" for p, v in words.shaping(ground) if v != p.default]
    frame = [f"{p.symbol} {p.write(v)}" for p, v in zip(FRAME, ground.frame, strict=True) if v != p.default]
    start = f"from {X.write(scene.start[0])} / {Y.write(scene.start[1])}"
    told = [land.name, *shape, *words.typed(ground), *frame, start, f"{scene.steps} steps", *words.fog(scene)]
    return ", ".join(told)


def picture(
    scene: Scene,
    selected: int,
    heard: int,
    curves: tuple[str, str] = ("loss", "norm"),
    *,
    thick: str = "",
    resting: bool = True,
) -> Picture:
    """The picture of a race: the map on the left, and next to it charts of these `curves` and of the scene's own.

    `thick` names the series that sets the thickness of a trail, if any. During a drag (not `resting`) there are no
    events: nobody reads them then, and finding them would halve the number of pictures per second.
    """
    ground = scene.ground
    runs = scene.runs()
    answers = [numbers(run) for run in runs]
    ways = [way for way, _ in answers]

    def rows(name: str) -> list[np.ndarray]:
        return [found[name] for _, found in answers]

    charts = tuple(chart(of, ground, rows, ways) for of in (*curves, scene.curve))
    extra = [*([thick] if thick else []), *(["dist"] if ground.minima() else [])]
    names: list[str] = ["x", "y", "loss", "norm", *(c.of for c in charts), *extra]
    moving, ways_of_guides = guides(ground, scene.steps)
    arrows, ways_of_arrows = gradients(scene, ways[selected], selected)
    ground_map = Map(surface_url(query(ground), SIZE), box_of(ground), LANDSCAPES[ground.entry.key].name)
    spaces = () if scene.view == "map" else (Space(0, alone=scene.view == "surface"),)
    return Picture(
        scene=ground.entry.key,
        steps=scene.steps,
        panes=(ground_map, *charts, *spaces),
        tracks=tracks(scene, ways, selected),
        curves=tuple(
            Curve(pane, i, runner.mark, runner.hidden)
            for pane in range(1, len(charts) + 1)
            for i, runner in enumerate(scene.runners)
        ),
        vectors=arrows,
        guides=moving,
        fogs=fogs(ways[selected].run),
        events=tuple(Event(i, *event) for i, run in enumerate(runs if resting else ()) for event in happened(run)),
        dials=dials(scene.runners[selected]),
        pins=(Pin("start", 0, *scene.start, "Start", (-REACH, -REACH), (REACH, REACH)),),
        caption=caption(scene),
        link=write(scene) if resting else "",
        against=scene.against,
        thick=thick,
        ghosts=True,
        forks=len(scene.runners) < MAX_RUNS,
        series={name: tuple(rows(name)) for name in names} | ways_of_guides | ways_of_arrows,
        heard=heard,
    )
