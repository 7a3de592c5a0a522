"""The exported animation: self-contained, with a limited number of frames, and every head where its runner is."""

import json
import re
import subprocess
import sys
import zlib
from base64 import b64decode
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from exports import words
from figures import light as relief
from figures import lost, marks
from figures.animation import Caption, animation, figure
from figures.film import CAP, FRAMES, Film, kept, moments
from figures.ground_image import ground_image, png, shades
from figures.look import OURS, THEIRS
from figures.thumbnail import level_lines
from pictures import show
from pictures.animation import page
from runs import edit
from runs.catalog import LANDSCAPES
from runs.opening import opening
from runs.run import Scene
from runs.simulate import simulate
from studies.drift import drift
from tools.golden.scripts import SCENES

ROOT = Path(__file__).parents[2]
PALETTE = ROOT / "stage" / "js" / "palette.js"
LONG = edit.with_steps(opening(), 4000)


def caption(scene: Scene) -> Caption:
    runners = scene.runners
    return Caption(
        words.title(scene), words.shared_settings(scene), tuple(map(words.label, runners)),
        tuple(map(words.runner_settings, runners)), words.link(scene, "https://example.org/"),
    )  # fmt: skip


def drawn(scene: Scene) -> dict:
    return figure(Film(scene, caption(scene).names))


def test_colours_and_shapes_are_the_stages() -> None:
    text = PALETTE.read_text(encoding="utf-8")
    light = text[text.index("light: {") : text.index("dark: {")]
    assert re.findall(r'"(#\w+)"', light[light.index("tracks") :]) == [marks.colour(i) for i in range(6)]
    assert re.findall(r'(?:low|high): "(#\w+)"', light) == list(marks.GROUND)
    assert re.findall(r"relief: ([\d.]+)", light) == [str(relief.RELIEF)]
    paint = PALETTE.with_name("paint.js").read_text(encoding="utf-8")
    told = dict(re.findall(r"const (\w+) = ([\d.]+);", paint))
    assert {name: float(told[name]) for name in ("LEVELS", "HALF", "BUSY", "FLOOR")} == {
        "LEVELS": relief.LEVELS, "HALF": relief.HALF, "BUSY": relief.BUSY, "FLOOR": relief.FLOOR,
    }  # fmt: skip
    shapes = re.findall(r'"(\w+)"', text[text.index("SHAPES = ") :].split(";")[0])
    known = {"triangle": "triangle-up", "wedge": "triangle-down"}
    assert [known.get(shape, shape) for shape in shapes] == list(marks.SYMBOLS)


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["a hollow", "a hill"])
def test_the_light_comes_from_the_north_west(sign: float) -> None:
    y, x = np.mgrid[-1:1:41j, -1:1:41j]
    height, lit = relief.shading(sign * np.hypot(x, y), 10.0)
    assert (height.min(), height.max()) == (0.0, 1.0)
    south_east, north_west, north_east = lit[8, 32], lit[32, 8], lit[32, 32]
    # The south-eastern wall of a hollow faces the north-west, and so does the north-western side of a hill.
    assert sign * (south_east - 1.0) > 0.01
    assert sign * (north_west - 1.0) < -0.01
    assert abs(north_east - 1.0) < 1e-9
    assert np.all(np.abs(lit - 1.0) <= relief.RELIEF)


def test_rugged_ground_gets_less_light_and_level_ground_none() -> None:
    y, x = np.mgrid[-1:1:201j, -1:1:201j]
    smooth, rugged = (np.abs(relief.shading(np.sin(k * x) + np.sin(k * y), 2.5)[1] - 1.0).mean() for k in (2, 40))
    assert rugged < 0.6 * smooth
    height, lit = relief.shading(np.ones((5, 5)), 2.5)
    assert not height.any()
    assert np.all(lit == 1.0)
    assert ground_image(np.ones((5, 5)), 2.5).startswith("data:image/png;base64,")


@pytest.mark.parametrize("unit", [(1.0, 1.0), (3.0, 0.5)], ids=["square", "stretched"])
def test_lines_are_sorted_by_the_way_their_slope_faces_in_the_picture(unit: tuple[float, float]) -> None:
    size = np.array(unit)
    y, x = np.mgrid[-20.0:21.0, -20.0:21.0]
    z = np.hypot(x * size[0], y * size[1])
    pieces = level_lines(z, 9.5)
    away, across, facing = relief.turned(z, pieces, size)
    assert len(away) + len(across) + len(facing) == len(pieces)
    for part, low, high in ((away, -1.0, -1 / 3), (across, -1 / 3, 1 / 3), (facing, 1 / 3, 1.0)):
        assert len(part)
        at = (part.mean(axis=1) - 20.0) * size
        turn = (at[:, 0] - at[:, 1]) / (np.sqrt(2) * np.hypot(*at.T))
        assert turn.min() > low - 0.1
        assert turn.max() < high + 0.1


LIGHT = """
import sys
import pictures
assert callable(pictures.show)
print([name for name in ("numba", "numpy", "plotly", "streamlit") if name in sys.modules])
from runs.opening import opening
page = pictures.show(opening())._repr_html_()
print([name for name in ("streamlit", "starlette") if name in sys.modules], page.count("<iframe"))
"""


def test_a_notebook_shows_a_race_without_streamlit_and_importing_pictures_loads_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines() == ["[]", "[] 1"]


def test_a_notebook_shows_the_page_that_is_downloaded() -> None:
    frame = show(opening(), height=500)._repr_html_()
    found = re.fullmatch(r"<iframe [^>]*style='[^']*height: 500px[^']*' srcdoc='([^']*)'></iframe>", frame)
    assert found
    assert unescape(found[1]) == page(opening())


@pytest.mark.parametrize("steps", [0, 1, 2, 149, 150, 300, 10_000])
def test_frames_are_few_and_hold_both_ends(steps: int) -> None:
    at = moments(steps)
    assert at == sorted(set(at))
    assert (at[0], at[-1]) == (0, steps)
    assert len(at) == min(steps + 1, FRAMES)


@pytest.mark.parametrize("name", [*SCENES, "long"])
def test_every_head_is_where_its_runner_is(name: str) -> None:
    scene = SCENES.get(name, LONG)
    found, ways = drawn(scene), [simulate(run) for run in scene.runs()]
    box = found["layout"]["xaxis"]["range"], found["layout"]["yaxis"]["range"]
    close = 1e-5 * max(high - low for low, high in box)
    for frame in found["frames"]:
        assert len(frame["data"]) == len(frame["traces"]) >= 2 * len(ways)
        assert max(frame["traces"]) < len(found["data"])
        for trace, way in zip(frame["data"], ways, strict=False):
            state = way.positions[min(int(frame["name"]), len(way.positions) - 1)]
            assert np.allclose((trace["x"][-1], trace["y"][-1]), state, rtol=0, atol=close)
        for trace, way in zip(frame["data"][len(ways) :], ways, strict=False):
            assert trace["x"] == [min(int(frame["name"]), len(way.positions) - 1)]


def test_the_minimum_of_a_moving_ground_moves() -> None:
    found, moved = drawn(SCENES["moving"]), drift(SCENES["moving"].ground, 50)
    assert moved is not None
    for frame in found["frames"]:
        last, star = frame["data"][-1], found["data"][frame["traces"][-1]]
        assert np.array_equal(np.column_stack([last["x"], last["y"]]), moved[[int(frame["name"])]])
        assert star["marker"]["symbol"] == ["star"]
    assert "the star is where the minimum is" in animation(SCENES["moving"], caption(SCENES["moving"]))


LOST = edit.with_rate(edit.with_steps(opening(), 60), 0, 1.0)


def test_a_run_that_has_diverged_says_so_at_the_edge_of_map_and_chart() -> None:
    found, way = drawn(LOST), simulate(LOST.runs()[0])
    assert way.word == "diverged"
    x0, x1, y0, y1 = (*found["layout"]["xaxis"]["range"], *found["layout"]["yaxis"]["range"])
    low, high = (10.0**end for end in found["layout"]["yaxis2"]["range"])
    count, gone = len(LOST.runners), False
    for frame in found["frames"]:
        on_map, on_chart = (frame["data"][k * count : (k + 1) * count] for k in (2, 3))
        marks_, last = on_map[0], min(int(frame["name"]), len(way.positions) - 1)
        x, y = way.positions[last]
        away = not (x0 <= x <= x1 and y0 <= y <= y1)
        gone = int(frame["name"]) >= min(way.at, len(way.positions) - 1)
        assert marks_["text"] == [f" diverged at step {way.at} " if gone else ""]
        assert (marks_["x"] != [None]) == (away or gone)
        if away:
            assert x0 < marks_["x"][0] < x1
            assert y0 < marks_["y"][0] < y1
            dx, dy = marks_["x"][0] - (x0 + x1) / 2, marks_["y"][0] - (y0 + y1) / 2
            assert np.arctan2(dy, dx) == pytest.approx(np.arctan2(y - (y0 + y1) / 2, x - (x0 + x1) / 2), abs=1e-6)
        assert (on_chart[0]["y"] != [None]) == (not low <= frame["data"][count]["y"][0] <= high)
        assert all(trace["x"] == [None] for trace in on_map[1:])
    assert gone
    page_ = page(LOST)
    assert f": η 1; diverged at step {way.at} ({way.why})</li>" in page_


def test_marks_at_the_edge_do_not_cover_each_other() -> None:
    box = (-1.0, 1.0, -1.0, 1.0)
    told = lost.on_map(box, np.array([[9.0, 9.0]] * 4 + [[0.0, 0.0]]), [3, None, 5, 6, None])
    places = [(trace["x"][0], trace["y"][0]) for trace in told[:4]]
    assert len({(round(x, 9), round(y, 9)) for x, y in places}) == 4
    assert all(-1 < x < 1 and -1 < y < 1 for x, y in places)
    assert told[4]["x"] == [None]


def test_every_axis_has_a_name_and_numbers_in_one_style() -> None:
    for scene in (opening(), SCENES["moving"]):
        layout = drawn(scene)["layout"]
        names = [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis", "xaxis2", "yaxis2")]
        assert names[:3] == ["x", "y", "step"]
        assert names[3].startswith("Loss")
        assert {layout[axis]["exponentformat"] for axis in ("xaxis", "yaxis", "xaxis2", "yaxis2")} == {"power"}
    text = page(opening())
    assert OURS in text
    assert THEIRS not in text


def test_a_hidden_runner_is_not_shown() -> None:
    scene = edit.toggled(opening(), 1)
    text = animation(scene, caption(scene))
    assert "run2, Momentum" not in text
    assert "run3, RMSProp" in text


@pytest.mark.parametrize("key", LANDSCAPES)
def test_every_landscape_is_drawn_in_strict_json(key: str) -> None:
    found = drawn(edit.with_steps(edit.with_landscape(opening(), key), 40))
    assert json.dumps(found, allow_nan=False)
    span = found["layout"]["yaxis2"]["range"]
    assert span[0] < span[1]


@pytest.mark.parametrize("name", ["nobody", "all at rest"])
def test_nothing_to_see_is_no_failure(name: str) -> None:
    one = edit.with_landscape(edit.with_steps(opening(), 5), "narrow_gorge")
    scene = {
        "nobody": replace(one, start=(0.0, 1e5)),
        "all at rest": replace(edit.with_landscape(one, "bowl"), start=(0.0, 0.0)),
    }[name]
    assert json.dumps(drawn(scene), allow_nan=False)


def test_a_long_path_keeps_its_ends_and_outermost_points() -> None:
    turns = np.linspace(0, 200 * np.pi, 10_000)
    points = np.column_stack([turns / 600, np.cos(turns)])
    chosen = kept(points)
    assert len(chosen) <= CAP + 2
    assert (chosen[0], chosen[-1]) == (0, len(points) - 1)
    assert np.all(np.diff(chosen) > 0)
    for part in np.array_split(points[chosen, 1], 50):
        assert part.max() > 0.98
        assert part.min() < -0.98


def test_the_page_needs_nothing_else_and_says_what_it_shows() -> None:
    scene = opening()
    told = replace(caption(scene), title="A <b>bold</b> race & more")
    text = animation(scene, told)
    page = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=", text)
    assert "<h1>A &lt;b&gt;bold&lt;/b&gt; race &amp; more</h1>" in page
    assert told.link in unescape(page)
    for name, settings in zip(told.names, told.runs, strict=True):
        assert f"<li>{name}: {settings}</li>" in page
    assert 4e6 < len(text) < 6.5e6


def test_an_image_reads_back() -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    made = png(pixels, shades("#000000", "#ffffff"))
    body = made[made.index(b"IDAT") + 4 : made.index(b"IEND") - 8]
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(3, 5)
    assert np.array_equal(rows[:, 1:], pixels)
    assert made.startswith(b"\x89PNG")
    source = drawn(opening())["layout"]["images"][0]["source"]
    assert b64decode(source.split(",")[1]).startswith(b"\x89PNG")
