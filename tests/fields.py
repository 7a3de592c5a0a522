"""Scenes in which one field after another is off its default, so that whoever drops a field is found out by its name.

The fields are those that the records have, so a field that is added later takes part in every test that uses them.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer, schedule


class Field(NamedTuple):
    """A field of a record, and the part of a scene that is such a record."""

    part: str
    name: str

    def __str__(self) -> str:
        return f"{self.part}.{self.name}"


PLAIN = Scene(
    Ground(landscape("robust_regression")), (1.0, -1.0), 50,
    (Runner(optimizer("momentum"), 0.01), Runner(optimizer("momentum"), 0.01, mark=1)),
)  # fmt: skip
"""A scene at its defaults. The second of its runners is the one whose fields change."""

OFF: Mapping[str, Any] = {
    "scene.start": (0.25, -0.75), "scene.steps": 40, "scene.noise": 0.25, "scene.seed": 11, "scene.tolerance": 0.5,
    "scene.against": "epochs", "scene.view": "both", "scene.curve": "stride", "scene.axes": "equal",
    "ground.entry": landscape("robust_regression", {"samples": 20.0, "delta": 0.75}),
    "ground.frame": (30.0, 0.5, -0.25, 1.5, 0.75),
    "ground.table": ((1.0, 2.0), (2.0, 3.5), (0.5, -1.0), (-1.0, 0.25), (3.0, 1.0)),
    "gradient.kind": 2.0, "gradient.freedom": 5.0, "gradient.batch": 2.0, "gradient.order": 1.0, "gradient.delay": 2.0,
    "gradient.rounding": 2.0, "gradient.bits": 9.0,
    "runner.method": optimizer("momentum", {"momentum": 0.5, "convention": 2.0}), "runner.rate": 0.02,
    "runner.schedule": schedule("step", {"every": 7.0}), "runner.mark": 5, "runner.hidden": True, "runner.warmup": 3,
    "runner.origin": 0, "runner.at": 4, "runner.batch": 3, "runner.warmup_form": 1.0, "runner.clip": 0.5,
    "runner.clip_by": 1.0,
}  # fmt: skip
"""Values off the default. All of them together are a valid scene too."""

ANY = (True, False, 1, 2, 1.0, 2.0, 0.5, "x", (), (1.0,))
"""What is tried for a field that is not in the table."""

NEEDS = {"runner.at": "runner.origin"}
"""Fields that can be off their defaults only where another one is."""

SPLIT = ("ground", "gradient", "runners")
"""The fields of a scene that are records themselves."""

FIELDS = [
    *(Field("scene", f.name) for f in fields(Scene) if f.name not in SPLIT),
    *(Field("ground", f.name) for f in fields(Ground)),
    *(Field("gradient", name) for name in GradientNoise._fields),
    *(Field("runner", f.name) for f in fields(Runner)),
]


def part_of(scene: Scene, field: Field) -> Any:
    """The record that has this field; of the runners, the last."""
    return {"scene": scene, "ground": scene.ground, "gradient": scene.gradient, "runner": scene.runners[-1]}[field.part]


def value_of(scene: Scene, field: Field) -> Any:
    """The value of this field."""
    return getattr(part_of(scene, field), field.name)


def with_field(scene: Scene, values: Mapping[Field, Any]) -> Scene:
    """The scene with these values."""
    given = {part: {f.name: v for f, v in values.items() if f.part == part} for part in ("scene", *SPLIT[:2], "runner")}
    return replace(
        scene,
        ground=replace(scene.ground, **given["ground"]),
        gradient=scene.gradient._replace(**given["gradient"]),
        runners=(*scene.runners[:-1], replace(scene.runners[-1], **given["runner"])),
        **given["scene"],
    )


def off(field: Field) -> Any:
    """A value of this field that is not its default. A field that is not in the table takes the first that is valid."""
    if str(field) in OFF:
        return OFF[str(field)]
    for value in ANY:
        try:
            if value_of(with_field(PLAIN, {field: value}), field) != value_of(PLAIN, field):
                return value
        except (ValueError, TypeError, KeyError):
            continue
    raise AssertionError(f"{field} has no other value among those that are tried: put one into the table.")


def _needed(field: Field) -> list[Field]:
    return [one for one in FIELDS if str(one) == NEEDS.get(str(field))]


def _needing(field: Field) -> list[Field]:
    return [one for one in FIELDS if NEEDS.get(str(one)) == str(field)]


def only(field: Field) -> Scene:
    """The plain scene with this field off its default."""
    return with_field(PLAIN, {one: off(one) for one in (field, *_needed(field))})


FULL = with_field(PLAIN, {field: off(field) for field in FIELDS})
"""A scene with nothing at its default; its second runner is a fork of the first."""


def all_but(field: Field) -> Scene:
    """The full scene with this field at its default."""
    return with_field(FULL, {one: value_of(PLAIN, one) for one in (field, *_needing(field))})


SCENES = {f"only {f}": only(f) for f in FIELDS} | {f"all but {f}": all_but(f) for f in FIELDS} | {"full": FULL}
"""Every field alone off its default, every field alone at its default, and none."""


def rooted(scene: Scene) -> Scene:
    """The scene without forks, for pages that show none."""
    return replace(scene, runners=tuple(replace(runner, origin=None, at=0) for runner in scene.runners))


def flat(scene: Scene) -> dict[str, Any]:
    """All fields of a scene with their values; those of a runner under its number in the link, such as "run2.rate"."""
    found = {str(field): value_of(scene, field) for field in FIELDS if field.part != "runner"}
    for runner in scene.runners:
        found |= {f"run{runner.mark + 1}.{f.name}": getattr(runner, f.name) for f in fields(Runner)}
    return found


def changed(before: Scene, after: Scene) -> set[str]:
    """The names in which two scenes differ; a runner that is only in one of them counts as one name, such as "run2"."""
    one, other = flat(before), flat(after)
    names = {name for name in one.keys() | other.keys() if one.get(name, ...) != other.get(name, ...)}
    lone = {runner.mark for runner in before.runners} ^ {runner.mark for runner in after.runners}
    return {name.split(".")[0] if name.split(".")[0] in {f"run{m + 1}" for m in lone} else name for name in names}
