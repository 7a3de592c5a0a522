"""Changes of an ensemble: what its settings differ in, by which values, and where they start."""

from dataclasses import replace

import pytest

from core.param import Param
from runs import edit
from runs.comparison.comparison import Axis, Value
from runs.ensemble import codec
from runs.ensemble.edit import beside, opened, with_value, with_values, with_what
from runs.ensemble.ensemble import Ensemble, ensemble_of, first_ensemble, offered
from runs.opening import opening
from runs.run import BATCH, RATE, SIGMA, STEPS
from tests.hand import joined, placed, with_start_of_setting

pytestmark = pytest.mark.plain


FIRST = first_ensemble()
RACED = ensemble_of(opening())
SAMPLED = replace(FIRST, base=edit.with_landscape(FIRST.base, "logistic_regression"))


def differing(ensemble: Ensemble) -> Axis:
    """What the settings of an ensemble differ in."""
    assert ensemble.across is not None
    return ensemble.across


def values_of(ensemble: Ensemble) -> tuple[Value, ...]:
    return differing(ensemble).values


@pytest.mark.parametrize("ensemble", [FIRST, RACED, SAMPLED], ids=["first", "raced", "sampled"])
def test_two_settings_may_differ_in_anything_offered_and_keep_the_rest(ensemble):
    for what in offered(ensemble.base):
        changed = with_what(ensemble, what)
        one, two = changed.settings()
        assert differing(changed).what == what
        assert one != two
        assert len(changed.base.runners) == (2 if what == "runner" else 1)
        own = replace(ensemble.base, runners=ensemble.base.runners[:1])
        assert what in ("runner", "method", "schedule") or own in (one, two), what
        assert with_what(changed, "").settings() == (own,)


@pytest.mark.parametrize("what", ["landscape", "seed", "frame.rotation", "warp", "landscape.sharp"])
def test_two_clouds_lie_on_one_ground_under_one_seed(what):
    with pytest.raises(ValueError, match="cannot differ"):
        with_what(FIRST, what)


@pytest.mark.parametrize(
    ("param", "own", "other"),
    [
        (RATE, 0.02, 0.005),
        (SIGMA, 3.0, 0.0),
        (SIGMA, 0.0, 1.0),
        (BATCH, 0.0, 20.0),
        (BATCH, 16.0, 0.0),
        (STEPS, 300.0, 50.0),
        (Param("k", "k", 2, (1, 16), (1, 52), "log", "A number.", "integer"), 2.0, 1.0),
        (Param("k", "k", 1, (1, 16), (1, 52), "log", "A number.", "integer"), 1.0, 2.0),
    ],
)
def test_a_second_number_stands_beside_the_first(param, own, other):
    assert beside(param, own) == other


def test_a_value_is_changed_in_its_place_and_never_stands_there_twice():
    assert values_of(with_values(FIRST, Axis("noise", (1.0, 2.0)))) == (1.0, 2.0)
    low, high = values_of(FIRST)
    assert values_of(with_value(FIRST, 1, 9.0)) == (low, 9.0)
    assert values_of(with_value(FIRST, 0, high)) == (high, low)
    with pytest.raises(ValueError, match="number 3"):
        with_value(FIRST, 2, 9.0)
    with pytest.raises(ValueError, match="nothing can differ"):
        with_value(with_what(FIRST, ""), 0, 9.0)


def test_a_start_moves_for_both_settings_unless_they_differ_in_it():
    assert {scene.start for scene in with_start_of_setting(FIRST, 1, 0.5, 0.25).settings()} == {(0.5, 0.25)}
    two = with_what(FIRST, "start")
    assert [scene.start for scene in with_start_of_setting(two, 1, 0.5, 0.25).settings()] == [
        two.settings()[0].start,
        (0.5, 0.25),
    ]


@pytest.mark.parametrize("ensemble", [FIRST, RACED, SAMPLED], ids=["first", "raced", "sampled"])
def test_the_words_of_a_start_say_in_the_link_what_moving_it_in_any_setting_changes(ensemble):
    for one in (ensemble, with_what(ensemble, ""), *(with_what(ensemble, what) for what in offered(ensemble.base))):
        for place in range(len(one.settings())):
            words = placed(codec.start_words(one, place), -0.375, 0.0625)
            assert codec.read(joined(codec.write(one), words)) == codec.Reading(
                with_start_of_setting(one, place, -0.375, 0.0625), ()
            )


def test_a_setting_opens_as_the_race_shows_it():
    assert opened(FIRST, 1) == FIRST.settings()[1]
    with pytest.raises(ValueError, match="number 0"):
        opened(FIRST, -1)
