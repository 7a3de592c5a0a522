"""Exports a race as one HTML file that plays without a server: heads move along dim, complete paths, with their losses.

The file contains the frames of a Plotly animation and plotly.js itself, about five megabytes in all, and needs nothing
else.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.io as pio

from figures import marks
from figures.film import Film, moments
from figures.look import LIGHT, POWERS, with_our_powers
from runs.run import Scene

KNOWN = len(marks.LEVELS)
"""The index of the trace that holds the minima."""
SECONDS = 10.0
"""Seconds that the whole race takes, if there are enough frames."""


def _axes(film: Film) -> dict[str, Any]:
    chart, (x0, x1, y0, y1) = film.chart, film.box
    title = "Loss above the minimum" if chart.log and chart.low else "Loss"
    map_ = {"showgrid": False, "zeroline": False, "linecolor": marks.EDGE, "mirror": True, **POWERS}
    plain = {"zeroline": False, "gridcolor": "#e6eaec", "linecolor": "#dfe4e7", **POWERS}
    apart = (
        {"dtick": max(1, round((chart.span[1] - chart.span[0]) / 6)), "type": "log", "minexponent": 1}
        if chart.log
        else {}
    )
    return {
        "xaxis": {"domain": [0.0, 0.6], "range": [x0, x1], "title": {"text": "x", "standoff": 4}, **map_},
        "yaxis": {"range": [y0, y1], "title": {"text": "y", "standoff": 4}, **map_},
        "xaxis2": {
            "domain": [0.7, 1.0], "range": [0, max(film.steps, 1)], "anchor": "y2",
            "title": {"text": "step", "standoff": 6}, **plain,
        },
        "yaxis2": {"anchor": "x2", "range": chart.span, "title": {"text": title}, **plain, **apart},
    }  # fmt: skip


def _controls(at: list[int]) -> dict[str, Any]:
    """Play, pause, and a slider for the frames, one below the other, since a narrow screen has no room side by side."""
    pace = {"duration": min(max(1000 * SECONDS / len(at), 40), 200), "redraw": False}
    still = {"mode": "immediate", "transition": {"duration": 0}}
    play = {"frame": pace, "fromcurrent": True, **still}
    stop = {"frame": {"duration": 0, "redraw": False}, **still}
    buttons = [
        {"label": "Play", "method": "animate", "args": [None, play]},
        {"label": "Pause", "method": "animate", "args": [[None], stop]},
    ]
    steps = [{"label": str(t), "method": "animate", "args": [[str(t)], stop]} for t in at]
    low = {"x": 0, "xanchor": "left", "yanchor": "top", "pad": {"t": 56}}
    told = {"prefix": "step ", "xanchor": "right", "font": {"color": LIGHT.ink, "size": 13}, "offset": 4}
    return {
        "updatemenus": [{
            **low, "y": 0, "type": "buttons", "direction": "left", "buttons": buttons, "showactive": False,
            "bgcolor": "#ffffff",
        }],
        "sliders": [{
            **low, "y": 0, "len": 1, "pad": {"t": 72}, "steps": steps, "currentvalue": told, "ticklen": 0,
            "minorticklen": 0, "font": {"color": "rgba(0,0,0,0)", "size": 1}, "activebgcolor": LIGHT.accent,
        }],
    }  # fmt: skip


def figure(film: Film) -> dict[str, Any]:
    """The Plotly figure as plain data, since go.Figure would take seconds to validate thousands of small traces."""
    at = moments(film.steps)
    still = [*film.levels(), film.known(), *film.lines()]
    moving = [len(still) + i for i in range(4 * len(film.cast))]
    first = [*film.tails(0, at), *film.out_of_sight(0)]
    heads = [
        {**look, **told, "marker": look["marker"] | told.get("marker", {})}
        for look, told in zip(film.heads(), first, strict=True)
    ]
    if film.drift is not None:
        moving.append(KNOWN)
    frames = [
        {"name": str(t), "data": [*film.tails(i, at), *film.out_of_sight(t), *film.moved(t)], "traces": moving}
        for i, t in enumerate(at)
    ]
    font = {"color": LIGHT.ink, "family": "system-ui, sans-serif", "size": 13}
    layout = {
        **_axes(film), **_controls(at), "images": [film.image()], "hovermode": "closest", "dragmode": "zoom",
        "plot_bgcolor": "#ffffff", "paper_bgcolor": "#ffffff", "font": font, "autosize": True,
        "margin": {"l": 56, "r": 16, "t": 40, "b": 150},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    }  # fmt: skip
    return {"data": [*still, *heads], "layout": layout, "frames": frames}


CONFIG = {"responsive": True, "displayModeBar": False}

# On a narrow screen the chart is below the map. On touch screens a drag scrolls the page and does not pan the map.
STACK = """
const gd = document.getElementById('{plot_id}');
const stack = () => {
  const narrow = gd.clientWidth < 640;
  if (gd.dataset.narrow === String(narrow)) return;
  gd.dataset.narrow = String(narrow);
  Plotly.relayout(gd, {
    'xaxis.domain': narrow ? [0, 1] : [0, 0.6], 'yaxis.domain': narrow ? [0.42, 1] : [0, 1],
    'xaxis2.domain': narrow ? [0, 1] : [0.7, 1], 'yaxis2.domain': narrow ? [0, 0.3] : [0, 1],
  });
};
if (matchMedia('(pointer: coarse)').matches) Plotly.relayout(gd, { dragmode: false });
addEventListener('resize', stack);
stack();
"""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0 auto; padding: 1rem; max-width: 90rem; font: 16px/1.45 system-ui, sans-serif; color: {ink}; }}
h1 {{ font-size: 1.25rem; margin: 0; }}
.plot {{ height: min(72vh, 46rem); min-height: 28rem; }}
@media (max-width: 640px) {{ .plot {{ height: 46rem; }} }}
ul {{ padding-left: 1.1rem; margin: .5rem 0; font-size: .85rem; }}
.small {{ font-size: .75rem; color: {faint}; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>{title}</h1>
<div class="plot">{plot}</div>
<ul>{runs}</ul>
<p class="small">{settings}. Made by Thalweg; the same race: {link}</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Caption:
    """The texts of the page: its title, the shared settings, every runner's name and settings, the link."""

    title: str
    settings: str
    names: tuple[str, ...]
    runs: tuple[str, ...]
    link: str


def _linked(link: str) -> str:
    """The link as text, clickable if it contains the address of the app."""
    text = escape(link)
    return f'<a href="{text}">{text}</a>' if link.startswith(("http://", "https://")) else text


def animation(scene: Scene, caption: Caption) -> str:
    """The page as text. `caption.names` and `caption.runs` are in the order of the scene's runners."""
    film = Film(scene, caption.names)
    plot = with_our_powers(pio.to_html(
        figure(film), config=CONFIG, auto_play=False, include_plotlyjs=True, full_html=False,
        default_width="100%", default_height="100%", validate=False, div_id="race",
        post_script=STACK,
    ))  # fmt: skip
    moves = "" if film.drift is None else ". The ground is drawn as it is at step 1; the star is where the minimum is"
    shown = zip(caption.names, caption.runs, scene.runners, strict=True)
    runs = "".join(f"<li>{escape(f'{name}: {told}')}</li>" for name, told, runner in shown if not runner.hidden)
    return PAGE.format(
        title=escape(caption.title), plot=plot, runs=runs, settings=escape(caption.settings + moves),
        link=_linked(caption.link), ink=LIGHT.ink, faint=LIGHT.faint,
    )  # fmt: skip
