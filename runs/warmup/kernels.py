"""Every kernel of the catalogue, to be compiled or loaded one by one, in the order in which visitors need them.

Nothing here walks: whoever imports this has not compiled the recording loop, which takes as long as twenty kernels.
"""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import zip_longest
from typing import Any

from core.engine import noisy_gradient
from core.engine.links import SENSE
from core.kernel import COMPILED, GRAD, HESS, LOSS, PROBE, REACT, STEP, address
from core.network.links import BACKWARD, FORWARD
from core.records import Landscape, Optimizer, Schedule
from runs import first
from runs.catalog import LANDSCAPES, NETWORKS, OPTIMIZERS, SCHEDULES

Piece = Callable[[], object]
"""A kernel that is there when this was called: some milliseconds' work from the cache, tenths of a second without."""


def pieces_of(entry: Landscape | Optimizer | Schedule | None) -> list[Piece]:
    """The kernels of one record, none where nothing is compiled."""
    if isinstance(entry, Landscape):
        pairs: list[tuple[Any, Any]] = [(entry.loss, LOSS), (entry.grad, GRAD), (entry.hess, HESS)]
    elif isinstance(entry, Optimizer):
        pairs = [(entry.probe, PROBE), (entry.step, STEP)]
    else:
        pairs = [(entry.react, REACT)] if entry else []
    return [partial(address, function, kind) for function, kind in pairs if COMPILED and function]


def opening() -> list[Piece]:
    """Those of the race that a newcomer sees."""
    methods = [OPTIMIZERS[key] for key, _ in first.RUNNERS]
    return [piece for entry in (LANDSCAPES[first.LANDSCAPE], *methods) for piece in pieces_of(entry)]


def every() -> list[Piece]:
    """All of them, those of the first race at the beginning, then in turns, then those of networks, the noisy gradient
    and the loops of networks and surveys.
    """
    return [
        *opening(),
        *_others(),
        *_of_networks(),
        *([partial(address, noisy_gradient.sense, SENSE)] if COMPILED else []),
        *([loops_of_networks] if COMPILED else []),
        surveying_loop,
    ]


def loops_of_networks() -> tuple[Any, ...]:
    """The loops that train and judge networks, which are compiled when they are imported."""
    return import_module("core.network.trainer"), import_module("core.network.slices")


def surveying_loop() -> object:
    """The surveying loop, which is compiled when it is imported."""
    return import_module("core.engine.surveyor")


def _of_networks() -> list[Piece]:
    kinds = (FORWARD, BACKWARD)
    pairs = [pair for net in NETWORKS.values() for pair in zip((net.forward, net.backward), kinds, strict=True)]
    return [partial(address, function, kind) for function, kind in pairs if COMPILED]


def _others() -> Iterator[Piece]:
    known = {first.LANDSCAPE, *(key for key, _ in first.RUNNERS)}
    kinds = [[entry for key, entry in kind.items() if key not in known] for kind in (LANDSCAPES, OPTIMIZERS, SCHEDULES)]
    for row in zip_longest(*kinds):
        for entry in row:
            yield from pieces_of(entry)
