"""Finds and names what a student should look at in a run, by documented rules, with one sentence per event."""

from dataclasses import replace

import numpy as np

from core.engine.ending import CONVERGED, DIVERGED, FAR, TOLERANCE
from core.number import exact
from runs.catalog import LANDSCAPES
from runs.simulate import Trajectory
from runs.surface import box_of
from studies.phenomena.edges import EDGE
from studies.phenomena.oscillations import CYCLE, OVERSHOOT, ZIGZAG
from studies.phenomena.rules import Cases, Event, PreparedPath, Rule, prepared_path
from studies.phenomena.stalls import CHANGE, PAUSE, STALL
from studies.stationary import resting_place

MOST = 12
MOST_OF_A_KIND = 4
"""The most events of a run, and of one kind. A time line with more marks is unreadable."""


def find_divergence(path: PreparedPath) -> Cases:
    """The end of a run that diverged, beginning where it leaves the map for good."""
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


def find_convergence(path: PreparedPath) -> Cases:
    """The end of a run that converged, beginning at the step at which it did."""
    way = path.way
    if way.status != CONVERGED or way.at is None:
        return []
    x, y = way.positions[-1]
    where = f", {place}" if (place := resting_place(way)) else ""
    return [(way.at, path.size - 1, {"why": way.why, "x": x, "y": y, "loss": way.losses[-1], "where": where})]


CONVERGENCE = Rule(
    "convergence",
    "Convergence",
    "Convergence: from step {step} on {why}; it rests at ({x:.3g}, {y:.3g}){where} with a loss of {loss:.3g}.",
    f"The run has the status converged: from some step on, the gradient and all steps are at most {exact(TOLERANCE)} "
    "long.",
    find_convergence,
)

RULES = (ZIGZAG, OVERSHOOT, PAUSE, STALL, CHANGE, EDGE, CYCLE, DIVERGENCE, CONVERGENCE)
"""All rules."""

ENDS = (CYCLE, DIVERGENCE, CONVERGENCE)
MOVING = (ZIGZAG, DIVERGENCE, CONVERGENCE)
"""The rules for ground that moves. The others need the loss at earlier or later places, which has changed meanwhile."""


def _together(first: Event, second: Event) -> bool:
    return first.step <= second.last and second.step <= first.last


def _longest(events: list[Event], most: int) -> list[Event]:
    return sorted(events, key=lambda event: event.step - event.last)[:most]


def _chosen(events: list[Event]) -> list[Event]:
    """The events of one kind, limited in number; if some are left out, the rest say how many there are."""
    kept = _longest(events, MOST_OF_A_KIND)
    if len(kept) == len(events):
        return events
    note = f" There are {len(events)} such cases; the {len(kept)} longest are marked."
    return [replace(event, sentence=event.sentence + note) for event in kept]


def phenomena(way: Trajectory) -> tuple[Event, ...]:
    """What happened in a run, in the order of its steps; if there are more than MOST events, the longest ones.

    Every event lies between 0 and the run's last state. A run that diverges at its start has an event at step 0.
    """
    rules = MOVING if LANDSCAPES[way.run.ground.entry.key].track else RULES
    path = prepared_path(way)
    ends = [event for rule in ENDS if rule in rules for event in rule.events(path)]
    # Events within a limit cycle belong to it and are not listed separately.
    cycles = [event.step + 1 for event in ends if event.kind == CYCLE.key]
    before = prepared_path(way, cycles[0]) if cycles else path
    found = {rule.key: rule.events(before) for rule in rules if rule not in ENDS}
    if STALL.key in found:  # Near a saddle the ground is flat too, and "saddle" says more.
        pauses, stalls = found[PAUSE.key], found[STALL.key]
        found[STALL.key] = [stall for stall in stalls if not any(_together(stall, pause) for pause in pauses)]
    events = [event for kind in found.values() for event in _chosen(kind)]
    return tuple(sorted([*_longest(events, MOST - len(ends)), *ends], key=lambda event: (event.step, event.last)))
