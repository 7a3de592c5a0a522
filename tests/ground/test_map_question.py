"""The question of a map: invalid ones are refused with a sentence, links are exact, and any text can be read."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.kernel import COMPILED
from runs import bounds as limits
from runs import codec, edit
from runs.bounds import Bounds
from runs.catalog import OPTIMIZERS
from runs.comparison.comparison import value_of
from runs.ground import Ground, landscape
from runs.map import codec as map_codec
from runs.map import map as question_of
from runs.map.edit import (
    from_starts,
    of_settings,
    of_starts,
    with_base,
    with_measure,
    with_methods,
    with_second,
    with_side,
)
from runs.map.map import (
    COARSE,
    SIZES,
    STARTS,
    Map,
    first_map,
    fitted,
    largest,
    map_of,
    offered,
    weight,
    within_bounds,
)
from runs.map.measure import Measure
from runs.map.presets import PRESETS
from runs.map.span import Span
from runs.opening import opening
from runs.run import MAX_RUNS, RATE, WARMUP, Runner, X, optimizer, schedule
from runs.survey import MOST_WORK
from tests.ground.strategies import grounds, runner, starts

FIRST = first_map()
RACE = opening()
ONE = replace(RACE, runners=RACE.runners[:1])
MOMENTUM = replace(ONE, runners=(Runner(optimizer("momentum"), 0.01, mark=3),))
SHARED = {p.key for p in OPTIMIZERS["adam"].params} & {
    p.key for p in OPTIMIZERS["momentum"].params if p.kind == "number"
}
SETTINGS = Map(MOMENTUM, ("rate", "method.momentum"))
GD_TOO = replace(MOMENTUM, runners=(Runner(optimizer("gd"), 0.02), *MOMENTUM.runners))
ADAM_TOO = edit.added(MOMENTUM, "adam")
NESTEROV_TOO = replace(MOMENTUM, runners=(*MOMENTUM.runners, Runner(optimizer("nesterov"), 0.02, mark=4)))
THREE = edit.added(GD_TOO, "adam")
PAIR = Map(NESTEROV_TOO, ("rate", "method.momentum"), difference=True)
SAMPLED = edit.with_landscape(ONE, "linear_regression")
PLANNED = replace(MOMENTUM, runners=(Runner(optimizer("momentum"), 0.01, schedule("step")),))

WRONG = [
    (lambda: Map(None), "The base of a map must be a Scene."),
    (lambda: Map(THREE), "A map shows at most 2 runners."),
    (lambda: Map(ONE, difference=True), "One runner does not differ from itself."),
    (lambda: Map(ONE, measure=Measure("loss")), "Only a map of settings shows other measures or several starts."),
    (
        lambda: replace(PAIR, measure=Measure("loss")),
        "A difference is one of steps from one start.",
    ),
    (lambda: replace(SETTINGS, measure=Measure("fun")), "A map cannot show 'fun'."),
    (lambda: replace(SETTINGS, measure=Measure("loss", 3)), "A setting runs from 1, 16 or 64 starts, not from 3."),
    (lambda: replace(SETTINGS, measure=Measure("arrive")), "A share of starts needs more than one start."),
    (lambda: replace(SETTINGS, measure="loss"), "What a map shows must be a Measure."),
    (lambda: Map(ADAM_TOO, ("rate", "method.momentum")), "A map cannot vary 'method.momentum' here."),
    (lambda: Map(ONE, ("rate",)), "A map has two sides."),
    (lambda: Map(ONE, ("rate", "seed")), "A map cannot vary 'seed' here."),
    (lambda: Map(ONE, ("x", "rate")), "A map cannot vary 'x' here."),
    (lambda: Map(ONE, ("rate", "rate")), "The two sides of a map must be different numbers."),
    (
        lambda: Map(PLANNED, ("warmup", "schedule.every")),
        "One side of a map must be the learning rate or a number of the optimizer.",
    ),
    (lambda: Map(ONE, STARTS, (0.0, 1.0)), "The view of a map must be four edges."),
    (
        lambda: Map(ONE, STARTS, (1.0, 0.0, 0.0, 1.0)),
        "x from 1 to 0: the second number must be the larger one.",
    ),
    (
        lambda: Map(ONE, STARTS, (1.0, 1.0 + 4e-15, 0.0, 1.0)),
        "x: float64 has no finer numbers than these, so the map ends here.",
    ),
    (lambda: Map(ONE, STARTS, (0.0, 2e5, 0.0, 1.0)), "x (x) must be a number from −100000 to 100000, not 200000."),
    (
        lambda: Map(edit.with_steps(edit.with_ground_value(SAMPLED, "samples", 512.0), 10_000)),
        "1,024 walkers x 10,000 steps x 512 samples are too much for one survey.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_an_invalid_map_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        make()


# Sides.

SPANS = [
    Span("x", X, -2.0, 3.0),
    Span("x", X, 0.0, 1e-9),
    Span("rate", RATE, 1e-5, 10.0),
    Span("rate", RATE, 0.3, 0.3 + 1e-11),
    Span("method.momentum", OPTIMIZERS["momentum"].params[0], 0.0, 0.9999),
    Span("method.momentum", OPTIMIZERS["momentum"].params[0], 0.9, 0.9 + 1e-10),
]


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_places_are_evenly_spaced_on_the_scale_and_lie_in_the_middles_of_pixels(span):
    places, shares = span.places(16), (np.arange(16) + 0.5) / 16
    assert np.all(np.diff(places) > 0)
    assert span.low < places[0] < places[-1] < span.high
    assert np.allclose(span.share(places), shares, atol=1e-5)
    assert not span.coarse(16)
    if span.param.scale == "linear":
        assert np.allclose(places, np.linspace(span.low, span.high, 33)[1::2], rtol=0, atol=1e-15)
    elif span.high / span.low > 2 if span.scaled else span.low == 0.0:
        of = np.log(places) if span.scaled else np.log(1.0 - places)
        assert np.allclose(np.diff(of), np.diff(of)[0])


def test_whole_numbers_are_rounded():
    assert Span("warmup", WARMUP, 0.0, 4.0).places(4).tolist() == [0.0, 2.0, 2.0, 4.0]
    assert not Span("warmup", WARMUP, 0.0, 4.0).coarse(64)


def test_where_float64_ends_neighbours_share_a_number():
    assert Span("x", X, 1.0, 1.0 + 1e-14).coarse(256)
    assert not Span("x", X, 1.0, 1.0 + 1e-12).coarse(256)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_number_of_every_optimizer_can_be_a_side(key):
    scene = replace(ONE, runners=(Runner(optimizer(key), 0.01, schedule("step")),))
    assert offered(scene)[0] == "rate"
    for what in offered(scene)[1:]:
        across, down = Map(scene, ("rate", what)).spans()
        assert across.low < across.high
        middle = float(down.places(1)[0])
        assert value_of(Map(scene, ("rate", what)).scene_at(0.5, middle), what) == middle


def test_numbers_of_the_ground_and_of_the_noise_can_be_sides():
    offers = {
        "bowl": ("landscape.kappa", "landscape.angle"),
        "linear_regression": ("gradient.batch",),
        "moving_bowl": (),
    }
    for land, shapes in offers.items():
        scene = edit.on_ground(ONE, Ground(landscape(land)), (0.1, 0.1))
        plain = [what for what in offered(scene) if what.partition(".")[0] not in ("method", "schedule")]
        assert tuple(plain) == ("rate", "warmup", "clip", "noise", "gradient.delay", *shapes)
        for what in plain[1:]:
            whole = Map(scene, ("rate", what))
            x, y = (float(span.places(3)[1]) for span in whole.spans())
            assert value_of(whole.scene_at(x, y), what) == y
            assert whole.run_at(x, y).rate == x
            link = dict(map_codec.pairs(replace(whole, base=whole.scene_at(x, y))))
            assert whole.base.runners[0].mark == 0
            word = map_codec.word_of(whole.base.runners[0], what)
            assert word in link or y == 0.0
            assert map_codec.read(map_codec.write(whole)).map == whole


def test_a_map_that_shapes_the_ground_keeps_its_range_of_rates():
    whole = Map(edit.on_ground(ONE, Ground(landscape("bowl")), (0.1, 0.1)), ("rate", "landscape.kappa"))
    assert whole.picture().spans() == whole.spans()
    steeper = replace(whole, base=edit.with_ground_value(whole.base, "kappa", 77.0))
    assert steeper.spans()[0] != whole.spans()[0]  # where other rates are usual, they are shown
    seen, steeper = (replace(one, view=(0.01, 1.0, 1.0, 9.0)) for one in (whole, steeper))
    assert steeper.picture() == seen.picture()


def test_the_present_place_is_the_start_or_the_setting():
    assert Map(ONE).present() == (ONE.start,)
    assert SETTINGS.present() == ((0.01, 0.9),)
    assert Map(MOMENTUM, ("warmup", "rate")).present() == ((0.0, 0.01),)
    assert Map(PLANNED, ("schedule.every", "rate")).present()[0][0] == PLANNED.runners[0].schedule.values[0]
    assert PAIR.present() == ((0.01, 0.9), (0.02, 0.9))
    assert Map(GD_TOO).present() == (GD_TOO.start, GD_TOO.start)


# Two runners.


def test_two_runners_have_a_map_each_with_the_same_view():
    for pair in (PAIR, Map(GD_TOO), replace(Map(GD_TOO), view=(0.0, 1.0, 0.0, 1.0))):
        first, second = pair.each()
        for one in (first, second):
            for mine, shared in zip(one.spans(), pair.spans(), strict=True):
                assert np.array_equal(mine.places(16), shared.places(16))
        assert (first.base.runners, second.base.runners) == tuple((r,) for r in pair.base.runners)
        x, y = (float(span.places(1)[0]) for span in pair.spans())
        assert [pair.run_at(x, y, k) for k in (0, 1)] == [one.run_at(x, y) for one in (first, second)]
    assert Map(GD_TOO).each()[0].view is None
    assert SETTINGS.each() == (SETTINGS,)


def test_what_varies_is_what_all_runners_have():
    shared = [what for what in offered(GD_TOO) if not what.startswith("landscape.")]
    assert shared == ["rate", "warmup", "clip", "noise", "gradient.delay"]
    assert "method.momentum" in offered(NESTEROV_TOO)
    assert set(offered(ADAM_TOO)) == {*offered(GD_TOO), *(f"method.{key}" for key in SHARED)}


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_what_two_methods_share_has_the_same_places_for_both(key):
    scene = replace(MOMENTUM, runners=(Runner(optimizer("adam"), 0.01), Runner(optimizer(key), 0.02, mark=1)))
    for what in offered(scene)[1:]:
        first, second = (one.spans()[1].places(8) for one in Map(scene, ("rate", what)).each())
        assert np.array_equal(first, second)


def test_two_runners_are_as_much_work_as_both():
    assert weight(PAIR, 64) == sum(weight(one, 64) for one in PAIR.each())


def test_the_present_settings_of_two_runners_do_not_change_their_maps():
    turned = replace(PAIR, base=PAIR.scene_at(0.3, 0.5))
    assert turned.base != PAIR.base
    assert turned.picture() == PAIR.picture()


# Size.


@pytest.mark.parametrize("wanted", SIZES)
def test_a_usual_map_has_the_size_that_is_wanted(wanted):
    assert largest(FIRST, wanted) == wanted


def test_a_hostile_map_is_smaller():
    hostile = Map(edit.with_steps(edit.with_method(ONE, 0, "lbfgs"), 10_000))
    size = largest(hostile, 512)
    assert COARSE <= size < 256
    assert weight(hostile, size) <= question_of.HEAVIEST < weight(hostile, 2 * size)
    assert largest(Map(edit.with_steps(SAMPLED, 3000)), 512) < 512


def test_a_map_of_two_numbers_of_the_method_is_smaller():
    assert largest(Map(edit.with_method(ONE, 0, "adam"), ("method.beta1", "method.beta2")), 512) < 256


def test_a_small_server_computes_small_maps(monkeypatch):
    monkeypatch.setattr(question_of, "bounds", lambda: Bounds(100, 1000))
    monkeypatch.setattr(limits, "bounds", lambda: Bounds(100, 1000))
    assert largest(FIRST, 512) == 32
    smaller, remarks = within_bounds(FIRST)
    assert (smaller.base.steps, len(remarks)) == (100, 1)
    assert within_bounds(smaller) == (smaller, ())


# Links.

MAPS = {
    "first": FIRST,
    "two": Map(GD_TOO),
    "two settings": replace(PAIR, difference=False, view=(0.1, 0.2, 0.5, 0.75), fine=True),
    "difference": PAIR,
    "loss": replace(SETTINGS, measure=Measure("loss")),
    "share": replace(PAIR, difference=False, measure=Measure("arrive", 64)),
    "settings": SETTINGS,
    "zoomed": replace(SETTINGS, view=(0.1, 0.1 + 1e-9, 0.5, 0.75)),
    "schedule": Map(PLANNED, ("schedule.every", "rate")),
    **{key: make() for key, (_, make) in PRESETS.items()},
}


@pytest.mark.parametrize("name", MAPS)
def test_a_link_is_exact(name):
    assert map_codec.read("?" + map_codec.write(MAPS[name])) == map_codec.Reading(MAPS[name], ())


def test_an_empty_link_is_the_first_map():
    assert map_codec.read("") == map_codec.Reading(FIRST, ())
    assert map_codec.read("left=-1&right=1").map == replace(FIRST, view=(-1.0, 1.0, -5.0, 5.0))


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [
        ("measure=loss&starts=16", Measure("loss", 16), ()),
        ("starts=64", Measure("steps", 64), ()),
        ("measure=arrive", Measure(), ("measure in the link: A share of starts needs more than one start.",)),
    ],
)
def test_a_link_says_what_is_measured(text, measure, said):
    reading = map_codec.read(f"{map_codec.write(SETTINGS)}&{text}")
    assert (reading.map, reading.remarks) == (replace(SETTINGS, measure=measure), said)
    assert map_codec.read(f"{map_codec.write(FIRST)}&{text}").map == FIRST


def test_what_is_measured_is_an_edit():
    loss = with_measure(SETTINGS, "loss")
    assert loss.measure == Measure("loss")
    share = with_measure(loss, "arrive")
    assert share.measure == Measure("arrive", 16)
    assert from_starts(share, 64).measure == Measure("arrive", 64)
    assert from_starts(share, 1).measure == Measure("steps", 1)
    assert from_starts(loss, 16).measure == Measure("loss", 16)
    assert with_methods(loss, 1).measure == Measure("loss")
    assert with_methods(loss, 2).measure == Measure()
    assert of_starts(loss).measure == Measure()
    assert weight(from_starts(loss, 16), 64) == 16 * weight(loss, 64)


def test_the_view_of_the_whole_is_left_out():
    assert map_codec.read(f"{map_codec.write(FIRST)}&left=-5&right=5&bottom=-5&top=5") == map_codec.Reading(FIRST, ())


WORDS = {"x": "x", "rate": "run4.rate", "method.momentum": "run4.momentum", "warmup": "run4.warmup"}


def test_the_words_of_the_present_setting():
    runner = MOMENTUM.runners[0]
    assert {what: map_codec.word_of(runner, what) for what in WORDS} == WORDS
    assert map_codec.word_of(PLANNED.runners[0], "schedule.every") == "run1.schedule.every"


READ = [
    ("across=rate&down=method.nonsense", STARTS, "across and down in the link: A map cannot vary"),
    ("across=rate&down=rate", STARTS, "across and down in the link: The two sides"),
    ("left=3&right=1", STARTS, "The view in the link cannot be shown: x from 3 to 1"),
    ("left=nan", STARTS, "left in the link: x (x) must be a number"),
    ("across=rate&down=warmup&across=x", ("rate", "warmup"), "'across' appears twice in the link."),
]


@pytest.mark.parametrize(("text", "sides", "said"), READ)
def test_what_a_link_says_wrongly_is_told(text, sides, said):
    reading = map_codec.read(f"{codec.write(ONE)}&{text}")
    assert reading.map.sides == sides
    assert [remark.startswith(said) for remark in reading.remarks] == [True]


def test_the_link_of_a_race_is_the_map_of_its_first_visible_runner():
    hidden = replace(RACE, runners=(replace(RACE.runners[0], hidden=True), *RACE.runners[1:]))
    reading = map_codec.read(codec.write(hidden))
    assert reading.map.base.runners[0].method == RACE.runners[1].method
    assert reading.map.sides == STARTS
    assert all("this map shows one runner" in remark for remark in reading.remarks)
    assert len(reading.remarks) == len(RACE.runners) - 1


@pytest.mark.parametrize(("text", "left_out"), [("methods=two", 1), ("methods=difference", 1), ("methods=one", 2)])
def test_two_methods_of_a_race_are_its_first_visible_runners(text, left_out):
    reading = map_codec.read(f"{codec.write(THREE)}&{text}")
    assert reading.map.base.runners == THREE.runners[: 3 - left_out]
    assert reading.map.difference == (text == "methods=difference")
    assert [remark.endswith(" runner." if left_out > 1 else "two runners.") for remark in reading.remarks] == [
        True
    ] * left_out


def test_one_runner_has_no_difference_and_the_link_is_told_so():
    reading = map_codec.read(f"{codec.write(ONE)}&methods=difference")
    assert reading.map == Map(replace(ONE, view="map"))
    assert reading.remarks == ("methods in the link needs two runners. The map of one is shown instead.",)


def test_too_many_steps_are_shortened_with_a_sentence():
    scene = edit.with_steps(edit.with_ground_value(SAMPLED, "samples", 512.0), 10_000)
    reading = map_codec.read(codec.write(scene))
    assert 1024 * 512 * reading.map.base.steps <= MOST_WORK
    assert "too much for one survey" in reading.remarks[0]


def test_a_link_that_is_too_long_is_not_read():
    assert map_codec.read("x" * 30_000).map == FIRST


@settings(max_examples=200 if COMPILED else 20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*map_codec.EDGES, "across", "down", "methods", "run2", "x", "run1", "steps"]),
            st.text(max_size=8),
        )
    )
)
@example([("across", "rate"), ("down", "method.momentum"), ("left", "0"), ("right", "1e300")])
def test_any_link_can_be_read(given_pairs):
    reading = map_codec.read(urlencode(given_pairs))
    assert map_codec.read(map_codec.write(reading.map)) == map_codec.Reading(reading.map, ())


@settings(max_examples=100 if COMPILED else 10)
@given(st.data())
def test_every_race_becomes_a_map(data):
    ground = data.draw(grounds)
    alone = replace(data.draw(runner), batch=0, origin=None, at=0)
    scene = replace(ONE, ground=ground, start=data.draw(starts), runners=(alone,))
    question = map_of(scene)
    assert question.base.runners[0].method == scene.runners[0].method
    assert map_codec.read(map_codec.write(question)).map == question


# Edits.


@pytest.mark.parametrize("mark", [0, MAX_RUNS - 1])
@pytest.mark.parametrize(("key", "other"), [("gd", "momentum"), ("momentum", "gd"), ("adam", "gd")])
def test_a_second_method_comes_and_goes(key, other, mark):
    one = Map(replace(MOMENTUM, runners=(Runner(optimizer(key), 0.01, mark=mark),)))
    two, apart = with_methods(one, 1), with_methods(one, 2)
    assert [r.method.key for r in two.base.runners] == [key, other]
    assert (two.difference, apart) == (False, replace(two, difference=True))
    assert with_methods(apart, 1) == two
    assert with_methods(two, 2) == apart
    back = with_methods(apart, 0)
    assert [replace(r, mark=mark) for r in back.base.runners] == list(one.base.runners)
    assert [map_codec.methods(made) for made in (one, two, apart)] == [0, 1, 2]


def test_edits():
    assert of_settings(Map(MOMENTUM)) == SETTINGS
    assert of_settings(SETTINGS) is SETTINGS
    assert of_starts(SETTINGS) == Map(MOMENTUM)
    assert with_side(SETTINGS, 0, "method.momentum").sides == ("method.momentum", "rate")
    assert with_side(SETTINGS, 1, "warmup").sides == ("rate", "warmup")
    assert with_side(Map(MOMENTUM), 1, "warmup").sides == ("rate", "warmup")
    assert with_side(with_side(SETTINGS, 0, "warmup"), 1, "clip").sides == ("rate", "clip")
    zoomed = replace(Map(MOMENTUM), view=(0.0, 1.0, 0.0, 1.0))
    assert with_base(zoomed, edit.with_steps(MOMENTUM, 7)).view == zoomed.view
    assert with_base(zoomed, edit.with_landscape(MOMENTUM, "bowl")).view is None
    assert with_base(SETTINGS, edit.with_method(MOMENTUM, 0, "gd")).sides == ("rate", "warmup")
    assert fitted(MOMENTUM, SETTINGS.sides, (5.0, 1.0, 0.0, 1.0)) == SETTINGS
    with_rate = with_second(PAIR, edit.with_rate, 0, 0.5)
    assert with_rate == replace(PAIR, base=edit.with_rate(PAIR.base, 1, 0.5))
    assert with_second(PAIR, edit.with_method, 0, "gd").sides == ("rate", "warmup")
    assert with_second(Map(GD_TOO), edit.with_method, 0, "adam").sides == STARTS
    with pytest.raises(ValueError, match="cannot vary"):
        with_side(SETTINGS, 0, "nonsense")
