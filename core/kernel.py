"""The kernel contract: the decorators that compile kernels, their signatures, and a cheap way to pass kernels around.

Everything private to numba that the project uses is in this file, and `tests/ground/test_kernel.py` and `test_reach.py`
fail if numba removes any of it: the `_nrt` flag (a step without reference counting is ten times cheaper), the cast from
an address to a first-class function (passing such a function as an argument costs 87 µs a call), the error guard around
numba's cache, and the list of classes that say where a kernel is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from numba import config, float64, int64, njit, types, uint64, void
from numba.core import caching, cgutils
from numba.extending import intrinsic

from core import cache_dir, reach

COMPILED = not vars(config)["DISABLE_JIT"]

# Strict floating point: with fastmath (even "contract" alone) a lane's bits depend on its neighbours.
FLAGS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}

kernel: Callable[..., Any] = partial(njit, _nrt=False, **FLAGS)
"""Decorator for kernels and all other loops that allocate no memory."""

allocating: Callable[..., Any] = partial(njit, **FLAGS)
"""Decorator for the few loops that must allocate memory."""

inlined: Callable[..., Any] = partial(kernel, forceinline=True) if COMPILED else kernel
"""Decorator for the parts of the engine's loops, which are always inlined."""


@contextmanager
def forgiving(self: Any = None) -> Iterator[None]:
    """Ignore errors of the cache, and note them for the person who runs the app.

    The disk may have filled up since the start, or a cache file may be damaged. Numba alone would let the call fail.
    With this guard it compiles a kernel that it cannot read, and keeps a kernel that it cannot write in memory.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 (what is broken may fail in any way when it is read)
        cache_dir.note_trouble(str(error) or type(error).__name__)


# Numba calls this guard whenever it reads or writes a cached kernel. Its own version acts on Windows only.
caching.Cache._guard_against_spurious_io_errors = forgiving


class Locator(caching.UserProvidedCacheLocator):
    """Where a kernel is kept, and the stamp by which it is found to be the same: see core.reach.

    numba's own locator tries for each of two hundred kernels whether its folder can be written. `cache_dir.prepare` has
    tried it once.
    """

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)
        self.stamp = reach.Stamp(py_func)

    def get_source_stamp(self) -> Any:
        """What the kernel depends on. numba compares it with the one that was kept."""
        return self.stamp

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> "Locator | None":
        """The locator of a function that stands in a file; None for one that was typed into a notebook."""
        return cls(py_func, py_file) if vars(config)["CACHE_DIR"] and Path(py_file).exists() else None


caching.CacheImpl._locator_classes = [Locator, *caching.CacheImpl._locator_classes]


def typed(signature: Any, decorator: Any = kernel) -> Callable[..., Any]:
    """A decorator that compiles a loop for one signature at import, or does nothing when compilation is disabled."""
    return decorator(signature) if COMPILED else decorator


VEC, MAT, TEN = (types.Array(float64, n, "C") for n in (1, 2, 3))
WHO = types.Array(uint64, 1, "C")
COUNTS = types.Array(int64, 1, "C")
LINKS = types.Array(int64, 1, "C")

#                                c    data  x    y    out ...
LOSS = types.FunctionType(void(VEC, MAT, VEC, VEC, VEC))
GRAD = types.FunctionType(void(VEC, MAT, VEC, VEC, VEC, VEC))
HESS = types.FunctionType(void(VEC, MAT, VEC, VEC, VEC, VEC, VEC))
#                                stage  theta g    slots t      rate h    at
PROBE = types.FunctionType(void(int64, VEC, VEC, MAT, int64, VEC, VEC, VEC))
#                                theta g    slots t      rate h
STEP = types.FunctionType(void(VEC, VEC, MAT, int64, VEC, VEC))
#                                plan f    factor best bad cool t
REACT = types.FunctionType(void(VEC, VEC, VEC, VEC, VEC, VEC, int64))


def linker(signature: types.FunctionType) -> Callable[..., Any]:
    """A function for compiled code that turns the address of a kernel into a callable of this signature."""
    if not COMPILED:
        return lambda k: k

    @intrinsic
    def link(_context, _address):
        def codegen(context, builder, _signature, args):
            pointer = builder.inttoptr(args[0], context.get_value_type(types.voidptr))
            made = cgutils.create_struct_proxy(signature)(context, builder)
            made.c_addr = made.jit_addr = pointer
            made.py_addr = builder.inttoptr(args[0].type(0), context.get_value_type(types.voidptr))
            return made._getvalue()

        return signature(int64), codegen

    return link


def address(function: Any, signature: types.FunctionType) -> int:
    """Compile a kernel for a signature, or load it from the cache, and return the address of its code."""
    made = function.get_compile_result(signature.signature)
    return made.library.get_pointer_to_function(made.fndesc.llvm_func_name)
