"""Still pictures for paper: each page has one, it shows what the runs did, and nothing of that while it is asked."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from figures.look import TRACKS
from pictures.registry import PAGES
from pictures.still.arrows import laid
from pictures.still.charts import decades, ticks
from pictures.still.maps import asked, seen_box
from pictures.still.numbers import in_numbers
from pictures.still.pen import Place
from pictures.still.still import charts_of, still
from runs import surface
from stage.payload import Map, Picture, Vector

SVG = "{http://www.w3.org/2000/svg}"
LINKS = {
    "race": "landscape=bowl&steps=40&run1=gd&run1.rate=0.17&run2=adam",
    "compare": "landscape=bowl&steps=40",
    "clouds": "landscape=bowl&steps=40&walkers=50&noise=1",
    "anatomy": "landscape=bowl&steps=40&run1=adam",
    "schedules": "landscape=himmelblau&steps=60",
}


def picture(page: str, link: str = "") -> Picture:
    return PAGES[page].make(PAGES[page].read(link or LINKS[page])[0], False)


def texts(svg: str) -> list[str]:
    return [str(one.text) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def coloured(svg: str) -> set[str]:
    """The colours of runners in a picture."""
    return {colour for colour in TRACKS[False] if f'"{colour}"' in svg}


@pytest.mark.parametrize("page", LINKS)
def test_every_page_has_a_still_picture_with_its_panes_and_runs(page: str) -> None:
    shown = picture(page)
    drawn = still(shown)
    titles = {pane.title for pane in shown.panes if isinstance(pane, Map)}
    assert titles | {shown.panes[i].title for i in charts_of(shown)} <= set(texts(drawn))
    styles = {track.style for track in shown.tracks if not track.hidden}
    assert coloured(drawn) >= {TRACKS[False][style % 6] for style in styles}


@pytest.mark.parametrize("page", LINKS)
def test_what_is_asked_shows_the_ground_and_nothing_of_the_runs(page: str) -> None:
    shown = picture(page)
    bare = still(shown, bare=True, named=False)
    assert not coloured(bare)
    assert bare.count("<circle") == len([pin for pin in shown.pins if pin.name.startswith("start")])
    captions = {words for pane in shown.panes if isinstance(pane, Map) for words in pane.caption.split(" · ")}
    assert not captions & set(texts(bare)) - {""}


def test_the_path_up_to_a_step_is_strong_and_the_rest_is_faint() -> None:
    shown = picture("race", "landscape=bowl&steps=40&run1=gd&run1.rate=0.17")
    assert 'stroke-opacity="0.35"' in still(shown, at=5)
    assert 'stroke-opacity="0.35"' not in still(shown)


def test_a_runner_that_leaves_ends_at_the_edge_of_its_map() -> None:
    drawn = still(picture("race", "landscape=bowl&steps=60&run1=gd&run1.rate=0.5"))
    assert "nan" not in drawn
    assert "inf" not in drawn
    assert max(map(float, re.findall(r"-?\d+", " ".join(re.findall(r' d="([^"]*)"', drawn))))) < 1e5


def test_the_address_of_a_surface_is_read_back() -> None:
    shown = picture("race", "landscape=ravine&run1=gd")
    [ground] = [pane for pane in shown.panes if isinstance(pane, Map)]
    assert surface.query(surface.read(asked(ground))) == asked(ground)


@pytest.mark.parametrize("axes", ["equal", "fitting", "stretched"])
def test_axes_are_equal_where_the_stage_has_them_equal(axes) -> None:
    shown = replace(picture("race"), axes=axes)
    pane = shown.panes[0]
    assert isinstance(pane, Map)
    for place in (Place(0, 0, 300, 200), Place(0, 0, 900, 90)):
        x0, x1, y0, y1 = seen_box(shown, pane, place, 0)
        even = (x1 - x0) / place.width == pytest.approx((y1 - y0) / place.height)
        assert even == (axes == "equal" or (axes == "fitting" and place.width == 300))
        assert (x0, x1, y0, y1) == pane.box or even
        assert x0 <= pane.box[0]
        assert y1 >= pane.box[3] or place.width == 900  # there is no more ground


def test_arrows_that_add_up_end_where_their_sum_ends() -> None:
    def vector(name: str, chain: str = "") -> Vector:
        return Vector(0, 0, 0, "x", "y", name, name, chain)

    made = {one.name: (start, end) for one, start, end in laid({
        "sum": (vector("sum"), 30.0, -10.0), "second": (vector("second", "first"), 20.0, -40.0),
        "first": (vector("first"), 10.0, 30.0), "gradient": (vector("gradient"), 5000.0, 0.0),
    })}  # fmt: skip
    assert made["second"][0] == made["first"][1]
    assert made["second"][1] == pytest.approx(made["sum"][1])
    assert np.hypot(*made["gradient"][1]) > np.hypot(*made["sum"][1])
    ring = laid({"a": (vector("a", "b"), 1.0, 0.0), "b": (vector("b", "a"), 0.0, 1.0)})
    assert len(ring) == 2


def test_one_step_in_numbers_is_that_of_the_picture() -> None:
    shown = picture("anatomy")
    lines = in_numbers(shown, 3)
    assert [lead for lead, _ in lines] == [one.lead for one in shown.formulas]
    assert not any("data-of" in line for _, line in lines)
    assert any(">t<" in line or "4" in line for _, line in lines)
    assert lines != in_numbers(shown, 4)
    assert in_numbers(shown) == in_numbers(shown, 10)
    assert in_numbers(picture("race")) == ()


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.5, 1]), (3.2, 4.7, [3.5, 4, 4.5]), (-2, 7, [0, 5]), (0, 25.4, [0, 10, 20])],
)
def test_a_linear_axis_has_round_numbers(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_a_logarithmic_axis_has_few_powers_of_ten() -> None:
    assert decades(1e-4, 1e2) == pytest.approx([1e-4, 1e-2, 1, 1e2])
    assert decades(0.1, 10) == pytest.approx([0.1, 1, 10])
