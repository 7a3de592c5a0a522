"""The marks of runs that are out of sight: at the edge of map and chart, with words once a run has diverged."""

from typing import Any

import numpy as np

from figures.look import LIGHT

Trace = dict[str, Any]

PAD = 0.025
"""How far inside the edge such a mark is, as a share of the picture's width or height."""
APART = 0.06
"""The least distance between two such marks, as a share of the height."""


def edge(box: tuple[float, float, float, float], x: float, y: float) -> tuple[float, float] | None:
    """Where the ray from the centre of a box to a point leaves it, a little inside; None for a point in the box."""
    x0, x1, y0, y1 = box
    if x0 <= x <= x1 and y0 <= y <= y1:
        return None
    across, up = 2 * (x - (x0 + x1) / 2) / (x1 - x0), 2 * (y - (y0 + y1) / 2) / (y1 - y0)
    reach = (1 - 2 * PAD) / max(abs(across), abs(up))
    return (x0 + x1) / 2 + reach * across * (x1 - x0) / 2, (y0 + y1) / 2 + reach * up * (y1 - y0) / 2


def apart(box: tuple[float, float, float, float], places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Places at the edge of a box, moved up or down until no two of them cover each other."""
    x0, x1, y0, y1 = box
    least, found = APART * (y1 - y0), list[tuple[float, float]]()
    for x, y in places:
        way = -1 if y > (y0 + y1) / 2 else 1
        while any(abs(x - left) < APART * (x1 - x0) and abs(y - top) < least for left, top in found):
            y += way * least  # noqa: PLW2901 (the place moves on until it is free)
        found.append((x, y))
    return found


def on_map(box: tuple[float, float, float, float], heads: np.ndarray, diverged: list[int | None]) -> list[Trace]:
    """The marks on the map, one trace per run. heads: float64[k, 2], where the runs are; `diverged`: the step at which
    each has diverged, None as long as it has not.
    """
    edges = [edge(box, x, y) for x, y in heads.tolist()]
    moved = iter(apart(box, [place for place in edges if place]))
    found = []
    for out, head, step in zip(edges, heads.tolist(), diverged, strict=True):
        x, y = next(moved) if out else head if step is not None else (None, None)
        side = "left" if x is not None and x > (box[0] + box[1]) / 2 else "right"
        words = "" if step is None else f" diverged at step {step} "
        found.append({"x": [x], "y": [y], "text": [words], "textposition": f"middle {side}"})
    return found


def on_chart(span: tuple[float, float], log: bool, steps: list[int], heights: list[float]) -> list[Trace]:
    """The marks on the chart, one trace per run: at its upper or lower edge if the loss is beyond it."""
    low, high = (10.0**end for end in span) if log else span
    return [
        {"x": [step if beyond else None], "y": [min(max(height, low), high) if beyond else None]}
        for step, height in zip(steps, heights, strict=True)
        for beyond in (not low <= height <= high,)
    ]


def style(head: Trace) -> Trace:
    """How such a mark looks, from that of the head on the map."""
    marker = head["marker"] | {"symbol": f"{head['marker']['symbol']}-open-dot", "size": 11}
    marker |= {"line": {"color": marker["color"], "width": 2}}
    font = {"color": LIGHT.ink, "size": 12}
    look = {"type": "scatter", "mode": "markers+text", "hoverinfo": "skip", "showlegend": False, "cliponaxis": False}
    return look | {"name": head["name"], "marker": marker, "textfont": font}
