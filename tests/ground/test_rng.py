"""The random numbers, compared with SplitMix64 in integer arithmetic and with their theoretical distribution."""

import math

import numpy as np
import pytest

from core.kernel import COMPILED
from core.rng import GOLDEN, bits, gauss, mix, uniform

MASK = 2**64 - 1
MANY = 40_000 if COMPILED else 4_000
CORNERS = (0, 1, 7, 2**31, 2**63, MASK)


def mixed(z):
    """The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), in Python's integers."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def drawn(seed, who, t, k):
    """`bits`, in Python's integers."""
    key = mixed((seed + int(GOLDEN) * (who + 1)) & MASK)
    return mixed((key + 0xD1B54A32D192ED03 * (t * 4096 + k)) & MASK)


def normals(count, who=0, seed=1):
    """Pairs of normal numbers as the engine draws them, one pair a step: [count, 2]."""
    words = [[np.uint64(bits(np.uint64(seed), who, t, k)) for k in (0, 1)] for t in range(1, count + 1)]
    return np.array([gauss(*pair) for pair in words])


def test_the_mixing_function_is_that_of_splitmix64():
    state, found = 1234567, []
    for _ in range(5):
        state = (state + int(GOLDEN)) & MASK
        found.append(int(mix(np.uint64(state))))
    # The first numbers of the generator for this seed, as its authors' Java and C programs print them.
    assert found == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    ]  # fmt: skip


@pytest.mark.parametrize("seed", CORNERS)
@pytest.mark.parametrize("who", CORNERS)
def test_bits_are_those_of_whole_numbers(seed, who):
    for t, k in ((1, 0), (1, 1), (2, 64), (10_000, 4095)):
        assert int(bits(np.uint64(seed), np.uint64(who), t, k)) == drawn(seed, who, t, k)


def test_another_seed_walker_step_or_number_gives_other_bits():
    table = [(s, w, t, k) for s in range(4) for w in range(8) for t in range(1, 20) for k in (0, 1, 2, 64, 4095)]
    assert len({int(bits(np.uint64(s), w, t, k)) for s, w, t, k in table}) == len(table)


def test_uniform_numbers_stay_inside_their_open_interval():
    ends = [float(uniform(np.uint64(z))) for z in (0, 1, 2**63, MASK - 1, MASK)]
    assert 0.0 < ends[0] <= ends[1] < ends[2] < ends[3] <= ends[4] < 1.0
    assert ends[2] == pytest.approx(0.5, abs=1e-15)
    assert all(math.isfinite(v) for z in (0, MASK) for v in gauss(np.uint64(z), np.uint64(MASK - z)))


def test_normal_numbers_have_the_moments_of_the_normal_distribution():
    z = normals(MANY)
    for column in (*z.T, z[:, 0] * z[:, 1]):
        assert abs(np.mean(column)) < 4 / math.sqrt(MANY)
    for column in z.T:
        # The variances of the mean square, cube and fourth power of a normal number are 2, 15 and 96.
        for power, wanted, variance in ((2, 1, 2), (3, 0, 15), (4, 3, 96)):
            assert abs(np.mean(column**power) - wanted) < 4 * math.sqrt(variance / MANY)


def test_normal_numbers_have_the_distribution_function_of_the_normal_distribution():
    z = np.sort(normals(MANY).ravel())
    wanted = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in z.tolist()])
    steps = np.arange(z.size + 1) / z.size
    farthest = max(np.max(np.abs(wanted - steps[1:])), np.max(np.abs(wanted - steps[:-1])))
    assert farthest < 1.95 / math.sqrt(z.size)  # Kolmogorov and Smirnov, one in a thousand


def test_normal_numbers_of_neighbours_have_nothing_to_do_with_each_other():
    count = MANY // 4
    mine = normals(count)
    for other in (normals(count, who=1), normals(count, seed=2), np.roll(mine, 1, axis=0)):
        assert not np.array_equal(mine, other)
        assert np.max(np.abs(mine.T @ other)) / count < 4.5 / math.sqrt(count)
