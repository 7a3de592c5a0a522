"""The addresses of what a picture does not hold itself: surfaces, single samples, and batches.

They begin at the root of the app, wherever that is mounted. Each holds a hash of the code that computes its
answer, so every answer may be kept for ever.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from runs import surface
from runs.data import batches
from runs.ground import Ground
from runs.run import SEED, STEPS, Run

MOST_HEIGHTS = 150_000
"""The most heights of single samples in one answer, which is then 300 kB."""


def surface_url(query: Mapping[str, str], n: int = 240) -> str:
    """The address of a landscape's heights. `query` has "landscape" and whatever else `runs.surface.grid` reads."""
    return _address("surface", query, n=str(n))


def _address(what: str, query: Mapping[str, str], **more: str) -> str:
    rest = more | {name: value for name, value in sorted(query.items()) if name != "landscape"}
    return f"/{what}/{surface.MODEL_HASH}/{quote(query['landscape'], safe='')}?{urlencode(rest)}"


def samples_url(ground: Ground) -> str:
    """The address of every single sample's heights, on a lattice as fine as their number allows."""
    count = ground.count
    n = next((n for n in batches.SIDES if count * n * n <= MOST_HEIGHTS), batches.SIDES[-1])
    return _address("samples", surface.query(ground), n=str(n))


def batches_url(run: Run) -> str:
    """The address of the rows that a run's steps use. A fork is treated as if it had run from the start."""
    asked = {
        "batch": batches.BATCH.write(run.batch), "order": batches.ORDER.write(run.gradient.order),
        "seed": SEED.write(run.seed), "steps": STEPS.write(run.steps),
    }  # fmt: skip
    return _address("batches", surface.query(run.ground), **asked)
