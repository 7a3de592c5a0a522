"""Pins and dials: the words that they offer lead to the very scene that moving them means, on every page."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from pictures import handles
from pictures.registry import PAGES
from pictures.selection import Subject
from runs import codec, edit, variants
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.comparison.comparison import Comparison
from runs.comparison.edit import separated, with_what
from runs.comparison.presets import PRESETS
from runs.ensemble.edit import with_what as with_difference
from runs.ensemble.ensemble import Ensemble, first_ensemble
from runs.ground import Ground
from runs.opening import opening
from runs.run import REACH, Scene
from runs.variants import KNOTS, hand_drawn
from tests.hand import joined, moved, turned, with_start_in_pane, with_start_of_setting
from ui.session.messages import WORDS
from ui.worksheets.names import names

PLACES = [(0.123456789, -0.987654321), (-3.3, 0.0), (REACH, -REACH), (1e-7, 12345.678)]
RACES = ["race", "anatomy", "schedules"]
FEW = replace(first_ensemble(), walkers=50, base=edit.with_steps(first_ensemble().base, 10))


def parts(page: str, question: Any, kind: str) -> list[dict[str, Any]]:
    """The pins or the dials of a picture, as the browser gets them."""
    return [asdict(one) for one in getattr(PAGES[page].make(question, False), kind)]


def led(page: str, question: Any, words: dict[str, str]) -> Any:
    """The question to which these words lead, all of which are used."""
    found, remarks = PAGES[page].read(joined(PAGES[page].write(question), words))
    assert not remarks
    return found


def rounded(ground: Ground, x: float, y: float) -> tuple[float, float]:
    """A point on a ground, as precise as a drag is."""
    across, up = handles.decimals(ground)
    return round(x, across), round(y, up)


def subjects(page: str, scene: Scene) -> Iterator[Subject]:
    """A scene of a page with each of its runners selected."""
    question, _ = PAGES[page].read(codec.write(scene))
    return (Subject(question.scene, place) for place in range(len(question.scene.runners)))


def controls(words: dict[str, str]) -> set[str]:
    """The controls of a teacher's link to which these words belong."""
    return {control for word in words for control, form in WORDS.items() if form.fullmatch(word)}


def test_every_control_that_writes_words_can_be_named_by_a_teacher() -> None:
    assert set(WORDS) <= names()


@pytest.mark.parametrize("key", LANDSCAPES)
def test_a_point_is_as_precise_as_a_ten_thousandth_of_the_box(key: str) -> None:
    ground = edit.with_landscape(opening(), key).ground
    for digits, (low, high) in zip(handles.decimals(ground), LANDSCAPES[key].box, strict=True):
        assert (high - low) / 1e5 < 10**-digits <= (high - low) / 1e4


@pytest.mark.parametrize("page", RACES)
@pytest.mark.parametrize("key", ["rosenbrock", "bowl", "himmelblau", "logistic_regression"])
def test_the_pin_of_a_race_moves_the_start_of_all_runners(page: str, key: str) -> None:
    scene = edit.with_steps(edit.with_landscape(opening(), key), 10)
    for subject in subjects(page, scene):
        pin = parts(page, subject, "pins")[0]
        assert (pin["name"], pin["pane"], pin["x"], pin["y"]) == ("start", 0, *subject.scene.start)
        for place in PLACES:
            words = moved(pin, *place)
            wanted = edit.with_start(subject.scene, *rounded(subject.scene.ground, *place))
            assert led(page, subject, words) == Subject(wanted, subject.place)
            assert controls(words) == {"start"}


def compared() -> Iterator[tuple[str, Comparison]]:
    """Every preset, short, also with starts of their own, and with starts that vary across or down."""
    for title, make in PRESETS.items():
        short = replace(make(), base=edit.with_steps(make().base, 5))
        yield title, short
        if "start" not in {axis.what for axis in short.axes}:
            yield f"{title}, apart", separated(short)
            yield f"{title}, starts across", with_what(short, "across", "start")
            yield f"{title}, starts down", with_what(short, "down", "start")


@pytest.mark.parametrize("comparison", [pytest.param(one, id=name) for name, one in compared()])
def test_the_pin_of_a_pane_moves_the_start_that_belongs_to_it(comparison: Comparison) -> None:
    pins = parts("compare", comparison, "pins")
    assert [(pin["pane"], pin["x"], pin["y"]) for pin in pins] == [
        (pane, *run.start) for pane, run in enumerate(comparison.runs())
    ]
    for pane, (pin, run) in enumerate(zip(pins, comparison.runs(), strict=True)):
        words = moved(pin, 0.123456789, -0.987654321)
        at = rounded(run.ground, 0.123456789, -0.987654321)
        assert led("compare", comparison, words) == with_start_in_pane(comparison, pane, *at)
        assert controls(words) == {"start"}


@pytest.mark.parametrize("what", ["", "noise", "start", "method"])
def test_the_pin_of_a_cloud_moves_the_start_that_belongs_to_it(what: str) -> None:
    ensemble: Ensemble = with_difference(FEW, what)
    pins = parts("clouds", ensemble, "pins")
    assert len(pins) == len(ensemble.settings())
    for setting, pin in enumerate(pins):
        words = moved(pin, 0.123456789, -0.987654321)
        at = rounded(ensemble.base.ground, 0.123456789, -0.987654321)
        assert led("clouds", ensemble, words) == with_start_of_setting(ensemble, setting, *at)
        assert controls(words) == {"start"}


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_dials_of_a_race_turn_the_rate_and_the_momentum_of_the_selected_runner(key: str) -> None:
    scene = edit.removed(edit.with_steps(edit.with_method(opening(), 1, key), 10), 2)  # marks and places differ
    for subject in subjects("race", scene):
        runner = scene.runners[subject.place]
        rate, *momentum = parts("race", subject, "dials")
        wanted = [p.key for p in OPTIMIZERS[runner.method.key].params if p.key in handles.MOMENTA]
        assert [rate["name"], *(dial["name"] for dial in momentum)] == ["rate", *wanted]
        assert controls(turned(rate, 1.0)) == {"dial-rate"}
        assert {name for dial in momentum for name in controls(turned(dial, 0.5))} <= {"dial-momentum"}
        for value in (rate["low"], 0.0123, rate["high"]):
            changed = edit.with_rate(scene, subject.place, value)
            assert led("race", subject, turned(rate, value)) == Subject(changed, subject.place)
        for dial in momentum:
            for value in (dial["low"], 0.95, dial["high"]):
                changed = edit.with_method_value(scene, subject.place, dial["name"], value)
                assert led("race", subject, turned(dial, value)) == Subject(changed, subject.place)


@pytest.mark.parametrize("key", ["gd", "momentum", "adam"])
def test_the_dials_of_the_schedules_turn_those_of_all_runners(key: str) -> None:
    scene = variants.for_all(edit.with_method)(edit.with_steps(variants.opening(), 10), 0, key)
    for subject in subjects("schedules", scene):
        for dial in parts("schedules", subject, "dials"):
            if dial["name"] == "rate":
                wanted = variants.for_all(edit.with_rate)(scene, subject.place, 0.25)
            else:
                wanted = variants.for_all(edit.with_method_value)(scene, subject.place, dial["name"], 0.25)
            assert led("schedules", subject, turned(dial, 0.25)) == Subject(wanted, subject.place)


def test_a_value_beyond_its_slider_is_within_its_dial() -> None:
    scene = edit.with_method_value(
        edit.with_rate(edit.with_method(opening(), 0, "momentum"), 0, 55.0), 0, "momentum", 0.99999
    )
    for dial in parts("race", Subject(edit.with_steps(scene, 10), 0), "dials"):
        assert dial["low"] < dial["value"] == dial["high"]


@pytest.mark.parametrize("number", range(len(KNOTS)))
@pytest.mark.parametrize("tall", [0.5, 10.0], ids=["usual", "tall"])
def test_a_knot_bends_the_drawn_rate_and_nothing_else(number: int, tall: float) -> None:
    slow = variants.for_all(edit.with_rate)(variants.opening(), 0, 0.001)
    scene = edit.with_schedule_value(slow, 0, "k2", tall)
    place, subject = hand_drawn(scene), Subject(scene, 1)
    assert place is not None
    _, *pins = parts("schedules", subject, "pins")
    pin = pins[number]
    assert [one["name"] for one in pins] == list(KNOTS)
    assert controls(moved(pin, 0.0, 0.0)) == {"knots"}
    assert pin["high"][1] == pytest.approx(0.001 * min(1.12 * max(tall, 1.0), 10.0))
    for height in (0.0, 0.0001234567, pin["high"][1]):
        wanted = edit.with_schedule_value(scene, place, KNOTS[number], round(height / 0.001, 3))
        assert led("schedules", subject, moved(pin, pin["x"], height)) == Subject(wanted, 1)


def test_a_knot_beyond_the_last_step_is_not_offered() -> None:
    short = edit.with_steps(variants.opening(), 100)
    assert [pin["name"] for pin in parts("schedules", Subject(short, 0), "pins")] == ["start", "k1", "k2"]
    alone = replace(short, runners=tuple(replace(r, mark=i) for i, r in enumerate(short.runners[1:])))
    assert [pin["name"] for pin in parts("schedules", Subject(alone, 0), "pins")] == ["start"]
