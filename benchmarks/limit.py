"""Compiles limit.c, the fastest possible implementation, with this machine's C compiler, and makes it callable."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).with_name("limit.c")
FLAGS = ("-O3", "-march=native", "-fopenmp")
FAST = ("-ffast-math",)
STRICT = ("-fno-math-errno", "-fno-trapping-math")
"""Rounding is as strict as in our kernels: no sum is rearranged. Two side effects of C, which our kernels do not have
either, are switched off, since they would prevent SIMD code for roots and comparisons."""

Walk = Callable[[np.ndarray, np.ndarray, int, float], None]


def build(*more: str) -> Callable[[str, str], Walk] | None:
    """A function that returns, for a method and a landscape, a function of (x, y, steps, rate) that computes the walk,
    with every parameter at its default; None without a C compiler.

    The number of walkers has to be a multiple of 512.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    out = Path(tempfile.mkdtemp()) / "limit.so"
    command = [compiler, *FLAGS, *more, "-shared", "-fPIC", "-o", str(out), str(SOURCE), "-lmvec", "-lm"]
    subprocess.run(command, check=True)
    library, pointer = ctypes.CDLL(str(out)), ctypes.POINTER(ctypes.c_double)

    def walk_of(method: str, land: str) -> Walk:
        function = getattr(library, f"{method}_{land}")
        function.argtypes = [pointer, pointer, ctypes.c_long, ctypes.c_long, ctypes.c_double]
        function.restype = None

        def walk(x: np.ndarray, y: np.ndarray, steps: int, rate: float) -> None:
            function(x.ctypes.data_as(pointer), y.ctypes.data_as(pointer), x.size, steps, rate)

        return walk

    return walk_of
