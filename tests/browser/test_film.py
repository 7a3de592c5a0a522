"""The images and films that a visitor exports, made by a real browser."""

import re
import struct
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from playwright.sync_api import expect

from runs.catalog import LANDSCAPES
from runs.opening import opening
from runs.simulate import simulate
from tests.browser import movie
from tests.browser.conftest import DESKTOP
from tools.restless import burning

SVG = "{http://www.w3.org/2000/svg}"


def saved(race, kind):
    """What the browser downloads when this kind is chosen: name and bytes."""
    race.page.get_by_role("button", name="Save a picture or a film").click()
    with race.page.expect_download() as coming:
        race.page.get_by_role("button", name=kind).click()
    expect(race.page.locator(".tw-menu:popover-open")).to_have_count(0)
    return coming.value.suggested_filename, coming.value.path().read_bytes()


SMALL = {"width": 760, "height": 560}
"""A small window: every frame of a film is painted and encoded by the processor."""


def still(visit, query="", step=120, viewport=SMALL):
    race = visit(query, viewport=viewport)
    race.play(on=False)
    race.ask(f"stage.clock.seek({step})")
    race.at_step(step)
    race.when("!stage.stale")
    return race


def test_a_drawing_stands_alone_and_says_title_settings_and_permalink(visit):
    race = still(visit)
    name, data = saved(race, "Drawing (SVG)")
    assert name == "thalweg-rosenbrock-step-120.svg"
    root = ET.fromstring(data)
    said = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for words in ("Rosenbrock", "300 steps", "step 120 of 300", "Gradient descent", "η 0.0025", "run1=gd"):
        assert words in said
    images = [image.get("href") for image in root.iter(f"{SVG}image")]
    assert len(images) == 1  # the ground
    assert all(href and href.startswith("data:image/png") for href in images)
    assert len(list(root.iter(f"{SVG}path"))) > 20
    assert b"http://www.w3.org" in data
    assert b"<script" not in data


def test_whoever_saves_before_plotly_has_come_gets_the_axes_too(visit):
    race = still(visit)
    race.ask("Object.assign(stage.plot, { plotly: null }) && (stage.stale = true)")
    root = ET.fromstring(saved(race, "Drawing (SVG)")[1])
    assert "xtick" in {group.get("class") for group in root.iter(f"{SVG}g")}
    assert not race.ask("stage.stale")


ENDS = """() => {
  const lines = stage.overlay.lines.map(({ points, last }) => [points, Math.min(120, last)]);
  return lines.map(([points, at]) => [points[2 * at], points[2 * at + 1]]);
}"""
"""Where every path and curve is at step 120, in pixels of the plot."""
GENERIC = {"sans-serif", "monospace"}


def last_point(path):
    """The last point of a path that consists of lines."""
    return tuple(float(number) for number in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", ""))[-1])


def test_paths_heads_starts_and_curves_are_lines_that_end_where_the_runs_are(visit):
    race = still(visit)
    root = ET.fromstring(saved(race, "Drawing (SVG)")[1])
    ends = race.ask(f"({ENDS})()")
    groups = {
        group.get("class"): list(group.iter(f"{SVG}path")) for group in root.iter(f"{SVG}g") if group.get("class")
    }
    casing = race.ask("stage.look.casing")
    drawn = [path for path in groups["trails"] if path.get("clip-path")]
    trails = [path for path in drawn if path.get("stroke") != casing]
    # Every path on the map has a casing, which is below all of them.
    assert [path.get("stroke") for path in drawn[:4]] == [casing] * 4
    assert len(drawn) == len(trails) + 4
    shown = [path.get("d", "") for path in trails]
    assert len(ends) == 4 * 4  # the map and three charts
    assert len(trails) == len(ends), [(d[:40], d[-40:], len(d)) for d in shown]
    found = sorted(map(last_point, trails))
    assert found == pytest.approx(np.array(sorted(map(tuple, ends))), abs=0.02)
    # A head is a shape with a casing, closed, around the same point.
    heads = [path for path in groups["heads"] if path.get("d", "").endswith("Z") and path.get("fill") != "none"]
    assert len(heads) >= len(ends)  # the tips of arrows are shapes too
    middles = [np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", "")), float).mean(0) for path in heads]
    for end in ends:
        assert min(np.abs(middle - end).max() for middle in middles) < 0.6
    assert len(groups["starts"]) == 2
    # The trajectory itself, from Python: its state at step 120 is where the trail on the map ends.
    frame = race.ask("stage.frames()[0]")
    for run in opening().runs():
        x, y = simulate(run).positions[120]
        left = frame["left"] + (x - frame["x"][0]) / (frame["x"][1] - frame["x"][0]) * frame["width"]
        top = frame["top"] + (1 - (y - frame["y"][0]) / (frame["y"][1] - frame["y"][0])) * frame["height"]
        assert min(abs(a - left) + abs(b - top) for a, b in found) < 0.05
    fonts = {
        font.strip(" '\"") for font in re.findall(r"font-family[:=]\s*[\"']?([^;\"'>]+)", ET.tostring(root, "unicode"))
    }
    assert fonts <= GENERIC


def test_what_is_printed_holds_all_numbers_and_the_step_in_its_link(visit):
    race = still(
        visit, "?v=1&landscape=logistic_regression&steps=200&noise=0.3&seed=7&gradient.batch=4&run1=adam&run1.rate=0.02"
    )
    _, data = saved(race, "Drawing (SVG)")
    root = ET.fromstring(data)
    said = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for words in (
        "η 0.02",
        "β₁ 0.9",
        "β₂ 0.999",
        "ε 10⁻⁸",
        "step 120 of 200",
        "noise σ 0.3",
        "batches of 4",
        "seed 7",
        "&step=120",
    ):
        assert words in said, words
    for param in LANDSCAPES["logistic_regression"].params:
        assert f"{param.symbol} {param.tell(param.default)}" in said
    widths = race.page.evaluate(MEASURED, data.decode())
    assert 0 < widths["most"] <= widths["width"]


MEASURED = """(svg) => {
  const box = document.createElement("div");
  box.innerHTML = svg;
  document.body.append(box);
  const whole = box.firstElementChild.getBoundingClientRect();
  const ends = [...box.querySelectorAll("text")].map((text) => text.getBoundingClientRect().right - whole.left);
  const width = whole.width;
  box.remove();
  return { width, most: Math.max(...ends) };
}"""
"""How far to the right the texts of a drawing reach in this browser, with the fonts of this machine."""


@pytest.mark.parametrize("width", [360, 640, 1280])
def test_no_text_of_a_drawing_is_cut_at_any_width(visit, width):
    race = visit(viewport={"width": width, "height": 800})
    race.play(on=False)
    race.when("!stage.stale")
    _, data = saved(race, "Drawing (SVG)")
    measured = race.page.evaluate(MEASURED, data.decode())
    assert 0 < measured["most"] <= measured["width"] + 1


def test_a_picture_is_twice_as_fine_as_the_screen_and_holds_what_moves(visit):
    race = still(visit, "?v=1&view=both")
    name, data = saved(race, "Picture (PNG)")
    assert name == "thalweg-rosenbrock-step-120.png"
    width, height = struct.unpack(">II", data[16:24])
    size = race.ask("stage.size")
    assert abs(width - 2 * size["width"]) <= 2
    assert height > 2 * size["height"]
    assert len(data) > 100_000


def downloads(race):
    """The names of the files that a page saves from now on."""
    names = []
    race.page.on("download", lambda file: names.append(file.suggested_filename))
    return names


FPS, END = 30, 1.0
WITHOUT_H264 = """() => {
  const asked = VideoEncoder.isConfigSupported;
  VideoEncoder.isConfigSupported = async (config) =>
    config.codec.startsWith("avc1") ? { supported: false, config } : asked.call(VideoEncoder, config);
}"""
HAS_H264 = """async () => {
  const config = { codec: "avc1.640028", width: 1280, height: 880, bitrate: 5e6, framerate: 30 };
  return (await VideoEncoder.isConfigSupported(config)).supported;
}"""
STOPS_SOON = """() => {
  const { start } = MediaRecorder.prototype;
  MediaRecorder.prototype.start = function () {
    start.call(this);
    setTimeout(() => this.pause(), 1500);
  };
}"""
MUXERS = "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/mediabunny.js')).length"


def is_complete(data, seconds):
    """Every frame is there, at its time, and a player can begin at least every two seconds."""
    found = movie.frames(data)
    assert len(found) == round((seconds + END) * FPS)
    assert all(abs(time - number / FPS) < 0.001 for number, (time, _) in enumerate(found))
    keys = [time for time, key in found if key]
    assert keys[0] == 0
    assert all(after - before <= 2.001 for before, after in pairwise([*keys, seconds + END]))


@pytest.mark.parametrize("h264", [True, False])
def test_every_frame_of_a_film_is_in_a_file_that_players_open(visit, browser, h264):
    race = still(visit, "?v=1&steps=20", 20)
    if not h264:
        race.page.evaluate(WITHOUT_H264)
    mp4 = h264 and race.page.evaluate(HAS_H264)
    name, data = saved(race, "Film of the race")
    assert name == f"thalweg-rosenbrock.{'mp4' if mp4 else 'webm'}"
    assert (data[4:8] == b"ftyp", b"avc1" in data) == (mp4, mp4)
    is_complete(data, 3)
    [(at, _), (end, _)] = movie.shown(browser, data, 1.7, movie.FAR)
    assert at == 1.7
    assert abs(end - 4) < 0.04
    assert race.step == 20  # where it was: the film has a playhead of its own


def test_a_busy_machine_makes_a_film_later_but_not_shorter(visit):
    race = still(visit)
    with burning(2):
        _, data = saved(race, "Film of the race")
    is_complete(data, 7.5)


@pytest.mark.parametrize("view", ["map", "both"])
def test_a_film_begins_with_the_start_and_ends_with_the_end_as_on_the_screen(visit, browser, view):
    race = still(visit, f"?v=1&steps=60&view={view}", 60, DESKTOP)
    if view == "both":
        race.ask("stage.overlay.space.zoom(1, [2, 1])")
        race.frames(5)
    _, film = saved(race, "Film of the race")
    _, end = saved(race, "Picture (PNG)")
    race.ask("stage.clock.seek(0)")
    race.at_step(0)
    _, start = saved(race, "Picture (PNG)")
    end, start = movie.painted(browser, end), movie.painted(browser, start)
    (_, first), (_, last) = movie.shown(browser, film, 0, movie.FAR)
    # The picture prints losses in its legend, and the film does not.
    assert movie.apart(first, start) < 2 < 3 * movie.apart(start, end)
    # A film blurs the fine lines of the lit ground.
    assert movie.apart(last, end) < min(2.5, movie.apart(last, start) / 1.5)


def test_a_film_is_cancelled_at_once_and_leaves_nothing_behind(visit):
    race = still(visit)
    page, files = race.page, downloads(race)
    page.evaluate("""() => {
      window.encoders = [];
      const { configure } = VideoEncoder.prototype;
      VideoEncoder.prototype.configure = function (config) {
        window.encoders.push(this);
        configure.call(this, config);
      };
    }""")
    assert race.ask(MUXERS) == 0
    page.get_by_role("button", name="Save a picture or a film").click()
    page.get_by_role("button", name="Film of the race").click()
    race.when("document.querySelector('.tw-menu progress')?.value > 0")
    assert race.ask(MUXERS) == 1
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".tw-menu:popover-open")).to_have_count(0)
    race.when("window.encoders.map((e) => e.state).join() === 'closed'")
    page.get_by_role("button", name="Save a picture or a film").click()
    expect(page.locator(".tw-menu p")).to_have_count(0)
    with page.expect_download():
        page.get_by_role("button", name="Drawing (SVG)").click()
    assert files == ["thalweg-rosenbrock-step-120.svg"]


@pytest.mark.parametrize("busy", [0, 2])
def test_a_browser_without_an_encoder_records_until_its_film_is_complete(visit, browser, busy):
    race = still(visit, "?v=1&steps=20", 20)
    race.page.evaluate("delete window.VideoEncoder")
    with burning(busy):
        name, data = saved(race, "Film of the race")
    header, _, _ = data.partition(b"mdat")  # the frames may hold any bytes
    assert name.endswith("webm") or (b"avcC" in header and b"vp09" not in header)
    [(end, _)] = movie.shown(browser, data, movie.FAR)
    assert end >= 3.9
    assert race.ask(MUXERS) == 0


def test_a_recording_that_is_too_short_says_so(visit, browser):
    race = still(visit, "?v=1&steps=20", 20)
    race.page.evaluate("delete window.VideoEncoder")
    race.page.evaluate(STOPS_SOON)
    race.page.get_by_role("button", name="Save a picture or a film").click()
    with race.page.expect_download():
        race.page.get_by_role("button", name="Film of the race").click()
    said = race.page.locator(".tw-menu:popover-open p")
    expect(said).to_contain_text("The film is too short: of 4.0 seconds only")
    expect(race.page.get_by_role("button", name="Film of the race")).to_be_visible()


def test_a_recording_can_be_cancelled(visit):
    race = still(visit, "?v=1&steps=20", 20)
    race.page.evaluate("delete window.VideoEncoder")
    files = downloads(race)
    race.page.get_by_role("button", name="Save a picture or a film").click()
    race.page.get_by_role("button", name="Film of the race").click()
    race.when("document.querySelector('.tw-menu progress')?.value > 0")
    race.page.get_by_role("button", name="Cancel").click()
    expect(race.page.locator(".tw-menu:popover-open")).to_have_count(0)
    assert files == []
