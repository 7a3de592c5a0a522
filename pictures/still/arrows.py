"""The arrows at a head on paper, as the stage lays them out (stage/js/arrows.js)."""

from math import atan2, cos, dist, hypot, isfinite, sin

from pictures.still.pen import Place, colour
from runs.surface import Box
from stage.payload import Picture, Vector

LONGEST, LONGER = 130.0, 30.0
"""The length of the longest arrow of the last group; an earlier group is longer, so that it can be seen behind."""
SUM = 1e-3
"""How far, as a share of its length, an arrow may be from the tip of those that add up to it."""
Point = tuple[float, float]


def laid(steps: dict[str, tuple[Vector, float, float]]) -> list[tuple[Vector, Point, Point]]:
    """Where arrows start and end, from the head. Those that add up share one scale: the arrows of a chain, and a single
    one that ends where the chain ends. `steps` holds each vector by its name with its two components.
    """
    roots: dict[str, str] = {}
    begins: dict[str, Point] = {}
    for name in steps:
        root, x, y = name, 0.0, 0.0
        for _ in steps:  # no chain is longer
            if (chain := steps[root][0].chain) in steps:
                root = chain
                x, y = x + steps[root][1], y + steps[root][2]
        roots[name], begins[name] = root, (x, y)
    for name, (_, dx, dy) in steps.items():
        tips = {other: (begins[other][0] + x, begins[other][1] + y) for other, (_, x, y) in steps.items()}
        reach = SUM * hypot(dx, dy)
        ends = [roots[other] for other in steps if roots[other] != other and dist(tips[other], (dx, dy)) <= reach]
        if ends and roots[name] == name:
            roots[name] = ends[0]
    groups = list(dict.fromkeys(roots.values()))[::-1]
    made = []
    for name, (vector, dx, dy) in steps.items():
        longest = max(hypot(x, y) for other, (_, x, y) in steps.items() if roots[other] == roots[name])
        scale = (LONGEST + LONGER * groups.index(roots[name])) / longest if longest else 1.0
        x, y = begins[name]
        made.append((vector, (scale * x, scale * y), (scale * (x + dx), scale * (y + dy))))
    return made


def arrow(start: Point, end: Point, hue: str) -> str:
    """An arrow whose tip is at its end."""
    length, angle = hypot(end[0] - start[0], end[1] - start[1]), atan2(end[1] - start[1], end[0] - start[0])
    if length < 1:
        return ""
    head = min(16.0, 0.5 * length)
    neck = end[0] - head * cos(angle), end[1] - head * sin(angle)
    wings = [(neck[0] + k * 0.45 * head * sin(angle), neck[1] - k * 0.45 * head * cos(angle)) for k in (1, -1)]
    tip = "L".join(f"{x:.1f} {y:.1f}" for x, y in (end, *wings))
    shaft = f"M{start[0]:.1f} {start[1]:.1f}L{neck[0]:.1f} {neck[1]:.1f}"
    return "".join(
        f'<path d="{shaft}" fill="none" stroke="{paint}" stroke-width="{wide}"/>'
        f'<path d="M{tip}Z" fill="{paint}" stroke="{paint}" stroke-width="{wide - 3.5:g}"/>'
        for paint, wide in (("#fff", 8.0), (hue, 3.5))
    )


def shown(picture: Picture, step: int) -> list[Vector]:
    """The arrows that a picture shows at first, as far as they belong to a step: no step follows the last one."""
    return [
        vector for vector in picture.vectors
        if vector.on and vector.label and step < len(picture.series[vector.x][vector.run])
    ]  # fmt: skip


def arrows(picture: Picture, pane: int, box: Box, place: Place, step: int) -> str:
    """The arrows of a map at a step."""
    steps: dict[str, tuple[Vector, float, float]] = {}
    across, up = place.width / (box[1] - box[0]), place.height / (box[3] - box[2])
    for vector in shown(picture, step):
        x, y = (float(picture.series[name][vector.run][step]) for name in (vector.x, vector.y))
        if vector.pane == pane and isfinite(x) and isfinite(y):
            steps[vector.name] = (vector, x * across, -y * up)
    if not steps:
        return ""
    run = next(iter(steps.values()))[0].run
    left = (float(picture.series["x"][run][step]) - box[0]) * across
    top = (box[3] - float(picture.series["y"][run][step])) * up
    return "".join(
        arrow((left + start[0], top + start[1]), (left + end[0], top + end[1]), colour(vector.style))
        for vector, start, end in laid(steps)
    )
