"""What a kernel depends on: all that its code can reach, and nothing else."""

import os
import pickle
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import landscapes
from core import kernel, reach, vmath
from core.reach import Stamp, facts
from runs.catalog import LANDSCAPES, OPTIMIZERS

DEEP = "two = 2.0\nfour = 4.0\n\ndef below(x):\n    return x + two\n"
ASIDE = "three = 3.0\n\ndef aside(x):\n    return x - three\n"
SEEN = """
import numpy as np

PAIR, ROW, OTHER = (1, 2), np.array([1.0, 2.0]), 3

def inner(x):
    return below(x) + PAIR[0] + ROW[0]

def made(by):
    def outer(x, more=1):
        def nested(y):
            return inner(y) * more
        return nested(x) + by + deep.two + np.sqrt(x) + len(PAIR)
    return outer

outer = made(5)

def again(n):
    return again(n - 1) if n else outer(n)
"""


@pytest.fixture
def stamp(tmp_path):
    """The stamp of a function of SEEN after one text was replaced by another in all three files."""

    def of(old="", new="", name="outer"):
        reach.digest.cache_clear()
        deep, aside, seen = (ModuleType(name) for name in ("deep", "aside", "seen"))
        for module, text in ((deep, DEEP), (aside, ASIDE), (seen, SEEN)):
            file = tmp_path / f"{module.__name__}.py"
            file.write_text(text.replace(old, new) if old else text)
            module.__file__ = str(file)
            vars(seen).update(deep=deep, aside=aside, below=vars(deep).get("below"))
            exec(compile(file.read_text(), file, "exec"), vars(module))
        return str(Stamp(vars(seen)[name]))

    yield of
    reach.digest.cache_clear()


def test_what_does_not_change_has_one_stamp(stamp, tmp_path):
    before = stamp()
    assert len(before) == 64
    assert stamp() == before
    os.utime(tmp_path / "seen.py", (1.0, 1.0))
    assert stamp() == before
    assert stamp(name="again") == stamp(name="again") != before


CHANGES = {
    "its own file": ("OTHER = (1, 2)", "OTHER = (1, 2 )"),
    "a constant of its own": ("(1, 2)", "(2, 1)"),
    "an array": ("[1.0, 2.0]", "[1.0, 3.0]"),
    "a default": ("more=1", "more=2"),
    "what a function inside it was made with": ("made(5)", "made(6)"),
    "what it calls": ("x + two", "x * two"),
    "a constant of what it calls": ("two = 2.0", "two = 2.5"),
    "the file of what it calls": ("four = 4.0", "four = 4.5"),
}


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES)
def test_the_stamp_changes_with_what_is_reached(stamp, old, new):
    assert old in DEEP + SEEN
    assert stamp(old, new) != stamp()


def test_the_stamp_does_not_change_with_what_is_not_reached(stamp):
    assert stamp("x - three", "x * three") == stamp()


A, B = (1, 2.0, "x"), np.arange(6.0)
REACHED = [
    0, 1, True, 1.0, 0.0, -0.0, "1", b"1", None, 1j, np.float64(1.0), np.uint64(1), (), (1, 2), (2, 1), ((1,), 2),
    (1, (2,)), A, B, B.reshape(2, 3), B[::-1].copy(), B.astype(np.float32), len, np.sqrt, kernel.LOSS, kernel.GRAD,
    kernel.Any, dict,
]  # fmt: skip


def test_values_that_differ_have_facts_that_differ():
    told = [frozenset(facts(value)) for value in REACHED]
    assert len(set(told)) == len(REACHED)
    assert told == [frozenset(facts(value)) for value in REACHED]


def test_a_module_tells_what_is_asked_of_it():
    assert not list(facts(np, frozenset({"sqrt"})))
    assert not list(facts(vmath, frozenset({"no such name"})))
    assert list(facts(vmath, frozenset({"LN2", "MAGIC"}))) == [
        *facts(vmath.LN2),
        *facts(vmath.MAGIC),
    ]
    assert list(facts(os.path.join)) == [f"{os.path.join.__module__}.join"]


def test_what_lies_somewhere_else_in_memory_is_the_same():
    assert list(facts(object())) == list(facts(object()))


def files(function):
    """The files that a kernel depends on."""
    return {fact.split(": ")[-1].split()[0] for fact in facts(function) if ".py " in fact}


@pytest.mark.parametrize("land", LANDSCAPES.values(), ids=LANDSCAPES)
def test_a_landscape_depends_on_its_own_file_and_the_mathematics(land):
    reached = [files(function) for function in (land.loss, land.grad, land.hess)]
    assert all(some - {"vmath.py", "kernel.py"} == {f"{land.key}.py"} for some in reached)
    source = Path(landscapes.__path__[0], f"{land.key}.py").read_text(encoding="utf-8")
    assert ("vmath.py" in set().union(*reached)) == ("vmath" in source)


@pytest.mark.parametrize("way", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_an_optimizer_depends_on_its_own_file_and_the_ground(way):
    assert files(way.step) - {"vmath.py", "kernel.py", "linesearch.py", "rng.py"} == {f"{way.key}.py"}


def test_a_stamp_is_kept_as_its_text_and_found_again_by_it():
    mine, other = (Stamp(reach.inspect.unwrap(OPTIMIZERS[key].step)) for key in ("gd", "adam"))
    kept = pickle.loads(pickle.dumps(mine))
    assert isinstance(kept, str)
    assert kept == mine == Stamp(mine.function)
    assert kept != other
    assert hash(mine) == hash(kept)


def test_the_cache_looks_there_for_what_stands_in_a_file(tmp_path, monkeypatch):
    plain = reach.inspect.unwrap(OPTIMIZERS["gd"].step)
    monkeypatch.setattr(kernel.config, "CACHE_DIR", str(tmp_path))
    made = kernel.Locator.from_function(plain, plain.__code__.co_filename)
    assert made is not None
    assert made.get_source_stamp() == Stamp(plain)
    assert made.get_cache_path().startswith(str(tmp_path))
    assert not list(tmp_path.iterdir())
    assert kernel.Locator.from_function(plain, "<cell 1>") is None
    assert kernel.caching.CacheImpl._locator_classes[0] is kernel.Locator
