"""Where a function over a square passes zero, as lines.

The square is divided into cells. An edge of a cell whose ends have different signs is crossed, and halving it finds
where, to far less than a pixel of a map. Crossings of one cell are joined in pairs, and pairs with a common crossing
form a line.
"""

from collections.abc import Callable, Iterator

import numpy as np

CELLS = 32
"""The cells along a side. What is smaller than a cell is not seen."""
HALVINGS = 8

Function = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Values float64[N] at places u and v, each float64[N], from 0 to 1. No line passes next to what is not a number."""
Edge = tuple[int, int, bool]
"""The grid point at which an edge begins, and whether it goes up. Points are u and v as numbers of cells."""


def zeros(function: Function) -> tuple[np.ndarray, ...]:
    """The lines on which the function is zero, each float64[2, M], in shares of the square."""
    ticks = np.linspace(0.0, 1.0, CELLS + 1)
    u, v = np.meshgrid(ticks, ticks, indexing="ij")
    signs = np.sign(function(u.ravel(), v.ravel())).reshape(u.shape)
    known, below = ~np.isnan(signs), signs < 0.0
    right = np.argwhere((below[1:] != below[:-1]) & known[1:] & known[:-1])
    up = np.argwhere((below[:, 1:] != below[:, :-1]) & known[:, 1:] & known[:, :-1])
    begin = np.concatenate([right, up])
    if not len(begin):
        return ()
    rising = np.arange(len(begin)) >= len(right)
    end = begin + np.stack([~rising, rising], axis=1)
    places = _crossings(function, ticks[begin.T], ticks[end.T], below[tuple(begin.T)])
    edges = [(int(i), int(j), bool(goes)) for (i, j), goes in zip(begin, rising, strict=True)]
    return tuple(places[:, path] for path in _lines(edges))


def _crossings(function: Function, one: np.ndarray, other: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Where the function changes its sign between each two places, float64[2, N]; below: whether it is at the first."""
    for _ in range(HALVINGS):
        middle = 0.5 * (one + other)
        same = (function(*middle) < 0.0) == below
        one, other = np.where(same, middle, one), np.where(same, other, middle)
    return 0.5 * (one + other)


def _pairs(edges: list[Edge]) -> Iterator[tuple[int, int]]:
    """The crossings that are joined, by their places among the edges."""
    number = {edge: k for k, edge in enumerate(edges)}
    for i in range(CELLS):
        for j in range(CELLS):
            # In the order around the cell, so that of four crossings neighbours are joined and lines do not cross.
            around = ((i, j, False), (i + 1, j, True), (i, j + 1, False), (i, j, True))
            found = [number[edge] for edge in around if edge in number]
            yield from zip(found[::2], found[1::2], strict=False)  # one is left next to what is no number


def _lines(edges: list[Edge]) -> Iterator[list[int]]:
    """The crossings of every line in order, by their places among the edges; of a closed one the first is also last."""
    beside: list[list[int]] = [[] for _ in edges]
    for one, other in _pairs(edges):
        beside[one].append(other)
        beside[other].append(one)
    left = set(range(len(edges)))
    for start in sorted(left, key=lambda k: len(beside[k])):  # open lines from one of their ends, then closed ones
        if start in left:
            path, onward = [], [start]
            while onward:
                path.append(onward[0])
                left.discard(onward[0])
                onward = [k for k in beside[path[-1]] if k in left]
            closed = len(path) > 2 and start in beside[path[-1]]
            yield [*path, start] if closed else path
