"""The box *Defaults of a library* sets a runner to what it does, shows whose defaults a runner has, and obeys locks."""

import pytest

from runs import codec, edit
from runs.catalog import LIBRARIES, OPTIMIZERS
from runs.run import Scene
from tests.ui.visitor import address, permalink, scene, seen, visit
from ui.controls.presets import KEY, OWN

TOLD = [(one.key, preset.method) for one in LIBRARIES.values() for preset in one.presets]
ODD = 0.0123
"""A rate that no library has by default."""


def boxes(at):
    return [box for box in at.selectbox if box.key == KEY]


def said(at):
    return " ".join(caption.value for caption in at.caption)


def chosen(at, library):
    return seen(boxes(at)[0].set_value(library).run())


def race(method):
    """A visit to a race of one runner with an odd rate."""
    return visit(f"run1={method}&run1.rate={ODD}&steps=20")


@pytest.mark.parametrize(("library", "method"), TOLD)
def test_a_library_sets_the_runner_and_says_what_differs_and_the_link_keeps_the_values(library, method):
    at, preset = race(method), LIBRARIES[library].preset(method)
    assert preset is not None
    before: Scene = scene(at)
    chosen(at, library)
    assert not at.warning
    assert scene(at) == edit.with_preset(before, 0, library)
    assert boxes(at)[0].value == library
    assert preset.called in said(at)
    assert preset.differs in said(at)
    assert LIBRARIES[library].version in said(at)
    assert [name for name in address(at) if "defaults" in name] == []
    again = visit(permalink(at))
    assert scene(again) == scene(at)
    assert boxes(again)[0].value in {key for key, way in TOLD if way == method}


@pytest.mark.parametrize("method", OPTIMIZERS)
def test_the_box_offers_the_libraries_that_have_the_method_and_is_gone_where_none_has(method):
    at = race(method)
    names = [LIBRARIES[key].name for key, way in TOLD if way == method]
    assert bool(boxes(at)) == bool(names)
    if names:
        assert [name for name in boxes(at)[0].options if name in names] == names


def test_a_runner_with_its_own_values_has_the_defaults_of_no_library():
    at = visit("run1=adam&run1.eps=0.5&steps=20")
    assert boxes(at)[0].value == OWN
    assert boxes(at)[0].options[-1] == "none of these libraries"
    assert not any(preset.differs in said(at) for one in LIBRARIES.values() if (preset := one.preset("adam")))
    chosen(at, "keras")
    assert "none of these libraries" not in boxes(at)[0].options
    seen(at.text_input(key="run.rate.exact").set_value("0.5").run())
    assert boxes(at)[0].value == OWN


def test_of_equal_defaults_the_chosen_ones_are_shown_and_of_others_those_with_a_rate():
    at = race("adam")
    assert boxes(at)[0].value == "optax"  # it asks for the rate, so any rate will do
    for library in ("papers", "pytorch", "papers"):
        chosen(at, library)
        assert boxes(at)[0].value == library
    assert boxes(visit(codec.write(scene(at))))[0].value in ("papers", "pytorch")


@pytest.mark.parametrize(
    ("rules", "there", "free"),
    [
        ("", True, True),
        ("lock=defaults", True, False),
        ("lock=rate", True, False),
        ("hide=rate", True, False),
        ("lock=method", True, False),
        ("lock=method.eps", True, False),
        ("lock=schedule,steps", True, True),
        ("hide=defaults", False, False),
        ("hide=all&free=rate", False, False),
        ("hide=all&free=rate,method,defaults", True, True),
        ("lock=all&free=defaults", True, False),
    ],
)
def test_the_box_cannot_change_what_a_teacher_has_locked(rules, there, free):
    at = visit(f"run1=adam&run1.rate={ODD}&steps=20&{rules}".rstrip("&"))
    assert bool(boxes(at)) is there
    assert ("optax.adam" in said(at)) is there
    if there:
        before, box = scene(at), boxes(at)[0]
        assert box.disabled is not free
        box.proto.disabled = False  # a forged message does not depend on that
        chosen(at, "keras")
        assert (scene(at) != before) is free
