"""Links of scenes: written exactly, read tolerantly, and with a remark for everything that is not used."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.kernel import COMPILED
from core.number import read_number
from core.param import Param
from runs import codec
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, Ground, landscape
from runs.link_words import today
from runs.opening import opening, suggested_rate
from runs.run import AGAINST, AXES, MAX_RUNS, OWN, SEED, SHOWN, VIEW, Runner, Scene, optimizer, schedule
from tests.ground.strategies import NUMBERS, scenes

OPENING = codec.write(opening())
HIDDEN = {"on": True, "off": False}


def everything(scene):
    """All names of a scene with their texts, those included that a link leaves out."""
    left_out = {f"frame.{p.key}": p.write(v) for p, v in zip(FRAME, scene.ground.frame, strict=True)}
    left_out |= {
        name: str(getattr(scene, name)) for name in ("noise", "seed", "tolerance", "against", "view", "curve", "axes")
    }
    left_out |= {f"run{r.mark + 1}.hidden": "on" if r.hidden else "off" for r in scene.runners}
    left_out |= {f"run{r.mark + 1}.{p.key}": p.write(getattr(r, p.key)) for r in scene.runners for p in OWN}
    return left_out | dict(codec.pairs(scene))


def same_text(one, other):
    """Whether two values of a link mean the same."""
    try:
        return read_number(one) == float(other)
    except ValueError:
        return one == other


def remarked(name, remarks):
    """Whether a remark mentions this name or the runner to which it belongs."""
    return any(name in r or repr(name[:40]) in r or f"{name.split('.')[0]} in the link" in r for r in remarks)


def check(text):
    """What holds for any text at all; returns what was read."""
    reading = codec.read(text)
    assert isinstance(reading.scene, Scene)
    assert replace(reading.scene) == reading.scene
    assert all(run.steps == reading.scene.steps for run in reading.scene.runs())
    assert codec.read(codec.write(reading.scene)) == codec.Reading(reading.scene, ())
    for remark in reading.remarks:
        assert re.fullmatch(r"\S.* .*\.", remark, re.DOTALL), remark
        assert len(remark) < 400
    if len(text) <= codec.LONGEST:
        known = everything(reading.scene)
        for given, value in parse_qsl(text.removeprefix("?"), keep_blank_values=True):
            name = today(given)
            used = name in known and same_text(value, known[name])
            assert used or remarked(name, reading.remarks), f"{given}={value} was passed over in silence"
    return reading


# Exact when written.


@settings(max_examples=100 if COMPILED else 33)
@given(scenes())
def test_a_scene_survives_its_link(scene):
    reading = codec.read(codec.write(scene))
    assert reading == codec.Reading(scene, ())
    # Equal numbers of another sign or kind (0 and -0, 1 and 1.0) have another repr.
    assert repr(reading.scene).replace("-0.0", "0.0") == repr(scene).replace("-0.0", "0.0")


@settings(max_examples=50 if COMPILED else 16)
@given(scenes())
def test_a_link_has_every_number_in_it(scene):
    written = dict(codec.pairs(scene))
    assert len(written) == len(codec.pairs(scene))
    assert written["v"] == codec.VERSION
    for param in LANDSCAPES[scene.ground.entry.key].params:
        assert f"landscape.{param.key}" in written
    for runner in scene.runners:
        name = f"run{runner.mark + 1}"
        assert (written[name], written[f"{name}.schedule"]) == (runner.method.key, runner.schedule.key)
        for param in OPTIMIZERS[runner.method.key].params:
            assert f"{name}.{param.key}" in written
        for param in SCHEDULES[runner.schedule.key].params:
            assert f"{name}.schedule.{param.key}" in written


def test_a_link_is_readable():
    scene = Scene(
        Ground(landscape("rosenbrock"), (0.0, 0.5, 0.0, 1.0, 1.0)), (-1.2, 1.0), 300,
        (
            Runner(optimizer("gd"), 0.001, schedule("step"), mark=0),
            Runner(optimizer("momentum", {"convention": 2}), 0.05, mark=3, hidden=True),
        ),
        0.5, 7,
    )  # fmt: skip
    assert codec.write(scene) == (
        "v=1&landscape=rosenbrock&landscape.a=1&landscape.b=100&frame.shift_x=0.5&x=-1.2&y=1&steps=300&noise=0.5&seed=7"
        "&run1=gd&run1.rate=0.001&run1.schedule=step&run1.schedule.every=100&run1.schedule.factor=0.5&run1.schedule.floor=0"
        "&run4=momentum&run4.rate=0.05&run4.momentum=0.9&run4.convention=averaged&run4.dampening=0"
        "&run4.weight_decay=0&run4.decay_form=slope"
        "&run4.schedule=constant&run4.hidden=on"
    )


def test_the_example_of_the_description_is_a_link():
    (link,) = re.findall(r"v=1.*?(?=&\.\.\.)", codec.__doc__ or "", re.DOTALL)
    reading = check(re.sub(r"\s", "", link))
    assert reading.remarks == ()
    assert [(r.method.key, r.rate) for r in reading.scene.runners] == [("gd", 0.001), ("adam", 0.05)]


# Tolerant when read.


@pytest.mark.parametrize("text", ["", "?"])
def test_an_empty_link_is_the_opening_without_a_remark(text):
    assert codec.read(text) == codec.Reading(opening(), ())
    assert codec.read_pairs([]) == codec.Reading(opening(), ())


def test_a_question_mark_in_front_does_not_matter():
    assert check("?" + OPENING) == check(OPENING) == codec.Reading(opening(), ())


ROOTED = "Used instead: a run of its own from the start."
NUMBERED = "Origin (origin) must be a whole number from 1 to 8"
REMARKS = [
    ("v=2", "The link has version '2', and this page reads version 1."),
    ("landscape=flatland", "landscape in the link: 'flatland' is not in the catalogue. Used instead: rosenbrock."),
    ("landscape.a=nan", "landscape.a in the link: a (a) must be a number from 0.1 to 5, not nan. Used instead: 1."),
    ("x=1&x=2", "'x' appears twice in the link. The first one is used."),
    ("y=", "y in the link: y (y) must be a number, not '': it is empty. Used instead: 1."),
    (
        "y=0.5x",
        (
            "y in the link: y (y) must be a number, not '0.5x': the character 'x' at place 4 does not belong there. "
            "Used instead: 1."
        ),
    ),
    (
        "steps=1,000",
        "steps in the link: '1,000' was read as 1000, with a comma between thousands. For a decimal sign, write 1.000.",
    ),
    ("y=10−2", "y in the link: '10−2' was read as 0.01, a power of ten."),
    (
        "run1=gd&run2=gd&run2.origin=10−0&run2.at=5",
        "run2.origin in the link: '10−0' was read as 1, a power of ten.",
    ),
    (
        "landscape=neuron&landscape.table=1~10−1_3~4",
        "landscape.table in the link: '10−1' was read as 0.1, a power of ten.",
    ),
    ("steps=0", "steps in the link: Steps (steps) must be a whole number from 1 to 10000, not 0. Used instead: 300."),
    (
        "seed=1.5",
        "seed in the link: Seed (seed) must be a whole number from 0 to 2147483648, not 1.5. Used instead: 1.",
    ),
    (
        "tolerance=0",
        (
            "tolerance in the link: Tolerance (tolerance) must be a number from 10⁻¹² to 10⁶, not 0. "
            "Used instead: 0.001."
        ),
    ),
    (
        "against=time",
        (
            "against in the link: Against (against) must be one of steps, evaluations, length, epochs, samples, "
            "not 'time'. Used instead: steps."
        ),
    ),
    (
        "curve=x",
        (
            "curve in the link: Third chart (curve) must be one of fitting, rate, stride, along x, along y, "
            "stability, not 'x'. Used instead: fitting."
        ),
    ),
    ("view=3D", "view in the link: View (view) must be one of map, surface, both, not '3D'. Used instead: map."),
    ("run1=sgd", "run1 in the link: 'sgd' is not in the catalogue. Used instead: gd."),
    (
        "landscape=booth&run1=adam&run1.rate=0",
        "run1.rate in the link: η (rate) must be a number from 10⁻¹² to 10⁶, not 0. Used instead: 0.2.",
    ),
    (
        "run1=adam&run1.correct=maybe",
        "run1.correct in the link: bias correction (correct) must be on or off, not 'maybe'. Used instead: on.",
    ),
    (
        "run1=gd&run1.schedule=never",
        "run1.schedule in the link: 'never' is not in the catalogue. Used instead: constant.",
    ),
    (
        "run1=gd&run1.hidden=1",
        "run1.hidden in the link: hidden (hidden) must be on or off, not '1'. Used instead: off.",
    ),
    ("run1=gd&run1.at=5", "'run1.at' in the link means nothing here."),
    ("run1=gd&run1.rate=0.1&run2=gd&run2.origin=0", f"run2 in the link: {NUMBERED}, not 0. {ROOTED}"),
    (
        "run1=gd&run2=gd&run2.origin=two&run2.at=5",
        (
            "run2 in the link: Origin (origin) must be a number, not 'two': the character 't' at place 1 does not "
            f"belong there. {ROOTED}"
        ),
    ),
    (
        "run1=gd&run1.origin=1",
        "run1 in the link: It cannot be a fork of runner 1, because there is no other runner with that number. "
        + ROOTED,
    ),
    (
        "run1=gd&run2=gd&run2.origin=4",
        "run2 in the link: It cannot be a fork of runner 4, because there is no other runner with that number. "
        + ROOTED,
    ),
    (
        "run1=gd&run2=adam&run2.origin=1&run2.at=5",
        f"run2 in the link: A fork continues with the memory of its origin, so it must run gd, not adam. {ROOTED}",
    ),
    (
        "run1=gd&run2=gd&run2.origin=1&run2.at=1.5",
        "run2.at in the link: Fork at (at) must be a whole number from 0 to 10000, not 1.5. Used instead: 0.",
    ),
    (
        "run1=gd&run2=gd&run2.origin=1&run2.at=9&run3=gd&run3.origin=2&run3.at=8",
        f"run3 in the link: A fork of a fork must begin after it: later than step 9, not at step 8. {ROOTED}",
    ),
    ("run9=gd&run9.rate=0.1", "run9 in the link is left out: a scene has the runners 1 to 8."),
    ("run0=gd", "run0 in the link is left out: a scene has the runners 1 to 8."),
    ("run01=gd", "'run01' in the link means nothing here."),
    ("run1.rate=0.1", "'run1.rate' in the link means nothing here."),
    ("run1=gd&run1.beta1=0.5", "'run1.beta1' in the link means nothing here."),
    ("utm_source=a+friend", "'utm_source' in the link means nothing here."),
    (
        "frame.scale_x=0",
        "frame.scale_x in the link: s_x (scale_x) must be a number from 0.01 to 100, not 0. Used instead: 1.",
    ),
    (f"{'z' * 99}=1", f"'{'z' * 40}' in the link means nothing here."),
    ("x=1&" * 6000, "The link is longer than 20,000 characters and was not read."),
]


@pytest.mark.parametrize(("text", "remark"), REMARKS, ids=[text[:99] for text, _ in REMARKS])
def test_what_cannot_be_used_is_said_in_a_sentence(text, remark):
    assert check(text).remarks == (remark,)


def test_what_is_used_beside_what_cannot_be_is_kept():
    scene = check("landscape=bowl&landscape.kappa=1e9&landscape.angle=10&x=0.5&steps=40&run3=adam&run3.beta1=2").scene
    assert scene.ground == Ground(landscape("bowl", {"angle": 10.0}))
    assert scene.start == (0.5, next(iter(LANDSCAPES["bowl"].starts.values()))[1])
    (runner,) = scene.runners
    assert runner == Runner(optimizer("adam"), suggested_rate(scene.ground, "adam"), mark=2)


def test_a_fork_is_read_from_its_origin_s_number_and_its_step():
    scene = check("run2=adam&run5=adam&run5.rate=0.5&run5.origin=2&run5.at=40&run7=adam&run7.origin=5&run7.at=41").scene
    assert [(r.mark, r.origin, r.at) for r in scene.runners] == [(1, None, 0), (4, 1, 40), (6, 4, 41)]
    last = scene.runs()[2]
    assert (last.at, last.origin) == (41, scene.runs()[1])
    assert "run5.origin=2&run5.at=40" in codec.write(scene)


def test_a_fork_that_falls_away_leaves_the_forks_of_it():
    link = "run1=gd&run2=adam&run2.origin=1&run2.at=5&run3=adam&run3.origin=2&run3.at=6&run3.rate=0.5"
    reading = check(link)
    assert [(r.origin, r.at) for r in reading.scene.runners] == [(None, 0), (None, 0), (1, 6)]
    assert len(reading.remarks) == 1


def test_forks_in_a_circle_come_apart():
    reading = check("run1=gd&run1.origin=2&run1.at=5&run2=gd&run2.origin=3&run2.at=6&run3=gd&run3.origin=1&run3.at=7")
    assert any(r.origin is None for r in reading.scene.runners)
    assert reading.remarks


def test_another_landscape_without_runners_gets_those_of_the_opening():
    assert check("landscape=bowl").scene == opening(Ground(landscape("bowl")))


def test_a_seed_or_a_number_that_is_left_out_is_at_its_default():
    scene = check("x=0.5&y=0.5").scene
    assert (scene.seed, scene.noise, scene.steps) == (SEED.default, 0.0, opening().steps)
    assert (scene.tolerance, scene.against, scene.view, scene.curve) == (1e-3, "steps", "map", "fitting")
    assert scene.axes == "fitting"


@pytest.mark.parametrize("against", AGAINST.options)
@pytest.mark.parametrize("view", VIEW.options)
@pytest.mark.parametrize("curve", SHOWN.options)
@pytest.mark.parametrize("axes", AXES.options)
def test_how_a_scene_is_looked_at_stands_in_the_link_where_it_is_not_plain(against, view, curve, axes):
    plain_scene = opening(Ground(landscape("neuron")))
    scene = replace(plain_scene, tolerance=0.25, against=against, view=view, curve=curve, axes=axes)
    added = [pair for pair in codec.pairs(scene) if pair not in codec.pairs(plain_scene)]
    plain = {("against", "steps"), ("view", "map"), ("curve", "fitting"), ("axes", "fitting")}
    looks = {("against", against), ("view", view), ("curve", curve), ("axes", axes)}
    assert set(added) == {("tolerance", "0.25")} | looks - plain
    assert check(codec.write(scene)).scene == scene


# Any text at all.

NAMES = sorted(
    {
        *dict(codec.pairs(opening())),
        *everything(opening()),
        "run0",
        "run9",
        "run99.rate",
        "landscape.kappa",
        "run1.origin",
        "run2.origin",
        "run2.at",
    }
)
HOSTILE = [
    *(repr(v) for v in NUMBERS),
    "",
    "on",
    "off",
    "-",
    "1e",
    "0x10",
    "1_0",
    "٣",
    "NaN",
    " 1",
    "1 ",
    "\x00",
    "’",
    "é" * 50,
]
pieces = st.tuples(
    st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8))
)


@settings(max_examples=150 if COMPILED else 50)
@given(st.text(max_size=200))
@example("&&&=&=&&")
@example("%")
@example("%zz=%ff&\ud800=\udfff")
@example("=".join("?" * 50))
def test_any_text_is_read(text):
    check(text)


@settings(max_examples=80 if COMPILED else 26)
@given(st.binary(max_size=120))
def test_any_bytes_are_read(raw):
    check(raw.decode("latin-1"))
    check(quote(raw))


@settings(max_examples=100 if COMPILED else 33)
@given(st.lists(pieces, max_size=12))
def test_hostile_values_under_known_names_are_read(given_):
    check(urlencode(given_, errors="replace"))


@settings(max_examples=60 if COMPILED else 20)
@given(scenes(), st.data())
def test_a_damaged_link_is_read(scene, data):
    text = codec.write(scene)
    low, high = (data.draw(st.integers(0, len(text))) for _ in range(2))
    check(text[:low] + data.draw(st.text(max_size=5)) + text[high:])
    cut = codec.pairs(scene)
    del cut[data.draw(st.integers(0, len(cut) - 1))]
    check(urlencode(cut))
    check(urlencode(cut + cut[:3]))


@pytest.mark.parametrize("number", range(1, MAX_RUNS + 1))
def test_every_place_can_be_taken_alone(number):
    reading = check(f"run{number}=adam&run{number}.rate=0.5")
    assert [(r.mark, r.rate) for r in reading.scene.runners] == [(number - 1, 0.5)]
    assert reading.remarks == ()


def test_a_link_full_of_strangers_is_read():
    text = "&".join(f"run{n}.rate=1&run{n}=gd" for n in range(9, 700))[: codec.LONGEST]
    assert len(check(text).remarks) >= 600


def test_a_switch_for_hiding_is_a_parameter_like_any_other():
    assert isinstance(codec.HIDDEN, Param)
    for text, hidden in HIDDEN.items():
        assert check(f"run1=gd&run1.hidden={text}").scene.runners[0].hidden is hidden
