"""Chapter 9: wide valleys, what they forgive, and what is known and only believed about them."""

from dataclasses import replace
from math import sqrt
from types import MappingProxyType

import numpy as np

from core.number import short
from core.records import Point
from runs.comparison.comparison import Axis, Comparison
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.ground import PLAIN, Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from runs.surface import loss_at
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, Switch, View
from studies.course.question import Choose, Number, Place
from studies.ensemble import shares
from studies.story import race

ENTRY = landscape("two_valleys")
VALLEYS = Ground(ENTRY)
SHARP, WIDE = (1.5, 0.02), (-1.5, 0.02)
"""Where training has come to rest, almost at the bottom of each valley."""
STILL = 1e-9
"""A rate at which a walker stands still: its training is over."""
SHIFT, LESS, STRETCH = 0.3, 0.2, 2.0
ONE, WARM, COLD = 36.0, 16, 64
"""The noise of a single sample, and two batch sizes."""
START, OTHER = (2.1, -2.0), (2.6, -1.6)


def trained(at: Point, shift: float = 0.0, stretch: float = 1.0) -> Scene:
    """A walker that stands still, on the data of its training or on others."""
    rotation, _, shift_y, *_ = PLAIN
    ground = Ground(ENTRY, (rotation, shift, shift_y, stretch, stretch))
    return Scene(ground, at, 50, (Runner(optimizer("gd"), STILL),))


def end(way: Trajectory) -> float:
    """Where a run ends along x: 1.5 is the sharp valley, -1.5 the wide one."""
    return float(way.positions[-1, 0])


def two_ends(descent: Trajectory, ball: Trajectory) -> Facts:
    """Gradient descent ends in the sharp valley, momentum in the wide one, where the loss is higher."""
    return Facts(
        MappingProxyType({
            "descent": short(end(descent), 2), "ball": short(end(ball), 2), "high": short(ball.losses[-1], 2),
        }),
        end(descent) > 1.49 and end(ball) < -1.49 and descent.losses[-1] < 1e-6 and ball.losses[-1] > 0.04,
    )  # fmt: skip


def shifted(sharp: Trajectory, wide: Trajectory, sharp_new: Trajectory, wide_new: Trajectory) -> Facts:
    """On shifted ground the loss in the sharp valley jumps, and that in the wide one hardly moves."""
    before, after = [way.losses[-1] for way in (sharp, wide)], [way.losses[-1] for way in (sharp_new, wide_new)]
    rises = [new - old for old, new in zip(before, after, strict=True)]
    return Facts(
        MappingProxyType({
            "shift": short(SHIFT), "sharp": short(before[0], 2), "wide": short(before[1], 2),
            "sharp_new": short(after[0], 2), "wide_new": short(after[1], 2), "times": short(rises[0] / rises[1], 2),
        }),
        bool(before[0] < before[1] and rises[0] > 15 * rises[1] > 0),
    )  # fmt: skip


def rise(sharp: Trajectory, sharp_new: Trajectory, wide: Trajectory, wide_new: Trajectory) -> Facts:
    """The rise is about half the curvature times the square of the shift."""
    curves = [float(way.gradients[0, 1] / way.positions[0, 1]) for way in (sharp, wide)]
    rises = [float(new.losses[0] - old.losses[0]) for old, new in ((sharp, sharp_new), (wide, wide_new))]
    guesses = [0.5 * curve * LESS**2 for curve in curves]
    return Facts(
        MappingProxyType({
            "shift": short(LESS), "large": short(curves[0], 2), "small": short(curves[1], 2),
            "guess": short(guesses[0], 2), "rise": short(rises[0], 2), "little": short(rises[1], 2),
        }),
        abs(curves[0] - 25) < 0.5 and abs(curves[1] - 1) < 0.1
        and all(0.8 < got / guess < 1.2 for got, guess in zip(rises, guesses, strict=True)),
    )  # fmt: skip


def predicted_rise(sharp: Trajectory, *_: Trajectory) -> float:
    """Half the curvature times the square of the shift."""
    return float(0.5 * sharp.gradients[0, 1] / sharp.positions[0, 1] * LESS**2)


def too_steep(calm: Trajectory, fast: Trajectory) -> Facts:
    """The rate above 2/λ cannot rest in the sharp valley and ends in the wide one."""
    curve = 1 / ENTRY.values[0] ** 2
    return Facts(
        MappingProxyType({
            "calm": short(calm.run.rate), "fast": short(fast.run.rate), "curve": short(curve),
            "limit": short(2 / curve), "end": short(end(fast), 2),
        }),
        end(calm) > 1.49 and end(fast) < -1.49 and calm.run.rate < 2 / curve < fast.run.rate,
    )  # fmt: skip


def gone(cloud: Snapshots) -> float:
    """The share of walkers in the wide valley at the end."""
    return float(shares(cloud)[1, -1])


def lift(cloud: Snapshots) -> float:
    """The mean loss that noise keeps up in a round bowl with the curvature of the sharp valley."""
    curve, eta = 1 / ENTRY.values[0] ** 2, cloud.run.rate
    return curve * (eta * cloud.run.noise) ** 2 / (1 - (1 - eta * curve) ** 2)


def temperature(cold: Snapshots, warm: Snapshots, half: Snapshots) -> Facts:
    """Few walkers leave with large batches, most with small ones, and as many with half the rate and half the batch."""
    few, most, same = gone(cold), gone(warm), gone(half)
    return Facts(
        MappingProxyType({
            "rate": short(cold.run.rate), "large": str(COLD), "small": str(WARM), "few": f"{few:.0%}",
            "most": f"{most:.0%}", "same": f"{same:.0%}", "weak": short(cold.run.noise, 2),
            "strong": short(warm.run.noise, 2), "low": short(lift(cold), 2), "high": short(lift(warm), 2),
            "rim": short(RIM, 2),
        }),
        cold.run.noise < warm.run.noise and few < 0.5 and most > 0.65 and most > few + 0.3
        and lift(cold) < RIM < lift(warm) and abs(same - most) < 0.25 and half.run.rate == warm.run.rate / 2,
    )  # fmt: skip


def which(descent: Trajectory, scaled: Trajectory, sam: Trajectory, adam: Trajectory, *again: Trajectory) -> Facts:
    """Two methods end in the sharp valley, two in the wide one; from another start Adam changes sides."""
    *_, elsewhere = again
    ends = [end(way) for way in (descent, scaled, sam, adam, elsewhere)]
    names = "descent", "scaled", "sam", "adam", "elsewhere"
    return Facts(
        MappingProxyType({
            "many": ("None", "One", "Two", "Three", "All")[sum(one < -1.4 for one in ends[:4])],
            **dict(zip(names, (short(one, 2) for one in ends), strict=True)),
        }),
        min(ends[0], ends[1], ends[4]) > 1.49 and max(ends[2], ends[3]) < -1.49
        and elsewhere.run.method == adam.run.method and elsewhere.run.rate == adam.run.rate,
    )  # fmt: skip


def stretched(run: Trajectory, larger: Trajectory, plain: Trajectory, wider: Trajectory) -> Facts:
    """Other units change the curvature, and no loss. In both, gradient descent takes the same way."""
    curves = [float(way.gradients[0, 1] / way.positions[0, 1]) for way in (plain, wider)]
    return Facts(
        MappingProxyType({
            "stretch": short(STRETCH), "before": short(curves[0], 2), "after": short(curves[1], 3),
        }),
        abs(curves[0] - 25) < 0.5 and abs(curves[0] / curves[1] - STRETCH**2) < 1e-6
        and bool(np.allclose(run.losses[:40], larger.losses[:40])) and abs(plain.losses[0] - wider.losses[0]) < 1e-12
        and bool(np.allclose(STRETCH * run.positions[:40], larger.positions[:40])),
    )  # fmt: skip


def drawn(by: float) -> Scene:
    """Gradient descent into the sharp valley, on the ground drawn so many times as large."""
    return replace(
        trained((1.7 * by, -1.2 * by), 0.0, by), steps=100, runners=(Runner(optimizer("gd"), 0.03 * by * by),)
    )


def narrowing(fast: Trajectory, calm: Trajectory) -> Facts:
    """The large rate slides to where the valley is wide enough; the small one rests where it is."""
    fast_x, calm_x = end(fast), end(calm)
    curves = [4 * float(np.sum(way.positions[i] ** 2)) for way, i in ((fast, 0), (fast, -1), (calm, -1))]
    return Facts(
        MappingProxyType({
            "fast": short(fast.run.rate), "calm": short(calm.run.rate), "far": short(fast_x, 2),
            "near": short(calm_x, 2), "limit": short(2 / fast.run.rate), "curve": short(curves[0], 2),
            "less": short(curves[1], 2),
        }),
        fast_x < 3.7 and calm_x > 3.9 and curves[0] > 1.2 * 2 / fast.run.rate
        and abs(curves[1] * fast.run.rate / 2 - 1) < 0.1 and curves[2] < 2 / calm.run.rate,
    )  # fmt: skip


RIM = float(loss_at(VALLEYS, np.array(VALLEYS.saddles()))[0])
"""The loss of the pass between the two valleys."""
MOVES = Switch(
    "The ground moves by",
    tuple((short(by), (("frame.shift_x", short(by)),)) for by in (0.0, 0.1, 0.2, 0.3, 0.4)),
)
SIDE_BY_SIDE = Comparison(trained(SHARP), Axis("start", (WIDE, SHARP)))
CLOUD = race(VALLEYS, (1.5, 0.0), 60, Runner(optimizer("gd"), 0.04), noise=ONE / sqrt(COLD))
HALF = race(VALLEYS, (1.5, 0.0), 120, Runner(optimizer("gd"), 0.02), noise=ONE / sqrt(WARM / 2))
FOUR = (
    Runner(optimizer("gd"), 0.03), Runner(optimizer("rmsprop"), 0.03), Runner(optimizer("sam", {"rho": 0.1}), 0.03),
    Runner(optimizer("adam"), 0.05),
)  # fmt: skip

WIDE_VALLEYS = Chapter(
    key="wide_valleys",
    place=9,
    title="Wide valleys",
    asks="Is the lowest place also the best one?",
    leaves="You know many methods now, and many plans for the rate. Which one should you take tomorrow?",
    minutes=7,
    cover=1,
    steps=(
        Step(
            title="Two places to rest",
            text=r"""
                A falling rate brings the walker to rest. But where? This [[landscape]] has two
                valleys. The right one is narrow and a little deeper. The left one is wide.

                Two walkers begin at the same place. [[Gradient descent]] ends in the narrow valley, at
                $x$ = {descent}. The other is the snowball: it has [[momentum]].
            """,
            view=View(race(VALLEYS, START, 200, Runner(optimizer("gd"), 0.03), Runner(optimizer("momentum"), 0.01))),
            measure=two_ends,
            question=Place(
                "Where does the snowball come to rest?",
                """
                It is too fast for the narrow valley. It rolls through and rests in the wide one, at
                {ball}. Its loss is {high} there. At the bottom of the narrow one the loss is zero.
            """,
                runner=1,
            ),
            after="""
                By this loss the snowball has lost. But it is the loss on the training data. What
                counts is [[generalization]]: how the model does on new data.
            """,
        ),
        Step(
            title="New data shift the ground",
            text=r"""
                New data are a little different, so their landscape is a little different too. The
                trained walkers stand still, and the ground moves under them. The first one stands in
                the [[wide valley]], at loss {wide}. The second one stands in the [[sharp valley]], at
                {sharp}.

                The ground will move to the right by {shift}.
            """,
            view=View(SIDE_BY_SIDE, page="compare"),
            switches=(MOVES,),
            measure=shifted,
            also=(trained(SHARP), trained(WIDE), trained(SHARP, SHIFT), trained(WIDE, SHIFT)),
            question=Choose(
                "Whose loss rises more?",
                ("The one in the sharp valley", "The one in the wide valley", "Both rise equally"),
                lambda s, w, s_new, w_new: int(w_new.losses[-1] - w.losses[-1] > s_new.losses[-1] - s.losses[-1]),
                """
                The loss in the sharp valley jumps from {sharp} to {sharp_new}. In the wide one it goes
                from {wide} to {wide_new}. The first rise is {times} times the second.
            """,
            ),
            after="""
                Now move the ground yourself. The wide valley forgives a shift.
            """,
        ),
        Step(
            title="Why a wide valley forgives",
            text=r"""
                Near its lowest point a smooth valley looks like a bowl. Let its [[curvature]] be
                $\lambda$, and let the ground move by $\delta$(delta). Then the loss rises by about
                $\tfrac12\,\lambda\,\delta^2$(one half lambda delta squared).

                In the sharp valley the curvature is {large}.
            """,
            view=View(
                Comparison(trained(SHARP), Axis("frame.shift_x", (0.0, LESS)), Axis("start", (WIDE, SHARP))),
                page="compare",
            ),
            measure=rise,
            also=(trained(SHARP), trained(SHARP, LESS), trained(WIDE), trained(WIDE, LESS)),
            question=Number(
                f"By how much does the loss in the sharp valley rise if the ground moves by {short(LESS)}?",
                predicted_rise,
                """
                By the formula it rises by {guess}. Measured, it rises by {rise}: the valley is a bowl
                only close to its bottom.
            """,
                factor=1.3,
            ),
            after="""
                In the wide valley the curvature is {small}. The same shift of {shift} costs {little} there.
            """,
        ),
        Step(
            title="Two rates",
            text=r"""
                Can a walker choose? It never sees the width. But remember the edge: a rate above
                $2/\lambda$(two over lambda) cannot rest. In the sharp valley $\lambda$ is {curve}, so the
                edge is at {limit}.

                Both walkers here are gradient descent. One has the rate {calm}, the other {fast}.
            """,
            view=View(race(VALLEYS, START, 150, Runner(optimizer("gd"), 0.03), Runner(optimizer("gd"), 0.1))),
            measure=too_steep,
            question=Choose(
                "Where does the faster one end?",
                ("In the sharp valley, sooner", "In the wide valley", "It leaves the map"),
                lambda _calm, fast: 2 if fast.word == "diverged" else int(end(fast) < 0),
                """
                It ends in the wide valley, at {end}. The sharp valley throws it out, since its rate
                is above the edge there. In the wide valley the edge is far higher.
            """,
            ),
        ),
        Step(
            title="A temperature",
            text=r"""
                [[Noise]] can do the same. Both clouds begin at the bottom of the sharp valley, with
                the rate {rate}. The noise of one, $\sigma$ = {weak}, is that of [[mini-batches]] of
                {large}. The noise of the other, {strong}, is that of {small}.

                Noise lifts a walker from the bottom, by the square of its size. In a bowl as sharp as this
                valley the mean loss would be {low} for the one and {high} for the other. The pass to the wide
                valley is at {rim}. With {large}, {few} of the walkers end in the wide valley.
            """,
            formulas=(Formula(
                r"\text{temperature} \propto \frac{\eta}{B}", "the temperature is in proportion to eta over B"
            ),),
            view=View(
                Ensemble(CLOUD, Axis("noise", (ONE / sqrt(COLD), ONE / sqrt(WARM))), walkers=50, radius=1.0),
                page="clouds",
            ),
            measure=temperature,
            also=(Ensemble(HALF, walkers=50, radius=1.0),),
            question=Choose(
                f"Where do most of the walkers end with mini-batches of {WARM}?",
                ("In the sharp valley, too", "In the wide valley", "Half of them in each"),
                lambda _cold, warm, _half: 0 if gone(warm) < 0.4 else 1 if gone(warm) > 0.6 else 2,
                """
                In the wide valley: {most} of them. They are thrown higher than the pass.
            """,
            ),
            after=r"""
                With half the rate, half the batch and twice the steps it is {same}. So what counts is
                $\eta/B$(eta over B).

                It works like a temperature: heat shakes walkers out of narrow places first. The
                picture is good as long as $\eta$ is small.
            """,
        ),
        Step(
            title="Which methods end where",
            text="""
                Four methods begin at one place. Gradient descent you have seen. [[RMSProp]] gives each
                coordinate its own rate, and [[Adam]] also gathers speed like the snowball.

                The fourth is [[sharpness-aware minimization|SAM]]. It takes the slope not where it stands,
                but a little way uphill.
            """,
            view=View(race(VALLEYS, START, 200, *FOUR), runner=2),
            measure=which,
            also=(race(VALLEYS, OTHER, 200, *FOUR),),
            question=Number(
                "How many of the four end in the wide valley?",
                lambda *ways: float(sum(end(way) < -1.4 for way in ways[:4])),
                """
                {many}. Adam is too fast for the sharp valley and ends at {adam}. A little way uphill the
                sharp valley is very steep, so SAM is pushed away from it, and ends at {sam}. Gradient
                descent ends at {descent} and RMSProp at {scaled}.
            """,
                unit="of 4", factor=1.0,
            ),
            after="""
                Is this a law? No. From another start close by, Adam ends at {elsewhere}, in the sharp
                valley. Speed, rate, noise and start decide together.
            """,
        ),
        Step(
            title="What is known, and what is believed",
            text="""
                Known: if the ground shifts, a wide valley loses less. You have seen it here. Believed: real
                networks generalize better because their valleys are wide.

                Three papers speak for it. In 1997 Hochreiter and Schmidhuber argued that a wide place
                needs fewer digits to describe. In 2017 Keskar and others found that large batches
                led to sharper places, and to worse results on new data. In 2020 Jiang and others compared
                forty measures. Some that use sharpness did best.
            """,
            view=View(SIDE_BY_SIDE, page="compare"),
            switches=(MOVES,),
        ),
        Step(
            title="An objection: the units",
            text=r"""
                Sharpness depends on the units, said Dinh and others in 2017. And a network can change
                those of its [[weights]] without changing its answers.

                Draw this ground {stretch} times as large. The way stays the same, and so does every loss.
                But the same rise is now spread over a longer distance.
            """,
            view=View(drawn(1.0)),
            switches=(
                Switch(
                    "The units",
                    (
                        ("as before", ()),
                        (
                            f"{short(STRETCH)} times as large",
                            (
                                ("frame.scale_x", short(STRETCH)), ("frame.scale_y", short(STRETCH)),
                                ("x", short(1.7 * STRETCH)), ("y", str(-1.2 * STRETCH)), ("run1.rate", "0.12"),
                            ),
                        ),
                    ),
                ),
            ),
            measure=stretched,
            also=(drawn(STRETCH), trained(SHARP), trained((SHARP[0] * STRETCH, SHARP[1] * STRETCH), 0.0, STRETCH)),
            question=Choose(
                "What happens to the curvature in the larger units?",
                ("It stays the same", "It becomes smaller", "It becomes larger"),
                lambda _run, _larger, plain, wider: int(wider.gradients[0, 1] / STRETCH < 0.9 * plain.gradients[0, 1]),
                """
                It falls from {before} to {after}, although nothing else has changed. So sharpness alone
                cannot be the reason.
            """,
            ),
            after="""
                Andriushchenko and others looked at modern networks in 2023. Sharpness said little about
                new data there, and at times the sharper places did better. So a wide valley is a good
                picture and a fair guess. It is no proof.
            """,
        ),
        Step(
            title="Another landscape: a valley that widens",
            text=r"""
                This valley is narrow at the right and widens to the left. Its floor is level. One
                walker has the rate {calm} and rests at once, at $x$ = {near}. The other has the rate
                {fast}. To rest, it needs a curvature below {limit}.

                Across the valley the curvature is about $4x^2$(four x squared). At the start that is
                {curve}.
            """,
            view=View(
                race(
                    Ground(landscape("edge")), (4.0, 0.22), 500,
                    Runner(optimizer("gd"), 0.04), Runner(optimizer("gd"), 0.025),
                )
            ),
            measure=narrowing,
            question=Place(
                "Where is the faster walker at the end?",
                """
                At {far}. It swings across the valley and slides along it, until the curvature has
                fallen to {less}. There it can almost rest.
            """,
            ),
            after="""
                The rate itself has chosen how wide the valley must be.
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say what a wide valley forgives, what drives walkers into one, and what nobody has proved.",
        beliefs=(
            ("The lowest training loss is the best model.", "New data shift the ground, and the order may change."),
            ("Flat minima are proved to generalize better.", "Sharpness depends on units, and the evidence is mixed."),
            ("SGD finds wide valleys and Adam sharp ones.", "Here it depends on rate, speed, noise and start."),
        ),
        ask=(
            "Which other changes of the ground could new data bring, besides a shift?",
            "How would you measure width so that a change of units does not matter?",
        ),
        worksheet="?landscape=two_valleys&x=2.1&y=-2&run1=gd&run1.rate=0.03&hide=all&free=rate,start,frame,playing"
        "&worksheet=on&title=Too+steep+to+stay",
    ),
    scenes=("wide_valley", "temperature", "sharpness_aware", "wide_enough"),
    sources=(
        Source("Hochreiter and Schmidhuber, Flat minima (1997)", "https://doi.org/10.1162/neco.1997.9.1.1"),
        Source("Keskar et al., On large-batch training (ICLR 2017)", "https://arxiv.org/abs/1609.04836"),
        Source("Dinh et al., Sharp minima can generalize (ICML 2017)", "https://arxiv.org/abs/1703.04933"),
        Source("Jiang et al., Fantastic generalization measures (ICLR 2020)", "https://arxiv.org/abs/1912.02178"),
        Source("Andriushchenko et al., A modern look (ICML 2023)", "https://arxiv.org/abs/2302.07011"),
        Source("Smith and Le, A Bayesian perspective on SGD (2017)", "https://arxiv.org/abs/1710.06451"),
        Source("Foret et al., Sharpness-aware minimization (2020)", "https://arxiv.org/abs/2010.01412"),
    ),
)  # fmt: skip
