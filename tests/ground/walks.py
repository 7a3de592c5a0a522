"""Runs any lanes, method and ground through either of the engine's loops, with results of the same shapes."""

from typing import NamedTuple

import numpy as np
import pytest

from core.engine import noisy_gradient
from core.engine.ending import FINE
from core.engine.links import links
from core.engine.noise import BATCH, CLIP, DELAY, GAUSSIAN, KIND, ORDER, PLACES, QUIET, ROUNDING, SCALE
from core.engine.recorder import record
from core.engine.samples import DRAWN
from core.engine.surveyor import survey
from core.engine.world import SCHEDULE_STATE, WORK, Method, World
from core.kernel import COMPILED
from core.records import NEEDS, Landscape, Optimizer, Schedule
from core.tally import MEASURES

PLAIN = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])


class Walk(NamedTuple):
    """What the recording loop writes: see core.engine.recorder.record."""

    points: np.ndarray
    losses: np.ndarray
    slopes: np.ndarray
    used: np.ndarray
    memory: np.ndarray
    ends: np.ndarray
    whys: np.ndarray


class Outcome(NamedTuple):
    """The result of the surveying loop: each lane's position (float64[2, N]), how and when it ended, its measures."""

    where: np.ndarray
    status: np.ndarray
    steps: np.ndarray
    measures: np.ndarray


def pairs(lands, ways, share=1):
    """Every `share`-th pair of a landscape and a method; uncompiled, every sixth. Each entry occurs."""
    found = [(land, way, i + j) for i, land in enumerate(lands) for j, way in enumerate(ways)]
    share = share if COMPILED else 6
    return [pytest.param(land, way, id=f"{land}-{way}") for land, way, k in found if k % share == 0]


def frame(angle=0.0, scale=(1.0, 1.0), shift=(0.0, 0.0)):
    """The engine's frame for ground that is stretched, turned by an angle in radians, then shifted."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    a = np.diag(1.0 / np.array(scale)) @ turn
    return np.array([*a.ravel(), *(-a @ np.array(shift)), 1.0])


def carried(framed, point):
    """Where a point of the landscape's own coordinates lies on the map."""
    return np.linalg.solve(framed[:4].reshape(2, 2), np.array(point) - framed[4:6])


def world(land: Landscape, c=None, framed=PLAIN, sigma=0.0, batch=0, seed=1) -> World:
    """A ground to walk on. c has one row or one row per step, and is the defaults if not given. Batches are drawn at
    random."""
    rows = [p.default for p in land.params] if c is None else c
    noise = np.zeros(PLACES)
    noise[[KIND, SCALE, BATCH, ORDER]] = GAUSSIAN if sigma else QUIET, sigma, batch, DRAWN
    data = land.samples(tuple(p.default for p in land.params))
    return World(np.atleast_2d(np.array(rows, np.float64)), data, framed, noise, np.uint64(seed))


def method(way: Optimizer, h=None, plan: Schedule | None = None, eta: float = 1.0) -> Method:
    """What the engine needs of a method with this learning rate, and of a schedule that reacts; h is the defaults if it
    is not given."""
    values = [p.default for p in way.params] if h is None else h
    needs = (need in way.needs for need in NEEDS)
    asked = np.array(values, np.float64), way.rows, way.stages, int(way.probe is not None), *map(int, needs)
    if plan is None:
        return Method(*asked, eta=eta)
    schedule_state = Method(*asked, np.array([p.default for p in plan.params], np.float64), 1)
    return schedule_state._replace(slots=way.rows + SCHEDULE_STATE)


def linked(land: Landscape, way: Optimizer, on: World, plan: Schedule | None = None):
    """Their kernels as the engine takes them, and the kernel that corrupts the gradient, if there is any."""
    sense = noisy_gradient.sense if on.noise[[KIND, BATCH, DELAY, ROUNDING, CLIP]].any() else None
    return links(land.loss, land.grad, land.hess, way.probe, way.step, plan.react if plan else None, sense)


def lanes_of(starts):
    """Starts [N, 2] as the engine's lanes: all x, then all y."""
    return np.array(starts, np.float64).T.ravel().copy()


def recorded(
    land, way, on, starts, rates, *, h=None, first=1, who=None, base=None, slots=None, plan=None, eta=1.0
) -> Walk:
    """Walk from starts [B, 2] (with `slots` [K, 2B] if the walk goes on from a recorded row) at `rates` [T]."""
    theta, rates = lanes_of(starts), np.array(rates, np.float64)
    n, half, steps, asked = theta.size, theta.size // 2, len(rates), method(way, h, plan, eta)
    walk = Walk(
        np.empty((steps + 1, n)), np.empty((steps + 1, half)), np.empty((steps + 1, n)), np.empty((steps, n)),
        np.empty((steps + 1, asked.slots, n)), np.full(half, steps + 1), np.full(half, FINE),
    )  # fmt: skip
    for array in walk[:5]:
        array.fill(np.nan)  # the loop does not write these rows
    factors = np.ones(half) if base is None else np.array(base, np.float64)
    record(
        linked(land, way, on, plan), on, asked, first, rates, np.concatenate([factors, factors]),
        np.arange(half, dtype=np.uint64) if who is None else np.array(who, np.uint64), theta,
        np.zeros((asked.slots, n)) if slots is None else slots.copy(), np.zeros((WORK, n)),
        np.empty((int(on.noise[BATCH]), on.data.shape[1])), np.full((half + 1, len(on.data) + 1), -1), *walk,
    )  # fmt: skip
    return walk


def surveyed(
    land, way, on, starts, rates, *, hs=None, setting=None, base=None, tol=1e-6, lanes=512, low=0, high=None, plan=None,
    target=(),
):  # fmt: skip
    """Survey starts [N, 2] at `rates` [T] in blocks of at most `lanes`. hs are rows of h; setting gives the row of each
    lane."""
    state, rates, asked = np.array(starts, np.float64).T.copy(), np.array(rates, np.float64), method(way, None, plan)
    n = state.shape[1]
    status, steps, measures = np.full(n, -1), np.zeros(n, np.int64), np.full((MEASURES if target else 0, n), np.nan)
    survey(
        linked(land, way, on, plan), on, np.atleast_2d(asked.h if hs is None else np.array(hs)),
        np.zeros(n, np.int64) if setting is None else np.array(setting), asked, rates, np.arange(n, dtype=np.uint64),
        np.ones(n) if base is None else np.array(base, np.float64), state, status, steps, np.array(target, np.float64),
        measures, np.zeros(n, np.int64), np.empty((0, 2, n)), rates.size, np.inf, tol, lanes, low,
        n if high is None else high,
    )  # fmt: skip
    return Outcome(state, status, steps, measures)


def held(walk: Walk, lane=0) -> Walk:
    """The results of one lane: its arrays up to its end, how it ended, and the reason."""
    half, end = walk.losses.shape[1], walk.ends[lane]
    pair = [lane, lane + half]
    points, losses, slopes, used, memory = walk[:5]
    return Walk(
        points[:end, pair], losses[:end, lane], slopes[:end, pair], used[: max(end - 1, 0), pair],
        memory[:end, :, pair], end, walk.whys[lane],
    )  # fmt: skip


def same(one, other):
    """Whether all arrays of two answers are equal, bit for bit (including nan and the sign of zero)."""
    return all(
        np.shape(a) == np.shape(b) and np.asarray(a).tobytes() == np.asarray(b).tobytes()
        for a, b in zip(one, other, strict=True)
    )
