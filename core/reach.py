"""What a compiled kernel depends on: the files and the constants that its code can reach, and nothing else.

numba notices a change in a kernel's own file, but not one in a function that the kernel calls from another file. So
kernels are kept under a stamp of all that they reach: a changed landscape leaves the engine's loops as they are, and a
changed loop leaves the landscapes.
"""

import hashlib
import inspect
import re
import sysconfig
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

LIBRARIES = ("<frozen", *(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")))
"""Where Python and its packages lie. numba compares its own version; no kernel of ours reaches into another one."""

PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic)


@cache
def digest(path: str) -> str:
    """The hash of a file as it was when this was first asked, which is when it is imported."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def names_in(code: CodeType) -> Iterator[str]:
    """Every name that the code, or a function inside it, looks up beyond its own variables."""
    yield from code.co_names
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from names_in(const)


def facts(value: Any, beside: frozenset[str] = frozenset(), seen: set[int] | None = None) -> Iterator[str]:
    """What there is to know of a value that code can reach, in sentences of no particular order.

    Of a function: its file, and all that it reaches in turn. Of a module of ours: what stands under the names `beside`.
    """
    known = set[int]() if seen is None else seen
    inner = inspect.unwrap(value) if callable(value) else value
    if id(inner) in known:
        return
    if isinstance(inner, FunctionType):
        known.add(id(inner))
        yield from _of_function(inner, known)
    elif isinstance(inner, ModuleType):
        if not (inner.__file__ or "").startswith(LIBRARIES):
            for name in sorted(beside & vars(inner).keys()):
                yield from facts(vars(inner)[name], beside, known)
    elif isinstance(inner, tuple):
        for place, part in enumerate(inner):
            for fact in facts(part, beside, known):
                yield f"{place} of {len(inner)}: {fact}"
    elif isinstance(inner, np.ndarray):
        yield f"{inner.dtype} {inner.shape} {hashlib.sha256(inner.tobytes()).hexdigest()}"
    elif isinstance(inner, PLAIN):
        yield f"{type(inner).__name__} {inner!r}"
    else:
        # A type of numba's, a built-in function, a class: they are what they are called, wherever they lie in memory.
        called = getattr(inner, "__qualname__", None) or re.sub("0x[0-9a-f]+", "", str(inner))
        yield f"{type(inner).__module__} {getattr(inner, '__module__', '')} {called} {getattr(inner, '_fields', '')}"


def _of_function(function: FunctionType, known: set[int]) -> Iterator[str]:
    code = function.__code__
    if code.co_filename.startswith(LIBRARIES):
        yield f"{function.__module__}.{function.__qualname__}"
        return
    yield f"{Path(code.co_filename).name} {digest(code.co_filename)}"
    names = frozenset(names_in(code))
    for name in sorted(names & function.__globals__.keys()):
        for fact in facts(function.__globals__[name], names, known):
            yield f"{name}: {fact}"
    for cell in function.__closure__ or ():
        yield from facts(cell.cell_contents, names, known)
    yield from facts(function.__defaults__ or (), names, known)


class Stamp:
    """The stamp of a kernel, worked out when it is first compared or kept: by then its module has been imported."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        digest(function.__code__.co_filename)

    def __str__(self) -> str:
        return hashlib.sha256("\n".join(sorted(set(facts(self.function)))).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """It is kept as its text."""
        return str, (str(self),)
