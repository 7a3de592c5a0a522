"""What corrupts a gradient: the distribution of noise, rounding compared with exact fractions, and delay."""

import math
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest

from core.engine.noise import (
    BITS,
    DELAY,
    FREEDOM,
    GAUSSIAN,
    KIND,
    PLACES,
    RELATIVE,
    ROUNDING,
    SCALE,
    STEEP,
    STUDENT,
    brained,
    rounded,
    steepest,
)
from core.engine.world import World
from core.kernel import COMPILED
from core.rng import bits, gauss
from runs.catalog import LANDSCAPES, OPTIMIZERS
from tests.ground.methods import LEVEL, PLAIN, SAM
from tests.ground.walks import frame, held, lanes_of, recorded, same, surveyed, world

BOWL, BANANA = LANDSCAPES["bowl"], LANDSCAPES["rosenbrock"]
COUNT = 20_000 if COMPILED else 400
"""The number of steps for which a walker stands still while its noise is collected."""


def noisy(land, seed=5, c=None, **places) -> World:
    """The landscape with these in the places of World.noise."""
    on, noise = world(land, c, seed=seed), np.zeros(PLACES)
    for name, value in places.items():
        noise[
            {"kind": KIND, "scale": SCALE, "freedom": FREEDOM, "delay": DELAY, "rounding": ROUNDING, "bits": BITS}[name]
        ] = value
    return on._replace(noise=noise)


def heard(kind, steps=COUNT, lanes=1, way=PLAIN, **places):
    """What noise of this kind adds to a zero gradient: float64[steps, lanes, 2]."""
    on = noisy(LEVEL, kind=kind, scale=1.0, **places)
    walk = recorded(LEVEL, way, on, [(0.0, 0.0)] * lanes, [0.0] * steps)
    return walk.used.reshape(steps, 2, lanes).swapaxes(1, 2)


def farthest(values, cumulative):
    """The Kolmogorov-Smirnov distance, relative to the value that one sample in a thousand exceeds."""
    values = np.sort(values)
    wanted, steps = np.array([cumulative(v) for v in values.tolist()]), np.arange(values.size + 1) / values.size
    return max(np.max(np.abs(wanted - steps[1:])), np.max(np.abs(wanted - steps[:-1]))) * math.sqrt(values.size) / 1.95


STUDENTS = {
    1.0: lambda t: 0.5 + math.atan(t) / math.pi,
    2.0: lambda t: 0.5 + t / (2 * math.sqrt(2 + t * t)),
    4.0: lambda t: 0.5 + 3 / 8 * (t / math.sqrt(1 + t * t / 4)) * (1 - t * t / (12 * (1 + t * t / 4))),
}
"""The distribution functions of Student's t with few degrees of freedom (Abramowitz and Stegun, 26.7.3)."""


@pytest.mark.parametrize("freedom", STUDENTS)
def test_students_noise_has_his_distribution_in_every_direction(freedom):
    noise = heard(STUDENT, freedom=freedom)[:, 0]
    for angle in (0.0, 0.7, math.pi / 2):
        assert farthest(noise @ (math.cos(angle), math.sin(angle)), STUDENTS[freedom]) < 1


def test_with_many_degrees_of_freedom_students_noise_has_the_moments_of_his_distribution():
    freedom = 30.0
    second, fourth = freedom / (freedom - 2), 3 * freedom**2 / ((freedom - 2) * (freedom - 4))
    for column in heard(STUDENT, freedom=freedom)[:, 0].T:
        assert abs(column.mean()) < 4 * math.sqrt(second / COUNT)
        assert abs((column**2).mean() - second) < 4 * math.sqrt((fourth - second**2) / COUNT)


@pytest.mark.parametrize(("kind", "freedom"), [(GAUSSIAN, 0.0), (STUDENT, 3.0)], ids=["gaussian", "student"])
def test_the_noise_of_lanes_steps_stages_and_axes_has_nothing_to_do_with_each_other(kind, freedom):
    steps = COUNT // 4
    noise = np.tanh(heard(kind, steps, 3, freedom=freedom))  # bounded, so that heavy tails have moments
    noise /= noise.std(axis=0)
    second = np.tanh(heard(kind, steps, 3, SAM, freedom=freedom))
    second /= second.std(axis=0)
    pairs = [
        (noise[:, 0, 0], noise[:, 0, 1]), (noise[:, 0, 0], noise[:, 1, 0]), (noise[:, 1, 1], noise[:, 2, 1]),
        (noise[1:, 0, 0], noise[:-1, 0, 0]), (noise[7:, 0, 0], noise[:-7, 0, 1]), (noise[1:, 0, 0], noise[:-1, 1, 0]),
        (noise[:, 0, 0], second[:, 0, 0]), (noise[:, 0, 1], second[:, 0, 1]), (noise[:, 0, 0], second[:, 0, 1]),
    ]  # fmt: skip
    for one, other in pairs:
        assert abs(np.mean(one * other)) < 4 / math.sqrt(one.size)


@pytest.mark.parametrize("framed", [frame(), frame(0.7, (2.0, 0.5))], ids=["plain", "framed"])
def test_steep_noise_is_along_the_direction_of_the_largest_curvature(framed):
    for kappa in (10.0, 0.1):
        on = noisy(BOWL, c=[kappa, 30.0], kind=STEEP, scale=0.5)._replace(frame=framed)
        walk = recorded(BOWL, PLAIN, on, [(0.6, -0.2)], [0.0] * 50)
        phi = math.radians(30.0)
        turn = np.array([[math.cos(phi), math.sin(phi)], [-math.sin(phi), math.cos(phi)]])
        a = turn @ framed[:4].reshape(2, 2)
        values, vectors = np.linalg.eigh(a.T @ np.diag([1.0, kappa]) @ a)
        added = walk.used - walk.slopes[:-1]
        words = [[np.uint64(bits(on.seed, np.uint64(0), t, k)) for k in (0, 1)] for t in range(1, 51)]
        sizes = np.array([0.5 * gauss(*pair)[0] for pair in words])
        assert np.abs(added @ vectors[:, np.argmax(values)]) == pytest.approx(np.abs(sizes), rel=1e-9)
        assert np.abs(added @ vectors[:, np.argmin(values)]) == pytest.approx(np.zeros(50), abs=1e-9)


STEEPEST = [
    ((3.0, 0.0, 1.0), (1.0, 0.0)), ((1.0, 0.0, 3.0), (0.0, 1.0)), ((1.0, 0.0, -3.0), (0.0, 1.0)),
    ((-3.0, 0.0, 1.0), (1.0, 0.0)), ((2.0, 1.0, 2.0), (1.0, 1.0)), ((2.0, -1.0, 2.0), (1.0, -1.0)),
    ((-2.0, 1.0, -2.0), (1.0, -1.0)), ((2.0, 0.0, 2.0), (1.0, 0.0)), ((0.0, 0.0, 0.0), (1.0, 0.0)),
]  # fmt: skip


@pytest.mark.parametrize(("hessian", "wanted"), STEEPEST, ids=str)
def test_the_steepest_direction(hessian, wanted):
    found = np.array(steepest(*hessian))
    assert abs(found @ wanted) == pytest.approx(math.hypot(*wanted), rel=1e-14)
    assert np.linalg.norm(found) == pytest.approx(1.0, rel=1e-14)


def test_relative_noise_is_a_share_of_the_gradients_length():
    gaussian, relative = (
        recorded(BOWL, PLAIN, noisy(BOWL, kind=kind, scale=0.5), [(0.6, -0.2)], [0.0] * 40)
        for kind in (GAUSSIAN, RELATIVE)
    )
    length = np.linalg.norm(gaussian.slopes[0])
    assert relative.used - relative.slopes[:-1] == pytest.approx(length * (gaussian.used - gaussian.slopes[:-1]))
    assert same([relative.slopes], [gaussian.slopes])


# Rounding.

ODD = [1.0, 1.5, 3.0, 2.5, 1 / 3, math.pi, 1e300, 1e-300, 2.0**-1022, 255.5, 256.5, 1.00390625, 1.01171875]
EDGES = [2.0**-126, 2.0**-133, 2.0**-134, 1.5 * 2.0**-133, 3.3895313892515355e38, 3.396e38, 3.397e38, 1e39, 1e-45]


def numbers():
    """Numbers of all sizes and of either sign, ties among them."""
    rng = np.random.default_rng(6)
    many = 300 if COMPILED else 60
    wild = np.ldexp(rng.uniform(1.0, 2.0, many), rng.integers(-140, 130, many)).tolist()
    ties = [math.ldexp(2 * m + 1, e) for m in range(128, 140) for e in (-130, -3, 0, 100)]
    return [s * v for v in (*ODD, *EDGES, *wild, *ties) for s in (1, -1)]


def nearest(v, places, lowest=-1100):
    """The nearest number with so many significant bits, ties to even, computed with exact fractions."""
    exponent = max(math.frexp(v)[1] - 1, lowest)
    unit = Fraction(2) ** (exponent - places + 1)
    return round(Fraction(v) / unit) * unit


@pytest.mark.parametrize("places", [2, 3, 8, 24, 52])
def test_a_rounded_number_is_the_nearest_with_so_few_bits(places):
    for v in numbers():
        assert Fraction(float(rounded(v, float(places)))) == nearest(v, places)


def test_with_one_bit_a_number_becomes_a_power_of_two():
    found = [float(rounded(v, 1.0)) for v in (1.0, 1.49, 1.51, 2.9, -3.1, 1e-300)]
    assert found[:5] == [1.0, 1.0, 2.0, 2.0, -4.0]
    assert math.frexp(found[5])[0] == 0.5


def test_a_bfloat16_is_the_nearest_number_of_eight_bits_and_the_range_of_float32():
    for v in numbers():
        wanted, found = nearest(v, 8, -126), float(brained(v))
        if abs(wanted) >= Fraction(2) ** 128:
            assert found == math.copysign(math.inf, v)
        else:
            assert Fraction(found) == wanted


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(
    ("units", "told"),
    # In units of 2^-133, the smallest bfloat16: 64 of them are half of the smallest one that is not subnormal.
    [(0.5, 0), (0.51, 1), (1.5, 2), (63.5, 64), (64.5, 64), (64.51, 65), (65.5, 66), (127.25, 127), (127.5, 128),
     (128.5, 128), (129.5, 130), (255.5, 256), (257.0, 256), (259.0, 260)],
)  # fmt: skip
def test_subnormal_bfloat16_are_evenly_spaced(units, told, sign):
    assert brained(sign * units * 2.0**-133) == sign * told * 2.0**-133


@pytest.mark.parametrize("round_off", [brained, lambda v: rounded(v, 4.0)], ids=["bfloat16", "bits"])
def test_what_is_no_number_stays_as_it_is(round_off):
    assert [float(round_off(v)) for v in (0.0, math.inf, -math.inf)] == [0.0, math.inf, -math.inf]
    assert math.copysign(1.0, float(round_off(-0.0))) == -1.0
    assert math.isnan(float(round_off(math.nan)))


@pytest.mark.parametrize(("places", "round_off"), [
    ({"rounding": 1.0}, brained), ({"rounding": 2.0, "bits": 3.0}, lambda v: rounded(v, 3.0)),
], ids=["bfloat16", "bits"])  # fmt: skip
def test_a_rounded_gradient_is_what_a_method_goes_by(places, round_off):
    walk = recorded(BANANA, OPTIMIZERS["gd"], noisy(BANANA, **places), [(-1.2, 1.0)], [0.001] * 20)
    assert walk.used.ravel().tolist() == [float(round_off(v)) for v in walk.slopes[:-1].ravel().tolist()]
    assert np.array_equal(walk.points[1:], walk.points[:-1] - 0.001 * walk.used)


# Delay.


def late(rate, delay, steps, start=(1.0, 0.5)):
    """The positions of gradient descent with delayed gradients on a round bowl of curvature 1, after every step."""
    on = noisy(BOWL, c=[1.0, 0.0], delay=delay)
    way = replace(OPTIMIZERS["gd"], slots=tuple(f"late{k}" for k in range(delay)))
    walk = recorded(BOWL, way, on, [start], [rate] * steps)
    return walk.points


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.6, 0.99])
def test_gradient_descent_one_step_late_is_a_damped_wave(rate):
    steps = 40
    path = late(rate, 1, steps)
    root = np.sqrt(1 - 4 * rate + 0j)
    one, other = (1 + root) / 2, (1 - root) / 2  # x(t + 1) = x(t) - η x(t - 1) has the solutions one**t and other**t
    if rate == 0.25:
        share = (1 + (1 - 2 * rate) * np.arange(steps + 1)) * 0.5 ** np.arange(steps + 1)
    else:
        a = (1 - rate - other) / (one - other)
        share = (a * one ** np.arange(steps + 1) + (1 - a) * other ** np.arange(steps + 1)).real
    assert path == pytest.approx(np.outer(share, (1.0, 0.5)), abs=1e-13)


@pytest.mark.parametrize("delay", [1, 2, 5])
def test_the_later_the_gradients_the_shorter_must_the_steps_be(delay):
    """Stable up to η = 2 sin(π / (4k + 2)) over the curvature: at k = 0 the well-known 2."""
    limit = 2 * math.sin(math.pi / (4 * delay + 2))
    for rate, grows in ((0.93 * limit, False), (1.07 * limit, True)):
        sizes = np.linalg.norm(late(rate, delay, 300), axis=1)
        assert bool(sizes[-3 * delay :].max() > sizes[: 3 * delay + 1].max()) is grows


def test_before_a_gradient_arrives_it_is_the_first_one():
    walk_, late_ = (late(0.01, delay, 8) for delay in (0, 3))
    assert np.diff(late_, axis=0)[:4] == pytest.approx(np.tile(np.diff(walk_, axis=0)[0], (4, 1)), rel=1e-14)


# The same bits in any block.


KINDS = [
    {"kind": kind, "scale": 0.3, "freedom": 3.0, **more}
    for kind in (GAUSSIAN, STEEP, STUDENT, RELATIVE)
    for more in ({}, {"rounding": 1.0})
]


@pytest.mark.parametrize("places", KINDS, ids=str)
def test_noise_has_the_same_bits_alone_in_a_block_and_in_a_survey(places):
    lanes, steps = (40, 64) if COMPILED else (4, 16)
    on, way = noisy(BOWL, **places), OPTIMIZERS["adam"]
    starts = np.random.default_rng(8).uniform(-1.5, 1.5, (lanes, 2))
    together = recorded(BOWL, way, on, starts, [0.02] * steps)
    for lane in range(0, lanes, 9):
        assert same(
            held(recorded(BOWL, way, on, starts[lane : lane + 1], [0.02] * steps, who=[lane])), held(together, lane)
        )
    found = surveyed(BOWL, way, on, starts, [0.02] * steps, tol=1e-300, lanes=7)
    assert np.array_equal(lanes_of(found.where.T), together.points[-1])


BITS_OF_A_WALK = {
    GAUSSIAN: "fca4e56c9e09b04e",
    STEEP: "dfc97a71757a2f4c",
    STUDENT: "5e564346a873b37f",
    RELATIVE: "1298f5ff7bfbde2f",
}
"""The SHA-256 of the noisy gradients of 40 steps of four walkers, its beginning: compiled and uncompiled alike."""


@pytest.mark.parametrize("kind", BITS_OF_A_WALK)
def test_noise_has_the_same_bits_compiled_and_uncompiled(kind):
    on, starts = noisy(BANANA, kind=kind, scale=0.3, freedom=3.0), [(-1.2, 1.0), (0.5, 0.5), (1.0, -0.25), (0.0, 2.0)]
    walk = recorded(BANANA, OPTIMIZERS["momentum"], on, starts, [0.0005] * 40)
    assert sha256(walk.used.tobytes()).hexdigest()[:16] == BITS_OF_A_WALK[kind]
