"""The marks on a map."""

from studies.glossary.term import Term

MARKS = (
    Term(
        "start", (),
        ("All runs begin at this ring.", "Drag it, or move it with the arrow keys, and every path follows."),
        picture="optimizer.gd",
    ),
    Term(
        "lowest point", ("minimum",),
        ("The star is where the loss is lowest.", "This is what every runner looks for."),
        picture="landscape.bowl",
    ),
    Term(
        "local minimum", (),
        ("A small circle is the bottom of a valley that is not the lowest one.",
         "A runner can come to rest there."),
        picture="landscape.himmelblau",
    ),
    Term(
        "saddle", (),
        ("At the cross the ground is flat, rises along one line and falls along another.",
         "Runners become slow near it."),
        "reference?entry=landscape.saddle",
    ),
    Term(
        "moving minimum", (),
        ("The lowest point of this landscape moves.", "The star is where it is now, the dotted line is its way."),
        picture="landscape.moving_bowl",
    ),
    Term(
        "knot", (),
        ("A curve of learning rates runs through its knots.", "Drag a knot to change the curve."),
        picture="schedule.hand_drawn",
    ),
    Term(
        "before the change", (),
        ("The dotted paths are those from before your last change.", "The cross beside these words removes them."),
    ),
    Term(
        "fewest steps", (),
        ("Among the runs on this landscape, this one arrived first and stayed.", "It has the star of the best."),
    ),
    Term(
        "lowest loss", (),
        ("Among the runs on this landscape, this one has the lowest loss at the end.", "It has the star of the best."),
        picture="landscape.bowl",
    ),
)  # fmt: skip
