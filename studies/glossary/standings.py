"""What the standings and the captions of Compare say about a run."""

from core.engine.ending import FAR, TOLERANCE
from core.number import exact
from studies.glossary.term import Term

SADDLE = "reference?entry=landscape.saddle"

STANDINGS = (
    Term("at the start", (), ("The run has not made a step yet.", "Press Play, or drag the time line.")),
    Term(
        "moving", ("on the way",),
        ("The run is on its way.", "It has not arrived, it does not rest, and it has not diverged."),
    ),
    Term(
        "arrived", ("arrived at step #",),
        ("The loss is as low as at the lowest point of the map, except for the tolerance.",
         "The tolerance is a small difference in loss that you set beside the map."),
        picture="landscape.bowl",
    ),
    Term(
        "left again", ("left again at step #",),
        ("The run had arrived, and then its loss rose above the tolerance.", "Later it did not come back for good."),
    ),
    Term(
        "arrived before", ("arrived at step # before",),
        ("Before your last change this run arrived, at the step that stands here.", "Now it does not arrive."),
    ),
    Term(
        "did not arrive before", (),
        ("Now this run arrives.", "Before your last change it did not."),
    ),
    Term(
        "+38 steps", ("+# steps", "−# steps"),
        ("This compares the run with the same run before your last change.",
         "Plus means that it now arrives so many steps later, minus that it arrives earlier."),
    ),
    Term(
        "converged", ("converged at step #", "convergence"),
        ("The run has come to rest, because the slope is almost zero.",
         f"From this step on, the gradient and every step are at most {exact(TOLERANCE)} long."),
        picture="landscape.bowl",
    ),
    Term(
        "at rest", (),
        ("The run has come to rest, because the slope is almost zero.", "It will not move any more."),
        picture="landscape.bowl",
    ),
    Term(
        "diverged", ("diverged at step #", "divergence", "# diverge"),
        (f"The run went farther out than {FAR:,.0f}, or a number became too large to compute with.",
         "The usual reason is a learning rate that is too large."),
        picture="optimizer.gd",
    ),
    Term(
        "not there yet", (),
        ("The race is over, and this run has not arrived.", "With more steps or another learning rate it may."),
    ),
    Term(
        "hardly moving", (),
        ("The race is over, and this run has not arrived, but its steps have become too short to be seen.",
         "Its rate is very small or has run out, or the method balances the slope with something else."),
    ),
    Term(
        "not at rest", (),
        ("The race is over, and this run still moves.", "This landscape has no lowest point where it could arrive."),
    ),
    Term(
        "in another valley", (),
        ("The run rests at the bottom of a valley that is not the lowest one.",
         "Methods that only go downhill do not find out of it by themselves."),
        picture="landscape.himmelblau",
    ),
    Term(
        "at a saddle", (),
        ("The run rests where the ground is flat, but goes down to both sides.",
         "A small push would let it go on downhill."),
        SADDLE,
    ),
    Term(
        "at a maximum", (),
        ("The run rests on top of a hill, where the slope is zero.", "A small push would let it go downhill."),
        picture="landscape.himmelblau",
    ),
    Term(
        "on level ground", (),
        ("The run rests where the ground is flat all around.", "Without a slope there is no direction to go."),
        "reference?entry=landscape.plateau",
    ),
    Term(
        "at a minimum", (),
        ("The run rests at a point from which every way leads uphill.",
         "For this landscape no lowest point is known beforehand."),
        picture="landscape.bowl",
    ),
    Term(
        "at a minimum below all known ones", (),
        ("The run rests at a minimum that is lower than those in the list of this landscape.",
         "Often it lies outside the part that the map shows."),
    ),
    Term(
        "below the lowest known minimum",
        ("lower than the lowest known minimum", "lower than anywhere on the map"),
        ("The loss is lower than the lowest one that is known for this landscape.",
         "Often this happens outside the part that the map shows."),
    ),
    Term(
        "outside the map", (),
        ("The run is beyond the edge of the map.", "An arrow at the edge shows in which direction it is."),
    ),
    Term(
        "number of steps", ("# step", "# steps"),
        ("So many steps the run needed until its loss was within the tolerance of the lowest one.",
         "The fewer, the faster."),
    ),
    Term(
        "ground of step 0", ("ground of step #",),
        ("This landscape moves while the run goes on.", "The map shows it as it was before the first step."),
    ),
    Term(
        "rank", (),
        ("The run with the lowest loss at this step is first.", "Runs whose losses are equal share a rank."),
    ),
    Term(
        "distance", (),
        ("How far the runner is from the nearest minimum, in the units of the map.", "At zero it is there."),
    ),
)  # fmt: skip
