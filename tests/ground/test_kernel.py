"""The foundations of the kernel contract, including every private feature of numba, whose removal must fail here."""

import numba
import numpy as np
import pytest
from numba import int64, void
from numba.core import caching

from core import cache_dir, kernel
from core.engine.links import SENSE, SIGNATURES, links
from core.engine.recorder import level, record
from core.engine.surveyor import march, survey
from core.kernel import COMPILED, GRAD, HESS, LOSS, MAT, PROBE, REACT, STEP, VEC, linker
from runs.catalog import LANDSCAPES, OPTIMIZERS
from tests.ground import methods
from tests.ground.walks import same, world

UNKEPT = {"cache": False}
LANDS = [pytest.param(land, id=key) for key, land in LANDSCAPES.items()]
X, Y = np.linspace(-1.5, 1.2, 9), np.linspace(1.1, -0.7, 9)


def halves(row, out):
    """A loop over a slice, as all kernels have them, and a division by zero."""
    part = row[: row.size // 2]
    for i in range(part.size):
        out[i] = 1.0 / part[i]


def shrinking(row, out):
    """A loop that makes new views of a row, each of which costs time if references are counted."""
    part = row
    for i in range(row.size):
        if out[i] > 0.0:
            part = part[1:]
        out[i] = part[0]


def counts_references(decorator):
    """Whether `shrinking`, compiled by this decorator, counts references."""
    made = numba.njit(void(VEC, VEC), **{**decorator.keywords, **UNKEPT})(shrinking)
    return any("NRT_incref" in code for code in made.inspect_llvm().values())


def values(land):
    return np.array([p.default for p in land.params])


def test_the_flag_against_reference_counting_does_something():
    if COMPILED:
        assert counts_references(kernel.allocating)
        assert not counts_references(kernel.kernel)
    else:
        assert kernel.kernel(halves) is kernel.allocating(halves) is halves


def test_a_kernel_divides_by_zero_without_an_exception():
    made = numba.njit(**{**kernel.kernel.keywords, **UNKEPT})(halves)
    out = np.zeros(2)
    made(np.array([0.0, -0.0, 1.0, 1.0]), out)
    assert out.tolist() == [np.inf, -np.inf]


def test_no_flag_lets_the_compiler_round_as_it_likes():
    for decorator in (kernel.kernel, kernel.allocating, kernel.inlined):
        flags = dict(decorator.keywords)
        assert flags["nogil"]
        assert flags["error_model"] == "numpy"
        assert not {"fastmath", "parallel"} & set(flags)


def test_an_address_is_a_callable_again():
    land, as_loss = LANDSCAPES["rosenbrock"], linker(LOSS)

    def through(at, c, data, x, y, f):
        as_loss(at)(c, data, x, y, f)

    found, wanted = np.empty(9), np.empty(9)
    land.loss(values(land), land.samples(tuple(values(land))), X, Y, wanted)
    if COMPILED:
        at = kernel.address(land.loss, LOSS)
        made = numba.njit(void(int64, VEC, MAT, VEC, VEC, VEC), _nrt=False)(through)
    else:
        at, made = land.loss, through
    made(at, values(land), land.samples(tuple(values(land))), X, Y, found)
    assert same([found], [wanted])


def test_a_kernel_tells_its_address_and_its_type():
    for land in LANDSCAPES.values():
        if COMPILED:
            at = [kernel.address(k, s) for k, s in ((land.loss, LOSS), (land.grad, GRAD), (land.hess, HESS)) if k]
            assert all(isinstance(a, int) and a > 0 for a in at)
            assert len(set(at)) == len(at)
        else:
            assert land.loss is linker(LOSS)(land.loss)


def test_the_signatures_are_the_contract():
    assert (LOSS, GRAD, HESS, PROBE, STEP, REACT, SENSE) == SIGNATURES
    assert [len(s.signature.args) for s in SIGNATURES] == [5, 6, 7, 8, 6, 7, 17]
    assert {s.signature.return_type for s in SIGNATURES} == {numba.types.void}


@pytest.mark.parametrize("land", LANDS)
def test_a_loss_through_its_link_is_the_loss(land):
    found, wanted, u, w = (np.empty(9) for _ in range(4))
    level(links(land.loss, land.grad, land.hess, None, None), world(land), X, Y, found, u, w)
    land.loss(values(land), land.samples(tuple(values(land))), X, Y, wanted)
    assert same([found], [wanted])


def test_links_are_kept_and_an_absent_kernel_is_zero():
    land, way = LANDSCAPES["bowl"], OPTIMIZERS["gd"]
    mine = links(land.loss, land.grad, None, None, way.step)
    assert mine is links(land.loss, land.grad, None, None, way.step)
    assert mine is not links(land.loss, land.grad, land.hess, None, way.step)
    assert [link == 0 for link in mine] == [False, False, True, True, False, True, True]


def test_the_loops_are_compiled_for_one_signature_only():
    loops = (record, level, march, survey)
    if COMPILED:
        assert [len(loop.nopython_signatures) for loop in loops] == [1, 1, 1, 1]
        with pytest.raises(TypeError):
            level(np.zeros(5), None, None, None, None, None, None)
    else:
        assert all(type(loop) is type(halves) for loop in loops)


@pytest.mark.parametrize("way", methods.METHODS, ids=lambda way: way.key)
def test_a_kernel_of_a_proof_is_compiled_for_the_contract_and_nothing_else(way):
    links(methods.LOGISTIC.loss, methods.LOGISTIC.grad, None, way.probe, way.step)
    if COMPILED:
        assert [tuple(s) for s in way.step.signatures] == [STEP.signature.args]
    else:
        assert not hasattr(way.step, "signatures")


TROUBLES = [OSError(28, "No space left on device"), EOFError("Ran out of input"), ValueError()]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda error: type(error).__name__)
def test_trouble_with_the_cache_is_noted_once_and_the_call_goes_on(trouble, monkeypatch):
    monkeypatch.setattr(cache_dir, "notes", [])
    cache_dir.note_trouble.cache_clear()
    cache = caching.NullCache()
    for _ in range(2):
        with caching.Cache._guard_against_spurious_io_errors(cache):
            raise trouble
    (said,) = cache_dir.notes
    assert (str(trouble) or "ValueError") in said
