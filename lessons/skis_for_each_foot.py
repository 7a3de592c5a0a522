"""Chapter 5: a rate for each coordinate. Adagrad, why it runs out of breath, RMSProp, and the units of Adadelta."""

from math import sqrt
from types import MappingProxyType

import numpy as np

from core.number import short
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, View
from studies.course.question import Choose, Number, Sketch
from studies.measures import effective_rates, reached, stride
from studies.story import arrival, race

ADAGRAD, DESCENT, STEEPEST = 0.5, 1.0, 0.3
"""The rates of Adagrad and of gradient descent with the rare feature, and of Adagrad elsewhere."""
RHO = 0.9
NEAR, CLOSE = 0.05, 0.01
LEARNT = 0.9
"""A weight counts as learnt when it has come this share of its way."""


def reviews(share: float = 0.03, *runners: Runner) -> Scene:
    """The landscape with the rare feature, which this share of the samples has."""
    return race(Ground(landscape("sparse_features", {"share": share})), (0.0, 0.0), 60, *runners, tolerance=CLOSE)


def gorge(steps: int, *runners: Runner) -> Scene:
    """A race through the gorge: a steep wall first, then a gentle floor."""
    return race(Ground(landscape("narrow_gorge")), (-3.6, -1.8), steps, *runners, tolerance=NEAR)


def adagrad(rate: float) -> Runner:
    """Adagrad as in the paper."""
    return Runner(optimizer("adagrad"), rate)


def shares(way: Trajectory) -> np.ndarray:
    """How much of the best common weight and of the best rare one a run has learnt: float64[n, 2]."""
    return way.positions / np.array(way.run.ground.minima()[0])


def learnt(way: Trajectory, axis: int, share: float) -> int:
    """The step at which a run has learnt this share of a weight; one more than it has if it never does."""
    found = np.flatnonzero(shares(way)[:, axis] >= share)
    return int(found[0]) if found.size else way.run.steps + 1


def slow_for_one(way: Trajectory) -> Facts:
    """Gradient descent learns the common weight at once, and the rare one hardly."""
    samples = way.run.ground.samples()
    common, rare = float(np.mean(samples[:, 0] ** 2)), float(np.mean(samples[:, 1] ** 2))
    soon, late = learnt(way, 0, LEARNT), learnt(way, 1, 0.5)
    return Facts(
        MappingProxyType({
            "seen": f"{samples[:, 1].sum():.0f}", "all": str(len(samples)), "soon": str(soon), "late": str(late),
            "eta": short(way.run.rate), "edge": short(2 / common, 2), "times": f"{common / rare:.0f}",
        }),
        soon <= 3 and 10 * soon < late <= way.run.steps and common > 10 * rare and way.run.rate < 2 / common,
    )  # fmt: skip


def course_of(_descent: Trajectory, own: Trajectory) -> int:
    """The right answer on Adagrad's path: 0 first along the common weight, 1 nearly straight, 2 the rare one first."""
    behind = shares(own)[learnt(own, 0, LEARNT), 1]
    return 0 if behind < 0.2 else 1 if behind < 1.0 else 2


def straight(descent: Trajectory, own: Trajectory) -> Facts:
    """When Adagrad has learnt the common weight it has learnt more than half of the rare one."""
    steps = [learnt(way, 0, LEARNT) for way in (descent, own)]
    rare = [float(shares(way)[step, 1]) for way, step in zip((descent, own), steps, strict=True)]
    first, late = arrival(own, CLOSE), arrival(descent, CLOSE)
    return Facts(
        MappingProxyType({
            "own": f"{100 * rare[1]:.0f}", "other": f"{100 * rare[0]:.0f}", "first": f"{first:.0f}",
            "late": f"{late:.0f}",
        }),
        rare[1] > 0.5 and rare[0] < 0.2 and first < late / 2 and late <= descent.run.steps,
    )  # fmt: skip


def first_sums(own: Trajectory) -> Facts:
    """At its first step Adagrad moves by η along both axes, however different the slopes are."""
    (gx, gy), (dx, dy) = own.gradients[0], own.positions[1] - own.positions[0]
    (sx, sy), (rx, ry) = own.memory[1, 0], effective_rates(own)[0]
    eta = own.run.rate
    return Facts(
        MappingProxyType({
            "gx": short(gx), "gy": short(gy, 2), "sx": short(sx), "sy": short(sy, 2), "eta": short(eta),
            "rx": short(rx, 2), "ry": short(ry, 2), "times": f"{ry / rx:.0f}",
        }),
        abs(dx - eta) < 1e-6 and abs(dy - eta) < 1e-6 and abs(sx - gx * gx) < 1e-9 and ry > 20 * rx,
    )  # fmt: skip


def even_slope() -> Facts:
    """On an even slope Adagrad's step t is η/√t long."""
    lengths = [1 / sqrt(step) for step in (1, 4, 100)]
    return Facts(
        MappingProxyType({"four": short(lengths[0] / lengths[1]), "hundred": short(lengths[0] / lengths[2])}),
        lengths[0] == 2 * lengths[1],
    )


def out_of_breath(way: Trajectory, bold: Trajectory) -> Facts:
    """Adagrad's first steps are long and its last ones are not. It does not arrive, unless its rate is larger."""
    walked, tenth, step = stride(way), way.losses[10], reached(bold, NEAR)
    return Facts(
        MappingProxyType({
            "first": short(walked[0], 2), "last": short(walked[-1], 2), "steps": str(way.run.steps),
            "start": short(way.losses[0], 3), "tenth": short(tenth, 2), "end": short(way.losses[-1], 2),
            "bold": short(bold.run.rate), "step": "–" if step is None else str(step),
            "leap": short(stride(bold)[0], 2),
        }),
        step is not None and walked[0] > 20 * walked[-1] and tenth < 0.3 * way.losses[0] and reached(way, NEAR) is None
        and way.losses[-1] > 0.3 * tenth,
    )  # fmt: skip


def restless(way: Trajectory) -> int:
    """The right answer on RMSProp's end: 0 it comes to rest, 1 it keeps jumping."""
    return int(stride(way)[-20:].mean() > 0.02)


def forgetful(own: Trajectory, adagrad: Trajectory) -> Facts:
    """RMSProp arrives where Adagrad is still far away, and its steps stay long."""
    step, last = reached(own, NEAR), float(stride(own)[-20:].mean())
    return Facts(
        MappingProxyType({
            "rho": short(own.run.method.values[0]), "memory": f"{1 / (1 - RHO):.0f}",
            "step": "–" if step is None else str(step), "last": short(last, 2), "eta": short(own.run.rate),
            "end": short(adagrad.losses[-1], 2),
        }),
        step is not None and reached(adagrad, NEAR) is None and last > own.run.rate / 2 > 0
        and adagrad.losses[-1] > 10 * own.losses[-1],
    )  # fmt: skip


def hidden_rate(small: Trajectory, middle: Trajectory, large: Trajectory) -> Facts:
    """Adadelta's first step is in proportion to the root of ε, and only one of three values of ε fits this map."""
    ways = (small, middle, large)
    first = [float(stride(way)[0]) for way in ways]
    step, last = reached(middle, NEAR), float(stride(large)[-20:].mean())
    return Facts(
        MappingProxyType({
            "small": short(small.run.method.values[1]), "middle": short(middle.run.method.values[1]),
            "large": short(large.run.method.values[1]), "first": short(first[0], 2),
            "times": f"{first[1] / first[0]:.0f}", "step": "–" if step is None else str(step),
            "steps": str(small.run.steps), "loss": short(small.losses[-1], 2), "last": short(last, 2),
        }),
        abs(first[1] / first[0] - 10) < 0.1 and step is not None and small.losses[-1] > 1 and last > 0.3
        and first[0] < 0.01,
    )  # fmt: skip


def ahead(*ways: Trajectory) -> int:
    """The index of the run with the lowest loss at the end."""
    return int(np.argmin([way.losses[-1] for way in ways]))


def flat_first(descent: Trajectory, own: Trajectory) -> Facts:
    """On the plateau Adagrad's sum is small, so its steps are long, and it arrives while gradient descent creeps."""
    slope, step = float(np.hypot(*own.gradients[0])), reached(own, CLOSE)
    crept = float(np.hypot(*(descent.positions[-1] - descent.positions[0])))
    return Facts(
        MappingProxyType({
            "slope": short(slope, 2), "eta": short(own.run.rate), "step": "–" if step is None else str(step),
            "crept": short(crept, 2), "steps": str(own.run.steps),
        }),
        step is not None and step < 50 and slope < 0.01 and crept < 1.0,
    )  # fmt: skip


SLOW_FOR_ONE = reviews(0.03, Runner(optimizer("gd"), DESCENT))
BOTH = reviews(0.03, Runner(optimizer("gd"), DESCENT), adagrad(ADAGRAD))
ALONE = reviews(0.03, adagrad(ADAGRAD))
BREATHLESS = gorge(250, adagrad(STEEPEST))
FORGETFUL = gorge(300, Runner(optimizer("rmsprop", {"rho": RHO}), NEAR), adagrad(STEEPEST))
ADADELTAS = race(
    Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), 200,
    *(Runner(optimizer("adadelta", {"eps": eps}), 1.0) for eps in (1e-6, 1e-4, 1e-2)),
    tolerance=NEAR,
)  # fmt: skip
PLATEAU = race(
    Ground(landscape("plateau")),
    (-2.5, 1.0),
    200,
    Runner(optimizer("gd"), STEEPEST),
    adagrad(STEEPEST),
    tolerance=CLOSE,
)

SKIS_FOR_EACH_FOOT = Chapter(
    key="skis_for_each_foot",
    place=5,
    title="A pair of skis for each foot",
    asks="Why should every coordinate have the same learning rate?",
    leaves="RMSProp starts with an empty memory, so its first step is far too long. It has no momentum either.",
    minutes=7,
    cover=1,
    steps=(
        Step(
            title="Ice on the left, powder on the right",
            text=r"""
                You ski down a slope. Under your left foot is ice, under your right foot deep
                powder. You have one kind of ski for both. That is what a single [[learning rate]]
                does.

                A small model reads reviews. One word is in nearly all of them. Another is in
                {seen} of {all}. A word is a feature of the review, and the second one is a
                [[sparse feature|rare feature]]. Each feature has a [[weight]].

                [[Gradient descent]] has the common weight at step {soon}. It has half of the rare
                one at step {late}. The rare slope is a mean over all [[samples]], and most of them
                say nothing.

                Would a larger rate help? Here $\eta$ = {eta}. Above {edge} the common weight
                swings out of the valley. Its [[curvature]] is {times} times that of the rare one.
            """,
            view=View(SLOW_FOR_ONE, free=("dial-rate",)),
            measure=slow_for_one,
            undone=(reviews(0.5, Runner(optimizer("gd"), DESCENT)),),
        ),
        Step(
            title="A ski for each foot",
            text=r"""
                So give each coordinate a rate of its own. [[Adagrad]] keeps a sum $G$(G) for each:
                all its squared slopes so far. It divides the step by the root of that sum.

                A coordinate with steep slopes gets a small rate. One with faint slopes gets a large
                rate. Gradient descent went along the common weight first and then up.
            """,
            formulas=(Formula(
                r"G_t = G_{t-1} + g_t^2, \qquad \theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{G_t}}\,g_t",
                "G t is G t minus one plus g t squared. Theta t plus one is theta t minus eta over the root of G t, "
                "times g t",
            ),),
            view=View(BOTH),
            measure=straight,
            question=Choose(
                "What will the path of Adagrad look like?",
                ("First along the common weight, then up", "Nearly straight", "Up the rare weight first"),
                course_of,
                """
                Nearly straight. When Adagrad has learnt 90 % of the common weight, it has {own} %
                of the rare one. Gradient descent had {other} % at that moment.
            """,
            ),
            after="""
                Both get near the bottom of the valley: Adagrad at step {first}, and gradient
                descent at step {late}.
            """,
        ),
        Step(
            title="The first step in numbers",
            text=r"""
                Take the first step apart. Each arrow on the map has the colour of its line below the map.
                The slopes are {gx} along the common weight and {gy}
                along the rare one. Squared, they are {sx} and {sy}. That is all the sum holds
                so far.

                The root of a square is the size of the slope. Divide a slope by its own size, and
                only its sign is left. So both weights move by exactly $\eta$ = {eta}.

                Gradient descent would need the rate {rx} for the one and {ry} for the other, which
                is {times} times as much.
            """,
            view=View(ALONE, page="anatomy", free=("numbers",), at=0),
            measure=first_sums,
            undone=(reviews(0.03, Runner(optimizer("rmsprop"), ADAGRAD)),),
        ),
        Step(
            title="A sum only grows",
            text=r"""
                There is a price, and it is in the word sum. Squares are never negative. So the sum
                never shrinks.

                Imagine an even slope that never changes. The first step has the length $\eta$. At
                step 4 the sum is four times as large. Its root has doubled, so the step is {four}
                times shorter.
            """,
            view=View(BREATHLESS, page="anatomy", free=("numbers",), at=3),
            measure=even_slope,
            closed=True,
            question=Number(
                "How many times shorter is step 100 than the first one?",
                lambda: sqrt(100),
                r"""
                {hundred} times. At step $t$ the sum is $t$ times as large, so the step is divided
                by $\sqrt{t}$(the root of t).
            """,
                unit="times",
            ),
        ),
        Step(
            title="Out of breath",
            text="""
                This gorge begins with a steep wall and ends with a long, gentle floor. Adagrad
                starts on the wall. Its first step is {first} long, and the loss is {start}.
            """,
            view=View(BREATHLESS, free=("dial-rate",)),
            measure=out_of_breath,
            also=(gorge(250, adagrad(1.0)),),
            undone=(gorge(250, adagrad(1.5)), gorge(250, Runner(optimizer("rmsprop"), 0.05))),
            question=Sketch(
                f"How does the loss fall over {BREATHLESS.steps} steps? Draw it.",
                """
                It falls to {tenth} in ten steps, and then hardly at all. After {steps} steps it is
                still {end}. The last step is {last} long.
            """,
            ),
            after="""
                The wall is long gone, but the sum still remembers it. Adagrad has run out of
                breath. With the rate {bold} it would arrive at step {step}, after a first leap of
                {leap}. A longer floor would stop that run too.
            """,
        ),
        Step(
            title="Learn to forget",
            text=r"""
                [[RMSProp]] changes one thing. In place of the sum it keeps a [[running mean]] of
                the squares. With $\rho$(rho) = {rho} it looks back about {memory} steps. Older
                slopes fade away.

                In the gorge it forgets the wall and is near the bottom at step {step}. Adagrad is
                still at a loss of {end}.
            """,
            formulas=(Formula(
                r"v_t = \rho\,v_{t-1} + (1-\rho)\,g_t^2, \qquad "
                r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{v_t}}\,g_t",
                "v t is rho times v t minus one, plus one minus rho times g t squared. Theta t plus one is theta t "
                "minus eta over the root of v t, times g t",
            ),),
            view=View(FORGETFUL),
            measure=forgetful,
            question=Choose(
                "What does RMSProp do once it is at the bottom?",
                ("It comes to rest", "It keeps jumping to and fro", "It is thrown out and leaves the gorge"),
                lambda own, _adagrad: restless(own),
                r"""
                It keeps jumping. Its last steps are {last} long, and $\eta$ is {eta}. The slopes
                there are small, but so is what they are divided by.
            """,
            ),
            after=r"""
                RMSProp does not tire, but it does not settle either.
            """,
        ),
        Step(
            title="What unit has a step?",
            text=r"""
                Measure the map in metres. A slope is loss per metre, but a step is in metres.
                RMSProp divides slope by slope, so all units cancel. Only $\eta$ gives it a length.

                [[Adadelta]] mends this. It multiplies by the size of its own past steps, and these
                are in metres. The paper then needs no rate at all.

                But before the first step there are no past steps. A tiny $\varepsilon$ under the
                root stands in. Three runs have $\varepsilon$ = {small}, {middle} and {large}. With
                the smallest the first step is {first} long.
            """,
            formulas=(Formula(
                r"\Delta_t = \frac{\sqrt{u_{t-1} + \varepsilon}}{\sqrt{v_t + \varepsilon}}\;g_t, \qquad "
                r"u_t = \rho\,u_{t-1} + (1-\rho)\,\Delta_t^2",
                "Delta t is the root of u t minus one plus epsilon, over the root of v t plus epsilon, times g t. "
                "u t is rho times u t minus one, plus one minus rho times Delta t squared",
            ),),
            view=View(ADADELTAS),
            measure=hidden_rate,
            question=Number(
                "Epsilon grows a hundred times, from the first run to the second. How many times longer is the first "
                "step?",
                lambda small, middle, _large: float(stride(middle)[0] / stride(small)[0]),
                r"""
                {times} times, the root of a hundred. So $\varepsilon$ is a rate in disguise. The
                first run is still at a loss of {loss} after {steps} steps. The second is near the
                bottom at step {step}. The third ends with steps {last} long.
            """,
                unit="times",
            ),
            after="""
                The units match. But somebody still has to say how long a first step is.
            """,
        ),
        Step(
            title="Another landscape: the plateau",
            text="""
                Here the order is turned round. First comes a wide, flat [[plateau]], then a pit.
                At the start the slope is only {slope}. Gradient descent and Adagrad both have the
                rate {eta}.
            """,
            view=View(PLATEAU),
            measure=flat_first,
            question=Choose(
                f"Who is closer to the bottom after {PLATEAU.steps} steps?",
                ("Gradient descent", "Adagrad", "Both are equally far away"),
                ahead,
                """
                Adagrad arrives at step {step}. Faint slopes make a small sum, so its steps are
                long. Gradient descent creeps {crept} in {steps} steps.
            """,
            ),
            after=r"""
                Adagrad loses its breath when steep ground comes early. Here it came late.

                One thing is still broken. RMSProp's mean starts at zero. At its first step it
                divides by far too little, and leaps.
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say why each coordinate gets a rate of its own, and what it costs to remember everything.",
        beliefs=(
            ("A rare feature matters little.", "It may decide the cases in which it occurs. It only speaks seldom."),
            ("Adagrad's steps shrink because it is near the minimum.", "They shrink because the sum grows."),
            ("RMSProp comes to rest like gradient descent.", "Its steps stay about as long as the rate."),
            ("Adadelta has nothing to tune.", "Its epsilon sets the length of the first steps."),
        ),
        ask=(
            "When is it good never to forget, and when is it bad?",
            "What happens to Adagrad if the loss is multiplied by 100? And to gradient descent?",
        ),
        worksheet="?landscape=narrow_gorge&x=-3.6&y=-1.8&run1=adagrad&run1.rate=0.3&run2=rmsprop&run2.rate=0.05"
        "&hide=all&free=rate,playing&worksheet=on&title=Out+of+breath",
    ),
    scenes=("out_of_breath", "moving_target", "starving"),
    sources=(
        Source("Duchi, Hazan and Singer, Adaptive Subgradient Methods (2011)",
               "https://jmlr.org/papers/v12/duchi11a.html"),
        Source("Tieleman and Hinton, Lecture 6.5 on RMSProp (2012)",
               "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf"),
        Source("Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012)", "https://arxiv.org/abs/1212.5701"),
    ),
)  # fmt: skip
