"""The light from the north-west in small pictures: the same as on the stage (stage/js/paint.js)."""

from math import sqrt

import numpy as np

LEVELS, HALF, BUSY, FLOOR = 18, 0.03, 0.1, 0.25
"""As in paint.js: the levels from the lowest to the highest height; the slope, in levels per pixel, that gets half of
the light; the mean slope of a picture that is too busy for all of the light; the share that the lowest ground gets."""
RELIEF = 0.038
"""The largest share by which light changes the tint of light ground (palette.js)."""
ACROSS = 1 / 3
"""A slope runs across the light if it faces it by less than this, and turns away from it by less than this."""


def facing(z: np.ndarray, pieces: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """How far the ground faces the light, from 1 to -1 (it turns away), at pieces of level lines: float64[k].

    z: heights float64[n, m], row = y from low to high. pieces: float64[k, 2, 2] of (column, row) pairs. unit: the width
    of a column and the height of a row in the picture.
    """
    middle = pieces.mean(axis=1)
    cell = np.minimum(middle.astype(int), np.array(z.shape[::-1]) - 2)
    (column, row), (u, v) = cell.T, (middle - cell).T

    def between(slope: np.ndarray) -> np.ndarray:
        low, high = (slope[row + k, column] * (1 - u) + slope[row + k, column + 1] * u for k in (0, 1))
        return low * (1 - v) + high * v

    up, right = np.gradient(z)
    dx, dy = between(right) / unit[0], between(up) / unit[1]
    steep = np.hypot(dx, dy)
    return np.divide(dx - dy, sqrt(2) * steep, out=np.zeros_like(steep), where=steep > 0)


def turned(z: np.ndarray, pieces: np.ndarray, unit: np.ndarray) -> list[np.ndarray]:
    """Pieces of level lines in three parts: where the slope turns away from the light, runs across it, and faces it."""
    lit = facing(z, pieces, unit)
    parts = np.digitize(lit, (-ACROSS, ACROSS))
    return [pieces[parts == part] for part in range(3)]


def shading(z: np.ndarray, pixel: float) -> tuple[np.ndarray, np.ndarray]:
    """The height of every point from 0 to 1, and the factor on its tint; both float64[n, m].

    z: heights float64[n, m], row = y from low to high; pixel: pixels from one point to the next.
    """
    span = float(np.ptp(z))
    height = (z - z.min()) / span if span else np.zeros_like(z)
    up, right = (slope * LEVELS / pixel for slope in np.gradient(height))
    steep = np.hypot(right, up)
    calm = min(1.0, BUSY / max(float(np.minimum(steep, 1.0).mean()), 1e-9))
    light = calm * (right - up) / (sqrt(2) * (steep + HALF))
    return height, 1.0 + RELIEF * (FLOOR + (1.0 - FLOOR) * height) * light
