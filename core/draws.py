"""Random data for landscapes: normal and uniform numbers keyed by seed, row and column, the same on every machine."""

from functools import lru_cache

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.rng import bits, gauss, uniform

FIRST = 3072
"""Where the running numbers of data begin: above those of noise, batches and orders (core.engine.samples)."""

PLACES = 3
"""Decimals of drawn data: few enough to read and type, and to hide differences between machines' logarithms."""

SEED = Param(
    "data_seed",
    "Data seed",
    1,
    (1, 100),
    (0, 2**31),
    "linear",
    "Chooses the random data. The same number gives the same data.",
    "integer",
)


def count(default: int) -> Param:
    """The parameter that says how many samples there are."""
    return Param(
        "samples",
        "n",
        default,
        (8, 256),
        (2, 512),
        "log",
        "The number of samples. The loss is the mean over all of them.",
        "integer",
    )


def column(key: str, meaning: str) -> Param:
    """What a column of a landscape's data may hold when a visitor types the data in."""
    return Param(key, key, 0.0, (-10.0, 10.0), (-100.0, 100.0), "linear", meaning)


@kernel
def fill(seed, normal, table):
    """Fill float64[n, k] with normal numbers, or with uniform ones between 0 and 1."""
    for i in range(table.shape[0]):
        for k in range(table.shape[1]):
            first = bits(seed, k, i + 1, FIRST)
            table[i, k] = gauss(first, bits(seed, k, i + 1, FIRST + 1))[0] if normal else uniform(first)


@lru_cache(maxsize=64)
def _filled(seed: float, normal: bool, n: float, k: int) -> np.ndarray:
    # Cached, because a landscape needs the same data twice: for its minima and for its loss.
    table = np.empty((int(n), k))
    fill(np.uint64(seed), normal, table)
    table.flags.writeable = False
    return table


def normals(seed: float, n: float, k: int) -> np.ndarray:
    """Standard normal numbers, float64[n, k], read-only. Each depends only on the seed, its row and its column."""
    return _filled(seed, True, n, k)


def uniforms(seed: float, n: float, k: int) -> np.ndarray:
    """Numbers distributed uniformly between 0 and 1, both excluded: float64[n, k], read-only.

    They are made from the same random bits as `normals` at the same place, so independent draws need other columns.
    """
    return _filled(seed, False, n, k)


def table(*columns: np.ndarray) -> np.ndarray:
    """These columns as a data table with one sample per row, rounded to PLACES decimals: float64[n, k]."""
    return np.round(np.column_stack(columns), PLACES)
