"""The kernel contract: two decorators, five signatures, and the linker that makes a kernel cheap to pass.

Everything private to numba that the house uses is in this file, and `tests/ground/test_kernel.py` fails loudly
when one of these features goes away: the `_nrt` flag (without reference counting a step is ten times cheaper) and
the cast from an address to a first-class function (passing such a function as an argument costs 87 µs a call),
the guard around its cache.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from numba import config, float64, int64, njit, types, uint64, void
from numba.core import caching, cgutils
from numba.extending import intrinsic

from core import cache_dir

COMPILED = not vars(config)["DISABLE_JIT"]

# Strict floating point: with fastmath (even "contract" alone) a lane's bits depend on its neighbours.
FLAGS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}

kernel: Callable[..., Any] = partial(njit, _nrt=False, **FLAGS)
"""For every kernel and every loop that allocates nothing."""

room: Callable[..., Any] = partial(njit, **FLAGS)
"""For the few loops that must allocate."""

inlined: Callable[..., Any] = partial(kernel, forceinline=True) if COMPILED else kernel
"""For the pieces of the engine's loops."""


@contextmanager
def forgiving(self: Any = None) -> Iterator[None]:
    """A kernel that cannot be read from the cache is compiled, and one that cannot be written is kept in memory.

    The disk may be full since the start, or a file be broken in its middle: numba would end the call with an error.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 (what is broken may fail in any way when it is read)
        cache_dir.note_trouble(str(error) or type(error).__name__)


# numba's own guard does nothing but on Windows; it stands around the reading and around the writing of every kernel.
caching.Cache._guard_against_spurious_io_errors = forgiving


def typed(signature: Any, decorator: Any = kernel) -> Callable[..., Any]:
    """Compile this loop for one signature when it is imported; leave it alone where nothing is compiled."""
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
    """A compiled cast: the address of a kernel -> a callable of this signature."""
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
    """Compile a kernel for a signature (or load it from the cache) and say where its code is."""
    made = function.get_compile_result(signature.signature)
    return made.library.get_pointer_to_function(made.fndesc.llvm_func_name)
