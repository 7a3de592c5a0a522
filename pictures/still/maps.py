"""A map on paper: the ground, what is known of it, starts, paths, clouds and arrows."""

from functools import lru_cache
from urllib.parse import parse_qsl, unquote

import numpy as np

from core.number import short
from figures.look import LIGHT, WIDTHS
from figures.vignette import HEIGHT, MANY, WIDTH, contours
from pictures.still.arrows import arrows
from pictures.still.pen import SMALL, TEXT, Place, colour, cut, framed, line, path, shape, text
from runs import surface
from runs.surface import Box
from stage.payload import Cloud, Map, Picture

SIDE = 61
"""Points per side of the ground."""
MOST, REACH = 2.5, 4.0
"""As in stage/js/axes.js: how many times longer a unit may be along x than along y where axes would rather be equal,
and how many times as wide as its box the ground is."""
SHADES = 4
"""The number of tints of a cloud."""


def asked(pane: Map) -> dict[str, str]:
    """The query of a map's surface, as `runs.surface.read` reads it."""
    where, _, query = pane.surface.partition("?")
    rest = {name: value for name, value in parse_qsl(query) if name != "n"}
    return rest | {"landscape": unquote(where.rpartition("/")[2])}


def seen_box(picture: Picture, pane: Map, place: Place, step: int) -> Box:
    """The part of the ground that a map shows in its place: the surroundings of the head if the picture is near; equal
    units along both axes where the stage has them too.
    """
    x0, x1, y0, y1 = pane.box
    if picture.near:
        half = picture.near * (x1 - x0) / 2, picture.near * (y1 - y0) / 2
        x, y = (float(row[min(step, len(row) - 1)]) for row in (picture.series["x"][0], picture.series["y"][0]))
        x0, x1, y0, y1 = x - half[0], x + half[0], y - half[1], y + half[1]
    across, up = (x1 - x0) / place.width, (y1 - y0) / place.height
    uneven = max(across / up, up / across)
    if picture.axes == "stretched" or (picture.axes == "fitting" and uneven > MOST):
        return x0, x1, y0, y1
    wide, high = pane.box[1] - pane.box[0], pane.box[3] - pane.box[2]
    unit = min(max(across, up), REACH * wide / place.width, REACH * high / place.height)
    x, y, dx, dy = (x0 + x1) / 2, (y0 + y1) / 2, unit * place.width / 2, unit * place.height / 2
    return x - dx, x + dx, y - dy, y + dy


def on_paper(points: np.ndarray, box: Box, place: Place) -> np.ndarray:
    """Points of the landscape in units from the corner of a place."""
    x0, x1, y0, y1 = box
    return np.column_stack([
        (points[:, 0] - x0) / (x1 - x0) * place.width, (y1 - points[:, 1]) / (y1 - y0) * place.height,
    ])  # fmt: skip


@lru_cache(maxsize=128)
def _lines(query: tuple[tuple[str, str], ...], box: Box) -> tuple[str, ...]:
    return contours(surface.scaled(surface.read(dict(query)), box, SIDE))


def ground(pane: Map, box: Box, place: Place) -> str:
    """The ground with its level lines."""
    lines = map(path, _lines(tuple(sorted(asked(pane).items())), box), LIGHT.lines, WIDTHS)
    inner = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{LIGHT.land}"/>{"".join(lines)}'
    return cut(place, inner, view=f"0 0 {WIDTH} {HEIGHT}", stretch=True)


def minima(pane: Map, box: Box, place: Place) -> str:
    """Crosses at the minima or, if there are very many, at the lowest."""
    found = [point for point in surface.known(surface.read(asked(pane))) if point.kind == "minimum"]
    if len(found) > MANY:
        lowest = min(point.loss for point in found)
        found = [point for point in found if point.loss <= lowest + 1e-9]
    at = on_paper(np.array([(point.x, point.y) for point in found]).reshape(-1, 2), box, place)
    return path("".join(f"M{x - 8:.0f} {y:.0f}h16M{x:.0f} {y - 8:.0f}v16" for x, y in at.tolist()), LIGHT.faint, 2.5)


def starts(picture: Picture, index: int, box: Box, place: Place) -> str:
    """Rings at the starts of a map."""
    pins = [(pin.x, pin.y) for pin in picture.pins if pin.pane == index]
    at = on_paper(np.array(pins).reshape(-1, 2), box, place)
    ring = f'r="9" fill="#fff" stroke="{LIGHT.ink}" stroke-width="3.5"'
    return "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" {ring}/>' for x, y in at.tolist())


def paths(picture: Picture, index: int, box: Box, place: Place, step: int) -> str:
    """The paths on a map: up to the step in full colour, the rest faint, and the mark of each runner where it is."""
    below, above = [], []
    for track in picture.tracks:
        if track.pane != index or track.hidden:
            continue
        rows = (np.asarray(picture.series[axis][track.run], float) for axis in "xy")
        points = on_paper(np.column_stack(list(rows)), box, place)
        if not len(points):
            continue
        hue, now = colour(track.style), min(step, len(points) - 1)
        below.append(path(line(points[now:]), hue, 2, opacity=0.35, mark=track.style))
        below.append(path(line(points[: now + 1]), "#fff", 6, opacity=0.8))
        below.append(path(line(points[: now + 1]), hue, 3.2, mark=track.style))
        if np.all((points[now] >= 0) & (points[now] <= (place.width, place.height))):
            above.append(shape(track.style, *points[now].tolist()))
    return "".join(below + above)


def cloud(picture: Picture, one: Cloud, box: Box, place: Place, step: int) -> str:
    """The density of a cloud in a few tints, and the ellipse of two standard deviations."""
    frames = np.asarray(picture.series[one.density][0], float).reshape(-1, one.bins, one.bins)
    frame = min(step // picture.every, len(frames) - 1)
    x0, x1, y0, y1 = one.box
    edges = on_paper(
        np.column_stack([np.linspace(x0, x1, one.bins + 1), np.linspace(y0, y1, one.bins + 1)]), box, place
    )
    shade = np.ceil(frames[frame] / 255 * SHADES).astype(int)
    parts = []
    for tint in range(1, SHADES + 1):
        cells = (
            f"M{edges[j, 0]:.0f} {edges[i, 1]:.0f}H{edges[j + 1, 0]:.0f}V{edges[i + 1, 1]:.0f}H{edges[j, 0]:.0f}z"
            for i, j in np.argwhere(shade == tint).tolist()
        )
        parts.append(f'<path d="{"".join(cells)}" fill="{colour(one.style)}" fill-opacity="{0.2 * tint:g}"/>')
    mean = np.array([picture.series[name][0][frame] for name in one.mean], float)
    xx, xy, yy = (float(picture.series[name][0][frame]) for name in one.spread)
    if np.all(np.isfinite([*mean, xx, xy, yy])):
        values, turns = np.linalg.eigh([[xx, xy], [xy, yy]])
        angle = np.linspace(0, 2 * np.pi, 49)
        ring = mean + 2 * (np.column_stack([np.cos(angle), np.sin(angle)]) * np.sqrt(np.maximum(values, 0))) @ turns.T
        parts.append(path(line(on_paper(ring, box, place)), colour(one.style), 2.5))
        parts.append(shape(one.style, *on_paper(mean[None], box, place)[0].tolist()))
    return "".join(parts)


def shares(picture: Picture, index: int, box: Box, place: Place, step: int) -> str:
    """The shares that are written on a map."""
    told = []
    for one in picture.shares:
        row = picture.series[one.of][0]
        value = float(row[min(step // picture.every, len(row) - 1)])
        if one.pane == index and value > 0:
            [(x, y)] = on_paper(np.array([[one.x, one.y]]), box, place).tolist()
            edge = 'text-anchor="middle" font-weight="700" stroke="#fff" stroke-width="5" paint-order="stroke"'
            told.append(text(x, y - 14, f"{100 * value:.0f} %", fill=colour(one.style), more=edge))
    return "".join(told)


def drawn_map(picture: Picture, index: int, pane: Map, place: Place, step: int, *, bare: bool) -> str:
    """A map in its place, with its title above. `bare`: without what the runs did."""
    box = seen_box(picture, pane, place, step)
    inner = [minima(pane, box, place)]
    if not bare:
        clouds = [one for one in picture.clouds if one.pane == index]
        inner += [cloud(picture, one, box, place, step) for one in clouds]
        inner += [] if clouds else [paths(picture, index, box, place, step)]
        inner += [arrows(picture, index, box, place, step), shares(picture, index, box, place, step)]
    inner.insert(-1 if bare else 1, starts(picture, index, box, place))
    ends = [text(place.x + place.width * i, place.y + place.height + 22, short(box[i]), size=SMALL, fill=LIGHT.faint,
                 more=f'text-anchor="{anchor}"') for i, anchor in enumerate(("start", "end"))]  # fmt: skip
    sides = [text(place.x - 6, y, short(value), size=SMALL, fill=LIGHT.faint, more='text-anchor="end"')
             for y, value in ((place.y + 14, box[3]), (place.y + place.height, box[2]))]  # fmt: skip
    title = text(place.x, place.y - 10, pane.title, size=TEXT, more='font-weight="600"')
    said = "" if bare else "".join(
        text(place.x, place.y + place.height + 46 + 20 * i, words, size=SMALL, fill=LIGHT.faint)
        for i, words in enumerate(pane.caption.split(" · ") if pane.caption else ())
    )  # fmt: skip
    return "".join([title, ground(pane, box, place), cut(place, "".join(inner)), framed(place), *ends, *sides, said])
