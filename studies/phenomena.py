"""Phenomena named: what a student should look at in a run, found by documented rules, one sentence each."""

from dataclasses import replace

import numpy as np

from core.ending import CONVERGED, DIVERGED, FAR, TOLERANCE
from runs.catalog import LANDSCAPES
from runs.simulate import Trajectory
from runs.surface import box_of
from studies.places import CHANGE, PAUSE, STALL
from studies.signs import Cases, Event, Footsteps, Rule, footsteps
from studies.swings import CYCLE, OVERSHOOT, ZIGZAG

MOST = 12
MOST_OF_A_KIND = 4
"""Most events of a run, and of one kind: a time line with more marks tells nothing."""


def find_divergence(path: Footsteps) -> Cases:
    """The end of a run that diverged, from where it leaves the map for good."""
    way, last = path.way, max(path.size - 1, 0)
    if way.status != DIVERGED:
        return []
    x0, x1, y0, y1 = box_of(path.ground)
    x, y = way.positions.T
    on_map = np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))
    gone = int(on_map[-1]) + 1 if on_map.size else 0
    left = "the run ends on the map" if gone == path.size else f"from step {gone} on the path is off the map"
    return [(min(gone, last), last, {"left": left, "at": way.at, "why": way.why})]


DIVERGENCE = Rule(
    "divergence",
    "Divergence",
    "Divergence: {left}; at step {at} {why}.",
    "The run has the status diverged: its position, loss, gradient or memory is no longer finite, or a coordinate has "
    f"grown beyond {FAR:,.0f} in size. The mark begins where the path leaves the map for good.",
    find_divergence,
)


def find_convergence(path: Footsteps) -> Cases:
    """The end of a run that converged, from the step on at which it did."""
    way = path.way
    if way.status != CONVERGED or way.at is None:
        return []
    x, y = way.positions[-1]
    return [(way.at, path.size - 1, {"why": way.why, "x": x, "y": y, "loss": way.losses[-1]})]


CONVERGENCE = Rule(
    "convergence",
    "Convergence",
    "Convergence: from step {step} on {why}; it rests at ({x:.3g}, {y:.3g}) with a loss of {loss:.3g}.",
    f"The run has the status converged: from some step on, the gradient and all steps are at most {TOLERANCE:g} long.",
    find_convergence,
)

RULES = (ZIGZAG, OVERSHOOT, PAUSE, STALL, CHANGE, CYCLE, DIVERGENCE, CONVERGENCE)
"""Every rule there is."""

ENDS = (CYCLE, DIVERGENCE, CONVERGENCE)
MOVING = (ZIGZAG, DIVERGENCE, CONVERGENCE)
"""What is looked for on ground that moves: where the run is not, that ground is no longer what it was."""


def _together(first: Event, second: Event) -> bool:
    return first.step <= second.last and second.step <= first.last


def _longest(events: list[Event], most: int) -> list[Event]:
    return sorted(events, key=lambda event: event.step - event.last)[:most]


def _chosen(events: list[Event]) -> list[Event]:
    """Of one kind not too many events, and these say how many there are."""
    kept = _longest(events, MOST_OF_A_KIND)
    if len(kept) == len(events):
        return events
    note = f" There are {len(events)} such cases; the {len(kept)} longest are marked."
    return [replace(event, sentence=event.sentence + note) for event in kept]


def phenomena(way: Trajectory) -> tuple[Event, ...]:
    """What happened in a run, in the order of its steps: at most MOST events, and of too many the longest.

    Every event lies between 0 and the last state that the run has (a run that is lost at its start has one at step 0).
    """
    rules = MOVING if LANDSCAPES[way.run.ground.entry.key].track else RULES
    path = footsteps(way)
    ends = [event for rule in ENDS if rule in rules for event in rule.events(path)]
    # What a limit cycle consists of is part of it.
    cycles = [event.step + 1 for event in ends if event.kind == CYCLE.key]
    before = footsteps(way, cycles[0]) if cycles else path
    found = {rule.key: rule.events(before) for rule in rules if rule not in ENDS}
    if STALL.key in found:  # A saddle is level, too, and the better word for it.
        pauses, stalls = found[PAUSE.key], found[STALL.key]
        found[STALL.key] = [stall for stall in stalls if not any(_together(stall, pause) for pause in pauses)]
    events = [event for kind in found.values() for event in _chosen(kind)]
    return tuple(sorted([*_longest(events, MOST - len(ends)), *ends], key=lambda event: (event.step, event.last)))
