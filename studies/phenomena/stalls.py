"""Rules for phenomena that depend on position: stall, pause at a saddle, change of basin."""

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from core.numeral import short
from runs.ground import Ground
from runs.surface import loss_at, lowest
from studies.basins import SIDE, STENCIL, basins, bends, diagonal
from studies.phenomena.rules import PIXEL, Cases, PreparedPath, Rule, stretches

# A stall must be long enough that a viewer notices the waiting: a fifteenth of the usual run.
FEWEST_STEPS = 20
SHARE_OF_RUN = 0.02
# A cone that spans the map is not a plateau: a fiftieth of the map then gains a fiftieth of what is left to gain.
AROUND = 0.02
LEVEL = 0.01
SAMPLES = 16
RING = STENCIL[1:] / np.hypot(*STENCIL[1:].T)[:, None]


@lru_cache(maxsize=256)
def _known(ground: Ground) -> tuple[np.ndarray, np.ndarray]:
    """The known minima, float64[k, 2], and saddles, float64[s, 2]."""
    return np.array(ground.minima()).reshape(-1, 2), np.array(ground.saddles()).reshape(-1, 2)


def _distance(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The distance from every point float64[N, 2] to every other float64[k, 2]: float64[N, k]."""
    return np.hypot(points[:, :1] - others[:, 0], points[:, 1:] - others[:, 1])


def _level(path: PreparedPath, states: np.ndarray) -> np.ndarray:
    """At which of the states the ground is flat all around, relative to the loss that is left to gain: bool[k]."""
    here, reach = path.positions[states], AROUND * path.diagonal
    around = loss_at(path.ground, (here[:, None, :] + reach * RING).reshape(-1, 2)).reshape(-1, 8)
    still = path.excess[states]
    rise = np.abs(around - lowest(path.ground) - still[:, None]).max(axis=1)
    at_minimum = _distance(here, _known(path.ground)[0]).min(axis=1, initial=np.inf) <= 2 * reach
    return (rise <= LEVEL * still) & (still > 0) & ~at_minimum


def find_stalls(path: PreparedPath) -> Cases:
    """Long stretches of steps that are too short to be seen, on ground that is flat all around."""
    fewest = max(FEWEST_STEPS, int(SHARE_OF_RUN * path.size))
    cases: Cases = []
    for first, last in stretches(path.strides < path.pixel, least=fewest):
        states = np.unique(np.linspace(first, last + 1, SAMPLES).astype(np.int64))
        for start, end in stretches(_level(path, states)):
            a, b = int(states[start]), int(states[end])
            if b - a >= fewest:
                moved = float(np.hypot(*(path.positions[b] - path.positions[a])))
                cases.append((a, b, {"steps": b - a, "moved": moved, "left": path.excess[b]}))
    return cases


STALL = Rule(
    "stall",
    "Stall on a plateau",
    "Stall on a plateau: in the {steps} steps from {step} to {last} the path moves on by only {moved:.3g}, on ground "
    "that is level all around, with the loss still {left:.3g} above its lowest value.",
    f"At least {FEWEST_STEPS} steps, and at least {SHARE_OF_RUN:.0%} of the run, are each too short to be seen on the "
    f"map. The ground around the path is level: at a distance of {AROUND:.0%} of the map's diagonal, the loss nowhere "
    f"differs by more than {LEVEL:.0%} of its height above the lowest known loss. A place nearer than "
    f"{2 * AROUND:.0%} to a known minimum does not count as a plateau.",
    find_stalls,
)

# A path slows down for good at a minimum, which may lie close to the saddle. So "near the saddle" ends before half the
# distance to it.
NEAR = 0.1
APART = 0.4
# Passing a saddle at a constant pace is not a pause, however slow the run is.
SLOWER = 2.0
FEWEST_SLOW = 5
WINDOW = 2


@lru_cache(maxsize=256)
def _saddles(ground: Ground) -> tuple[np.ndarray, np.ndarray]:
    """The known saddles, float64[s, 2], and how far around each a path is near it, float64[s]."""
    minima, saddles = _known(ground)
    between = _distance(saddles, np.vstack([minima, saddles]))
    others = np.where(between > 0, between, np.inf).min(axis=1, initial=np.inf)
    return saddles, np.minimum(NEAR * diagonal(ground), APART * others)


def _paces(path: PreparedPath) -> np.ndarray:
    """The net distance per step around every state, float64[n], in which oscillations cancel."""
    states = np.arange(path.size)
    after, before = np.minimum(states + WINDOW, path.size - 1), np.maximum(states - WINDOW, 0)
    return np.hypot(*(path.positions[after] - path.positions[before]).T) / np.maximum(after - before, 1)


def _slow(paces: np.ndarray, first: int, last: int, pixel: float) -> tuple[int, int] | None:
    """The longest slow stretch of a visit, relative to the pace of arrival and departure."""
    doors = [paces[first]] * (first > 0) + [paces[last]] * (last < len(paces) - 1)
    limit = min(doors) / SLOWER if doors else pixel
    slow = stretches(paces[first : last + 1] <= limit)
    longest = max(slow, key=lambda pair: pair[1] - pair[0], default=(0, 0))
    return (first + longest[0], first + longest[1]) if longest[1] - longest[0] >= FEWEST_SLOW else None


def find_pauses(path: PreparedPath) -> Cases:
    """Visits to known saddles during which the path is much slower than on arrival and on departure."""
    saddles, reaches = _saddles(path.ground)
    low, high = path.positions.min(axis=0, initial=np.inf), path.positions.max(axis=0, initial=-np.inf)
    close = np.all((saddles >= low - reaches[:, None]) & (saddles <= high + reaches[:, None]), axis=1)
    paces, cases = _paces(path), []
    for (x, y), reach in zip(saddles[close].tolist(), reaches[close].tolist(), strict=True):
        near = np.hypot(path.positions[:, 0] - x, path.positions[:, 1] - y) <= reach
        for first, last in stretches(near):
            found = _slow(paces, first, last, path.pixel)
            if found is None:
                continue
            slowest = found[0] + int(np.argmin(paces[found[0] : found[1] + 1]))
            here = bends(path.ground, path.positions[slowest : slowest + 1], PIXEL * path.diagonal)
            if here.small[0] <= 0 <= here.large[0]:
                cases.append((*found, {"steps": found[1] - found[0], "x": x, "y": y}))
    return cases


PAUSE = Rule(
    "pause",
    "Pause at a saddle",
    "Pause at a saddle: the path spends the {steps} steps from {step} to {last} next to the saddle at "
    "({x:.3g}, {y:.3g}), where the slope almost vanishes.",
    f"The path is near a known saddle: within {NEAR:.0%} of the map's diagonal, and within {APART:.0%} of the distance "
    f"to the next known minimum or saddle. For at least {FEWEST_SLOW} steps in a row its pace is at most "
    f"{1 / SLOWER:.0%} of the pace at which it arrives and of the pace at which it leaves. The pace is measured over "
    f"{2 * WINDOW} steps, so that steps back and forth do not count. A run that neither arrives nor leaves must have "
    "steps too short to be seen on the map. At the slowest state, one curvature is at most zero and the other at least "
    "zero.",
    find_pauses,
)

# A path that merely crosses a corner of a basin has not been in it.
STAY = 3
SOON = 10


def _stays(labels: np.ndarray) -> list[tuple[int, int, int]]:
    """The basins in which a path stays: first state, last state, basin."""
    known = np.flatnonzero(labels >= 0)
    cuts = np.flatnonzero(np.diff(labels[known])) + 1
    stays = [part for part in np.split(known, cuts) if part.size >= STAY or part[:1].tolist() == [0]]
    return [(int(part[0]), int(part[-1]), int(labels[part[0]])) for part in stays]


def _told(places: np.ndarray, left: list[int], new: int) -> dict[str, Any]:
    """The facts for the sentence: the basin where a path that left these basins began, and the one it has reached."""
    (x, y), (to_x, to_y) = places[left[0]], places[new]
    there = f"that of the minimum at ({short(to_x)}, {short(to_y)})"
    over = f"{there}, by way of {len(left) - 1} more" if len(left) > 1 else there
    return {"x": x, "y": y, "other": "another and comes back" if new == left[0] else over}


def find_changes(path: PreparedPath) -> Cases:
    """Changes from one basin to another. Changes in quick succession count as one."""
    if path.size <= STAY or len(_known(path.ground)[0]) < 2:
        return []
    found = basins(path.ground)
    stays = _stays(found.of(path.positions))
    changes = [(old[1], new[0], old[2], new[2]) for old, new in pairwise(stays) if old[2] != new[2]]
    groups: list[list[tuple[int, int, int, int]]] = []
    for change in changes:
        if groups and change[0] - groups[-1][-1][1] <= SOON:
            groups[-1].append(change)
        else:
            groups.append([change])
    return [
        (group[0][0], group[-1][1], _told(found.places, [change[2] for change in group], group[-1][3]))
        for group in groups
    ]


CHANGE = Rule(
    "change",
    "Change of basin",
    "Change of basin: between steps {step} and {last} the path leaves the basin of the minimum at ({x:.3g}, {y:.3g}) "
    "for {other}.",
    f"A place belongs to the basin of the minimum to which the gradient flow leads from there. The flow is computed "
    f"from {SIDE} x {SIDE} points of the map. Where the four points around a state lead to different minima, the basin "
    f"of that state stays undecided. The run starts in one basin, or is in it for at least {STAY} states, and later is "
    f"in another basin for at least {STAY} states. Changes that are at most {SOON} steps apart count as one case. The "
    "rule is not applied to landscapes with fewer than two known minima, nor to those whose minima form a curve.",
    find_changes,
)
