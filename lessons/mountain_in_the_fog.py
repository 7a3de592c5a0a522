"""Chapter 1: what a loss landscape is, why nobody tries every place of it, and what a walker in the fog can know."""

from math import log10
from types import MappingProxyType

import numpy as np

from core.number import short
from core.records import Point
from runs.comparison.comparison import Axis, Comparison
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, View
from studies.course.question import Choose, Number, Place
from studies.story import race

REGRESSION = Ground(landscape("linear_regression"))
BASINS = Ground(landscape("styblinski_tang"))
SADDLE = Ground(landscape("saddle"))
CAMELS = Ground(landscape("himmelblau"))
DENTS = Ground(landscape("rastrigin"))

TAIHULIGHT = 93e15
"""Operations per second of Sunway TaihuLight, the fastest machine from 2016 to 2018, by the list TOP500."""
EL_CAPITAN = 1.809e18
"""Operations per second of El Capitan, the fastest machine of November 2025, by the same list."""
YEAR = 365.25 * 24 * 3600.0
"""Seconds."""
UNIVERSE = 1.38e10
"""The age of the universe in years."""
SMALL_NET, LARGE_NET = 25, 8e9
"""The weights of the network of the well-known sum, and of a language model that fits on one graphics card."""
DIRECTIONS = 20


def descent(ground: Ground, start: Point, steps: int, rate: float) -> Scene:
    """One walker that follows the slope."""
    return race(ground, start, steps, Runner(optimizer("gd"), rate))


def years(values: int) -> float:
    """The years in which TaihuLight tries every combination of so many values for each weight of the small network.

    One operation for one combination, which is far too few.
    """
    return float(values) ** SMALL_NET / TAIHULIGHT / YEAR


def digits(values: int, speed: float) -> float:
    """The decimal digits of the number of years in which a machine tries every combination for the large network."""
    return LARGE_NET * log10(values) - log10(speed * YEAR)


def slope(way: Trajectory, step: int) -> float:
    """The steepness of the ground under the walker at this step."""
    return float(np.hypot(*way.gradients[step]))


def map_of_losses(way: Trajectory) -> Facts:
    """The run leads from a bad choice of the two weights to the best one."""
    (x0, y0), (x1, y1), (best,) = way.positions[0], way.positions[-1], way.run.ground.minima()
    return Facts(
        MappingProxyType({
            "x0": short(x0), "y0": short(y0), "high": short(way.losses[0], 2),
            "x1": short(x1, 2), "y1": short(y1, 2), "low": short(way.losses[-1], 2),
        }),
        bool(np.hypot(x1 - best[0], y1 - best[1]) < 0.01 and way.losses[0] > 10 * way.losses[-1]),
    )  # fmt: skip


def brute() -> Facts:
    """The sum of the brute search, coarse and fine."""
    coarse, fine = years(10), years(1000)
    return Facts(
        MappingProxyType({
            "weights": str(SMALL_NET), "coarse": short(coarse, 2), "fine": short(fine),
            "times": short(fine / UNIVERSE, 2), "finer": short(fine / coarse, 2),
        }),
        3 < coarse < 4 and abs(fine / 3.41e50 - 1) < 0.01 and abs(fine / coarse / 1e50 - 1) < 1e-9,
    )  # fmt: skip


def age(fine: float) -> int:
    """Which of the three answers to the sum is right."""
    return 0 if fine < 1e3 else 1 if fine < UNIVERSE else 2


def zeros() -> float:
    """The zeros of the number of combinations for the large network, in billions."""
    return 3 * LARGE_NET / 1e9


def today() -> Facts:
    """The same sum for a network and a machine of today."""
    fine, two, faster = digits(1000, EL_CAPITAN), digits(2, EL_CAPITAN), EL_CAPITAN / TAIHULIGHT
    return Facts(
        MappingProxyType({
            "weights": str(SMALL_NET), "small": str(3 * SMALL_NET), "zeros": f"{zeros():.0f}",
            "digits": f"{fine / 1e9:.0f}", "two": f"{two / 1e9:.1f}", "faster": f"{faster:.0f}",
        }),
        1 < log10(faster) < 2 and fine / 1e9 > 23.9 and 2 < two / 1e9 < 3,
    )  # fmt: skip


def underfoot(near: Trajectory, far: Trajectory) -> Facts:
    """For a short step the slope promises what is lost; for a long one it does not."""
    short_step, long_step = (float(np.hypot(*(way.positions[1] - way.positions[0]))) for way in (near, far))
    drop, less = (float(way.losses[0] - way.losses[1]) for way in (near, far))
    steep = slope(near, 0)
    return Facts(
        MappingProxyType({
            "slope": short(steep, 2), "near": short(short_step, 2), "drop": short(drop, 2),
            "promise": short(steep * short_step, 2), "far": short(long_step, 2), "less": short(less, 2),
            "dream": short(steep * long_step, 2),
        }),
        abs(drop / (steep * short_step) - 1) < 0.05 and less < 0.6 * steep * long_step,
    )  # fmt: skip


def neighbours(*ways: Trajectory) -> Facts:
    """Three walkers that start side by side end in three valleys, the first of them in the lowest."""
    ends, starts = ([way.positions[k] for way in ways] for k in (-1, 0))
    apart = min(float(np.hypot(*(a - b))) for i, a in enumerate(ends) for b in ends[:i])
    close = max(float(np.hypot(*(a - b))) for i, a in enumerate(starts) for b in starts[:i])
    flattest = max(slope(way, len(way.positions) - 1) for way in ways)
    a, b, c = (float(way.losses[-1]) for way in ways)
    return Facts(
        MappingProxyType({
            "close": short(close, 2), "apart": short(apart, 2), "a": short(a, 3), "b": short(b, 3), "c": short(c, 3),
        }),
        close < 1.2 and apart > 5 and flattest < 0.01 and a < b - 10 and b < c - 10,
    )  # fmt: skip


def ends(*ways: Trajectory) -> int:
    """The number of different ends, less one."""
    return len({tuple(way.positions[-1].round(1).tolist()) for way in ways}) - 1


def mountain_pass(way: Trajectory) -> Facts:
    """The slope almost vanishes at the saddle, and yet the walker leaves it."""
    slopes = np.hypot(*way.gradients.T)
    flattest = int(np.argmin(slopes[:40]))
    x, y = way.positions[-1]
    return Facts(
        MappingProxyType({
            "first": short(slopes[0], 2), "flat": short(slopes[flattest], 2), "when": str(flattest),
            "x": short(round(float(x), 3) + 0.0, 2), "y": short(y, 2), "steps": str(way.run.steps),
            "off": short(way.run.start[1]),
        }),
        bool(slopes[flattest] < slopes[0] / 40 and y > 0.9 and abs(x) < 0.01 and way.losses[-1] < way.losses[flattest]),
    )  # fmt: skip


def tosses() -> Facts:
    """How rare a valley is among level places if every direction bends by the toss of a coin."""
    level = len(CAMELS.minima()), len(CAMELS.saddles())
    return Facts(
        MappingProxyType({
            "valleys": str(level[0]), "passes": str(level[1]), "rare": f"{2**DIRECTIONS:,}",
        }),
        level == (4, 4) and 2**DIRECTIONS > 1e6,
    )  # fmt: skip


def nearest_dent(way: Trajectory) -> Facts:
    """The walker rests in a dent that is not the best one."""
    x, y = way.positions[-1]
    return Facts(
        MappingProxyType({
            "dents": str(len(way.run.ground.minima())), "x": short(x, 2), "y": short(y, 2),
            "loss": short(way.losses[-1], 2),
        }),
        bool(np.hypot(x, y) > np.hypot(*way.run.start)) and slope(way, len(way.positions) - 1) < 1e-6,
    )  # fmt: skip


BESIDE = (-1.6, 0.4)
REACHED = descent(REGRESSION, BESIDE, 300, 0.2)
STARTS: tuple[Point, ...] = ((-0.5, -0.3), (0.3, -0.2), (0.3, 0.5))
PATHS = tuple(descent(BASINS, start, 60, 0.01) for start in STARTS)

MOUNTAIN_IN_THE_FOG = Chapter(
    key="mountain_in_the_fog",
    place=1,
    title="The mountain in the fog",
    asks="How can you find the lowest place without a map?",
    leaves="The slope says which way is down. It does not say how far to step.",
    minutes=7,
    cover=4,
    steps=(
        Step(
            title="A map of mistakes",
            text="""
                A model makes guesses, and they are a little wrong. One number says how wrong they
                are on average: the [[loss]]. Lower is better.

                This model has just two numbers that training may change, its [[parameters]]. Each place
                on the map is one choice of the two. The height of the place is the loss. Such a map is a
                [[loss landscape]].

                Along each line of the map the loss is the same, and the star marks the lowest place. The
                name of the landscape stands above the map. Here a straight line is fitted to points.

                At ({x0}, {y0}) the loss is {high}. At ({x1}, {y1}) it is {low}, and it is nowhere lower.
                To train the model is to get from the one place to the other. Whatever does so is a
                walker, or a runner when several of them race.

                The black line is the way of one walker. Its name stands beside it, and the next chapter
                says how it walks. The chart below the map is its loss after each step. There each line
                is a hundred times lower than the one above.
            """,
            view=View(REACHED, free=("view", "turn")),
            measure=map_of_losses,
            undone=(descent(REGRESSION, BESIDE, 3, 0.2),),
        ),
        Step(
            title="Why not try every place?",
            text="""
                To draw this map, we tried every place on a fine grid. With two parameters that takes a
                moment. Each pair of values is one try: 10 values for each are 10 · 10 tries.

                Take a small network with {weights} parameters, and try 10 values for each. The fastest
                machine of 2016 did 93 million billion operations a second. Suppose one operation is
                enough for one try. Then the machine is done in {coarse} years.

                Ten values are very few. Let us try a hundred times as many, 1,000 for each parameter.
            """,
            view=View(REACHED, free=("view", "turn"), bare=True),
            measure=brute,
            closed=True,
            question=Choose(
                "How long does the machine need now?",
                ("About 340 years", "About 34,000 years", "Longer than the universe has existed"),
                lambda: age(years(1000)),
                """
                It needs {fine} years. The universe has existed for 1.4·10¹⁰ years, so this is {times}
                times its age.
            """,
            ),
            after="""
                Each parameter makes the search a hundred times as long. With {weights} parameters that
                is a factor of {finer}.
            """,
        ),
        Step(
            title="A network of today",
            text="""
                For {weights} parameters the number of tries was a 1 with {small} zeros. Today even a
                small language model has about 8 billion parameters. Again we try 1,000 values for each.
                The map still shows two parameters. For each of the others it would need one more axis.
            """,
            view=View(REACHED, free=("view", "turn"), bare=True),
            measure=today,
            closed=True,
            question=Number(
                "How many zeros has the number of tries now?",
                zeros,
                """
                It has {zeros} billion zeros, three for each parameter.
            """,
                unit="billion",
            ),
            after="""
                The fastest machine of 2025 is {faster} times as fast as that of 2016. This saves one digit
                or two. The number of years still has {digits} billion digits. With only two values for each
                parameter it has {two} billion.
            """,
        ),
        Step(
            title="The slope under your feet",
            text=r"""
                So we have to walk. You stand on a mountain in thick fog and want to go down. You
                feel in which direction the ground is steepest, and how steep it
                is. This is the [[gradient]]: an arrow that points uphill, as long as the ground is steep.

                Here the steepness is {slope}: the ground falls by {slope} for each unit you walk straight
                down. Your first step is {near} long.
            """,
            formulas=(Formula(
                r"\text{fall} \approx |\nabla f| \cdot \text{length of the step}",
                "the fall is about the length of the gradient, times the length of the step",
            ),),
            view=View(descent(REGRESSION, BESIDE, 60, 0.012), page="anatomy", at=0),
            measure=underfoot,
            also=(descent(REGRESSION, BESIDE, 60, 0.4),),
            undone=(descent(REGRESSION, BESIDE, 60, 0.4),),
            question=Number(
                "By how much does this first step take you down?",
                lambda near, _far: float(near.losses[0] - near.losses[1]),
                """
                Steepness times length is {promise}. In truth the step takes you down by {drop}.
            """,
                factor=1.3,
            ),
            after=r"""
                On the map the blue arrow is the gradient turned round: it points downhill. In the formula
                the gradient is $\nabla f$(nabla f), and the bars around it mean its length.

                The arrow is honest only about the ground nearby. For a step of {far} it promises a fall of
                {dream}, and the real fall is {less}.
            """,
        ),
        Step(
            title="Three neighbours",
            text="""
                Here is a new ground with four valleys, drawn once for each of three walkers. A star marks
                the deepest valley, a ring any other one, and a cross a pass from one to the next.

                The three follow the slope. They start side by side, at most {close} apart.
            """,
            view=View(Comparison(PATHS[0], Axis("start", STARTS)), page="compare"),
            measure=neighbours,
            also=PATHS,
            question=Choose(
                "Where do the three end?",
                ("All in the same valley", "Two in one valley, one in another", "Each in a valley of its own"),
                ends,
                """
                Each ends in a valley of its own, and these are at least {apart} apart.
            """,
            ),
            after="""
                Their losses are {a}, {b} and {c}. Only the first walker is in the lowest valley. But all
                three feel the same: level ground that rises on all sides. In the fog every
                [[local minimum]] looks like the lowest place.
            """,
        ),
        Step(
            title="A path to the middle",
            text="""
                This path begins on steep ground, with a steepness of {first}. The way down leads almost
                straight to the middle of the map. The walker takes {steps} steps.

                In the middle the ground is level. But on two sides it rises, and on the other two it
                falls, like a pass between mountains. The walker starts at y = {off}, just beside the line
                y = 0, which leads into the middle.
            """,
            view=View(descent(SADDLE, (-1.7, 0.01), 70, 0.1)),
            measure=mountain_pass,
            undone=(descent(SADDLE, (-1.7, 0.0), 70, 0.1),),
            question=Place(
                "Drag the pin to where the walker ends.",
                """
                After {when} steps the steepness is only {flat}, as if this were the end. But the walker
                goes on and ends at ({x}, {y}).
            """,
            ),
            after="""
                Such a place is a [[saddle]]. On the pass the ground is level, so a walker lingers there.
                But a tiny push to one side is enough to get away.
            """,
        ),
        Step(
            title="Two directions, or millions",
            text="""
                This ground is level at {valleys} valleys, {passes} passes and one summit. Is that so in
                a network, which has many more directions?

                Here is a simple model. At a level place, toss a coin for each direction: does the ground
                bend up or down? It is a valley only if it bends up in all of them. With two directions
                this happens once in 4 tries.
            """,
            view=View(descent(CAMELS, (0.0, 0.3), 60, 0.01), free=("view", "turn")),
            measure=tosses,
            closed=True,
            question=Number(
                "With 20 directions, one level place in how many is a valley?",
                lambda: float(2**DIRECTIONS),
                """
                One in {rare}, since each further direction doubles the number. Nearly all the others
                are passes.
            """,
            ),
            after="""
                Real directions are no coins, so this is only a hint. But studies of small networks agree:
                where the loss is high, level places are mostly saddles.

                So trust a map of two directions for slopes, narrow valleys and passes. Do not trust it
                for the number of valleys. A map of a network is only a slice, and the path of training leaves
                it.
            """,
        ),
        Step(
            title="Another landscape: the egg box",
            text="""
                This ground has {dents} dents, each with a small ring. The deepest is in the middle, with a
                loss of 0. A walker follows the slope from the start that is marked.
            """,
            view=View(descent(DENTS, (1.7, 0.6), 40, 0.002)),
            measure=nearest_dent,
            undone=(descent(DENTS, (0.2, 0.3), 40, 0.002),),
            question=Place(
                "Drag the pin to where the walker comes to rest.",
                """
                It rests at ({x}, {y}), in a dent that is farther from the middle than its start. The loss
                there is {loss}. The slope knows nothing of the large bowl that holds the dents.
            """,
                within=0.04,
            ),
            after="""
                The slope is all we have. It says which way is down. But how far should a step go?
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say what the height and the place on the map stand for, and what a walker knows.",
        beliefs=(
            (
                "A fast enough computer could try everything.",
                "Each further weight multiplies the work. A machine a thousand times as fast pays for one weight more.",
            ),
            ("Where the slope is zero, the minimum is reached.", "It may be a saddle, or one valley of many."),
            ("The slope points at the lowest place.", "It points down from here, and is true only close by."),
            ("The map on the screen is what a network sees.", "It is two directions of millions."),
        ),
        ask=(
            "Which two numbers does a place on this map stand for?",
            "How would you find out in the fog whether another valley is lower?",
            "Often one reads 3.42·10⁵⁰ years. Where does the last digit come from? (From a sum rounded too early.)",
        ),
        worksheet="?landscape=styblinski_tang&x=0.3&y=0.5&steps=60&run1=gd&run1.rate=0.01&hide=all"
        "&free=start,playing&worksheet=on&title=Find+all+four+valleys",
    ),
    scenes=("drawn_to_saddle",),
    sources=(
        Source("TOP500, June 2016: Sunway TaihuLight, 93 PFLOPS", "https://top500.org/lists/top500/2016/06/"),
        Source("TOP500, November 2025: El Capitan, 1.809 EFLOPS", "https://top500.org/lists/top500/2025/11/"),
        Source(
            "Dauphin and others, Identifying and attacking the saddle point problem (2014)",
            "https://arxiv.org/abs/1406.2572",
        ),
        Source("Li and others, Visualizing the loss landscape of neural nets (2018)", "https://arxiv.org/abs/1712.09913"),
        Source("Llama Team, The Llama 3 herd of models (2024)", "https://arxiv.org/abs/2407.21783"),
    ),
)  # fmt: skip
