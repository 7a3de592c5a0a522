"""Write docs/phenomena.md from the rules: `python -m tools.make_phenomena`."""

from pathlib import Path
from string import Formatter
from textwrap import fill

from studies.phenomena import MOST, MOST_OF_A_KIND, MOVING, RULES
from studies.signs import PIXEL

FILE = Path(__file__).resolve().parents[1] / "docs" / "phenomena.md"

HEAD = f"""What the marks on the time line mean. Each is found in a recorded run by a rule, and a rule is a test with
numbers. It is the same for every optimizer and every landscape; it looks only at the run, and at what the landscape
knows of itself. The rules are in `studies/swings.py`, `studies/places.py` and `studies/phenomena.py`, and this page is
made from them by `python -m tools.make_phenomena`.

Lengths are compared with the diagonal of the map. A step is *seen on the map* if it is at least {PIXEL:.1%} of that
long, about a pixel, and stays on the widest map there is, which is four times as wide. *The lowest known* is the lowest
loss at a known minimum of the landscape; where none is known, on a lattice over the map. What a mark says stands in
italics, with ⟨names⟩ for the numbers of the run.

A run has at most {MOST} marks, and at most {MOST_OF_A_KIND} of a kind; of too many the longest are kept. What a limit
cycle consists of is not marked again, and a pause at a saddle is not a stall on a plateau as well. Where the ground
moves, only {", ".join(rule.name.lower() for rule in MOVING[:-1])} and {MOVING[-1].name.lower()} are looked for."""


def unfilled(pattern: str) -> str:
    """A sentence with the names of its gaps where the numbers of a run will be."""
    return "".join(text + (f"⟨{name}⟩" if name else "") for text, name, _, _ in Formatter().parse(pattern))


def page() -> str:
    """The whole page."""
    parts = ["# Phenomena", *HEAD.split("\n\n")]
    for rule in RULES:
        parts += [f"## {rule.name}", f"*{unfilled(rule.pattern)}*", rule.test]
    return "\n\n".join(fill(part, 120, break_long_words=False) for part in parts) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
