"""The download panel: exports of what is on the screen, each made on demand."""

import re
from collections.abc import Callable
from functools import partial

import streamlit as st

from exports import words
from exports.snippet import snippet
from exports.table import csv_table, json_table
from exports.torch_run import obstacle
from exports.torch_script import torch_script
from pictures import animation
from runs.run import Scene
from ui.controls import widgets

Maker = Callable[[Scene, str], str]

TEXTS: dict[str, tuple[Maker, str]] = {
    "PyTorch script": (torch_script, "-torch.py"),
    "Python snippet": (snippet, ".py"),
}
"""The exports that can also be read on the page: the function that makes each, and the ending of its file's name."""

HELP = {
    "CSV": "Every number of every run, one row per step. The first lines hold the settings and the link.",
    "JSON": "The same numbers as named columns, with all settings.",
    "PyTorch script": "A script that computes the same numbers with PyTorch, for every optimizer that PyTorch has.",
    "Python snippet": "Python code that runs this scene with Thalweg's own library.",
    "Animation": "One HTML file that plays anywhere, without a server. It takes about 5 MB, because it contains "
    "plotly.js.",
}


FILES: dict[str, tuple[Maker, str, str]] = {
    "CSV": (csv_table, ".csv", "text/csv"),
    "JSON": (json_table, ".json", "application/json"),
    **{name: (maker, ending, "text/x-python") for name, (maker, ending) in TEXTS.items()},
    "Animation": (animation.page, ".html", "text/html"),
}
"""Every export: the function that makes it, the ending of its file's name, and its media type."""


OURS = re.compile(r"https?://[\w.:\[\]/%~+-]+")
"""The pattern of a page's address, which is checked since it comes from the browser and ends up in a script."""


def here() -> str:
    """The address of this page without its query; "" if the browser does not say."""
    found = OURS.match(st.context.url or "")
    return found[0] if found else ""


def address() -> str:
    """The beginning of the links in exported files: the address of this page, with a slash at its end."""
    return f"{here().rstrip('/')}/" if here() else ""


def left_out(scene: Scene) -> list[str]:
    """A sentence for every runner that is not in the PyTorch script."""
    found = ((runner, obstacle(run)) for runner, run in zip(scene.runners, scene.runs(), strict=True))
    return [f"Without {words.label(runner)}: {why}" for runner, why in found if why]


def take_away(scene: Scene) -> None:
    """The panel of exports. Each is computed only when somebody asks for it."""
    shown = widgets.panel("Take it away", "takeaway")
    if shown is None:
        return
    with shown:
        begin, missing = address(), left_out(scene)
        useless = len(missing) == len(scene.runners)
        with st.container(horizontal=True):
            for name, (maker, ending, kind) in FILES.items():
                widgets.download_button(
                    name, partial(maker, scene, begin), words.file_stem(scene) + ending, kind, key=f"takeaway.{name}",
                    help=HELP[name], on_click="ignore", icon=":material/download:",
                    disabled=useless and name == "PyTorch script",
                )  # fmt: skip
        for sentence in missing:
            st.caption(f"The PyTorch script is {sentence[0].lower()}{sentence[1:]}")
        look = widgets.pills("Read it here", list(TEXTS), key="takeaway.read")
        if look is not None:
            st.code(TEXTS[look][0](scene, begin), language="python", wrap_lines=True)
