"""Pictures by the name of a page and a link: they are those that the page shows, without anything of a visitor."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pictures.registry import PAGES
from pictures.selection import selected
from runs import codec, edit
from runs.comparison.presets import PRESETS
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import first_ensemble
from runs.opening import opening
from runs.run import Scene
from stage import wire
from stage.payload import Picture
from tests.ui import visitor

ROOT = Path(__file__).resolve().parents[2]
NOISY = replace(opening(), noise=0.1, steps=40)
FEW = ensemble_codec.write(replace(first_ensemble(), walkers=60, base=replace(first_ensemble().base, steps=60)))
QUERIES = {
    "race": ["", codec.write(NOISY), "landscape=logistic_regression&steps=20&gradient.batch=4&run1=adam"],
    "compare": ["", codec.write(NOISY)],
    "clouds": [FEW, f"{FEW}&sweep=nonsense"],
    "anatomy": ["", f"{codec.write(NOISY)}&runner=2"],
    "schedules": ["", codec.write(NOISY)],
}
ASKED = [(page, query) for page, queries in QUERIES.items() for query in queries]


def shown(page: str, query: str, *, moving: bool = False) -> Picture:
    """The picture of a page under a link."""
    question, _ = PAGES[page].read(query)
    return PAGES[page].make(question, moving)


def test_every_page_with_a_stage_has_a_picture() -> None:
    pages = {path.stem for path in (ROOT / "ui" / "pages").glob("*.py") if "def show_stage(" in path.read_text("utf-8")}
    assert set(PAGES) == set(QUERIES) == pages


@pytest.mark.parametrize(("page", "query"), ASKED)
def test_a_picture_belongs_to_its_question_alone(page: str, query: str) -> None:
    picture = shown(page, query)
    assert (picture.acknowledged, picture.ghosts) == (0, False)
    assert wire.pack_picture(picture, {}) == wire.pack_picture(shown(page, query), {})
    if page in ("race", "schedules"):
        assert not any(track.selected for track in picture.tracks)
        assert (picture.dials, picture.contours, picture.vectors) == ((), (), ())


@pytest.mark.parametrize(("page", "query"), ASKED)
def test_a_page_shows_the_picture_of_its_link(page: str, query: str) -> None:
    head = visitor.stage(visitor.visit(query, page=page))
    picture = shown(page, query)
    if page in ("race", "schedules"):
        question, _ = PAGES[page].read(query)
        picture = replace(selected(picture, question, 0), ghosts=True)
    packed = wire.pack_picture(picture, {})
    told = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    del told["addresses"]
    assert {name: head[name] for name in told} == told


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query", ["?", "v=9&landscape=nowhere&run1=nobody&steps=1e99", "run1.rate=nan&x=inf", "&&==;%00"]
)
def test_any_query_gives_a_picture_and_sentences(page: str, query: str) -> None:
    question, remarks = PAGES[page].read(query)
    assert all(isinstance(sentence, str) and sentence for sentence in remarks)
    if page != "clouds":  # a thousand runs for each of these would take too long
        assert PAGES[page].make(question, True).tracks


def test_what_asks_for_too_much_is_read_as_less(monkeypatch: pytest.MonkeyPatch) -> None:
    from runs import bounds

    monkeypatch.setattr(bounds, "bounds", lambda: bounds.Bounds(100, 200))
    monkeypatch.setattr("runs.ensemble.ensemble.bounds", lambda: bounds.Bounds(100, 200))
    for page in PAGES:
        question, remarks = PAGES[page].read(codec.write(edit.with_steps(opening(), 200)))
        base = question if isinstance(question, Scene) else getattr(question, "base", None) or question.scene
        assert base.steps == 100
        assert any("at most 100 steps" in sentence for sentence in remarks)


@pytest.mark.parametrize("place", range(3))
def test_the_selected_runner_is_laid_over_the_picture(place: int) -> None:
    race = replace(NOISY, runners=edit.added(edit.added(NOISY)).runners[:3])
    picture = shown("race", codec.write(race))
    over = selected(picture, race, place)
    assert [track.selected for track in over.tracks] == [i == place for i in range(3)]
    assert {arrow.run for arrow in over.vectors} == {place}
    assert over.dials[0].value == race.runners[place].rate
    assert replace(over, tracks=picture.tracks, vectors=(), dials=(), series=picture.series) == picture
    kept = {name: over.series[name] for name in picture.series}
    assert all(np.array_equal(a, b) for name in kept for a, b in zip(kept[name], picture.series[name], strict=True))


def test_a_runner_is_taken_apart_by_its_number() -> None:
    question, _ = PAGES["anatomy"].read(f"{codec.write(NOISY)}&runner=2")
    assert question.place == 1
    assert PAGES["anatomy"].read(f"{codec.write(NOISY)}&runner=99")[0].place == 0


def test_the_presets_of_the_comparison_have_pictures() -> None:
    for make in PRESETS.values():
        assert PAGES["compare"].make(make(), False).grid is not None


def test_pictures_are_made_without_streamlit() -> None:
    code = "import sys, pictures.registry; print('streamlit' in sys.modules, 'plotly' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert said.stdout.split() == ["False", "False"]
