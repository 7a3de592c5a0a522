"""The words of charts, and the captions of Clouds."""

from studies.glossary.term import Term

CHARTS = (
    Term(
        "loss", (),
        ("The height of the landscape at the runner's place.", "The lower, the better."),
        picture="landscape.bowl",
    ),
    Term(
        "loss above the minimum", (),
        ("The loss minus the lowest loss of the landscape.",
         "It goes to zero when a run arrives."),
        picture="landscape.bowl",
    ),
    Term(
        "gradient norm", ("|∇f|", "gradient norm |∇f|"),
        ("How steep the ground is under the runner.", "It is zero at a minimum, at a saddle and on a plain."),
        picture="landscape.ravine",
    ),
    Term(
        "learning rate", ("learning rate η", "η"),
        ("A number that the steps are multiplied by, written η.",
         "Twice the rate makes a step of gradient descent twice as long."),
        "reference?entry=optimizer.gd",
    ),
    Term(
        "memory of earlier steps", ("γ", "β₁", "β"),
        ("How much of the earlier steps, or slopes, acts on the next step.",
         "At 0 nothing of them does; the closer to 1, the longer they last, as with a heavy ball."),
        "reference?entry=optimizer.momentum",
    ),
    Term(
        "step length", ("step length |Δθ|",),
        ("How far the runner moves in one step, in the units of the map.", "A long step can jump over a valley."),
        picture="optimizer.gd",
    ),
    Term(
        "effective rate", ("effective rate |Δx| / |∂f/∂x|", "effective rate |Δy| / |∂f/∂y|"),
        ("How far the runner moves along one axis, divided by the slope along that axis.",
         "For plain gradient descent this is the learning rate, and for others it shows what they make of it."),
        "reference?entry=optimizer.adam",
    ),
    Term(
        "curvature against the limit", (),
        ("The largest curvature under the runner, times η, divided by the most that its method can bear.",
         "Above 1 the steps across a valley grow; where the runner turns back, the middle of its swing counts."),
        "reference?entry=landscape.edge",
    ),
    Term(
        "share in each valley", (),
        ("The part of all runs that is in a valley at this step.", "One curve is one valley."),
        picture="landscape.two_valleys",
    ),
    Term(
        "share within the tolerance", ("share within # of the lowest loss",),
        ("The part of all runs whose loss is as low as the lowest one, except for the tolerance.",
         "At 1 all runs have arrived."),
    ),
    Term(
        "middle loss", ("middle loss #",),
        ("Half of the runs end with a lower loss than this, half with a higher one.",
         "One very bad run does not change it, as it would change the mean."),
    ),
    Term(
        "half escape", ("half escape by step #",),
        ("A run has escaped when it is farther from its start than the distance set beside the map.",
         "By this step half of the runs had escaped."),
    ),
    Term(
        "escape", ("# escape",),
        ("A run has escaped when it is farther from its start than the distance set beside the map.",
         "So many of the runs do so before the end."),
    ),
    Term(
        "the middle run", (),
        ("At each step, half of the runs have a lower loss than this line, and half a higher one.",
         "The dark band around it holds the middle half of the runs, the pale band nine in ten."),
    ),
    Term(
        "share at a minimum", (),
        ("The number on the map is the part of all runs that is in this valley at this step.",
         "All these numbers together make at most one hundred per cent."),
        picture="landscape.himmelblau",
    ),
)  # fmt: skip
