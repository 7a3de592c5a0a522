"""Chapter 7: weight decay, the L2 penalty outside and inside of Adam, and AdamW."""

from math import log
from types import MappingProxyType

import numpy as np

from core.number import short
from landscapes.sparse_features import WEIGHTS
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, Switch, View
from studies.course.question import Choose, Number, Place
from studies.story import race

DRAWN = 20
"""The number of data sets that are drawn."""
ETA, DESCENT = 0.1, 0.5
"""The rate of the adaptive methods, and that of gradient descent."""
STRONG, WEAK = 0.1, 0.01
SILENT = ((-1.5, 0.0, -2.0), (-0.5, 0.0, -1.0), (0.5, 0.0, 1.0), (1.0, 0.0, 1.5), (1.5, 0.0, 2.5))
"""Samples of which none has the second feature, so that its weight has no slope."""
AT = (0.0, 3.0)


def decaying(decay: float, form: str = "rate", momentum: float = 0.0, rate: float = DESCENT) -> Runner:
    """Gradient descent, or momentum, with weight decay: off the weights ("rate") or in the slope ("slope")."""
    values = {"momentum": momentum, "weight_decay": decay, "decay_form": ("slope", "rate").index(form)}
    return Runner(optimizer("momentum", values), rate)


def adam() -> Runner:
    """Adam without decay."""
    return Runner(optimizer("adam"), ETA)


def inside(decay: float) -> Runner:
    """Adam with the penalty's slope added to the gradient."""
    return Runner(optimizer("adam_l2", {"weight_decay": decay}), ETA)


def outside(decay: float) -> Runner:
    """AdamW."""
    return Runner(optimizer("adamw", {"weight_decay": decay}), ETA)


def silent(*runners: Runner, steps: int = 80) -> Scene:
    """A race in which the second weight has no slope at all."""
    return race(Ground(landscape("sparse_features"), table=SILENT), AT, steps, *runners)


def reviews(scatter: float, seed: int) -> Ground:
    """The landscape with the rare feature, with data drawn anew."""
    return Ground(landscape("sparse_features", {"scatter": scatter, "data_seed": seed}))


def believed() -> Facts:
    """Over many data sets the best rare weight varies far more than the common one."""
    best = np.array([reviews(1.0, seed).minima()[0] for seed in range(1, DRAWN + 1)])
    low, high = best.min(axis=0), best.max(axis=0)
    spread = high - low
    seen = reviews(1.0, 1).samples()
    return Facts(
        MappingProxyType({
            "drawn": str(DRAWN), "seen": f"{seen[:, 1].sum():.0f}", "all": str(len(seen)), "true": short(WEIGHTS[1]),
            "low": short(low[1], 2), "high": short(high[1], 2), "common_low": short(low[0], 2),
            "common_high": short(high[0], 2),
        }),
        bool(low[1] + 0.5 < WEIGHTS[1] < high[1] - 0.5 and spread[1] > 3 * spread[0]),
    )  # fmt: skip


def half(way: Trajectory) -> float:
    """The step at which half of the silent weight is left."""
    found = np.flatnonzero(way.positions[:, 1] <= way.positions[0, 1] / 2)
    return float(found[0]) if found.size else float(way.run.steps + 1)


def fading(way: Trajectory) -> Facts:
    """Every step keeps the share 1 - ηλ of a weight without a slope."""
    kept, decay = float(way.positions[1, 1] / way.positions[0, 1]), way.run.method.values[3]
    return Facts(
        MappingProxyType({
            "eta": short(way.run.rate), "decay": short(decay), "kept": short(kept), "half": f"{half(way):.0f}",
            "start": short(way.positions[0, 1]), "end": short(way.positions[-1, 1], 2), "steps": str(way.run.steps),
        }),
        abs(kept - (1 - way.run.rate * decay)) < 1e-12 and abs(half(way) - log(0.5) / log(kept)) < 1,
    )  # fmt: skip


def apart(one: Trajectory, other: Trajectory) -> float:
    """The greatest distance between two runs at the same step."""
    return float(np.max(np.hypot(*(one.positions - other.positions).T)))


def nearer(penalty: Trajectory, decay: Trajectory) -> int:
    """The right answer on what ends nearer to zero: 0 the penalty, 1 the decay, 2 neither."""
    closer = int(np.hypot(*decay.positions[-1]) < np.hypot(*penalty.positions[-1]))
    return 2 if apart(penalty, decay) < 1e-9 else closer


def two_roads(penalty: Trajectory, decay: Trajectory) -> Facts:
    """In gradient descent the penalty and the decay lead along the same path."""
    (x, y), (best_x, best_y) = decay.positions[-1], decay.run.ground.minima()[0]
    return Facts(
        MappingProxyType({
            "decay": short(decay.run.method.values[3]), "x": short(x), "y": short(y), "best_x": short(best_x),
            "best_y": short(best_y),
        }),
        apart(penalty, decay) < 1e-9 and y < best_y / 2 and x > 0.9 * best_x,
    )  # fmt: skip


def gone(way: Trajectory) -> int:
    """The step at which the silent weight first comes within a thirtieth of its start from zero."""
    found = np.flatnonzero(np.abs(way.positions[:, 1]) < way.positions[0, 1] / 30)
    return int(found[0]) if found.size else way.run.steps + 1


def slower(strong: Trajectory, weak: Trajectory, _alone: Trajectory) -> int:
    """The right answer on a penalty ten times weaker: 0 ten times slower, 1 about three times, 2 as fast."""
    times = gone(weak) / gone(strong)
    return 0 if times > 6 else 1 if times > 1.5 else 2


def blind(strong: Trajectory, weak: Trajectory, alone: Trajectory) -> Facts:
    """Inside Adam a penalty ten times weaker pulls exactly as fast."""
    steps = [gone(way) for way in (strong, weak)]
    return Facts(
        MappingProxyType({
            "strong": short(strong.run.method.values[3]), "weak": short(weak.run.method.values[3]),
            "eta": short(weak.run.rate), "start": short(alone.positions[0, 1]), "n_strong": str(steps[0]),
            "n_weak": str(steps[1]),
        }),
        abs(steps[0] - steps[1]) <= 1 and max(steps) < alone.run.steps
        and abs(alone.positions[-1, 1] - alone.positions[0, 1]) < 1e-9,
    )  # fmt: skip


def cancelled(strong: Trajectory, weak: Trajectory) -> Facts:
    """The first step in numbers, for two strengths of the penalty: the quotient is 1 for both."""
    ways = (strong, weak)
    pulls = [way.run.method.values[3] * way.positions[0, 1] for way in ways]
    roots = [float(np.sqrt(way.memory[1, 1, 1] / (1 - way.run.method.values[1]))) for way in ways]
    moved = [float(way.positions[0, 1] - way.positions[1, 1]) for way in ways]
    return Facts(
        MappingProxyType({
            "start": short(strong.positions[0, 1]), "decay": short(strong.run.method.values[3]),
            "weak": short(weak.run.method.values[3]), "pull": short(pulls[0]), "root": short(roots[0]),
            "pull_weak": short(pulls[1]), "moved": short(moved[0]),
        }),
        bool(np.allclose(pulls, roots, rtol=1e-9) and np.allclose(moved, ETA, rtol=1e-5)) and pulls[0] > 9 * pulls[1],
    )  # fmt: skip


def measured_pull(strong: Trajectory, weak: Trajectory, penalty: Trajectory) -> Facts:
    """In AdamW every step keeps the share 1 - ηλ, so a tenth of λ is a tenth of the pull."""
    kept = [float(way.positions[1, 1] / way.positions[0, 1]) for way in (strong, weak)]
    return Facts(
        MappingProxyType({
            "strong": short(strong.run.method.values[3]), "weak": short(weak.run.method.values[3]),
            "kept": short(100 * kept[0]), "kept_weak": short(100 * kept[1]), "end": short(strong.positions[-1, 1]),
            "end_weak": short(weak.positions[-1, 1]), "steps": str(weak.run.steps), "gone": str(gone(penalty)),
        }),
        all(abs(share - (1 - ETA * decay)) < 1e-12 for share, decay in zip(kept, (STRONG, WEAK), strict=True))
        and gone(penalty) < penalty.run.steps < min(gone(strong), gone(weak)),
    )  # fmt: skip


def off(way: Trajectory) -> float:
    """How far from the minimum a run ends."""
    return float(np.hypot(*(way.positions[-1] - np.array(way.run.ground.minima()[0]))))


def farther(_free: Trajectory, penalty: Trajectory, decay: Trajectory, _later: Trajectory) -> int:
    """The index of the run that ends farthest from the minimum, of the one with the penalty and AdamW."""
    return int(off(decay) > off(penalty))


def steep(free: Trajectory, penalty: Trajectory, decay: Trajectory, later: Trajectory) -> Facts:
    """On steep ground AdamW is far from the minimum, Adam with the penalty close to it; much later AdamW is closer."""
    beta2, steps = penalty.run.method.values[1], penalty.run.steps
    root = float(np.sqrt(penalty.memory[-1, 1, 1] / (1 - beta2**steps)))
    return Facts(
        MappingProxyType({
            "decay": short(decay.run.method.values[3]), "near": short(off(penalty), 2), "far": short(off(decay), 2),
            "root": short(root, 2), "steps": str(steps), "later": short(off(later), 2),
            "many": f"{later.run.steps:,}",
        }),
        off(later) < off(decay) / 2 and off(free) < 0.01 < off(penalty) < off(decay) / 10 and root > 10,
    )  # fmt: skip


def stopped(way: Trajectory) -> Facts:
    """AdamW comes to rest close to 1/λ, far in front of the minimum."""
    x, (best, _), decay = float(way.positions[-1, 0]), way.run.ground.minima()[0], way.run.method.values[3]
    return Facts(
        MappingProxyType({
            "decay": short(decay), "x": short(x), "best": short(best), "limit": short(1 / decay),
        }),
        0.9 / decay < x < 1 / decay < best - 1,
    )  # fmt: skip


FADING = silent(decaying(STRONG), steps=60)
ROADS = tuple(
    race(reviews(0.3, 1), (0.0, 0.0), 100, *(decaying(0.05, form, momentum, rate) for form in ("slope", "rate")))
    for momentum, rate in ((0.0, 1.0), (0.9, 0.1))
)
INSIDE = silent(inside(STRONG), inside(WEAK), adam())
OUTSIDE = silent(outside(STRONG), outside(WEAK), inside(WEAK))
BOOTH = race(Ground(landscape("booth")), (-8.0, -6.0), 300, adam(), inside(0.2), outside(0.2))
LATER = race(Ground(landscape("booth")), (-8.0, -6.0), 4000, outside(0.2))
RAVINE = Ground(landscape("ravine"))
STOPPED = race(RAVINE, (-4.5, 1.2), 300, outside(0.5))

RIGHT_WAY_TO_FORGET = Chapter(
    key="right_way_to_forget",
    place=7,
    title="The right way to forget",
    asks="How do you keep the weights of a model small?",
    leaves="Every run so far kept one rate from its first step to its last.",
    minutes=7,
    cover=5,
    steps=(
        Step(
            title="A weight that believes too much",
            text="""
                A rare word is in {seen} of {all} reviews. The true [[weight]] of that word is
                {true}. But every target also holds some chance, and {seen} [[samples]] cannot
                average it away.

                We drew {drawn} such data sets. The best common weight lies between {common_low}
                and {common_high}. The best rare one is anywhere from {low} to {high}. Draw the
                data anew and watch the valley jump.

                A model with such a weight has learnt chance. On new data it is too sure of itself.
                A simple caution helps: keep weights small unless many samples ask for more.
            """,
            view=View(race(reviews(1.0, 1), (0.0, 0.0), 60, adam())),
            switches=(
                Switch(
                    "The data",
                    tuple((f"Draw {seed}", (("landscape.data_seed", str(seed)),)) for seed in (1, 2, 5, 6)),
                ),
            ),
            measure=believed,
            closed=True,
        ),
        Step(
            title="Forget a little at each step",
            text=r"""
                The rule is short. Before each step, take a small share off every weight. This is
                [[weight decay]]. Its strength is $\lambda$. (In this chapter the letter does
                not mean the [[curvature]].)

                Here no sample has the second word. The [[loss landscape|landscape]] is level along
                its weight, so the star could stand anywhere on that line. The weight starts at
                {start}. We use plain [[gradient descent]], which is [[momentum]] with $\gamma$ = 0.
                With $\eta$ = {eta} and $\lambda$ = {decay}, each step keeps the share {kept}.
            """,
            formulas=(Formula(
                r"\theta_{t+1} = (1 - \eta\lambda)\,\theta_t - \eta\,g_t",
                "theta t plus one is one minus eta lambda, times theta t, minus eta times g t",
            ),),
            view=View(FADING),
            measure=fading,
            undone=(silent(decaying(STRONG, "rate", 0.0, 0.1), steps=60), silent(adam(), steps=60)),
            question=Number(
                "After how many steps is half of it left?",
                half,
                """
                After {half} steps. It fades as a warm drink cools: quickly at first, then ever more
                slowly. After {steps} steps {end} is left.
            """,
                unit="steps",
            ),
        ),
        Step(
            title="Two roads to one place",
            text=r"""
                There is an older way. Add an [[L2 penalty]] to the loss:
                $\frac{\lambda}{2}\theta^2$(lambda over two times theta squared). Its slope is
                $\lambda\theta$(lambda theta), and it points away from zero. Gradient descent goes
                against it.

                One run has the penalty, and on the map it is called “λ acts on slope”. The other one has
                decay, “λ acts on rate”. Both use $\lambda$ = {decay}.
            """,
            formulas=(Formula(
                r"\theta_t - \eta\,(g_t + \lambda\theta_t) = (1 - \eta\lambda)\,\theta_t - \eta\,g_t",
                "theta t minus eta times g t plus lambda theta t, is one minus eta lambda, times theta t, minus eta "
                "times g t",
            ),),
            view=View(ROADS[0]),
            measure=two_roads,
            undone=(ROADS[1],),
            question=Choose(
                "Which run ends closer to zero?",
                ("The one with the penalty", "The one with decay", "Both end at the same place"),
                nearer,
                """
                Both walk the same path, step by step, to ({x}, {y}). Multiply out the formula: the
                two rules are one.
            """,
            ),
            after="""
                Without decay the best point is ({best_x}, {best_y}). The common weight hardly
                moved, since many samples hold it. The rare one gave way.

                For years people used the two words as one. With [[Adam]] that went wrong.
            """,
        ),
        Step(
            title="The penalty inside Adam",
            text=r"""
                Adam has no idea what a penalty is. It gets one slope, $g_t + \lambda\theta_t$(g t
                plus lambda theta t), and treats it as any other.

                Back to the weight that no sample needs. Adam alone leaves it at {start}. Two more
                runs have a penalty: one with $\lambda$ = {strong}, and one ten times weaker, with
                {weak}.
            """,
            view=View(INSIDE),
            measure=blind,
            question=Choose(
                "How much slower is the weaker penalty?",
                ("Ten times slower", "About three times slower", "Not slower at all"),
                slower,
                """
                Not at all. With {strong} the weight is gone at step {n_strong}, with {weak} at
                step {n_weak}. Both lose about {eta} per step, the whole rate.
            """,
            ),
            after="""
                The dial does nothing here. A pull that should be gentle takes the largest steps
                that Adam has.
            """,
        ),
        Step(
            title="Why: one step in numbers",
            text=r"""
                Look at the first step of the weight that starts at {start}. Each arrow on the map has the
                colour of its line below the map. The weight's only slope is the pull, {decay} times
                {start}, which is {pull}.

                Adam divides by the root of the mean square. That is {root}, the size of the
                very same pull. The quotient is 1, and the weight moves by {moved}, which is $\eta$.

                With $\lambda$ = {weak} the pull is {pull_weak}, and so is the root. The quotient
                is 1 again. Adam was made to ignore the size of slopes, so it ignores $\lambda$.
            """,
            view=View(silent(inside(STRONG), steps=40), page="anatomy", free=("numbers",), at=0),
            measure=cancelled,
            also=(silent(inside(WEAK), steps=40),),
        ),
        Step(
            title="AdamW: decay outside",
            text=r"""
                [[AdamW]] takes the pull out again. The slope goes through the two memories. The
                decay does not: it acts on the weights directly, as in plain descent.

                Now $\lambda$ means what it says. With {strong} each step keeps {kept} % of
                the weight, and with {weak} it keeps {kept_weak} %. After {steps} steps {end} and
                {end_weak} are left. The penalty had taken everything by step {gone}.
            """,
            formulas=(Formula(
                r"\theta_{t+1} = (1 - \eta\lambda)\,\theta_t - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}",
                "theta t plus one is one minus eta lambda, times theta t, minus eta times m hat t over the root of "
                "v hat t plus epsilon",
            ),),
            view=View(OUTSIDE),
            measure=measured_pull,
        ),
        Step(
            title="On steep ground",
            text=r"""
                So far the ground was level. This bowl is steep, so Adam divides by a large number,
                here about {root}. With the penalty it divides slope and pull alike. AdamW divides the
                slope alone.

                Three runs: Adam without any pull, Adam with the penalty, and AdamW. Both pulls have
                $\lambda$ = {decay}.
            """,
            view=View(BOOTH),
            measure=steep,
            also=(LATER,),
            question=Choose(
                f"Which one is farther from the minimum after {BOOTH.steps} steps?",
                ("Adam with the penalty", "AdamW", "Both are equally far away"),
                farther,
                """
                AdamW. After {steps} steps it is {far} away, and Adam with the penalty {near}. In AdamW
                the slope shrinks and the pull does not, so the pull counts for more.
            """,
            ),
            after=r"""
                As the memory of the steep start fades, AdamW creeps closer: {later} after {many}
                steps.

                So one $\lambda$ does not fit both rules. The paper of AdamW reports better results on
                unseen pictures. That is no law for every problem.
            """,
        ),
        Step(
            title="Another landscape: the ravine",
            text=r"""
                One last rule of thumb. Divided by its own size, a steady slope is about 1. The
                decay is $\lambda\theta$(lambda theta). The two balance when $\theta$ is
                $1/\lambda$(one over lambda). So AdamW holds no weight beyond that for long.

                The floor of this ravine falls steadily to a minimum at x = {best}. AdamW starts at
                the left, with $\lambda$ = {decay}.
            """,
            view=View(STOPPED),
            measure=stopped,
            undone=(race(RAVINE, (-4.5, 1.2), 300, outside(0.1)), race(RAVINE, (-4.5, 1.2), 300, inside(0.5))),
            question=Place(
                "Where does AdamW come to rest? Put the pin there.",
                """
                It stops at x = {x}, just below {limit}. There the decay takes as much as the slope
                gives.
            """,
                within=0.06,
            ),
            after="""
                That much decay is far too strong, of course. In practice the limit lies far
                outside.

                All our runs had one rate from start to end. Long steps explore, and short ones
                settle. Why not change the rate on the way?
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say why a penalty and weight decay are one thing in gradient descent, and two in Adam.",
        beliefs=(
            ("Weight decay and L2 are two words for one thing.", "Only where the slope goes into the step undivided."),
            ("A weaker penalty always pulls less.", "Inside Adam a weight without slopes is pulled at full speed."),
            ("AdamW finds the minimum of the loss plus a penalty.", "It balances decay and scaled slope elsewhere."),
            ("More decay is always safer.", "It moves the resting point away from the minimum."),
        ),
        ask=(
            "Which weights of a network get slopes only now and then? What does each kind of decay do to them?",
            "What happens to the balance if the loss is multiplied by 100?",
        ),
        worksheet="?landscape=ravine&x=-4.5&y=1.2&steps=300&run1=adamw&run1.rate=0.1&run1.weight_decay=0.5"
        "&hide=all&free=method.weight_decay,settings,playing&worksheet=on&title=Where+does+it+stop",
    ),
    scenes=("decoupled_decay",),
    sources=(
        Source("Loshchilov and Hutter, Decoupled Weight Decay Regularization (2017)",
               "https://arxiv.org/abs/1711.05101"),
        Source("Xie and Li, Implicit Bias of AdamW (2024)", "https://arxiv.org/abs/2404.04454"),
    ),
)  # fmt: skip
