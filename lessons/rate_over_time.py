"""Chapter 8: the rate over time, which lets a walker explore first and settle later."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from core.number import short
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, Switch, View
from studies.course.question import Choose, Number, Sketch
from studies.measures import reached
from studies.story import arrival, race

BOWL = Ground(landscape("bowl"))
NEAR, LAST = 0.01, 50
"""How far from the lowest loss a run is near, and over how many steps at the end a loss is averaged."""
FAST, STEPS = 0.16, 200
EVERY, LENGTH, PERIOD = 50, 100, 200
"""Steps between two drops of the rate, in one of several waves, and of one round of the moving target."""


def gd(rate: float, plan: str = "constant", **values: float) -> Runner:
    """Gradient descent under a schedule."""
    return Runner(optimizer("gd"), rate, schedule(plan, values))


def noisy(*runners: Runner) -> Scene:
    """These runners on the bowl, with noise."""
    return race(BOWL, (-1.6, 0.8), STEPS, *runners, noise=1.0)


def late(way: Trajectory) -> float:
    """The mean loss over the last steps. The lowest loss of these grounds is zero."""
    return float(way.losses[-LAST:].mean())


def one_rate(fast: Trajectory, slow: Trajectory) -> Facts:
    """The large rate is soon near, and the small one is lower at the end."""
    steps, ends = [reached(way, NEAR) for way in (fast, slow)], [late(fast), late(slow)]
    early, later = (STEPS if step is None else step for step in steps)
    return Facts(
        MappingProxyType({
            "fast": short(fast.run.rate), "slow": short(slow.run.rate), "early": str(early), "later": str(later),
            "high": short(ends[0], 2), "low": short(ends[1], 2), "last": str(LAST),
        }),
        3 * early < later < STEPS and ends[0] > 3 * ends[1],
    )  # fmt: skip


def floor(large: Snapshots, small: Snapshots) -> Facts:
    """A quarter of the rate leaves about a quarter of the loss, although all begin at the bottom."""
    high, low = left_over(large), left_over(small)
    return Facts(
        MappingProxyType({
            "large": short(large.run.rate), "small": short(small.run.rate), "high": short(high, 2),
            "low": short(low, 2), "walkers": str(large.left.size), "times": short(high / low, 2),
        }),
        large.run.rate == 4 * small.run.rate and 3 < high / low < 8,
    )  # fmt: skip


def left_over(cloud: Snapshots) -> float:
    """The mean loss of all walkers over the last third of the run."""
    return float(cloud.losses[-len(cloud.steps) // 3 :].mean())


def drops(constant: Trajectory, step: Trajectory) -> Facts:
    """The rate falls in stairs, and the loss at the end is far below that of the constant rate."""
    floors = [float(step.losses[k - EVERY // 2 : k].mean()) for k in range(EVERY, STEPS + 1, EVERY)]
    return Facts(
        MappingProxyType({
            "every": str(EVERY), "first": short(step.rates[0], 2), "last_rate": short(step.rates[-1], 2),
            "high": short(late(constant), 2), "low": short(late(step), 2),
        }),
        len(set(step.rates.tolist())) == STEPS // EVERY and late(constant) > 20 * late(step)
        and floors == sorted(floors, reverse=True),
    )  # fmt: skip


def cosine_half(constant: Trajectory, step: Trajectory, cosine: Trajectory) -> Facts:
    """The cosine's rate is half after half of the steps, and both plans end far below the constant rate."""
    whole = cosine.rates[0]
    half, late_share = (float(cosine.rates[STEPS * k // 4] / whole) for k in (2, 3))
    jump = -float(np.diff(cosine.rates).min() / whole)
    return Facts(
        MappingProxyType({"half": short(half, 2), "quarter": f"{late_share:.0%}", "jump": f"{jump:.1%}"}),
        abs(half - 0.5) < 1e-9 and abs(late_share - 0.5 * (1 - np.sqrt(0.5))) < 1e-9 and jump < 0.01
        and max(late(step), late(cosine)) < late(constant) / 20,
    )  # fmt: skip


def three_quarters(_constant: Trajectory, _step: Trajectory, cosine: Trajectory) -> float:
    """The percentage of the full rate that is left after three quarters of the steps."""
    return float(100 * cosine.rates[STEPS * 3 // 4] / cosine.rates[0])


def settled(constant: Trajectory, cosine: Trajectory, small: Trajectory) -> Facts:
    """Large then small ends lowest; always small is stuck near the start; always large never rests."""
    ends = [late(way) for way in (constant, cosine, small)]
    moved = float(np.hypot(*(small.positions[-1] - small.positions[0])))
    return Facts(
        MappingProxyType(
            {
                "large": short(constant.run.rate),
                "small": short(small.run.rate),
                "restless": short(ends[0], 2),
                "calm": short(ends[1], 2),
                "stuck": short(ends[2], 2),
            }
        ),
        2 * ends[1] < ends[0] < ends[2] and moved < 2.2,
    )


def lowest_of(*ways: Trajectory) -> int:
    """The index of the run with the lowest late loss."""
    return int(np.argmin([late(way) for way in ways]))


def warmed(cold: Trajectory, warm: Trajectory) -> Facts:
    """At one and the same rate the run without a warm-up is lost, and the other arrives."""
    arrived = arrival(warm, NEAR)
    return Facts(
        MappingProxyType({
            "rate": short(cold.run.rate), "at": str(cold.at), "warmup": str(warm.run.warmup), "there": short(arrived, 6)
        }),
        cold.word == "diverged" and (cold.at or 99) < 20 and arrived < 250,
    )  # fmt: skip


def waves(cosine: Trajectory, again: Trajectory) -> Facts:
    """After each restart the loss rises at once, and falls again."""
    starts = range(LENGTH, again.run.steps, LENGTH)
    before = [float(again.losses[k - 10 : k].mean()) for k in starts]
    after = [float(again.losses[k + 5 : k + 25].mean()) for k in starts]
    ends = [float(again.losses[k]) for k in range(LENGTH, again.run.steps + 1, LENGTH)]
    return Facts(
        MappingProxyType(
            {
                "length": str(LENGTH),
                "before": short(before[0], 2),
                "after": short(after[0], 2),
                "dents": ", ".join(short(end, 2) for end in ends[:-1]) + " and " + short(ends[-1], 2),
                "one": short(float(cosine.losses[-1]), 2),
            }
        ),
        all(b > 1.5 * a for a, b in zip(before, after, strict=True)) and len(ends) == 3,
    )


def chasing(constant: Trajectory, cosine: Trajectory) -> Facts:
    """On ground that moves, the falling rate loses the target."""
    steady, fading = (float(way.losses[PERIOD:].mean()) for way in (constant, cosine))
    return Facts(MappingProxyType({"steady": short(steady, 2), "fading": short(fading, 2)}), fading > 20 * steady)


STAIRS = gd(FAST, "step", every=float(EVERY), factor=0.3)
WAVE = gd(FAST, "cosine", T_max=float(STEPS))
BUMPY = race(
    Ground(landscape("bumpy_bowl")), (-2.6, 1.9), 300,
    gd(0.05), gd(0.05, "cosine", T_max=300.0), gd(0.005), noise=4.0,
)  # fmt: skip
BALL = Runner(optimizer("momentum"), 0.002)
WALL = race(Ground(landscape("rosenbrock")), (-1.8, 2.0), 300, BALL, replace(BALL, warmup=20), tolerance=NEAR)
EGG_BOX = race(
    Ground(landscape("rastrigin")), (-2.9, 2.0), 300,
    gd(0.01, "cosine", T_max=300.0), gd(0.01, "cosine_restarts", T_0=float(LENGTH), T_mult=1.0), noise=10.0,
)  # fmt: skip
CHASE = Runner(optimizer("momentum"), 0.02)
CIRCLE = race(
    Ground(landscape("moving_bowl", {"period": PERIOD})), (-2.0, 1.5), 2 * PERIOD,
    CHASE, replace(CHASE, schedule=schedule("cosine", {"T_max": 2.0 * PERIOD})),
)  # fmt: skip

RATE_OVER_TIME = Chapter(
    key="rate_over_time",
    place=8,
    title="The rate over time",
    asks="Must the learning rate stay the same all the way?",
    leaves="A falling rate brings the walker to rest. But some places to rest are better than others.",
    minutes=7,
    cover=4,
    steps=(
        Step(
            title="One rate for the whole way",
            text=r"""
                Every walker so far had one [[learning rate]] from the first step to the last. With
                [[noise]] that has a price. Think of a hiker who has drunk a little: every step goes
                roughly downhill, and also a bit to the side.

                Two walkers go down the same bowl. One has the rate {fast}, the other {slow}.
            """,
            view=View(noisy(gd(FAST), gd(0.01)), runner=1),
            measure=one_rate,
            question=Choose(
                f"Which one has the lower loss over the last {LAST} steps?",
                ("The fast one", "The slow one", "They are about equal"),
                lambda fast, slow: 0 if late(slow) > 1.5 * late(fast) else 1 if late(fast) > 1.5 * late(slow) else 2,
                """
                The fast one is near the bottom at step {early}, the slow one only at step {later}.
                But over the last {last} steps the fast one stays at {high} on average. The slow one
                is at {low}.
            """,
            ),
            after="""
                One arrow is the slope that the slow walker feels, and the other one is the true slope.

                Large steps arrive early and never rest. Small steps rest, and arrive late. We want
                both.
            """,
        ),
        Step(
            title="The floor falls with the rate",
            text=r"""
                Here {walkers} walkers begin at the very bottom. They cannot stay there. Noise drives
                them up until it balances the pull of the slope. The loss where this happens is
                the [[noise floor]].

                At $\eta$ = {large} the floor is {high}.
            """,
            view=View(
                Ensemble(race(BOWL, (0.0, 0.0), 60, gd(0.08), noise=4.0), Axis("rate", (0.08, 0.02)), walkers=50),
                page="clouds",
            ),
            measure=floor,
            question=Number(
                "How high is the floor at a quarter of the rate?",
                lambda _large, small: left_over(small),
                r"""
                At $\eta$ = {small} it is {low}, which is {times} times lower. The floor falls with
                the rate.
            """,
                factor=1.7,
            ),
            after="""
                So the rate sets how low you can get. You need that only at the end of the way.
            """,
        ),
        Step(
            title="Step decay",
            text="""
                A [[schedule]] changes the rate along the way. The simplest plan is a staircase. It is
                called step decay: after every {every} steps the rate is multiplied by the same
                factor, on the map called q. Here it goes from {first} down to {last_rate}.
            """,
            view=View(noisy(gd(FAST), STAIRS), page="schedules", runner=1),
            measure=drops,
            question=Sketch(
                "Draw the loss of the walker whose rate goes down the stairs.",
                """
                It falls quickly, then hovers on a floor. With each drop of the rate the floor drops
                too. At the end it is at {low}, and the constant rate is at {high}.
            """,
                runner=1, within=0.22,
            ),
            after="""
                Someone has to choose when the drops come, and how deep they are.
            """,
        ),
        Step(
            title="Half a cosine",
            text=r"""
                Cosine annealing has no stairs. The rate follows half a cosine wave down. It stays high
                for a while, falls fastest in the middle, and ends softly. No step takes away more
                than {jump} of the full rate. After half of the steps the share {half} is left.
            """,
            formulas=(Formula(
                r"\eta_t = \eta_{\min} + \tfrac12\,(\eta_{\max} - \eta_{\min})\Bigl(1 + \cos\frac{\pi\,t}{T}\Bigr)",
                "eta t is eta min plus one half times eta max minus eta min, times one plus the cosine of "
                "pi t over T",
            ),),
            view=View(noisy(gd(FAST), STAIRS, WAVE), page="schedules", runner=2),
            measure=cosine_half,
            question=Number(
                "What percentage of the rate is left after three quarters of the steps?",
                three_quarters,
                """
                It is {quarter}, and not a quarter. The wave is already low by then, so the last
                quarter of the way is spent settling.
            """,
                unit="%", off=5.0,
            ),
            after=r"""
                In the formula $t$ counts the steps taken, and $T$(T) is their number in all, on the map
                $T_{\max}$(T max). So you must know beforehand how long the run will be.
            """,
        ),
        Step(
            title="Three plans",
            text=r"""
                Now a bowl full of dents, with noise. One walker keeps the rate {large}. One keeps the
                small rate {small}. One begins at {large} and follows the cosine.
            """,
            view=View(BUMPY, runner=1),
            switches=(Switch("The noise", (("on", (("noise", "4"),)), ("off", (("noise", "0"),)))),),
            measure=settled,
            question=Choose(
                "Which one ends lowest?",
                ("Always large", "Large first, then small", "Always small"),
                lowest_of,
                """
                Always small is stuck in a dent near the start, at {stuck}. Always large gets about,
                but never rests: {restless}. Large first, then small, ends at {calm}.
            """,
            ),
            after="""
                While the rate is high, the walker explores. As it falls, the walker settles. Luck
                plays a part: with other random numbers it may settle in the dent next door.
            """,
        ),
        Step(
            title="The first steps",
            text="""
                Now look at the beginning of a run. Two balls with [[momentum]] start on a steep
                wall, and both have the rate {rate}. One of them has a [[warm-up]]: over its first
                {warmup} steps the rate rises from almost zero.
            """,
            view=View(WALL),
            measure=warmed,
            question=Choose(
                "Does the warm-up matter?",
                (
                    "No, it only costs some steps",
                    "Yes, without it the ball is lost",
                    "Yes, with it the ball is stuck on the wall",
                ),
                lambda cold, warm: 1 if cold.word == "diverged" else 2 if warm.losses[-1] > 1 else 0,
                """
                Without a warm-up the ball is lost at step {at}. With it, the same rate leads into the
                valley and to the end, at step {there}.
            """,
            ),
            after="""
                Two kinds of training often need it. One has very large [[batches]] and so very large
                rates. The other uses [[Adam]], whose second memory has seen only a few slopes yet.
            """,
        ),
        Step(
            title="Restarts",
            text="""
                What if the walker has settled in a poor place? Cosine with restarts raises the rate to
                the top again, here after every {length} steps (on the map T₀), and lets it fall once more.
            """,
            view=View(EGG_BOX, page="schedules", runner=1),
            measure=waves,
            question=Choose(
                "What does the loss do right after a restart?",
                ("It falls faster", "It rises", "It stays level"),
                lambda _cosine, again: 1 if again.losses[105:125].mean() > 1.5 * again.losses[90:100].mean() else 0,
                """
                It rises, from {before} to {after}. The walker is thrown out of its dent and looks for
                another one.
            """,
            ),
            after="""
                Its three waves ended at {dents}. One long wave ended at {one}. A restart is another
                try, not a promise. Its gain: you may stop after any wave.
            """,
        ),
        Step(
            title="Another landscape: a target that moves",
            text="""
                Here there is no noise, but the minimum itself goes round in a circle, twice. Two
                balls follow it. One keeps its rate, and the other has a cosine.
            """,
            view=View(CIRCLE, free=("view",)),
            measure=chasing,
            question=Choose(
                "Which one is closer to the target on the second round?",
                ("The constant rate", "The cosine", "There is no difference"),
                lambda constant, cosine: int(constant.losses[PERIOD:].mean() > cosine.losses[PERIOD:].mean()),
                """
                The constant rate. Its mean loss on the second round is {steady}, and with the cosine
                it is {fading}. A walker that has settled can
                no longer follow.
            """,
            ),
            after="""
                A falling rate assumes that the target stands still. Then it brings the walker to
                rest. But in which valley?
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say why a rate should fall, what each part of a schedule is for, and when it does harm.",
        beliefs=(
            ("A small rate from the start is the safe choice.", "It stays in the first dent and arrives late."),
            ("The loss stops falling because the model can do no better.", "It may be the noise floor of this rate."),
            ("Warm-up only wastes steps.", "It makes a rate possible that would be lost without it."),
            ("A schedule always helps.", "Without noise, or on a target that moves, it can do harm."),
        ),
        ask=(
            "Which floor would you get at half the rate, and how do you know?",
            "When would you drop the rate if you could see only the loss curve?",
        ),
        worksheet="?landscape=bumpy_bowl&x=-2.6&y=1.9&noise=4&run1=gd&run1.rate=0.05&run1.schedule=cosine&hide=all"
        "&free=rate,seed,playing&worksheet=on&title=Explore%2C+then+settle",
    ),
    scenes=("noise_floor", "shaken_out", "warm_up"),
    sources=(
        Source("Loshchilov and Hutter, SGDR: warm restarts (2016)", "https://arxiv.org/abs/1608.03983"),
        Source("Goyal et al., Large minibatch SGD: ImageNet in 1 hour (2017)", "https://arxiv.org/abs/1706.02677"),
        Source("Liu et al., On the variance of the adaptive learning rate (2019)", "https://arxiv.org/abs/1908.03265"),
    ),
)  # fmt: skip
