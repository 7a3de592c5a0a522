"""The page Race, run by Streamlit's own test harness, without a browser or a server."""

from dataclasses import replace

import pytest

from pictures.labels import note
from runs import codec, edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.opening import opening
from runs.run import MAX_RUNS
from runs.simulate import simulate
from studies import reference
from tests.hand import moved, turned
from tests.ui.visitor import address, given, scene, seen, send, stage, visit, write
from ui.session import session


def test_a_newcomer_sees_four_methods_in_rosenbrocks_valley():
    at = visit()
    assert scene(at) == opening()
    head = stage(at)
    assert [t["name"] for t in head["tracks"]] == ["Gradient descent", "Momentum", "RMSProp", "Adam"]
    assert head["pins"][0]["x"] == -1.2
    assert head["pins"][0]["y"] == 1.0
    assert not at.warning
    assert not address(at)


@pytest.mark.parametrize("key", LANDSCAPES)
def test_every_landscape_can_be_chosen_and_its_link_gives_the_same_scene(key):
    at = visit()
    at.selectbox(key="landscape").set_value(key)
    seen(at.run())
    assert scene(at).ground.entry.key == key
    assert visit(codec.write(scene(at))).session_state[session.SCENE] == scene(at)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_shows_a_control_for_each_of_its_parameters(key):
    at = visit()
    at.selectbox(key="run.method").set_value(key)
    seen(at.run())
    assert scene(at).runners[0].method.key == key
    shown = {w.key for kind in ("slider", "toggle", "selectbox") for w in at.get(kind)}
    assert {f"run.{p.key}" for p in OPTIMIZERS[key].params} <= shown
    seen(at.toggle(key="run.exact").set_value(True).run())
    fields = {w.key for w in at.text_input}
    assert {f"run.{p.key}.exact" for p in OPTIMIZERS[key].params if p.kind in ("number", "integer")} <= fields


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule_can_be_chosen(key):
    at = visit()
    at.selectbox(key="run.schedule").set_value(key)
    seen(at.run())
    assert scene(at).runners[0].schedule.key == key
    assert next(iter(stage(at)["tracks"]))["note"].startswith("η 0.0025")


@pytest.mark.parametrize(
    ("field", "text", "where"),
    [
        ("run.rate.exact", "0.0123", lambda s: s.runners[0].rate),
        ("x", "0.5", lambda s: s.start[0]),
        ("y", "-0.25", lambda s: s.start[1]),
    ],
)
def test_a_typed_number_is_taken_exactly_and_stands_in_the_address(field, text, where):
    at = visit()
    seen(at.text_input(key=field).set_value(text).run())
    assert where(scene(at)) == float(text)
    assert text in address(at).values()


@pytest.mark.parametrize(
    ("field", "text", "written"),
    [
        ("run.rate.exact", "0,01", "0.01"),
        ("run.rate.exact", "1.000·10⁻⁵", "1e-05"),
        ("run.rate.exact", "(2.5·10−10)", "2.5e-10"),
        ("x", "−0.500", "-0.5"),
        ("y", "\uff11\u2009000,5", "1000.5"),
        ("run.rate.exact", "10^-3", "0.001"),
    ],
)
def test_a_number_as_people_and_the_page_write_it_is_taken_and_shown_in_the_page_s_own_form(field, text, written):
    at = visit()
    seen(at.text_input(key=field).set_value(text).run())
    assert not at.warning
    assert at.text_input(key=field).value == written


def test_a_field_says_how_it_read_a_comma_that_could_be_either():
    at = visit()
    seen(at.text_input(key="x").set_value("1,500").run())
    assert scene(at).start[0] == 1500.0
    assert [said.value for said in at.warning] == [
        "'1,500' was read as 1500, with a comma between thousands. For a decimal sign, write 1.500."
    ]
    seen(at.text_input(key="x").set_value("1,5000").run())
    assert (scene(at).start[0], len(at.warning)) == (1.5, 0)


@pytest.mark.parametrize("text", ["nan", "inf", "1e300", "", "much", "-5", "0", "∞", "−5", "½"])
def test_a_rate_that_is_none_is_refused_with_a_sentence_and_the_scene_stays(text):
    at = visit()
    seen(at.text_input(key="run.rate.exact").set_value(text).run())
    assert scene(at) == opening()
    assert at.warning[0].value.startswith("η (rate) must be")
    assert at.warning[0].value.endswith(".")
    assert at.text_input(key="run.rate.exact").value == "0.0025"


def test_a_broken_link_keeps_what_is_valid_and_says_what_is_not():
    at = visit("v=1&landscape=himmelblau&x=nan&y=2&steps=77&run1=adam&run1.beta1=9&run2=warp&nonsense=1")
    assert scene(at).ground.entry.key == stage(at)["scene"] == "himmelblau"
    assert scene(at).steps == 77
    assert [r.method.key for r in scene(at).runners] == ["adam", "gd"]
    said = " ".join(w.value for w in at.warning)
    assert all(word in said for word in ("x in the link", "run1.beta1", "'warp'", "'nonsense'"))
    said = [w.value for w in visit("v=1&steps=1e9&run1=adam&run1.beta1=nan").warning]
    assert len(said) == 2
    assert all(any(f"{word} in the link" in one for one in said) for word in ("steps", "run1.beta1"))


def test_a_start_from_the_map_moves_every_runner_and_is_acknowledged():
    at = visit()
    pin = stage(at)["pins"][0]
    at = write(at, "race.stage", moved(pin, 0.51234567, 0.5), 3)
    assert scene(at) == edit.with_start(opening(), 0.5123, 0.5)
    assert (given(at)["acknowledged"], given(at)["last"]) == (3, 3)
    assert at.text_input(key="x").value == "0.5123"
    assert stage(at)["pins"] == [pin | {"x": 0.5123, "y": 0.5}]


def test_what_happened_to_a_run_is_told_when_the_hand_rests():
    at = visit()
    told = stage(at)["events"]
    assert {e["run"] for e in told} <= {0, 1, 2, 3}
    assert any(e["run"] == 1 and e["kind"] == "overshoot" and e["text"].startswith("Overshoot") for e in told)
    assert not stage(at, moving=True)["events"]


@pytest.mark.parametrize(
    ("run", "name", "value", "now"),
    [
        (0, "rate", 0.00123, lambda scene, run: edit.with_rate(scene, run, 0.00123)),
        (1, "momentum", 0.95, lambda scene, run: edit.with_method_value(scene, run, "momentum", 0.95)),
        (3, "beta1", 0.0, lambda scene, run: edit.with_method_value(scene, run, "beta1", 0.0)),
    ],
)
def test_a_dial_turns_the_rate_or_the_momentum_of_the_selected_runner(run, name, value, now):
    at = send(visit(), "race.stage", "pick", {"run": run, "seq": 1})
    dial = next(dial for dial in stage(at)["dials"] if dial["name"] == name)
    at = write(at, "race.stage", turned(dial, value), 2)
    assert scene(at) == now(opening(), run)
    assert next(d["value"] for d in stage(at)["dials"] if d["name"] == name) == value
    assert not at.warning


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_what_a_step_costs_is_said_where_it_is_not_one_gradient(key):
    count = OPTIMIZERS[key].evaluations
    said = note(edit.with_method(opening(), 0, key).runners[0])
    assert (f"{count} gradients per step" in said) == (count > 1) == ("gradients" in said)


def test_a_fork_is_a_runner_of_its_own_whose_controls_open():
    at = send(visit(), "race.stage", "fork", {"run": 1, "step": 40, "seq": 1})
    fork = scene(at).runners[4]
    assert (fork.origin, fork.at, fork.method) == (1, 40, scene(at).runners[1].method)
    assert at.session_state[session.SELECTED] == 4
    assert "fork at 40" in stage(at)["tracks"][4]["note"]
    seen(at.slider(key="run.at").set_value(90).run())
    assert scene(at).runners[4].at == 90
    seen(at.text_input(key="run.rate.exact").set_value("0.0001").run())
    paths = scene(at).runs()
    assert simulate(paths[4]).positions[:91].tolist() == simulate(paths[1]).positions[:91].tolist()
    assert simulate(paths[4]).positions[92].tolist() != simulate(paths[1]).positions[92].tolist()


@pytest.mark.parametrize(
    "forged",
    [
        {"run": 1, "step": 300, "seq": 1},
        {"run": 9, "step": 3, "seq": 1},
        {"run": 1, "step": -1, "seq": 1},
        {"seq": 1},
        [],
    ],
    ids=repr,
)
def test_a_fork_that_cannot_be_is_refused_with_a_sentence(forged):
    at = send(visit(), "race.stage", "fork", forged)
    assert scene(at) == opening()
    assert at.warning[0].value.endswith(".")


def test_how_the_scene_is_shown_stands_in_the_address_and_changes_no_run():
    at = visit()
    at.session_state["shown"] = True
    seen(at.run())
    seen(at.selectbox(key="against").set_value("evaluations").run())
    assert stage(at)["against"] == address(at)["against"] == "evaluations"
    assert scene(at).runs() == opening().runs()
    late = [t["reached"] for t in stage(at)["tracks"]]
    seen(at.slider(key="tolerance").set_value(at.slider(key="tolerance").value + 6).run())
    assert [t["reached"] for t in stage(at)["tracks"]] != late
    assert "tolerance" in address(at)


def test_on_a_ground_that_moves_the_minimum_is_shown_and_the_distance_is_to_where_it_is():
    head = stage(visit("v=1&landscape=moving_bowl&run1=gd&steps=100"))
    assert [(g["pane"], g["x"], g["y"]) for g in head["guides"]] == [(0, "drift 0 x", "drift 0 y")]
    assert head["series"]["drift 0 x"][0][2] == 101
    assert not stage(visit())["guides"]


def test_a_row_of_the_standings_selects_its_runner():
    at = send(visit(), "race.stage", "pick", {"run": 3, "seq": 1})
    assert at.selectbox(key="run.method").value == "adam"
    assert [t["selected"] for t in stage(at)["tracks"]] == [False, False, False, True]


@pytest.mark.parametrize(
    "forged",
    [None, {"run": 99, "seq": 1}, {"run": "x", "seq": 1}, {"run": -4, "seq": 1}, {"seq": 1}, []],
    ids=repr,
)
def test_a_forged_pick_does_no_harm(forged):
    assert scene(send(visit(), "race.stage", "pick", forged)) == opening()


def act(at, do, run):
    heard = at.session_state.get(f"{session.ACKNOWLEDGED}.race.roster.act", 0)
    return send(at, "race.roster", "act", {"do": do, "run": run, "seq": heard + 1})


def add(at, method):
    """Choose this method in the dialog of the button that adds a runner."""
    at = act(at, "add", -1)
    heard = at.session_state.get(f"{session.ACKNOWLEDGED}.chooser.choice", 0)
    return send(at, "chooser", "choice", {"key": method, "seq": heard + 1})


def test_runners_are_added_duplicated_hidden_and_removed_and_keep_their_marks():
    at = add(visit(), "nadam")
    assert len(scene(at).runners) == 5
    assert at.session_state[session.SELECTED] == 4
    at = act(at, "duplicate", 1)
    assert scene(at).runners[5] == replace(scene(at).runners[1], mark=5)
    at = act(at, "hide", 0)
    assert scene(at).runners[0].hidden
    assert stage(at)["tracks"][0]["hidden"]
    at = act(at, "remove", 0)
    assert [r.mark for r in scene(at).runners] == [1, 2, 3, 4, 5]
    at = add(at, "gd")
    assert [r.mark for r in scene(at).runners] == [0, 1, 2, 3, 4, 5]
    assert at.session_state[session.SELECTED] == 0


def test_the_list_is_never_empty_and_never_longer_than_it_may_be():
    at = visit()
    for _ in range(MAX_RUNS - 4):
        at = add(at, "adam")
    at = act(at, "add", -1)
    assert len(scene(at).runners) == MAX_RUNS
    assert at.warning[0].value == "A scene has at most 8 runners."
    for _ in range(MAX_RUNS + 2):
        at = act(at, "remove", 0)
    assert len(scene(at).runners) == 1
    assert at.warning[0].value == "The last runner cannot be removed: a scene needs at least one."


@pytest.mark.parametrize(
    "forged",
    [
        None,
        {},
        {"do": "add", "run": 0},
        {"do": "fly", "run": 0, "seq": 1},
        {"do": "hide", "run": 50, "seq": 1},
        {"do": [], "run": 0, "seq": 1},
        {"do": "hide", "run": 1e400, "seq": 1},
    ],
    ids=repr,
)
def test_a_forged_act_does_no_harm(forged):
    assert scene(send(visit(), "race.roster", "act", forged)) == opening()


def test_frame_and_noise_act_on_the_run_and_stand_in_the_address():
    at = visit()
    assert not {"frame.rotation", "noise"} & {w.key for w in at.slider}  # a closed panel draws no controls
    at.session_state["more"] = True
    seen(at.run())
    seen(at.slider(key="frame.rotation").set_value(30.0).run())
    seen(at.slider(key="noise").set_value(2.0).run())
    seen(at.text_input(key="seed").set_value("7").run())
    assert scene(at).seed == 7
    assert scene(at).ground.frame[0] == 30.0
    assert scene(at).noise == 2.0
    assert address(at)["frame.rotation"] == "30"
    assert address(at)["noise"] == "2"
    assert "frame.rotation=30" in stage(at)["panes"][0]["surface"]


def watched(at):
    """What the open formulas say about what to watch for."""
    at.session_state["formulas"] = True
    return [c.value for c in seen(at.run()).caption if c.value.startswith("What to watch for ")]


def test_formulas_say_whether_what_to_watch_for_is_in_this_race_or_in_another():
    others = watched(visit())
    assert len(others) == 6
    assert all(said.startswith("What to watch for in another race, [its own](./?") for said in others)
    land, *ways = watched(visit(codec.write(reference.scene("landscape", "himmelblau"))))
    assert land == f"What to watch for in this race: {LANDSCAPES['himmelblau'].watch}"
    assert all("in another race" in said for said in ways)


def test_formulas_are_sent_only_when_somebody_asks():
    at = visit()
    assert not any("$$" in element.value for element in at.markdown)
    at.session_state["formulas"] = True
    shown = [element.value for element in seen(at.run()).markdown if "$$" in element.value]
    assert len(shown) == 6
    assert any(OPTIMIZERS["adam"].formula in text for text in shown)


def test_a_run_that_diverges_is_named_with_step_and_reason():
    broken = edit.with_rate(opening(), 0, 1.0)
    track = stage(visit(codec.write(broken)))["tracks"][0]
    assert track["status"] == "diverged"
    assert track["at"] > 0
    assert "no longer finite" in track["why"] or "range of one million" in track["why"]


@pytest.mark.parametrize(("view", "spaces"), [("map", []), ("both", [False]), ("surface", [True])])
def test_the_landscape_is_seen_from_above_in_space_or_both(view, spaces):
    panes = stage(visit(codec.write(replace(opening(), view=view))))["panes"]
    assert [pane["kind"] for pane in panes[:4]] == ["map", "chart", "chart", "chart"]
    assert [(pane["of"], pane["alone"]) for pane in panes[4:]] == [(0, alone) for alone in spaces]


def test_a_picture_to_take_away_knows_its_title_and_its_settings():
    chosen = replace(edit.with_ground_value(opening(), "b", 50.0), noise=0.5, seed=7)
    at = visit(codec.write(chosen))
    assert stage(at)["caption"] == "Rosenbrock, a 1, b 50, from −1.2 / 1, 300 steps, noise σ 0.5, seed 7"
    assert scene(at) == chosen
