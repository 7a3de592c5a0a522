"""The inside of a run, step by step: the value of every line of the algorithm, and the parts of every displacement."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from core import formula
from core.anatomy import THETA, UPHILL, Anatomy, Line, landing, part
from core.records import Optimizer
from runs.catalog import OPTIMIZERS
from runs.gradient_noise import GRADIENT_NOISE, clipping
from runs.run import Run
from runs.simulate import Trajectory

SYMBOLS: Mapping[str, str] = {
    "theta": r"\theta_{t-1}", "g": "g_t", "rate": r"\eta_t", "factor": "s_t", "t": "t"
}  # fmt: skip
NOISES: Mapping[str, str] = {
    "gaussian": "with Gaussian noise",
    "steep": "with noise along the steepest direction",
    "student": "with heavy-tailed noise",
    "relative": "with noise in proportion to its length",
}
ROUNDINGS: Mapping[str, str] = {"bfloat16": "rounded to bfloat16", "bits": "rounded to {} significant bits"}
LOW = str.maketrans({"₁": "_1", "₂": "_2", "₃": "_3", "₀": "_0"})


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow of a step: components float64[n - 1, 2], in units of the map or, for a gradient, of the gradient.

    It starts at the position before the step, or at the tip of the arrow named `after`. `part` says whether it is one
    of the arrows that add up to the displacement.
    """

    name: str
    role: str
    symbol: str
    lead: str
    value: np.ndarray
    after: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Dissection:
    """All intermediate values of a run's n - 1 steps. Row k is the step from state k to state k + 1, step t = k + 1.

    `values` maps every name that occurs in a line to float64[n - 1, 2], or [n - 1, 1] for t, the rate and the
    schedule's factor. `constants`
    are the hyper-parameters, `symbols` the LaTeX of every name. `memory` maps the key of a line to what the method kept
    at every state, float64[n, 2]. `whole` says that the lines are the complete algorithm of the paper, each computable
    from those before it. All values of a fork before its own first step are NaN, since its origin had other settings.
    """

    lines: tuple[Line, ...]
    parts: tuple[Line, ...]
    values: Mapping[str, np.ndarray]
    constants: Mapping[str, float]
    symbols: Mapping[str, str]
    memory: Mapping[str, np.ndarray]
    arrows: tuple[Arrow, ...]
    whole: bool


def plain_anatomy(way: Optimizer) -> Anatomy:
    """The anatomy of a method whose record has none: its rows of memory, and the displacement as a single part."""
    kept = [
        Line(f"slot{i}", rf"\text{{{name}}}_t", "", "kept in memory", name) for i, name in enumerate(way.slots)
    ]  # fmt: skip
    step = Line("step", r"\Delta_t", "", "the displacement, as recorded")
    return Anatomy(
        (*kept, step, landing("theta + step", "where it leads")), (part("displacement", "step", "as it came"),)
    )


def _gradient(way: Optimizer) -> Line:
    if way.probe is None:
        return Line("g", "g_t", "slope(theta)", "the gradient here", role="gradient")
    return Line("g", "g_t", "slope(elsewhere)", "the gradient, where the method took it", role="gradient")


def anatomy_of(way: Trajectory) -> Anatomy:
    """The lines and parts of a run's method, with its hyper-parameters, including the line of the gradient."""
    record = OPTIMIZERS[way.run.method.key]
    told = plain_anatomy(record) if record.anatomy is None else record.anatomy(*way.run.method.values)
    lines = told.lines if any(line.key == "g" for line in told.lines) else (_gradient(record), *told.lines)
    return Anatomy(tuple(as_seen(li, way.run) if formula.measured(li.right) else li for li in lines), told.parts)


def as_seen(line: Line, run: Run) -> Line:
    """The line of the gradient as this run sees it: on a batch, noisy, rounded or late, as a formula and in words."""
    right, gradient = line.right, {p.key: p.write(value) for p, value in zip(GRADIENT_NOISE, run.gradient, strict=True)}
    said = [line.lead]
    if run.batch:
        right, said = right.replace("slope(", "batch_slope("), [*said, "over the samples of this batch"]
    if run.noise > 0:
        right, said = f"{right} + noise", [*said, NOISES[gradient["kind"]]]
    if run.gradient.rounding:
        right, said = f"rounded({right})", [*said, ROUNDINGS[gradient["rounding"]].format(gradient["bits"])]
    if run.gradient.delay:
        right, said = f"late({right})", [*said, f"k = {gradient['delay']} steps late (until then that of step 1)"]
    if run.clip:
        right, said = f"clipped({right})", [*said, clipping(run.clip, run.clip_by)]
    return replace(line, right=right, lead=", ".join(said))


def dissect(way: Trajectory) -> Dissection:
    """Every line, part and arrow of every step of a run.

    Values that the method keeps in its memory are taken from the recorded memory, not computed again.
    """
    record, told = OPTIMIZERS[way.run.method.key], anatomy_of(way)
    constants = dict(zip((p.key for p in record.params), way.run.method.values, strict=True))
    taken = len(way.used)
    values: dict[str, np.ndarray] = {
        "theta": way.positions[:-1],
        "g": way.used,
        "rate": way.rates[:, None],
        "factor": way.rates[:, None] / way.run.rate,
        "t": np.arange(1.0, taken + 1)[:, None],
        "step": np.diff(way.positions, axis=0),
        THETA: way.positions[1:],
    }
    symbols = dict(SYMBOLS) | {p.key: p.symbol.translate(LOW) for p in record.params}
    symbols |= {"noise": r"\xi_t", "elsewhere": r"\tilde\theta_t"}
    memory: dict[str, np.ndarray] = {}
    for line in told.lines:
        symbols[line.key] = line.symbol
        if line.slot:
            kept = way.memory[:, record.slots.index(line.slot)]
            before = kept[:-1].copy()
            if line.begins and taken:
                before[0] = constants[line.begins]
            values[line.key], values[f"{line.key}_before"] = kept[1:], before
            symbols[f"{line.key}_before"] = line.before
            memory[line.key] = kept
    for line in (*told.lines, *told.parts):
        if line.key not in values:
            found = formula.value(line.right, constants | values)
            values[line.key] = np.broadcast_to(found, (taken, 2))
    own = np.arange(taken)[:, None] >= way.run.at
    values = {key: np.where(own, row, np.nan) for key, row in values.items()}
    arrows = _arrows(told, values)
    return Dissection(told.lines, told.parts, values, constants, symbols, memory, arrows, record.anatomy is not None)


def _arrows(told: Anatomy, values: Mapping[str, np.ndarray]) -> tuple[Arrow, ...]:
    found = [
        Arrow(line.key, line.role, f"-{line.symbol}", line.lead, -values[line.key])
        for line in told.lines
        if line.role in UPHILL
    ]
    after = ""
    for line in told.parts:
        found.append(Arrow(line.key, line.role, line.symbol, line.lead, values[line.key], after, part=True))
        after = line.key
    lead = next(line.lead for line in told.lines if line.key == THETA)
    found.append(Arrow("displacement", "displacement", r"\theta_t - \theta_{t-1}", lead, values["step"]))
    return tuple(found)
