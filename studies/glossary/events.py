"""The events of a run, which are marked on the time line. The rules behind them are those of studies/phenomena."""

from studies.glossary.term import Term

EVENTS = (
    Term(
        "number at a mark", (),
        ("So many things happened close together that one mark stands for all.", "Tap it again for the next of them."),
    ),
    Term(
        "mark on the time line", (),
        ("Something worth a look happened to a runner here.", "The mark has the shape and the colour of that runner."),
    ),
    Term(
        "zig-zag", ("zigzag",),
        ("The path jumps from one side of a valley to the other and back.",
         "It loses steps this way, because each jump goes across the valley and only a little along it."),
        "reference?entry=landscape.ravine",
    ),
    Term(
        "overshoot", (),
        ("The path runs past the lowest point of its way and up the other side.",
         "Momentum does this, as a heavy ball does."),
        picture="optimizer.momentum",
    ),
    Term(
        "stall on a plateau", ("stall",),
        ("For many steps the path hardly moves, because the ground is almost flat.",
         "A small slope makes small steps."),
        "reference?entry=landscape.plateau",
    ),
    Term(
        "pause at a saddle", ("pause",),
        ("The path spends many steps close to a saddle, where the slope is almost zero.",
         "Then it finds the way down at the side."),
        "reference?entry=landscape.saddle",
    ),
    Term(
        "change of basin", ("change",),
        ("The path leaves the valley of one minimum and enters that of another.",
         "From there on, downhill leads somewhere else."),
        picture="landscape.two_valleys",
    ),
    Term(
        "at the edge of stability", ("edge",),
        ("The path swings across a valley, and the learning rate is about the largest that its method can bear there.",
         "The swing grows where the valley is too narrow, and so drives the path to where it is wide enough."),
        "reference?entry=landscape.edge",
    ),
    Term(
        "limit cycle", ("cycle",),
        ("The path returns to the same places again and again.", "It neither arrives nor diverges."),
        picture="landscape.cycling_bowl",
    ),
)  # fmt: skip
