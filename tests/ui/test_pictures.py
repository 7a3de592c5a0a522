"""Pictures by the name of a page and a link: they are those that the page shows, without anything of a visitor."""

import gzip
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pictures import race
from pictures.charts import CURVES, around_limit, span, tamed
from pictures.registry import PAGES
from pictures.selection import Subject, selected
from runs import codec, edit, variants
from runs.comparison.presets import PRESETS
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import first_ensemble
from runs.opening import opening
from runs.run import MAX_RUNS, Shown
from stage import wire
from stage.payload import Chart, Picture
from tests.ui import visitor
from ui.routes.pictures import LEVEL

ROOT = Path(__file__).resolve().parents[2]
NOISY = replace(opening(), noise=0.1, steps=40)
FEW = ensemble_codec.write(replace(first_ensemble(), walkers=60, base=replace(first_ensemble().base, steps=60)))
QUERIES = {
    "race": ["", codec.write(NOISY), "landscape=logistic_regression&steps=20&gradient.batch=4&run1=adam"],
    "compare": ["", codec.write(NOISY)],
    "clouds": [FEW, f"{FEW}&sweep=nonsense"],
    "anatomy": ["", f"{codec.write(NOISY)}&runner=2"],
    "schedules": ["", codec.write(NOISY), f"{codec.write(NOISY)}&runner=3"],
}
ASKED = [(page, query) for page, queries in QUERIES.items() for query in queries]


def shown(page: str, query: str, *, moving: bool = False) -> Picture:
    """The picture of a page under a link."""
    question, _ = PAGES[page].read(query)
    return PAGES[page].make(question, moving)


def test_every_page_with_a_stage_has_a_picture() -> None:
    shows = re.compile(r"\bshow_(scene|value)\(")
    pages = {path.stem for path in (ROOT / "ui" / "pages").glob("*.py") if shows.search(path.read_text("utf-8"))}
    assert set(PAGES) == set(QUERIES) == pages


@pytest.mark.parametrize(("page", "query"), ASKED)
def test_a_picture_belongs_to_its_question_alone(page: str, query: str) -> None:
    assert wire.pack_picture(shown(page, query)) == wire.pack_picture(shown(page, query))
    question, _ = PAGES[page].read(query)
    assert PAGES[page].read(PAGES[page].write(question)) == (question, ())


@pytest.mark.parametrize("page", PAGES)
def test_only_the_picture_of_a_drag_may_leave_something_out(page: str) -> None:
    still, moving = (shown(page, QUERIES[page][-1], moving=moving) for moving in (False, True))
    assert still.panes == moving.panes or page == "clouds"  # whose limits fit fewer runs
    assert still.pins == moving.pins
    assert [track.name for track in still.tracks] == [track.name for track in moving.tracks]


@pytest.mark.parametrize("curve", CURVES)
def test_the_third_chart_has_a_title_and_a_range(curve: str) -> None:
    query = codec.write(edit.with_curve(NOISY, curve) if curve != "norm" else NOISY)
    (chart,) = [pane for pane in shown("race", query).panes if getattr(pane, "of", "") == curve]
    assert chart.title == CURVES[curve]
    low, high = chart.span
    assert 0 <= low < high < np.inf


LIMITED = "landscape=edge&x=4&y=0.22&steps=60&run1=gd&run1.rate=0.05&run2=lion&run3=gd&run3.rate=1"


def test_the_curvature_against_the_limit_has_a_line_at_one_and_no_curve_without_a_limit() -> None:
    picture = shown("race", f"{LIMITED}&curve=stability")
    *_, last = [pane for pane in picture.panes if isinstance(pane, Chart)]
    assert (last.of, last.log, last.level) == ("stability", False, 1.0)
    near, none, gone = picture.series["stability"]
    assert (near.size, none.size, gone.size) == (61, 0, picture.series["loss"][2].size)
    assert near[-1] == near[-2]
    assert around_limit([near]) == (0.0, 1.1 * near.max())
    assert last.span[1] == 4.0  # the third one begins at 21 times its limit
    assert around_limit([]) == (0.0, 1.5)
    assert around_limit([np.array([-9.0, 0.5])]) == (-1.0, 1.5)


def test_the_curvature_is_measured_only_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "stability", lambda run: pytest.fail(f"nobody asked for it: {run}"))
    for moving in (False, True):
        assert "stability" not in shown("race", LIMITED, moving=moving).series


@pytest.mark.parametrize("page", ["race", "schedules"])
def test_a_page_names_the_runners_without_a_limit(page: str) -> None:
    said = "No limit is known here for Lion with these settings, so the third chart has no curve for it."
    lone = "landscape=edge&steps=20&run1=lion"
    for query, expected in ((f"{lone}&curve=stability", [said]), (lone, []), ("curve=stability", [])):
        assert [box.value for box in visitor.visit(query, page=page).info] == expected


STEADY = "v=1&landscape=rosenbrock&run1=gd&run1.rate=0.001&run2=adam&run2.rate=0.05"


@pytest.mark.parametrize(
    ("page", "more", "expected"),
    [
        ("race", "", "stride"),
        ("race", "&run2.schedule=cosine", "rate"),
        ("race", "&run1.warmup=20", "rate"),
        ("race", "&run2.schedule=plateau&run2.schedule.patience=1", "rate"),  # it reacts
        ("race", "&run2.schedule=plateau", "stride"),  # here it never has to
        ("race", "&run3=bfgs", "stride"),  # a line search sets the step, not η
        ("race", "&curve=rate", "rate"),
        ("race", "&run2.schedule=cosine&curve=stride", "stride"),
        ("race", "&run1.warmup=20&curve=along x", "along x"),
        ("schedules", "", "stride"),  # the rates are in the first chart
        ("schedules", "&curve=rate", "rate"),
    ],
)
def test_the_third_chart_shows_rates_only_where_they_change_or_the_link_asks(page, more, expected) -> None:
    *_, last = [pane for pane in shown(page, STEADY + more).panes if isinstance(pane, Chart)]
    assert last.of == expected


def test_a_chart_of_nothing_has_a_range() -> None:
    assert span([]) == span([np.empty(0)]) == (False, (0.0, 1.0))


@pytest.mark.parametrize(("curve", "budget"), [("rate", 18_000), ("fitting", 20_500)])
def test_the_picture_of_six_runners_fits_its_budget(curve: Shown, budget: int) -> None:
    """Rates that do not change are nothing to send, but the lengths of steps are six more curves."""
    six = replace(edit.added(edit.added(opening(), "gd"), "adam"), curve=curve)
    assert len(gzip.compress(wire.pack_picture(shown("race", codec.write(six))), LEVEL)) < budget


@pytest.mark.parametrize(("page", "query"), ASKED)
def test_a_page_shows_the_picture_of_its_link(page: str, query: str) -> None:
    head = visitor.stage(visitor.visit(query, page=page))
    packed = wire.pack_picture(shown(page, query))
    told = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
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
        base = question.scene if isinstance(question, Subject) else question.base
        assert base.steps == 100
        assert any("at most 100 steps" in sentence for sentence in remarks)


@pytest.mark.parametrize("place", range(3))
def test_the_selected_runner_is_laid_over_the_picture(place: int) -> None:
    scene = replace(NOISY, runners=edit.added(edit.added(NOISY, "gd"), "adam").runners[:3])
    picture = race.picture(scene)
    assert not any(track.selected for track in picture.tracks)
    assert (picture.dials, picture.contours, picture.vectors, picture.ghosts) == ((), (), (), False)
    over = selected(picture, Subject(scene, place))
    assert PAGES["race"].make(Subject(scene, place), False).dials == over.dials
    assert [track.selected for track in over.tracks] == [i == place for i in range(3)]
    assert {arrow.run for arrow in over.vectors} == {place}
    assert over.dials[0].value == scene.runners[place].rate
    assert replace(over, tracks=picture.tracks, vectors=(), dials=(), ghosts=False, series=picture.series) == picture
    kept = {name: over.series[name] for name in picture.series}
    assert all(np.array_equal(a, b) for name in kept for a, b in zip(kept[name], picture.series[name], strict=True))


@pytest.mark.parametrize("page", ["race", "anatomy", "schedules"])
def test_a_runner_is_selected_by_its_number(page: str) -> None:
    scene = variants.opening() if page == "schedules" else NOISY
    for number, place in (("2", 1), ("4", 3), ("9", 0), ("0", 0), ("two", 0), ("", 0)):
        question, remarks = PAGES[page].read(f"{codec.write(scene)}&runner={number}")
        unknown = (
            [f"runner in the link: there is no runner {number!r}. Used instead: 1."]
            if number in ("9", "0", "two")
            else []
        )
        assert (question, list(remarks)) == (Subject(scene, place), unknown)
        assert PAGES[page].write(question) == f"{codec.write(scene)}&runner={place + 1}"
    assert PAGES[page].read("x" * 30_000)[1][0].endswith("and was not read.")
    twice, remarks = PAGES[page].read(f"{codec.write(scene)}&runner=3&runner=zz")
    assert (twice.place, remarks) == (2, ("'runner' appears twice in the link. The first one is used.",))


def test_the_presets_of_the_comparison_have_pictures() -> None:
    for make in PRESETS.values():
        assert PAGES["compare"].make(make(), False).grid is not None


def test_pictures_are_made_without_streamlit() -> None:
    code = "import sys, pictures.registry; print('streamlit' in sys.modules, 'plotly' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert said.stdout.split() == ["False", "False"]


RATES_OF_THE_WILD = (50.0, 1e5, 1e-5)
LANDS = ("rosenbrock", "himmelblau", "bowl", "saddle")


@pytest.mark.parametrize("land", LANDS)
@pytest.mark.parametrize("rate", RATES_OF_THE_WILD)
@pytest.mark.parametrize("page", ["race", "compare"])
def test_no_axis_forgets_who_lives(page: str, rate: float, land: str) -> None:
    """Every value of a run that has not diverged is on its axis, but what is beyond the precision of its numbers."""
    link = f"v=1&landscape={land}&run1=gd&run1.rate={rate}&run2=adam&run2.rate=0.05&run3=momentum&run3.rate={rate}"
    picture = shown(page, link)
    drawn = 0
    for pane in picture.panes:
        if not isinstance(pane, Chart):
            continue
        for track, row in zip(picture.tracks, picture.series[pane.of], strict=True):
            if track.status == "diverged" or not row.size:
                continue
            seen = row[row > 1e-16 * row.max()] if pane.log else row
            assert pane.span[0] <= seen.min() <= seen.max() <= pane.span[1], (
                pane.of,
                pane.span,
                seen.min(),
                seen.max(),
            )
            drawn += 1
    assert drawn


def test_where_all_diverge_the_slowest_first_step_is_on_the_axis() -> None:
    slow, fast = np.array([100.0, 1e4, 1e30]), np.array([100.0, 1e40])
    log, reach = span(tamed([slow, fast], [True, True]), 1.0)
    assert (log, reach) == (True, (100.0, 1e5))
    assert [row.size for row in tamed([slow, fast], [True, False])] == [1, 2]
    assert [row.size for row in tamed([slow[:1], fast[:0]], [True, True])] == [1, 0]


LAST = "not there yet"
ENDS = [
    ("two_valleys", "gd", "0.01", "6", ("moving", LAST)),
    ("rosenbrock", "adam", "0.05", "20", ("moving", LAST)),
    ("bowl", "gd", "0.1", "300", ("converged", "")),
    ("bowl", "gd", "1e5", "300", ("diverged", "")),
    ("bowl", "momentum", "0.02", "60", ("moving", "")),
    ("deep_linear", "gd", "1e-6", "5", ("moving", LAST)),
    ("monkey_saddle", "gd", "1e-4", "5", ("moving", "not at rest")),
]


@pytest.mark.parametrize("page", ["race", "compare", "clouds", "anatomy"])
@pytest.mark.parametrize(("land", "method", "rate", "steps", "ending"), ENDS, ids=range(len(ENDS)))
def test_a_track_says_how_its_run_ends(
    page: str, land: str, method: str, rate: str, steps: str, ending: tuple[str, str]
) -> None:
    link = f"v=1&landscape={land}&run1={method}&run1.rate={rate}&steps={steps}"
    more = {"clouds": "&walkers=50", "compare": "&across=rate&across1=1e-12&across2=" + rate}.get(page, "")
    track = shown(page, link + more).tracks[-1]
    assert (track.status, track.last) == ending
    assert (track.last == LAST) <= (track.reached is None)


BROKEN = ("zork=3", "steps=x", "runner=zz", "run3=zz", "across=noise&across1=-3&across2=9")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("mixed", [False, True])
def test_a_page_says_all_that_its_reader_says(page: str, broken: str, *, mixed: bool) -> None:
    text = f"v=1&landscape=two_valleys&run1=gd&{broken}" + ("&run2=adam" if mixed else "")
    _, remarks = PAGES[page].read(text)
    if page not in ("compare", "clouds") or "runner" not in broken:  # which have no selected runner
        assert remarks
    at = visitor.visit(text, page=page)
    said = [one.value for one in at.warning]
    assert set(remarks) <= set(said), (remarks, said)


@pytest.mark.parametrize("page", PAGES)
def test_a_fork_is_offered_where_the_page_can_make_one(page: str) -> None:
    listens = 'listen(STAGE, "fork", apply_fork)' in (ROOT / "ui" / "pages" / f"{page}.py").read_text("utf-8")
    assert (shown(page, QUERIES[page][-1]).forks is not None) == listens


def test_a_race_says_for_how_many_runners_there_is_room() -> None:
    many = NOISY
    while len(many.runners) < MAX_RUNS:
        assert race.picture(many).forks == MAX_RUNS - len(many.runners)
        many = edit.added(many, "adam")
    assert race.picture(many).forks == 0
