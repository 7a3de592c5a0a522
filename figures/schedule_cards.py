"""All schedules side by side as HTML: for each a small picture of the rate over one run. Styled by ui/page.css."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import numpy as np

from figures.look import look
from runs.catalog import SCHEDULES

WIDTH, HEIGHT, ROOM = 120, 44, 4
"""The size of a picture in its own units, and the margin above and below the curve."""
POINTS = 100
"""The points of a curve, about one per pixel."""


def line(rates: np.ndarray) -> str:
    """A curve as an SVG path: zero at the bottom, its highest value at the top."""
    rates = rates[np.linspace(0, len(rates) - 1, min(len(rates), POINTS)).round().astype(int)]
    high = float(rates.max(initial=0.0)) or 1.0
    x = np.linspace(0, WIDTH, len(rates))
    y = HEIGHT - ROOM - (HEIGHT - 2 * ROOM) * rates / high
    points = np.column_stack([x, y])
    # A straight piece needs only its ends, and most schedules are straight over long stretches.
    bends = np.abs(np.diff(y, 2)) > 1e-6
    kept = points[np.concatenate([[True], bends, [True]])] if len(points) > 2 else points
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in kept.tolist())


def picture(rates: np.ndarray, colour: str, width: float) -> str:
    """A curve as the data URL of an image."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{line(rates)}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def schedule_cards(rates: Mapping[str, np.ndarray], colours: Mapping[str, str], *, dark: bool) -> str:
    """A card for every schedule in `rates`, which gives its rate at every step; those that race have a colour."""
    cards = []
    for key, curve in rates.items():
        name, colour = escape(SCHEDULES[key].name), colours.get(key, "")
        on = f' class="tw-on" style="color: {colour}"' if colour else ""
        source = picture(curve, colour or look(dark).faint, 3 if colour else 1.5)
        told = f"The rate under the schedule {name} over {len(curve)} steps"
        cards.append(
            f'<figure{on} title="{name}"><img src="{source}" alt="{told}"><figcaption>{name}</figcaption></figure>'
        )
    return f'<div class="tw-cards" role="region" aria-label="All schedules" tabindex="0">{"".join(cards)}</div>'
