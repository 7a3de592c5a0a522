"""Chapter 4: momentum, its memory in numbers, its overshoot, its three ways of being written, and Nesterov's look."""

from types import MappingProxyType

import numpy as np

from core.number import short
from runs.ground import Entry, Ground, landscape
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, View
from studies.course.question import Choose, Number, Place, Rate, Sketch
from studies.measures import reached, stride
from studies.story import race

WALL = 20.0
"""The curvature of the ravine's walls."""
AWAY = 8.75
"""How far START is from the end of the floor. The edge of the map is 9 from there, and would cut the runners."""
SLOPE = 0.1 * (1 + AWAY**2) ** 0.5 / AWAY
"""With this slope the gradient of the ravine's floor is 0.1 at START."""
RAVINE = Ground(landscape("ravine", {"b": WALL, "s": SLOPE}))
START, EDGE = (4.0 - AWAY, 0.5), 2 / WALL
"""At the rate EDGE gradient descent swings between the walls for ever. On them the gradient is 10 and -10."""
BOWL = Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0}))
ROUND = Ground(landscape("bowl", {"kappa": 1.0, "angle": 0.0}))
BESIDE = (-1.6, 0.8)
GAMMA, SWING = 0.9, 10
CLASSIC, PYTORCH, AVERAGED = range(3)
DROP, CALM = 10, 0.03
PLAN = schedule("multi_step", {"first": DROP, "second": 1000, "third": 1000, "factor": 0.1})
SHELF = Ground(landscape("plateau"))


def ball(gamma: float = GAMMA, convention: int = CLASSIC) -> Entry:
    """Momentum that keeps the share γ of its velocity."""
    return optimizer("momentum", {"momentum": gamma, "convention": float(convention)})


def ravine(steps: int, *methods: Entry, rate: float = EDGE) -> Scene:
    """Methods in the ravine, at one rate."""
    return race(RAVINE, START, steps, *(Runner(method, rate) for method in methods))


def swinging(way: Trajectory) -> Facts:
    """Gradient descent feels 10 and -10 across the ravine by turns, and -0.1 along it, and does not get far."""
    (ax, ay), (bx, by) = way.gradients[:2]
    moved = way.positions[-1] - way.positions[0]
    return Facts(
        MappingProxyType({
            "ax": short(ax, 3), "ay": short(ay, 3), "bx": short(bx, 3), "by": short(by, 3),
            "mx": short((ax + bx) / 2, 3), "my": short(round((ay + by) / 2, 6) + 0.0, 3),
            "far": short(moved[0], 2), "steps": str(way.run.steps),
        }),
        abs(ay - 10) < 1e-6 and abs(by + 10) < 1e-6 and abs(ax + 0.1) < 1e-6 and abs(bx + 0.1) < 1e-5
        and abs(moved[1]) < 1e-6,
    )  # fmt: skip


def rolling(slow: Trajectory, quick: Trajectory) -> Facts:
    """The ball leaves the walker far behind, and its swings die out."""
    gains = [float(way.positions[-1, 0] - way.positions[0, 0]) for way in (slow, quick)]
    swings = [float(np.max(np.abs(way.positions[-20:, 1]))) for way in (slow, quick)]
    return Facts(
        MappingProxyType({
            "walker": short(gains[0], 2), "ball": short(gains[1], 2), "wide": short(swings[0], 2),
            "narrow": short(swings[1], 1), "steps": str(slow.run.steps), "gamma": short(GAMMA),
        }),
        gains[1] > 7 * gains[0] and swings[1] < swings[0] / 20,
    )  # fmt: skip


def four_numbers(way: Trajectory) -> Facts:
    """The velocity along the floor grows by a tenth of what is missing."""
    along = [-float(v) for v in way.memory[1:5, 0, 0]]
    across = [float(v) for v in way.memory[1:4, 0, 1]]
    words = {f"v{k}": short(v, 4) for k, v in enumerate(along, 1)}
    return Facts(
        MappingProxyType({
            **words, "w1": short(across[0], 2), "w2": short(across[1], 2), "gamma": short(GAMMA),
            "add": short(way.run.rate * 0.1),
        }),
        list(words.values()) == ["0.01", "0.019", "0.0271", "0.03439"] and abs(across[1] + 0.1) < 1e-6,
    )  # fmt: skip


def top(way: Trajectory) -> float:
    """The longest step along the floor of the ravine within the first 80, compared with a step without memory."""
    return float(np.max(np.diff(way.positions[:81, 0])) / (way.run.rate * 0.1))


def memory(*ways: Trajectory) -> Facts:
    """With the share γ the top speed is 1/(1 - γ) times that of the walker without memory."""
    speeds = [top(way) for way in ways]
    gammas = [way.run.method.values[0] if way.run.method.values else 0.0 for way in ways]
    return Facts(
        MappingProxyType({
            "some": short(gammas[1]), "more": short(gammas[2]), "twice": short(speeds[1], 2),
            "ten": short(speeds[2], 2), "rate": short(ways[0].run.rate), "third": f"{GAMMA**10:.0%}",
        }),
        gammas == [0.0, 0.5, 0.9]
        and all(abs(speed * (1 - gamma) - 1) < 0.03 for speed, gamma in zip(speeds, gammas, strict=True)),
    )  # fmt: skip


def overshooting(way: Trajectory) -> Facts:
    """The ball passes the minimum at full speed."""
    away, speeds = np.hypot(*way.positions.T), stride(way)
    near = int(np.argmin(away[:-1]))
    return Facts(
        MappingProxyType({
            "start": short(away[0], 2), "near": short(away[near], 2), "when": str(near), "end": short(away[-1], 2),
            "steps": str(way.run.steps), "gamma": short(way.run.method.values[0]), "speed": short(speeds[near], 2),
        }),
        bool(away[near] < 0.2 and away[-1] > 0.9 and speeds[near] > 0.3 and way.positions[-1] @ way.positions[0] < 0),
    )  # fmt: skip


def paths(*ways: Trajectory) -> int:
    """The number of different paths among the first three."""
    return len({tuple(way.positions[-1].round(6).tolist()) for way in ways[:3]})


def three_ways(classic: Trajectory, pytorch: Trajectory, averaged: Trajectory, tenfold: Trajectory) -> Facts:
    """One path until the rate falls for two of them; the third is ten times as slow, and the second at ten times η."""
    apart = float(np.max(np.hypot(*(classic.positions - pytorch.positions)[: DROP + 1].T)))
    coast = [float(np.sum(stride(way)[DROP : DROP + 10])) for way in (classic, pytorch)]
    twins = float(np.max(np.hypot(*(tenfold.positions - pytorch.positions).T)))
    slow = float(stride(averaged)[0] / stride(pytorch)[0])
    return Facts(
        MappingProxyType({
            "rate": short(classic.run.rate), "drop": str(DROP), "classic": short(coast[0], 2),
            "pytorch": short(coast[1], 2), "tenth": short(1 / slow, 2), "ten": short(tenfold.run.rate),
        }),
        apart < 1e-9 and twins < 1e-9 and coast[0] > 1.5 * coast[1] and abs(slow - 0.1) < 1e-6,
    )  # fmt: skip


def looking_ahead(heavy: Trajectory, nesterov: Trajectory) -> Facts:
    """Nesterov's ball arrives in less than half the steps."""
    steps = [reached(way, 0.001) or way.run.steps + 1 for way in (heavy, nesterov)]
    lengths = [float(np.sum(stride(way))) for way in (heavy, nesterov)]
    return Facts(
        MappingProxyType({
            "heavy": str(steps[0]), "ahead": str(steps[1]), "long": short(lengths[0], 2), "brief": short(lengths[1], 2),
        }),
        2 * steps[1] < steps[0] <= heavy.run.steps and lengths[0] > 2 * lengths[1],
    )  # fmt: skip


def one_rate(way: Trajectory) -> Facts:
    """The first step is a tenth of the later ones, and the steepest direction bounds the rate for both."""
    speeds = np.diff(way.positions[:, 0])
    most = float(np.max(speeds[:80]))
    fast = int(np.argmax(speeds > 0.9 * most)) + 1
    wall, floor = (2 * (1 + way.run.method.values[0]) / bend for bend in (WALL, SLOPE))
    return Facts(
        MappingProxyType({
            "first": short(speeds[0], 2), "most": short(most, 2), "fast": str(fast), "wall": short(wall, 2),
            "floor": short(floor, 2), "edge": short(EDGE), "bend": short(WALL),
            "keeps": short(way.run.method.values[0]), "more": short(1 + way.run.method.values[0]),
        }),
        bool(9 < most / speeds[0] < 11 and 15 < fast < 30 and way.run.rate < wall < floor / 100),
    )  # fmt: skip


def off_the_shelf(quick: Trajectory, slow: Trajectory) -> Facts:
    """The ball gets off the shelf, late but suddenly; the walker does not."""
    half = int(np.argmax(quick.losses < quick.losses[0] / 2))
    return Facts(
        MappingProxyType({
            "half": str(half), "loss": short(slow.losses[-1]), "steps": str(slow.run.steps),
            "third": short(quick.losses[half // 2]), "early": str(half // 2), "start": short(quick.losses[0]),
        }),
        40 < half < 80 and quick.losses[half // 2] > 0.95 * quick.losses[0] and slow.losses[-1] > 3.5,
    )  # fmt: skip


HEAVY = ravine(150, ball(), rate=EDGE)
GIVEN = [Runner(ball(GAMMA, convention), CALM, PLAN) for convention in (CLASSIC, PYTORCH, AVERAGED)]

SNOWBALL = Chapter(
    key="snowball",
    place=4,
    title="The snowball",
    asks="What if the walker remembers its last steps?",
    leaves="The ball starts cold, and all coordinates must share one rate, which the steepest of them decides.",
    minutes=7,
    cover=1,
    steps=(
        Step(
            title="From wall to wall",
            text=r"""
                A walker without memory wastes its steps. Here is the worst case: a ravine, at $\eta =
                2/\lambda$(eta equals two over lambda).

                The first [[gradient]] is ({ax}, {ay}), the second is ({bx}, {by}), and so on by turns. The
                second number comes from the walls: it shouts, now up, now down. The first comes from the
                floor: it whispers, but it always says the same.

                After {steps} steps the walker is only {far} farther along the floor. Yet the mean of two
                gradients is ({mx}, {my}). In the mean the shouting is gone.
            """,
            view=View(ravine(100, optimizer("gd"))),
            measure=swinging,
            undone=(ravine(100, optimizer("gd"), rate=0.05),),
        ),
        Step(
            title="A ball with a memory",
            text=r"""
                So let the walker remember. A snowball rolls on: it keeps most of its [[velocity]], and each
                slope adds a little to it. This is [[momentum]].

                The share that it keeps is $\gamma$, here {gamma}. Walker and ball have the same
                $\eta$, at which the walker swings for ever.
            """,
            formulas=(Formula(
                r"v_t = \gamma\,v_{t-1} + \eta\,g_t, \qquad \theta_{t+1} = \theta_t - v_t",
                "v t is gamma times the last v, plus eta times g t. Theta t plus one is theta t minus v t",
            ),),
            view=View(ravine(100, optimizer("gd"), ball()), free=("dial-momentum",), runner=1),
            measure=rolling,
            question=Choose(
                "What does the memory do to the ball's swings across the ravine?",
                ("They grow, since it is faster", "They stay as wide as before", "They die out"),
                lambda slow, quick: int(np.sign(round(np.log2(
                    np.max(np.abs(slow.positions[-20:, 1])) / np.max(np.abs(quick.positions[-20:, 1]))
                )))) + 1,
                """
                Across the ravine the slopes change their sign, so they cancel in the memory. The walker
                still swings {wide} to each side, the ball only {narrow}.
            """,
            ),
            after="""
                Along the floor the slopes agree, so they add up. In {steps} steps the walker gets {walker}
                far, and the ball {ball}.
            """,
        ),
        Step(
            title="The memory in numbers",
            text=r"""
                Look at the ball's first steps. Each slope of the floor adds {add} to the velocity, and of
                the old velocity the share {gamma} is kept. The signs are left out here.

                First step: {add}. Second step: {gamma} · {v1} + {add} = {v2}.
            """,
            view=View(ravine(100, ball()), page="anatomy", at=3),
            measure=four_numbers,
            undone=(ravine(100, ball(0.5)),),
            question=Number(
                "What is the velocity along the floor in the third step?",
                lambda way: -float(way.memory[3, 0, 0]),
                """
                {gamma} · {v2} + {add} = {v3}. The fourth is {v4}.
            """,
                off=0.0002,
            ),
            after="""
                On the map the blue arrow is the slope, the orange one the velocity, and the third one the
                step.

                Across the ravine the first velocity is {w1}. Then comes the slope of the other wall, and
                {gamma} of {w1} minus 1 is {w2}. Two shouts leave a whisper.
            """,
        ),
        Step(
            title="How long is the memory?",
            text=r"""
                The velocity cannot grow for ever. The faster the ball is, the more it loses in each step:
                $1 - \gamma$(one minus gamma) of its velocity. In the end it loses as much as a slope adds.

                These three have $\eta$ = {rate}. The first has no memory. The second keeps {some} of its
                velocity, the third {more}.
            """,
            formulas=(Formula(
                r"v_\infty = \frac{\eta\,g}{1 - \gamma}", "in the end v is eta g over one minus gamma"
            ),),
            view=View(ravine(110, optimizer("gd"), ball(0.5), ball(0.9), rate=0.05), free=("dial-momentum",), runner=2),
            measure=memory,
            question=Number(
                "How many times as fast as the first does the third become?",
                lambda *ways: top(ways[2]),
                r"""
                It becomes {ten} times as fast, and the second {twice} times. That is $1/(1 - \gamma)$(one
                over one minus gamma).
            """,
                unit="times",
            ),
            after=r"""
                It is also about how many steps the ball remembers. At $\gamma$ = {more}, {third} of a slope
                is left after ten steps.
            """,
        ),
        Step(
            title="It cannot brake",
            text=r"""
                Speed is also a danger. In this round bowl the ball starts {start} away from the lowest place.
                Its $\gamma$ is {gamma}, and it takes {steps} steps.
            """,
            view=View(race(ROUND, BESIDE, SWING, Runner(ball(), EDGE)), free=("dial-momentum",)),
            measure=overshooting,
            undone=(race(ROUND, BESIDE, SWING, Runner(ball(0.3), EDGE)),),
            question=Place(
                "Drag the pin to where the ball is then.",
                """
                After {when} steps it is only {near} from the lowest place, but its next step is {speed} long.
                After {steps} steps it is {end} away, on the other side.
            """,
            ),
            after="""
                This is called [[overshoot]]. The ball climbs, stops, rolls back, and needs several turns to
                come to rest.
            """,
        ),
        Step(
            title="One name, three formulas",
            text=r"""
                Programs write momentum in three ways. The first, as in Keras, has $\eta$ within the velocity.
                The second, as in PyTorch, has it outside. The third is a [[running mean]]: it takes only
                $1 - \gamma$(one minus gamma) of each slope.

                On the map the three are called classic, pytorch and averaged. All have the same $\gamma$
                and the same $\eta$ = {rate}. After step {drop} the rate falls to a tenth.
            """,
            formulas=(
                Formula(r"v = \gamma v + \eta g, \quad \theta = \theta - v",
                        "v becomes gamma v plus eta g, and theta becomes theta minus v"),
                Formula(r"v = \gamma v + g, \quad \theta = \theta - \eta v",
                        "v becomes gamma v plus g, and theta becomes theta minus eta v"),
                Formula(r"v = \gamma v + (1 - \gamma) g, \quad \theta = \theta - \eta v",
                        "v becomes gamma v plus one minus gamma, times g, and theta becomes theta minus eta v"),
            ),
            view=View(race(BOWL, BESIDE, 60, *GIVEN), free=("time",)),
            measure=three_ways,
            also=(race(BOWL, BESIDE, 60, Runner(ball(GAMMA, AVERAGED), CALM / (1 - GAMMA), PLAN)),),
            question=Choose(
                "How many different paths will you see?",
                ("One", "Two", "Three"),
                lambda *ways: paths(*ways) - 1,
                r"""
                Three. The third is slower by a factor of {tenth} from the start. At $\eta$ = {ten} it would
                follow the second exactly.
            """,
            ),
            after="""
                The first two agree up to step {drop}. Then the second slows down at once, for the new rate
                scales its whole velocity. The first still carries its old steps. In the next ten steps it
                rolls {classic}, and the second {pytorch}. One dial, three kinds of physics.
            """,
        ),
        Step(
            title="Nesterov's method",
            text=r"""
                The ball feels the slope where it stands, and then its velocity carries it on. In [[Nesterov's
                method]] it first looks at the place to which the velocity leads, and takes the slope there.
            """,
            formulas=(Formula(
                r"v_t = \gamma v_{t-1} + \eta\,\nabla f(\theta_t - \gamma v_{t-1})",
                "v t is gamma times the last v, plus eta times the gradient at theta t minus gamma times the last v",
            ),),
            view=View(race(
                BOWL, BESIDE, 100, Runner(ball(), 0.05), Runner(optimizer("nesterov", {"momentum": GAMMA}), 0.05)
            ), free=("dial-momentum", "dial-rate"), runner=1),
            measure=looking_ahead,
            question=Choose(
                "Which ball is closer to rest after 100 steps?",
                ("The one that looks ahead", "The plain ball", "There is hardly a difference"),
                lambda heavy, nesterov: int(nesterov.losses[-1] > heavy.losses[-1]),
                """
                The one that looks ahead is within 0.001 of the lowest loss after {ahead} steps, and the plain
                one after {heavy}. They roll {brief} and {long}. It brakes before the wall, and not on it.
            """,
            ),
        ),
        Step(
            title="What the ball still lacks",
            text=r"""
                It starts cold. In the ravine its first step along the floor is {first}, as short as without
                memory. Only at step {fast} is it at nine tenths of its top speed, {most}.

                And it has one $\eta$ for both directions. How large may that be? Without memory the edge
                was $2/\lambda$(two over lambda). The wall's [[curvature]] is {bend}, so that is {edge}.
                Across the ravine the slopes cancel in the memory, so a ball bears more: the edge is
                farther by the factor $1 + \gamma$(one plus gamma).
            """,
            view=View(HEAVY, free=("dial-rate",)),
            measure=one_rate,
            undone=(ravine(150, ball(0.5)),),
            question=Rate(
                "Which of these rates is the largest that still holds, with the ball's memory?", "largest",
                (0.05, 0.09, 0.12, 0.18, 0.21, 0.4),
                r"""
                The ball keeps {keeps} of its velocity, so the edge is at {edge} times {more}, which is {wall}.
                As a formula it is $2(1 + \gamma)/\lambda$(two times one plus gamma, over lambda).
            """,
            ),
            after="""
                The floor alone would bear a rate of {floor}. But the steep direction decides for both.
            """,
        ),
        Step(
            title="Another landscape: the shelf",
            text="""
                On this nearly level shelf you have seen a walker stall. Now a ball starts there too, and both
                have the same rate. The loss at the start is {start}.
            """,
            view=View(race(SHELF, (-2.5, 1.0), 160, Runner(ball(), 0.3), Runner(optimizer("gd"), 0.3))),
            measure=off_the_shelf,
            question=Sketch(
                "Sketch the loss of the ball over 160 steps.",
                """
                At step {early} it is still at {third}. Then the ball is fast enough: at step {half} half of
                the loss is gone. After {steps} steps the walker is still at {loss}.
            """,
            ),
            after="""
                Small slopes that agree have added up. But the start was slow, and a larger rate would have
                been too large for the walls of the ravine. Why not give each direction a rate of its own?
            """,
        ),
    ),
    notes=Notes(
        aim="Students can compute a velocity by hand, and say what momentum cancels and what it adds up.",
        beliefs=(
            ("Momentum makes all steps larger.", "It makes steps larger that agree, and cancels steps that alternate."),
            ("More momentum is always faster.", "Near the lowest place the ball overshoots and needs longer to rest."),
            ("Momentum with γ = 0.9 and η = 0.01 means the same in every program.", "There are three formulas."),
            ("Momentum gives each direction its own rate.", "All share one; the steepest sets its limit."),
        ),
        ask=(
            "Compute the fifth velocity along the floor, and the one that it never exceeds.",
            "At which γ is the memory a hundred steps long?",
            "Your rate falls to a tenth. In which of the three formulas does the ball notice at once?",
        ),
        worksheet="?landscape=bowl&landscape.kappa=10&landscape.angle=30&x=-1.6&y=0.8&steps=100&run1=momentum"
        "&run1.rate=0.03&hide=all&free=method.momentum,dial-momentum,playing&worksheet=on&title=Come+to+rest+soonest",
    ),
    scenes=("overshoot", "looking_ahead", "conventions"),
    sources=(
        Source("Goh, Why Momentum Really Works (Distill, 2017)", "https://distill.pub/2017/momentum/"),
        Source("Polyak, Some methods of speeding up the convergence of iteration methods (1964)",
               "https://doi.org/10.1016/0041-5553(64)90137-5"),
        Source("Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum (2013)",
               "https://proceedings.mlr.press/v28/sutskever13.html"),
        Source("PyTorch, torch.optim.SGD", "https://pytorch.org/docs/stable/generated/torch.optim.SGD.html"),
    ),
)  # fmt: skip
