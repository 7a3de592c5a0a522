"""The records of the course: how texts are read, what is no step, and what counts as right."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from lessons.gradient_descent import GRADIENT_DESCENT
from runs.comparison.comparison import Axis, Comparison
from runs.ensemble.ensemble import Ensemble
from runs.opening import opening
from runs.surface import lowest
from studies.course.chapter import Facts, Step, Switch, View
from studies.course.marked_text import Piece, fields, filled, paragraphs, pieces, rows, spoken
from studies.course.measured import COLUMNS, answer, best_rate, ends, facts, given, heights, walked
from studies.course.question import Choose, Number, Place, Rate, Sketch
from ui.course.chapters import chapter_of, scan

SCENE = opening()
VIEW = View(SCENE)
PLAIN = Step("A title", "A text.", VIEW)
CHOICE = Choose("Which one?", ("a", "b"), lambda *ways: len(ways) - 3, "So.")


def test_paragraphs_are_parted_by_empty_lines():
    assert paragraphs("\n  One\n  line.\n\n  Two.\n  \n") == ("One line.", "Two.")


def test_a_text_falls_into_its_pieces():
    assert list(pieces(r"A [[batch|few]] at $\eta$ and $a^2$(a squared).")) == [
        Piece("text", "A ", "A "),
        Piece("term", "few", "few", "batch"),
        Piece("text", " at ", " at "),
        Piece("formula", r"\eta", "eta", "rate"),
        Piece("text", " and ", " and "),
        Piece("formula", "a^2", "a squared"),
        Piece("text", ".", "."),
    ]
    assert [piece.kind for piece in pieces("[[loss]]")] == ["term"]


def test_a_text_leads_to_scenes_and_a_table_has_rows():
    assert list(pieces("Scene: ((a_key|Its title)).")) == [
        Piece("text", "Scene: ", "Scene: "), Piece("scene", "Its title", "Its title", "a_key"), Piece("text", ".", "."),
    ]  # fmt: skip
    assert list(pieces("((/network|Live))")) == [Piece("page", "Live", "Live", "network")]
    (table,) = paragraphs("|| Method | Right\n|| [[Adam]] | {adam}")
    assert rows(table) == [["Method", "Right"], ["[[Adam]]", "{adam}"]]
    assert spoken(filled(table, {"adam": "0.9"})) == "Method, Right. Adam, 0.9."
    assert rows("No table || here") == []


def test_a_text_is_filled_and_spoken():
    text = r"{n} steps at $\frac{1}{\eta}$(one over eta)"
    assert fields(text) == {"n"}
    assert spoken(filled(text, {"n": "7"})) == "7 steps at one over eta"


def test_a_formula_must_say_how_it_is_spoken():
    with pytest.raises(ValueError, match="must say how it is spoken"):
        list(pieces("$x^9$"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: View(SCENE, "clouds"), "The page clouds shows no Scene"),
        (lambda: Switch("B", (("8", ()),)), "two choices or more"),
        (lambda: replace(PLAIN, title=" "), "no title"),
        (lambda: replace(PLAIN, text=" "), "no text"),
        (lambda: replace(PLAIN, text="{n} steps."), "nothing measures"),
        (lambda: replace(PLAIN, after="And so."), "after what"),
        (lambda: replace(CHOICE, ask="Which one"), "'Which one' is no sentence"),
        (lambda: replace(CHOICE, why="So"), "its explanation is no sentence"),
        (lambda: replace(CHOICE, options=("a",)), "1 answers, not 2 to 5"),
        (lambda: Number("How many?", lambda: 1.0, "So.", factor=0.5), "admits nothing"),
        (lambda: Rate("Which?", "quickest", (1.0, 0.5, 2.0), "So."), "must rise"),
        (lambda: Rate("Which?", "quickest", (0.5, 1.0), "So."), "2 rates"),
        (lambda: replace(GRADIENT_DESCENT, key="A"), "no key"),
        (lambda: replace(GRADIENT_DESCENT, asks="So."), "does not ask"),
        (lambda: replace(GRADIENT_DESCENT, leaves="much"), "is a sentence"),
        (lambda: replace(GRADIENT_DESCENT, steps=(PLAIN,)), "1 steps"),
        (lambda: replace(GRADIENT_DESCENT, steps=(PLAIN,) * 4), "asks nothing"),
        (lambda: chapter_of(SimpleNamespace(__name__="lessons.none")), "exactly one chapter"),
        (lambda: chapter_of(SimpleNamespace(__name__="lessons.other", one=GRADIENT_DESCENT)), "its key is"),
        (lambda: answer(PLAIN), "this step asks nothing"),
        (lambda: best_rate(SCENE, Rate("Which?", "largest", (50.0, 60.0, 70.0), "So.")), "no rate holds"),
        (lambda: best_rate(SCENE, Rate("Which?", "quickest", (1e-8, 2e-8, 3e-8), "So.")), "no rate arrives"),
    ],
)
def test_what_is_wrong_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_rates_are_tried_in_a_race_alone():
    with pytest.raises(TypeError, match="tried in a race"):
        best_rate(None, Rate("Which?", "largest", (1.0, 2.0, 3.0), "So."))


def test_two_chapters_have_no_place_in_common(monkeypatch, tmp_path):
    package = tmp_path / "twins"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in ("one", "two"):
        (package / f"{name}.py").write_text(
            "from dataclasses import replace\nimport lessons.gradient_descent as it\n"
            f"CHAPTER = replace(it.GRADIENT_DESCENT, key={name!r})\n"
        )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="stands twice"):
        scan(__import__("twins"))


def test_a_step_is_given_what_it_shows_and_the_other_scenes():
    clouds = Ensemble(replace(SCENE, runners=SCENE.runners[:1], noise=0.1), walkers=50)
    panes = Comparison(SCENE, Axis("runner", (0, 1)))
    assert [way.run.method.key for way in walked(SCENE)] == ["gd", "momentum", "rmsprop", "adam"]
    assert len(walked(clouds)) == 1
    assert walked(panes) == ()
    step = replace(PLAIN, view=View(panes, "compare"), also=(SCENE, SCENE), measure=lambda *ways: len(ways))
    assert len(given(step)) == 8
    assert facts(step) == 8
    assert given(replace(step, closed=True)) == ()
    assert facts(PLAIN) == Facts({}, True)


@pytest.mark.parametrize(
    ("question", "value", "low", "high"),
    [
        (CHOICE, 1.0, 0.0, 0.0),
        (Number("How many?", lambda *ways: 10.0, "So.", factor=2.0), 10.0, 5.0, 20.0),
        (Number("How many?", lambda *ways: -10.0, "So.", factor=2.0), -10.0, -20.0, -5.0),
        (Number("How many?", lambda *ways: 10.0, "So.", off=3.0), 10.0, 7.0, 13.0),
        (Rate("Which?", "largest", (1e-5, 1e-4, 50.0), "So."), 1.0, 1.0, 1.0),
        (Rate("Which?", "largest", (1e-5, 1e-4, 50.0), "So.", notches=1), 1.0, 0.0, 2.0),
    ],
    ids=["choice", "factor", "negative", "distance", "rate", "rate beside it"],
)
def test_what_counts_as_right(question, value, low, high):
    found = answer(replace(PLAIN, question=question))
    assert (found.value, found.low, found.high) == (value, low, high)


def test_the_quickest_rate_is_the_one_that_arrives_first():
    question = Rate("Which?", "quickest", (0.05, 0.1, 0.18), "So.")
    assert best_rate(GRADIENT_DESCENT.steps[5].view.shown, question) == 2


def test_a_place_is_right_within_a_share_of_the_map():
    step = replace(PLAIN, question=Place("Where?", "There.", runner=1, within=0.1))
    found = answer(step)
    assert found.value == tuple(given(step)[1].positions[-1])
    assert found.high == pytest.approx(0.1 * np.hypot(4, 4))


def test_a_curve_is_read_at_its_columns():
    step = replace(PLAIN, question=Sketch("Draw the loss.", "So.", runner=1, within=0.2))
    found = answer(step)
    assert found.value == heights(given(step)[1])
    assert found.high == 0.2
    assert len(found.value) == COLUMNS
    losses = np.log10(np.maximum(given(step)[1].losses, 1e-12))
    scaled = (losses[[0, 300]] - losses.min()) / (losses.max() - losses.min())
    assert isinstance(found.value, tuple)
    assert (found.value[0], found.value[-1]) == pytest.approx(tuple(scaled), abs=1e-3)


def test_the_ends_of_a_sketch_are_the_highest_and_the_lowest_loss_above_the_minimum():
    way = walked(SCENE)[1]
    lost = way.losses - lowest(way.run.ground)
    assert ends(way) == (lost.max(), max(lost.min(), 1e-12))


def test_a_diverged_curve_stays_at_the_top():
    wild = replace(SCENE, runners=(replace(SCENE.runners[0], rate=5.0),))
    assert heights(walked(wild)[0])[-1] == 1.0
