"""The picture of the anatomy page: one step's arrows on the map, the algorithm with numbers, and the memory as bars."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from core.anatomy import Line
from pictures import mathml
from pictures.handles import scene_pin
from pictures.labels import caption, note, settings, title
from pictures.selection import Subject
from pictures.tracks import SIZE, STYLES, guides, numbers, outcome
from runs.catalog import OPTIMIZERS
from runs.run import Run, Runner, Scene
from runs.shared import shared
from runs.simulate import Trajectory
from runs.surface import box_of, query
from stage.addresses import surface_url
from stage.payload import Bar, Formula, Map, Picture, Track, Vector
from studies.anatomy import Arrow, Dissection, dissect

COLOURS = ("gradient", "momentum", "momentum-hat", "scaling", "weight decay")
"""The roles, in the order in which they are given the colours that the runner does not use."""

PLAIN: Mapping[str, str] = {"m_hat": "m̂", "delta": "Δ", "sum": "G", "most": "V"}
"""The letters of lines whose key is not their letter."""

AT_FIRST = ("gradient", "displacement")
"""The arrows that are drawn at first, besides the parts."""

SYMBOL: Mapping[str, str] = MappingProxyType({
    "gradient": "gradient", "momentum": "memory", "momentum-hat": "memory", "displacement": "path",
})  # fmt: skip
"""The symbol of the course to which the arrows of a role belong."""

NEAREST = 0.02
"""The smallest share of the map that is shown. A smaller part would have too few points of the ground."""

EARLY = 40
"""The steps that set the size of the view. Later ones are often too short to be visible beside them."""

APART = "This step, taken apart"


@shared(16)
def taken_apart(run: Run) -> tuple[Trajectory, Dissection]:
    """A run and its dissection, cached, since pins and playback ask for the same one again and again."""
    way, _ = numbers(run)
    return way, dissect(way)


def colour(role: str, mark: int) -> int:
    """The style of a role's arrows: the runner's own for the displacement, one of the other five for other roles."""
    if role == "displacement":
        return mark
    free = [style for style in range(STYLES) if style != mark % STYLES]
    return free[COLOURS.index(role)]


def label(arrow: Arrow) -> str:
    """The label of an arrow's switch."""
    if arrow.role == "displacement":
        return "step"
    if arrow.part:
        return f"part: {arrow.role}"
    word = f" {arrow.role}" if arrow.role in ("gradient", "momentum") else ""
    return f"−{PLAIN.get(arrow.name, arrow.name)}{word}"


def shown(cut: Dissection) -> tuple[Arrow, ...]:
    """The arrows of a picture. If the displacement has only one part, that part is not drawn separately."""
    single = len(cut.parts) == 1
    return tuple(arrow for arrow in cut.arrows if not (arrow.part and single))


def vectors(cut: Dissection, mark: int) -> tuple[Vector, ...]:
    """The arrows in the stage's format."""
    return tuple(
        Vector(
            0, 0, colour(arrow.role, mark), f"arrow.{arrow.name}.x", f"arrow.{arrow.name}.y", arrow.name, label(arrow),
            arrow.after, arrow.part or arrow.role in AT_FIRST, SYMBOL.get(arrow.role, "") if not arrow.part else "",
        )
        for arrow in shown(cut)
    )  # fmt: skip


def formulas(cut: Dissection, mark: int) -> tuple[Formula, ...]:
    """The lines of the algorithm, followed by the parts of the displacement."""

    def told(line: Line) -> Formula:
        style = None if not line.role else colour(line.role, mark)
        return Formula(0, mathml.written(cut, line), line.lead, style)

    parts = (Formula(0, "", APART), *map(told, cut.parts)) if len(cut.parts) > 1 else ()
    return (*map(told, cut.lines), *parts)


def bars(cut: Dissection) -> tuple[Bar, ...]:
    """The memory after the step, as one pair of bars per slot."""
    slots = {line.key: line.slot for line in cut.lines if line.slot}
    return tuple(Bar(0, PLAIN.get(key, key) if cut.whole else slots[key], f"{key}.x", f"{key}.y") for key in cut.memory)


def series(cut: Dissection) -> dict[str, tuple[np.ndarray, ...]]:
    """The series to which the lines, arrows and bars refer, one row each."""
    rows: dict[str, np.ndarray] = {}
    lines = (*cut.lines, *cut.parts)
    for name in dict.fromkeys(name for line in lines for name in (line.key, *line.names)):
        for axis in range(2 if name in cut.values else 0):
            column = cut.values[name][:, min(axis, cut.values[name].shape[1] - 1)]
            rows[mathml.series_of(cut, name, axis)] = column
    for arrow in shown(cut):
        rows |= {f"arrow.{arrow.name}.{axis}": arrow.value[:, i] for i, axis in enumerate(mathml.AXES)}
    return {name: (row,) for name, row in rows.items()}


def track(runner: Runner, way: Trajectory, tolerance: float) -> Track:
    """The track of the picture's only runner."""
    record = OPTIMIZERS[runner.method.key]
    return Track(
        0, 0, record.name, note(runner), runner.mark, True, evaluations=record.evaluations,
        settings=settings(runner), **outcome(way, tolerance),
    )  # fmt: skip


def usual(scene: Scene) -> int:
    """The runner with which the page opens if nobody has chosen one, by its index: Adam, whose step has two parts."""
    return next((i for i, runner in enumerate(scene.runners) if runner.method.key == "adam"), 0)


def near(way: Trajectory) -> float:
    """The share of the map around the walker that is shown: a typical early step is a sixth of its width."""
    box = box_of(way.run.ground)
    size = np.array([box[1] - box[0], box[3] - box[2]])
    moves = np.abs(np.diff(way.positions, axis=0)) / size
    usual = float(np.quantile(np.max(moves[:EARLY], axis=1), 0.75)) if len(moves) else 0.0
    return min(max(6 * usual, NEAREST), 1.0)


def picture(subject: Subject) -> Picture:
    """The picture of one runner's steps."""
    scene, place = subject
    ground, runner, run = scene.ground, scene.runners[place], scene.runs()[place]
    way, cut = taken_apart(run)
    _, found = numbers(run)
    own = {name: (found[name],) for name in ("x", "y", "loss", "norm", "dist") if name in found}
    drifting, paths = guides([run])
    return Picture(
        scene=ground.entry.key,
        steps=scene.steps,
        panes=(Map(surface_url(query(ground), SIZE), box_of(ground), title(ground)),),
        tracks=(track(runner, way, scene.tolerance),),
        vectors=vectors(cut, runner.mark),
        formulas=formulas(cut, runner.mark),
        bars=bars(cut),
        pins=(scene_pin(scene),),
        guides=drifting,
        near=near(way),
        axes="equal",
        caption=caption(scene),
        series=own | paths | series(cut),
    )
