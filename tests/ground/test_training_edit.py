"""Changes to a training: what changes, what stays, and what is said where it has to be shortened."""

import pytest

from runs.catalog import OPTIMIZERS
from runs.training import edit
from runs.training.eligible import ELIGIBLE
from runs.training.presets import PRESETS, first_training, preset_of

FIRST = first_training()


def test_methods_that_stay_are_as_they_were_and_new_ones_have_the_rates_of_the_preset() -> None:
    found, said = edit.with_methods(FIRST, ("adamax", "adam"))
    assert [entrant.method.key for entrant in found.entrants] == ["adamax", "adam"]
    assert (found.entrants[1], said) == (FIRST.entrants[0], "")
    assert preset_of(found) == "keras"
    own = edit.with_entrant(FIRST, 0, rate=0.3)[0]
    assert preset_of(own) == ""
    found = edit.with_methods(own, ("adam", "lion"))[0]
    assert found.entrants[0].rate == 0.3


@pytest.mark.parametrize("preset", PRESETS)
def test_one_switch_gives_all_methods_the_rates_of_a_library(preset: str) -> None:
    assert preset_of(edit.with_rates(FIRST, preset)[0]) == preset


def test_there_are_no_other_presets() -> None:
    with pytest.raises(ValueError, match="not of 'own'"):
        edit.with_rates(FIRST, "own")


def test_all_methods_at_once() -> None:
    found, _ = edit.with_methods(FIRST, ELIGIBLE)
    assert tuple(entrant.method.key for entrant in found.entrants) == ELIGIBLE


@pytest.mark.parametrize(
    ("name", "value"), [("network", "softmax"), ("batch", 8), ("epochs", 3), ("seeds", 2), ("seed", 5)]
)
def test_what_all_methods_share_is_changed_alone(name: str, value: object) -> None:
    found, said = edit.with_part(FIRST, name, value)
    assert (getattr(found, name), said) == (value, "")
    assert edit.with_part(found, name, getattr(FIRST, name))[0] == FIRST


def test_what_is_too_much_is_shortened_and_said() -> None:
    found, _ = edit.with_methods(FIRST, ELIGIBLE)
    found, said = edit.with_part(edit.with_part(found, "seeds", 10)[0], "network", "convnet")
    assert found.epochs * found.seeds < 10 * FIRST.epochs
    assert "too long" in said


def test_a_number_of_one_method_changes_alone() -> None:
    found, _ = edit.with_method_value(FIRST, 0, "beta1", 0.5)
    place = [param.key for param in OPTIMIZERS["adam"].params].index("beta1")
    assert found.entrants[0].method.values[place] == 0.5
    assert found.entrants[1:] == FIRST.entrants[1:]
    found, _ = edit.with_entrant(found, 1, schedule=edit.schedule("step"))
    changed, _ = edit.with_schedule_value(found, 1, "factor", 0.25)
    assert [entrant.schedule.key for entrant in changed.entrants][:2] == ["constant", "step"]
    assert changed != found
