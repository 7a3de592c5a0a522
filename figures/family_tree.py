"""The family tree of the optimizers as SVG: a method hangs below the one on which it builds, or which it becomes."""

from functools import lru_cache
from html import escape

from figures.look import Look, look
from runs.catalog import OPTIMIZERS
from studies.ancestry import Branch, tree

ROW, INDENT, LETTER, SIZE = 24, 22, 7.3, 13
"""Height of a row, indent of a level, width of a letter and font size, in pixels."""


def sayings(branch: Branch) -> list[str]:
    """The lines next to a method: with which values it becomes its parent, then what else it can become."""
    own = f"with {branch.joint.words}" if branch.joint else ""
    word = "or" if branch.joint else "becomes"
    return [own, *(f"{word} {OPTIMIZERS[other.special].name} with {other.words}" for other in branch.others)]


def _writing(x: float, y: float, branch: Branch, colours: Look) -> tuple[str, float]:
    """The SVG text of a method, and the x coordinate of its right end."""
    way, (own, *more) = OPTIMIZERS[branch.key], sayings(branch)
    first = (
        f'<text x="{x}" y="{y:g}" fill="{colours.ink}"><tspan font-weight="600">{escape(way.name)}</tspan>'
        f'<tspan dx="6" fill="{colours.faint}">{way.source.year}</tspan>'
        f'<tspan dx="6" fill="{colours.accent}">{escape(own)}</tspan></text>'
    )
    further = [
        f'<text x="{x + INDENT}" y="{y + ROW * line:g}" fill="{colours.accent}">{escape(text)}</text>'
        for line, text in enumerate(more, 1)
    ]
    ends = [len(way.name) + 6 + len(own), *(len(text) + 4 for text in more)]
    return "".join([first, *further]), x + LETTER * max(ends) + 16


def _family(name: str, rows: list[Branch], top: float, colours: Look) -> tuple[list[str], float, float]:
    """The SVG of one family that begins at `top`, with its right and its lower end."""
    parts = [f'<text x="4" y="{top + 17:g}" fill="{colours.faint}" font-style="italic">{escape(name)}</text>']
    tops, reach, below = [], 0.0, top + ROW
    for branch in rows:
        x, y = 14 + INDENT * branch.depth, below + 17
        text, right = _writing(x, y, branch, colours)
        parts.append(text)
        if branch.above is not None:
            line = f"M{x - INDENT + 4} {tops[branch.above] + 22:g}V{y - 4:g}H{x - 4}"
            parts.append(f'<path d="{line}" fill="none" stroke="{colours.faint}"/>')
        tops.append(below)
        reach, below = max(reach, right), below + ROW * len(sayings(branch))
    return parts, reach, below


@lru_cache(maxsize=2)
def family_tree(dark: bool) -> str:
    """The whole tree as SVG text in the colours of a theme."""
    colours, parts, top, wide = look(dark), [], 0.0, 0.0
    for name, rows in tree():
        drawn, reach, below = _family(name, rows, top, colours)
        parts += drawn
        wide, top = max(wide, reach), below + 8
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {top:.0f}" width="{wide:.0f}"'
        f' height="{top:.0f}" font-family="system-ui, sans-serif" font-size="{SIZE}">'
    )
    return "".join([head, *parts, "</svg>"])
