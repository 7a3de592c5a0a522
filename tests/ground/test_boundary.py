"""The box-counting dimension: 1 for a line, 2 for a plane, and what is known for a fractal between them."""

import numpy as np
import pytest

from studies.maps.boundary import boundary, roughness

SIDE = 256
ROW, COLUMN = np.mgrid[0:SIDE, 0:SIDE]


def carpet(side):
    """Sierpinski's triangle by Pascal's triangle modulo 2: its dimension is log 3 / log 2."""
    return ((np.arange(side)[:, None] & np.arange(side)[None, :]) == 0).astype(np.uint8)


KNOWN = {
    "a straight line": ((COLUMN > 100).astype(np.uint8), 1.0, 0.03),
    "an oblique line": ((3 * COLUMN + 2 * ROW > 600).astype(np.uint8), 1.0, 0.06),
    "a circle": (((COLUMN - 128) ** 2 + (ROW - 128) ** 2 < 90**2).astype(np.uint8), 1.0, 0.08),
    "noise": (np.random.default_rng(1).integers(0, 2, (SIDE, SIDE)).astype(np.uint8), 2.0, 0.03),
    "Sierpinski's triangle": (carpet(SIDE), np.log(3) / np.log(2), 0.12),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_dimension_is_what_is_known(name):
    classes, dimension, within = KNOWN[name]
    found = roughness(classes)
    assert found is not None
    assert abs(found.dimension - dimension) < within
    assert 0.0 <= found.error < 0.1


def test_a_boundary_is_where_four_neighbours_do_not_agree():
    classes = np.zeros((4, 4), np.uint8)
    classes[2, 2] = 1
    wanted = np.zeros((3, 3), bool)
    wanted[1:, 1:] = True
    assert np.array_equal(boundary(classes), wanted)


@pytest.mark.parametrize("classes", [np.zeros((SIDE, SIDE), np.uint8), carpet(32)], ids=["one class", "a small map"])
def test_without_a_boundary_there_is_no_dimension(classes):
    assert roughness(classes) is None
