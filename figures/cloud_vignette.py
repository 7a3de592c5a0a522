"""A small SVG picture of two clouds: the ends of some of their runs over level lines, in a few kilobytes."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from figures.look import look, track_colour
from figures.vignette import HEIGHT, SIDE, WIDTH, contours, minima, on_map, ring, scenery
from runs import surface
from runs.ensemble.ensemble import Ensemble
from studies.ensemble_story import EnsembleStory, watched

SIZES = (7.5, 5.0)
"""The diameters of the dots: for the more widely spread cloud, which is drawn first, and for the other."""


@lru_cache(maxsize=32)
def dots(story: EnsembleStory) -> tuple[tuple[int, str], ...]:
    """The index of every setting and its dots as an SVG path, the more widely spread cloud first."""
    return scattered(story.ensemble, watched(story).ends)


def scattered(ensemble: Ensemble, clouds: Sequence[np.ndarray]) -> tuple[tuple[int, str], ...]:
    """The same of the ends of some walkers of each setting, float64[k, 2]."""
    box, drawn = surface.box_of(ensemble.base.ground), []
    for k, ends in enumerate(clouds):
        at = on_map(ends, box)
        seen = np.all((at >= 0) & (at <= (WIDTH, HEIGHT)), axis=1)
        places = dict.fromkeys(map(tuple, np.rint(at[seen]).astype(int).tolist()))
        # Of coinciding dots only one is drawn. A cloud that has left the map counts as the widest.
        spread = float(at[seen].var(axis=0).sum()) if seen.any() and seen.all() else np.inf
        drawn.append((spread, k, "".join(f"M{x} {y}h0" for x, y in places)))
    return tuple((k, path) for _, k, path in sorted(drawn, reverse=True))


@lru_cache(maxsize=32)
def _scenery(ensemble: Ensemble) -> tuple[tuple[str, ...], str, tuple[tuple[int, int], ...]]:
    grid = surface.grid(surface.query(ensemble.base.ground), SIDE, 1)
    starts = on_map(np.array([run.start for run in ensemble.runs()]), grid.box)
    rings = dict.fromkeys((int(x), int(y)) for x, y in np.rint(starts).tolist())
    return contours(grid.z), minima(grid.known, grid.box), tuple(rings)


def cloud_vignette(story: EnsembleStory, marks: tuple[int, ...], dark: bool) -> str:
    """Two clouds at their end as SVG text in the colours of a theme; `marks` are those of the two settings."""
    return clouds_painted(story.ensemble, dots(story), marks, dark)


def clouds_painted(ensemble: Ensemble, clouds: tuple[tuple[int, str], ...], marks: tuple[int, ...], dark: bool) -> str:
    """One or two clouds, the more widely spread one first, as SVG text in the colours of a theme.

    A ring is a start, crosses are minima, a dot is the end of a run.
    """
    ground, known, starts = _scenery(ensemble)
    parts = scenery(ground, known, dark) + [ring(start, dark) for start in starts]
    for (k, path), size in zip(clouds, SIZES, strict=False):
        round_ends = "stroke-linecap='round'"
        parts += [
            f"<path d='{path}' {round_ends} stroke='{look(dark).land}' stroke-width='{size + 1.5:g}'/>",
            f"<path d='{path}' {round_ends} stroke='{track_colour(marks[k], dark)}' stroke-width='{size:g}'/>",
        ]
    return "".join([*parts, "</svg>"])
