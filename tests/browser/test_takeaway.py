"""The export panel in a real browser, and the exported film on a machine without a server."""

import json

import pytest

from pictures import show
from pictures.animation import page as film
from runs import edit
from runs.opening import opening
from runs.simulate import simulate
from tests.browser.conftest import DESKTOP, PATIENCE, until
from ui.takeaway import FILES

TYPES = {
    "CSV": "\ufeff# Thalweg",
    "JSON": '{"made_by"',
    "PyTorch script": '"""Rosenbrock',
    "Python snippet": "# Rosenbrock",
}
HEADS = """() => {
  const found = document.getElementById("race").data.filter((trace) => trace.mode === "lines+markers");
  return found.map((trace) => [trace.x.at(-1), trace.y.at(-1)]);
}"""


def test_every_file_arrives(visit, tmp_path):
    race = visit()
    race.page.get_by_text("Take it away").click()
    for name, (_, ending, _) in FILES.items():
        button = race.page.get_by_role("button", name=name, exact=True)
        button.wait_for()
        with race.page.expect_download() as taken:
            button.click()
        assert taken.value.suggested_filename == f"thalweg-rosenbrock-gd-momentum-rmsprop-adam-300_steps{ending}"
        taken.value.save_as(tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.startswith(TYPES.get(name, "<!doctype html>"))
        assert f"{race.url.partition('?')[0]}?v=1" in text
    assert json.loads((tmp_path / "JSON").read_text(encoding="utf-8"))["runs"][0]["method"] == "gd"


@pytest.mark.parametrize("where", ["page", "notebook"])
def test_the_film_plays_without_a_server(browser, tmp_path, where):
    file, said, scene = tmp_path / "film.html", [], edit.with_steps(opening(), 20)
    text = film(scene) if where == "page" else f"<!doctype html><div>{show(scene)._repr_html_()}</div>"
    file.write_text(text, encoding="utf-8")
    page = browser.new_page(viewport=DESKTOP)
    page.set_default_timeout(PATIENCE * 1000)
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    shown = page.main_frame if where == "page" else until(lambda: page.main_frame.child_frames)[0]
    shown.wait_for_selector("#race .main-svg")
    assert shown.evaluate(HEADS) == [[-1.2, 1.0]] * 4
    shown.get_by_text("Play", exact=True).click()
    ends = [simulate(run).positions[-1] for run in scene.runs()]

    def arrived():
        heads = shown.evaluate(HEADS)
        return all(abs(x - end[0]) < 1e-4 and abs(y - end[1]) < 1e-4 for (x, y), end in zip(heads, ends, strict=True))

    until(arrived)
    # The ground is still there; a contour trace of Plotly would have disappeared.
    assert shown.locator("#race .imagelayer image").count() == 1
    if where == "notebook":
        assert shown.evaluate("() => document.querySelector('ul').getBoundingClientRect().bottom <= innerHeight")
    page.close()
    assert [url for url in said if not url.startswith(("file:", "data:", "about:srcdoc"))] == []
