"""Compiles limit.c, the fastest possible implementation, with this machine's C compiler, and makes it callable."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).with_name("limit.c")
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp")
Walk = Callable[[np.ndarray, np.ndarray, int, float], None]


def build(*more: str) -> Callable[[str], Walk] | None:
    """A function from a landscape's name to its walk (x, y, steps, rate), all of Adam's defaults; None without cc."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    out = Path(tempfile.mkdtemp()) / "limit.so"
    command = [compiler, *FLAGS, *more, "-shared", "-fPIC", "-o", str(out), str(SOURCE), "-lmvec", "-lm"]
    subprocess.run(command, check=True)
    library, pointer = ctypes.CDLL(str(out)), ctypes.POINTER(ctypes.c_double)

    def walk_of(name: str) -> Walk:
        function = getattr(library, name)
        function.argtypes = [pointer, pointer, ctypes.c_long, ctypes.c_long, *[ctypes.c_double] * 4]
        function.restype = None

        def walk(x: np.ndarray, y: np.ndarray, steps: int, rate: float) -> None:
            at_x, at_y = x.ctypes.data_as(pointer), y.ctypes.data_as(pointer)
            function(at_x, at_y, x.size, steps, rate, 0.9, 0.999, 1e-8)

        return walk

    return walk_of
