"""The bytes that are sent to the browser: their size, their layout, and numbers that float32 cannot represent."""

import dataclasses
import gzip
import json
from typing import Any

import numpy as np
import pytest

from stage import wire
from stage.payload import Band, Cloud, Contours, Line, Picture, Share
from stage.rules import FREE, PARTS, Rules, ruled
from tests.stage.heights import decoded_heights
from tests.stage.numbers import numbers_of


def zipped(body: bytes) -> int:
    """The bytes of an answer, as the route zips it."""
    return len(gzip.compress(body, 3))


def opened(packed: bytes) -> tuple[dict[str, Any], np.ndarray]:
    length = int.from_bytes(packed[:4], "little")
    head = json.loads(packed[4 : 4 + length])
    return head, numbers_of(packed[4 + length + (-length % 4) :], head["differences"])


def test_a_change_of_six_runs_by_300_steps_fits_its_budget(picture: Picture) -> None:
    assert zipped(wire.pack_picture(picture)) < 12_000


def test_rows_come_back_with_their_lengths(picture: Picture) -> None:
    head, values = opened(wire.pack_picture(picture))
    for name, rows in picture.series.items():
        for (at, stored, length), row in zip(head["series"][name], rows, strict=True):
            assert length == len(row)
            assert stored in {1, length}
            np.testing.assert_array_equal(values[at : at + stored], row.astype("f4")[:stored])


def test_constant_rows_and_equal_rows_are_stored_once(picture: Picture) -> None:
    row = np.linspace(0, 1, 301)
    series = {"x": (row, row.copy()), "y": (row, row), "rate": (np.full(301, 0.5), np.full(301, 0.5))}
    _, values = opened(wire.pack_picture(dataclasses.replace(picture, series=series)))
    assert values.size == 301 + 1


@pytest.mark.parametrize(("value", "sent"), [(1e308, wire.LIMIT), (-1e308, -wire.LIMIT), (5e-324, 0.0), (0.5, 0.5)])
def test_what_float32_cannot_hold_becomes_its_nearest_number(value: float, sent: float) -> None:
    assert wire.narrow(np.array([value]))[0] == np.float32(sent)


def random(kind: str) -> np.ndarray:
    """Ten thousand numbers, of the bits of which nothing is known."""
    return np.random.default_rng(3).integers(0, 2**32, 10_000, dtype="<u4").view(kind)


NUMBERS = {
    "none": np.empty(0, "<f4"),
    "one": np.array([-1.5], "<f4"),
    "constant": np.full(500, 0.1, "<f4"),
    "zeros of both signs": np.array([0.0, -0.0, 0.0, -0.0, -0.0], "<f4"),
    "a path": np.exp(-np.arange(300.0) / 30).astype("<f4"),
    "a path across zero": np.cos(np.arange(300.0) / 9).astype("<f4"),
    "negative": -np.geomspace(1e-30, 1e30, 200).astype("<f4"),
    "huge": np.array([wire.LIMIT, -wire.LIMIT] * 50, "<f4"),
    "too small to be normal": np.array([1e-45, -1e-45, 1e-40, 0.0, 1e-38], "<f4"),
    "no numbers": np.array([np.nan, 1.0, np.inf, -np.inf, -np.nan, 2.0, np.nan], "<f4"),
    "no numbers with bits of their own": np.array([0x7FC00001, 0xFFFFFFFF, 0x7F800001, 0], "<u4").view("<f4"),
    "random": np.random.default_rng(1).normal(size=1000).astype("<f4"),
    "random bits": random("<f4"),
}


@pytest.mark.parametrize("differences", [0, 2])
@pytest.mark.parametrize("what", NUMBERS)
def test_numbers_come_back_bit_by_bit(what: str, differences: int) -> None:
    sent = NUMBERS[what]
    block = wire.differenced(sent, differences)
    assert len(block) == sent.nbytes
    assert numbers_of(block, differences).view("<u4").tolist() == sent.view("<u4").tolist()


@pytest.mark.parametrize("what", ["a path", "a path across zero"])
def test_what_moves_evenly_zips_well(what: str) -> None:
    sent = NUMBERS[what]
    assert zipped(wire.differenced(sent)) < 0.8 * zipped(sent.tobytes())


HEIGHTS = {
    "a landscape": np.add.outer(np.linspace(-2, 1, 9) ** 2, np.linspace(-1, 3, 9) ** 3),
    "level ground": np.full((3, 3), 2.5),
    "noise": np.random.default_rng(1).uniform(-1e9, 1e9, (16, 16)),
    "what float32 cannot hold": np.array([[-1e308, 1e308], [np.nan, np.inf]]),
    "small numbers": np.array([[0.0, 1e-300], [2e-300, -1e-300]]),
}


@pytest.mark.parametrize("what", HEIGHTS)
def test_heights_come_back_as_they_were(what: str) -> None:
    z = HEIGHTS[what]
    sent = np.nan_to_num(z, nan=wire.LIMIT, posinf=wire.LIMIT, neginf=-wire.LIMIT).clip(-wire.LIMIT, wire.LIMIT)
    low, high, block = wire.encoded_heights(z)
    assert (low, high, len(block)) == (sent.min(), sent.max(), 3 * z.size)
    np.testing.assert_allclose(
        decoded_heights(len(z), low, high, block), sent, rtol=0, atol=0.5001 * (high - low) / wire.TOP
    )


def test_what_belongs_to_many_runs_is_told_as_it_is_written(picture: Picture) -> None:
    parts = {
        "contours": (Contours(0, "/samples/x", "/batches/x"),),
        "clouds": (Cloud(0, 1, (0.0, 1.0, 0.0, 1.0), 48, "d", ("x", "y"), ("xx", "xy", "yy")),),
        "bands": (Band(1, 1, "low", "high"),),
        "lines": (Line(1, 1, "median", "median", dash=True),),
        "shares": (Share(0, 1.0, 2.0, "share"),),
    }
    head, _ = opened(wire.pack_picture(dataclasses.replace(picture, every=10, **parts)))
    told = {name: json.loads(json.dumps([dataclasses.asdict(one) for one in some])) for name, some in parts.items()}
    assert {name: head[name] for name in parts} == told
    assert head["every"] == 10


def test_the_animation_of_a_cloud_fits_its_budget(picture: Picture) -> None:
    walks = np.random.default_rng(0).normal(size=(101, 1000, 2)).cumsum(0) / 10
    fields = [np.histogram2d(*walk.T, bins=48, range=[[-3, 3], [-3, 3]])[0] for walk in walks]
    density = np.concatenate([np.rint(255 * field / field.max()).ravel() for field in fields])
    cloud = Cloud(0, 1, (-3.0, 3.0, -3.0, 3.0), 48, "density", ("x", "y"), ("xx", "xy", "yy"))
    crowd = dataclasses.replace(picture, clouds=(cloud,), series={"density": (density,)})
    assert zipped(wire.pack_picture(crowd)) < 0.6 * zipped(wire.pack_picture(dataclasses.replace(crowd, clouds=())))
    assert zipped(wire.pack_picture(crowd)) < 80_000


def test_an_empty_row_is_a_row(picture: Picture) -> None:
    head, values = opened(wire.pack_picture(dataclasses.replace(picture, series={"x": (np.empty(0),)})))
    assert head["series"] == {"x": [[0, 0, 0]]}
    assert values.size == 0


def test_a_head_that_is_not_finite_is_refused(picture: Picture) -> None:
    pin = dataclasses.replace(picture.pins[0], x=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        wire.pack_picture(dataclasses.replace(picture, pins=(pin,)))


def test_more_in_the_head_stands_beside_the_picture(picture: Picture) -> None:
    plain, values = opened(wire.pack_picture(picture))
    head, same = opened(wire.pack_picture(picture, moving=True, remarks=("A sentence.",), query="x=1&y=2"))
    assert head == plain | {"moving": True, "remarks": ["A sentence."], "query": "x=1&y=2"}
    assert same.tobytes() == values.tobytes()


def test_rules_cost_nothing_where_there_are_none() -> None:
    assert ruled(Rules(again=True)) == ruled(FREE) == {}


def test_rules_name_what_the_stage_has_and_nothing_else() -> None:
    rules = Rules(("fork", "landscape"), ("dial-rate", "fork", "play"), "end", present=True)
    off = ["play", "dial-rate", "fork"]
    places = {"hide": PARTS["fork"].place, "lock": f"{PARTS['play'].place}, {PARTS['dial-rate'].place}"}
    assert ruled(rules)["rules"] == places | {"off": off, "ask": "end", "again": False, "present": True}
