"""Rules for phenomena that depend on the direction of the steps: zig-zag, overshoot, limit cycle."""

import numpy as np

from core.numeral import exact
from studies.phenomena.rules import Cases, PreparedPath, Rule, stretches

# A zig-zag may have right angles, as with sign methods, but is not an arc, which after two steps points elsewhere.
TURNED = 0.25
ALIKE = 0.5
# Random steps look like this at one state in five, but ten such states in a row occur about once in 70,000 steps.
FEWEST_TURNS = 6
FEWEST_TURNS_IN_NOISE = 10
# A single step along the valley does not end it.
DENSE = 0.75
BETWEEN = 2


def find_zigzags(path: PreparedPath) -> Cases:
    """Stretches in which a step is unlike the next one and like the next but one."""
    if path.size < 5:
        return []
    long = (path.strides >= path.pixel) & path.seen[1:]
    again = (path.headings[:-2] * path.headings[2:]).sum(axis=1)
    turns = (path.turns[:-1] < TURNED) & (again > ALIKE) & long[:-2] & long[1:-1] & long[2:]
    fewest = FEWEST_TURNS_IN_NOISE if path.noisy else FEWEST_TURNS
    cases: Cases = []
    for first, last in stretches(turns, 1, fewest):
        count = int(turns[first : last + 1].sum())
        if count < fewest or count < DENSE * (last - first + 1):
            continue
        start = first
        if cases and first - cases[-1][1] <= BETWEEN:
            start, _, facts = cases.pop()
            count += facts["turns"]
        sizes = path.strides[start], path.strides[last + 2]
        cases.append((start, last + 3, {"turns": count + 1, "before": sizes[0], "after": sizes[1]}))
    return cases


ZIGZAG = Rule(
    "zigzag",
    "Zig-zag",
    "Zig-zag: from step {step} to {last} the path turns back {turns} times; "
    "its steps are {before:.3g} long at first and {after:.3g} at the end.",
    f"A step has another direction than the next step (cosine below {exact(TURNED)}) but the same direction as the "
    f"step after that (cosine above {exact(ALIKE)}), and all three steps can be seen on the map. At least "
    f"{FEWEST_TURNS} such places follow one another (with noise {FEWEST_TURNS_IN_NOISE}). Single exceptions in between "
    f"are ignored as long as {DENSE:.0%} of the places are of this kind. Two zig-zags that are at most {BETWEEN} steps "
    "apart count as one.",
    find_zigzags,
)

# A path that goes on uphill does so by inertia. A curve may bend, but not turn back. Two steps tell inertia from a
# single leap; random steps often continue for two, but hardly ever for five in nearly the same direction.
STRAIGHT = 0.5
STRAIGHT_IN_NOISE = 0.8
FEWEST_RISES = 2
FEWEST_RISES_IN_NOISE = 5
# An overshoot is at least ten pixels long, and its rise is visible in the curve of the loss on either scale.
FAR = 0.01
HIGHER = 1.5
BACK = 0.1
# The way down from a crest takes about as long as the way up.
SOON = 2.0


def _coasts(path: PreparedPath) -> list[tuple[int, int]]:
    """The states between a lowest point and the next highest one, wherever the path runs on uphill without turning."""
    on = np.concatenate([[False], path.turns >= (STRAIGHT_IN_NOISE if path.noisy else STRAIGHT)])
    rising = np.diff(path.excess) > 0
    # For every state, the last earlier one from which the loss has only fallen.
    crests = np.maximum.accumulate(np.where(np.concatenate([[True], rising]), np.arange(path.size), 0))
    fewest = FEWEST_RISES_IN_NOISE if path.noisy else FEWEST_RISES
    found = []
    for first, last in stretches(rising & on & path.seen[1:], least=fewest):
        if rising[first - 1]:
            continue
        way = path.positions[last + 1] - path.positions[first]
        low, high, crest = path.excess[first], path.excess[last + 1], path.excess[crests[first]]
        if (high >= HIGHER * low >= 0 or high - low >= BACK * (crest - low)) and np.hypot(*way) >= FAR * path.diagonal:
            found.append((first, last + 1))
    return found


def find_overshoots(path: PreparedPath) -> Cases:
    """Overshoots of a lowest point. Those in quick succession are one case, described by the longest of them."""
    if path.size < 4:
        return []
    groups: list[list[tuple[int, int]]] = []
    for first, last in _coasts(path):
        before = groups[-1][-1] if groups else None
        if before and first - before[1] <= SOON * (before[1] - before[0]):
            groups[-1].append((first, last))
        else:
            groups.append([(first, last)])
    cases: Cases = []
    losses = path.way.losses
    for group in groups:
        low, high = max(group, key=lambda pair: np.hypot(*(path.positions[pair[1]] - path.positions[pair[0]])))
        count = "once" if len(group) == 1 else f"{len(group)} times"
        facts = {"times": count, "low": losses[low], "high": losses[high], "bottom": low, "top": high}
        cases.append((group[0][0], group[-1][1], facts))
    return cases


OVERSHOOT = Rule(
    "overshoot",
    "Overshoot",
    "Overshoot: between steps {step} and {last} the path runs {times} past the lowest point of its way and on uphill. "
    "From step {bottom} to {top} the loss rises from {low:.3g} to {high:.3g}.",
    f"After a step downhill, at least {FEWEST_RISES} steps lead uphill without turning (the cosine between each step "
    f"and the next is at least {exact(STRAIGHT)}). With noise, at least {FEWEST_RISES_IN_NOISE} steps are required "
    f"(and a cosine of {exact(STRAIGHT_IN_NOISE)}). These steps cover at least {FAR:.0%} of the map's diagonal. The "
    f"loss above the lowest known loss grows to {exact(HIGHER)} times its value or more, or the run climbs back at "
    f"least {BACK:.0%} of its last descent. Several overshoots count as one case if the way down between them takes at "
    f"most {exact(SOON)} times as many steps as the way up before it.",
    find_overshoots,
)

# Long enough for eight rounds of two or three steps. Cycles of more than 80 steps per round are not looked for.
SHORTEST_WINDOW = 24
LONGEST_WINDOW = 240
# A round need not take a whole number of steps. An oscillation that fades slowly is not a cycle: the second of two
# rounds is then the smaller one.
CLOSE = 0.1
STEADY = 0.9


def _extent(positions: np.ndarray) -> float:
    return float(np.hypot(*np.ptp(positions, axis=0)))


def _period(window: np.ndarray, extent: float) -> int | None:
    """The number of steps after which every position recurs; None if they do not recur."""
    left, period, closest = False, None, CLOSE * extent
    for lag in range(1, len(window) // 3 + 1):
        apart = np.abs(window[lag:] - window[:-lag]).max()
        left = left or apart > extent / 2
        if left and apart <= closest:
            period, closest = lag, apart
        elif period:
            break
    return period


def find_cycles(path: PreparedPath) -> Cases:
    """The last part of the path, if it goes round and round or to and fro without shrinking."""
    length = min(path.size // 3, LONGEST_WINDOW)
    if length < SHORTEST_WINDOW:
        return []
    window = path.positions[-length:]
    half, extent = length // 2, _extent(window)
    if extent < path.pixel or not path.seen[-length:].all():
        return []
    if _extent(window[half:]) < STEADY * _extent(window[:half]):
        return []
    period = _period(window, extent)
    if period is None:
        return []
    apart = np.abs(path.positions[period:] - path.positions[:-period]).max(axis=1)
    strays = np.flatnonzero(apart > CLOSE * extent)
    first = int(strays[-1]) + 1 if strays.size else 0
    return [(first, path.size - 1, {"period": period, "extent": extent})]


CYCLE = Rule(
    "cycle",
    "Limit cycle",
    "Limit cycle: from step {step} on the path returns every {period} steps to where it was, "
    "moves over a distance of {extent:.3g}, and does not settle.",
    f"The rule looks at the last third of the run (at least {SHORTEST_WINDOW} states, at most the last "
    f"{LONGEST_WINDOW}). There the path leaves every place and returns to it after the same number of steps, to within "
    f"{CLOSE:.0%} of the distance over which it moves. This distance can be seen on the map, and in the second half of "
    f"those states it is still at least {STEADY:.0%} of what it was in the first half.",
    find_cycles,
)
