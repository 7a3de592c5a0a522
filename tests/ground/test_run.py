"""Run, Scene and their parts: invalid values are refused, and the frame places a landscape on the map."""

import math
import operator
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from runs import run
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, PLAIN, Entry, Ground, landscape
from runs.opening import opening
from runs.run import MAX_RUNS, MAX_STEPS, Run, Runner, Scene, optimizer, schedule
from runs.surface import loss_at
from tests.ground.walks import PLAIN as ENGINES_PLAIN

GROUND = Ground(landscape("rosenbrock"))
RUNNER = Runner(optimizer("adam"), 0.05)
RUN = Run(GROUND, optimizer("adam"), 0.05, schedule(), (-1.2, 1.0), 100)
SCENE = Scene(GROUND, (-1.2, 1.0), 100, (RUNNER, replace(RUNNER, mark=3)))
FORK = replace(RUN, rate=0.5, origin=RUN, at=40)
FORKED = replace(SCENE, runners=(RUNNER, replace(RUNNER, mark=3, rate=0.5, origin=0, at=40)))
FRAMES = [
    pytest.param(PLAIN, id="plain"),
    pytest.param((90.0, 0.0, 0.0, 1.0, 1.0), id="turned"),
    pytest.param((0.0, 3.0, -2.0, 1.0, 1.0), id="shifted"),
    pytest.param((0.0, 0.0, 0.0, 2.0, 0.5), id="stretched"),
    pytest.param((-37.0, 1.5, 0.25, 3.0, 0.2), id="turned, shifted, stretched"),
]
NAN, INF = float("nan"), float("inf")


def refused(sentence):
    """ValueError with just this sentence."""
    return pytest.raises(ValueError, match=f"^{sentence}$")


# What is refused: (a good value, what is changed, the sentence).

X = r"x \(x\) must be a number from −100000 to 100000, not "
Y = r"y \(y\) must be a number from −100000 to 100000, not "
RATE = r"η \(rate\) must be a number from 10⁻¹² to 10⁶, not "
STEPS = r"Steps \(steps\) must be a whole number from 1 to 10000, not "
SEED = r"Seed \(seed\) must be a whole number from 0 to 2147483648, not "
NOISE = r"Noise σ \(noise\) must be a number from 0 to 10⁶, not "
SHARED = [
    ({"start": (NAN, 0.0)}, X + r"nan\."),
    ({"start": (0.0, -INF)}, Y + r"−∞\."),
    ({"start": (0.0, 1e308)}, Y + r"10³⁰⁸\."),
    ({"start": (None, 0.0)}, X + r"something of the kind NoneType\."),
    ({"start": (1.0,)}, r"A start must be a pair of numbers\."),
    ({"start": [1.0, 2.0]}, r"A start must be a pair of numbers\."),
    ({"start": None}, r"A start must be a pair of numbers\."),
    ({"steps": 0}, STEPS + r"0\."),
    ({"steps": MAX_STEPS + 1}, STEPS + r"10001\."),
    ({"steps": 10**400}, STEPS + r"so large a number\."),
    ({"steps": 10.0}, r"Steps and seed must be integers\."),
    ({"steps": "10"}, r"Steps and seed must be integers\."),
    ({"seed": -1}, SEED + r"−1\."),
    ({"seed": 2**31 + 1}, SEED + r"2147483649\."),
    ({"seed": 1.5}, r"Steps and seed must be integers\."),
    ({"noise": -1e-300}, NOISE + r"−10⁻³⁰⁰\."),
    ({"noise": NAN}, NOISE + r"nan\."),
    ({"ground": None}, r"The ground must be a Ground\."),
]
BAD = [
    *((good, *row) for good in (RUN, SCENE) for row in SHARED),
    (RUN, {"rate": 0.0}, RATE + r"0\."),
    (RUN, {"method": Entry("sgd")}, r"There is no optimizer 'sgd'\."),
    (RUN, {"schedule": Entry("sgd")}, r"There is no schedule 'sgd'\."),
    (SCENE, {"tolerance": 0.0}, r"Tolerance \(tolerance\) must be a number from 10⁻¹² to 10⁶, not 0\."),
    (SCENE, {"tolerance": NAN}, r"Tolerance \(tolerance\) must be a number from .*, not nan\."),
    (
        SCENE,
        {"against": "time"},
        r"Against \(against\) must be one of steps, evaluations, length, epochs, samples, not 'time'\.",
    ),
    (SCENE, {"against": 1}, r"Against \(against\) must be text\."),
    (SCENE, {"view": "3D"}, r"View \(view\) must be one of map, surface, both, not '3D'\."),
    (SCENE, {"curve": "speed"}, r"Third chart \(curve\) must be one of fitting, rate, .*, stability, not 'speed'\."),
    (SCENE, {"view": None}, r"View \(view\) must be text\."),
    (SCENE, {"runners": ()}, r"A scene has 1 to 8 runners, not 0\."),
    (SCENE, {"runners": (RUNNER,) * 9}, r"A scene has 1 to 8 runners, not 9\."),
    (
        SCENE,
        {"runners": (RUNNER, RUNNER)},
        r"The runners of a scene must be in the order of their marks, with one runner for each mark\.",
    ),
    (SCENE, {"runners": (replace(RUNNER, mark=1), RUNNER)}, r"The runners of a scene must be in the order .*\."),
    (SCENE, {"runners": [RUNNER]}, r"The runners of a scene must be a tuple of Runner\."),
    (SCENE, {"runners": (None,)}, r"The runners of a scene must be a tuple of Runner\."),
    (RUNNER, {"rate": 1e-13}, RATE + r"10⁻¹³\."),
    (RUNNER, {"rate": "0.1"}, RATE + r"something of the kind str\."),
    (RUNNER, {"mark": -1}, r"A mark must be one of 0 to 7, not −1\."),
    (RUNNER, {"mark": MAX_RUNS}, r"A mark must be one of 0 to 7, not 8\."),
    (RUNNER, {"mark": 1.0}, r"A mark must be one of 0 to 7, not 1\."),
    (RUNNER, {"warmup": 2.0}, r"The number of warm-up steps must be an integer\."),
    (RUN, {"warmup": -1}, r"Warm-up \(warmup\) must be a whole number from 0 to 10000, not −1\."),
    (RUNNER, {"hidden": 1}, r"Whether a runner is hidden must be True or False\."),
    (RUNNER, {"method": "adam"}, r"A runner must be made from two entries of the catalogue, a method and a schedule\."),
    (RUNNER, {"schedule": None}, r"A runner must be made from two entries of the catalogue, a method and a schedule\."),
    (RUNNER, {"method": Entry("adam", (0.9,))}, r"adam takes 5 values, not 1\."),
    (
        RUNNER,
        {"method": Entry("adam", (0.9, 0.999, NAN, 1.0, 0.0))},
        r"ε \(eps\) must be a number from .* to .*, not nan\.",
    ),
    (RUNNER, {"schedule": Entry("cosine", (2.5, 0.0))}, r"T_max \(T_max\) must be a whole number from .*, not 2\.5\."),
    (GROUND, {"entry": Entry("flatland")}, r"There is no landscape 'flatland'\."),
    (GROUND, {"entry": "rosenbrock"}, r"A ground must be made from an entry of the catalogue\."),
    (GROUND, {"entry": Entry("rosenbrock", (1.0, INF))}, r"b \(b\) must be a number from .* to .*, not ∞\."),
    (GROUND, {"entry": Entry("rosenbrock", ())}, r"rosenbrock takes 2 values, not 0\."),
    (GROUND, {"frame": (0.0,)}, r"A frame takes 5 values, not 1\."),
    (GROUND, {"frame": [0.0] * 5}, r"The values of A frame must be a tuple of numbers\."),
    (GROUND, {"frame": (0.0, 0.0, 0.0, 0.0, 1.0)}, r"s_x \(scale_x\) must be a number from 0\.01 to 100, not 0\."),
    (GROUND.entry, {"key": None}, r"The key of an entry must be text\."),
    (GROUND.entry, {"key": ["bowl"]}, r"The key of an entry must be text\."),
    (GROUND.entry, {"values": [1.0, 100.0]}, r"The values of rosenbrock must be a tuple of numbers\."),
]


GD = Runner(optimizer("gd"), 0.1)
MISSING = r"It cannot be a fork of runner {}, because there is no other runner with that number\."
LATER = r"A fork of a fork must begin after it: later than step 40, not at step 40\."
MEMORY = r"A fork continues with the memory of its origin, so it must run adam, not gd\."
SAME = r"A fork must share ground, start, steps, noise, seed with its origin\."


def beside(*runners):
    """The runners of FORKED with more of them."""
    return {"runners": (*FORKED.runners, *runners)}


BAD += [
    (RUNNER, {"at": 3}, r"A fork at step 3 needs an origin\."),
    (RUNNER, {"at": 3.0, "origin": 1}, r"The step of a fork must be an integer\."),
    (RUNNER, {"at": -1, "origin": 1}, r"Fork at \(at\) must be a whole number from 0 to 10000, not −1\."),
    (RUNNER, {"origin": MAX_RUNS}, r"An origin must be the mark of a runner, 0 to 7, or None, not 8\."),
    (RUNNER, {"origin": "1"}, r"An origin must be the mark of a runner, .*, not something of the kind str\."),
    (FORKED, beside(replace(RUNNER, mark=4, origin=4, at=9)), MISSING.format(5)),
    (FORKED, beside(replace(RUNNER, mark=4, origin=5, at=9)), MISSING.format(6)),
    (FORKED, beside(replace(GD, mark=4, origin=0, at=9)), MEMORY),
    (FORKED, beside(replace(RUNNER, mark=4, origin=3, at=40)), LATER),
    (FORKED, {"runners": (replace(RUNNER, origin=3, at=40), FORKED.runners[1])}, LATER),  # a circle
    (RUN, {"at": 1}, r"A fork at step 1 needs an origin\."),
    (RUN, {"origin": RUNNER}, r"The origin of a run must be a Run or None\."),
    (FORK, {"at": True + 0.5}, r"The step of a fork must be an integer\."),
    (FORK, {"at": MAX_STEPS + 1}, r"Fork at \(at\) must be a whole number from 0 to 10000, not 10001\."),
    (FORK, {"method": optimizer("gd")}, MEMORY),
    (FORK, {"origin": replace(FORK, rate=0.7)}, LATER),
    *((FORK, {"origin": replace(RUN, **{name: other})}, SAME) for name, other in [
        ("ground", Ground(landscape("booth"))), ("start", (0.0, 0.0)), ("steps", 99), ("noise", 1.0), ("seed", 2),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("good", "change", "sentence"), BAD)
def test_a_value_that_is_not_valid_is_refused_with_its_sentence(good, change, sentence):
    with refused(sentence):
        replace(good, **change)


@pytest.mark.parametrize(
    ("make", "registry", "what"),
    [(landscape, LANDSCAPES, "landscape"), (optimizer, OPTIMIZERS, "optimizer"), (schedule, SCHEDULES, "schedule")],
)
def test_an_entry_is_made_of_a_key_and_values_or_refused_with_a_sentence(make, registry, what):
    for key, record in registry.items():
        assert make(key) == Entry(key, tuple(p.default for p in record.params))
        for param in record.params:
            at = [p.key for p in record.params].index(param.key)
            assert make(key, {param.key: param.valid[0]}).values[at] == param.valid[0]
    with refused(rf"There is no {what} 'nothing'\."):
        make("nothing")
    with refused(r"There is no parameter speed here\."):
        make(next(iter(registry)), {"speed": 1.0})


@pytest.mark.parametrize(
    "value",
    [RUN, FORK, SCENE, FORKED, RUNNER, GROUND, GROUND.entry],
    ids=["run", "fork", "scene", "forked", "runner", "ground", "entry"],
)
def test_a_question_is_a_value(value):
    again = replace(value)
    assert (again, hash(again)) == (value, hash(value))
    assert eval(repr(value), vars(run)) == value
    with pytest.raises((FrozenInstanceError, TypeError)):
        value.key = "other"


def test_a_scene_asks_one_question_a_runner():
    runners = tuple(replace(RUNNER, mark=m, rate=0.01 * (m + 1), schedule=schedule("step")) for m in (0, 2, 5))
    scene = replace(SCENE, runners=runners, noise=0.5, seed=9, start=(0.25, -1.0))
    asked = scene.runs()
    assert [one.rate for one in asked] == [0.01, 0.03, 0.06]
    for one, runner in zip(asked, runners, strict=True):
        assert (one.method, one.schedule) == (runner.method, runner.schedule)
        assert (one.ground, one.start, one.steps, one.noise, one.seed) == (GROUND, (0.25, -1.0), 100, 0.5, 9)


def test_the_question_of_a_fork_holds_that_of_its_origin():
    third = replace(RUNNER, mark=1, origin=3, at=41, warmup=5)
    scene = replace(FORKED, runners=(RUNNER, third, FORKED.runners[1]), start=(0.5, 0.5), noise=0.1)
    first, last, middle = scene.runs()
    assert (first.origin, first.at, first.generation) == (None, 0, 0)
    assert (middle.origin, middle.at, middle.rate, middle.generation) == (first, 40, 0.5, 1)
    assert (last.origin, last.at, last.warmup, last.generation) == (middle, 41, 5, 2)
    assert len({first, middle, last}) == 3
    assert scene.runner(1) == third


def test_forks_of_forks_end_somewhere():
    run = RUN
    for k in range(MAX_RUNS - 1):
        run = replace(run, origin=run, at=k)
    assert run.generation == MAX_RUNS - 1
    with refused(r"Forks of forks can be at most 7 deep\."):
        replace(run, origin=run, at=50)


def test_how_a_scene_is_looked_at_asks_no_other_question():
    assert replace(SCENE, tolerance=0.1, against="length", view="both", curve="along x").runs() == SCENE.runs()


# The frame.


def own(frame, middle, point):
    """A point of the map in the landscape's own coordinates: shifted, rotated and scaled back, in this order."""
    rotation, shift_x, shift_y, scale_x, scale_y = frame
    x, y = point[0] - shift_x - middle[0], point[1] - shift_y - middle[1]
    phi = math.radians(-rotation)
    x, y = x * math.cos(phi) - y * math.sin(phi), x * math.sin(phi) + y * math.cos(phi)
    return middle[0] + x / scale_x, middle[1] + y / scale_y


def test_a_plain_frame_is_the_identity_and_is_marked_so():
    assert GROUND.vector().tolist() == ENGINES_PLAIN.tolist()
    assert tuple(p.default for p in FRAME) == PLAIN == GROUND.frame
    a, b = GROUND.affine()
    assert a.tolist() == np.eye(2).tolist()
    assert b.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("key", LANDSCAPES)
def test_a_frame_stretches_turns_and_shifts_about_the_middle_of_the_box(key, frame):
    ground = Ground(landscape(key), frame)
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    a, b = ground.affine()
    points = np.random.default_rng(4).uniform(-5.0, 5.0, (10, 2))
    for point in points:
        assert a @ point + b == pytest.approx(own(frame, middle, point), abs=1e-12)
    assert ground.vector()[:6] == pytest.approx([*a.ravel(), *b])
    assert ground.vector()[6] == (frame != PLAIN)
    carried = ground.carry([own(frame, middle, point) for point in points])
    assert np.array(carried) == pytest.approx(points, abs=1e-10)
    plain = loss_at(Ground(landscape(key)), np.array([own(frame, middle, point) for point in points]))
    assert loss_at(ground, points) == pytest.approx(plain, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("key", LANDSCAPES)
def test_the_known_answer_is_carried_along(key, frame):
    ground, land = Ground(landscape(key), frame), LANDSCAPES[key]
    values = ground.entry.values
    assert ground.minima() == ground.carry(list(land.minima(*values)))
    assert ground.saddles() == ground.carry(list(land.saddles(*values)))
    assert list(ground.starts()) == list(land.starts)
    assert list(ground.starts().values()) == ground.carry(list(land.starts.values()))
    for mine, theirs in ((ground.minima(), land.minima(*values)), (ground.saddles(), land.saddles(*values))):
        assert len(mine) == len(theirs)
        assert all(type(v) is float for point in mine for v in point)


def test_the_known_answer_is_handed_out_anew_each_time():
    GROUND.minima().clear()
    assert GROUND.minima() == [(1.0, 1.0)]


def test_the_opening_is_frozen_all_the_way():
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        opening().runners[0].method.values = ()
    with pytest.raises(TypeError):
        operator.setitem(opening().runners, 0, RUNNER)
