"""Maps by their address: what is packed is what was computed, and hostile questions get a smaller map."""

import gzip
import json
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pictures.maps import STEP, drawn, read_map, share
from runs.map.map import SIZES
from runs.map.presets import PRESETS
from studies.maps.answer import FIRST
from studies.maps.answer import answer as answer_to
from tests.routes.test_pictures import get
from ui.routes import answers
from ui.routes.maps import Maps, answer
from ui.routes.pictures import Pictures, hints, picture_hash

FEW = "landscape=himmelblau&run1=momentum&run1.rate=0.013&steps=60"
ADDRESS = f"/map/{picture_hash()}"


def unpacked(packed: bytes) -> tuple[dict[str, Any], np.ndarray, np.ndarray, np.ndarray]:
    """Head, places, classes and steps of a zipped answer, read as the browser reads them."""
    raw = gzip.decompress(packed)
    length = int.from_bytes(raw[:4], "little")
    head, block = json.loads(raw[4 : 4 + length]), raw[4 + length + (-length % 4) :]
    n = head["n"]
    places = np.frombuffer(block, "<f8", 2 * n).reshape(2, n)
    classes = np.frombuffer(block, np.uint8, n * n, 16 * n).reshape(n, n)
    low, high = np.frombuffer(block, np.uint8, 2 * n * n, 16 * n + n * n).reshape(2, n, n).astype(np.int64)
    signed = low | (high << 8)
    parts = np.cumsum((signed >> 1) ^ -(signed & 1), axis=1) & 0xFFFF
    return head, places, classes, parts / head["per"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    monkeypatch.setattr(answers, "PATIENCE", 600.0)  # a busy machine takes longer than a visitor would wait
    return Pictures(4)


@pytest.mark.parametrize("more", ["", "&across=rate&down=method.momentum", "&left=0.5&right=0.75&bottom=-1&top=-0.5"])
def test_an_answer_holds_what_was_computed(more: str) -> None:
    query = FEW + more + "&moving=on"
    question, _ = read_map(FEW + more)
    head, places, classes, steps = unpacked(answer(query).zipped)
    found = answer_to(question.picture(), head["n"])
    assert head["n"] == SIZES[0]
    assert np.array_equal(classes, found.classes)
    assert np.allclose(steps, found.values, rtol=0, atol=0.5001 / STEP)
    for row, span in zip(places, question.spans(), strict=True):
        assert np.array_equal(row, span.places(head["n"]))
    assert sum(kind["count"] for kind in head["kinds"]) == classes.size
    assert read_map(head["query"])[0] == question


def test_an_answer_may_be_kept_for_ever_and_the_second_comes_from_the_cache(served: Pictures) -> None:
    maps = Maps(served)
    query = FEW + "&moving=on"
    first, second = (get(maps, ADDRESS, query, **{"accept-encoding": "gzip"}) for _ in range(2))
    assert (first.status_code, first.body) == (200, second.body)
    assert "immutable" in first.headers["cache-control"]
    assert dict(served.outcomes) == {"computed": 1, "cached": 1}
    lost = get(maps, "/map/0123456789ab", query)
    assert (lost.status_code, lost.headers["cache-control"]) == (404, "no-store")
    assert b"another version" in lost.body


def test_a_usual_map_is_small() -> None:
    assert len(answer("").zipped) < 120_000
    assert len(answer("moving=on").zipped) < 5_000


def test_a_hostile_map_is_smaller_and_says_why() -> None:
    head, *_ = unpacked(answer("landscape=rosenbrock&run1=lbfgs&steps=10000&fine=on").zipped)
    assert head["n"] < 256
    assert head["limits"][0].startswith("These runs take long to compute, so the map has")


def test_where_float64_ends_the_map_says_so() -> None:
    head, *_ = unpacked(answer(FEW + "&left=1&right=1.00000000000001&bottom=0&top=1").zipped)
    assert head["limits"] == ["Neighbouring points share one x: float64 has no numbers between them."]


SAID = {
    "momentum": "Momentum brings 9",
    "ripples": "Gradient descent brings ",
    "newton": "Newton brings ",
    "settings": "Momentum arrives at the minimum within 500 steps with ",
}


@pytest.mark.parametrize("name", PRESETS)
def test_a_map_says_what_a_lecturer_would_say(name: str) -> None:
    question = PRESETS[name][1]()
    head = drawn(question, moving=True).head
    assert head["said"].startswith(SAID[name])
    shown = [kind for kind in head["kinds"] if kind["hue"] >= 0]
    assert [kind["count"] for kind in shown] == sorted((kind["count"] for kind in shown), reverse=True)
    assert {kind["code"] - FIRST for kind in shown} == {kind["hue"] for kind in shown}


def test_a_fractal_boundary_has_a_dimension_with_two_digits_and_a_doubt() -> None:
    question = PRESETS["ripples"][1]()
    (said,) = drawn(question, moving=False).head["facts"]
    assert said.startswith("The boundary has a box-counting dimension of 1.9 ± 0.1.")
    assert drawn(question, moving=True).head["facts"] == []


def test_without_a_known_minimum_nothing_arrives() -> None:
    question, _ = read_map("landscape=monkey_saddle&run1=gd&steps=50")
    assert drawn(question, moving=True).head["said"].startswith("No minimum is known here")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 %"), (1, "less than 1 %"), (410, "41 %"), (999, "more than 99 %"), (1000, "100 %")]
)
def test_shares_are_whole_percents_but_not_none_or_all_where_that_is_wrong(count: int, said: str) -> None:
    assert share(count, 1000) == said


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["across", "down", "left", "right", "top", "fine", "landscape", "run1", "hide"]),
            st.one_of(st.text(max_size=9), st.sampled_from(["rate", "method.momentum", "bowl", "momentum", "1", "on"])),
        ),
        max_size=6,
    )
)
def test_any_link_has_a_map(pairs: list[tuple[str, str]]) -> None:
    head, _, classes, _ = unpacked(answer(urlencode([*pairs, ("moving", "on"), ("steps", "20")])).zipped)
    assert classes.shape == (head["n"], head["n"])


def test_the_page_names_the_map_that_its_stage_will_fetch() -> None:
    question, _ = read_map(FEW)
    assert hints("maps", FEW)[0] == f"{ADDRESS}?{unpacked(answer(FEW + '&moving=on').zipped)[0]['query']}"
    assert hints("maps", FEW)[1] == drawn(question, moving=True).head["surface"]
