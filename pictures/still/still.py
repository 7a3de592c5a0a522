"""A picture of the stage as one SVG: its maps, two of its charts, and who is who."""

from pictures.labels import apart
from pictures.still.arrows import shown
from pictures.still.charts import drawn_chart
from pictures.still.maps import drawn_map
from pictures.still.pen import SMALL, UNIT, Place, colour, shape, text
from stage.payload import Chart, Map, Picture

WIDE = 1000.0
"""The width of a picture with several panes; one map alone is narrower."""
ALONE, HIGH = 620.0, 320.0
LEFT, RIGHT, TOP, BELOW = 62.0, 12.0, 34.0, 34.0
"""The room around a pane for its title and labels."""
LAST_CHOSEN = ("norm", "stride")
"""The charts that are left out first, where there are more than two."""
CLOSELY = 10
"""The step at which a picture of single steps stands, as on the stage (stage/js/clock.js)."""
LETTER = 0.53
"""The width of a letter, as a share of its size, in the mean."""
ROW = 28.0


def charts_of(picture: Picture, only: tuple[str, ...] = ()) -> list[int]:
    """The charts that are drawn, by their panes: at most two, and those of some series alone if `only` names any."""
    charts = [(i, pane.of) for i, pane in enumerate(picture.panes) if isinstance(pane, Chart)]
    found = [(i, of) for i, of in charts if not only or of in only]
    last = [i for name in LAST_CHOSEN for i, of in found if of == name]
    return sorted(sorted((i for i, _ in found), key=lambda i: (last.index(i) + 1 if i in last else 0, i))[:2])


def names(picture: Picture, step: int) -> list[tuple[int, str, bool]]:
    """The key: the mark of each runner and what tells it from the others, or of each arrow; whether it is an arrow."""
    tracks = [track for track in picture.tracks if not track.hidden]
    if picture.grid is not None:
        return []  # every pane has its name
    called = apart([track.name for track in tracks], [track.note for track in tracks])
    runners = [(track.style, name, False) for track, name in zip(tracks, called, strict=True)]
    return runners + [(vector.style, vector.label, True) for vector in shown(picture, step)]


def key(picture: Picture, step: int, top: float, wide: float) -> tuple[str, float]:
    """The key below a picture, and the height that it takes."""
    x, y, parts = LEFT, top + 16, list[str]()
    for style, words, is_arrow in names(picture, step):
        length = 34 + LETTER * SMALL * len(words)
        if x > LEFT and x + length > wide:
            x, y = LEFT, y + ROW
        if is_arrow:
            parts.append(f'<path d="M{x - 4:.0f} {y:.0f}h18" stroke="{colour(style)}" stroke-width="4"/>')
        else:
            parts.append(shape(style, x + 4, y))
        parts.append(text(x + 20, y + 6, words, size=SMALL))
        x += length + 18
    return "".join(parts), (y - top + 14 if parts else 0.0)


def _places(picture: Picture, only: tuple[str, ...]) -> tuple[dict[int, Place], float, float]:
    """The places of the panes that are drawn, and the width and height of all of them."""
    maps = [i for i, pane in enumerate(picture.panes) if isinstance(pane, Map)]
    charts, places, top = charts_of(picture, only), dict[int, Place](), TOP
    if picture.grid is None:
        wide = ALONE if not charts else WIDE
        split = wide if not charts else 0.6 * wide
        places[maps[0]] = Place(LEFT, TOP, split - LEFT - RIGHT, HIGH)
        each = (HIGH - (len(charts) - 1) * (TOP + BELOW)) / max(len(charts), 1)
        for k, i in enumerate(charts):
            places[i] = Place(split + LEFT + 14, TOP + k * (each + TOP + BELOW), wide - split - LEFT - RIGHT - 14, each)
        return places, wide, TOP + HIGH + BELOW
    columns = max(len(picture.grid.columns), 1)
    across = WIDE / max(columns, 2)
    high = 0.72 * (across - LEFT - RIGHT)
    said = max(len(pane.caption.split(" · ")) for pane in picture.panes if isinstance(pane, Map))
    for k, i in enumerate(maps):
        row, column = divmod(k, columns)
        at = TOP + row * (high + TOP + BELOW + 20 * said)
        places[i] = Place(column * across + LEFT, at, across - LEFT - RIGHT, high)
        top = at + high + BELOW + 20 * said
    for k, i in enumerate(charts):
        wide = WIDE / len(charts)
        places[i] = Place(k * wide + LEFT, top + TOP, wide - LEFT - RIGHT, 0.45 * HIGH)
    return places, WIDE, top + (TOP + 0.45 * HIGH + BELOW if charts else 0)


def step_of(picture: Picture, at: int | None) -> int:
    """The step that a picture shows: the one that is asked for, or where the stage comes to rest."""
    return min(picture.steps, CLOSELY if at is None and picture.near else picture.steps if at is None else at)


def _drawn(picture: Picture, index: int, place: Place, step: int, bare: bool) -> str:
    pane = picture.panes[index]
    if isinstance(pane, Map):
        return drawn_map(picture, index, pane, place, step, bare=bare)
    return drawn_chart(picture, index, pane, place, step, bare=bare) if isinstance(pane, Chart) else ""


def still(
    picture: Picture, *, at: int | None = None, bare: bool = False, named: bool = True, only: tuple[str, ...] = ()
) -> str:
    """A picture as SVG text, at a step or at its end. `bare`: without what the runs did, so that it can be asked;
    `named`: with the key; `only`: the series whose charts are drawn, if not all.
    """
    step = step_of(picture, at)
    places, wide, high = _places(picture, only)
    drawn = [_drawn(picture, i, place, step, bare) for i, place in places.items()]
    told, more = key(picture, step, high, wide) if named else ("", 0.0)
    size = f'width="{wide * UNIT:.0f}mm" height="{(high + more) * UNIT:.0f}mm"'
    family = 'font-family="system-ui, sans-serif"'
    alone = ' class="alone"' if wide < WIDE else ""
    head = f'<svg{alone} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high + more:.0f}" {size} {family}>'
    return "".join([head, *drawn, told, "</svg>"])
