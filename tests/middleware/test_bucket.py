"""Rate limits: token buckets, and the addresses that have them."""

import pytest

from ui.middleware import bucket
from ui.middleware.bucket import Addresses, Bucket, Rate, household


class Clock:
    """A clock that advances only when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_was_saved_is_there_at_once_and_the_rest_comes_steadily() -> None:
    clock = Clock()
    some = Bucket(Rate(10.0, 3.0), clock)
    assert [some.take() for _ in range(5)] == pytest.approx([0.0, 0.0, 0.0, 0.1, 0.2])
    clock.now += 0.2
    assert some.take() == pytest.approx(0.1)
    clock.now += 1000.0
    assert [some.take() for _ in range(4)] == pytest.approx([0.0, 0.0, 0.0, 0.1])


def test_who_would_wait_too_long_takes_nothing() -> None:
    some = Bucket(Rate(10.0, 1.0), Clock())
    assert [some.take(0.15) for _ in range(4)] == [0.0, pytest.approx(0.1), None, None]
    assert some.take() == pytest.approx(0.2)


def test_every_address_has_an_allowance_of_its_own() -> None:
    known = Addresses()
    assert known.of("10.0.0.7") is known.of("10.0.0.7")
    assert known.of("10.0.0.7") is not known.of("10.0.0.8")


def test_the_addresses_that_were_seen_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "MOST_ADDRESSES", 3)
    known = Addresses()
    first = known.of("a")
    for host in "bcaba":
        known.of(host)
    assert known.of("a") is first
    known.of("d")
    assert list(known.known) == ["b", "a", "d"]


HOUSEHOLDS = [
    ("10.0.0.7", "10.0.0.8", False),
    ("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", True),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("::ffff:10.0.0.7", "10.0.0.7", True),
    ("::ffff:10.0.0.7", "::ffff:10.0.0.8", False),
    ("", "10.0.0.7", False),
    ("a socket", "a socket", True),
]


@pytest.mark.parametrize(("one", "other", "same"), HOUSEHOLDS)
def test_a_household_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (household(one) == household(other)) is same


def test_a_class_behind_one_address_is_not_slowed_down() -> None:
    students, files = 300, 60
    assert bucket.PAGES.burst >= students * files
    assert bucket.SESSIONS.burst >= students
    assert bucket.MESSAGES.steady >= 2 * students / 5  # one change each per five seconds, and the same number again
