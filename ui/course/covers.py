"""The picture that stands for a chapter: the runs of its cover step as SVG text."""

from figures.cloud_vignette import clouds_painted, scattered
from figures.vignette import painted, sketched
from pictures.ensembles import styles
from runs.comparison.comparison import Comparison
from runs.ensemble.ensemble import Ensemble
from runs.simulate import simulate
from studies.course.chapter import Chapter
from studies.course.measured import walked

SEEN = 150
"""The most walkers of a cloud that are drawn."""


def cover(chapter: Chapter, dark: bool) -> str:
    """The picture in the colours of a theme."""
    shown = chapter.steps[chapter.cover].view.shown
    if isinstance(shown, Ensemble):
        ends = [cloud.positions[-1].T[:SEEN] for cloud in walked(shown)]
        return clouds_painted(shown, scattered(shown, ends), styles(shown), dark)
    scene = shown.base if isinstance(shown, Comparison) else shown
    return painted(sketched(scene.ground, [simulate(run) for run in scene.runs()]), dark)
