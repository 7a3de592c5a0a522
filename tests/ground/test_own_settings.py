"""What a runner has of its own: decay by the schedule's factor, a warm-up before the schedule, clipped gradients."""

from dataclasses import replace
from math import cos, pi

import numpy as np
import pytest

from exports import words
from pictures.labels import apart, note
from runs import codec
from runs.catalog import SCHEDULES
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Run, Runner, optimizer, schedule
from runs.simulate import rates_of, simulate
from runs.survey import survey
from studies.anatomy import anatomy_of

MULTIPLIES, PRECEDES = 0.0, 1.0
NORM, VALUE = 0.0, 1.0
AT_REST = Ground(landscape("bowl"), (0.0, 1.0, 1.0, 1.0, 1.0))
"""A bowl whose minimum is at (1, 1), so that the first gradient there is zero."""

FORMS = {"momentum": (1.0, 2.0), **dict.fromkeys(["adamw", "lion", "adan", "schedule_free_adamw"], (0.0, 1.0))}
DECAYS = [
    (key, form, what)
    for key, forms in FORMS.items()
    for form, what in zip(forms, ("rate", "schedule"), strict=True)
]  # fmt: skip


@pytest.mark.parametrize("warmup", [0, 4])
@pytest.mark.parametrize(("key", "form", "what"), DECAYS)
def test_a_decay_is_multiplied_by_the_rate_or_by_the_factor_of_the_schedule_alone(key, form, what, warmup):
    """With η 0.01, λ 0.1 and no gradient a weight keeps 0.999 or 0.9 of itself, less near the start of a warm-up."""
    method = optimizer(key, {"weight_decay": 0.1, "decay_form": form})
    run = Run(AT_REST, method, 0.01, schedule(), (1.0, 1.0), 1, warmup=warmup)
    lost = 0.1 * (0.01 if what == "rate" else 1.0) / max(warmup, 1)
    kept = 1.0 / (1.0 + lost) if key == "adan" else 1.0 - lost
    assert simulate(run).positions[1] == pytest.approx((kept, kept), rel=1e-14)


@pytest.mark.parametrize("plan", ["constant", "cosine", "plateau"])
@pytest.mark.parametrize(("key", "form", "what"), DECAYS)
def test_a_survey_of_rates_leaves_the_factor_of_the_schedule_alone(key, form, what, plan):
    ground = Ground(landscape("rosenbrock"))
    run = Run(ground, optimizer(key, {"weight_decay": 0.1, "decay_form": form}), 0.001, schedule(plan), (-1.2, 1.0), 60)
    shares = np.array([0.5, 1.0, 2.0])
    found = survey(run, np.array([[-1.2] * 3, [1.0] * 3]), shares, 1e-300)
    for lane, share in enumerate(shares):
        assert np.array_equal(found.positions[:, lane], simulate(replace(run, rate=0.001 * share)).positions[-1])


def test_a_warm_up_that_precedes_the_schedule_leaves_it_the_steps_that_remain():
    run = Run(AT_REST, optimizer("gd"), 1.0, schedule("cosine", {"T_max": 1000.0}), (0.0, 0.0), 1000, warmup=100)
    factors = rates_of(replace(run, warmup_form=PRECEDES))
    assert rates_of(run)[550] == pytest.approx(0.5 * (1 + cos(0.55 * pi)), rel=1e-12)
    assert factors[550] == pytest.approx(0.5, rel=1e-12)
    assert (factors[0], factors[99], factors[100]) == pytest.approx((0.01, 1.0, 1.0))
    assert factors[999] == pytest.approx(0.5 * (1 + cos(pi * 899 / 900)))


@pytest.mark.parametrize(("warmup", "steps"), [(1, 1), (1, 40), (7, 40), (39, 40), (40, 40), (60, 40)])
@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule_begins_after_a_warm_up_that_precedes_it(key, warmup, steps):
    plan = SCHEDULES[key]
    run = Run(AT_REST, optimizer("gd"), 0.5, schedule(key), (0.0, 0.0), steps, warmup=warmup, warmup_form=PRECEDES)
    given = dict(zip((p.key for p in plan.params), run.schedule.values, strict=True))
    if plan.whole:
        given[plan.whole] = max(given[plan.whole] - warmup, 1.0)
    later = plan.factors(steps, given)
    wanted = [later[0] * t / warmup if t <= warmup else later[t - warmup - 1] for t in range(1, steps + 1)]
    assert rates_of(run) == pytest.approx(0.5 * np.array(wanted), rel=1e-14)


def test_a_schedule_that_reacts_starts_its_clock_after_a_warm_up_that_precedes_it():
    """With so much noise a step often raises the loss, so that the rate is cut again and again."""
    plan = schedule("plateau", {"patience": 0.0, "factor": 0.5})
    run = Run(Ground(landscape("bowl")), optimizer("gd"), 0.3, plan, (0.0, 0.0), 12, noise=5.0, warmup=5)
    early, late = simulate(run).rates, simulate(replace(run, warmup_form=PRECEDES)).rates
    assert np.any(early[:5] < 0.3 * np.arange(1, 6) / 5)
    assert late[:6] == pytest.approx([*(0.3 * np.arange(1, 6) / 5), 0.3])
    assert np.any(late[6:] < 0.3)
    start = np.array([[0.0], [0.0]])
    assert np.array_equal(
        survey(replace(run, warmup_form=PRECEDES), start, tolerance=1e-300).positions[:, 0],
        simulate(replace(run, warmup_form=PRECEDES)).positions[-1],
    )
    fork = replace(run, warmup_form=PRECEDES, origin=replace(run, warmup_form=PRECEDES), at=8)
    assert np.array_equal(simulate(fork).rates, late)


CLIPS = [(1.0, NORM), (0.3, VALUE), (1e-3, NORM)]


@pytest.mark.parametrize(("limit", "by"), CLIPS)
@pytest.mark.parametrize("method", ["gd", "adam", "sam", "extragradient"])
def test_no_gradient_that_a_method_is_given_exceeds_the_bound(method, limit, by):
    run = Run(Ground(landscape("rosenbrock")), optimizer(method), 0.001, schedule(), (-1.2, 1.0), 40)
    plain, clipped = simulate(run), simulate(replace(run, clip=limit, clip_by=by))
    used, true = clipped.used, clipped.gradients[:-1]
    assert np.max(np.hypot(*plain.used.T)) > limit
    assert np.max(np.hypot(*used.T) if by == NORM else np.abs(used)) <= limit * (1 + 1e-15)
    if method in ("gd", "adam"):
        length = np.hypot(*true.T)
        whole = np.minimum(1.0, limit / length)[:, None] * true if by == NORM else np.clip(true, -limit, limit)
        assert used == pytest.approx(whole, rel=1e-14)
    assert np.array_equal(simulate(replace(run, clip=1e6, clip_by=by)).positions, plain.positions)


@pytest.mark.parametrize(("limit", "by"), CLIPS)
@pytest.mark.parametrize("gradient", [PLAIN_NOISE, GradientNoise(delay=2.0), GradientNoise(batch=3.0)], ids=str)
def test_clipping_is_the_same_in_a_survey(gradient, limit, by):
    ground = Ground(landscape("logistic_regression", {"samples": 10.0}))
    start = next(iter(ground.starts().values()))
    run = Run(ground, optimizer("adam"), 0.1, schedule(), start, 30, 0.2, gradient=gradient, clip=limit, clip_by=by)
    found = survey(run, np.array(start).reshape(2, 1), tolerance=1e-300)
    assert np.array_equal(found.positions[:, 0], simulate(run).positions[-1])


@pytest.mark.parametrize("by", [NORM, VALUE])
def test_a_gradient_that_is_not_finite_is_not_hidden_by_clipping(by):
    run = Run(Ground(landscape("cliff")), optimizer("gd"), 0.1, schedule(), (1e5, 1e5), 5, clip=1.0, clip_by=by)
    steep = Run(Ground(landscape("rosenbrock")), optimizer("gd"), 1e6, schedule(), (-1e5, 1e5), 9, clip=1e6, clip_by=by)
    for one in (run, steep):
        walk = simulate(one)
        assert all(np.isfinite(array).all() for array in (walk.positions, walk.losses, walk.gradients, walk.used))


def test_what_acts_on_a_runner_is_said_beside_it():
    runner = Runner(optimizer("gd"), 0.1, warmup=5, warmup_form=PRECEDES, clip=0.5)
    for said in (note(runner), words.runner_settings(runner)):
        assert "clipped to the norm 0.5" in said
        assert "warm-up 5 steps, then the schedule" in said
    assert "every coordinate clipped to ±0.5" in note(replace(runner, clip_by=VALUE))
    assert "clip" not in note(replace(runner, clip=0.0))


def test_a_note_says_what_sets_a_runner_apart_from_those_of_its_method():
    base = opening()
    first, other = Runner(optimizer("adam"), 0.1), Runner(optimizer("gd"), 0.2)

    def notes(**own):
        runners = (first, replace(first, mark=1, **own), replace(other, mark=2))
        ground = Ground(landscape("linear_regression"))
        return [note(runner, replace(base, ground=ground, runners=runners)) for runner in runners]

    assert notes() == ["η 0.1", "η 0.1", "η 0.2"]
    assert notes(method=optimizer("adam", {"beta2": 0.9})) == ["η 0.1, β₂ 0.999", "η 0.1, β₂ 0.9", "η 0.2"]
    assert notes(batch=8) == ["η 0.1, all samples", "η 0.1, B 8", "η 0.2"]
    assert notes(warmup=20) == ["η 0.1, no warm-up", "η 0.1, warm-up 20 steps", "η 0.2"]
    assert notes(schedule=schedule("cosine")) == ["η 0.1, constant rate", "η 0.1, cosine annealing", "η 0.2"]
    batches = replace(
        base, ground=Ground(landscape("linear_regression")), runners=(first, replace(first, mark=1, batch=4)),
        gradient=GradientNoise(batch=16.0),
    )  # fmt: skip
    assert note(batches.runners[0], batches) == "η 0.1, B 16"


@pytest.mark.parametrize(
    ("runners", "said"),
    [
        ((("Adam", "η 1"), ("Momentum", "η 1")), ("Adam", "Momentum")),
        ((("Adam", "η 1, ε 1"), ("Adam", "η 1, ε 2")), ("ε 1", "ε 2")),
        ((("Adam", "η 1"), ("Adam", "η 2"), ("Lion", "η 1")), ("Adam η 1", "Adam η 2", "Lion")),
        ((("Adam", "η 1"), ("Adam", "η 1")), ("η 1", "η 1")),
    ],
)
def test_a_key_names_what_differs(runners, said):
    assert apart(*zip(*runners, strict=True)) == said


def test_the_anatomy_says_that_a_gradient_is_clipped():
    run = Run(Ground(landscape("rosenbrock")), optimizer("gd"), 0.01, schedule(), (-1.2, 1.0), 5, clip=2.0)
    line = anatomy_of(simulate(run)).lines[0]
    assert (line.right, line.lead) == ("clipped(slope(theta))", "the gradient here, clipped to the norm 2")


def test_a_link_of_before_means_what_it_meant():
    link = "v=1&landscape=bowl&x=1&y=1&steps=20&run1=adamw&run1.rate=0.1&run1.weight_decay=0.2&run1.warmup=3"
    runner = codec.read(link).scene.runners[0]
    assert (runner.warmup_form, runner.clip, runner.clip_by) == (MULTIPLIES, 0.0, NORM)
    assert runner.method == optimizer("adamw", {"weight_decay": 0.2})
    scene = codec.read(f"{link}&run1.warmup_form=precedes&run1.clip=2&run1.clip_by=value").scene
    assert codec.read(codec.write(scene)).scene == scene
    assert scene.runners[0] == replace(runner, warmup_form=PRECEDES, clip=2.0, clip_by=VALUE)
