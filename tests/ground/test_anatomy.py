"""The anatomy of a step: every displayed number follows from the displayed numbers before it."""

from dataclasses import replace

import numpy as np
import pytest

from core import formula
from core.anatomy import ROLES, THETA, UPHILL, Anatomy, Line, landing, part
from core.kernel import COMPILED
from runs.catalog import OPTIMIZERS
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import Entry, Ground, landscape
from runs.opening import suggested_rate
from runs.run import RATE, Run, optimizer, schedule
from runs.simulate import simulate
from studies.anatomy import anatomy_of, dissect
from tests.ground.naive_latex import evaluate
from tests.ground.tables import METHODS

LANDS = ("rosenbrock", "ravine", "rastrigin") if COMPILED else ("rosenbrock",)
STEPS = 120 if COMPILED else 40
WHOLE = [row for row in METHODS if row.values[0].anatomy is not None]
NAMED = ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamw")
CLOSE = 1e-12


def walked(method, values, land="rosenbrock", noise=0.0, steps=STEPS, gradient=PLAIN_NOISE):
    """A run whose rate changes, so that conventions differ, and which is short-stepped enough to last."""
    ground = Ground(landscape(land))
    rate, plan, start = suggested_rate(ground, method.key), schedule("exponential"), (-0.862, 0.946)
    while True:
        way = simulate(Run(ground, Entry(method.key, values), rate, plan, start, steps, noise=noise, gradient=gradient))
        if len(way.used) > steps // 2 or rate < RATE.valid[0] * 1e3:
            return way
        rate /= 1e3


def near(found, wanted, scale=None):
    """Equal to twelve digits, relative to the largest of the wanted numbers (or to `scale`)."""
    size = np.max(np.abs(wanted), initial=0.0) if scale is None else scale
    return np.all(np.abs(np.subtract(found, wanted)) <= CLOSE * size)


def texts(cut, step, axis):
    """The number of every name at one step and one coordinate, as a reader sees it: negative ones are in brackets."""
    rows = {key: row[step, min(axis, row.shape[1] - 1)] for key, row in cut.values.items()}
    numbers = {key: float(value) for key, value in (rows | dict(cut.constants)).items()}
    return {key: repr(value) if value >= 0 else f"({value!r})" for key, value in numbers.items()}


def test_every_setting_has_an_anatomy_whose_names_are_known():
    for row in WHOLE:
        method, values = row.values
        known = {"theta", "g", "rate", "factor", "t", "elsewhere", *(p.key for p in method.params)}
        told = method.anatomy(*values)
        known |= {f"{line.key}_before" for line in told.lines if line.slot}
        for line in told.lines:
            assert set(line.names) <= known, (method.key, values, line.key)
            assert not line.begins or line.begins in known
            known |= {line.key}
        for line in told.parts:
            assert set(line.names) <= known, (method.key, values, line.key)


@pytest.mark.parametrize("land", LANDS)
@pytest.mark.parametrize(("method", "values"), WHOLE)
def test_every_displayed_number_follows_from_the_displayed_numbers(method, values, land):
    way = walked(method, values, land)
    cut = dissect(way)
    assert cut.whole
    assert len(way.used) > 0
    for step in sorted({0, 1, len(way.used) // 2, len(way.used) - 1}):
        for axis in (0, 1):
            shown = texts(cut, step, axis)
            for line in (*cut.lines, *cut.parts):
                if line.computed:
                    found = evaluate(line.latex(shown, r" \cdot "))
                    value = cut.values[line.key][step, axis]
                    assert near(found, value), (line.key, step, axis, line.latex(shown, r" \cdot "), value)


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize(("method", "values"), WHOLE)
def test_what_is_displayed_is_what_was_recorded(method, values, noise):
    way = walked(method, values, noise=noise)
    cut = dissect(way)
    assert np.array_equal(cut.values["theta"], way.positions[:-1])
    assert np.array_equal(cut.values[THETA], way.positions[1:])
    assert np.array_equal(cut.values["g"], way.used)
    assert np.array_equal(cut.values["rate"][:, 0], way.rates)
    for line in cut.lines:
        if line.slot:
            kept = way.memory[:, method.slots.index(line.slot)]
            assert np.array_equal(cut.memory[line.key], kept)
            assert np.array_equal(cut.values[line.key], kept[1:])
            before = kept[:-1].copy()
            if line.begins:
                before[0] = values[[p.key for p in method.params].index(line.begins)]
            assert np.array_equal(cut.values[f"{line.key}_before"], before)
        if line.computed:
            assert near(formula.value(line.right, cut.constants | cut.values), cut.values[line.key])


@pytest.mark.parametrize("land", LANDS)
@pytest.mark.parametrize(("method", "values"), METHODS)
def test_the_arrows_add_up_to_the_displacement(method, values, land):
    way = walked(method, values, land)
    cut = dissect(way)
    parts = [arrow for arrow in cut.arrows if arrow.part]
    whole = next(arrow for arrow in cut.arrows if arrow.name == "displacement")
    size = np.max(np.abs(way.positions))
    assert np.array_equal(whole.value, np.diff(way.positions, axis=0))
    assert near(sum(arrow.value for arrow in parts), whole.value, size)
    assert [arrow.after for arrow in parts] == ["", *(arrow.name for arrow in parts[:-1])]
    for arrow in cut.arrows:
        assert arrow.role in ROLES[1:]
        assert arrow.part or arrow.after == ""
        if not arrow.part and arrow.role in UPHILL:
            assert np.array_equal(arrow.value, -cut.values[arrow.name])


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize(("method", "values"), METHODS)
def test_every_line_speaks_of_what_is_known(method, values, noise):
    cut = dissect(walked(method, values, noise=noise, steps=5))
    known = {"theta", "g", "rate", "factor", "t", *cut.constants}
    known |= {f"{line.key}_before" for line in cut.lines if line.slot}
    for line in cut.lines:
        if not line.computed:
            known |= {line.key, *line.names}
        assert set(line.names) <= known, line.key
        assert set(line.names) <= set(cut.symbols)
        known |= {line.key}
    for line in cut.parts:
        assert set(line.names) <= known, line.key
    assert ("noise" in {name for line in cut.lines for name in line.names}) == (noise > 0)


CORRUPTIONS = {
    "batch": (GradientNoise(batch=4.0), 0.0, r"\nabla f_{B_t}(\theta_{t-1})", "over the samples of this batch"),
    "batch of all": (GradientNoise(batch=9e2), 0.0, r"\nabla f(\theta_{t-1})", "here"),
    "kind": (GradientNoise(kind=3.0), 0.5, r"\nabla f(\theta_{t-1}) + \xi_t", "with noise in proportion to its length"),
    "bfloat16": (
        GradientNoise(rounding=1.0), 0.0, r"\operatorname{round}\left(\nabla f(\theta_{t-1})\right)", "to bfloat16",
    ),
    "all of it": (
        GradientNoise(batch=4.0, rounding=2.0, delay=3.0), 0.5,
        r"\left[\operatorname{round}\left(\nabla f_{B_t}(\theta_{t-1}) + \xi_t\right)\right]_{t-k}",
        "with Gaussian noise, rounded to 4 significant bits, k = 3 steps late (until then that of step 1)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_under_gradient_noise_the_line_of_the_gradient_says_what_was_done_to_it(name):
    gradient, noise, written, said = CORRUPTIONS[name]
    way = walked(OPTIMIZERS["gd"], (), "logistic_regression", noise=noise, steps=6, gradient=gradient)
    line = dissect(way).lines[0]
    assert line.latex(dissect(way).symbols, "") == written
    assert line.lead.endswith(said)
    assert not line.computed
    assert np.array_equal(dissect(way).values["g"], way.used)


@pytest.mark.parametrize("key", NAMED)
def test_the_optimizers_of_the_race_have_an_anatomy_of_their_own(key):
    assert OPTIMIZERS[key].anatomy is not None


@pytest.mark.parametrize(("method", "values"), [row for row in METHODS if row.values[0].anatomy is None])
def test_the_others_show_their_gradient_memory_and_displacement(method, values):
    way = walked(method, values, steps=5)
    cut = dissect(way)
    assert not cut.whole
    assert [line.slot for line in cut.lines if line.slot] == list(method.slots)
    assert {arrow.role for arrow in cut.arrows} == {"gradient", "displacement"}
    assert cut.lines[0].key == "g"


@pytest.mark.parametrize(("method", "values"), WHOLE)
def test_the_gradient_is_that_of_the_place_it_names(method, values):
    way = walked(method, values, steps=9)
    cut = dissect(way)
    line = next(line for line in cut.lines if line.key == "g")
    where = cut.values[line.names[0]]
    for step in (0, 4, 8):
        there = simulate(Run(way.run.ground, Entry("gd"), 1.0, schedule(), tuple(map(float, where[step])), 1))
        assert near(there.gradients[0], way.used[step])


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_nesterov_names_the_point_ahead(noise):
    ahead = anatomy_of(walked(OPTIMIZERS["nesterov"], (0.9, 0.0), noise=noise)).lines
    assert [line.key for line in ahead[:2]] == ["ahead", "g"]
    assert ahead[1].names == (("ahead", "noise") if noise else ("ahead",))


def test_a_fork_shows_its_own_steps_and_not_its_origins():
    method = OPTIMIZERS["momentum"]
    origin = walked(method, optimizer("momentum").values, steps=12).run
    fork = replace(origin, method=optimizer("momentum", {"momentum": 0.5}), origin=origin, at=5)
    way = simulate(fork)
    cut = dissect(way)
    for line in (*cut.lines, *cut.parts):
        assert np.all(np.isnan(cut.values[line.key][:5]))
        if line.computed:
            assert near(formula.value(line.right, cut.constants | cut.values)[5:], cut.values[line.key][5:])
    assert all(np.all(np.isnan(arrow.value[:5])) for arrow in cut.arrows)
    assert np.array_equal(cut.values[THETA][5:], way.positions[6:])
    assert np.array_equal(cut.memory["v"], way.memory[:, 0])


def test_a_run_that_ends_at_its_start_has_no_steps_to_show():
    method = OPTIMIZERS["adam"]
    way = walked(method, tuple(p.default for p in method.params), steps=9)
    for n in (0, 1):
        cut = dissect(type(way)(
            way.run, way.positions[:n], way.losses[:n], way.gradients[:n], way.used[:0], way.rates[:0], way.memory[:n],
            way.status, way.at, way.why,
        ))  # fmt: skip
        assert all(len(row) == 0 for row in cut.values.values())
        assert all(len(kept) == n for kept in cut.memory.values())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a + b - c", "A + B - C"),
        ("a - (b - c)", "A - (B - C)"),
        ("a - (b + c) * a", "A - (B + C).A"),
        ("-a * b", "-A.B"),
        ("c - -a * b", "C - (-A.B)"),
        ("-(a + b)", "-(A + B)"),
        ("a * (b * c)", "A.B.C"),
        ("a * -b", "A.(-B)"),
        ("a / (b + c)", r"\frac{A}{B + C}"),
        ("(a / b)**2", r"(\frac{A}{B})^{2}"),
        ("(a * b)**c", "(A.B)^{C}"),
        ("a**2 * b", "A^{2}.B"),
        ("sqrt(a + b)", r"\sqrt{A + B}"),
        ("max(a, -b)", r"\max(A,\ -B)"),
        ("abs(a) + sign(b)", r"\left|A\right| + \operatorname{sign}(B)"),
    ],
)  # fmt: skip
def test_a_formula_is_written_and_computed_alike(text, written):
    texts = {"a": "A", "b": "B", "c": "C"}
    assert formula.latex(text, texts, ".") == written
    values = {"a": 1.75, "b": 0.5, "c": 3.0}
    shown = formula.latex(text, {key: repr(value) for key, value in values.items()}, r"\cdot ")
    assert formula.value(text, values) == pytest.approx(evaluate(shown), rel=1e-15)
    assert not formula.measured(text)


def test_names_come_in_the_order_of_the_text():
    assert formula.names("b * slope(a) + max(c, b)") == ("b", "a", "c")
    assert formula.measured("b * slope(a)")
    assert not formula.measured("")


@pytest.mark.parametrize(
    "text", ["a +", "a if b else c", "a or b", "sin(a)", "a.b", "a % b", "+a", "'a'", "1.5", "a[0]"]
)
def test_what_is_no_formula_is_refused_with_a_sentence(text):
    texts = dict.fromkeys("abc", "1")
    with pytest.raises(ValueError, match=r"formula\.$"):
        formula.latex(text, texts, "")
    with pytest.raises(ValueError, match=r"formula\.$"):
        formula.value(text, dict.fromkeys("abc", 1.0))


def test_a_slope_is_not_computed():
    with pytest.raises(ValueError, match="has no place"):
        formula.value("slope(a)", {"a": 1.0})


GOOD = {"key": "m", "symbol": "m_t", "right": "a + b", "lead": "a sum"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": "M"}, "no key"),
        ({"key": "1m"}, "no key"),
        ({"symbol": ""}, "symbol"),
        ({"lead": ""}, "says what"),
        ({"role": "wind"}, "role 'wind'"),
        ({"right": "a +"}, "no formula"),
        ({"right": "a % b"}, "no place"),
    ],
)
def test_a_line_is_checked_when_it_is_made(change, sentence):
    Line(**GOOD)
    with pytest.raises(ValueError, match=sentence):
        Line(**GOOD | change)


def test_an_anatomy_is_checked_when_it_is_made():
    last, of = landing("theta - g", "downhill"), part("gradient", "-g", "the gradient")
    Anatomy((last,), (of,))
    for lines, parts, sentence in (
        ((Line(**GOOD),), (of,), "new position"),
        ((last, last), (of,), "one key"),
        ((last,), (), "made of"),
    ):
        with pytest.raises(ValueError, match=sentence):
            Anatomy(lines, parts)
