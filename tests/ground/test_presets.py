"""The presets: runs with them equal the libraries' own, and they set nothing but what they say."""

import json
import math
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from core.library import Library, Preset, Signatures
from runs import edit
from runs.catalog import LIBRARIES, OPTIMIZERS, agrees, check_presets, set_by
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import RATE, Runner, Scene, optimizer
from runs.simulate import simulate

with np.load(Path(__file__).parent.parent / "golden" / "presets.npz") as golden:
    CASES = list(zip(json.loads(str(golden["manifest"]))["cases"], golden["paths"], strict=True))
EQUAL = 1e-13
"""The largest relative deviation from a library's run."""
TOLD = [(one.key, preset.method) for one in LIBRARIES.values() for preset in one.presets]
RUN_BY_NOBODY = {"papers", "tensorflow1"}
ANY_RATE = 0.123
"""A rate of the runner that a preset finds."""


def preset_of(library, method):
    """A preset that is known to be there."""
    found = LIBRARIES[library].preset(method)
    assert found is not None
    return found


def runner_with(library, method, hyper, rate, place=None):
    """A scene whose one runner has the defaults of a library, after any other values."""
    ground = place or Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0}))
    scene = Scene(ground, (-1.6, 0.8), 40, (Runner(optimizer(method, hyper), rate),))
    return edit.with_preset(scene, 0, library)


def deviation(case, path):
    """The relative deviation of our run from a library's."""
    place = Ground(landscape(case["landscape"], case["params"]))
    scene = runner_with(case["library"], case["method"], case["hyper"], case["rate"] or ANY_RATE, place)
    run = replace(scene, start=tuple(case["start"]), steps=len(path) - 1).runs()[0]
    found = simulate(run).positions
    assert found.shape == path.shape
    return np.max(np.abs(found - path)) / np.max(np.abs(path))


def cases_of(library, method):
    return [(case, path) for case, path in CASES if (case["library"], case["method"]) == (library, method)]


@pytest.mark.whole
@pytest.mark.parametrize(("library", "method"), [row for row in TOLD if row[0] not in RUN_BY_NOBODY])
def test_a_run_equals_that_of_the_library_with_its_defaults(library, method):
    found, preset = cases_of(library, method), preset_of(library, method)
    assert found
    assert preset.rate in (None, found[0][0]["rate"]) or found[0][0]["rate"] is None
    assert set(preset.left.values()) == set(found[0][0]["hyper"])
    worst = max(deviation(case, path) for case, path in found)
    assert (worst <= EQUAL) == preset.exact, f"{worst:.1e}"


def test_every_golden_run_belongs_to_a_preset():
    assert {(case["library"], case["method"]) for case, _ in CASES} == {
        row for row in TOLD if row[0] not in RUN_BY_NOBODY
    }


# TensorFlow 1 as its kernels have it, for one weight: each takes (slope, theta, rate, steps) and returns all places.


def tf_momentum(nesterov):
    def walk(slope, theta, rate, steps):
        gathered, places = 0.0, []
        for _ in range(steps):
            g = slope(theta)
            gathered = gathered * 0.9 + g
            theta -= rate * (g + gathered * 0.9) if nesterov else gathered * rate
            places.append(theta)
        return places

    return walk


def tf_adagrad(slope, theta, rate, steps):
    total, places = 0.1, []
    for _ in range(steps):
        g = slope(theta)
        total += g * g
        theta -= rate * g / math.sqrt(total)
        places.append(theta)
    return places


def tf_adadelta(slope, theta, rate, steps):
    squares, moves, places = 0.0, 0.0, []
    for _ in range(steps):
        g = slope(theta)
        squares = squares * 0.95 + g * g * (1 - 0.95)
        move = math.sqrt(moves + 1e-8) / math.sqrt(squares + 1e-8) * g
        moves = moves * 0.95 + move * move * (1 - 0.95)
        theta -= move * rate
        places.append(theta)
    return places


def tf_rmsprop(slope, theta, rate, steps):
    square, places = 1.0, []
    for _ in range(steps):
        g = slope(theta)
        square += (g * g - square) * (1 - 0.9)
        theta -= rate * g / math.sqrt(square + 1e-10)
        places.append(theta)
    return places


def tf_adam(slope, theta, rate, steps):
    m, v, places = 0.0, 0.0, []
    for t in range(1, steps + 1):
        g = slope(theta)
        alpha = rate * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        m += (g - m) * (1 - 0.9)
        v += (g * g - v) * (1 - 0.999)
        theta -= m * alpha / (math.sqrt(v) + 1e-8)
        places.append(theta)
    return places


TENSORFLOW = {
    "momentum": (tf_momentum(nesterov=False), None),
    "nesterov": (tf_momentum(nesterov=True), None),
    "adagrad": (tf_adagrad, None),
    "adadelta": (tf_adadelta, 0.001),
    "rmsprop": (tf_rmsprop, None),
    "adam": (tf_adam, 0.001),
}


@pytest.mark.parametrize("method", [method for library, method in TOLD if library == "tensorflow1"])
def test_a_run_equals_the_formulas_of_tensorflow_1(method):
    walk, rate = TENSORFLOW[method]
    scene = runner_with("tensorflow1", method, {}, 0.02, Ground(landscape("bowl", {"kappa": 10.0, "angle": 0.0})))
    runner = scene.runners[0]
    assert runner.rate == (rate or 0.02)
    found = simulate(scene.runs()[0]).positions
    for axis, pull in enumerate((1.0, 10.0)):
        wanted = walk(lambda place, pull=pull: pull * place, scene.start[axis], runner.rate, scene.steps)
        assert found[1:, axis] == pytest.approx(wanted, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("library", "method"), TOLD)
def test_a_preset_sets_the_method_and_the_rate_and_leaves_what_it_says(library, method):
    way, preset = OPTIMIZERS[method], preset_of(library, method)
    odd = {p.key: p.valid[1] if p.kind != "choice" else float(len(p.options) - 1) for p in way.params}
    before = edit.with_runner(opening(), 0, Runner(optimizer(method, odd), ANY_RATE, warmup=7, mark=0))
    after = edit.with_preset(before, 0, library)
    runner = after.runners[0]
    assert replace(runner, method=before.runners[0].method, rate=ANY_RATE) == before.runners[0]
    assert replace(after, runners=before.runners) == before
    assert runner.rate == (ANY_RATE if preset.rate is None else RATE.check(preset.rate))
    values = dict(zip(odd, runner.method.values, strict=True))
    assert {key: values[key] for key in preset.left.values()} == {key: odd[key] for key in preset.left.values()}
    assert {key: value for key, value in values.items() if key not in preset.left.values()} == set_by(preset, way)
    assert agrees(preset, way, runner.method.values, runner.rate)
    # It no longer agrees as soon as anything that it sets is changed.
    assert preset.rate is None or not agrees(preset, way, runner.method.values, runner.rate * 1.5)
    for key, value in set_by(preset, way).items():
        param = next(p for p in way.params if p.key == key)
        other = param.valid[0] if value != param.valid[0] else param.valid[1]
        changed = optimizer(method, values | {key: other})
        assert not agrees(preset, way, changed.values, runner.rate)


def test_a_fork_may_have_the_defaults_of_a_library_and_its_origin_does_not_change():
    scene = edit.forked(edit.with_runner(opening(), 0, Runner(optimizer("adam"), 0.01)), 0, 5)
    fork = next(i for i, r in enumerate(scene.runners) if r.origin == 0)
    found = edit.with_preset(scene, fork, "keras")
    assert found.runners[fork].origin == 0
    assert found.runners[fork].rate == 0.001
    assert found.runners[0] == scene.runners[0]


@pytest.mark.parametrize(
    ("method", "library", "sentence"),
    [
        ("adam", "caffe", r"There is no library 'caffe'\."),
        ("newton", "pytorch", r"Newton has no defaults of PyTorch 2\."),
        ("gd", "optax", r"Gradient descent has no defaults of optax\."),
    ],
)
def test_where_there_are_no_defaults_a_sentence_says_so(method, library, sentence):
    scene = edit.with_runner(opening(), 0, Runner(optimizer(method), 0.01))
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        edit.with_preset(scene, 0, library)


# Records that are not what a record is.

GOOD = Preset("adam", "lib.Adam", "It differs.", 0.001, {"eps": 1e-8})
LIBRARY = Library("lib", "Lib", "1.0", "https://example.org", (GOOD,))
READ = Signatures(
    "1.0", {"optimizers": {"lib.Adam": [{"name": "lr", "default": 0.1}, {"name": "eps", "default": None}]}}
)


@pytest.mark.parametrize(
    ("record", "changed", "sentence"),
    [
        (GOOD, {"called": ""}, r"adam: a preset has a name and says what differs\."),
        (GOOD, {"differs": " "}, r"adam: a preset has a name and says what differs\."),
        (GOOD, {"rate": None, "values": {}}, r"adam: this preset of lib\.Adam sets nothing\."),
        (GOOD, {"left": {"eps": "eps"}}, r"adam: eps cannot be set and left as it is\."),
        (LIBRARY, {"key": "Lib"}, r"'Lib' is no key: lower case, digits and _\."),
        (LIBRARY, {"name": ""}, r"lib: a library has a name\."),
        (LIBRARY, {"url": "example.org"}, r"lib: a library has the address of its sources\."),
        (LIBRARY, {"presets": ()}, r"lib: it has presets, one for each method\."),
        (LIBRARY, {"presets": (GOOD, GOOD)}, r"lib: it has presets, one for each method\."),
    ],
)
def test_a_record_that_is_none_is_refused(record, changed, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        replace(record, **changed)
    with pytest.raises(FrozenInstanceError):
        setattr(record, next(iter(changed)), "other")


@pytest.mark.parametrize(
    ("preset", "sentence"),
    [
        (replace(GOOD, method="sgd"), r"lib: its preset 'sgd' is not in the catalogue\."),
        (replace(GOOD, values={"warp": 1.0}), r"adam: a preset of lib\.Adam sets warp, which is unknown\."),
        (replace(GOOD, left={"x": "warp"}), r"adam: a preset of lib\.Adam sets warp, which is unknown\."),
        (replace(GOOD, values={"eps": 99.0}), r"ε \(eps\) must be a number from 10⁻¹⁶ to 10, not 99\."),
        (
            replace(GOOD, values={"eps_form": "both"}),
            r"ε is added \(eps_form\) must be one of after, before, not 'both'\.",
        ),
    ],
)
def test_a_preset_that_does_not_fit_the_catalogue_is_refused(preset, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        check_presets({"lib": replace(LIBRARY, presets=(preset,))}, OPTIMIZERS)


def test_a_preset_takes_the_defaults_that_were_read():
    found = READ.preset("adam", "lib.Adam", {"lr": "rate", "eps": "eps"}, "It differs.", fixed={"beta1": 0.5})
    assert (found.rate, found.values) == (0.1, {"beta1": 0.5, "eps": 0.0})
    assert found.takes == {"lr": ("rate",), "eps": ("eps",)}
    with pytest.raises(ValueError, match=r"^There is no lib\.Sgd in version 1\.0\.$"):
        READ.preset("gd", "lib.Sgd", {"lr": "rate"}, "It differs.")
    with pytest.raises(ValueError, match=r"^lib\.Adam has no argument momentum\.$"):
        READ.preset("adam", "lib.Adam", {"lr": "rate"}, "It differs.", asked={"momentum": 0.9})
