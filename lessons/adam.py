"""Chapter 6: Adam, its two memories, why both begin too small, its epsilon, and where it is no better."""

from math import sqrt
from types import MappingProxyType

import numpy as np

from core.engine.samples import ORDERED
from core.number import short
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, View
from studies.course.question import Choose, Number, Rate
from studies.measures import reached, stride
from studies.story import arrival, race

BETA1, BETA2 = 0.9, 0.999
RATES = (0.001, 0.01, 0.1, 1.0, 10.0)
NEAR = 0.01
PERIOD = 200


def adam(rate: float, **values: float) -> Runner:
    """Adam with these hyper-parameters, and defaults for the others."""
    return Runner(optimizer("adam", values), rate)


def plain(rate: float) -> Runner:
    """Gradient descent."""
    return Runner(optimizer("gd"), rate)


def leap(way: Trajectory, calm: Trajectory) -> Facts:
    """RMSProp's first step is ten times as long as its rate says, and Adam's is not."""
    long, own = (float(abs(one.positions[1, 0] - one.positions[0, 0])) for one in (way, calm))
    return Facts(
        MappingProxyType({
            "eta": short(way.run.rate), "long": short(long), "times": f"{long / way.run.rate:.0f}", "own": short(own),
        }),
        abs(long / way.run.rate - 1 / sqrt(1 - 0.99)) < 1e-3 and abs(own - calm.run.rate) < 1e-6,
    )  # fmt: skip


def share(beta: float, step: int) -> float:
    """How much of an unchanging value a running mean has gathered after so many steps."""
    return 1.0 - beta**step


def percent(value: float) -> str:
    """A share as a percentage: 10, 0.1, 100."""
    return short(100.0 * value, 3)


def empty(way: Trajectory) -> Facts:
    """After step 1 the first memory is a tenth of the slope, the second a thousandth of its square."""
    (gx, _), (mx, _), (vx, _) = way.gradients[0], way.memory[1, 0], way.memory[1, 1]
    beta1, beta2 = way.run.method.values[:2]
    return Facts(
        MappingProxyType({
            "g": short(gx), "m": short(mx), "beta1": short(beta1), "beta2": short(beta2),
            "times": short(gx / mx), "thousand": f"{gx * gx / vx:,.0f}",
            "two": percent(share(beta1, 2)), "ten": percent(share(beta1, 10)), "missing": short(beta1**500, 1),
            "slow": percent(share(beta2, 500)),
        }),
        abs(gx / mx - 10) < 1e-6 and abs(gx * gx / vx - 1000) < 1e-3 and share(beta1, 500) > 0.999 > share(beta2, 500),
    )  # fmt: skip


def lurch(off: Trajectory, on: Trajectory) -> float:
    """How many times longer the first step is without the correction."""
    return float(stride(off)[0] / stride(on)[0])


def kind_of_lurch(off: Trajectory, on: Trajectory) -> int:
    """The right answer on the first step without the correction: 0 shorter, 1 as long, 2 longer."""
    times = lurch(off, on)
    return 0 if times < 0.9 else 1 if times < 1.1 else 2


def wrong_side(off: Trajectory, on: Trajectory) -> Facts:
    """Without the correction the first step is √1000/10 times as long, and the run ends in another valley."""
    times, (x0, y0), (x1, y1) = lurch(off, on), off.positions[-1], on.positions[-1]
    return Facts(
        MappingProxyType({
            "times": short(times), "root": short(sqrt(1 / (1 - BETA2)), 2), "ten": f"{1 / (1 - BETA1):.0f}",
            "x0": short(x0, 2), "y0": short(y0, 2), "x1": short(x1, 2), "y1": short(y1, 2),
        }),
        abs(times - (1 - BETA1) / sqrt(1 - BETA2)) < 1e-4 and y0 < -1 and y1 > 1,
    )  # fmt: skip


def two_steps(way: Trajectory) -> Facts:
    """The second step in numbers: means, corrected means, and their quotient."""
    slope, m, v = way.gradients[1, 0], way.memory[2, 0, 0], way.memory[2, 1, 0]
    moves = np.diff(way.positions[:3, 0])
    m_hat, v_hat = m / share(BETA1, 2), v / share(BETA2, 2)
    eta = way.run.rate
    return Facts(
        MappingProxyType({
            "g1": short(way.gradients[0, 0]), "g2": short(slope), "m": short(m), "v": short(v),
            "c1": short(share(BETA1, 2), 2), "c2": short(share(BETA2, 2), 2), "m_hat": short(m_hat),
            "v_hat": short(v_hat), "root": short(sqrt(v_hat)), "u": short(m_hat / sqrt(v_hat)),
            "eta": short(eta), "first": short(abs(moves[0])), "second": short(abs(moves[1])),
        }),
        abs(abs(moves[0]) - eta) < 1e-6 and abs(moves[1] + eta * m_hat / sqrt(v_hat)) < 1e-6
        and abs(abs(moves[1]) / eta - 1) < 0.01 and 10 * abs(m) < 2 * abs(m_hat) * 1.2,
    )  # fmt: skip


def strides(way: Trajectory, slow: Trajectory, slowest: Trajectory, wild: Trajectory) -> Facts:
    """On the plateau a smaller rate takes more steps, and one that is longer than the way leaps over the pit."""
    span = float(np.hypot(*(way.positions[0] - np.array(way.run.ground.minima()[0]))))
    steps, leap = [arrival(one, NEAR) for one in (way, slow)], float(stride(wild)[0])
    return Facts(
        MappingProxyType({
            "slope": short(float(np.hypot(*way.gradients[0])), 2), "span": short(span, 2), "best": short(way.run.rate),
            "n_best": f"{steps[0]:.0f}", "slow": short(slow.run.rate), "n_slow": f"{steps[1]:.0f}",
            "slowest": short(slowest.run.rate), "steps": str(slowest.run.steps), "wild": short(wild.run.rate),
            "leap": short(leap, 2),
        }),
        steps[0] < steps[1] < way.run.steps and reached(slowest, NEAR) is None and reached(wild, NEAR) is None
        and leap > 2 * span,
    )  # fmt: skip


def floors(tiny: Trajectory, middle: Trajectory, large: Trajectory) -> Facts:
    """The larger ε, the later Adam leaves the plateau."""
    steps, slope = [arrival(way, NEAR) for way in (tiny, middle)], float(np.hypot(*tiny.gradients[0]))
    crept = float(np.hypot(*(large.positions[-1] - large.positions[0])))
    values = [way.run.method.values[2] for way in (tiny, middle, large)]
    return Facts(
        MappingProxyType({
            "tiny": short(values[0]), "middle": short(values[1]), "large": short(values[2]), "slope": short(slope, 2),
            "n_tiny": f"{steps[0]:.0f}", "n_middle": f"{steps[1]:.0f}", "crept": short(crept, 2),
            "steps": str(large.run.steps),
        }),
        2 * steps[0] < steps[1] <= tiny.run.steps and crept < 0.3 and slope < values[1] / 10,
    )  # fmt: skip


def learnt(way: Trajectory, weight: float) -> int:
    """The step at which the rare weight first reaches this value; one more than the run has if it never does."""
    found = np.flatnonzero(way.positions[:, 1] >= weight)
    return int(found[0]) if found.size else way.run.steps + 1


def rarely(own: Trajectory, descent: Trajectory) -> Facts:
    """With handfuls of samples Adam learns the rare weight in less than half of the steps of gradient descent."""
    common, best = own.run.ground.minima()[0]
    silent = float(np.mean(own.used[:, 1] == 0))
    steps = [learnt(way, 0.9 * best) for way in (own, descent)]
    return Facts(
        MappingProxyType({
            "batch": str(own.run.batch), "silent": f"{100 * silent:.0f}", "own": str(steps[0]),
            "other": str(steps[1]), "rate": short(descent.run.rate),
        }),
        silent > 0.6 and 2 * steps[0] < steps[1] <= descent.run.steps
        and bool(descent.positions[:, 0].max() > 1.1 * common),
    )  # fmt: skip


def late(way: Trajectory) -> float:
    """The mean loss over the target's second turn."""
    return float(way.losses[PERIOD:].mean())


def closest(*ways: Trajectory) -> int:
    """The index of the run that follows the target most closely."""
    return int(np.argmin([late(way) for way in ways]))


def drifting(never: Trajectory, usual: Trajectory, brief: Trajectory) -> Facts:
    """The shorter the memory, the closer a run follows the target."""
    lag = [late(way) for way in (never, usual, brief)]
    return Facts(
        MappingProxyType({
            "never": short(lag[0], 2), "usual": short(lag[1], 2), "times": f"{lag[1] / lag[2]:.0f}",
            "long": f"{1 / (1 - usual.run.method.values[1]):,.0f}",
            "brief": f"{1 / (1 - brief.run.method.values[1]):.0f}", "period": str(PERIOD),
            "beta_long": short(usual.run.method.values[1]), "beta_brief": short(brief.run.method.values[1]),
        }),
        lag[0] > 3 * lag[1] and lag[1] > 100 * lag[2],
    )  # fmt: skip


def stand(way: Trajectory) -> float:
    """The mean x over the last pass through the samples."""
    return float(way.positions[-way.run.ground.count :, 0].mean())


def side(brief: Trajectory, _longest: Trajectory) -> int:
    """The right answer on where Adam with a short memory goes: 0 stays, 1 left, 2 right."""
    return 0 if abs(stand(brief)) < 0.3 else 1 if stand(brief) < 0 else 2


def too_short(brief: Trajectory, longest: Trajectory) -> Facts:
    """With a short memory Adam walks far away from the minimum; AMSGrad, which keeps the largest mean, does not."""
    low = brief.run.ground.minima()[0][0]
    return Facts(
        MappingProxyType({
            "all": str(brief.run.ground.count), "low": short(low, 1), "brief": short(stand(brief), 2),
            "kept": short(stand(longest), 1), "beta2": short(brief.run.method.values[1]),
        }),
        stand(brief) > 0.7 and abs(stand(longest) - low) < 0.1,
    )  # fmt: skip


def turned(rolling: Trajectory, own: Trajectory, rolling_before: Trajectory, own_before: Trajectory) -> Facts:
    """In the turned ravine Adam needs more than twice the steps; momentum needs as many as before."""
    steps = [arrival(way, NEAR) for way in (rolling, own, rolling_before, own_before)]
    return Facts(
        MappingProxyType({
            "before": f"{steps[3]:.0f}", "after": f"{steps[1]:.0f}", "rolling": f"{steps[2]:.0f}",
        }),
        steps[0] == steps[2] < steps[3] < steps[1] / 2 and steps[1] <= own.run.steps,
    )  # fmt: skip


def more(_rolling: Trajectory, own: Trajectory, _rolling_before: Trajectory, own_before: Trajectory) -> int:
    """The right answer on the turned ravine: 0 fewer steps than before, 1 about as many, 2 more than twice as many."""
    times = arrival(own, NEAR) / arrival(own_before, NEAR)
    return 0 if times < 0.8 else 1 if times < 2 else 2


def plateau(*runners: Runner) -> Scene:
    """A race over the wide shelf into the pit."""
    return race(Ground(landscape("plateau")), (-2.5, 1.0), 200, *runners, tolerance=NEAR)


def handfuls(share: float) -> Scene:
    """Adam and gradient descent with a few samples a step; this share of them has the rare feature."""
    return race(
        Ground(landscape("sparse_features", {"share": share})), (0.0, 0.0), 110, adam(0.2), plain(0.8),
        gradient=GradientNoise(batch=8.0),
    )  # fmt: skip


def ravine(angle: float, start: tuple[float, float]) -> Scene:
    """Momentum and Adam in a long valley at this angle."""
    ground = Ground(landscape("bowl", {"kappa": 50.0, "angle": angle}))
    return race(ground, start, 150, Runner(optimizer("momentum"), 0.02), adam(0.1), tolerance=NEAR)


LEAP = race(
    Ground(landscape("rosenbrock")), (-1.2, 1.0), 120, Runner(optimizer("rmsprop", {"rho": 0.99}), 0.1), adam(0.1)
)
BOWL = Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0}))
ALONE = race(BOWL, (-1.6, 0.8), 60, adam(0.1))
QUICK = race(BOWL, (-1.6, 0.8), 60, adam(0.1, beta1=0.5))
LURCH = race(Ground(landscape("himmelblau")), (0.0, 0.0), 120, adam(0.3, correct=0.0), adam(0.3))
DRIFT = race(
    Ground(landscape("moving_bowl", {"period": PERIOD})), (-2.0, 1.5), 2 * PERIOD,
    Runner(optimizer("adagrad"), 0.5), adam(0.1), adam(0.1, beta2=0.9),
)  # fmt: skip
ONE_BY_ONE = race(
    Ground(landscape("rare_large_gradient")), (0.0, 0.0), 303,
    adam(0.03, beta2=0.9), Runner(optimizer("amsgrad", {"beta2": 0.9}), 0.03),
    gradient=GradientNoise(batch=1.0, order=ORDERED),
)  # fmt: skip
ALONG, ACROSS = -1.6, 0.8
STRAIGHT = ravine(0.0, (ALONG, ACROSS))
TURNED = ravine(45.0, ((ALONG - ACROSS) / sqrt(2), (ALONG + ACROSS) / sqrt(2)))

ADAM = Chapter(
    key="adam",
    place=6,
    title="Adam",
    asks="Can one method have both momentum and a rate for each coordinate?",
    leaves="We have only cared about getting down. Nothing keeps the weights small, and a penalty inside Adam "
    "does not do what it should.",
    minutes=7,
    cover=2,
    steps=(
        Step(
            title="Two memories",
            text=r"""
                [[RMSProp]] has no [[momentum]], and it starts badly. Here its rate is {eta}, but
                its first step along x is {long}. That is {times} times as long, right across the
                valley.

                [[Adam]] has two memories, both a [[running mean]]. The first, $m_t$, is the mean of
                the slopes. That is momentum, and it gives the direction. The second, $v_t$, is the
                mean of their squares, as in RMSProp. It gives each coordinate its own scale.

                Adam's first step along x is {own}. Why is it so exact?
            """,
            formulas=(Formula(
                r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2",
                "m t is beta one times m t minus one, plus one minus beta one times g t. v t is beta two times "
                "v t minus one, plus one minus beta two times g t squared",
            ),),
            view=View(LEAP),
            measure=leap,
        ),
        Step(
            title="Both begin too small",
            text=r"""
                Before the first step both memories are zero. With $\beta_1$ = {beta1}, each step
                keeps nine tenths of the old mean and adds one tenth of the new slope.

                The first slope along x is {g}.
            """,
            view=View(ALONE, page="anatomy", free=("numbers",), at=0),
            measure=empty,
            undone=(QUICK,),
            question=Number(
                "By what factor is the first memory too small after one step?",
                lambda way: float(way.gradients[0, 0] / way.memory[1, 0, 0]),
                r"""
                {times}. The memory holds {m}, a tenth of the slope. The second memory has
                $\beta_2$ = {beta2}, so it is {thousand} times too small.
            """,
                unit="times",
            ),
            after=r"""
                The lines below the map show this first step. Each arrow has the colour of its line.

                On an even slope the first memory has gathered {two} % after two steps and {ten} %
                after ten. At step 500 it lacks a share of {missing}, and that is nothing. The second
                memory has just {slow} % by then.

                Adam knows these shares. It divides each memory by its own: the
                [[bias correction]].
            """,
            formulas=(Formula(
                r"\hat m_t = \frac{m_t}{1-\beta_1^t}, \qquad \hat v_t = \frac{v_t}{1-\beta_2^t}",
                "m hat t is m t over one minus beta one to the power t. v hat t is v t over one minus beta two to "
                "the power t",
            ),),
        ),
        Step(
            title="Two errors, one step",
            text="""
                One run has the correction, the other does not. There both memories are too small at
                first. The step divides the first by the root of the second.
            """,
            formulas=(Formula(
                r"\theta_{t+1} = \theta_t - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}",
                "theta t plus one is theta t minus eta, times m hat t over the root of v hat t plus epsilon",
            ),),
            view=View(LURCH),
            measure=wrong_side,
            question=Choose(
                "How long is the first step without the correction?",
                ("Shorter than with it", "Just as long, since the errors cancel", "Longer"),
                kind_of_lurch,
                """
                {times} times as long. Above the line the error is a factor of {ten}. Below the line
                it is about {root}, the root of a thousand. Adam divides by far too little.
            """,
            ),
            after="""
                Here the leap leads into another valley. That run ends at ({x0}, {y0}), the other
                one at ({x1}, {y1}).
            """,
        ),
        Step(
            title="Step by step in numbers",
            text=r"""
                Take step 2 apart, along x. The slopes so far are {g1} and {g2}. The memories hold
                $m_t$ = {m} and $v_t$ = {v}.

                Divide by the shares {c1} and {c2}. Now $\hat m_t$ is {m_hat} and $\hat v_t$ is
                {v_hat}, with the root {root}.

                The quotient is {u}, and with $\eta$ = {eta} the step is {second} long. The first
                one was {first}. Step on, and watch the quotient shrink where the slope changes
                its sign.
            """,
            view=View(ALONE, page="anatomy", free=("numbers",), at=1),
            measure=two_steps,
            undone=(race(BOWL, (-1.6, 0.8), 60, adam(0.1, correct=0.0)),),
        ),
        Step(
            title="The rate is a length",
            text=r"""
                While the slope keeps its sign, Adam's step is about $\eta$ long along each axis. How
                steep the ground is hardly matters.

                On this [[plateau]] the slope is only {slope} at first. The bottom is {span} away.
            """,
            view=View(plateau(adam(1.0), adam(0.1), adam(0.01))),
            measure=strides,
            also=(plateau(adam(10.0)),),
            question=Rate(
                "With which rate does Adam arrive first?", "quickest", RATES,
                why=r"""
                With {best} it takes {n_best} steps, and with {slow} it takes {n_slow}. With
                {slowest} it has not arrived after {steps}: too many small steps fit into the way.
                With {wild} the first step is {leap} long, and Adam lands far outside the map.
            """,
            ),
            after="""
                So think of the rate as a length on the map.
            """,
        ),
        Step(
            title="Epsilon is a floor",
            text=r"""
                The $\varepsilon$ below the line keeps Adam from dividing by zero. It does more: a
                slope far below $\varepsilon$ is no longer scaled up.

                Three runs set out on the plateau. With $\varepsilon$ = {tiny} Adam arrives at step
                {n_tiny}, and with {middle} at step {n_middle}. With {large} it creeps {crept} in
                {steps} steps.

                Its slope is {slope}, far less than the largest $\varepsilon$. Then the divisor is
                nearly constant, and what is left is momentum.
            """,
            view=View(plateau(*(adam(0.08, eps=eps) for eps in (1e-8, 0.1, 1.0)))),
            measure=floors,
        ),
        Step(
            title="Sparse targets",
            text="""
                Back to the [[rare feature]], now with a [[mini-batch]] of {batch} [[samples]] per
                step. The bands on the map are the [[loss landscape|landscape]] of the batch. In {silent} %
                of the steps the batch has no rare word, and the slope is zero.

                Adam has 90 % of the rare [[weight]] at step {own}. Plain descent needs {other}
                steps, although its rate {rate} already makes it overshoot. Adam divides rare slopes
                by their own small root. Its first memory keeps pushing for some steps after each.
            """,
            view=View(handfuls(0.03)),
            measure=rarely,
            undone=(handfuls(0.5),),
        ),
        Step(
            title="Drifting targets",
            text=r"""
                Now the target moves. The minimum goes round in a circle, once in {period} steps.
                [[Adagrad]] never forgets. One Adam has $\beta_2$ = {beta_long} and looks back about
                {long} steps. The other has {beta_brief} and looks back about {brief}.
            """,
            view=View(DRIFT),
            measure=drifting,
            question=Choose(
                "Who follows most closely in the second turn?",
                ("Adagrad", "Adam with the long memory", "Adam with the short memory"),
                closest,
                """
                The short memory. The mean loss is {never} for Adagrad and {usual} for the long
                memory. For the short one it is {times} times smaller still. Old slopes say little
                about a target that moves.
            """,
            ),
        ),
        Step(
            title="Too short a memory",
            text=r"""
                So always a short memory? Here are {all} samples, one per step. One of them pulls
                hard to the left. All others pull gently to the right. Together they balance near
                x = {low}, where both runs start.

                The bands on the map are the landscape of the sample at hand.

                Both have $\beta_2$ = {beta2}. The second one is AMSGrad. It divides by the largest
                mean it has ever had.
            """,
            view=View(ONE_BY_ONE),
            measure=too_short,
            question=Choose(
                "Where does Adam go?", ("It stays", "Far to the left", "Far to the right"), side,
                """
                Far to the right, to x = {brief}. The one hard pull is divided by its own size, and
                soon it is forgotten. AMSGrad stays near {kept}. No memory suits every problem.
            """,
            ),
        ),
        Step(
            title="Another landscape: the turned ravine",
            text="""
                One long valley, two walkers: momentum and Adam. Along the x axis momentum arrives
                at step {rolling}, and Adam at step {before}. Now we turn the valley by 45 degrees
                and change nothing else.
            """,
            view=View(TURNED),
            measure=turned,
            also=(STRAIGHT,),
            question=Choose(
                "How many steps does Adam need now?",
                ("Fewer than before", "About as many", "More than twice as many"),
                more,
                """
                It needs {after} steps. Adam has a ski for each axis. In a slanting valley both axes
                are equally steep, so both get the same rate. Momentum still needs {rolling}.
            """,
            ),
            after="""
                So Adam is not always better. It is a good first try, but momentum with a
                well-chosen rate is often as good. Whether Adam finds worse minima is disputed.

                And something is missing. Nothing here keeps the weights small.
            """,
        ),
    ),
    notes=Notes(
        aim="Students can compute Adam's first two steps by hand, and know cases in which it does not help.",
        beliefs=(
            ("Without bias correction the first steps are too short.", "With the usual settings they are too long."),
            ("Epsilon only prevents a division by zero.", "It also decides which slopes are too small to be scaled."),
            ("Adam needs no learning rate.", "Its rate is about the length of a step, so it has to fit the map."),
            ("Adam adapts to every valley.", "Only to valleys along the axes."),
        ),
        ask=(
            "For which two betas would the first step be right without any correction?",
            "Which memory would you choose for news, and which for pictures of cats?",
        ),
        worksheet="?landscape=himmelblau&x=0&y=0&steps=120&run1=adam&run1.rate=0.3&run1.correct=off"
        "&run2=adam&run2.rate=0.3&hide=all&free=rate,playing&worksheet=on&title=A+cold+start",
    ),
    scenes=("bias_correction", "too_short_a_memory", "turned_ravine", "moving_target"),
    sources=(
        Source("Kingma and Ba, Adam: A Method for Stochastic Optimization (2014)", "https://arxiv.org/abs/1412.6980"),
        Source("Reddi, Kale and Kumar, On the Convergence of Adam and Beyond (2018)",
               "https://openreview.net/forum?id=ryQu7f-RZ"),
        Source("Wilson and others, The Marginal Value of Adaptive Gradient Methods (2017)",
               "https://arxiv.org/abs/1705.08292"),
        Source("Choi and others, On Empirical Comparisons of Optimizers (2019)", "https://arxiv.org/abs/1910.05446"),
    ),
)  # fmt: skip
