"""Comparisons: panes differ in exactly what varies, values are suggested, links are exact."""

import re
from contextlib import suppress
from dataclasses import fields, replace
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.kernel import COMPILED
from runs import bounds as limits
from runs import codec, edit
from runs.bounds import Bounds
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.comparison import codec as comparison_codec
from runs.comparison.comparison import (
    BEST,
    CHANGES,
    ENTRIES,
    MOST,
    NUMBERS,
    Axis,
    Comparison,
    param_of,
    value_of,
    varied,
    within_bounds,
)
from runs.comparison.edit import (
    comparison_of,
    first_comparison,
    labels,
    opened,
    separated,
    suited,
    thinned,
    together,
    with_base,
    with_best,
    with_count,
    with_values,
    with_what,
)
from runs.comparison.fill import (
    NAMES,
    USUAL,
    choices,
    doubts,
    filled,
    label,
    name_of,
    read_values,
    spaced,
    write_values,
)
from runs.comparison.presets import PRESETS
from runs.ground import FRAME, Ground, landscape
from runs.opening import opening, suggested_rate
from runs.run import MAX_RUNS, RATE, Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from studies.measures import reached
from tests.ground.strategies import grounds, hostile, runner, starts, value
from tests.hand import joined, placed, with_start_in_pane

BOWL = Scene(
    Ground(landscape("bowl", {"kappa": 20.0}), (10.0, 0.0, 0.0, 1.0, 1.0)), (1.0, -1.0), 200,
    (Runner(optimizer("momentum", {"momentum": 0.5}), 0.02, schedule("step"), mark=2, warmup=5, clip=3.0),), 0.25, 7,
)  # fmt: skip
RACE = replace(
    BOWL, runners=(BOWL.runners[0], Runner(optimizer("nesterov"), 0.1, schedule("step", {"every": 7.0}), mark=4))
)
APART = replace(BOWL, runners=(Runner(optimizer("sam"), 0.1), Runner(optimizer("rmsprop"), 0.1, mark=1)))
"""Two runners whose parameters of one name do not take the same values."""
COMPARISON = first_comparison()
GRID = Comparison(BOWL, Axis("rate", (0.001, 0.01, 0.1)), Axis("start", ((1.0, 1.0), (0.5, -0.5))))


def differing(one, other):
    """The fields in which two values differ."""
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


# What varies, and nothing else.

OF_A_RUN = {
    "rate": {"rate"}, "warmup": {"warmup"}, "noise": {"noise"}, "seed": {"seed"}, "start": {"start"},
    "method": {"method"}, "schedule": {"schedule"}, "landscape": {"ground"}, "frame": {"ground"},
    "gradient": {"gradient"}, **{key: {key} for key in ("warmup_form", "clip", "clip_by")},
}  # fmt: skip
BROUGHT_ALONG = {"landscape": {"start"}}


@pytest.mark.parametrize("scene", [BOWL, COMPARISON.base], ids=["bowl", "ravine"])
@pytest.mark.parametrize("count", [2, 3, 9])
def test_neighbours_differ_in_what_varies_and_in_nothing_else(scene, count):
    (plain,) = scene.runs()
    for what in choices(scene):
        axis = filled(scene, what, count)
        own = OF_A_RUN[what.split(".")[0]] | BROUGHT_ALONG.get(what, set())
        runs = Comparison(scene, axis).runs()
        assert len(set(runs)) == len(axis.values) >= 2
        for run in runs:
            assert differing(run, plain) <= own, what
        for one, other in pairwise(runs):
            assert OF_A_RUN[what.split(".")[0]] <= differing(one, other), what


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_parameter_of_every_method_may_vary(key):
    scene = replace(BOWL, runners=(Runner(optimizer(key), 0.01),))
    for param in OPTIMIZERS[key].params:
        runs = Comparison(scene, filled(scene, f"method.{param.key}")).runs()
        at = [p.key for p in OPTIMIZERS[key].params].index(param.key)
        assert len({run.method.values[at] for run in runs}) == len(runs)
        assert all(run.method.values[:at] == runs[0].method.values[:at] for run in runs)


@pytest.mark.parametrize("key", LANDSCAPES)
def test_every_parameter_of_every_landscape_may_vary(key):
    ground = Ground(landscape(key))
    scene = Scene(ground, next(iter(ground.starts().values())), 10, (Runner(optimizer("gd"), 0.01),))
    for param in (*LANDSCAPES[key].params, *FRAME):
        group = "frame" if param in FRAME else "landscape"
        grown = Comparison(scene, filled(scene, f"{group}.{param.key}")).runs()
        assert len({run.ground for run in grown}) == len(grown)


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_parameter_of_every_schedule_may_vary(key):
    scene = replace(BOWL, runners=(Runner(optimizer("gd"), 0.01, schedule(key)),))
    for param in SCHEDULES[key].params:
        plans = {run.schedule for run in Comparison(scene, filled(scene, f"schedule.{param.key}")).runs()}
        assert len(plans) >= 2


def test_panes_stand_row_by_row():
    assert [(run.start, run.rate) for run in GRID.runs()] == [
        (start, rate) for start in ((1.0, 1.0), (0.5, -0.5)) for rate in (0.001, 0.01, 0.1)
    ]
    assert (GRID.rows, GRID.columns, GRID.panes) == (2, 3, 6)
    assert (Comparison(BOWL, GRID.across).rows, Comparison(BOWL, GRID.across).panes) == (1, 3)


def test_what_is_so_already_stays_as_it_is():
    for what, key in (("method", "momentum"), ("landscape", "bowl"), ("schedule", "step")):
        assert varied(BOWL, what, key) == BOWL


@pytest.mark.parametrize("scene", [BOWL, COMPARISON.base], ids=["bowl", "ravine"])
def test_what_varies_is_what_stands_there(scene):
    for what in choices(scene):
        if what in NUMBERS or "." in what:
            for number in filled(scene, what, 3).values:
                assert value_of(varied(scene, what, number), what) == number
            assert varied(scene, what, value_of(scene, what)) == scene


def test_another_method_takes_over_shared_parameters_and_the_rate():
    (run,) = varied(BOWL, "method", "nesterov").runs()
    assert (run.method, run.rate) == (optimizer("nesterov", {"momentum": 0.5}), 0.02)


def test_another_landscape_keeps_the_frame_and_brings_its_start():
    (run,) = varied(BOWL, "landscape", "booth").runs()
    assert run.ground == Ground(landscape("booth"), BOWL.ground.frame)
    assert run.start == next(iter(run.ground.starts().values()))
    assert run.rate == 0.02


def test_entries_are_set_before_what_belongs_to_them():
    below = Axis("method.momentum", (0.1, 0.2))
    methods = Axis("method", ("nesterov", "momentum"))
    for across, down in ((below, methods), (methods, below)):
        found = {(run.method.key, run.method.values[0]) for run in Comparison(BOWL, across, down).runs()}
        assert found == {(key, share) for key in methods.values for share in below.values}


def test_a_suited_rate_is_the_suggested_one_away_from_the_base():
    methods, lands = Axis("method", ("momentum", "adam")), Axis("landscape", ("bowl", "booth"))
    first, *others = Comparison(BOWL, methods, lands, suited=True).runs()
    assert (first.rate, first.ground) == (0.02, BOWL.ground)
    assert [run.rate for run in others] == [suggested_rate(run.ground, run.method.key) for run in others]
    assert {run.rate for run in Comparison(BOWL, methods, lands).runs()} == {0.02}
    rates = Axis("rate", (0.1, 0.2))
    assert [run.rate for run in Comparison(BOWL, methods, rates, suited=True).runs()] == [0.1, 0.1, 0.2, 0.2]


def test_runners_stand_side_by_side_as_they_are():
    comparison = Comparison(RACE, filled(RACE, "runner"), Axis("seed", (1.0, 2.0)))
    assert [scene.runners[0] for scene in comparison.scenes()] == [*RACE.runners, *RACE.runners]
    assert [run.seed for run in comparison.runs()] == [1, 1, 2, 2]
    assert labels(comparison) == (("Seed 1", "Seed 2"), ("Momentum, η 0.02", "Nesterov, η 0.1"))


def test_every_pane_may_have_a_start_of_its_own():
    places = tuple((k / 10, -k / 10) for k in range(3))
    assert tuple(run.start for run in Comparison(BOWL, GRID.across, starts=places).runs()) == places


WRONG = [
    (lambda: Axis(1, (1.0, 2.0)), "What varies must have a name."),
    (lambda: Axis("rate", [1.0, 2.0]), "The values of what varies must be a tuple."),
    (lambda: Axis("rate", (1.0,)), "What varies takes 2 to 9 values, not 1."),
    (lambda: Axis("rate", tuple(map(float, range(10)))), "What varies takes 2 to 9 values, not 10."),
    (lambda: Axis("rate", (1.0, 1.0)), "Two panes would show the same picture, because one value appears twice."),
    (
        lambda: Axis("start", ((1.0, 2.0, 3.0), (0.0, 0.0))),
        "Every value of what varies must be a number, a key or a start.",
    ),
    (lambda: Comparison(None, GRID.across), "The base of a comparison must be a Scene."),
    (lambda: Comparison(BOWL, "rate"), "What varies across and down must be an Axis."),
    (
        lambda: Comparison(BOWL, GRID.across, GRID.across),
        "rate varies across already, so something else must vary down.",
    ),
    (lambda: Comparison(BOWL, filled(BOWL, "rate", 5), GRID.down), "A comparison has at most 9 panes, not 2 x 5."),
    (lambda: Comparison(RACE, GRID.across), "A scene with several runners can only be compared runner by runner."),
    (
        lambda: Comparison(RACE, filled(RACE, "runner"), Axis("method", ("gd", "adam"))),
        "The runners vary already, and with them the optimizer.",
    ),
    (lambda: Comparison(BOWL, GRID.across, suited=1), "Whether the suggested rates are used must be True or False."),
    (
        lambda: Comparison(BOWL, GRID.across, starts=[]),
        "The starts of a comparison must be a tuple of pairs of numbers.",
    ),
    (
        lambda: Comparison(BOWL, GRID.across, starts=([0, 0],) * 3),
        "The starts of a comparison must be a tuple of pairs of numbers.",
    ),
    (
        lambda: Comparison(BOWL, GRID.across, starts=((0.0, 0.0),)),
        "There must be one start for each pane or none, not 1.",
    ),
    (
        lambda: Comparison(BOWL, GRID.across, GRID.down, ((0.0, 0.0),) * 6),
        "The start varies already, so a pane cannot have a start of its own.",
    ),
    (lambda: Comparison(BOWL, Axis("start", (1.0, 2.0))), "When starts vary, every value must be a pair of numbers."),
    (
        lambda: Comparison(BOWL, Axis("runner", (0, 1))),
        "When runners vary, every value must be the mark of one of the scene's runners.",
    ),
    (lambda: Comparison(BOWL, Axis("method", ("gd", "warp"))), "There is no method 'warp'."),
    (lambda: Comparison(BOWL, Axis("landscape", (1.0, 2.0))), "There is no landscape '1.0'."),
    (
        lambda: Comparison(BOWL, Axis("rate", (0.1, -1.0))),
        "η (rate) must be a number from 10⁻¹² to 10⁶, not −1.",
    ),
    (
        lambda: Comparison(BOWL, Axis("seed", (1.0, 1.5))),
        "Seed (seed) must be a whole number from 0 to 2147483648, not 1.5.",
    ),
    (
        lambda: Comparison(BOWL, Axis("rate", ("gd", "adam"))),
        "η (rate) must be a number from 10⁻¹² to 10⁶, not something of the kind str.",
    ),
    (lambda: Comparison(BOWL, Axis("method.beta1", (0.1, 0.2))), "Momentum has no 'beta1' that could vary."),
    (lambda: Comparison(BOWL, Axis("landscape.b", (0.1, 0.2))), "Bowl has no 'b' that could vary."),
    (lambda: Comparison(BOWL, Axis("colour", (0.1, 0.2))), "A scene has no 'colour' that could vary."),
    (lambda: Comparison(BOWL, Axis("frame", (0.1, 0.2))), "A scene has no 'frame' that could vary."),
    (lambda: Comparison(BOWL, Axis("rate.x", (0.1, 0.2))), "A scene has no 'x' that could vary."),
    (
        lambda: Comparison(BOWL, Axis("method", ("gd", "momentum")), Axis("method.momentum", (0.1, 0.2))),
        "Gradient descent has no 'momentum' that could vary.",
    ),
    (lambda: opened(GRID, 6), "There is no pane number 7."),
    (lambda: opened(GRID, -1), "There is no pane number 0."),
    (lambda: filled(BOWL, "runner"), "Runners can vary only if the scene has several of them."),
    (lambda: filled(BOWL, "method.beta1"), "Momentum has no 'beta1' that could vary."),
    (lambda: spaced(RATE, 1.0, 0.1, 3), "η from 1 to 0.1: the second number must be the larger one."),
    (lambda: spaced(RATE, 0.1, 1.0, 1), "What varies takes 2 to 9 values, not 1."),
    (
        lambda: with_what(comparison_of(BOWL), "down", "rate"),
        "Learning rate η varies across already, so something else",
    ),
    (lambda: with_count(comparison_of(BOWL), "down", 3), "Nothing varies down here."),
    (lambda: with_count(GRID, "across", 5), "A comparison has at most 9 panes, not 2 x 5."),
    (
        lambda: with_base(COMPARISON, edit.with_method(COMPARISON.base, 0, "gd")),
        "Gradient descent has no 'momentum' that could",
    ),
    (lambda: read_values(BOWL, "rate", "1, much"), "η (rate) must be a number, not 'much': the character 'm' at"),
    (lambda: read_values(BOWL, "rate", ""), "η (rate) must be a number, not '': it is empty."),
    (lambda: read_values(BOWL, "rate", "1" * 1001), "The list of values is too long and was not read."),
    (lambda: read_values(BOWL, "start", "1 2 3"), "Write starts as pairs of coordinates: (-1.2, 1) (0, 2)."),
    (lambda: read_values(BOWL, "method", "gd, adam"), "Optimizer cannot be typed in: choose its values from the list."),
]


@pytest.mark.parametrize(("how", "sentence"), WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_is_refused_with_a_sentence(how, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        how()


def test_a_fork_stays_in_the_race():
    forked = edit.forked(BOWL, 0, 3)
    with pytest.raises(ValueError, match="fork of runner 3"):
        Comparison(forked, filled(forked, "runner"))
    assert comparison_of(forked) == comparison_of(BOWL)


# Rows that fill themselves.

ROWS = [
    ("rate", 1e-4, 1.0, 5, (1e-4, 1e-3, 1e-2, 1e-1, 1.0)),
    ("rate", 1e-4, 1.0, 9, (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0)),
    ("rate", 0.1, 0.2, 3, (0.1, 0.14, 0.2)),
    ("method.momentum", 0.0, 0.999, 4, (0.0, 0.9, 0.99, 0.999)),
    ("method.momentum", 0.5, 0.6, 2, (0.5, 0.6)),
    ("frame.rotation", -90.0, 90.0, 5, (-90.0, -45.0, 0.0, 45.0, 90.0)),
    ("noise", 0.0, 1.0, 4, (0.0, 0.333, 0.667, 1.0)),
    ("warmup", 0.0, 200.0, 5, (0.0, 50.0, 100.0, 150.0, 200.0)),
    ("warmup", 0.0, 3.0, 9, (0.0, 1.0, 2.0, 3.0)),
    ("schedule.every", 1.0, 1000.0, 4, (1.0, 10.0, 100.0, 1000.0)),
]


@pytest.mark.parametrize(("what", "low", "high", "count", "expected"), ROWS)
def test_a_row_fills_itself_evenly_on_the_scale_of_its_parameter(what, low, high, count, expected):
    assert spaced(param_of(BOWL, what), low, high, count) == expected
    assert read_values(BOWL, what, f"{low!r} ... {high!r}", count) == Axis(what, expected)


@settings(max_examples=80 if COMPILED else 25)
@given(st.data())
def test_any_range_is_filled_in_order_and_from_end_to_end(data):
    param = param_of(BOWL, data.draw(st.sampled_from([w for w in choices(BOWL) if w in NUMBERS or "." in w])))
    low, high, count = data.draw(value(param)), data.draw(value(param)), data.draw(st.integers(2, MOST))
    assume(low < high)
    found = spaced(param, low, high, count)
    assert (found[0], found[-1]) == (low, high)
    assert all(a < b for a, b in pairwise(found))
    assert [param.check(v) for v in found] == list(found)
    assert len(found) <= count
    assert len(found) == count or param.kind != "number" or found == (low, high)


@pytest.mark.parametrize("count", [2, 6, 9])
@pytest.mark.parametrize("scene", [BOWL, RACE, opening()], ids=["bowl", "race", "opening"])
def test_whatever_may_vary_fills_itself_and_has_a_name(scene, count):
    assert len({name_of(scene, what) for what in choices(scene)}) == len(choices(scene))
    for what in choices(scene):
        axis = filled(scene, what, count)
        assert len(axis.values) == count or what == "runner" or param_of(scene, what).kind in ("choice", "switch")
        assert len({label(scene, what, v) for v in axis.values}) == len(axis.values), what


def test_the_rate_fills_itself_from_crawling_to_diverging():
    rates = filled(BOWL, "rate", 6).values
    suits = suggested_rate(BOWL.ground, "momentum")
    assert rates[0] < 0.01 * suits < suits < rates[-1]


def test_a_switch_and_a_choice_fill_themselves_with_all_they_may_be():
    adam = replace(BOWL, runners=(Runner(optimizer("adam"), 0.1),))
    assert filled(adam, "method.correct").values == (0.0, 1.0)
    assert label(adam, "method.correct", 0.0) == "bias correction off"
    assert filled(BOWL, "method.convention").values == (0.0, 1.0, 2.0)


@pytest.mark.parametrize("what", USUAL)
def test_what_a_course_compares_is_in_the_catalogue_and_the_scenes_own_is_among_it(what):
    assert set(USUAL[what]) <= set(ENTRIES[what])
    assert len(set(USUAL[what])) == MOST
    for key in ENTRIES[what]:
        axis = filled(varied(BOWL, what, key), what, 3)
        assert key in axis.values
        assert len(axis.values) == 3


def test_on_samples_the_batch_is_what_may_vary_first_and_fills_itself_from_one_to_all():
    scene = PRESETS["Batch sizes, from one sample to all"]().base
    assert choices(scene)[0] == "gradient.batch"
    assert "gradient.batch" not in choices(BOWL)
    assert filled(scene, "gradient.batch", 7).values == (1.0, 2.0, 4.0, 8.0, 20.0, 30.0, 64.0)


def test_of_several_runners_what_all_of_them_have_may_vary():
    assert "method.momentum" in choices(RACE)
    assert "method.convention" not in choices(RACE)
    assert "schedule.every" in choices(RACE)
    other = replace(RACE, runners=(RACE.runners[0], Runner(optimizer("nesterov"), 0.1, mark=4)))
    assert "schedule.every" not in choices(other)
    assert "method" not in choices(RACE)
    assert set(NAMES) | set(NUMBERS) == set(CHANGES)


def test_every_choice_of_a_race_makes_a_comparison():
    for what in choices(RACE):
        comparison = with_what(comparison_of(RACE), "down", what) if what != "runner" else comparison_of(RACE)
        assert {r.method.key for s in comparison.scenes() for r in s.runners} == {"momentum", "nesterov"}


@settings(max_examples=60 if COMPILED else 20)
@given(st.data())
def test_typed_values_are_read_back_exactly(data):
    what = data.draw(st.sampled_from(["rate", "noise", "seed", "method.momentum", "frame.shift_x", "start"]))
    one = starts if what == "start" else value(param_of(BOWL, what))
    axis = Axis(what, tuple(data.draw(st.lists(one, min_size=2, max_size=MOST, unique=True))))
    assert read_values(BOWL, what, write_values(BOWL, axis)) == axis


@pytest.mark.parametrize("text", ["1e-4 ... 1", "0.0001..1", "1e-4…1", " 0.0001 to 1 ", "0,0001 ... 1", "10⁻⁴…1,0"])
def test_a_range_may_be_typed_in_several_ways(text):
    assert read_values(BOWL, "rate", text, 3).values == (1e-4, 1e-2, 1.0)


TYPED = [
    ("rate", "0,01; 0,1; 1", (0.01, 0.1, 1.0)),
    ("rate", "0,01 0,1 1", (0.01, 0.1, 1.0)),
    ("rate", "10⁻³, 1·10⁻², 0.1", (1e-3, 1e-2, 0.1)),
    ("rate", "\uff10\uff0e\uff15\uff0c\uff10\uff0e\uff12\uff15", (0.5, 0.25)),
    ("rate", "1,000, 10,000", (1000.0, 10_000.0)),
    ("noise", "1,5", (1.0, 5.0)),
    ("noise", "0.5,0.25 0.125", (0.5, 0.25, 0.125)),
    ("start", "(−1.2, 1) (0, 2)", ((-1.2, 1.0), (0.0, 2.0))),
    ("start", "(1,2) (3,4)", ((1.0, 2.0), (3.0, 4.0))),
    ("start", "1,2 3,4", ((1.0, 2.0), (3.0, 4.0))),
    ("start", "(1,5; 2) (0; 2,5)", ((1.5, 2.0), (0.0, 2.5))),
    ("start", "(1,5 2)(0, 2,5", ((1.5, 2.0), (0.0, 2.5))),
    ("start", "1,5; 2; 0; 2,5", ((1.5, 2.0), (0.0, 2.5))),
]


@pytest.mark.parametrize(("what", "text", "values"), TYPED)
def test_numbers_of_a_list_are_read_as_people_write_them(what, text, values):
    assert read_values(BOWL, what, text).values == values


UNCLEAR = [
    ("rate", "0,01; 0,1", ()),
    ("rate", "much", ()),
    ("start", "(1,2) (3,4)", ()),
    ("noise", "1,5", ("'1,5' was read as two numbers. Write a semicolon behind a number that has a decimal comma.",)),
    ("noise", "0,5 1", ("The commas were read as decimal signs: 0.5; 1.",)),
    (
        "start",
        "1,2 3,4",
        ("Each comma was read as the one between x and y. Decimal commas need brackets and semicolons: (1,5; 2).",),
    ),
    (
        "noise",
        "1,500 ... 2,000,000",
        ("'1,500' was read as 1500, with a comma between thousands. For a decimal sign, write 1.500.",),
    ),
]


@pytest.mark.parametrize(("what", "text", "sentences"), UNCLEAR)
def test_a_list_with_two_readings_gets_a_sentence_that_says_how_it_was_read(what, text, sentences):
    assert doubts(what, text) == sentences


# Changes.


def test_a_newcomer_sees_rates_across_and_momentum_down():
    assert labels(COMPARISON) == (("γ 0", "γ 0.9", "γ 0.99"), ("η 0.01", "η 0.08", "η 0.15"))
    assert COMPARISON.base.ground.entry.key == "ravine"


def test_that_comparison_tells_a_story():
    (crawling, arriving, gone), (slow, best, late), swinging = (
        [simulate(run) for run in COMPARISON.runs()[row : row + 3]] for row in (0, 3, 6)
    )
    assert crawling.losses[-1] > 1.0
    assert gone.word == "diverged"
    steps = [reached(way, 1e-3) or 999 for way in (arriving, slow, late, best)]
    assert steps == sorted(steps, reverse=True)
    assert all(reached(way, 1e-3) is None and way.word == "moving" for way in swinging)


@pytest.mark.compiled
@pytest.mark.parametrize("title", PRESETS)
def test_a_preset_is_a_comparison_whose_panes_differ(title):
    comparison = PRESETS[title]()
    assert comparison_codec.read(comparison_codec.write(comparison)) == comparison_codec.Reading(comparison, ())
    ways = [simulate(run) for run in comparison.runs()]
    assert len({(way.losses.size, float(way.losses[-1])) for way in ways}) > 0.6 * comparison.panes


def test_the_turned_ravine_is_all_one_to_descent_and_not_to_adam():
    ways = [simulate(run) for run in PRESETS["The same ravine, turned"]().runs()]
    ends = [float(way.losses[-1]) for way in ways]
    assert ends[:3] == pytest.approx(ends[:1] * 3, rel=1e-6)
    assert [reached(way, 1e-3) for way in ways[3:6]] == [reached(ways[3], 1e-3)] * 3
    assert reached(ways[6], 1e-3) is not None
    assert [reached(way, 1e-3) for way in ways[7:]] == [None, None]


def test_a_race_arrives_runner_by_runner_and_a_pane_goes_back_as_it_is():
    hidden = replace(RACE.runners[0], hidden=True)
    third = Runner(optimizer("gd"), 0.1, mark=6)
    comparison = comparison_of(replace(RACE, runners=(hidden, RACE.runners[1], third)))
    assert [scene.runners for scene in comparison.scenes()] == [(RACE.runners[1],), (third,)]
    assert opened(comparison, 1) == replace(BOWL, runners=(third,))
    assert comparison_of(replace(BOWL, runners=(replace(BOWL.runners[0], hidden=True),))).panes == 6
    assert labels(comparison_of(BOWL))[0] == ("",)
    assert comparison_of(opening()).panes == len(opening().runners)


def test_something_else_varies_and_the_other_side_stays():
    down = with_what(COMPARISON, "down", "landscape.b")
    assert (down.across, down.down) == (COMPARISON.across, filled(COMPARISON.base, "landscape.b", 3))
    across = with_what(COMPARISON, "across", "landscape.b")
    assert (across.across, across.down) == (filled(COMPARISON.base, "landscape.b", 3), COMPARISON.down)
    assert with_what(COMPARISON, "down", "") == Comparison(COMPARISON.base, COMPARISON.across)


@pytest.mark.parametrize(("side", "what"), [("across", "method.momentum"), ("down", "rate")])
def test_what_varies_on_the_other_side_changes_places(side, what):
    assert with_what(COMPARISON, side, what) == Comparison(COMPARISON.base, COMPARISON.down, COMPARISON.across)


def test_a_long_row_is_thinned_where_rows_come():
    row = comparison_of(COMPARISON.base)
    assert row.columns == 6
    matrix = with_what(row, "down", "method.momentum")
    assert matrix.across.values == (row.across.values[0], row.across.values[2], row.across.values[5])
    assert with_what(row, "down", "method.convention").panes == 9
    eight = comparison_of(replace(BOWL, runners=tuple(Runner(optimizer("gd"), 0.1, mark=m) for m in range(MAX_RUNS))))
    assert with_what(eight, "down", "seed").across.values == (0, 1, 2)
    assert with_what(with_what(eight, "down", "seed"), "across", "seed").rows == 3


def test_thinning_keeps_the_ends_of_numbers_and_the_first_of_names():
    assert thinned(Axis("rate", (0.1, 0.2, 0.3, 0.4, 0.5)), 3).values == (0.1, 0.3, 0.5)
    assert thinned(Axis("method", ("gd", "adam", "lion")), 2).values == ("gd", "adam")
    assert thinned(GRID.across, 3) is GRID.across


def test_what_varied_down_is_left_out_where_it_cannot_go_with_what_varies_across():
    comparison = with_what(COMPARISON, "across", "method")
    assert comparison.down is None
    assert comparison.across.values == USUAL["method"][:6]
    with pytest.raises(ValueError, match="no 'momentum'"):
        with_what(with_what(comparison_of(COMPARISON.base), "across", "method.momentum"), "down", "method")


def test_methods_and_landscapes_are_compared_at_rates_that_suit_them_until_somebody_says_otherwise():
    comparison = with_what(COMPARISON, "across", "method")
    assert comparison.suited
    assert not with_what(comparison, "across", "rate").suited
    assert not suited(comparison, False).suited
    assert not with_what(suited(comparison, False), "down", "seed").suited
    assert with_what(comparison, "down", "seed").suited


def test_one_runner_is_left_where_runners_vary_no_longer():
    comparison = with_what(comparison_of(RACE), "across", "rate")
    assert comparison.base.runners == (RACE.runners[0],)


def test_values_and_their_number_change():
    typed = with_values(GRID, "across", Axis("rate", (0.5, 0.7)))
    assert (typed.across.values, typed.down) == ((0.5, 0.7), GRID.down)
    assert with_values(GRID, "down", Axis("seed", (1.0, 2.0, 3.0))).rows == 3
    assert with_count(GRID, "across", 4).across.values == (0.001, 0.005, 0.02, 0.1)
    assert with_count(GRID, "down", 3).down == filled(BOWL, "start", 3)
    assert with_count(with_what(GRID, "down", "seed"), "down", 2).down == Axis("seed", (7.0, 8.0))
    assert with_count(comparison_of(RACE), "across", 2) == comparison_of(RACE)


def test_a_row_that_filled_itself_fills_itself_anew_on_another_landscape_and_a_typed_one_stays():
    base = edit.with_landscape(BOWL, "rosenbrock")
    fresh = with_base(Comparison(BOWL, filled(BOWL, "rate", 5), starts=((0.0, 0.0),) * 5), base)
    assert (fresh.across, fresh.starts) == (filled(base, "rate", 5), ())
    assert fresh.across != filled(BOWL, "rate", 5)
    assert with_base(GRID, base).across == GRID.across
    assert with_base(Comparison(BOWL, GRID.across), base).down is None
    own = separated(Comparison(BOWL, GRID.across))
    assert with_base(own, edit.with_steps(BOWL, 9)).starts == own.starts


def test_a_start_given_in_a_pane_is_that_of_all_or_of_that_pane():
    row = Comparison(BOWL, GRID.across)
    assert {run.start for run in with_start_in_pane(row, 1, 0.2, 0.3).runs()} == {(0.2, 0.3)}
    alone = with_start_in_pane(separated(row), 1, 0.2, 0.3)
    assert [run.start for run in alone.runs()] == [(1.0, -1.0), (0.2, 0.3), (1.0, -1.0)]
    assert together(alone) == row
    assert separated(alone) == alone
    moved = Axis("start", ((1.0, 1.0), (0.2, 0.3)))
    assert with_start_in_pane(GRID, 4, 0.2, 0.3) == Comparison(BOWL, GRID.across, moved)
    assert with_start_in_pane(with_what(GRID, "across", "start"), 1, 0.2, 0.3) == Comparison(BOWL, moved, GRID.across)
    lands = Comparison(BOWL, Axis("landscape", ("bowl", "booth")))
    assert with_start_in_pane(lands, 0, 0.2, 0.3).base.start == (0.2, 0.3)
    assert with_start_in_pane(lands, 1, 0.2, 0.3).starts == (BOWL.start, (0.2, 0.3))


def wandering(comparison: Comparison) -> list[Comparison]:
    """A comparison, and the same with starts of their own, and with starts that vary on either side."""
    found = [comparison]
    for change in (
        separated, lambda one: with_what(one, "across", "start"), lambda one: with_what(one, "down", "start"),
    ):  # fmt: skip
        with suppress(ValueError):  # the starts vary already
            found.append(change(comparison))
    return found


def test_presets_wander_in_every_way():
    ways = [one for make in PRESETS.values() for one in wandering(make())]
    assert sum(one.across.what == "start" for one in ways) >= len(PRESETS)
    assert sum(one.down is not None and one.down.what == "start" for one in ways) >= len(PRESETS) - 1
    assert sum(bool(one.starts) for one in ways) >= len(PRESETS) - 1


@pytest.mark.parametrize("title", PRESETS)
def test_the_words_of_a_start_say_in_the_link_what_moving_it_in_any_pane_changes(title):
    for comparison in wandering(PRESETS[title]()):
        for pane in range(comparison.panes):
            words = placed(comparison_codec.start_words(comparison, pane), -0.375, 0.0625)
            link = joined(comparison_codec.write(comparison), words)
            assert comparison_codec.read(link) == comparison_codec.Reading(
                with_start_in_pane(comparison, pane, -0.375, 0.0625), ()
            )


def test_starts_of_their_own_end_with_the_number_of_panes():
    own = separated(GRID.__class__(BOWL, GRID.across))
    assert with_values(own, "across", Axis("rate", (1.0, 2.0, 3.0))).starts == own.starts
    assert with_values(own, "across", Axis("rate", (1.0, 2.0))).starts == ()
    assert with_what(own, "across", "start").starts == ()


# The link.


@st.composite
def comparisons(draw):
    """Any valid comparison."""
    steps, noise = draw(st.integers(1, 10_000)), draw(st.sampled_from([0.0, 0.1, 3.0]))
    common = (draw(grounds), draw(starts), steps)
    count = draw(st.sampled_from([1, 1, 2, 3]))
    runners = tuple(replace(draw(runner), mark=m, origin=None, at=0) for m in range(count))
    scene = Scene(*common, runners, noise, draw(st.integers(0, 9)))
    possible = choices(scene)
    first = "runner" if count > 1 else draw(st.sampled_from(possible))
    second = draw(st.sampled_from(["", *possible]))
    across = _axis(draw, scene, first, MOST if not second else 4)
    down = _axis(draw, scene, second, MOST // len(across.values)) if second not in ("", first) else None
    rest = across
    if down is not None and draw(st.booleans()):
        across, down = down, across
    panes = len(across.values) * (len(down.values) if down else 1)
    free = "start" not in {across.what, down.what if down else ""} and draw(st.booleans())
    own = tuple(draw(starts) for _ in range(panes)) if free else ()
    try:
        return Comparison(scene, across, down, own, draw(st.booleans()), draw(st.sampled_from(BEST)))
    except ValueError:  # one side has nothing of what the other varies
        return Comparison(scene, rest, suited=draw(st.booleans()))


def _axis(draw, scene, what, most):
    if what == "runner":
        return Axis(what, tuple(r.mark for r in scene.runners)[:most])
    if what == "start":
        one = starts
    elif what in ENTRIES:
        one = st.sampled_from([*ENTRIES[what]])
    else:
        one = value(param_of(scene, what))
    return Axis(what, tuple(draw(st.lists(one, min_size=2, max_size=most, unique=True))))


def check(text):
    """What holds for any text at all; returns what was read."""
    reading = comparison_codec.read(text)
    assert isinstance(reading.comparison, Comparison)
    assert 2 <= reading.comparison.panes == len(reading.comparison.runs()) <= MOST
    assert comparison_codec.read(comparison_codec.write(reading.comparison)) == comparison_codec.Reading(
        reading.comparison, ()
    )
    for remark in reading.remarks:
        assert re.fullmatch(r"\S.* .*\.", remark, re.DOTALL), remark
        assert len(remark) < 400
    return reading


@settings(max_examples=60 if COMPILED else 16)
@given(comparisons())
@example(COMPARISON)
@example(GRID)
@example(separated(comparison_of(RACE)))
def test_a_comparison_is_its_link(comparison):
    reading = comparison_codec.read(comparison_codec.write(comparison))
    assert reading == comparison_codec.Reading(comparison, ())
    assert reading.comparison.runs() == comparison.runs()
    names = [name for name, _ in comparison_codec.pairs(comparison)]
    assert len(names) == len(set(names))


def test_a_link_is_readable():
    comparison = Comparison(
        replace(COMPARISON.base, steps=40),
        Axis("rate", (0.01, 0.5)),
        Axis("start", ((0.0, 1.5), (-1.0, 0.25))),
        (),
        True,
        "loss",
    )
    assert comparison_codec.write(comparison) == (
        "v=1&landscape=ravine&landscape.b=20&landscape.s=0.5&x=-4.5&y=1.2&steps=40"
        "&run1=momentum&run1.rate=0.01&run1.momentum=0.9&run1.convention=classic&run1.dampening=0"
        "&run1.weight_decay=0&run1.decay_form=slope"
        "&run1.schedule=constant&across=rate&across1=0.01&across2=0.5&down=start&down1.x=0&down1.y=1.5&down2.x=-1&down2.y=0.25"
        "&rates=suggested&best=loss"
    )


def test_what_makes_a_pane_the_best_is_kept_by_every_change_and_a_forged_word_gets_a_sentence():
    comparison = with_best(COMPARISON, "loss")
    assert with_what(with_what(comparison, "down", ""), "across", "start").best == "loss"
    assert with_base(comparison, edit.with_steps(comparison.base, 7)).best == "loss"
    assert check(comparison_codec.write(COMPARISON) + "&best=luck").comparison == COMPARISON
    assert check(comparison_codec.write(COMPARISON) + "&best=luck").remarks == (
        "best in the link: The best pane (best) must be one of steps, loss, not 'luck'. Used instead: steps.",
    )
    with pytest.raises(ValueError, match="by its steps or by its loss"):
        with_best(COMPARISON, "luck")


def test_the_example_of_the_description_is_a_link():
    (link,) = re.findall(r"v=1.*?(?=&\.\.\.\n)", comparison_codec.__doc__ or "", re.DOTALL)
    text = re.sub(r"\s", "", link).replace("...&", "")
    assert check(text).remarks == ()
    assert check(text).comparison.down == COMPARISON.down


@pytest.mark.parametrize("text", ["", "?"])
def test_an_empty_link_is_the_first_comparison(text):
    assert comparison_codec.read(text) == comparison_codec.Reading(COMPARISON, ())


@pytest.mark.parametrize("scene", [BOWL, RACE, opening()], ids=["bowl", "race", "opening"])
def test_the_link_of_a_race_is_the_comparison_that_the_race_opens(scene):
    assert comparison_codec.read("?" + codec.write(scene)) == comparison_codec.Reading(comparison_of(scene), ())


@pytest.mark.parametrize("scene", [BOWL, RACE, edit.forked(BOWL, 0, 3)], ids=["bowl", "race", "forked"])
def test_a_race_is_brought_by_a_link_that_says_what_stays_behind(scene):
    reading = comparison_codec.read_pairs(comparison_codec.brought(scene))
    assert reading.comparison == comparison_of(scene)
    forks = [r for r in scene.runners if r.origin is not None]
    assert len(reading.remarks) == len(forks)


def test_a_start_of_one_pane_leaves_the_others_where_they_are():
    reading = check("across=rate&across1=0.1&across2=0.2&start2.x=1.5")
    assert reading.remarks == ()
    assert reading.comparison.starts == (COMPARISON.base.start, (1.5, COMPARISON.base.start[1]))


PLAIN = "across=rate&across1=0.1&across2=0.2"
REMARKS = [
    (f"{PLAIN}&v=2", "The link has version '2', and this page reads version 1."),
    (
        f"{PLAIN}&across3=fast",
        "across3 in the link is left out: η (rate) must be a number, not 'fast': the character 'f' at place 1",
    ),
    (f"{PLAIN}&across3=10−3", "across3 in the link: '10−3' was read as 0.001, a power of ten."),
    (f"{PLAIN}&across4=0.10", "across4 in the link is left out: that value is there already."),
    (f"{PLAIN}&across2=0.3", "'across2' appears twice in the link. The first one is used."),
    (f"{PLAIN}&across10=0.3", "'across10' in the link means nothing here."),
    (
        f"{PLAIN}&rates=mine",
        "rates in the link: Rates (rates) must be one of kept, suggested, not 'mine'. Used instead: kept.",
    ),
    (f"{PLAIN}&down1=0.3", "'down1' in the link means nothing here."),
    (f"{PLAIN}&start3.x=0.3", "'start3.x' in the link means nothing here."),
    (
        f"{PLAIN}&start1.x=nan",
        "start1.x in the link: x (x) must be a number from −100000 to 100000, not nan. Used instead: −4.5.",
    ),
    ("across=warp&across1=0.1", "across in the link: 'warp' cannot vary here."),
    (
        "across=rate&across1=0.1",
        "across2 in the link: this value is missing. Used instead: η 2·10⁻⁵.",
    ),
    ("across=rate", "across in the link: no value of it can be used. The values are chosen automatically."),
    (
        "across=method&across1=gd&across2=adam&across3=warp",
        "across3 in the link is left out: 'warp' is not in the catalogue.",
    ),
    (
        "down=rate&down1=0.1&down2=0.2",
        "Nothing varies across in the link, so what varies down now varies across.",
    ),
    (
        f"{PLAIN}&down=rate&down1=0.1&down2=0.2",
        "The settings in the link do not fit together: rate varies across already, so something else must vary down.",
    ),
    (
        f"{PLAIN}&{'&'.join(f'down{k}={k}' for k in range(1, 7))}&down=seed",
        "The link has more than 9 panes. Some values are left out.",
    ),
    (f"{codec.write(RACE)}&{PLAIN}", "run5 in the link is left out: this comparison varies a single runner."),
    (
        f"{codec.write(edit.forked(BOWL, 0, 3))}",
        "run1 in the link is left out: a comparison cannot show forks.",
    ),
    (
        f"{codec.write(RACE)}&across=runner&across1=3&across2=8&across3=5",
        "across2 in the link is left out: there is no run8 to show.",
    ),
    (
        f"{codec.write(RACE)}&across=runner&across1=3&across2=5&across3=0",
        "across3 in the link is left out: runner (runner) must be a whole number from 1 to 8, not 0.",
    ),
    (
        "across=start&across1.x=1&across1.y=2&across2.x=1&across3.x=1&across3.y=3",
        "'across2.x' in the link means nothing",
    ),
    (f"{PLAIN}&{'z' * 99}=1", f"'{'z' * 40}' in the link means nothing here."),
    ("x=1&" * 6000, "The link is longer than 20,000 characters and was not read."),
]


@pytest.mark.parametrize(("text", "remark"), REMARKS, ids=range(len(REMARKS)))
def test_what_cannot_be_used_is_said_in_a_sentence(text, remark):
    found = [said for said in check(text).remarks if said.startswith(remark)]
    assert len(found) == 1


def test_what_goes_together_is_kept_of_a_link_that_does_not():
    text = f"{codec.write(BOWL)}&across=method&across1=gd&across2=adam&down=method.momentum&down1=0&down2=0.5"
    assert check(text).comparison == Comparison(BOWL, Axis("method", ("gd", "adam")))
    text = f"{codec.write(APART)}&across=method.rho&across1=5&across2=0.5&down=runner&down1=1&down2=2"
    assert check(text).comparison == comparison_of(APART)


def test_a_long_link_is_cut_to_nine_panes():
    text = "&".join(
        [PLAIN, *(f"across{k}={k}" for k in range(3, 10)), "down=seed", *(f"down{k}={k}" for k in range(1, 10))]
    )
    comparison = check(text).comparison
    assert (comparison.columns, comparison.rows) == (4, 2)


NAMED = sorted(
    {
        *dict(comparison_codec.pairs(separated(COMPARISON))),
        "across7",
        "down9.x",
        "rates",
        "best",
        "start9.y",
        "run1.origin",
    }
)
pieces = st.tuples(
    st.one_of(st.sampled_from(NAMED), st.text(max_size=8)),
    st.one_of(hostile.map(str), st.sampled_from(["runner", "method", "start", "gd", "suggested", "rate", "٣", ""])),
)


@settings(max_examples=100 if COMPILED else 25)
@given(st.lists(pieces, max_size=14))
def test_hostile_values_under_known_names_are_read(given_):
    check(urlencode(given_, errors="replace"))


@settings(max_examples=100 if COMPILED else 25)
@given(st.text(max_size=120))
def test_any_text_is_read(text):
    check(text)


@settings(max_examples=40 if COMPILED else 10)
@given(comparisons(), st.data())
def test_a_damaged_link_is_read(comparison, data):
    text = comparison_codec.write(comparison)
    low, high = (data.draw(st.integers(0, len(text))) for _ in range(2))
    check(text[:low] + data.draw(st.text(max_size=5)) + text[high:])
    cut = parse_qsl(text)
    del cut[data.draw(st.integers(0, len(cut) - 1))]
    check(urlencode(cut))
    check(urlencode(cut + cut[:3]))


def test_a_small_server_gives_a_shorter_comparison_and_says_so(monkeypatch):
    asked = replace(COMPARISON, base=edit.with_steps(COMPARISON.base, 300))
    assert within_bounds(asked) == (asked, ())
    monkeypatch.setattr(limits, "bounds", lambda: Bounds(steps=50))
    less, remarks = within_bounds(asked)
    assert less == replace(asked, base=edit.with_steps(asked.base, 50))
    assert len(remarks) == 1
    assert "at most 50 steps" in remarks[0]
    assert within_bounds(less) == (less, ())
