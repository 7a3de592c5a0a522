"""The links of a chapter's pictures: what the stage shows of a step before its question is answered, and after."""

from dataclasses import replace
from typing import Any

from pictures.compare import grain
from pictures.registry import PAGES
from pictures.selection import Subject
from pictures.tracks import SIZE
from runs.comparison.comparison import Comparison
from runs.ensemble.ensemble import Ensemble
from runs.ground import Ground
from runs.run import Scene
from runs.surface import query as surface_query
from stage.addresses import surface_url
from studies.course.chapter import FREE, Step, View
from studies.course.measured import tried
from studies.course.question import Place, Rate, Sketch

Link = dict[str, Any]
"""page: the page whose picture it is; link: a query; surfaces: the addresses of its grounds."""


def question_of(view: View) -> Any:
    """The question whose picture a view shows, as its page in `pictures.registry` has it."""
    return Subject(view.shown, view.runner) if isinstance(view.shown, Scene) else view.shown


def ground_of(shown: Scene | Ensemble) -> Ground:
    """The ground that a race or all clouds are on."""
    return shown.ground if isinstance(shown, Scene) else shown.base.ground


def link(view: View) -> Link:
    """The link of a view in which only what its step speaks of is left of the controls."""
    free = ",".join(dict.fromkeys((*FREE, *view.free)))
    at = "" if view.at is None else f"&step={view.at}"
    found = view.shown
    grounds = [scene.ground for scene in found.scenes()] if isinstance(found, Comparison) else [ground_of(found)]
    size = grain(found) if isinstance(found, Comparison) else SIZE
    surfaces = list(dict.fromkeys(surface_url(surface_query(ground), size) for ground in grounds))
    whole = PAGES[view.page].write(question_of(view))
    return {"page": view.page, "link": f"{whole}&hide=all&free={free}{at}", "surfaces": surfaces}


def before(step: Step) -> Link:
    """What the stage shows until the question is answered; without a question, what it shows at all.

    A rate that is asked for is in no link: the run has the first of those that can be chosen.
    """
    view, question = step.view, step.question
    if isinstance(question, Rate):
        return link(replace(view, shown=tried(scene_of(step), question.rates[0]), runner=0))
    return link(replace(view, runner=question.runner)) if isinstance(question, Place | Sketch) else link(view)


def both(step: Step, question: Rate, chosen: int, right: int) -> Link:
    """The race of the chosen rate against the right one; of the right one alone where that was chosen."""
    scene = scene_of(step)
    rates = dict.fromkeys((question.rates[chosen], question.rates[right]))
    runners = (replace(tried(scene, rate).runners[0], mark=mark) for mark, rate in enumerate(rates))
    return link(replace(step.view, shown=replace(scene, runners=tuple(runners)), runner=0))


def scene_of(step: Step) -> Scene:
    """The scene in which rates are tried; TypeError with a sentence if the step shows no race."""
    if not isinstance(step.view.shown, Scene):
        raise TypeError(f"{step.title}: rates are tried in a race.")
    return step.view.shown
