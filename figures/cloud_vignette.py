"""A small picture of two clouds, as SVG text: where some of their runs end, over level lines, in a few kilobytes."""

from functools import lru_cache

import numpy as np

from figures.look import look, track_colour
from figures.vignette import HEIGHT, SIDE, WIDTH, contours, minima, on_map, ring, scenery
from runs import surface
from studies.cloud_story import CloudStory, watched

SIZES = (7.5, 5.0)
"""How wide the dots of a cloud are: of the wider one, which lies below, and of the other."""


@lru_cache(maxsize=32)
def dots(story: CloudStory) -> tuple[tuple[int, str], ...]:
    """Every setting's place and its dots as an SVG path, the cloud that is spread more widely first."""
    box, drawn = surface.box_of(story.crowd.base.ground), []
    for k, ends in enumerate(watched(story).ends):
        at = on_map(ends, box)
        seen = np.all((at >= 0) & (at <= (WIDTH, HEIGHT)), axis=1)
        places = dict.fromkeys(map(tuple, np.rint(at[seen]).astype(int).tolist()))
        # Where dots coincide one of them is drawn; a cloud that has left the map is the widest of all.
        spread = float(at[seen].var(axis=0).sum()) if seen.any() and seen.all() else np.inf
        drawn.append((spread, k, "".join(f"M{x} {y}h0" for x, y in places)))
    return tuple((k, path) for _, k, path in sorted(drawn, reverse=True))


@lru_cache(maxsize=32)
def _scenery(story: CloudStory) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    grid = surface.grid(surface.query(story.crowd.base.ground), SIDE, 1)
    starts = on_map(np.array([run.start for run in story.crowd.runs()]), grid.box)
    rings = dict.fromkeys((int(x), int(y)) for x, y in np.rint(starts).tolist())
    return contours(grid.z), minima(grid.known, grid.box), tuple(rings)


def cloud_vignette(story: CloudStory, marks: tuple[int, ...], dark: bool) -> str:
    """Two clouds at their end as SVG text in the colours of a theme; `marks` are those of the two settings.

    A ring is a start, crosses are minima, a dot is the end of a run.
    """
    ground, known, starts = _scenery(story)
    parts = scenery(ground, known, dark) + [ring(start, dark) for start in starts]
    for (k, path), size in zip(dots(story), SIZES, strict=True):
        round_ends = "stroke-linecap='round'"
        parts += [
            f"<path d='{path}' {round_ends} stroke='{look(dark).ground}' stroke-width='{size + 1.5:g}'/>",
            f"<path d='{path}' {round_ends} stroke='{track_colour(marks[k], dark)}' stroke-width='{size:g}'/>",
        ]
    return "".join([*parts, "</svg>"])
