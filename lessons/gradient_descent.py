"""Chapter 2: gradient descent, its rule, its one number, and the two walls between which that number lies."""

from dataclasses import replace
from math import inf, log
from types import MappingProxyType

import numpy as np

from core.number import short
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, View
from studies.course.question import Choose, Number, Place, Rate
from studies.measures import reached
from studies.story import race

KAPPA = 10.0
"""The bowl's steepest curvature is KAPPA, its gentlest is 1."""
BOWL = Ground(landscape("bowl", {"kappa": KAPPA, "angle": 0.0}))
START = (-1.6, 0.8)
BEST = round(2 / (1 + KAPPA), 4)
NEAR, VERY_NEAR = 0.01, 1e-6
"""A run has arrived when its loss is this far from the lowest. The rate that is best in the long run is so only there:
within NEAR the start decides, and a smaller rate arrives first."""


def bowl(*rates: float, steps: int = 40, near: float = NEAR) -> Scene:
    """Gradient descent on the bowl at these rates."""
    return race(BOWL, START, steps, *(Runner(optimizer("gd"), rate) for rate in rates), tolerance=near)


def steps_of(way: Trajectory, near: float = NEAR) -> float:
    """The step at which a run arrives, infinite if it does not."""
    step = reached(way, near)
    return inf if step is None else step


def crossings(way: Trajectory) -> int:
    """How often a run changes the side of the valley, y = 0."""
    return int(np.sum(way.positions[1:, 1] * way.positions[:-1, 1] < 0))


def first_step(way: Trajectory) -> Facts:
    """The first step, in numbers."""
    (x0, y0), (x1, y1), (gx, gy) = way.positions[0], way.positions[1], way.gradients[0]
    eta = way.run.rate
    return Facts(
        MappingProxyType({
            "gx": short(gx, 2), "gy": short(gy, 2), "eta": short(eta, 2),
            "x0": short(x0), "y0": short(y0), "x1": short(x1), "y1": short(y1),
        }),
        abs(x0 - eta * gx - x1) < 1e-12 and abs(y0 - eta * gy - y1) < 1e-12 and gx < 0 < gy,
    )  # fmt: skip


def too_small(way: Trajectory, patient: Trajectory) -> Facts:
    """At a tenth of the rate the run is on the valley floor, and still on its way along it at the end."""
    x, y = way.positions[-1]
    return Facts(
        MappingProxyType({
            "eta": short(way.run.rate), "steps": str(way.run.steps), "x": short(x, 2), "near": short(NEAR),
            "patient": str(reached(patient, NEAR)),
        }),
        reached(way, NEAR) is None and crossings(way) == 0 and abs(y) < 0.01 and abs(x) > 0.5
        and steps_of(patient) < inf,
    )  # fmt: skip


def too_large(way: Trajectory) -> Facts:
    """Above 2/λ every step makes the error along y larger."""
    growth = abs(way.positions[5, 1] / way.positions[4, 1])
    return Facts(
        MappingProxyType({"eta": short(way.run.rate), "growth": short(growth, 2)}),
        bool(growth > 1 and abs(growth - abs(1 - way.run.rate * KAPPA)) < 1e-6),
    )


def on_the_edge(way: Trajectory) -> Facts:
    """Exactly at 2/λ the run swings between two points for ever."""
    ends = np.abs(way.positions[[0, 1, -2, -1], 1])
    return Facts(
        MappingProxyType(
            {
                "eta": short(way.run.rate),
                "y": short(ends[0]),
                "kappa": short(KAPPA),
                "crossings": str(crossings(way)),
            }
        ),
        bool(np.allclose(ends, ends[0], rtol=1e-6)) and crossings(way) == way.run.steps,
    )


def shrinking(way: Trajectory) -> Facts:
    """Along each axis the error is multiplied by 1 - ηλ in every step."""
    x, y = (way.positions[7] / way.positions[6]).tolist()
    eta = way.run.rate
    return Facts(
        MappingProxyType({
            "eta": short(eta, 2), "along": short(1 - eta, 2), "across": short(1 - eta * KAPPA, 2),
            "kappa": short(KAPPA),
        }),
        abs(x - (1 - eta)) < 1e-9 and abs(y - (1 - eta * KAPPA)) < 1e-9 and 0 < x < 1 and -1 < y < 0,
    )  # fmt: skip


def balanced(best: Trajectory, slower: Trajectory, wilder: Trajectory) -> Facts:
    """At 2/(λ_min + λ_max) the run arrives first, and the others arrive too."""
    steps = [steps_of(way, VERY_NEAR) for way in (best, slower, wilder)]
    factor = (KAPPA - 1) / (KAPPA + 1)
    return Facts(
        MappingProxyType({
            "best": short(best.run.rate, 3), "slow": short(slower.run.rate, 3), "wild": short(wilder.run.rate, 3),
            "n_best": f"{steps[0]:.0f}", "n_slow": f"{steps[1]:.0f}", "n_wild": f"{steps[2]:.0f}",
            "factor": short(factor, 2), "near": short(VERY_NEAR),
        }),
        steps[0] < steps[1] < steps[2] < inf,
    )  # fmt: skip


def price() -> Facts:
    """How the number of steps grows with the condition number, from the closed form."""
    steps = [log(100) / -log((kappa - 1) / (kappa + 1)) for kappa in (10.0, 1000.0)]
    return Facts(
        MappingProxyType({"ten": f"{steps[0]:.0f}", "thousand": f"{steps[1]:,.0f}"}),
        abs(steps[1] / steps[0] / 100 - 1) < 0.02,
    )


def valley(quick: Trajectory, slow: Trajectory) -> Facts:
    """In the ravine the larger of two rates gets farther, although it swings."""
    ways = [float(way.positions[-1, 0] - way.positions[0, 0]) for way in (quick, slow)]
    return Facts(
        MappingProxyType({
            "quick": short(quick.run.rate), "slow": short(slow.run.rate), "far": short(ways[0], 2),
            "near": short(ways[1], 2), "crossings": str(crossings(quick)),
        }),
        ways[0] > 3 * ways[1] and crossings(quick) > 20 and crossings(slow) == 0,
    )  # fmt: skip


RAVINE = race(
    Ground(landscape("ravine")), (-4.5, 1.2), 150, Runner(optimizer("gd"), 0.095), Runner(optimizer("gd"), 0.02)
)

GRADIENT_DESCENT = Chapter(
    key="gradient_descent",
    place=2,
    title="Gradient descent",
    asks="How far should each step go?",
    leaves="Every single step needs the slope of the whole landscape, and that means all of the training data.",
    minutes=6,
    cover=5,
    steps=(
        Step(
            title="One rule",
            text=r"""
                In the fog you feel which way is down, but not how far to go. Here is the simplest
                rule: the steeper the ground, the longer the step. Then feel again. This is all of
                [[gradient descent]].

                The slope is the [[gradient]], written $\nabla f$(nabla f). It points uphill, so we
                walk against it. The [[learning rate]] $\eta$ says by how much to multiply it.

                The walker starts at ({x0}, {y0}), where the gradient is ({gx}, {gy}). With
                $\eta$ = {eta} the first step leads to ({x1}, {y1}). Press play to see the rest.
            """,
            formulas=(Formula(
                r"\theta_{t+1} = \theta_t - \eta\,\nabla f(\theta_t)",
                "theta t plus one is theta t minus eta times the gradient at theta t",
            ),),
            view=View(bowl(0.08)),
            measure=first_step,
            undone=(replace(bowl(0.08), start=(1.6, -0.8)),),
        ),
        Step(
            title="Too small",
            text=r"""
                The learning rate is the only number you choose. First we take a very small one,
                $\eta$ = {eta}. Every step leads downhill, and nothing can go wrong. The walker takes
                {steps} steps.
            """,
            view=View(bowl(0.02), free=("dial-rate",)),
            measure=too_small,
            also=(bowl(0.02, steps=250),),
            undone=(bowl(0.15),),
            question=Place(
                "Drag the pin to where the walker is after 40 steps.",
                """
                It is at the bottom of the valley, but only at x = {x}. It came down the steep wall
                quickly, and along the gentle floor it creeps.
            """,
            ),
            after="""
                To bring the loss down to {near} it needs {patient} steps. A small rate is safe, and slow.
            """,
        ),
        Step(
            title="A larger rate",
            text=r"""
                So let us take larger steps. The rate is now $\eta$ = {eta}.
            """,
            view=View(bowl(0.21)),
            measure=too_large,
            undone=(bowl(0.15),),
            question=Choose(
                "What will the walker do?",
                ("It arrives sooner", "It swings from side to side and arrives", "It swings wider and wider"),
                lambda way: 2 if abs(way.positions[-1, 1]) > abs(way.positions[0, 1]) else 1 if crossings(way) else 0,
                """
                Every step jumps over the valley and lands higher on the other side. The distance
                from the valley floor grows by the factor {growth} in each step.
            """,
            ),
            after="""
                The walker never stops to ask whether it got lower. It only follows its rule.
            """,
        ),
        Step(
            title="Exactly on the edge",
            text=r"""
                Somewhere in between lies the edge. It depends on the [[curvature]], written $\lambda$:
                how quickly the slope grows with the distance. Across this valley it is {kappa}. The edge
                is at $\eta = 2/\lambda$(eta equals two over lambda), which is {eta}.

                There the walker jumps from {y} on one side to {y} on the other, {crossings} times. It
                comes no closer to the valley floor, and it gets no farther away.
            """,
            formulas=(Formula(r"\eta < \frac{2}{\lambda}", "eta is less than two over lambda"),),
            view=View(bowl(0.2), free=("dial-rate",)),
            measure=on_the_edge,
            undone=(bowl(0.19),),
        ),
        Step(
            title="Why the edge is there",
            text=r"""
                The slope is the curvature times the distance. So in each direction, a step multiplies
                the distance from the lowest place by the same number: $1 - \eta\lambda$(one minus eta
                lambda).

                Across the valley, where $\lambda$ = {kappa}, that number is {across} at $\eta$ = {eta}. It
                is negative: the walker changes sides. A number between −1 and 1 shrinks the distance.
                Any other makes it grow, or at best keeps it.
            """,
            formulas=(Formula(
                r"\theta_{t+1} = (1 - \eta\lambda)\,\theta_t", "theta t plus one is one minus eta lambda, times theta t"
            ),),
            view=View(bowl(0.17), free=("dial-rate", "start")),
            measure=shrinking,
            undone=(bowl(0.05),),
            question=Number(
                "Along the valley the curvature is 1. By what does a step multiply the distance there?",
                lambda way: float(way.positions[7, 0] / way.positions[6, 0]),
                """
                It is 1 minus {eta}, which is {along}. That is positive, so the walker keeps its side.
            """,
                off=0.005,
            ),
        ),
        Step(
            title="The best single rate",
            text="""
                This valley has two curvatures, and only one rate for both. A small rate is slow along the
                valley, and a large one swings across it. Here a walker has arrived when its loss is {near}.
            """,
            view=View(bowl(BEST, 0.1, 0.195, steps=160, near=VERY_NEAR)),
            measure=balanced,
            question=Rate(
                "Which rate arrives first?", "quickest", (0.0214, 0.0525, 0.1035, 0.1456, BEST, 0.1953),
                why="""
                At {best} it takes {n_best} steps. At {slow} it takes {n_slow}, and at {wild} it
                takes {n_wild}.
            """,
            ),
            after=r"""
                In the long run the slower of the two directions decides. At the best rate both are
                equally fast: the distance shrinks by the factor {factor} in each step. This rate is
                $2/(\lambda_{\min} + \lambda_{\max})$(two over lambda min plus lambda max), here {best}.
            """,
            formulas=(Formula(
                r"\eta^* = \frac{2}{\lambda_{\min} + \lambda_{\max}}",
                "the best eta is two over lambda min plus lambda max",
            ),),
        ),
        Step(
            title="The price of narrow valleys",
            text="""
                The ratio of the two curvatures is the [[condition number]]. It is 1 for a round bowl,
                and 10 for ours. In networks it is often many thousands.

                Suppose you want to be a hundred times closer, with the best rate. At a condition number
                of 10 you need {ten} steps.
            """,
            view=View(bowl(BEST)),
            measure=price,
            closed=True,
            question=Number(
                "How many steps do you need at a condition number of 1,000?",
                lambda: log(100) / -log(999 / 1001),
                """
                About {thousand} steps: a hundred times the condition number, a hundred times the steps.
            """,
                unit="steps", factor=1.5,
            ),
        ),
        Step(
            title="Another landscape: the ravine",
            text="""
                Here is a long ravine. Its walls are steep, and its floor falls gently. Two walkers
                start on the wall, one with the rate {quick} and one with {slow}.
            """,
            view=View(RAVINE, free=("view",)),
            measure=valley,
            question=Choose(
                "Which one gets farther along the floor?",
                (
                    "The larger rate, which swings", "The smaller rate, which glides",
                    "Both get equally far, by different ways",
                ),
                lambda quick, slow: int(slow.positions[-1, 0] > quick.positions[-1, 0]),
                """
                The larger rate crosses the floor {crossings} times, and gets {far} along it. The
                smaller one gets only {near}. But the walls forbid a still larger rate.
            """,
            ),
            after="""
                There is a second price. Each of these steps needs the exact slope. For a network
                that means looking at every training [[sample]], for a single step.
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say what the learning rate does, and why there is a largest one.",
        beliefs=(
            ("A loss that goes up means a mistake in the code.", "Above 2/λ it goes up although everything is right."),
            ("A smaller rate is always safer.", "It is, and it may take a hundred times as long."),
            ("The gradient points at the minimum.", "It points straight uphill, across the valley for the most part."),
        ),
        ask=(
            "What does the walker know about the landscape?",
            "Why does the error keep its sign in one direction and change it in the other?",
        ),
        worksheet="?landscape=bowl&run1=gd&run1.rate=0.1&hide=all&free=rate,playing&worksheet=on&title=Find+the+edge",
    ),
    scenes=("zig_zag",),
    sources=(
        Source("Goh, Why Momentum Really Works (Distill, 2017)", "https://distill.pub/2017/momentum/"),
        Source("Ghorbani, Krishnan and Xiao, An investigation into neural net optimization via Hessian eigenvalue "
               "density (2019)", "https://arxiv.org/abs/1901.10159"),
    ),
)  # fmt: skip
