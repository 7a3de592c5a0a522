"""The first race, walked and painted once: after this a newcomer waits for nothing of it."""

from runs.opening import opening
from runs.simulate import simulate
from runs.surface import grid, query


def first() -> None:
    """Compile, or load from the cache, all that the opening scene needs, and draw it once."""
    scene = opening()
    grid(query(scene.ground), 33, 1)
    for run in scene.runs():
        simulate(run)
