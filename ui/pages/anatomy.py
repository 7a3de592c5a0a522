"""The page Anatomy: one runner of the scene, step by step, with its arrows and the numbers in its formula."""

import streamlit as st

from figures.anatomy.bias_correction import STEPS, bias_correction
from figures.anatomy.step_matrix import eigenvalues, verdict, worst_error
from pictures import anatomy
from pictures.labels import note
from pictures.mathml import AXES
from runs.catalog import OPTIMIZERS
from runs.run import Scene
from studies.stability.spectrum import spectrum_of
from ui.controls import widgets
from ui.controls.panels import about, ground_controls, runner_controls
from ui.controls.widgets import words
from ui.headline import tools
from ui.session import session
from ui.session.messages import apply_words
from ui.session.shown import show_scene
from ui.worksheets import session as worksheet_session

STAGE = "anatomy.stage"

HOW = (
    "The formulas show the algorithm with the numbers of one step, and the arrows show their effect. ← and → move by "
    "one step."
)
BIAS = (
    "A running mean that starts at zero is too small at first. If the slope is steady, the mean after step t has "
    "only reached the share 1 - βᵗ of it. Dividing by this share gives m̂, which has the size of the slope from the "
    "first step on. After about 1/(1 - β) steps the two are nearly equal. The mean square v is corrected in the same "
    "way, with its own β."
)
MATRIX = (
    "On a quadratic, every step of this method multiplies error and memory by one matrix A. This is the matrix at the "
    "lowest known minimum, with the learning rate of the last step. An eigenvalue says what a step does to one part of "
    "the error: its size is the factor, its angle is by how much this part swings. Inside the circle errors shrink, "
    "outside they grow. In the long run the largest size ρ alone counts. On the way the worst error can be above ρᵗ."
)
HELD = (
    " This method divides each coordinate by a number P of its memory. Here P stands still, with its value after the "
    "last step."
)
PLAIN = (
    "The formulas of this method are not taken apart here. The page shows what was recorded: the gradient that the "
    "method used, what it remembers, and where the step led."
)


def choose_runner(scene: Scene, index: int) -> None:
    """The control that chooses the runner."""
    if st.session_state.get("anatomy.runner") != index:
        st.session_state["anatomy.runner"] = index
    widgets.selectbox(
        "Runner", range(len(scene.runners)), key="anatomy.runner",
        format_func=lambda i: f"{OPTIMIZERS[scene.runners[i].method.key].name}, {note(scene.runners[i])}",
        on_change=lambda: session.select(st.session_state["anatomy.runner"]),
        help="These are the runners of the race.",
    )  # fmt: skip


def bias_view(scene: Scene, index: int) -> None:
    """The chart of m and m̂ over the first steps, for methods with bias correction, drawn on demand."""
    _, cut = anatomy.taken_apart(scene.runs()[index])
    if "m_hat" not in cut.values:
        return
    view = widgets.panel(f"Bias correction: m against m̂ over the first {STEPS} steps", "bias")
    if view is None:
        return
    with view:
        st.markdown(BIAS)
        dark = st.context.theme.type == "dark"
        for i, (axis, column) in enumerate(zip(AXES, st.columns(2), strict=True)):
            g, m, m_hat = (cut.values[name][:, i] for name in ("g", "m", "m_hat"))
            drawn = bias_correction(g, m, m_hat, axis, dark=dark)
            column.plotly_chart(drawn, key=f"bias.{axis}", config={"displayModeBar": False})


def matrix_view(scene: Scene, index: int) -> None:
    """The eigenvalues of a step and the worst error, for methods that are linear at a minimum, drawn on demand."""
    way, _ = anatomy.taken_apart(scene.runs()[index])
    found = spectrum_of(way)
    view = None if found is None else widgets.panel("The step as a matrix: eigenvalues and the worst error", "matrix")
    if found is None or view is None:
        return
    with view:
        st.markdown(MATRIX + (HELD if found.held else ""))
        st.markdown(verdict(found))
        dark = st.context.theme.type == "dark"
        for draw, column in zip((eigenvalues, worst_error), st.columns(2), strict=True):
            column.plotly_chart(draw(found, dark=dark), key=f"matrix.{draw.__name__}", config={"displayModeBar": False})


def page() -> None:
    """Draw the page, the stage first, since visitors wait for it."""
    session.open_scene()
    if not session.has_selected():
        session.select(anatomy.usual(session.scene()))
    apply_words("anatomy", STAGE)
    headline, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_scene("anatomy", STAGE)
    scene, index = session.scene(), session.selected()
    record = OPTIMIZERS[scene.runners[index].method.key]
    with headline:
        words(f"**{record.name}, one step at a time.** {HOW}")
        tools(session.link(runner=True), "anatomy")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    with beside:
        choose_runner(scene, index)
        runner_controls(scene, index)
        ground_controls(scene)
    bias_view(scene, index)
    matrix_view(scene, index)
    if record.anatomy is None:
        st.caption(PLAIN)
    if at := scene.runs()[index].at:
        st.caption(
            f"This runner is a fork. Up to step {at} it took the same steps as its origin. Choose the origin to see "
            "the formulas of those steps."
        )
    about(record, scene)
    session.show_address(runner=True)


page()
