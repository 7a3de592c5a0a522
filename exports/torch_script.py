"""A scene as a PyTorch script that anybody can run, and that arrives at the same numbers.

It holds the landscape as torch expressions, one function with an ordinary training loop for every runner that PyTorch
has, and what else acts on them: frame, schedule, warm-up, noise. All of it is made from the catalogue's own source.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core import rng
from core.records import Landscape
from exports import torch_methods, words
from exports.torch_methods import Recipe
from exports.translation import Texts, bent, definitions, kernel, plain
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.run import PLAIN, Ground, Run, Runner, Scene
from runs.simulate import rates_of, simulate

HEAD = """{title}

{link}
{shared}

Made by Thalweg. It needs PyTorch{numpy}, and computes in float64 as Thalweg does: the positions agree to about ten
digits, unless a run jitters or is thrown about, where every rounding error grows.
"""

TAIL = """if __name__ == "__main__":
    for name, run in RUNS.items():
        path = run()
        x, y = path[-1]
        print(f"{name}: {len(path) - 1} steps, to x = {x!r}, y = {y!r}")"""

INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class Place:
    """The ground as a script has it: definitions, the loss at theta, and the lines that fill in theta.grad."""

    texts: tuple[str, ...]
    value: str
    gradient: tuple[str, ...]


def _parameters(land: Landscape, ground: Ground) -> tuple[str, ...]:
    pairs = zip(land.params, ground.entry.values, strict=True)
    return tuple(repr(int(value) if param.kind == "integer" else value) for param, value in pairs)


def _frame(ground: Ground) -> list[str]:
    a, b = ground.affine()
    lines = [
        "def place(theta):",
        '    """Where a point of the map lies in the landscape\'s own coordinates."""',
        "    return TURN @ theta + SHIFT",
    ]
    return [f"TURN = torch.tensor({a.tolist()!r})", f"SHIFT = torch.tensor({b.tolist()!r})", "\n".join(lines)]


def _track(land: Landscape, ground: Ground, steps: int) -> list[str]:
    texts, name = definitions(land.track, prefix="ground_"), f"ground_{plain(land.track).__name__}"
    made = f"{name}({', '.join([str(steps), *_parameters(land, ground)])})"
    return [*texts.values(), f"ROWS = {made}.tolist()  # the landscape's parameters at steps 1, 2, ..."]


def place_of(ground: Ground, steps: int) -> Place:
    """The landscape with its values and frame, as PyTorch.

    Its gradient is PyTorch's own, by backward(), unless the loss holds a root, a modulus or a case: where such a thing
    bends, PyTorch's derivative is no number or another one than the landscape's. Then the gradient is written out too.
    """
    land = LANDSCAPES[ground.entry.key]
    framed, c = ground.frame != PLAIN, None if land.track else _parameters(land, ground)
    texts = kernel(land.loss, "loss", ("f",), c)
    at = ("*place(theta)" if framed else "*theta") + (", ROWS[t]" if land.track else "")
    lines = ["optimizer.zero_grad()", f"loss({at}).backward()"]
    if bent(texts):
        texts |= kernel(land.grad, "gradient", ("gx", "gy"), c)
        slope = f"torch.tensor(gradient({at}))"
        why = "  # where the loss bends, PyTorch's own derivative is no number, or not the landscape's"
        lines = [f"with torch.no_grad():{why}", f"{INDENT}theta.grad = {'TURN.T @ ' * framed}{slope}"]
    found = [f"DATA = {land.data.tolist()!r}  # one sample a row"] * bool(land.data.size) + list(texts.values())
    found += (_frame(ground) if framed else []) + (_track(land, ground, steps) if land.track else [])
    return Place(tuple(found), f"loss({at})", tuple(lines))


def obstacle(run: Run) -> str | None:
    """Why PyTorch cannot walk this run, in a sentence; None if it can."""
    told = torch_methods.recipe(run.method)
    if isinstance(told, str):
        return told
    way = simulate(run)
    if not len(way.positions):
        return "The loss at the start is not finite, so that there is no run."
    # A variance that is zero but for rounding may come out below zero; PyTorch takes its root all the same.
    if told.arguments.get("centered"):
        v, m = way.memory[1:, 0], way.memory[1:, 1]
        if np.any((v > 0.0) & (v - m * m <= 1e-13 * v)):
            return "The slope hardly varies, and PyTorch's centred RMSprop would take the root of a rounding error."
    return None


@dataclass(frozen=True, slots=True)
class Rate:
    """How the rate gets into a run: `lr` of the optimizer, lines before the loop, at the beginning of every step, once
    the gradient is there, and at the end of every step; and what a reader must know.
    """

    lr: str
    before: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()
    graded: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    why: str = ""


def _rates(run: Run, told: Recipe) -> list[str]:
    """The lines that make the list of the rates."""
    plan, values = SCHEDULES[run.schedule.key], run.schedule.values
    named = [f"{p.key}={v!r}" for p, v in zip(plan.params, values, strict=True)]
    lines = [f"factors = {plan.key}_{plain(plan.curve).__name__}({', '.join([str(run.steps), *named])})"]
    if run.warmup:
        lines += [f"factors = factors * np.minimum(np.arange(1, {run.steps + 1}) / {run.warmup}, 1.0)"]
    lines += [f"rates = ({run.rate!r} * factors{f' * {told.share!r}' if told.share != 1.0 else ''}).tolist()"]
    return lines + ([f"rates[:{told.waiting}] = [0.0] * {told.waiting}"] if told.waiting else [])


def rate_of(run: Run, told: Recipe, place: Place) -> Rate:
    """Once and for all where the rate does not change; else as lr at every step, or on the gradient."""
    rates, plan = rates_of(run), SCHEDULES[run.schedule.key]
    if told.once:
        return Rate(repr(float(rates[0])))
    if plan.react is None and not told.waiting and np.all(rates == rates[0]):
        return Rate(repr(float(rates[0]) * told.share))
    before, begin, end, rate = _rates(run, told), [], (), "rates[t]"
    if plan.react is not None:
        before += [f"plan = {list(run.schedule.values)!r}", "factor, best, bad, cool = np.ones(2), *np.zeros((3, 1))"]
        # It is shown the loss at the walker, which need not be PyTorch's parameter.
        height = place.value.replace("theta", "torch.tensor(path[-1])") if told.walker else place.value
        begin, rate = [f"height = {height}.item()"], "rates[t] * float(factor[0])"
        react = f"{plan.key}_{plain(plan.react).__name__}"
        end = (f"{react}(plan, np.array([height]), factor, best, bad, cool, t + 1)",)
    if told.inside:
        return Rate("1.0", tuple(before), tuple(begin), (f"theta.grad *= {rate}",), end, told.changing)
    if told.late:
        begin, rate = [*begin, f"rate = {rate}"], "rate"
    begin += [f'optimizer.param_groups[0]["lr"] = {rate}']
    late = ("if t > 0:", INDENT + told.late) if told.late else ()
    return Rate("rates[0]", tuple(before), tuple(begin), late, end, told.changing)


def _walk(runner: Runner, run: Run, told: Recipe, place: Place) -> str:
    """One runner's function."""
    rate, way = rate_of(run, told, place), simulate(run)
    x, y = way.positions[-1]
    last = "  # the next step would lead out of all bounds" if way.word == "diverged" else ""
    walker = told.walker.format(lr=rate.lr) or "theta"
    noise = ("theta.grad += NOISE[t]",) if run.noise else ()
    body = [*rate.begin, *place.gradient, *noise, *rate.graded, "optimizer.step()", f"path.append({walker}.tolist())"]
    named = "".join(f", {name}={value!r}" for name, value in told.arguments.items())
    lines = [
        f'"""{OPTIMIZERS[run.method.key].name}: {words.runner_settings(runner)}.', "",
        *filter(None, (told.why, rate.why)), f"In Thalweg it comes to ({x:.6g}, {y:.6g}).", '"""',
        "theta = torch.tensor(START, requires_grad=True)", *rate.before,
        f"optimizer = torch.optim.{told.name}([theta], lr={rate.lr}{named})", "path = [theta.tolist()]",
        f"for t in range({len(way.positions) - 1}):{last}", *(INDENT + line for line in [*body, *rate.end]),
        "return path",
    ]  # fmt: skip
    return f"def run{runner.mark + 1}():\n" + "\n".join(INDENT + line if line else "" for line in lines)


def _noise(scene: Scene) -> list[str]:
    """The noise as numbers, the same for all: by Thalweg's own generator, which PyTorch does not have."""
    texts = definitions(rng.bits, prefix="noise_") | definitions(rng.gauss, prefix="noise_")
    drawn = f"noise_gauss(noise_bits({scene.seed}, 0, t, 0), noise_bits({scene.seed}, 0, t, 1))"
    lines = [
        'with np.errstate(over="ignore"):  # products of 64 bits wrap around, as they are meant to',
        f"    DRAWN = [{drawn} for t in range(1, {scene.steps + 1})]",
        f"NOISE = {scene.noise!r} * torch.tensor(DRAWN)",
    ]
    return [*texts.values(), "\n".join(lines)]


def _plans(runs: list[Run]) -> list[str]:
    """The curves of the schedules that are used, and what those that react do."""
    texts: Texts = {}
    for key in dict.fromkeys(run.schedule.key for run in runs):
        plan = SCHEDULES[key]
        texts |= definitions(plan.curve, prefix=f"{key}_")
        if plan.react is not None:
            texts |= definitions(plan.react, prefix=f"{key}_")
    return list(texts.values())


def _joined(texts: list[str]) -> str:
    """Definitions one below the other: two empty lines around a function."""
    out = texts[0]
    for above, text in pairwise(texts):
        apart = "\n\n\n" if "def " in (above[:4], text[:4]) else "\n"
        out += apart + text
    return out


def torch_script(scene: Scene, address: str = "") -> str:
    """The script. Runners that PyTorch does not have are named in its head, with the reason."""
    place, walks, runs, left, names = place_of(scene.ground, scene.steps), [], [], [], []
    for runner, run in zip(scene.runners, scene.runs(), strict=True):
        told, why = torch_methods.recipe(run.method), obstacle(run)
        if why or isinstance(told, str):
            left += [f"Left out is {words.label(runner)}. {why}"]
            continue
        walks.append(_walk(runner, run, told, place))
        names.append(f'"{words.label(runner)}": run{runner.mark + 1}')
        if "rates = " in walks[-1]:
            runs.append(run)
    body = _joined([
        "torch.set_default_dtype(torch.float64)", f"START = {scene.start!r}", *place.texts,
        *(_noise(scene) if scene.noise and walks else []), *_plans(runs), *walks, f"RUNS = {{{', '.join(names)}}}",
    ])  # fmt: skip
    imports = [f"import {name}" for name in ("math", "torch") if f"{name}." in body]
    numpy = "np." in body
    imports = [*imports[:-1], "", *["import numpy as np"] * numpy, "import torch"]
    head = HEAD.format(
        title=words.title(scene), link=words.link(scene, address), shared=words.shared_settings(scene),
        numpy=" and NumPy" * numpy,
    )  # fmt: skip
    said = head + "".join(f"\n{sentence}" for sentence in left) + "\n" * bool(left)
    return f'"""{said}"""\n\n' + "\n".join(imports).lstrip("\n") + f"\n\n{body}\n\n\n{TAIL}\n"
