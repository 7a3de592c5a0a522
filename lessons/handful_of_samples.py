"""Chapter 3: the gradient of a few samples, which is right on average, and what its errors do for good and for bad."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from core.engine.samples import DRAWN
from core.number import short
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.course.chapter import Chapter, Facts, Formula, Notes, Source, Step, Switch, View
from studies.course.question import Choose, Number, Place, Sketch
from studies.ensemble import escapes
from studies.measures import path_length
from studies.story import race

SAMPLES = 64
REGRESSION = Ground(landscape("linear_regression", {"samples": float(SAMPLES)}))
BESIDE, RATE, BATCH = (-1.6, 0.4), 0.1, 8
FEW, MANY = 4, 36
PITS = Ground(landscape("bumpy_bowl"))
SHELF = Ground(landscape("plateau"))
NEAR = 0.5
"""Within this distance a walker is in the deepest pit, whose neighbours are half as far again."""


def sampled(*batches: int, steps: int = 50, rate: float = RATE, against: str = "steps") -> Scene:
    """Gradient descent with these batch sizes, 0 for all samples, drawn as cards are dealt: each once an epoch."""
    runners = (Runner(optimizer("gd"), rate, batch=batch) for batch in batches)
    return replace(race(REGRESSION, BESIDE, steps, *runners), against=against)


def first_steps(first: int, second: int) -> Ensemble:
    """Many walkers that take one single step, with batches of two sizes."""
    scene = Scene(
        REGRESSION, BESIDE, 1, (Runner(optimizer("gd"), 0.2),), gradient=GradientNoise(batch=first, order=float(DRAWN))
    )
    return Ensemble(scene, Axis("gradient.batch", (float(first), float(second))), walkers=200)


def shaken(ground: Ground, start: tuple[float, float], steps: int, rate: float, noise: float) -> Ensemble:
    """Many walkers without noise, and as many with it."""
    scene = Scene(ground, start, steps, (Runner(optimizer("gd"), rate),))
    return Ensemble(scene, Axis("noise", (0.0, noise)), walkers=80)


def gradients(cloud: Snapshots) -> np.ndarray:
    """The gradients of the first step: float64[2, N]."""
    return (cloud.positions[0] - cloud.positions[1]) / cloud.run.rate


def width(cloud: Snapshots) -> float:
    """The root of the mean squared distance of the first gradients from their mean."""
    found = gradients(cloud)
    return float(np.sqrt(np.mean(np.sum((found - found.mean(axis=1, keepdims=True)) ** 2, axis=0))))


def bill(way: Trajectory) -> Facts:
    """What the full batch costs."""
    each = way.run.batch or way.run.ground.count
    return Facts(
        MappingProxyType({
            "all": str(way.run.ground.count), "steps": str(way.run.steps), "looks": f"{each * way.run.steps:,}",
            "before": short(way.losses[0], 2), "after": short(way.losses[1], 2),
        }),
        each == SAMPLES and 1.5 < way.losses[1] < way.losses[0],
    )  # fmt: skip


def one_epoch(full: Trajectory, handful: Trajectory) -> Facts:
    """After one look at every sample the small batches are far ahead."""
    steps = [SAMPLES // (way.run.batch or SAMPLES) for way in (full, handful)]
    slow, quick = (float(way.losses[step]) for way, step in zip((full, handful), steps, strict=True))
    return Facts(
        MappingProxyType({
            "all": str(SAMPLES), "size": str(handful.run.batch), "steps": str(steps[1]), "slow": short(slow, 2),
            "quick": short(quick, 2),
        }),
        steps == [1, SAMPLES // BATCH] and quick < slow / 2,
    )  # fmt: skip


def on_average(cloud: Snapshots, exact: Snapshots) -> Facts:
    """The mean of many batch gradients is the exact gradient, though the single ones are far off."""
    found, (gx, gy) = gradients(cloud), gradients(exact)[:, 0]
    mx, my = found.mean(axis=1)
    error = float(np.hypot(mx - gx, my - gy))
    return Facts(
        MappingProxyType({
            "walkers": str(found.shape[1]), "all": str(SAMPLES), "size": str(cloud.run.batch),
            "mx": short(mx, 2), "my": short(my, 2),
            "gx": short(gx, 2), "gy": short(gy, 2), "off": short(width(cloud), 2),
        }),
        width(exact) < 1e-9 and width(cloud) > 1 and error < 4 * width(cloud) / np.sqrt(found.shape[1]),
    )  # fmt: skip


def side(cloud: Snapshots, exact: Snapshots) -> int:
    """0 if the middle of the cloud is short of the exact step, 1 if it is close to it, 2 if it is beyond."""
    true = gradients(exact)[:, 0]
    reach = float(gradients(cloud).mean(axis=1) @ true / (true @ true))
    return int(reach > 0.8) + int(reach > 1.2)


def narrower(few: Snapshots, many: Snapshots) -> Facts:
    """The error goes as one over the root of the batch size."""
    wide, narrow, times = width(few), width(many), many.run.batch / few.run.batch
    return Facts(
        MappingProxyType({
            "few": str(few.run.batch), "many": str(many.run.batch), "times": short(times), "wide": short(wide, 2),
            "narrow": short(narrow, 2), "ratio": short(wide / narrow, 2),
        }),
        times > 1 and abs(wide / narrow / np.sqrt(times) - 1) < 0.25,
    )  # fmt: skip


def leaving(still: Snapshots, noisy: Snapshots) -> Facts:
    """Without noise nobody leaves the saddle, with a little of it everybody does."""
    stay, leave = escapes(still), escapes(noisy)
    return Facts(
        MappingProxyType({
            "noise": short(noisy.run.noise), "steps": str(still.run.steps), "stay": f"{stay.share:.0%}",
            "leave": f"{leave.share:.0%}", "half": str(leave.median),
        }),
        stay.share == 0.0 and leave.share > 0.95 and leave.median is not None,
    )  # fmt: skip


def in_the_deepest(cloud: Snapshots) -> float:
    """The share of walkers that are in the deepest pit at the end."""
    return float(np.mean(np.hypot(*cloud.positions[-1]) < NEAR))


def out_of_pits(still: Snapshots, noisy: Snapshots) -> Facts:
    """Noise carries more than half of the walkers into the deepest pit."""
    stuck, free = in_the_deepest(still), in_the_deepest(noisy)
    rest, middle = (float(np.median(cloud.losses[-1])) for cloud in (still, noisy))
    return Facts(
        MappingProxyType({
            "noise": short(noisy.run.noise), "stuck": f"{stuck:.0%}", "free": f"{free:.0%}", "rest": short(rest, 2),
            "middle": short(middle, 2),
        }),
        stuck == 0.0 and free > 0.5 and middle < rest / 2,
    )  # fmt: skip


def staggering(single: Trajectory, full: Trajectory) -> Facts:
    """With one sample a step the path is longer, and leads across the valley (x = y) more than along, to the end."""
    crooked, straight = (float(path_length(way)[-1]) for way in (single, full))
    late, calm = (float(np.mean(np.hypot(*np.diff(way.positions[-41:], axis=0).T))) for way in (single, full))
    moves = np.diff(single.positions[-41:], axis=0)
    across, along = (float(np.abs(moves @ way).sum()) for way in ((1.0, 1.0), (1.0, -1.0)))
    return Facts(
        MappingProxyType({
            "crooked": short(crooked, 2), "straight": short(straight, 2), "late": short(late, 2),
            "calm": short(calm, 2), "times": short(across / along, 2), "steps": str(single.run.steps),
        }),
        crooked > 2 * straight and late > 5 * calm and across > 1.5 * along,
    )  # fmt: skip


def stalling(way: Trajectory) -> Facts:
    """On the shelf the walker is hardly nearer to the basin at the end."""
    (goal,) = way.run.ground.minima()
    before, after = (float(np.hypot(*(way.positions[k] - goal))) for k in (0, -1))
    steep = float(np.hypot(*way.gradients[0]))
    return Facts(
        MappingProxyType({
            "slope": short(steep, 1), "steps": str(way.run.steps), "before": short(before, 2),
            "after": short(after, 2), "noise": short(way.run.noise),
        }),
        after > before - 1 and steep < 0.01 < way.run.noise,
    )  # fmt: skip


HANDFUL_OF_SAMPLES = Chapter(
    key="handful_of_samples",
    place=3,
    title="A handful of samples",
    asks="Must every step look at all of the data?",
    leaves="The walker forgets each slope at once: it staggers between walls, and on level ground it hardly moves.",
    minutes=7,
    cover=2,
    steps=(
        Step(
            title="The bill",
            text="""
                A loss is a mean over all training data. This [[loss landscape]] is made of {all}
                [[samples]], and each has its own opinion about the way down. Their mean is the
                exact [[gradient]].

                [[Gradient descent]] asks all of them before it moves. That is called [[full batch]]. After
                {all} looks it has made one step, and the loss has gone from {before} to {after}. For
                {steps} steps it looks {looks} times. ImageNet, a well-known set of photos, has 1.28 million samples.
            """,
            view=View(sampled(0), free=("time",)),
            measure=bill,
            undone=(sampled(BATCH),),
        ),
        Step(
            title="Ask a few",
            text="""
                So let us ask only a few. Shuffle the samples, take the first {size}, and step against
                their mean gradient. Then take the next {size}. Such a handful is a [[mini-batch]], and {size}
                is the [[batch size]], written $B$.

                When each sample has been used once, an [[epoch]] is over. Here an epoch has {steps} steps,
                and then the samples are shuffled again. This is [[stochastic gradient descent]], or SGD
                for short.
            """,
            formulas=(Formula(
                r"g_t = \frac{1}{B}\sum_{k \in \text{batch}} \nabla f_k(\theta_t)",
                "g t is the mean of the gradients of the samples in the batch",
            ),),
            view=View(sampled(0, BATCH, steps=48, against="samples")),
            switches=(Switch("Batch size B", tuple(
                (str(size), (("run2.batch", str(size)),)) for size in (BATCH, 4, 1)
            )),),
            measure=one_epoch,
            question=Choose(
                "Both walkers have looked at each sample once. Who is lower?",
                ("The one that asked all at once", "The one with the handfuls", "Both are equally low"),
                lambda full, handful: int(handful.losses[SAMPLES // BATCH] < full.losses[1]),
                """
                The full batch has made one step, and its loss is {slow}. The handfuls have made {steps},
                and their loss is {quick}. Both have paid for {all} looks.
            """,
            ),
        ),
        Step(
            title="Can a handful be trusted?",
            text="""
                But may we trust a handful? In the first picture {walkers} walkers start at one place. Each
                draws its own batch of {size} samples, and takes a single step.

                In the second picture they ask all {all} samples. So all of them take the same, exact step.

                The walkers are drawn as a cloud, darker where there are more. A ring shows how far the
                cloud spreads, and the line is the path of one walker.
            """,
            view=View(first_steps(FEW, SAMPLES), page="clouds"),
            measure=on_average,
            question=Choose(
                "Where is the middle of the cloud?",
                ("Short of the exact step", "At the exact step", "Beyond the exact step"),
                side,
                """
                The mean of the {walkers} gradients is ({mx}, {my}), and the exact one is ({gx}, {gy}). A
                single gradient is off by about {off}.
            """,
            ),
            after="""
                Each batch is wrong, but no direction is preferred. So the errors cancel, over many batches
                or over many steps.
            """,
        ),
        Step(
            title="How wrong is one batch?",
            text="""
                The error of a batch is called [[gradient noise]]. More samples make it smaller. The first
                cloud uses batches of {few}, the second one batches of {many}: {times} times as many.
            """,
            view=View(first_steps(FEW, MANY), page="clouds"),
            measure=narrower,
            question=Number(
                "How many times as narrow is the second cloud?",
                lambda few, many: width(few) / width(many),
                """
                A gradient is off by {wide} with batches of {few}, and by {narrow} with batches of {many}.
                That is {ratio} times as narrow, for {times} times the work.
            """,
                unit="times",
            ),
            formulas=(Formula(
                r"\text{error} \propto \frac{1}{\sqrt{B}}", "the error is in proportion to one over the root of B"
            ),),
            after="""
                Errors that cancel by chance do so with the root of their number. To halve the noise, you
                pay for four times as many samples. So the first few samples are the best bargain.
            """,
        ),
        Step(
            title="On a saddle",
            text="""
                Noise is not only a price. Here all walkers stand exactly on a [[saddle]], where the
                gradient is zero. In the first picture they see the exact gradient. In the second one we
                add a little noise by hand. Its size is {noise}.
            """,
            view=View(shaken(Ground(landscape("saddle")), (0.0, 0.0), 60, 0.2, 0.01), page="clouds"),
            measure=leaving,
            question=Choose(
                "How many of the noisy walkers leave the saddle within 60 steps?",
                ("None of them", "About half of them", "Nearly all of them"),
                lambda _still, noisy: round(2 * escapes(noisy).share),
                """
                With noise {leave} leave, half of them by step {half}. Without noise it is {stay} after
                {steps} steps, and would be so for ever.
            """,
            ),
            after="""
                A saddle is like the edge of a roof: the least push decides, and then the slope does the
                rest.
            """,
        ),
        Step(
            title="A bowl full of pits",
            text="""
                This bowl is full of small pits, and all walkers start at the rim. Those in the first
                picture see the exact gradient. Those in the second one see it with noise of size {noise}.
            """,
            view=View(shaken(PITS, (-2.6, 1.9), 80, 0.1, 1.2), page="clouds"),
            measure=out_of_pits,
            question=Choose(
                "Where do most of the noisy walkers end?",
                ("In the same pit as the others", "In the deepest pit, in the middle", "Spread evenly over all pits"),
                lambda still, noisy: int(in_the_deepest(noisy) > 0.5 > in_the_deepest(still)),
                """
                Of the noisy walkers {free} end in the deepest pit, and {stuck} of the others. Half of the
                noisy ones have a loss below {middle}; the others stay at {rest}.
            """,
            ),
            after="""
                Like a drunk hiker, a noisy walker stumbles out of a shallow pit sooner than out of a deep
                one. This is no promise: with too much noise it leaves the deepest pit as well.
            """,
        ),
        Step(
            title="The walker staggers",
            text="""
                Now the smallest handful: one sample a step, for {steps} steps. The other walker asks all
                samples each time.
            """,
            view=View(sampled(1, 0, steps=160)),
            measure=staggering,
            question=Sketch(
                "Sketch the loss of the walker with one sample a step.",
                """
                It falls fast, and then it shakes and sinks slowly. The path is {crooked} long, and the calm
                walker's is {straight}.
            """,
                within=0.22,
            ),
            after="""
                While it plays, the faint bands are the landscape of that one sample, so they change with
                each step. The arrow in the walker's colour is what the sample says, and the other arrow
                what all samples say.

                It runs in a [[zig-zag]], and it never rests. The last 40 of its steps are still {late} long,
                and those of the calm walker {calm}. It moves {times} times as far across the valley as
                along it.
            """,
        ),
        Step(
            title="Another landscape: the shelf",
            text="""
                This walker stands on a nearly level shelf, a [[plateau]]. The basin is {before} away. The
                slope is only {slope}, and the noise is {noise}. It takes {steps} steps.
            """,
            view=View(replace(race(SHELF, (-2.5, 1.0), 150, Runner(optimizer("gd"), 0.3)), noise=0.05)),
            measure=stalling,
            undone=(race(SHELF, (-0.6, 1.0), 150, Runner(optimizer("gd"), 0.3), noise=0.05),),
            question=Place(
                "Drag the pin to where the walker is in the end.",
                """
                It is still on the shelf, {after} away from the basin. The ground is nearly level, so the
                steps are tiny, and the noise pushes the walker to and fro.
            """,
            ),
            after="""
                The black arrow is the noisy slope that the walker feels, and the blue one is the true slope.

                And yet the ground sloped the same way all the time. A walker that remembers could add up
                {steps} small slopes, and their noise would cancel. Ours forgets each slope at once.
            """,
        ),
    ),
    notes=Notes(
        aim="Students can say why a few samples are enough for a step, and what their noise does.",
        beliefs=(
            ("A small batch gives a wrong gradient, so training goes wrong.", "It is right on average."),
            ("Twice the batch halves the noise.", "It takes four times the batch."),
            ("An epoch is a step.", "It is as many steps as there are batches in the data."),
            ("Noise always helps.", "It helps off saddles and out of pits, and it keeps a walker from resting."),
        ),
        ask=(
            "Two lecturers ask 4 and 64 students for their opinion. Whose mean is more reliable, and by how much?",
            "Why does the noise not push the cloud to one side?",
            "What would change if each walker could remember its last ten gradients?",
        ),
        worksheet="?landscape=linear_regression&landscape.samples=64&x=-1.6&y=0.4&steps=160&run1=gd&run1.rate=0.1"
        "&run1.batch=8&hide=all&free=batch,seed,playing&worksheet=on&title=How+small+may+a+batch+be%3F",
    ),
    scenes=("batch_of_64", "each_sample_once", "noise_leaves_saddle", "shaken_out", "noise_floor"),
    sources=(
        Source("Bottou, Curtis and Nocedal, Optimization methods for large-scale machine learning (2018)",
               "https://arxiv.org/abs/1606.04838"),
        Source("Russakovsky and others, ImageNet large scale visual recognition challenge (2015)",
               "https://arxiv.org/abs/1409.0575"),
        Source("Ge, Huang, Jin and Yuan, Escaping from saddle points (2015)", "https://arxiv.org/abs/1503.02101"),
    ),
)  # fmt: skip
