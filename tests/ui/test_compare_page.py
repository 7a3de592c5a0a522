"""The page Compare, run by Streamlit's own test harness, without a browser or a server."""

from dataclasses import replace
from functools import partial

import pytest

from pictures import compare
from pictures.compare import named
from runs import codec, edit
from runs.comparison import codec as comparison_codec
from runs.comparison.comparison import CHANGES, MOST, Axis, Comparison
from runs.comparison.edit import comparison_of, first_comparison, labels, separated, with_what
from runs.comparison.fill import choices, filled
from runs.comparison.presets import PRESETS
from runs.opening import opening
from runs.run import MAX_RUNS, Runner, optimizer
from runs.simulate import simulate
from studies.verdicts import EVEN
from tests.hand import joined, moved
from tests.ui import visitor
from tests.ui.visitor import address, back, given, seen, send, stage, write
from tools.imports import ROOT
from ui.session import session
from ui.session.comparison import COMPARISON

FIRST = first_comparison()
STAGE = "compare.stage"
visit = partial(visitor.visit, page="compare")


def comparison(at):
    return at.session_state[COMPARISON.key]


def move(at, pane, x, y, seq=1):
    """Move the start in the pane number `pane`, counted from 1."""
    return write(at, STAGE, moved(stage(at)["pins"][pane - 1], x, y), seq)


def badges(at):
    """What the stars of the panes say."""
    return [pane.get("badge", "") for pane in stage(at)["panes"] if pane["kind"] == "map"]


def test_the_visitor_chooses_what_the_star_marks_and_the_table_ranks_by_it():
    at = visit()
    (steps,) = [i for i, badge in enumerate(badges(at)) if badge == "fewest steps"]
    assert stage(at)["grid"]["early"]
    assert "best" not in at.query_params
    at = seen(at.selectbox(key="comparison.best").set_value("loss").run())
    (loss,) = [i for i, badge in enumerate(badges(at)) if badge == "lowest loss"]
    assert "fewest steps" not in badges(at)
    assert not stage(at)["grid"]["early"]
    assert at.query_params["best"] == "loss"
    lasts = [simulate(run).losses[-1] for run in FIRST.runs()]
    assert loss == lasts.index(min(lasts))
    assert steps != loss


def test_losses_are_equal_by_one_rule_for_the_star_and_the_table():
    assert f"const EVEN = {EVEN};" in (ROOT / "stage/js/standings.js").read_text(encoding="utf-8")


def test_a_newcomer_sees_a_matrix_that_tells_a_story():
    at = visit()
    assert comparison(at) == FIRST
    head = stage(at)
    maps = [pane for pane in head["panes"] if pane["kind"] == "map"]
    assert [head["grid"]["rows"], head["grid"]["columns"]] == [list(names) for names in labels(FIRST)]
    assert [pane["title"] for pane in maps] == list(named(FIRST))
    assert [pane["badge"] for pane in maps].count("fewest steps") == 1
    assert [pane["badge"] for pane in maps].count("diverged") == 1
    assert {pane["surface"] for pane in maps} == {maps[0]["surface"]}
    assert len(head["pins"]) == len(head["tracks"]) == len(head["curves"]) == 9
    assert {curve["pane"] for curve in head["curves"]} == {9}
    assert not at.warning
    assert not address(at)


def test_the_captions_are_the_figures_of_the_runs():
    panes = [pane for pane in stage(visit())["panes"] if pane["kind"] == "map"]
    tracks = stage(visit())["tracks"]
    for pane, track in zip(panes, tracks, strict=True):
        if track["status"] == "diverged":
            assert pane["caption"] == f"diverged at step {track['at']}"
        elif track["reached"] is None:
            assert pane["caption"].startswith(f"{track['place'] or track['last'] or 'at rest'} · ")
        else:
            assert pane["caption"].startswith(f"{track['reached']} steps · ")


@pytest.mark.parametrize("title", PRESETS)
def test_every_preset_can_be_taken_and_its_link_gives_the_same_comparison(title):
    at = visit()
    seen(at.selectbox(key="preset").set_value(title).run())
    assert comparison(at) == PRESETS[title]()
    assert at.selectbox(key="preset").value is None
    again = visit(comparison_codec.write(comparison(at)))
    assert comparison(again) == comparison(at)
    assert not again.warning
    assert stage(again)["tracks"] == stage(at)["tracks"]


def test_different_landscapes_stand_side_by_side_under_their_names():
    head = stage(visit(comparison_codec.write(PRESETS["Adam on nine landscapes"]())))
    maps = [pane for pane in head["panes"] if pane["kind"] == "map"]
    names = [pane["title"] for pane in maps]
    assert names[:3] == ["Bowl", "Ravine", "Rosenbrock"]
    assert len(names) == len(head["tracks"]) == len({pane["surface"] for pane in maps}) == 9
    assert head["grid"] == {"rows": [""], "columns": names, "early": True}
    assert all(pane["caption"] for pane in maps)


@pytest.mark.parametrize("what", choices(FIRST.base))
def test_anything_may_vary_across_and_down_and_stands_in_the_address(what):
    at = visit()
    seen(at.selectbox(key="across.what").set_value(what).run())
    assert comparison(at) == (with_what(FIRST, "across", what) if what != "rate" else FIRST)
    assert address(at).get("across", "rate") == what
    if what != "rate":
        at = visit()
        seen(at.selectbox(key="down.what").set_value(what).run())
        assert comparison(at).down.what == what
        assert address(at).get("down", "method.momentum") == what


def test_nothing_varies_down_where_nothing_is_chosen():
    at = visit()
    seen(at.selectbox(key="down.what").set_value("").run())
    assert comparison(at) == Comparison(FIRST.base, FIRST.across)
    assert len(stage(at)["tracks"]) == 3


def test_values_are_typed_a_range_fills_itself_and_the_number_of_values_slides():
    at = visit("across=rate&across1=0.1&across2=0.2")
    seen(at.text_input(key="across.typed").set_value("1e-4 ... 1").run())
    assert comparison(at).across.values == (1e-4, 1.0)
    seen(at.slider(key="across.count").set_value(5).run())
    assert comparison(at).across.values == (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
    seen(at.text_input(key="across.typed").set_value("0.5, 0.25 0.125").run())
    assert comparison(at).across.values == (0.5, 0.25, 0.125)
    assert at.slider(key="across.count").value == 3
    seen(at.text_input(key="across.typed").set_value("0,5; 10⁻³").run())
    assert (comparison(at).across.values, len(at.warning)) == ((0.5, 1e-3), 0)
    seen(at.text_input(key="across.typed").set_value("0,5 0,25").run())
    assert comparison(at).across.values == (0.5, 0.25)
    assert [said.value for said in at.warning] == ["The commas were read as decimal signs: 0.5; 0.25."]


@pytest.mark.parametrize("text", ["much", "0.1", "0.1, nan", "0.1, 0.1", "5 ... 1", "1 " * 10, "-1 2", ""])
def test_values_that_are_none_are_refused_with_a_sentence_and_the_comparison_stays(text):
    at = visit()
    seen(at.text_input(key="across.typed").set_value(text).run())
    assert comparison(at) == FIRST
    assert at.warning[0].value.endswith(".")
    assert at.text_input(key="across.typed").value == "0.01, 0.08, 0.15"


def test_entries_are_chosen_from_the_catalogue():
    at = visit()
    seen(at.selectbox(key="across.what").set_value("method").run())
    assert comparison(at).suited
    seen(at.multiselect(key="across.picked").set_value(["gd", "newton"]).run())
    assert [run.method.key for run in comparison(at).runs()] == ["gd", "newton"]
    seen(at.toggle(key="comparison.suited").set_value(False).run())
    assert len({run.rate for run in comparison(at).runs()}) == 1
    seen(at.multiselect(key="across.picked").set_value(["gd"]).run())
    assert at.warning
    assert comparison(at).columns == 2


def test_starts_are_typed_moved_together_or_alone():
    at = visit()
    seen(at.selectbox(key="down.what").set_value("start").run())
    seen(at.text_input(key="down.typed").set_value("(1, 1) (-2, 0.5)").run())
    assert comparison(at).down == Axis("start", ((1.0, 1.0), (-2.0, 0.5)))
    move(at, 4, 0.5, 0.25)
    assert comparison(at).down == Axis("start", ((1.0, 1.0), (0.5, 0.25)))
    at = move(visit(), 5, 2.0, 1.0)
    assert {run.start for run in comparison(at).runs()} == {(2.0, 1.0)}
    seen(at.toggle(key="comparison.starts").set_value(True).run())
    move(at, 5, 3.0, 1.5, seq=2)
    assert [run.start for run in comparison(at).runs()].count((3.0, 1.5)) == 1
    assert given(at)["last"] == 2
    seen(at.toggle(key="comparison.starts").set_value(False).run())
    assert {run.start for run in comparison(at).runs()} == {(2.0, 1.0)}


@pytest.mark.parametrize(
    "forged", [{"run": 99, "seq": 1}, {"run": -1, "seq": 1}, {"run": None, "seq": 1}, {"run": "0", "seq": -1}, "text"],
    ids=repr,
)  # fmt: skip
def test_a_forged_pick_is_refused_with_a_sentence(forged):
    at = send(visit(), STAGE, "pick", forged)
    assert comparison(at) == FIRST
    assert at.warning[0].value.startswith("A message from the picture could not be used:")


@pytest.mark.parametrize("words", [{"start1.x": "0.5"}, {"across9.x": "1", "across9.y": "1"}, {"run1.rate": "0.5"}])
def test_words_that_no_pin_of_these_panes_writes_mean_what_they_mean_in_a_link(words):
    at = write(visit(), STAGE, words)
    reading = comparison_codec.read(joined(comparison_codec.write(FIRST), words))
    assert comparison(at) == reading.comparison
    assert [warning.value for warning in at.warning] == list(reading.remarks)


def test_a_start_on_that_of_another_pane_leaves_one_pane_of_the_two():
    at = visit()
    seen(at.selectbox(key="down.what").set_value("start").run())
    pins = stage(at)["pins"]
    at = move(at, 4, pins[0]["x"], pins[0]["y"])
    assert comparison(at).rows == 2
    assert at.warning[0].value == "down2 in the link is left out: that value is there already."


def test_what_all_panes_have_in_common_is_changed_for_all():
    at = visit()
    seen(at.selectbox(key="base.landscape").set_value("bowl").run())
    assert comparison(at).base.ground.entry.key == "bowl"
    assert comparison(at).across == FIRST.across
    seen(at.selectbox(key="base.schedule").set_value("cosine").run())
    assert {run.schedule.key for run in comparison(at).runs()} == {"cosine"}
    keys = {w.key for kind in ("slider", "selectbox", "toggle") for w in at.get(kind)}
    assert not {"base.rate", "base.method.momentum"} & keys
    assert {"base.method.convention", "base.landscape.kappa", "base.steps"} <= keys
    seen(at.selectbox(key="base.method").set_value("gd").run())
    assert at.warning[0].value == "Gradient descent has no 'momentum' that could vary."


@pytest.mark.parametrize(
    ("what", "gone", "there"),
    [
        ("landscape", {"base.landscape", "base.landscape.b", "base.rate"}, {"base.method", "base.steps"}),
        ("method", {"base.method", "base.method.convention", "base.rate"}, {"base.landscape.b", "base.schedule"}),
        ("schedule", {"base.schedule"}, {"base.method", "base.rate", "base.method.momentum"}),
        ("rate", {"base.rate"}, {"base.method", "base.method.momentum"}),
    ],
)
def test_only_what_is_in_every_pane_has_a_control_for_every_pane(what, gone, there):
    at = visit(f"{codec.write(FIRST.base)}")
    seen(at.selectbox(key="across.what").set_value(what).run())
    keys = {w.key for kind in ("slider", "selectbox", "toggle") for w in at.get(kind)}
    assert there <= keys
    assert not gone & keys


def test_what_is_seldom_needed_is_there_when_it_is_asked_for():
    at = visit()
    assert "base.tolerance" not in {w.key for w in at.slider}
    at.session_state["base.more"] = True
    seen(at.run())
    seen(at.text_input(key="base.x").set_value("-3").run())
    assert {run.start for run in comparison(at).runs()} == {(-3.0, 1.2)}
    assert {"noise", "gradient.delay", "base.frame.rotation", "base.warmup", "base.tolerance"} <= {
        w.key for w in at.slider
    }


def test_a_click_opens_a_pane_in_the_race():
    at = send(visit(), STAGE, "pick", {"run": 4, "seq": 1})
    assert at.session_state[session.SCENE] == FIRST.scenes()[4]
    assert address(at) == dict(codec.pairs(FIRST.scenes()[4]))


def test_a_click_in_the_race_shows_its_runners_side_by_side():
    at = visitor.visit()
    seen(at.button(key="race.compare").click().run())
    assert comparison(at) == comparison_of(opening())
    assert [track["style"] for track in stage(at)["tracks"]] == [0, 1, 2, 3]


def test_eight_runners_of_the_race_are_thinned_where_rows_come():
    scene = opening()
    while len(scene.runners) < MAX_RUNS:
        scene = edit.added(scene, "adam")
    at = visit(comparison_codec.write(comparison_of(scene)))
    assert len(stage(at)["tracks"]) == MAX_RUNS
    seen(at.selectbox(key="down.what").set_value("noise").run())
    assert 2 <= len(stage(at)["tracks"]) <= MOST


def test_a_visit_elsewhere_leaves_the_comparison_as_it_was():
    at = visit()
    seen(at.selectbox(key="down.what").set_value("").run())
    mine = comparison(at)
    at.query_params.clear()
    at.switch_page("../pages/race.py")
    seen(at.run())
    at.query_params.clear()
    at.switch_page("../pages/compare.py")
    assert comparison(seen(at.run())) == mine
    assert address(at) == dict(comparison_codec.pairs(mine))


def test_going_back_in_the_browser_brings_the_comparison_of_that_address():
    at = visit()
    seen(at.selectbox(key="down.what").set_value("").run())
    assert comparison(back(at, "")) == FIRST


def test_a_broken_link_keeps_what_is_valid_and_says_what_is_not():
    at = visit("landscape=booth&run1=adam&across=rate&across1=0.1&across2=fast&across3=0.3&down=warp")
    assert comparison(at).across.values == (0.1, 0.3)
    assert comparison(at).down is None
    said = " ".join(w.value for w in at.warning)
    assert "across2 in the link" in said
    assert "'warp'" in said


@pytest.mark.parametrize(
    "comparison",
    [
        FIRST,
        separated(FIRST),
        Comparison(FIRST.base, filled(FIRST.base, "landscape", 4), suited=True),
        Comparison(replace(FIRST.base, runners=(Runner(optimizer("gd"), 1e6),)), Axis("seed", (1.0, 2.0))),
        Comparison(replace(FIRST.base, steps=50), Axis("landscape", ("moving_bowl", "bowl")), Axis("seed", (1.0, 2.0))),
        Comparison(replace(FIRST.base, steps=1), Axis("start", ((1e5, 1e5), (0.0, 0.0)))),
    ],
    ids=["first", "separated", "landscapes", "diverged", "moving", "far"],
)
def test_a_picture_has_a_map_a_pin_a_track_and_a_curve_for_every_pane(comparison):
    picture = compare.picture(comparison)
    assert picture.grid
    assert len(picture.panes) == comparison.panes + 1
    assert (
        len({track.style for track in picture.tracks}) == len(picture.pins) == len(picture.curves) == comparison.panes
    )
    of_all = [rows for name, rows in picture.series.items() if not name.startswith("drift")]
    assert all(len(rows) == comparison.panes for rows in of_all)
    assert len(picture.guides) == [run.ground.entry.key for run in comparison.runs()].count("moving_bowl")
    assert {name for guide in picture.guides for name in (guide.x, guide.y)} <= set(picture.series)
    assert [pin.x for pin in picture.pins] == [run.start[0] for run in comparison.runs()]


def test_everything_that_may_vary_has_a_control():
    assert {axis.partition(".")[0] for axis in choices(FIRST.base)} <= {*CHANGES, "frame", "gradient"}
