"""The sample of mutants, declared: which files, how many mutants of each folder, and which tests judge them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from tools.mutants.mutant import Edit, Mutant, read

UNCOMPILED = {"NUMBA_DISABLE_JIT": "1"}
"""Kernels run as plain Python, since compiling each mutant anew would take longer than its tests."""


class Part(NamedTuple):
    """A part of the sample: its files as patterns, the number of mutants, and the folder or file with its tests.

    Of the records of a catalogue only the `functions` are changed: the rest are the years of sources, the ends of
    sliders and other facts that are declared there and nowhere else.
    """

    files: tuple[str, ...]
    mutants: int
    tests: str
    environment: Mapping[str, str] = {}
    left_out: tuple[str, ...] = ()
    functions: bool = False


PARTS: Mapping[str, Part] = {
    # What compiles kernels and keeps them on the disk does nothing uncompiled.
    "core": Part(
        ("core/*.py", "core/engine/*.py"),
        16,
        "tests/ground/",
        UNCOMPILED,
        ("core/kernel.py", "core/cache_dir.py", "core/reach.py", "core/engine/links.py"),
    ),
    "landscapes": Part(("landscapes/*.py",), 16, "tests/ground/", UNCOMPILED, functions=True),
    "optimizers": Part(("optimizers/*.py",), 16, "tests/ground/", UNCOMPILED, functions=True),
    "schedules": Part(("schedules/*.py",), 8, "tests/ground/", UNCOMPILED, functions=True),
    "runs": Part(("runs/*.py", "runs/*/*.py"), 16, "tests/ground/", UNCOMPILED, ("runs/warmup/kernels.py",)),
    "studies": Part(("studies/*.py", "studies/*/*.py"), 16, "tests/ground/", UNCOMPILED),
    "exports": Part(("exports/*.py",), 24, "tests/exports/"),
    "ui/middleware": Part(("ui/middleware/*.py",), 32, "tests/middleware/"),
    # The modules that touch no document, and of which Node runs every function.
    "stage/js": Part(
        tuple(
            f"stage/js/{name}.js"
            for name in (
                "axes", "clock", "cost", "decimate", "dodge", "ghosts", "layout", "links", "multiples", "number",
                "paint", "palette", "question", "standings", "surface", "widths", "wire",
            )
        ),
        48,
        "tests/stage/test_in_node.py",
    ),
}  # fmt: skip


def files(root: Path, part: Part) -> list[str]:
    """The paths of the files of a part, in their order."""
    found = {path.relative_to(root).as_posix() for pattern in part.files for path in root.glob(pattern)}
    return sorted(found - set(part.left_out))


def possible(root: Path, part: Part) -> Iterator[tuple[str, list[Edit]]]:
    """The possible changes to each file of a part."""
    # These need what only `make mutants` installs.
    from tools.mutants import python, script  # noqa: PLC0415

    paths = files(root, part)
    scripts = [path for path in paths if path.endswith(".js")]
    yield from zip(scripts, script.edits([root / path for path in scripts]) if scripts else [], strict=True)
    for path in paths:
        if path.endswith(".py"):
            yield path, list(python.edits(read(root, path), functions=part.functions))


def drawn(found: Iterable[tuple[str, list[Edit]]], count: int, seed: str, root: Path) -> tuple[list[Mutant], int]:
    """So many mutants, drawn at random from the possible changes, and the number of places that could be changed.

    A place is drawn first and then one of the changes there: a sum can be changed in eleven ways, a truth in one, and
    the sample would otherwise consist of sums. A larger sample contains a smaller one with the same seed.
    """
    places = defaultdict[tuple[str, int, int], list[Edit]](list)
    for path, edits in found:
        for edit in edits:
            places[path, edit.line, edit.column].append(edit)
    chance = Random(seed)  # noqa: S311 (a sample, not a secret)
    order, mutants = sorted(places), []
    chance.shuffle(order)
    for key in order[:count]:
        edit, text = chance.choice(places[key]), read(root, key[0])
        mutants.append(Mutant(key[0], text, edit.make(), edit.line, edit.name))
    return mutants, len(places)
