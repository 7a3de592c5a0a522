"""Chapter 10: which optimizer to take, as a few honest questions, each with a starting point and its reason."""

from types import MappingProxyType

import numpy as np

from core.number import short
from runs.catalog import OPTIMIZERS
from runs.comparison.comparison import Axis, Comparison
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import Trajectory
from runs.surface import loss_at
from studies.course.chapter import Chapter, Facts, Notes, Source, Step, View
from studies.course.question import Choose, Number, Place, Sketch
from studies.measures import path_length
from studies.story import arrival, race

NEAR, LAST = 0.01, 30
"""How far from the lowest loss a run has arrived, and over how many steps at the end a loss is averaged."""
PERIOD, SHIFT = 200, 0.3
RATES = (0.02, 0.1, 0.3)
WORDS = ("none", "one", "two", "three")
WEIGHTS, BYTES = 7e9, 4
"""The weights of a large network of today, and the bytes of a number."""
TABLE = {"Adam": 0.9908, "RMSProp": 0.9857, "momentum": 0.9697, "SGD": 0.9693, "Adagrad": 0.9286, "Adadelta": 0.8375}
"""The published table: the share of right answers on digits that were held back."""


def defaults(tiny: Trajectory, paper: Trajectory, small: Trajectory, large: Trajectory) -> Facts:
    """At the rates of their papers the two last methods of the table get far."""
    ways = [float(path_length(way)[-1]) for way in (tiny, paper, small, large)]
    arrived = arrival(large, NEAR)
    return Facts(
        MappingProxyType({
            **{name.lower(): f"{share:.4f}" for name, share in TABLE.items()},
            "tiny": short(tiny.run.rate), "paper": short(paper.run.rate), "small": short(small.run.rate),
            "large": short(large.run.rate), "crept": short(ways[0], 2), "went": short(ways[1], 2),
            "there": short(arrived, 6), "steps": str(tiny.run.steps),
        }),
        ways[1] > 100 * ways[0] and ways[3] > 20 * ways[2] and arrived <= tiny.run.steps,
    )  # fmt: skip


def rare(descent: Trajectory, adagrad: Trajectory) -> Facts:
    """After the same steps descent has learnt the common weight and about half of the rare one; Adagrad has both."""
    (x, y), *_ = descent.run.ground.minima()
    done = [way.positions[-1] / (x, y) for way in (descent, adagrad)]
    return Facts(
        MappingProxyType({
            "share": f"{descent.run.ground.entry.values[1]:.0%}",
            "common": f"{done[0][0]:.0%}", "half": f"{done[0][1]:.0%}", "both": f"{done[1][1]:.0%}",
        }),
        bool(abs(done[0][0] - 1) < 0.1 and 0.4 < done[0][1] < 0.7 and done[1][1] > done[0][1] + 0.2),
    )  # fmt: skip


def drifting(adagrad: Trajectory, rmsprop: Trajectory, fading: Trajectory) -> Facts:
    """On the second round RMSProp is close; Adagrad and a falling rate lag far behind."""
    lag = [float(way.losses[PERIOD:].mean()) for way in (adagrad, rmsprop, fading)]
    return Facts(
        MappingProxyType({"adagrad": short(lag[0], 2), "rmsprop": short(lag[1], 2), "fading": short(lag[2], 2)}),
        lag[0] > 10 * lag[1] and lag[2] > 3 * lag[0],
    )


def on_new_data(way: Trajectory) -> float:
    """The loss where a run has come to rest, once the ground has moved."""
    rotation, x, *rest = way.run.ground.frame
    moved = Ground(way.run.ground.entry, (rotation, x + SHIFT, *rest))
    return float(loss_at(moved, way.positions[-1:])[0])


def forgiving(scaled: Trajectory, ball: Trajectory) -> Facts:
    """RMSProp has the lower loss here, and momentum the lower one after a shift."""
    before, after = [float(way.losses[-1]) for way in (scaled, ball)], [on_new_data(way) for way in (scaled, ball)]
    return Facts(
        MappingProxyType({
            "shift": short(SHIFT), "scaled": short(after[0], 2), "ball": short(after[1], 2),
            "trained": short(before[1], 2),
        }),
        before[0] < before[1] - 0.04 and after[0] > 5 * after[1],
    )  # fmt: skip


def untuned(*ways: Trajectory) -> Facts:
    """At rates from small to large Adam arrives more often than descent, and Prodigy without any choice of a rate."""
    descent, adam, prodigy = ways[:3], ways[3:6], ways[6]
    return Facts(
        MappingProxyType({
            "rates": f"{short(RATES[0])}, {short(RATES[1])} and {short(RATES[2])}", "few": WORDS[many(descent)],
            "lost": WORDS[sum(way.word == "diverged" for way in descent)], "most": WORDS[many(adam)],
            "prodigy": short(arrival(prodigy, NEAR), 6),
        }),
        prodigy.run.method.key == "prodigy" and arrival(prodigy, NEAR) < 100 and many(adam) > many(descent)
        and descent[-1].word == "diverged" and all(way.word != "diverged" for way in adam),
    )  # fmt: skip


def many(ways: tuple[Trajectory, ...]) -> int:
    """How many of these runs arrive."""
    return sum(arrival(way, NEAR) < np.inf for way in ways)


def late(way: Trajectory) -> float:
    """The mean loss over the last steps above the lowest one."""
    low = float(loss_at(way.run.ground, np.array(way.run.ground.minima())).min())
    return float(way.losses[-LAST:].mean()) - low


def small_batch(many_samples: Trajectory, few: Trajectory, falling: Trajectory) -> Facts:
    """A smaller batch has a higher floor at one rate, and a falling rate goes below both."""
    floors = [late(way) for way in (many_samples, few, falling)]
    return Facts(
        MappingProxyType({
            "rate": short(few.run.rate), "large": str(many_samples.run.batch), "small": str(few.run.batch),
            "low": short(floors[0], 2), "high": short(floors[1], 2), "lowest": short(floors[2], 1),
        }),
        floors[1] > 2.5 * floors[0] and floors[2] < floors[0] / 2 and many_samples.run.batch == 4 * few.run.batch,
    )  # fmt: skip


def gigabytes(key: str) -> float:
    """What the memory of a method takes for a large network."""
    return len(OPTIMIZERS[key].slots) * WEIGHTS * BYTES / 1e9


def memory() -> Facts:
    """The memory of some methods, from the number of values that they keep for each weight."""
    sizes = {key: gigabytes(key) for key in ("gd", "momentum", "lion", "adam")}
    return Facts(
        MappingProxyType({
            "weights": f"{WEIGHTS / 1e9:.0f} billion", "bytes": str(BYTES), "own": short(WEIGHTS * BYTES / 1e9),
            "adam": short(sizes["adam"]), "lion": short(sizes["lion"]),
        }),
        sizes["gd"] == 0 and sizes["momentum"] == sizes["lion"] == sizes["adam"] / 2,
    )  # fmt: skip


def level(descent: Trajectory, momentum: Trajectory, adam: Trajectory) -> Facts:
    """On the shelf descent hardly moves, and Adam is across long before momentum."""
    quick, slow = arrival(adam, NEAR), arrival(momentum, NEAR)
    return Facts(
        MappingProxyType({
            "moved": short(path_length(descent)[-1], 2), "steps": str(descent.run.steps), "adam": short(quick, 6),
            "momentum": short(slow, 6),
        }),
        bool(descent.losses[-1] > 0.9 * descent.losses[0]) and quick < slow / 2 and slow <= momentum.run.steps,
    )  # fmt: skip


def one(key: str, rate: float) -> Scene:
    """One method in the ravine at this rate."""
    return race(Ground(landscape("ravine")), (-4.5, 1.2), 200, Runner(optimizer(key), rate))


def cosine(steps: int) -> dict[str, float]:
    """The length of a cosine schedule."""
    return {"T_max": float(steps)}


REGRESSION = Ground(landscape("linear_regression"))
VALLEYS = Ground(landscape("two_valleys"))

WHICH_ONE = Chapter(
    key="which_one",
    place=10,
    title="Which one shall I take?",
    asks="Which optimizer should I begin with?",
    leaves="These are places to begin. Which one is best on your own problem, only a fair race can tell.",
    minutes=8,
    cover=2,
    steps=(
        Step(
            title="A table that goes round",
            text="""
                "Which [[optimizer]] is best?" The table below is a common answer. Six of them learnt
                handwritten digits, for ten [[epochs]] in [[batches]] of 64. The numbers are shares of
                right answers on held-back digits.

                || Optimizer | Right
                || [[Adam]] | {adam}
                || [[RMSProp]] | {rmsprop}
                || [[SGD]] with [[momentum]] | {momentum}
                || SGD | {sgd}
                || [[Adagrad]] | {adagrad}
                || [[Adadelta]] | {adadelta}

                The settings are most likely the defaults of one library, Keras. Its Adadelta has the
                [[learning rate]] {tiny}. The paper's is {paper}. Here both run on another
                [[landscape]], and so does Adagrad, at {small} and at {large}.
            """,
            view=View(
                race(
                    REGRESSION, (-1.6, 0.4), 200,
                    Runner(optimizer("adadelta"), 0.001), Runner(optimizer("adadelta"), 1.0),
                    Runner(optimizer("adagrad"), 0.001), Runner(optimizer("adagrad"), 0.5),
                ),
            ),
            measure=defaults,
            question=Choose(
                "What does the paper's rate do for Adadelta?",
                ("Hardly anything", "It gets about ten times as far", "It gets hundreds of times as far"),
                lambda tiny, paper, *_: int(
                    np.searchsorted((5.0, 50.0), path_length(paper)[-1] / path_length(tiny)[-1])
                ),
                """
                In {steps} steps it creeps {crept} at the default rate. At the paper's rate it goes
                {went}. And Adagrad at {large} arrives at step {there}.
            """,
            ),
            after="""
                So the table compares default rates. In it, momentum is as good as none. Most likely it
                was left at its default, zero. See it live: ((/network|The table with a real network)).
                There one switch sets the rates of the papers. A few honest questions are better than a
                table.
            """,
        ),
        Step(
            title="Are your features sparse?",
            text="""
                Think of words: most are rare. Here a [[rare feature]] stands in {share} of the
                [[samples]]. Up is its [[weight]], to the right that of a common one. Both begin at zero.
            """,
            view=View(
                race(
                    Ground(landscape("sparse_features")), (0.0, 0.0), 50,
                    Runner(optimizer("gd"), 0.5), Runner(optimizer("adagrad"), 0.5),
                    gradient=GradientNoise(batch=8.0),
                )
            ),
            measure=rare,
            question=Place(
                "Where is SGD after 50 steps?",
                """
                The common weight is at {common} of its best value, the rare one only at {half}.
                Adagrad has brought the rare one to {both}.
            """,
                within=0.06,
            ),
            after="""
                If yes, begin with Adagrad at 0.01, or with Adam at 0.001 if training is long. Reason:
                every weight has its own rate. Scene: ((out_of_breath|Adagrad runs out of breath)).
            """,
        ),
        Step(
            title="Do your data drift?",
            text="""
                Prices change, and so do tastes. Here the lowest point goes round twice. Three methods
                follow: Adagrad, RMSProp, and Adam with a rate that falls like a cosine.
            """,
            view=View(
                race(
                    Ground(landscape("moving_bowl", {"period": PERIOD})), (-2.0, 1.5), 2 * PERIOD,
                    Runner(optimizer("adagrad"), 0.5), Runner(optimizer("rmsprop"), 0.05),
                    Runner(optimizer("adam"), 0.1, schedule("cosine", cosine(2 * PERIOD))),
                ),
                runner=1,
            ),
            measure=drifting,
            question=Choose(
                "Which one stays closest on the second round?",
                ("Adagrad", "RMSProp", "Adam with the cosine"),
                lambda *ways: int(np.argmin([way.losses[PERIOD:].mean() for way in ways])),
                """
                RMSProp. Its mean loss is {rmsprop}. Adagrad has {adagrad}, since it never forgets, and
                the cosine has {fading}, since its steps run out.
            """,
            ),
            after="""
                If yes, begin with RMSProp or Adam at 0.001, and keep the rate constant. Reason: they
                forget, and they do not stop. Scene: ((moving_target|A target that moves)).
            """,
        ),
        Step(
            title="Does generalization come first?",
            text="""
                [[Generalization]] means doing well on new data. RMSProp ends in the narrow valley, at
                loss zero. Momentum ends in the wide one, at {trained}. Then new data move the ground
                by {shift}.
            """,
            view=View(
                race(VALLEYS, (2.1, -2.0), 200, Runner(optimizer("rmsprop"), 0.03), Runner(optimizer("momentum"), 0.01))
            ),
            measure=forgiving,
            question=Choose(
                "Who has the lower loss on the new data?",
                ("RMSProp", "Momentum", "They are equal"),
                lambda scaled, ball: int(on_new_data(ball) < on_new_data(scaled)),
                """
                Momentum, with {ball}. RMSProp has {scaled}.
            """,
            ),
            after="""
                If yes, and if you can tune: SGD with momentum 0.9, a rate near 0.1, a cosine, and
                [[weight decay]] 0.0005. This is usual for pictures. For text use [[AdamW]]. Reason: in
                some studies SGD did better on new data. Another one, of 2019, found that the gap closes
                when Adam is tuned as well. Scene: ((too_fast_to_stay|Too fast for a sharp valley)).
            """,
        ),
        Step(
            title="No time to tune?",
            text="""
                Then you take a rate and hope. Here are three of them, {rates}. On the left
                is [[gradient descent]], on the right Adam. Descent arrives at {few} of the three. At
                {lost} of them it leaves the map for good.
            """,
            view=View(
                Comparison(one("gd", RATES[1]), Axis("method", ("gd", "adam")), Axis("rate", RATES)), page="compare"
            ),
            measure=untuned,
            also=(
                *(one("gd", rate) for rate in RATES), *(one("adam", rate) for rate in RATES), one("prodigy", 1.0),
            ),
            question=Number(
                "At how many of the three rates does Adam arrive?",
                lambda *ways: float(many(ways[3:6])),
                """
                At {most}. At the smallest it is still on its way. It is lost at none.
            """,
                unit="of 3", factor=1.0,
            ),
            after="""
                If there is no time, begin with AdamW at 0.001. Reason: its steps are about as long
                as the rate, whatever the slope. Or take Prodigy, which finds its own rate: here it
                arrives at step {prodigy}. A large study found that trying several methods at their
                defaults does about as well as tuning one. Scene: ((calm_or_wild|Calm or wild)).
            """,
        ),
        Step(
            title="Are your batches small?",
            text=r"""
                Three walkers have the rate {rate}. One uses batches of {large}, two use batches of
                {small}. Of these two, one lets the rate fall like a cosine.
            """,
            view=View(
                race(
                    REGRESSION, (-1.6, 0.4), 300,
                    Runner(optimizer("gd"), 0.3, batch=16), Runner(optimizer("gd"), 0.3, batch=4),
                    Runner(optimizer("gd"), 0.3, schedule("cosine", cosine(300)), batch=4),
                ),
                runner=2,
            ),
            measure=small_batch,
            question=Choose(
                "Which one ends lowest?",
                ("Batches of 16", "Batches of 4", "Batches of 4 and the cosine"),
                lambda *ways: int(np.argmin([late(way) for way in ways])),
                """
                Above the lowest loss, batches of {large} end at {low}, batches of {small} at {high}. With
                the cosine it is {lowest}.
            """,
            ),
            after=r"""
                If they are small, divide the rate by as much as the batch, so that $\eta/B$(eta over B)
                stays. Then let it fall. Reason: the [[noise floor]]. Scene: ((noise_floor|Below the noise floor)).
            """,
        ),
        Step(
            title="Is memory short?",
            text="""
                A method may keep numbers for every weight. SGD keeps none. Momentum keeps one, the
                [[velocity]]. A network of {weights} weights, with {bytes} bytes each, takes {own}
                gigabytes for the weights alone.
            """,
            view=View(
                race(
                    Ground(landscape("ravine")), (-4.5, 1.2), 100,
                    Runner(optimizer("gd"), 0.095), Runner(optimizer("lion"), 0.05), Runner(optimizer("adam"), 0.1),
                )
            ),
            measure=memory,
            closed=True,
            question=Number(
                "How many gigabytes do Adam's memories take on top?",
                lambda: gigabytes("adam"),
                """
                {adam}. It keeps two numbers for every weight, a mean and a mean of squares.
            """,
                unit="GB", factor=1.05,
            ),
            after="""
                If memory is short, begin with momentum, or with Lion, which keeps one mean: {lion}
                gigabytes. Lion wants a third to a tenth of Adam's rate. Reason: half the memory.
                The picture shows both in a ravine, beside SGD.
            """,
        ),
        Step(
            title="Another landscape: a shelf",
            text="""
                None of the answers was yes? Then look at the ground. This [[plateau]] is almost level.
                Gradient descent, momentum and Adam begin on it.
            """,
            view=View(
                race(
                    Ground(landscape("plateau")), (-2.5, 1.0), 200,
                    Runner(optimizer("gd"), 0.3), Runner(optimizer("momentum"), 0.1), Runner(optimizer("adam"), 0.08),
                    tolerance=NEAR,
                )
            ),
            measure=level,
            question=Sketch(
                "Draw the loss of Adam.",
                """
                Adam leaves the shelf at once and arrives at step {adam}. Momentum arrives at step
                {momentum}. In {steps} steps gradient descent moves by {moved}.
            """,
                runner=2, within=0.2,
            ),
            after="""
                On level ground begin with Adam. Scene: ((starving|Starving on a plateau)).

                All of these are places to begin. Change one thing at a time, give every method the same
                number of tries, and let them race on your own problem.
            """,
        ),
    ),
    notes=Notes(
        aim="Students ask about the problem before they name a method, and can say what a table really compares.",
        beliefs=(
            ("Adam is the best optimizer.", "It is the least trouble without tuning. On some problems others win."),
            ("A table of results compares methods.", "It compares methods at certain settings, often the defaults."),
            ("Adaptive methods need no learning rate.", "They need one, but more rates will do."),
        ),
        ask=(
            "Which question would you add to these six?",
            "What would a fair version of the table have to report?",
        ),
        worksheet="?landscape=linear_regression&x=-1.6&y=0.4&run1=adadelta&run1.rate=0.001&run2=adagrad&run2.rate=0.001"
        "&hide=all&free=rate,playing&worksheet=on&title=Repair+the+table",
    ),
    scenes=(
        "out_of_breath", "moving_target", "too_fast_to_stay", "calm_or_wild", "noise_floor", "batch_of_64", "starving",
    ),
    sources=(
        Source("Keras, Adadelta: its default rate and the paper's", "https://keras.io/api/optimizers/adadelta/"),
        Source("Keras, SGD: momentum is 0 by default", "https://keras.io/api/optimizers/sgd/"),
        Source("Zeiler, Adadelta (2012)", "https://arxiv.org/abs/1212.5701"),
        Source("Wilson et al., The marginal value of adaptive gradients (2017)", "https://arxiv.org/abs/1705.08292"),
        Source("Choi et al., On empirical comparisons of optimizers (2019)", "https://arxiv.org/abs/1910.05446"),
        Source("Schmidt et al., Descending through a crowded valley (2021)", "https://arxiv.org/abs/2007.01547"),
        Source("Mishchenko and Defazio, Prodigy (2023)", "https://arxiv.org/abs/2306.06101"),
        Source("Chen et al., Lion (2023)", "https://arxiv.org/abs/2302.06675"),
    ),
)  # fmt: skip
