"""A race that plays without a server: as a page of its own, and in the output of a notebook's cell.

from pictures import show
from runs.opening import opening

show(opening())
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runs.run import Scene

HEIGHT = 760
"""Pixels: enough for the map and the chart side by side, with the buttons below and the settings of four runners."""


def page(scene: "Scene", address: str = "") -> str:
    """The race as one HTML page that needs nothing else: text of about five megabytes, because it holds plotly.js.

    `address` is that of the app, with a slash at its end, for the link to the same race; "" leaves only the query.
    """
    # Whoever imports `pictures` does not load Plotly, which takes half a second.
    from core.param import Param  # noqa: PLC0415
    from exports import words  # noqa: PLC0415
    from figures.animation import Caption, animation  # noqa: PLC0415
    from runs.simulate import simulate  # noqa: PLC0415

    runs = tuple(
        f"{words.runner_settings(runner, Param.tell)}; {words.outcome(simulate(run))}"
        for runner, run in zip(scene.runners, scene.runs(), strict=True)
    )
    names, shared = tuple(map(words.label, scene.runners)), words.shared_settings(scene, Param.tell)
    caption = Caption(words.title(scene), shared, names, runs, words.link(scene, address))
    return animation(scene, caption)


@dataclass(frozen=True, slots=True)
class Animation:
    """A race as notebooks show it: Jupyter, and whatever else asks an object for its HTML."""

    scene: "Scene"
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        """The page in a frame, so that its styles and scripts are apart from the notebook's. It asks no server."""
        # Between single quotes nothing else has to be escaped, of which there is a megabyte in plotly.js.
        whole = page(self.scene).replace("&", "&amp;").replace("'", "&#39;")
        style = f"width: 100%; height: {self.height}px; border: 0"
        return (
            f"<iframe title='A race of optimizers' sandbox='allow-scripts' style='{style}' srcdoc='{whole}'></iframe>"
        )


def show(scene: "Scene", height: int = HEIGHT) -> Animation:
    """The race of a scene, to be played in a notebook; `height` in pixels."""
    return Animation(scene, height)
