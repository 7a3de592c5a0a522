"""The page Anatomy, run by Streamlit's own test harness, and its parts: formulas and the picture."""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from figures.anatomy.bias_correction import STEPS, bias_correction
from figures.anatomy.step_matrix import eigenvalues, verdict, worst_error
from pictures import anatomy, mathml
from pictures.registry import PAGES
from pictures.tracks import STYLES
from runs import codec, edit
from runs.catalog import OPTIMIZERS
from runs.ground import Entry
from runs.opening import opening
from runs.surface import box_of
from studies.stability.spectrum import Spectrum
from tests.hand import moved
from tests.ui import visitor
from tests.ui.visitor import address, given, go, permalink, scene, seen, stage, write

HERE = Path(__file__).parents[2] / "stage" / "js"

visit = partial(visitor.visit, page="anatomy")


def settings():
    """Every optimizer with its defaults, and with every option of a switch or choice by itself."""
    for key, record in OPTIMIZERS.items():
        plain = tuple(p.default for p in record.params)
        rows = [plain]
        for k, p in enumerate(record.params):
            if p.kind in ("switch", "choice"):
                rows += [(*plain[:k], float(i), *plain[k + 1 :]) for i in range(len(p.options) or 2)]
        for row in dict.fromkeys(rows):
            yield pytest.param(Entry(key, row), id=f"{key}{row}")


METHODS = [*settings()]


def one(method, steps=40, **changes):
    """A scene with one runner of this method."""
    first = edit.with_method(opening(), 0, method.key)
    runner = replace(first.runners[0], method=method)
    return replace(first, runners=(runner,), steps=steps, **changes)


def elements(drawn):
    """The MathML elements of a line."""
    return list(ET.fromstring(f"<all>{drawn}</all>"))


def places(element):
    return [name for part in element.iter() if (name := part.get("data-of"))]


@pytest.mark.parametrize("method", METHODS)
def test_every_number_of_every_line_has_a_series(method):
    told = anatomy.picture(anatomy.Subject(one(method), 0))
    way, cut = anatomy.taken_apart(one(method).runs()[0])
    taken = len(way.used)
    lines = [line for line in (*cut.lines, *cut.parts) if line.key in "".join(f.mathml for f in told.formulas)]
    assert lines[: len(cut.lines)] == list(cut.lines)
    for drawn in told.formulas:
        if not drawn.mathml:
            assert drawn.lead
            continue
        symbols, *rows = elements(drawn.mathml)
        assert "\\" not in drawn.mathml
        assert "@" not in drawn.mathml
        assert not places(symbols)
        assert len(rows) == 2
        for row, axis in zip(rows, "xy", strict=True):
            named = places(row)
            assert named[-1].endswith(f".{axis}")
            for name in named:
                assert told.series[name][0].shape == (taken,), name
    for arrow in told.vectors:
        for name in (arrow.x, arrow.y):
            assert told.series[name][0].shape == (taken,), name
    results = {
        name
        for drawn in told.formulas
        for name in re.findall(r'data-of="([^"]*)"></mn></mrow></mrow></math>', drawn.mathml)
    }
    assert {bar.x for bar in told.bars} <= results
    assert {bar.y for bar in told.bars} <= results


@pytest.mark.parametrize("method", METHODS)
def test_the_hyper_parameters_stand_in_the_lines_as_they_are(method):
    _, cut = anatomy.taken_apart(one(method).runs()[0])
    for line in cut.lines:
        if line.computed:
            _, first, second = elements(mathml.written(cut, line))
            for name in set(line.names) & set(cut.constants):
                for row in (first, second):
                    assert "".join(ET.fromstring(mathml.number(cut.constants[name])).itertext()) in "".join(
                        row.itertext()
                    )
            wanted = [mathml.series_of(cut, name, 0) for name in line.names if name not in cut.constants]
            assert set(places(first)) == {*wanted, mathml.series_of(cut, line.key, 0)}


@pytest.mark.parametrize("method", METHODS)
def test_parts_start_where_the_part_before_ends_and_single_ones_are_not_drawn_twice(method):
    told = anatomy.picture(anatomy.Subject(one(method), 0))
    _, cut = anatomy.taken_apart(one(method).runs()[0])
    names = [arrow.name for arrow in told.vectors]
    assert len(set(names)) == len(names)
    chained = [arrow for arrow in told.vectors if arrow.name in {line.key for line in cut.parts}]
    assert len(chained) == (len(cut.parts) if len(cut.parts) > 1 else 0)
    assert [arrow.chain for arrow in chained] == ["", *(arrow.name for arrow in chained[:-1])][: len(chained)]
    step = next(arrow for arrow in told.vectors if arrow.name == "displacement")
    assert all((arrow.style == step.style) == (arrow is step) for arrow in told.vectors)
    assert all(arrow.label for arrow in told.vectors)
    assert anatomy.NEAREST <= told.near <= 1


@pytest.mark.parametrize("mark", range(8))
def test_every_role_has_a_colour_of_its_own(mark):
    roles = (*anatomy.COLOURS, "displacement")
    assert len({anatomy.colour(role, mark) % STYLES for role in roles}) == len(roles)


def test_a_run_that_never_moves_has_a_picture_too():
    far = replace(one(Entry("gd")), start=(1e5, 1e5))
    told = anatomy.picture(anatomy.Subject(far, 0))
    assert told.near == anatomy.NEAREST
    assert all(len(rows[0]) <= 1 for rows in told.series.values())


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.9, "0.9"), (1.0, "1"), (0.0, "0"), (1e-8, "10−8"), (2.5e-10, "(2.5·10−10)"), (1e-4, "10−4"), (1e16, "1016")],
)  # fmt: skip
def test_a_hyper_parameter_is_written_exactly(value, said):
    assert "".join(ET.fromstring(mathml.number(value)).itertext()) == said


def test_the_page_shows_the_runner_that_was_selected_in_the_race_and_the_scene_stays():
    at = visit("v=1&landscape=beale&run1=gd&run3=adam", page="race")
    at.session_state["race.roster"] = {"act": {"do": "select", "run": 1, "seq": 1}}
    before = scene(seen(at.run()))
    go(at, "anatomy")
    assert [track["name"] for track in stage(at)["tracks"]] == ["Adam"]
    assert scene(at) == before
    assert address(at)["runner"] == "3"
    go(at, "race")
    assert scene(at) == before
    assert "runner" not in address(at)


@pytest.mark.parametrize(
    ("named", "name"), [("2", "Momentum"), ("4", "Adam"), ("9", "Gradient descent"), ("x", "Gradient descent")]
)
def test_a_link_names_the_scene_and_the_runner(named, name):
    text = codec.write(edit.with_steps(opening(), 99))
    at = visit(f"{text}&runner={named}")
    assert stage(at)["tracks"][0]["name"] == name
    assert stage(at)["steps"] == 99
    told = [f"runner in the link: there is no runner '{named}'. Used instead: 1."] if named in "9x" else []
    assert [one.value for one in at.warning] == told
    assert scene(visit(f"{text}&runner={named}", page="race")).steps == 99


def test_another_runner_is_chosen_and_stands_in_the_address():
    at = visit()
    assert stage(at)["tracks"][0]["name"] == "Adam"
    seen(at.selectbox(key="anatomy.runner").set_value(2).run())
    assert stage(at)["tracks"][0]["name"] == "RMSProp"
    assert address(at)["runner"] == "3"
    seen(at.selectbox(key="run.method").set_value("lbfgs").run())
    assert scene(at).runners[2].method.key == "lbfgs"
    assert any("formulas of this method are not taken apart" in part.value for part in at.caption)


def angle(one, other):
    """The angle between two vectors in degrees."""
    return abs(np.degrees(np.angle(complex(*one) / complex(*other))))


def test_the_page_opens_on_adam_at_a_step_whose_parts_differ():
    at = visit()
    assert address(at)["runner"] == "4"
    found, _ = PAGES["anatomy"].read("")
    assert (found.scene, found.scene.runners[found.place].method.key) == (opening(), "adam")
    way, cut = anatomy.taken_apart(found.scene.runs()[found.place])
    (opens,) = map(int, re.findall(r"OPENING = (\d+)", (HERE / "clock.js").read_text("utf-8")))
    arrows = {arrow.name: arrow.value[opens] for arrow in cut.arrows}
    step, kept, fresh = (arrows[name] for name in ("displacement", "momentum_part", "gradient_part"))
    assert min(angle(step, kept), angle(step, fresh), angle(kept, fresh)) > 15
    x0, x1, *_ = box_of(way.run.ground)
    assert min(np.hypot(*part) for part in (step, kept, fresh)) > 0.05 * anatomy.near(way) * (x1 - x0)


def test_who_comes_from_the_plain_race_sees_adam_and_who_chose_a_runner_sees_that():
    at = visit(page="race")
    assert stage(go(at, "anatomy"))["tracks"][0]["name"] == "Adam"
    changed = visit(page="race")
    seen(changed.text_input(key="x").set_value("-1.1").run())
    assert stage(go(changed, "anatomy"))["tracks"][0]["name"] == "Adam"
    chosen = visit(page="race")
    chosen.session_state["race.roster"] = {"act": {"do": "select", "run": 0, "seq": 1}}
    assert stage(go(seen(chosen.run()), "anatomy"))["tracks"][0]["name"] == "Gradient descent"
    linked = visit(codec.write(opening()), page="race")
    assert stage(go(linked, "anatomy"))["tracks"][0]["name"] == "Gradient descent"


def test_without_adam_the_page_opens_on_the_first_runner():
    assert anatomy.usual(edit.removed(opening(), 3)) == 0


def test_a_fork_says_where_its_own_steps_begin():
    at = visit(f"{codec.write(edit.forked(opening(), 3, 25))}&runner=5")
    assert stage(at)["tracks"][0]["name"] == "Adam"
    assert any("Up to step 25 it took the same steps as its origin" in part.value for part in at.caption)
    assert not any("fork" in part.value for part in visit("runner=4").caption)


def bias(at):
    return [part for part in at.expander if part.label.startswith("Bias correction")]


def test_bias_correction_has_its_view_where_there_is_one():
    assert bias(visit("runner=4"))
    assert not bias(visit("runner=2"))
    at = visit("runner=4")
    at.session_state["bias"] = True
    seen(at.run())
    assert len(at.get("plotly_chart")) == 2
    seen(at.toggle(key="run.correct").set_value(False).run())
    assert not bias(at)


def test_the_first_steps_of_m_and_its_correction_are_drawn():
    _, cut = anatomy.taken_apart(one(Entry("adam", (0.9, 0.999, 1e-8, 1.0, 0.0)), steps=80).runs()[0])
    g, m, m_hat = (cut.values[name][:, 1] for name in ("g", "m", "m_hat"))
    drawn = {trace.name: trace for trace in bias_correction(g, m, m_hat, "y", dark=False).data}
    assert np.array_equal(drawn["m̂"].y, m_hat[:STEPS])
    assert np.array_equal(drawn["m"].y, m[:STEPS])
    assert np.array_equal(drawn["g, the slope"].y, g[:STEPS])
    assert list(drawn["m"].x) == list(range(1, STEPS + 1))
    t = np.arange(1, STEPS + 1)
    assert drawn["m"].y == pytest.approx(np.array(drawn["m̂"].y) * (1 - 0.9**t), rel=1e-12)
    colours = [bias_correction(g, m, m_hat, "y", dark=dark).layout.font.color for dark in (False, True)]
    assert colours[0] != colours[1]


def matrix(at):
    return [part for part in at.expander if part.label.startswith("The step as a matrix")]


def test_the_matrix_of_a_step_has_its_view_where_there_is_one():
    link = "landscape=bowl&steps=80&run1=momentum&run1.rate=0.05&run2=lion"
    assert not matrix(visit(f"{link}&runner=2"))
    at = visit(f"{link}&runner=1")
    assert matrix(at)
    at.session_state["matrix"] = True
    seen(at.run())
    assert len(at.get("plotly_chart")) == 2
    assert any(
        part.value == "**ρ = 0.9487.** In the long run an error becomes ten times smaller in 44 steps."
        for part in at.markdown
    )


TEN = "In the long run an error becomes ten times smaller in {} steps."
RHO = [
    (0.0, [1.0, 0.0], "**ρ = 0.** Nothing is left of an error."),
    (1.25, [1.0, 1.25], "**ρ = 1.25.** Errors do not shrink: this step does not converge."),
    (0.5, [1.0, 1.5], f"**ρ = 0.5.** {TEN.format(4)} But first an error can grow to 1.5 times its size."),
]  # fmt: skip


@pytest.mark.parametrize(("radius", "worst", "told"), RHO)
def test_what_the_largest_eigenvalue_means_is_said(radius, worst, told):
    found = Spectrum((1.0, 10.0), np.array([radius]), np.array([0.0]), radius, np.array(worst), held=False)
    assert verdict(found) == told


def test_the_eigenvalues_and_the_worst_error_are_drawn():
    flat, steep = np.array([0.9 + 0.1j, 0.9 - 0.1j]), np.array([-0.5 + 0j, 0.2 + 0j])
    found = Spectrum((1.0, 10.0), flat, steep, abs(flat[0]), np.array([1.0, 1.2, 0.0, 0.4]), held=False)
    circle, rate, *groups = eigenvalues(found, dark=False).data
    assert np.allclose(np.hypot(circle.x, circle.y), 1.0)
    assert np.allclose(np.hypot(rate.x, rate.y), abs(flat[0]))
    assert [group.name for group in groups] == ["flattest direction, μ = 1", "steepest direction, λ = 10"]
    assert np.array_equal(groups[0].x + 1j * groups[0].y, flat)
    assert groups[1].text[0] == "size 0.5, 180° a step"
    power, worst = worst_error(found, dark=True).data
    assert np.allclose(power.y, abs(flat[0]) ** np.arange(4))
    assert np.array_equal(worst.y, [1.0, 1.2, np.nan, 0.4], equal_nan=True)
    held = Spectrum((1.0, 10.0), np.empty(0), steep, 0.5, np.array([1.0, 0.5]), held=True)
    assert [trace.name for trace in eigenvalues(held, dark=True).data][2:] == ["both directions"]


def test_a_start_from_the_map_is_followed_and_a_forged_one_refused():
    at = visit("runner=2")
    at = write(at, "anatomy.stage", moved(stage(at)["pins"][0], 0.5, 0.25))
    assert scene(at) == edit.with_start(opening(), 0.5, 0.25)
    assert dict(parse_qsl(permalink(at)))["runner"] == "2"
    before = given(at)["link"]
    at = write(at, "anatomy.stage", {"steps": "5"}, 2)
    assert given(at)["link"] == before
    assert at.warning[0].value.startswith("A message from the picture could not be used")
