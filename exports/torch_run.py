"""One run in an exported PyTorch script: a training loop or, for a fork, several loops one after the other."""

from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

import numpy as np

from exports import torch_methods, words
from exports.torch_ground import INDENT, Place
from exports.torch_methods import Recipe
from exports.translation import plain
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.gradient_noise import GRADIENT_NOISE
from runs.run import Run, Runner
from runs.simulate import Trajectory, plan_of, rates_of, simulate, waiting

KEPT = ("momentum", "centered")
"""Arguments for which PyTorch allocates memory only if they are on."""
FIXED = ("t0", "initial_accumulator_value")
"""Arguments that act in the first step or before it."""

WIDTH = 112
"""The most characters of a comment line, without its indent."""

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a run with one optimizer's settings: the steps from `first` up to but not including `last`, from 0."""

    run: Run
    first: int
    last: int


def lineage(run: Run) -> list[Run]:
    """The chain of origins of a fork, the oldest first, ending with the run itself."""
    return [run] if run.origin is None else [*lineage(run.origin), run]


def legs(run: Run, way: Trajectory) -> list[Leg]:
    """The legs of a run whose trajectory is `way`: one, and one more for every origin."""
    taken = max(len(way.positions) - 1, 0)
    chain = lineage(run)
    marks = [min(mark, taken) for mark in (*(one.at for one in chain), taken)]
    found = [Leg(one, first, last) for one, (first, last) in zip(chain, pairwise(marks), strict=True)]
    return [leg for leg in found if leg.first < leg.last] or found[-1:]


def _unfit(before: Recipe, after: Recipe) -> bool:
    """Whether PyTorch cannot continue with the memory of one recipe under another recipe."""
    alike = all(getattr(before, name) == getattr(after, name) for name in ("name", "share", "inside", "walker"))
    on = any(after.arguments.get(name) and not before.arguments.get(name) for name in KEPT)
    return on or not alike or any(before.arguments.get(name) != after.arguments.get(name) for name in FIXED)


def obstacle(run: Run) -> str | None:
    """A sentence that says why PyTorch cannot perform this run; None if it can."""
    way = simulate(run)
    parts = legs(run, way)
    told = [torch_methods.recipe(leg.run.method) for leg in parts]
    said = next((recipe for recipe in told if isinstance(recipe, str)), None)
    recipes = [recipe for recipe in told if isinstance(recipe, Recipe)]
    if said is not None:
        return said
    if not len(way.positions):
        return "The loss at the start is not finite, so there is no run."
    if run.noise and run.gradient.kind == STEEP:
        return (
            "This noise follows the direction in which the ground bends most, and PyTorch's gradient does not "
            "give that direction."
        )
    if any(_unfit(before, after) for before, after in pairwise(recipes)):
        return "After the fork, PyTorch would read the memory of this method in another way."
    # Rounding may make a variance of zero negative, and PyTorch takes its root without a check.
    if any(recipe.arguments.get("centered") for recipe in recipes):
        v, m = way.memory[1:, 0], way.memory[1:, 1]
        if np.any((v > 0.0) & (v - m * m <= 1e-13 * v)):
            return "The slope hardly varies, and PyTorch's centred RMSprop would take the root of a rounding error."
    return None


@dataclass(frozen=True, slots=True)
class Rate:
    """The code that sets the rate in a leg: `lr` of the optimizer; lines before the loop, at the beginning of every
    step, after the gradient, and at the end of every step; and a note for the reader.
    """

    lr: str
    before: Lines = ()
    begin: Lines = ()
    graded: Lines = ()
    end: Lines = ()
    why: str = ""


def _rates(run: Run, told: Recipe) -> Lines:
    """The lines that compute the list of rates."""
    plan, values, wait = SCHEDULES[run.schedule.key], plan_of(run), waiting(run)
    named = [f"{key}={value!r}" for key, value in values.items()]
    lines = [f"factors = {plan.key}_{plain(plan.curve).__name__}({', '.join([str(max(run.steps - wait, 1)), *named])})"]
    if wait:
        lines += [f"factors = np.concatenate((np.full({wait}, factors[0]), factors))[:{run.steps}]"]
    if run.warmup:
        lines += [f"factors = factors * np.minimum(np.arange(1, {run.steps + 1}) / {run.warmup}, 1.0)"]
    lines += [f"rates = ({run.rate!r} * factors{f' * {told.share!r}' if told.share != 1.0 else ''}).tolist()"]
    return (*lines, *([f"rates[:{told.waiting}] = [0.0] * {told.waiting}"] if told.waiting else []))


def _reacting(leg: Leg, told: Recipe, place: Place) -> tuple[Lines, Lines, Lines]:
    """The lines for a schedule that reacts to the loss: its state, the loss when a step begins, its work at the end."""
    run, plan = leg.run, SCHEDULES[leg.run.schedule.key]
    if plan.react is None:
        return (), (), ()
    # The schedule reacts to the loss at the walker, which may differ from PyTorch's parameter.
    there = place.value.replace("theta", "torch.tensor(path[-1])") if told.walker else place.value
    now = f"t - {wait - 1}" if (wait := waiting(run)) else "t + 1"
    react = f"{plan.key}_{plain(plan.react).__name__}(plan, np.array([height]), factor, best, bad, cool, {now})"
    work = (f"if t >= {wait}:", INDENT + react) if wait else (react,)
    before = [f"plan = {list(run.schedule.values)!r}", "factor, best, bad, cool = np.ones(2), *np.zeros((3, 1))"]
    if leg.first:
        past = place.value.replace("theta", "torch.tensor(point)")
        before += ["for t, point in enumerate(path[:-1]):  # it is shown the losses so far"]
        before += [INDENT + line for line in (f"height = {past}.item()", *work)]
    return tuple(before), (f"height = {there}.item()",), work


def rate_of(leg: Leg, told: Recipe, place: Place, *, alone: bool) -> Rate:
    """How the rate is set: once if it does not change; otherwise as lr at every step, or as a factor on the gradient.

    `alone` says that the leg is the whole run. If there are several legs, all must keep their memory in the same units.
    """
    rates, plan = rates_of(leg.run), SCHEDULES[leg.run.schedule.key]
    if told.once:
        return Rate(repr(float(rates[0])))
    if alone and plan.react is None and not told.waiting and np.all(rates == rates[0]):
        return Rate(repr(float(rates[0]) * told.share))
    kept, begin, end = _reacting(leg, told, place)
    before, rate = (*_rates(leg.run, told), *kept), "rates[t] * float(factor[0])" if kept else "rates[t]"
    if told.inside:
        return Rate("1.0", before, begin, (f"theta.grad *= {rate}",), end, told.changing)
    if not told.late:
        return Rate("rates[0]", before, (*begin, f'optimizer.param_groups[0]["lr"] = {rate}'), (), end)
    begin = (*begin, f"rate = {rate}", 'optimizer.param_groups[0]["lr"] = rate')
    return Rate("rates[0]", before, begin, ("if t > 0:", INDENT + told.late), end)


STEEP, RELATIVE = (GRADIENT_NOISE[0].options.index(kind) for kind in ("steep", "relative"))
BITS = (
    "_, powers = torch.frexp(theta.grad)",
    "theta.grad = torch.ldexp(torch.ldexp(theta.grad, {0} - powers).round(), powers - {0})",
)
ROUNDED = {"exact": (), "bfloat16": ("theta.grad = theta.grad.bfloat16().double()",), "bits": BITS}


def _seen(run: Run, place: Place) -> Lines:
    """The line that selects the samples of a step, if there are batches."""
    if not place.batches:
        return ()
    return (f"data = [DATA[k] for k in BATCHES[{run.batch}][t] if k >= 0]" if run.batch else "data = DATA",)


def _noisy(run: Run) -> Lines:
    """The lines that change a gradient before the method sees it: noise, rounding, delay, clipping, in this order."""
    gradient, size = run.gradient, " * theta.grad.norm()" if run.gradient.kind == RELATIVE else ""
    noise = (f"theta.grad += NOISE[t]{size}",) if run.noise else ()
    rounded = ROUNDED[next(p for p in GRADIENT_NOISE if p.key == "rounding").write(gradient.rounding)]
    late = ("sent.append(theta.grad.clone())", f"theta.grad = sent[max(t - {gradient.delay:g}, 0)].clone()")
    kept = (line.format(int(gradient.bits)) for line in rounded)
    return (*noise, *kept, *(late if gradient.delay else ()), *_clipped(run))


def _clipped(run: Run) -> Lines:
    if not run.clip:
        return ()
    if run.clip_by:
        return (f"theta.grad.clamp_({-run.clip!r}, {run.clip!r})",)
    return (f"theta.grad *= ({run.clip!r} / theta.grad.norm()).clamp(max=1.0)",)


def _loop(leg: Leg, rate: Rate, told: Recipe, place: Place) -> Lines:
    walker = told.walker.format(lr=rate.lr) or "theta"
    graded = (*_seen(leg.run, place), *place.gradient, *_noisy(leg.run), *rate.graded)
    body = (*rate.begin, *graded, "optimizer.step()", f"path.append({walker}.tolist())")
    steps = f"{leg.first}, {leg.last}" if leg.first else f"{leg.last}"
    return f"for t in range({steps}):", *(INDENT + line for line in (*body, *rate.end))


def _changed(before: Recipe, after: Recipe) -> Lines:
    """The line that sets those arguments of the optimizer that change."""
    new = {name: value for name, value in after.arguments.items() if before.arguments.get(name) != value}
    named = ", ".join(f"{name}={value!r}" for name, value in new.items())
    return (f"optimizer.param_groups[0].update({named})",) if new else ()


def walk(runner: Runner, run: Run, place: Place) -> str:
    """The source of a function that performs a run without obstacles and returns the positions, one pair per state."""
    way = simulate(run)
    parts = legs(run, way)
    told = [recipe for leg in parts if isinstance(recipe := torch_methods.recipe(leg.run.method), Recipe)]
    rates = [rate_of(leg, recipe, place, alone=len(parts) == 1) for leg, recipe in zip(parts, told, strict=True)]
    named = "".join(f", {name}={value!r}" for name, value in told[0].arguments.items())
    x, y = way.positions[-1]
    why = dict.fromkeys(
        text for recipe, rate in zip(told, rates, strict=True) for text in (recipe.why, rate.why) if text
    )
    far = [f"After step {len(way.positions) - 1} it leaves all bounds."] if way.word == "diverged" else []
    lines = [
        *wrap(f'"""{OPTIMIZERS[run.method.key].name}: {words.runner_settings(runner)}.', WIDTH), "", *why, *far,
        f"In Thalweg it comes to ({x:.6g}, {y:.6g}).", '"""', "theta = torch.tensor(START, requires_grad=True)",
        *rates[0].before, f"optimizer = torch.optim.{told[0].name}([theta], lr={rates[0].lr}{named})",
        "path = [theta.tolist()]", *["sent = []  # gradients, of which each arrives late"] * bool(run.gradient.delay),
        *_loop(parts[0], rates[0], told[0], place),
    ]  # fmt: skip
    for i in range(1, len(parts)):
        lines += [f"# From step {parts[i].first} on it goes its own way.", *_changed(told[i - 1], told[i])]
        lines += [*rates[i].before, *_loop(parts[i], rates[i], told[i], place)]
    lines += ["return path"]
    return f"def run{runner.mark + 1}():\n" + "\n".join(INDENT + line if line else "" for line in lines)
