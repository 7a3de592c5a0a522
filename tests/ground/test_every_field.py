"""No field of a scene gets lost: not in a link, not in a run, not by an edit, and not on the way to another page."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from inspect import isfunction
from types import ModuleType
from typing import Any, get_type_hints

import pytest

from runs import bounds, codec, edit, variants
from runs.bounds import Bounds
from runs.comparison import codec as comparison_codec
from runs.comparison import comparison
from runs.comparison import edit as comparison_edit
from runs.comparison.comparison import Axis, Comparison, varied
from runs.comparison.fill import choices, filled
from runs.ensemble import codec as ensemble_codec
from runs.ensemble import edit as ensemble_edit
from runs.ensemble import ensemble
from runs.ensemble.ensemble import Ensemble, ensemble_of, offered
from runs.ground import Ground, landscape
from runs.map import codec as map_codec
from runs.map import edit as map_edit
from runs.map import map as map_question
from runs.map.map import Map, map_of
from runs.map.measure import Measure
from runs.run import Run, Scene
from tests.fields import FIELDS, FULL, PLAIN, SCENES, Field, all_but, changed, only, rooted, value_of

pytestmark = pytest.mark.plain


SEEN = {"scene.tolerance", "scene.against", "scene.view", "scene.curve", "scene.axes", "runner.mark", "runner.hidden"}
"""Fields that say how a scene looks, and nothing about its runs."""
ROOTED = rooted(FULL)
SHOWN = replace(ROOTED, runners=tuple(replace(runner, hidden=False) for runner in ROOTED.runners))
ALONE = replace(SHOWN, runners=SHOWN.runners[1:])
RATES = Axis("rate", (0.1, 0.2))

each = pytest.mark.parametrize("field", FIELDS, ids=map(str, FIELDS))
every = pytest.mark.parametrize("name", SCENES)


@each
def test_the_scenes_made_for_a_field_differ_in_it(field: Field) -> None:
    assert value_of(only(field), field) != value_of(PLAIN, field)
    assert value_of(all_but(field), field) == value_of(PLAIN, field) != value_of(FULL, field)


# Links. (Those of pages are in tests/ui/test_every_field_on_pages.py.)


@every
def test_a_link_holds_every_field(name: str) -> None:
    assert codec.read(codec.write(SCENES[name])) == codec.Reading(SCENES[name], ())


@every
def test_the_link_of_a_comparison_holds_every_field_of_its_base(name: str) -> None:
    scene = rooted(SCENES[name])
    marks = Axis("runner", tuple(runner.mark for runner in scene.runners))
    for made in (Comparison(scene, marks), Comparison(replace(scene, runners=scene.runners[1:]), RATES)):
        assert comparison_codec.read(comparison_codec.write(made)) == comparison_codec.Reading(made, ())


@every
def test_the_link_of_an_ensemble_holds_every_field_of_its_base(name: str) -> None:
    scene = rooted(SCENES[name])
    marks, alone = Axis("runner", tuple(r.mark for r in scene.runners)), replace(scene, runners=scene.runners[1:])
    for made in (Ensemble(scene, marks), Ensemble(alone, RATES), Ensemble(alone)):
        assert ensemble_codec.read(ensemble_codec.write(made)) == ensemble_codec.Reading(made, ())


@every
def test_the_link_of_a_map_holds_every_field_of_its_base(name: str) -> None:
    alone = replace(rooted(SCENES[name]), runners=rooted(SCENES[name]).runners[1:])
    for made in (Map(alone), Map(alone, ("rate", "warmup"))):
        assert map_codec.read(map_codec.write(made)) == map_codec.Reading(replace(made, base=map_of(alone).base), ())
    both = rooted(SCENES[name])
    made = Map(replace(both, runners=tuple(replace(runner, hidden=False) for runner in both.runners), view="map"))
    assert map_codec.read(map_codec.write(made)) == map_codec.Reading(made, ())


COMPARED: Mapping[str, Any] = {
    "base": replace(ALONE, seed=5), "across": Axis("noise", (0.5, 1.0)), "down": Axis("warmup", (0.0, 5.0)),
    "starts": ((1.0, 2.0), (3.0, 4.0)), "suited": True, "best": "loss",
}  # fmt: skip
GATHERED: Mapping[str, Any] = {
    "base": replace(ALONE, seed=5), "across": RATES, "walkers": 70, "radius": 0.75, "sweep": "batch",
}  # fmt: skip
MAPPED: Mapping[str, Any] = {
    "base": replace(SHOWN, seed=5, view="map"), "sides": ("rate", "warmup"), "view": (-1.0, 1.5, -2.0, 0.5),
    "fine": True, "difference": True, "measure": Measure("loss", 16),
}  # fmt: skip


def test_the_tables_hold_every_field_of_a_comparison_of_an_ensemble_and_of_a_map() -> None:
    assert list(COMPARED) == [f.name for f in fields(Comparison)]
    assert list(GATHERED) == [f.name for f in fields(Ensemble)]
    assert list(MAPPED) == [f.name for f in fields(Map)]


@pytest.mark.parametrize("name", COMPARED)
def test_the_link_of_a_comparison_holds_its_own_fields(name: str) -> None:
    plain = Comparison(ALONE, RATES)
    made = replace(plain, **{name: COMPARED[name]})
    assert made != plain
    assert comparison_codec.read(comparison_codec.write(made)) == comparison_codec.Reading(made, ())


@pytest.mark.parametrize("name", GATHERED)
def test_the_link_of_an_ensemble_holds_its_own_fields(name: str) -> None:
    plain = Ensemble(ALONE)
    made = replace(plain, **{name: GATHERED[name]})
    assert made != plain
    assert ensemble_codec.read(ensemble_codec.write(made)) == ensemble_codec.Reading(made, ())


@pytest.mark.parametrize("name", MAPPED)
def test_the_link_of_a_map_holds_its_own_fields(name: str) -> None:
    plain = Map(replace(SHOWN, view="map"))
    of_settings = {"sides": MAPPED["sides"]} if name == "measure" else {}
    made = replace(plain, **of_settings, **{name: MAPPED[name]})
    assert made != plain
    assert map_codec.read(map_codec.write(made)) == map_codec.Reading(made, ())


# Runs.


def differing(one: object, other: object) -> set[str]:
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


def told(field: Field) -> set[str]:
    """The fields of a run in which a field of its scene or runner stands."""
    if str(field) in SEEN:
        return set()
    if str(field) == "runner.batch":
        return {"gradient"}
    return {field.part if field.part in ("ground", "gradient") else field.name}


@each
def test_a_run_holds_every_field_that_does_not_say_how_it_looks(field: Field) -> None:
    plain, scene = PLAIN.runs(), only(field)
    first, second = scene.runs()
    expected = told(field) | ({"origin"} if str(field) == "runner.at" else set())
    assert differing(second, plain[1]) == expected
    assert differing(first, plain[0]) == (set() if field.part == "runner" else expected)


@each
def test_a_run_holds_the_values_of_its_scene_and_runner(field: Field) -> None:
    for scene in (only(field), all_but(field)):
        for runner, run in zip(scene.runners, scene.runs(), strict=True):
            for f in fields(Run):
                own = {
                    "origin": None if runner.origin is None else scene.runs()[0],
                    "gradient": scene.gradient._replace(batch=float(runner.batch or scene.gradient.batch)),
                }
                owner = runner if hasattr(runner, f.name) else scene
                assert getattr(run, f.name) == (own[f.name] if f.name in own else getattr(owner, f.name)), f.name


# Edits. Each names what it changes in the full scene, whose runners are run1 and run6; a lone "run2" comes or goes.

GROUND = {"ground.entry", "ground.frame", "ground.table", "scene.start"}
EDITS: Mapping[str, tuple[tuple[Any, ...], set[str]]] = {
    "with_landscape": (("two_layer",), {*GROUND, "run1.rate", "run6.rate"}),
    "on_ground": (
        (Ground(landscape("bowl")), (2.0, 2.0)), {*GROUND, "scene.against", "gradient.batch", "run6.batch"},
    ),
    "with_table": (((),), {"ground.table"}),
    "with_gradient_value": (("bits", 5.0), {"gradient.bits"}),
    "with_ground_value": (("delta", 2.0), {"ground.entry"}),
    "with_frame_value": (("rotation", 5.0), {"ground.frame"}),
    "with_start": ((2.0, 2.0), {"scene.start"}),
    "with_steps": ((30,), {"scene.steps"}),
    "with_noise": ((0.5,), {"scene.noise"}),
    "with_seed": ((3,), {"scene.seed"}),
    "with_tolerance": ((0.1,), {"scene.tolerance"}),
    "with_against": (("samples",), {"scene.against"}),
    "with_curve": (("along x",), {"scene.curve"}),
    "with_axes": (("stretched",), {"scene.axes"}),
    "with_rate": ((1, 0.5), {"run6.rate"}),
    "with_runner": ((1, replace(FULL.runners[1], warmup=9)), {"run6.warmup"}),
    "with_method": ((1, "adam"), {"run1.method", "run1.rate", "run6.method", "run6.rate"}),
    "with_method_value": ((1, "momentum", 0.25), {"run6.method"}),
    "with_schedule": ((1, "cosine"), {"run6.schedule"}),
    "with_own": ((1, "warmup", 9), {"run6.warmup"}),
    "with_preset": ((1, "pytorch"), {"run6.method", "run6.rate"}),
    "with_schedule_value": ((1, "every", 9.0), {"run6.schedule"}),
    "added": (("adam",), {"run2"}),
    "duplicated": ((1,), {"run2"}),
    "forked": ((1, 9), {"run2"}),
    "with_at": ((1, 6), {"run6.at"}),
    "removed": ((1,), {"run6"}),
    "toggled": ((1,), {"run6.hidden"}),
}  # fmt: skip


def made_by(module: ModuleType, kind: type) -> set[str]:
    """The public functions of a module that return this."""
    own = {name: f for name, f in vars(module).items() if isfunction(f) and f.__module__ == module.__name__}
    return {name for name, f in own.items() if not name.startswith("_") and get_type_hints(f)["return"] is kind}


def test_the_table_of_edits_is_complete() -> None:
    assert set(EDITS) == made_by(edit, Scene)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_what_it_says_and_loses_nothing(name: str) -> None:
    given, wanted = EDITS[name]
    assert changed(FULL, getattr(edit, name)(FULL, *given)) == wanted


@pytest.mark.parametrize(
    ("name", "given", "own"),
    [
        ("duplicated", (1,), {"mark": 1, "hidden": False}),
        ("forked", (1, 9), {"mark": 1, "hidden": False, "origin": 5, "at": 9}),
        ("forked", (0, 9), {"mark": 1, "hidden": False, "origin": 0, "at": 9}),
    ],
)
def test_a_copy_has_every_field_of_its_original(name: str, given: tuple[int, ...], own: dict[str, Any]) -> None:
    assert getattr(edit, name)(FULL, *given).runner(1) == replace(FULL.runners[given[0]], **own)


def test_a_small_server_loses_nothing_but_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "bounds", lambda: Bounds(30, 60))
    monkeypatch.setattr(ensemble, "bounds", lambda: Bounds(30, 60))
    assert changed(FULL, bounds.within_bounds(FULL)[0]) == {"scene.steps"}
    compared = Comparison(ALONE, **{name: value for name, value in COMPARED.items() if name not in {"base", "down"}})
    assert differing(compared, comparison.within_bounds(compared)[0]) == {"base"}
    assert changed(ALONE, comparison.within_bounds(compared)[0].base) == {"scene.steps"}
    gathered = Ensemble(**{**GATHERED, "base": ALONE})
    assert differing(gathered, ensemble.within_bounds(gathered)[0]) == {"base", "walkers"}
    assert changed(ALONE, ensemble.within_bounds(gathered)[0].base) == {"scene.steps"}
    mapped = Map(ALONE, MAPPED["sides"])
    assert differing(mapped, map_question.within_bounds(mapped)[0]) == {"base"}
    assert changed(ALONE, map_question.within_bounds(mapped)[0].base) == {"scene.steps"}


# On the way to other pages.


def fields_of(what: str) -> set[str]:
    """The fields of the lone runner's scene that vary under this name."""
    group = what.partition(".")[0]
    if group in ("rate", "warmup", "warmup_form", "clip", "clip_by", "schedule", "method"):
        return {f"run6.{group}"}
    if what == "landscape":
        return {*GROUND, "scene.against", "gradient.batch", "run6.batch"} - {"ground.frame"}
    return {
        {"landscape": "ground.entry", "frame": "ground.frame"}.get(
            group, what if group == "gradient" else f"scene.{what}"
        )
    }


@pytest.mark.parametrize("what", choices(ALONE))
def test_a_pane_differs_from_its_base_in_what_varies_alone(what: str) -> None:
    axis = filled(ALONE, what, 4)
    found = [changed(ALONE, varied(ALONE, what, value)) for value in axis.values]
    assert all(one <= fields_of(what) for one in found), found
    for pane, value in zip(Comparison(ALONE, axis).scenes(), axis.values, strict=True):
        assert pane == varied(ALONE, what, value)


@every
def test_a_race_keeps_every_field_as_a_comparison_and_as_an_ensemble(name: str) -> None:
    scene = rooted(SCENES[name])
    visible = tuple(runner for runner in scene.runners if not runner.hidden)
    assert comparison_edit.comparison_of(scene).base == replace(scene, runners=visible)
    for pane, runner in zip(
        Comparison(scene, Axis("runner", tuple(r.mark for r in scene.runners))).scenes(), scene.runners, strict=True
    ):
        assert pane == replace(scene, runners=(replace(runner, hidden=False),))
    assert ensemble_of(scene).base == replace(scene, runners=visible, view="map")
    assert map_of(scene).base == replace(scene, runners=visible[:1], view="map")


COMPARISON = Comparison(
    ALONE, Axis("noise", (0.25, 0.5, 0.75, 1.0)), None, ((1.0, 2.0),) * 4, suited=False, best="loss"
)
COMPARISON_EDITS: Mapping[str, tuple[tuple[Any, ...], set[str]]] = {
    "with_what": (("across", "seed"), {"across", "starts"}),
    "with_values": (("across", Axis("noise", (1.0, 2.0, 3.0, 4.0))), {"across"}),
    "with_count": (("across", 3), {"across", "starts"}),
    "with_base": ((replace(ALONE, seed=5),), {"base"}),
    "separated": ((), set()),
    "together": ((), {"starts"}),
    "suited": ((True,), {"suited"}),
    "with_best": (("steps",), {"best"}),
}  # fmt: skip


def test_the_table_of_edits_of_a_comparison_is_complete() -> None:
    assert set(COMPARISON_EDITS) == made_by(comparison_edit, Comparison) - {"first_comparison", "comparison_of"}


@pytest.mark.parametrize("name", COMPARISON_EDITS)
def test_an_edit_of_a_comparison_changes_what_it_says_and_loses_nothing(name: str) -> None:
    given, wanted = COMPARISON_EDITS[name]
    after = getattr(comparison_edit, name)(COMPARISON, *given)
    assert differing(COMPARISON, after) == wanted
    assert changed(COMPARISON.base, after.base) == ({"scene.seed"} if name == "with_base" else set())


def test_where_runners_vary_no_longer_the_first_is_left_as_it_is() -> None:
    plain, full = SHOWN.runners
    scene = replace(SHOWN, runners=(replace(full, mark=0), replace(plain, mark=5)))
    marks = Axis("runner", (0, 5))
    assert changed(scene, comparison_edit.with_what(Comparison(scene, marks), "across", "noise").base) == {"run6"}
    assert changed(scene, ensemble_edit.with_what(Ensemble(scene, marks), "noise").base) == {"run6"}


ENSEMBLE = Ensemble(**{**GATHERED, "base": ALONE})
ENSEMBLE_EDITS: Mapping[str, tuple[tuple[Any, ...], set[str]]] = {
    "with_what": (("noise",), {"across"}),
    "with_values": ((Axis("noise", (1.0, 2.0)),), {"across"}),
    "with_value": ((0, 0.3), {"across"}),
}


def test_the_table_of_edits_of_an_ensemble_is_complete() -> None:
    assert set(ENSEMBLE_EDITS) == made_by(ensemble_edit, Ensemble)


@pytest.mark.parametrize("name", ENSEMBLE_EDITS)
def test_an_edit_of_an_ensemble_changes_what_it_says_and_loses_nothing(name: str) -> None:
    given, wanted = ENSEMBLE_EDITS[name]
    assert differing(ENSEMBLE, getattr(ensemble_edit, name)(ENSEMBLE, *given)) == wanted


MAP = Map(SHOWN, ("rate", "warmup"), (0.1, 0.2, 0.0, 5.0))
MAP_EDITS: Mapping[str, tuple[tuple[Any, ...], set[str]]] = {
    "with_base": ((replace(SHOWN, seed=5),), {"base"}),
    "of_starts": ((), {"sides", "view"}),
    "of_settings": ((), set()),
    "with_side": ((1, "clip"), {"sides", "view"}),
    "with_second": ((edit.with_rate, 0, 0.7), {"base"}),
    "with_methods": ((2,), {"difference"}),
    "with_measure": (("loss",), {"measure"}),
    "from_starts": ((16,), {"measure"}),
}  # fmt: skip


def test_the_table_of_edits_of_a_map_is_complete() -> None:
    assert set(MAP_EDITS) == made_by(map_edit, Map)


@pytest.mark.parametrize("name", MAP_EDITS)
def test_an_edit_of_a_map_changes_what_it_says_and_loses_nothing(name: str) -> None:
    given, wanted = MAP_EDITS[name]
    after = getattr(map_edit, name)(MAP, *given)
    assert differing(MAP, after) == wanted
    of_base = {"with_base": {"scene.seed"}, "with_second": {"run6.rate"}}
    assert changed(MAP.base, after.base) == of_base.get(name, set())


@pytest.mark.parametrize("what", offered(ALONE))
def test_two_settings_of_an_ensemble_differ_in_what_is_said_alone(what: str) -> None:
    made = ensemble_edit.with_what(Ensemble(ALONE), what)
    assert all(changed(ALONE, scene) <= fields_of(what) for scene in made.settings())
    assert ensemble.with_base(made, replace(ALONE, steps=30)) == replace(made, base=replace(ALONE, steps=30))


@every
def test_a_runner_keeps_every_field_but_the_schedule_under_several_schedules(name: str) -> None:
    scene = SCENES[name]
    made = variants.under(scene, 1, ("constant", "linear", "cosine"))
    assert {key for key in changed(scene, made) if not key.startswith("run")} == set()
    for mark, runner in enumerate(made.runners):
        kept = replace(scene.runners[1], origin=None, at=0, mark=mark, schedule=runner.schedule)
        assert replace(runner, hidden=kept.hidden) == kept


FOR_ALL: list[tuple[Callable[..., Scene], tuple[Any, ...], str]] = [
    (edit.with_rate, (0.5,), "rate"),
    (edit.with_own, ("warmup", 9), "warmup"),
    (edit.with_own, ("batch", 2), "batch"),
    (edit.with_method_value, ("momentum", 0.25), "method"),
]


@pytest.mark.parametrize(("how", "given", "name"), FOR_ALL, ids=[name for _, _, name in FOR_ALL])
def test_a_change_for_all_runners_loses_nothing(how: Callable[..., Scene], given: tuple[Any, ...], name: str) -> None:
    scene = variants.under(ALONE, 0, ("constant", "step", "cosine"))
    assert changed(scene, variants.for_all(how)(scene, 1, *given)) == {f"run{k}.{name}" for k in (1, 2, 3)}
