"""The vector functions: within two units in the last place of NumPy over their ranges, and correct at the edges."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from core import vmath
from core.kernel import COMPILED, kernel
from tests.ground.tables import EPS

N = 100_000 if COMPILED else 1_000
LONG = np.longdouble
TURN = 2 * LONG("3.14159265358979323846264338327950288")


@kernel
def fma_lanes(abc, out):
    for i in range(out.size):
        out[i] = vmath.fma(abc[0, i], abc[1, i], abc[2, i])


@kernel
def exp_lanes(x, out):
    for i in range(x.size):
        out[0, i] = vmath.exp(x[i])


@kernel
def log_lanes(x, out):
    for i in range(x.size):
        out[0, i] = vmath.log(x[i])


@kernel
def sigmoid_lanes(x, out):
    for i in range(x.size):
        out[0, i] = vmath.sigmoid(x[i])


@kernel
def sincos_lanes(x, out):
    for i in range(x.size):
        out[0, i], out[1, i] = vmath.sincos(x[i])


@kernel
def turns_lanes(x, out):
    for i in range(x.size):
        out[0, i], out[1, i] = vmath.sincos_turns(x[i])


def lanes(loop, x):
    """One or two rows of results."""
    x = np.array(x, float)
    out = np.empty((2, x.size))
    with np.errstate(all="ignore"):
        loop(x, out)
    return out if loop in (sincos_lanes, turns_lanes) else out[0]


def ulps(found, wanted):
    """The largest error in units in the last place of the wanted number."""
    unit = np.spacing(np.abs(wanted).astype(float))
    return float(np.max(np.abs(found - wanted) / unit))


def sine_of_turns(x):
    """In extended precision and by exact reductions: sin 2πx = sin 2π(±1/2 - x), and x modulo 1 is exact."""
    part = np.asarray(x, LONG) - np.rint(np.asarray(x, LONG))
    near = np.where(np.abs(part) > 0.25, np.copysign(LONG(0.5), part) - part, part)
    return np.sin(TURN * near)


def drawn(low, high):
    """Numbers at random between two bounds, and the bounds."""
    return np.concatenate([np.random.default_rng(3).uniform(low, high, N), [low, high]])


def test_the_fused_product_and_sum_is_rounded_once():
    a, b = np.random.default_rng(7).normal(size=(2, 1000))
    c = np.where(np.arange(1000) % 2, -a * b, np.random.default_rng(8).normal(size=1000))  # every other sum cancels
    found = np.empty(1000)
    fma_lanes(np.array([a, b, c]), found)
    exact = [float(Fraction(p) * Fraction(q) + Fraction(r)) for p, q, r in zip(a, b, c, strict=True)]
    assert ulps(found, np.array(exact)) <= (0 if COMPILED else 1)


def test_the_fused_instruction_takes_three_floats_as_they_come():
    signature, emit = vmath._fused(None, None, None, None)
    assert len(signature.args) == 3
    assert emit(None, SimpleNamespace(fma=lambda *args: args), None, (1, 2, 3)) == (1, 2, 3)


@pytest.mark.parametrize("reach", [1e-3, 1.0, 30.0, 700.0])
def test_exp(reach):
    x = drawn(-reach, reach)
    assert ulps(lanes(exp_lanes, x), np.exp(x)) <= 2


def test_exp_where_the_result_is_subnormal():
    x = drawn(-745.0, -708.0)
    assert ulps(lanes(exp_lanes, x), np.exp(x)) <= 2


@pytest.mark.parametrize("decades", [0.01, 1.0, 300.0])
def test_log(decades):
    x = 10.0 ** drawn(-decades, decades)
    assert ulps(lanes(log_lanes, x), np.log(x)) <= 2


def test_log_of_subnormal_numbers():
    x = 10.0 ** drawn(-322.0, -308.0)
    assert ulps(lanes(log_lanes, x), np.log(x)) <= 2


@pytest.mark.parametrize("reach", [1e-3, 1.0, 30.0, 700.0])
def test_sigmoid(reach):
    x = drawn(-reach, reach)
    wanted = np.asarray(1 / (1 + np.exp(-x.astype(LONG))), float)
    assert ulps(lanes(sigmoid_lanes, x), wanted) <= 2


@pytest.mark.parametrize("reach", [1e-3, 1.0, 100.0, 1e4, 1e7])
def test_sine_and_cosine(reach):
    x = drawn(-reach, reach)
    sine, cosine = lanes(sincos_lanes, x)
    assert ulps(sine, np.sin(x)) <= 2
    assert ulps(cosine, np.cos(x)) <= 2


def test_sine_and_cosine_beside_the_multiples_of_a_right_angle():
    x = np.rint(drawn(-1e6, 1e6)) * (np.pi / 2)
    sine, cosine = lanes(sincos_lanes, x)
    assert ulps(sine, np.sin(x)) <= 2
    assert ulps(cosine, np.cos(x)) <= 2


@pytest.mark.parametrize("reach", [1e-3, 0.3, 1.0, 100.0, 1e7, 1e15, 1e300])
def test_sine_and_cosine_of_turns(reach):
    x = drawn(-reach, reach)
    part = x - np.rint(x)
    sine, cosine = lanes(turns_lanes, x)
    assert ulps(sine, sine_of_turns(x)) <= 2
    assert ulps(cosine, sine_of_turns(part.astype(LONG) + LONG(0.25))) <= 2


def test_eighths_of_turns():
    eighths = np.arange(-40, 41)
    sine, cosine = lanes(turns_lanes, eighths / 8)
    root = np.sqrt(0.5)
    circle = np.array([0, root, 1, root, 0, -root, -1, -root])
    assert np.max(np.abs(sine - circle[eighths % 8])) <= EPS
    assert np.max(np.abs(cosine - circle[(eighths + 2) % 8])) <= EPS


SPECIAL = [
    (exp_lanes, [-np.inf, -1e308, -746.0, -0.0, 0.0, 5e-324, 1e-310, 710.0, 1e308, np.inf], np.exp),
    (log_lanes, [0.0, -0.0, 5e-324, 1.0, 1.7976931348623157e308, np.inf, -5e-324, -1.0, -np.inf], np.log),
]


@pytest.mark.parametrize(("loop", "x", "reference"), SPECIAL, ids=["exp", "log"])
def test_edges_are_numpys(loop, x, reference):
    with np.errstate(all="ignore"):
        wanted = reference(np.array(x))
    assert np.array_equal(lanes(loop, x), wanted, equal_nan=True)


@pytest.mark.parametrize("loop", [exp_lanes, log_lanes, sigmoid_lanes, sincos_lanes, turns_lanes])
def test_nothing_from_nothing(loop):
    assert np.isnan(lanes(loop, [np.nan])).all()


@pytest.mark.parametrize("loop", [sincos_lanes, turns_lanes])
def test_sine_and_cosine_at_the_edges(loop):
    assert np.isnan(lanes(loop, [np.inf, -np.inf])).all()
    sine, cosine = lanes(loop, [0.0, 5e-324, -5e-324, 1e-310])
    assert np.all(cosine == 1.0)
    assert np.all(np.abs(sine) <= 7e-310)


def test_sigmoid_at_the_edges():
    assert np.array_equal(lanes(sigmoid_lanes, [-np.inf, -1e308, 0.0, 1e308, np.inf]), [0.0, 0.0, 0.5, 1.0, 1.0])


@pytest.mark.parametrize("loop", [exp_lanes, log_lanes, sigmoid_lanes, sincos_lanes, turns_lanes])
def test_a_lane_has_the_same_bits_in_the_vector_body_and_in_the_remainder(loop):
    x = np.abs(drawn(-20.0, 20.0))[:41]
    whole = lanes(loop, x)
    for size in (1, 3, 7):
        parts = [lanes(loop, x[i : i + size]) for i in range(0, 41, size)]
        assert np.array_equal(np.concatenate(parts, axis=-1), whole)
