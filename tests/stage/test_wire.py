"""The bytes that are sent to the browser: their size, their layout, and numbers that float32 cannot represent."""

import dataclasses
import json
import zlib
from typing import Any

import numpy as np
import pytest

from stage import routes, stage, wire
from stage.payload import Band, Cloud, Contours, Line, Map, Picture, Share
from stage.rules import PARTS, Rules
from tests.stage.heights import decoded_heights


def opened(packed: bytes) -> tuple[dict[str, Any], np.ndarray]:
    length = int.from_bytes(packed[:4], "little")
    planes = np.frombuffer(zlib.decompress(packed[4 + length + (-length % 4) :]), np.uint8)
    return json.loads(packed[4 : 4 + length]), planes.reshape(4, -1).T.copy().view("<f4").ravel()


def test_a_change_of_six_runs_by_300_steps_fits_its_budget(picture: Picture) -> None:
    packed = wire.pack_picture(picture, routes.addresses())
    # Streamlit sends the inline parts of the component again with every change.
    assert len(packed) + len(stage._HTML) + len(stage._LOADER) < 44_000


def test_rows_come_back_with_their_lengths(picture: Picture) -> None:
    head, values = opened(wire.pack_picture(picture, {}))
    for name, rows in picture.series.items():
        for (at, stored, length), row in zip(head["series"][name], rows, strict=True):
            assert length == len(row)
            assert stored in {1, length}
            np.testing.assert_array_equal(values[at : at + stored], row.astype("f4")[:stored])


def test_constant_rows_and_equal_rows_are_stored_once(picture: Picture) -> None:
    row = np.linspace(0, 1, 301)
    series = {"x": (row, row.copy()), "y": (row, row), "rate": (np.full(301, 0.5), np.full(301, 0.5))}
    _, values = opened(wire.pack_picture(dataclasses.replace(picture, series=series), {}))
    assert values.size == 301 + 1


@pytest.mark.parametrize(("value", "sent"), [(1e308, wire.LIMIT), (-1e308, -wire.LIMIT), (5e-324, 0.0), (0.5, 0.5)])
def test_what_float32_cannot_hold_becomes_its_nearest_number(value: float, sent: float) -> None:
    assert wire.narrow(np.array([value]))[0] == np.float32(sent)


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
    head, _ = opened(wire.pack_picture(dataclasses.replace(picture, every=10, **parts), {}))
    told = {name: json.loads(json.dumps([dataclasses.asdict(one) for one in some])) for name, some in parts.items()}
    assert {name: head[name] for name in parts} == told
    assert head["every"] == 10


def test_the_animation_of_a_cloud_fits_its_budget(picture: Picture) -> None:
    walks = np.random.default_rng(0).normal(size=(101, 1000, 2)).cumsum(0) / 10
    fields = [np.histogram2d(*walk.T, bins=48, range=[[-3, 3], [-3, 3]])[0] for walk in walks]
    density = np.concatenate([np.rint(255 * field / field.max()).ravel() for field in fields])
    packed = wire.pack_picture(dataclasses.replace(picture, series={"density": (density,)}), {})
    assert len(packed) < 300_000


def test_an_empty_row_is_a_row(picture: Picture) -> None:
    head, values = opened(wire.pack_picture(dataclasses.replace(picture, series={"x": (np.empty(0),)}), {}))
    assert head["series"] == {"x": [[0, 0, 0]]}
    assert values.size == 0


def test_a_head_that_is_not_finite_is_refused(picture: Picture) -> None:
    pin = dataclasses.replace(picture.pins[0], x=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        wire.pack_picture(dataclasses.replace(picture, pins=(pin,)), {})


def test_rules_cost_nothing_where_there_are_none(picture: Picture) -> None:
    assert wire.pack_picture(picture, {}, Rules(again=True)) == wire.pack_picture(picture, {})


def test_rules_name_what_the_stage_has_and_nothing_else(picture: Picture) -> None:
    rules = Rules(("fork", "landscape"), ("dial-rate", "fork", "play"), "end", present=True)
    head, _ = opened(wire.pack_picture(picture, {}, rules))
    off = ["play", "dial-rate", "fork"]
    places = {"hide": PARTS["fork"].place, "lock": f"{PARTS['play'].place}, {PARTS['dial-rate'].place}"}
    assert head["rules"] == places | {"off": off, "ask": "end", "again": False, "present": True}


@pytest.mark.parametrize("base", ["", "/class/room"])
def test_the_addresses_of_a_picture_stand_under_the_path_of_the_app(picture: Picture, base: str) -> None:
    asking = dataclasses.replace(picture, contours=(Contours(0, "/samples/x", "/batches/x"),))
    head, _ = opened(wire.pack_picture(wire.mounted(asking, base), {}))
    assert [pane["surface"] for pane in head["panes"] if pane["kind"] == "map"] == [
        base + pane.surface for pane in picture.panes if isinstance(pane, Map)
    ]
    assert head["contours"] == [{"pane": 0, "samples": f"{base}/samples/x", "rows": f"{base}/batches/x"}]
    assert [pane for pane in head["panes"] if pane["kind"] != "map"] == [
        pane for pane in opened(wire.pack_picture(asking, {}))[0]["panes"] if pane["kind"] != "map"
    ]
