"""Panels for everything that corrupts the gradient (batches, noise, delay, rounding), and for the data.

A setting has no control if it cannot have an effect, or if it varies from pane to pane.
"""

from collections.abc import Callable, Collection
from functools import partial

import streamlit as st

from core.engine.samples import ORDERED
from core.param import Param
from runs import edit
from runs.catalog import LANDSCAPES
from runs.data.typed import LONGEST, MOST, NO_TABLE, read_csv
from runs.gradient_noise import GRADIENT_NOISE
from runs.ground import Ground
from runs.run import BATCH, SEED, SIGMA, Scene
from ui.controls import widgets
from ui.controls.params import batch_control, control, field
from ui.session import session

Change = Callable[..., None]
"""`change(how, *args)` replaces the scene by `how(scene, *args)`, or tells the visitor why that is impossible."""

PARAMS = {p.key: p for p in GRADIENT_NOISE}
TEXT, TEXT_OF = "table.text", "thalweg.table.of"
"""The key of the data field, and of the ground whose data were last put into it. What a visitor types there stays."""

DECIMALS = 6
"""Decimals of a number in the field. With more, `runs.data.typed` would refuse the number."""

TOLD = 4
"""The most rejected lines that are named one by one."""


def noise_control(scene: Scene, key: str, change: Change, varying: Collection[str] = ()) -> None:
    """The control of one parameter of noise, batches, delay or rounding."""
    if f"gradient.{key}" not in varying:
        control(
            PARAMS[key], getattr(scene.gradient, key), f"gradient.{key}", partial(change, edit.with_gradient_value, key)
        )


def seed_field(scene: Scene, change: Change, varying: Collection[str] = ()) -> None:
    """The field of the seed."""
    if "seed" not in varying:
        field(SEED, scene.seed, "seed", lambda value: change(edit.with_seed, int(value)))


def batched(scene: Scene, varying: Collection[str]) -> bool:
    """Whether any run uses mini-batches."""
    return scene.ground.sampled and ("gradient.batch" in varying or any(run.batch for run in scene.runs()))


def shuffled(scene: Scene, varying: Collection[str]) -> bool:
    """Whether samples are chosen at random. The seed is then shown next to their order."""
    return batched(scene, varying) and (scene.gradient.order != ORDERED or "gradient.order" in varying)


def batch_controls(scene: Scene, change: Change, varying: Collection[str] = ()) -> None:
    """The controls of the batch size and the order of the samples; nothing if the ground has no samples."""
    whole = scene.ground.count
    if not whole:
        return

    def commit(value: float) -> None:
        # "All samples" is stored as 0, so that it stays all if their number changes later.
        change(edit.with_gradient_value, "batch", 0.0 if value == whole else value)

    if "gradient.batch" not in varying:
        batch_control("Batch size B", PARAMS["batch"], int(scene.gradient.batch), whole, "gradient.batch", commit)
    if not batched(scene, varying):
        return
    left, right = st.columns([1.9, 1.2])
    with left:
        noise_control(scene, "order", change, varying)
    if shuffled(scene, varying):
        with right:
            seed_field(scene, change, varying)


def own_batch_control(scene: Scene, index: int, change: Change) -> None:
    """One runner's own batch size, for a race between batch sizes."""
    whole = scene.ground.count
    if whole:
        commit = partial(_with_batch, index, change)
        batch_control("B of this run", BATCH, scene.runners[index].batch, whole, "run.batch", commit, "as all runs")


def _with_batch(index: int, change: Change, value: float) -> None:
    change(edit.with_own, index, BATCH.key, value)


def noisy(scene: Scene) -> bool:
    """Whether noise, delay or rounding acts."""
    return bool(scene.noise or scene.gradient.delay or scene.gradient.rounding)


def noise_controls(scene: Scene, change: Change, varying: Collection[str] = ()) -> None:
    """The controls of noise, delay and rounding, which every ground has."""
    if "noise" not in varying:
        control(SIGMA, scene.noise, "noise", partial(change, edit.with_noise))
    if scene.noise or "noise" in varying:
        noise_control(scene, "kind", change, varying)
        if PARAMS["kind"].write(scene.gradient.kind) == "student" or "gradient.kind" in varying:
            noise_control(scene, "freedom", change, varying)
        if not shuffled(scene, varying):
            seed_field(scene, change, varying)
    noise_control(scene, "delay", change, varying)
    noise_control(scene, "rounding", change, varying)
    if PARAMS["rounding"].write(scene.gradient.rounding) == "bits" or "gradient.rounding" in varying:
        noise_control(scene, "bits", change, varying)


def csv_of(ground: Ground) -> str:
    """The samples of a ground as CSV with a heading, limited to the rows and decimals that can be read back."""
    columns = LANDSCAPES[ground.entry.key].columns
    rows = ground.samples()[:MOST].round(DECIMALS).tolist()
    lines = [",".join(p.write(value) for p, value in zip(columns, row, strict=True)) for row in rows]
    return "\n".join([",".join(p.key for p in columns), *lines])


def _left_out(bad: tuple[str, ...]) -> tuple[str, ...]:
    more = len(bad) - TOLD
    return (*bad[:TOLD], f"{more:,} more lines have the same kind of problem.") if more > 0 else bad


def _take_text() -> None:
    """Use every valid line of the typed text. The text stays as it is, so that the visitor can correct the others."""
    columns = LANDSCAPES[session.scene().ground.entry.key].columns
    try:
        table, bad = read_csv(str(st.session_state[TEXT]), columns)
        session.put(edit.with_table(session.scene(), table))
    except ValueError as error:
        session.refuse(error)
        return
    session.remark(_left_out(bad))
    st.session_state[TEXT_OF] = session.scene().ground


def _named(columns: tuple[Param, ...]) -> str:
    return "\n".join(f"- **{p.key}**: {p.help[0].lower()}{p.help[1:]}" for p in columns)


def data_controls(scene: Scene, change: Change) -> None:
    """The samples as text, to be read, changed or replaced; nothing if the ground has no data that can be typed."""
    ground, columns = scene.ground, LANDSCAPES[scene.ground.entry.key].columns
    if not columns:
        return
    more = widgets.panel("Your own data", "table", expanded=bool(ground.table))
    if more is None:
        return
    with more:
        if st.session_state.get(TEXT_OF) != ground or TEXT not in st.session_state:
            st.session_state[TEXT], st.session_state[TEXT_OF] = csv_of(ground), ground
        count = ground.count
        st.markdown(f"The {count} samples of this landscape, one per line. Change them, or paste your own.")
        st.markdown(_named(columns))
        widgets.text_area(
            "Samples as CSV", key=TEXT, height=180, max_chars=LONGEST, on_change=_take_text,
            help=f"2 to {MOST} lines, with numbers separated by tabs, semicolons, commas or spaces. A comma that does "
            "not separate columns is a decimal sign. A heading and lines that begin with # are skipped.",
        )  # fmt: skip
        if ground.table:
            widgets.button(
                "Back to the drawn data", key="table.back", icon=":material/undo:", on_click=change,
                args=(edit.with_table, NO_TABLE),
            )  # fmt: skip
