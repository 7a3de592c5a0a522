"""Warm-up: what the first visitor needs is compiled before the door opens, the rest in the background."""

from threading import Thread

from core import fogged
from core.kernel import COMPILED, address
from core.links import SENSE, links
from runs import survey
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.opening import opening
from runs.simulate import simulate
from runs.surface import grid, query


def first() -> None:
    """Compile, or load from the cache, all that the opening scene needs, and draw it once."""
    scene = opening()
    grid(query(scene.ground), 33, 1)
    for run in scene.runs():
        simulate(run)


def rest() -> None:
    """Compile, or load, every other kernel of the catalogue, then the fog and the surveying loop."""
    lands, ways, plans = list(LANDSCAPES.values()), list(OPTIMIZERS.values()), list(SCHEDULES.values())
    for number in range(max(len(lands), len(ways), len(plans))):
        land, way, plan = lands[number % len(lands)], ways[number % len(ways)], plans[number % len(plans)]
        links(land.loss, land.grad, land.hess, way.probe, way.step, plan.react)
    if COMPILED:
        address(fogged.sense, SENSE)
    survey.loop()


def warm(background: bool = True) -> Thread:
    """The first scene now; the rest in a daemon thread, which is returned (already finished if not `background`)."""
    first()
    thread = Thread(target=rest, name="warm-up", daemon=True)
    thread.start()
    if not background:
        thread.join()
    return thread
