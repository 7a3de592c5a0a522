"""The page Clouds, run by Streamlit's own test harness, without a browser or a server."""

import gzip
from dataclasses import replace

import numpy as np
import pytest

from figures.escape import Left, edges_of, escape
from figures.sweep import Swept, line_through, share_chart, sweep_chart
from pictures import clouds
from pictures.clouds import MOVING
from pictures.ensembles import measured, per_cent, softened, swept
from runs import codec, edit
from runs.comparison.comparison import Axis
from runs.comparison.fill import name_of
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.chance import brought
from runs.ensemble.edit import with_what
from runs.ensemble.ensemble import Ensemble, ensemble_of, first_ensemble, offered
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Runner, Scene, optimizer
from runs.simulate import simulate
from stage import wire
from studies.sweep import sweep
from tests.hand import moved, with_start_of_setting
from tests.ui.visitor import address, given, go, scene, seen, send, stage, visit, write
from ui.gallery.stories import ENSEMBLES
from ui.routes.pictures import LEVEL
from ui.session.ensemble import ENSEMBLE

FIRST = first_ensemble()
FEW = replace(FIRST, base=edit.with_steps(FIRST.base, 40), walkers=60)
LINK = ensemble_codec.write(FEW)
STAGE = "clouds.stage"
MOST_BYTES = 300_000


def ensemble(at):
    return at.session_state[ENSEMBLE.key]


def page(text=LINK):
    return visit(text, "clouds")


def sampled(steps=30, walkers=50):
    base = Scene(Ground(landscape("logistic_regression")), (1.5, 1.0), steps, (Runner(optimizer("gd"), 0.05),))
    return Ensemble(edit.with_gradient_value(base, "batch", 4.0), Axis("gradient.batch", (1.0, 16.0)), walkers)


def test_a_newcomer_sees_two_clouds_and_what_became_of_them():
    at = visit("", "clouds")
    head = stage(at)
    assert ensemble(at) == FIRST
    assert not address(at)
    assert [pane["kind"] for pane in head["panes"]] == ["map", "map", "chart", "chart"]
    assert [cloud["pane"] for cloud in head["clouds"]] == [0, 1]
    assert [band["pane"] for band in head["bands"]] == [2, 2, 2, 2]
    assert {line["pane"] for line in head["lines"]} == {2, 3}
    assert all(f"{FIRST.walkers:,} runs" in track["note"] for track in head["tracks"])
    assert at.get("plotly_chart")
    assert not at.warning


def test_the_first_animation_is_light():
    for steps in (300, 10_000):
        wide = replace(FIRST, base=edit.with_steps(FIRST.base, steps), walkers=400)
        assert len(gzip.compress(wire.pack_picture(clouds.picture(wide)), LEVEL)) < MOST_BYTES


SHOWN = [
    FEW,
    replace(FEW, base=replace(FEW.base, noise=0.0), across=None),
    sampled(),
    replace(ensemble_of(replace(opening(), noise=1.0, steps=30)), walkers=50),
    with_what(FEW, "start"),
    with_what(FEW, "schedule"),
    Ensemble(edit.with_rate(FEW.base, 0, 1e3), None, 50),
    Ensemble(Scene(Ground(landscape("moving_bowl")), (2.0, 0.0), 30, FEW.base.runners, 1.0), None, 50),
    Ensemble(Scene(Ground(landscape("plateau")), (2.0, 0.0), 3, FEW.base.runners, 1.0), None, 50),
]


@pytest.mark.parametrize("shown", SHOWN, ids=range(len(SHOWN)))
@pytest.mark.parametrize("moving", [False, True])
def test_a_picture_names_only_series_that_it_has_and_all_of_the_right_length(shown, moving):
    picture = clouds.picture(shown, moving=moving)
    count = -(-shown.base.steps // picture.every) + 1
    bins = picture.clouds[0].bins
    for cloud in picture.clouds:
        assert len(picture.series[cloud.density][0]) == count * bins * bins
    named = [name for cloud in picture.clouds for name in (*cloud.mean, *cloud.spread)]
    named += [name for band in picture.bands for name in (band.low, band.high)]
    named += [part.of for part in (*picture.lines, *picture.shares)]
    for name in named:
        (row,) = picture.series[name]
        assert row.shape == (count,)
    spans = [pane.span for pane in picture.panes if hasattr(pane, "span")]
    assert all(np.isfinite(span).all() and span[0] < span[1] for span in spans)
    wire.pack_picture(picture)


def test_the_way_that_is_drawn_is_that_of_the_first_run_alone():
    for run, xs in zip(FEW.runs(), clouds.picture(FEW).series["x"], strict=True):
        np.testing.assert_array_equal(xs, simulate(run).positions[:, 0])


def test_while_a_hand_moves_there_are_fewer_runs_and_the_picture_says_so():
    many = replace(FEW, walkers=600)
    assert {track.note for track in clouds.picture(many, moving=True).tracks} == {f"one of {MOVING:,} runs"}
    assert {track.note for track in clouds.picture(many).tracks} == {"one of 600 runs"}


@pytest.mark.parametrize("what", ["rate", "schedule", "start", "gradient.rounding"])
def test_two_clouds_may_differ_in_a_number_an_entry_a_start_or_a_choice(what):
    at = page()
    assert list(at.selectbox(key="ensemble.what").options)[1:] == [
        name_of(FEW.base, each) for each in offered(FEW.base)
    ]
    seen(at.selectbox(key="ensemble.what").set_value(what).run())
    assert ensemble(at) == with_what(FEW, what)
    assert address(at)["across"] == what
    assert len(stage(at)["clouds"]) == 2


def test_runs_without_chance_are_one_and_the_page_says_so():
    at = page(ensemble_codec.write(replace(FEW, base=replace(FEW.base, noise=0.0), across=None)))
    assert "all runs are the same" in at.info[0].value
    assert not page().info


@pytest.mark.parametrize("key", [*ENSEMBLES][:2])
def test_a_question_is_taken_and_stays_until_something_is_changed(key):
    story, at = ENSEMBLES[key], page()
    seen(at.selectbox(key="question").set_value(key).run())
    assert ensemble(at) == story.ensemble
    assert story.watch in at.caption[0].value
    assert any(story.question in m.value for m in at.markdown)
    assert ensemble_codec.read(ensemble_codec.write(story.ensemble)).ensemble == story.ensemble
    seen(at.text_input(key="seed").set_value("7").run())
    assert not any(story.question in m.value for m in at.markdown)


def test_one_cloud_alone():
    at = page()
    seen(at.selectbox(key="ensemble.what").set_value("nothing").run())
    assert ensemble(at).across is None
    assert len(stage(at)["clouds"]) == 1
    assert "across" not in address(at)


def test_the_two_values_are_typed_or_chosen():
    at = page()
    seen(at.text_input(key="ensemble.values").set_value("1, 4").run())
    assert ensemble(at).across == Axis("noise", (1.0, 4.0))
    seen(at.text_input(key="ensemble.values").set_value("0,5 6").run())
    assert ensemble(at).across == Axis("noise", (0.5, 6.0))
    assert [said.value for said in at.warning] == ["The commas were read as decimal signs: 0.5; 6."]
    seen(at.selectbox(key="ensemble.what").set_value("schedule").run())
    first = ensemble(at).across.values[0]
    seen(at.selectbox(key="ensemble.value2").set_value("step").run())
    assert ensemble(at).across.values == (first, "step")
    seen(at.selectbox(key="ensemble.value1").set_value("step").run())
    assert ensemble(at).across.values == ("step", first)


@pytest.mark.parametrize("text", ["much", "1", "1, 2, 3", "1, 1", "nan, 1", "-1, 2", ""])
def test_values_that_are_none_are_refused_with_a_sentence_and_the_ensemble_stays(text):
    at = page()
    seen(at.text_input(key="ensemble.values").set_value(text).run())
    assert ensemble(at) == FEW
    assert at.warning[0].value.endswith(".")


def test_what_both_have_in_common_is_changed_for_both_and_stands_in_the_address():
    at = page()
    keys = {w.key for kind in ("slider", "selectbox", "toggle", "text_input") for w in at.get(kind)}
    assert {
        "ensemble.walkers",
        "ensemble.radius",
        "base.landscape",
        "base.steps",
        "gradient.delay",
        "gradient.kind",
        "seed",
    } <= keys
    assert "noise" not in keys
    seen(at.selectbox(key="base.landscape").set_value("saddle").run())
    assert {run.ground.entry.key for run in ensemble(at).runs()} == {"saddle"}
    seen(at.text_input(key="base.x").set_value("0.25").run())
    assert {run.start[0] for run in ensemble(at).runs()} == {0.25}
    seen(at.slider(key="ensemble.walkers").set_value(0).run())
    assert address(at)["walkers"] == ensemble_codec.WALKERS.write(ensemble(at).walkers)
    assert ensemble(page(ensemble_codec.write(ensemble(at)))) == ensemble(at)


def test_too_much_work_is_refused_with_a_sentence():
    whole = edit.with_gradient_value(sampled(steps=4000).base, "batch", 0.0)
    at = page(ensemble_codec.write(Ensemble(whole, None, 50)))
    slider = at.slider(key="ensemble.walkers")
    seen(slider.set_value(slider.max).run())
    assert at.warning[0].value.endswith("are too much for one survey.")
    assert ensemble(at).walkers == 50


def test_batches_have_their_controls_where_there_are_samples():
    at = page(ensemble_codec.write(sampled()))
    keys = {w.key for kind in ("slider", "selectbox", "text_input") for w in at.get(kind)}
    assert {"gradient.order", "seed"} <= keys
    assert "gradient.batch" not in keys
    assert len(at.pills(key="ensemble.sweep").options) == 3
    assert len(page().pills(key="ensemble.sweep").options) == 2


def test_a_dragged_start_is_followed():
    at = page()
    at = write(at, STAGE, moved(stage(at)["pins"][1], 0.5, 0.25))
    assert ensemble(at) == with_start_of_setting(FEW, 1, 0.5, 0.25)
    seen(at.selectbox(key="ensemble.what").set_value("start").run())
    before = ensemble(at)
    at = write(at, STAGE, moved(stage(at)["pins"][0], 0.25, 0.75), 2)
    assert ensemble(at) == with_start_of_setting(before, 0, 0.25, 0.75)
    assert given(at)["last"] == 2


@pytest.mark.parametrize("forged", [{"run": 99, "seq": 1}, {"run": None, "seq": 1}, "text"], ids=repr)
def test_a_forged_pick_is_refused_with_a_sentence(forged):
    at = send(page(), STAGE, "pick", forged)
    assert ensemble(at) == FEW
    assert at.warning[0].value.startswith("A message from the picture could not be used:")


def test_a_click_opens_a_setting_in_the_race_and_one_there_comes_back_as_a_cloud():
    at = send(page(), STAGE, "pick", {"run": 1, "seq": 1})
    assert scene(at) == FEW.settings()[1]
    assert address(at) == dict(codec.pairs(FEW.settings()[1]))
    seen(at.button(key="race.clouds").click().run())
    assert ensemble(at) == ensemble_of(FEW.settings()[1])


def test_a_race_without_chance_brings_noise_and_says_so_until_something_changes():
    at = seen(visit().button(key="race.clouds").click().run())
    assert ensemble(at) == brought(opening())
    (said,) = at.info
    assert said.value.startswith("The race had no chance in it")
    assert "Noise with σ = 2 was added" in said.value
    seen(go(at, "clouds").slider(key="ensemble.walkers").set_value(0).run())
    assert len(at.info) == 1
    seen(at.slider(key="noise").set_value(0.4).run())
    assert not at.info


def test_a_broken_link_keeps_what_is_valid_and_says_what_is_not():
    at = page("landscape=saddle&run1=gd&steps=20&noise=1&across=warp&walkers=1e9&escape=far&sweep=batch&color=red")
    assert ensemble(at).across is None
    said = " ".join(w.value for w in at.warning)
    for word in ("across", "walkers", "escape", "sweep", "color"):
        assert word in said


def test_a_sweep_is_shown_where_it_is_asked_for():
    at = page()
    plain = len(at.get("plotly_chart"))
    seen(at.pills(key="ensemble.sweep").set_value("rate").run())
    assert address(at)["sweep"] == "rate"
    assert len(at.get("plotly_chart")) == plain + 2
    assert sum("is proportional to the" in m.value or "law" in m.value for m in at.markdown) == 2
    seen(at.pills(key="ensemble.sweep").set_value(None).run())
    assert len(at.get("plotly_chart")) == plain
    assert "sweep" not in address(at)


def test_settings_that_differ_in_what_is_swept_are_points_of_one_curve():
    assert [name for name, _, _ in swept(replace(FEW, sweep="noise"))] == [""]
    assert len(swept(replace(FEW, sweep="rate"))) == 2


def test_the_chart_of_a_sweep_has_the_slope_and_the_theory_that_were_found():
    bowl = Scene(Ground(landscape("bowl")), (0.01, 0.0), 200, (Runner(optimizer("gd"), 0.05),), noise=1.0)
    found = sweep(bowl, "noise", 50)
    x, y = line_through(found)
    assert np.polyfit(np.log(x), np.log(y), 1)[0] == pytest.approx(found.slope)
    chart = sweep_chart([Swept("", 1, found)], dark=False)
    assert [trace.name for trace in chart.data] == [
        "measured", f"slope {found.slope:.2f}", f"theory, slope {found.theory_slope:.2f}",
    ]  # fmt: skip
    lost = replace(found, slope=None, theory=None)
    assert len(sweep_chart([Swept("", 1, lost)], dark=True).data) == 1
    assert [len(ends) for ends in line_through(lost)] == [0, 0]


def test_the_chart_of_shares_has_a_curve_for_every_setting_and_valley():
    found = sweep(FEW.settings()[0], "noise", 20)
    chart = share_chart([Swept("a", 1, found), Swept("", 2, found)], [(0, "here"), (1, "there")], dark=False)
    assert [trace.name for trace in chart.data] == ["a, here", "a, there", "here", "there"]


def test_the_histogram_holds_every_escape_once():
    steps = np.array([1, 1, 2, 90, 100])
    for found in (steps, steps[:2], steps[:0]):
        (bars,) = escape([Left("a", 1, found, 10)], dark=True).data
        assert sum(bars.y) == pytest.approx(10.0 * len(found))
    assert edges_of([Left("a", 1, steps, 10), Left("b", 2, steps[:2], 10)])[-1] > 100


def test_a_softened_density_keeps_what_it_counts_and_where():
    counted = np.zeros((2, 9, 9), np.uint8)
    counted[0, 4, 2] = 255
    soft = softened(counted)
    assert np.unravel_index(soft[0].argmax(), (9, 9)) == (4, 2)
    assert soft[1].max() == 0
    assert (softened(np.full((1, 9, 9), 255, np.uint8))[0, 2:-2, 2:-2] == 255).all()


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.001, "less than 1 %"), (0.42, "42 %"), (0.999, "more than 99 %"), (1.0, "100 %")],
)
def test_none_and_all_are_kept_for_none_and_all(share, words):
    assert per_cent(share) == words


def test_a_cloud_is_counted_where_it_is():
    for one, run in zip(measured(FEW), FEW.runs(), strict=True):
        x0, x1, y0, y1 = one.box
        assert x0 <= run.start[0] <= x1
        assert y0 <= run.start[1] <= y1
        assert (one.density.reshape(len(one.density), -1).max(axis=1) > 0).all()
