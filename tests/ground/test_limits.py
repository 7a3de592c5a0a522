"""Theory on the map: on a quadratic the drawn lines are the edges of the map, to the pixel, for every method."""

from dataclasses import replace

import numpy as np
import pytest

from core.kernel import COMPILED
from runs import edit
from runs.ground import Ground, landscape
from runs.map.map import Map
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from studies.maps.answer import LEFT, survey_map
from studies.maps.limits import lines_of, marks_of
from studies.stability.transition import matrices, radii
from studies.stationary import curvature

KAPPA = 10.0
SIDE, STEPS, NEAR = (48, 10_000, 1e-3) if COMPILED else (4, 400, 0.1)
FORMS = [
    ("momentum", {"convention": 0.0}),
    ("momentum", {"convention": 1.0}),
    ("momentum", {"convention": 2.0}),
    ("nesterov", {"form": 0.0}),
    ("nesterov", {"form": 1.0}),
    ("qhm", {"nu": 0.7}),
    ("heavy_ball_ode", {}),
    ("momentum", {"weight_decay": 2.0}),
    ("momentum", {"weight_decay": 0.3, "decay_form": 2.0}),
]


def asked(method, values=None, sides=("rate", "method.momentum"), view=None, land="bowl", **more):
    ground = Ground(landscape(land))
    runner = Runner(optimizer(method, values), 0.1, **more)
    return Map(Scene(ground, next(iter(ground.starts().values())), STEPS, (runner,)), sides, view)


def agree(question, limits):
    """All runs with a rate above the limit of their row diverge, and no other runs do.

    Very close to the limit errors grow so slowly that no number of steps decides.
    """
    gone = survey_map(question, SIDE).classes == LEFT
    ratio = question.spans()[0].places(SIDE) / np.array(limits)[:, None]
    told = np.abs(ratio - 1.0) > NEAR
    assert (ratio[told] > 1.0).any()
    assert (ratio[told] < 1.0).any()
    return np.array_equal(gone[told], ratio[told] > 1.0)


@pytest.mark.parametrize(("method", "values"), FORMS, ids=str)
def test_the_line_is_the_edge_of_the_map(method, values):
    whole = asked(method, values, view=(1e-3, 50.0, 0.0, 0.9))
    rates, momenta = lines_of(whole)[0].parts[0]
    momenta, rates = momenta[np.argsort(momenta)], rates[np.argsort(momenta)]
    question = replace(whole, view=(0.6 * rates.min(), 1.6 * rates.max(), 0.0, 0.9))
    assert agree(question, np.interp(question.spans()[1].places(SIDE), momenta, rates))


def test_gradient_descent_stops_to_converge_at_2_over_lambda():
    question = asked("gd", sides=("rate", "warmup"), view=(0.1, 0.3, 0.0, 1.0))
    (line,) = lines_of(question)
    assert np.allclose(line.parts[0][0], 2.0 / KAPPA)
    assert line.name == "Convergence ends: η = 2/λ, λ = 10 at the minimum"
    assert agree(question, [2.0 / KAPPA] * SIDE)  # a warm-up of no steps, or of one, is none


def test_nesterov_stops_before_gradient_descent():
    rates, momenta = lines_of(asked("nesterov"))[0].parts[0]
    assert np.all(rates[momenta > 0] < 2.0 / KAPPA)
    assert np.isclose(rates[0], 2.0 / KAPPA)


@pytest.mark.parametrize("convention", [0.0, 1.0, 2.0])
def test_a_run_swings_above_the_second_line_and_creeps_below_it(convention):
    question = asked("momentum", {"convention": convention, "momentum": 0.5})
    rates, momenta = lines_of(question)[1].parts[0]
    critical = float(np.interp(0.5, momenta, rates))
    for factor, swings in ((0.8, False), (1.3, True)):
        along = edit.with_ground_value(question.base, "angle", 0.0)
        scene = edit.with_rate(edit.with_start(edit.with_steps(along, 200), 1.0, 0.0), 0, critical * factor)
        assert bool((simulate(scene.runs()[0]).positions[:, 0] < -1e-12).any()) is swings


def test_the_sides_may_be_exchanged():
    rates, momenta = lines_of(asked("momentum"))[0].parts[0]
    swapped = lines_of(asked("momentum", sides=("method.momentum", "rate")))[0].parts[0]
    assert np.array_equal(swapped, np.stack([momenta, rates]))


NONE = {
    "a method of signs": asked("signum", sides=("rate", "method.momentum")),
    "a method that searches": asked("bfgs", sides=("rate", "method.c1")),
    "a rate that falls": asked("asgd", sides=("rate", "method.decay")),
    "a schedule": asked("momentum", schedule=schedule("cosine")),
    "no minimum for any method": asked("qhm", land="monkey_saddle"),
    "no such rate": asked("qhm", sides=("rate", "method.momentum"), view=(0.01, 0.02, 0.0, 0.9)),
    "noise": asked("gd", sides=("rate", "noise")),
    "late gradients": asked("gd", sides=("gradient.delay", "rate")),
    "the shape of the ground": asked("qhm", sides=("rate", "landscape.kappa")),
    "every start": asked("qhm", sides=("x", "y")),
    "no minimum": asked("gd", sides=("rate", "warmup"), land="monkey_saddle"),
    "moving ground": asked("gd", sides=("rate", "warmup"), land="moving_bowl"),
}


@pytest.mark.parametrize("name", NONE)
def test_where_theory_says_nothing_there_is_no_line(name):
    assert lines_of(NONE[name]) == ()


def test_a_flat_direction_has_no_line_for_swinging():
    assert len(lines_of(asked("momentum", land="edge"))) == 1


# The largest rate of methods without momentum: of two gradients a step, of Runge and Kutta's method, of Newton's.
WITHOUT = [("extragradient", 1.0 / KAPPA), ("gradient_flow", 2.785293563405282 / KAPPA), ("newton", 2.0)]


@pytest.mark.parametrize(("method", "limit"), WITHOUT, ids=str)
def test_a_method_without_a_formula_has_the_line_that_its_step_says(method, limit):
    question = asked(method, sides=("rate", "warmup"), view=(0.5 * limit, 1.6 * limit, 0.0, 1.0))
    (line,) = lines_of(question)
    assert np.allclose(line.parts[0][0], limit, rtol=1e-3)
    assert line.name == "Convergence ends: an eigenvalue of a step has size 1, with μ = 1 and λ = 10 at the minimum"
    assert agree(question, [limit] * SIDE)


def test_the_line_over_two_numbers_of_a_method_is_that_of_the_paper():
    """QHM converges if ηλ < 2 (1 + β) / (1 + β (1 - 2ν)): Gitman and others, 2019."""
    question = asked("qhm", sides=("method.momentum", "method.nu"))
    question = replace(question, base=edit.with_rate(question.base, 0, 0.5))
    ((line,),) = ((one.parts[0] for one in lines_of(question)),)
    beta, nu = line[:, line[0] > 0.1]
    assert len(beta) > 20
    assert np.allclose(2 * (1 + beta) / (1 + beta * (1 - 2 * nu)), 0.5 * KAPPA, rtol=2e-3)


SCALED = [
    ("adam", {}, "beta1", lambda b: 2 * (1 + b) / (1 - b)),
    ("adamw", {"weight_decay": 0.0}, "beta1", lambda b: 2 * (1 + b) / (1 - b)),
    ("amsgrad", {}, "beta1", lambda b: 2 * (1 + b) / (1 - b)),
    ("rmsprop", {}, "momentum", lambda b: 2 * (1 + b)),
]


@pytest.mark.parametrize(("method", "values", "key", "limit"), SCALED, ids=str)
def test_the_line_of_a_method_that_divides_is_taken_with_the_slope_at_the_start(method, values, key, limit):
    """Cohen and others, 2022, with P = |g| + ε."""
    question = asked(method, {"eps": 0.5, **values}, sides=("rate", f"method.{key}"), view=(0.1, 1000.0, 0.0, 0.9))
    (line,) = lines_of(question)
    assert line.name.startswith("Swings grow at first: ")
    rates, betas = line.parts[0]
    base = question.base
    h, g = curvature(base.ground, base.start), simulate(base.runs()[0]).gradients[0]
    top = np.linalg.eigvals(np.diag(1.0 / (np.abs(g) + 0.5)) @ h).real.max()
    assert np.allclose(rates, limit(betas) / top, rtol=3e-3)


def test_with_a_yardstick_that_hardly_moves_the_line_is_where_runs_swing_farther():
    question = asked(
        "adam", {"eps": 10.0, "beta2": 0.0001}, sides=("rate", "method.beta1"), view=(1.0, 200.0, 0.0, 0.9)
    )
    base = edit.with_start(edit.with_steps(question.base, 60), -1.6e-7, 0.8e-7)
    rates, betas = lines_of(replace(question, base=base))[0].parts[0]
    for beta in (0.0, 0.5):
        rate = float(np.interp(beta, betas[np.argsort(betas)], rates[np.argsort(betas)]))
        for factor, grows in ((0.9, False), (1.1, True)):
            run = replace(base.runs()[0], rate=rate * factor, method=optimizer("adam", {"eps": 10.0, "beta1": beta}))
            away = np.hypot(*simulate(run).positions.T)
            assert bool(away[30:].max() > away[:30].max()) is grows


def test_where_a_method_forgets_everything_in_a_step_no_line_is_drawn():
    assert lines_of(asked("rmsprop", sides=("rate", "method.rho"))) == ()


def test_where_the_ground_does_not_curve_or_the_start_has_no_slope_there_is_no_line_of_a_method_that_divides():
    flat = asked("adam", sides=("rate", "method.beta1"), land="monkey_saddle")
    assert lines_of(replace(flat, base=edit.with_start(flat.base, 0.0, 0.0))) == ()


# Lessard, Recht and Packard, 2016, proposition 1, for curvatures from 1 to κ: what, η, γ, the share of the error left.
ROOT, FAR = np.sqrt(KAPPA), np.sqrt(3 * KAPPA + 1)
FAST = ((ROOT - 1) / (ROOT + 1)) ** 2
BEST = [
    ("gd", {}, [("Fastest", 2 / (1 + KAPPA), None, (KAPPA - 1) / (KAPPA + 1))]),
    ("momentum", {}, [("Fastest", 4 / (1 + ROOT) ** 2, FAST, (ROOT - 1) / (ROOT + 1))]),
    ("momentum", {"convention": 2.0}, [("Fastest", 4 / (1 + ROOT) ** 2 / (1 - FAST), FAST, (ROOT - 1) / (ROOT + 1))]),
    (
        "nesterov",
        {},
        [
            ("Usual choice", 1 / KAPPA, (ROOT - 1) / (ROOT + 1), 1 - 1 / ROOT),
            ("Fastest", 4 / (3 * KAPPA + 1), (FAR - 2) / (FAR + 2), 1 - 2 / FAR),
        ],
    ),
]


@pytest.mark.parametrize(("method", "values", "told"), BEST, ids=str)
def test_the_marks_are_the_best_settings_of_the_textbook_and_of_the_step(method, values, told):
    sides = ("rate", "warmup") if method == "gd" else ("method.momentum", "rate")
    question = asked(method, values, sides=sides)
    marks = marks_of(question)
    hessian = np.diag([1.0, KAPPA])

    def worst(rate, momentum):
        more = {} if momentum is None else {"momentum": min(max(momentum, 0.0), 0.9999)}
        return float(radii(matrices(optimizer(method, {**values, **more}), hessian, np.array([rate])))[0])

    assert len(marks) == len(told)
    for mark, (name, rate, momentum, left) in zip(marks, told, strict=True):
        assert mark.name.startswith(f"{name} on a quadratic with μ = 1 and λ = 10: η = ")
        assert mark.name.endswith(f"In the long run every step leaves {left:.4g} of the error.")
        assert mark.at == pytest.approx((rate, 0.0) if method == "gd" else (momentum, rate), rel=5e-5)
        assert worst(rate, momentum) == pytest.approx(left, rel=1e-6)
        if name == "Fastest":  # no other setting nearby is better
            for share in (0.97, 1.03):
                assert worst(rate * share, momentum) > left
                assert momentum is None or worst(rate, momentum * share) > left


UNMARKED = {
    **NONE,
    "a momentum that stays": asked("momentum", sides=("rate", "warmup")),
    "a method without a textbook": asked("newton", sides=("rate", "warmup")),
    "weight decay": asked("momentum", {"weight_decay": 0.1}),
    "a flat direction": asked("momentum", land="edge"),
}


@pytest.mark.parametrize("name", UNMARKED)
def test_where_no_setting_is_known_to_be_best_there_is_no_mark(name):
    assert marks_of(UNMARKED[name]) == ()


def test_over_the_shape_of_the_ground_the_line_bends_with_the_curvature():
    question = asked("gd", sides=("rate", "landscape.kappa"), view=(0.01, 1.0, 2.0, 50.0))
    (line,) = lines_of(question)
    rates, kappas = line.parts[0]
    assert np.allclose(rates, 2.0 / kappas)
    assert line.name == "Convergence ends: η = 2/λ, λ at the minimum"
    assert agree(question, 2.0 / question.spans()[1].places(SIDE))
