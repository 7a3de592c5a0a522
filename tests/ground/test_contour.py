"""Lines on which a function is zero: known curves, with gaps where there is no number."""

import numpy as np

from studies.maps.contour import zeros

NEAR = 2e-4


def circle(u, v):
    return np.hypot(u - 0.5, v - 0.5) - 0.3


def test_a_straight_line_goes_from_side_to_side():
    (line,) = zeros(lambda u, v: u + 0.2 * v - 0.4)
    assert np.abs(line[0] + 0.2 * line[1] - 0.4).max() < NEAR
    assert np.array_equal(np.sort(line[1, [0, -1]]), [0.0, 1.0])
    assert np.all(np.abs(np.diff(line, axis=1)).max(axis=0) < 0.05)


def test_a_circle_is_closed_and_all_of_it_is_there():
    (line,) = zeros(circle)
    assert np.abs(circle(*line)).max() < NEAR
    assert np.array_equal(line[:, 0], line[:, -1])
    assert np.isclose(np.hypot(*np.diff(line, axis=1)).sum(), 2 * np.pi * 0.3, rtol=1e-2)


def test_two_lines_through_one_cell_do_not_cross():
    lines = zeros(lambda u, v: (u - 0.51) * (v - 0.51))
    assert len(lines) == 2
    assert all(np.abs((u - 0.51) * (v - 0.51)).max() < NEAR for u, v in lines)


def test_without_a_zero_there_is_no_line():
    assert zeros(lambda u, v: 1.0 + u + v) == ()


def test_next_to_what_is_no_number_there_is_no_line():
    (line,) = zeros(lambda u, v: np.where(v < 0.5, np.nan, u - 0.41))
    assert line[1].min() >= 0.5
    assert zeros(lambda u, v: np.where(u < 0.5, np.nan, 1.0)) == ()
