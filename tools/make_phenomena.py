"""Write docs/phenomena.md from the rules: `python -m tools.make_phenomena`."""

from pathlib import Path
from string import Formatter
from textwrap import fill

from studies.phenomena.phenomena import MOST, MOST_OF_A_KIND, MOVING, RULES
from studies.phenomena.rules import PIXEL

FILE = Path(__file__).resolve().parents[1] / "docs" / "phenomena.md"

HEAD = f"""This page explains the marks on the time line. A rule with numbers finds each of them in a recorded run. The
rule is the same for every optimizer and every landscape. It looks only at the run and at what is known about the
landscape, such as its minima and saddles. The rules are in `studies/phenomena/`, and `python -m tools.make_phenomena`
makes this page from them.

Lengths are compared with the diagonal of the map. A step can be *seen on the map* if it is at least {PIXEL:.1%} of that
diagonal long, which is about a pixel, and lies on the widest map, which is four times as wide. *The lowest known loss*
is the lowest loss at a known minimum of the landscape. If there is none, it is the number that the loss comes ever
closer to or, if that is not known, the lowest loss on a lattice over the map. The text of each mark is in italics, with
⟨names⟩ in place of the numbers of the run.

A run has at most {MOST} marks, and at most {MOST_OF_A_KIND} of each kind. If there are more, the longest are kept. The
turns inside a limit cycle get no marks of their own, and a pause at a saddle is not marked as a stall on a plateau as
well. Where the ground moves, only {", ".join(rule.name.lower() for rule in MOVING[:-1])} and {MOVING[-1].name.lower()}
are looked for."""


def unfilled(pattern: str) -> str:
    """A sentence with the names of its placeholders in place of a run's numbers."""
    return "".join(text + (f"⟨{name}⟩" if name else "") for text, name, _, _ in Formatter().parse(pattern))


def page() -> str:
    """The whole page."""
    parts = ["# Phenomena", *HEAD.split("\n\n")]
    for rule in RULES:
        parts += [f"## {rule.name}", f"*{unfilled(rule.pattern)}*", rule.test]
    return "\n\n".join(fill(part, 120, break_long_words=False) for part in parts) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
