"""Maps by their address: what is packed is what was computed, and hostile questions get a smaller map."""

import gzip
import json
import re
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pictures.maps.drawn import STEP, drawn, read_map
from pictures.maps.words import share
from runs.map.edit import with_methods
from runs.map.map import SIZES
from runs.map.presets import PRESETS
from studies.maps.answer import FIRST
from studies.maps.answer import answer as answer_to
from studies.maps.difference import difference
from studies.maps.measures import VALUE, measured
from tests.routes.test_pictures import get
from ui.routes import answers
from ui.routes.maps import Maps, answer
from ui.routes.pictures import Pictures, hints, picture_hash

FEW = "landscape=himmelblau&run1=momentum&run1.rate=0.013&steps=60"
ADDRESS = f"/map/{picture_hash()}"


def unpacked(packed: bytes) -> tuple[dict[str, Any], np.ndarray, np.ndarray, np.ndarray]:
    """Head, places, classes and steps of the first map of a zipped answer, read as the browser reads them."""
    head, places, planes = all_of(packed)
    return head, places, *planes[0]


def all_of(packed: bytes) -> tuple[dict[str, Any], np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
    """The same with the classes and steps of every map."""
    raw = gzip.decompress(packed)
    length = int.from_bytes(raw[:4], "little")
    head, block = json.loads(raw[4 : 4 + length]), raw[4 + length + (-length % 4) :]
    n = head["n"]
    places = np.frombuffer(block, "<f8", 2 * n).reshape(2, n)
    planes = []
    for each in np.frombuffer(block, np.uint8, offset=16 * n).reshape(-1, 3, n, n):
        low, high = each[1:].astype(np.int64)
        signed = low | (high << 8)
        parts = np.cumsum((signed >> 1) ^ -(signed & 1), axis=1) & 0xFFFF
        planes.append((each[0], parts / head["per"]))
    return head, places, planes


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
    assert sum(count for kind in head["kinds"] for count in kind["counts"]) == classes.size
    assert read_map(head["query"])[0] == question


def test_an_answer_says_what_theory_knows_and_names_the_minima_of_every_pixels_own_ground() -> None:
    bowl = "landscape=bowl&steps=60&run1=momentum&run1.rate=0.05&across=rate&moving=on"
    (runner,) = unpacked(answer(f"{bowl}&down=method.momentum").zipped)[0]["runners"]
    assert [line["name"].partition(":")[0] for line in runner["lines"]] == ["Convergence ends", "Swinging begins"]
    assert all(len(point) == 2 for line in runner["lines"] for part in line["parts"] for point in part)
    assert [mark["name"].partition(" ")[0] for mark in runner["marks"]] == ["Fastest"]
    head, _, classes, _ = unpacked(answer(f"{bowl}&down=landscape.kappa").zipped)
    assert [kind["name"] for kind in head["kinds"] if kind["hue"] >= 0] == ["at a lowest minimum"]
    assert 3 in classes
    assert head["sides"][1]["words"] == ["landscape.kappa"]


def test_an_answer_about_sensitivity_says_at_how_many_starts_a_difference_grows() -> None:
    head, _, planes = all_of(answer(f"{FEW}&run2=gd&run2.rate=0.013&methods=two&measure=sensitivity&moving=on").zipped)
    assert len(planes) == 2
    assert re.fullmatch(
        r"A difference of 10⁻⁸ between two starts grows at (less than )?\d+ % of the starts with Momentum, "
        r"(less than )?\d+ % of the starts with Gradient descent\.",
        head["said"],
    )
    assert head["measure"]["low"] < 0.0
    assert not head["measure"]["log"]


TWO = FEW + "&run2=gd&run2.rate=0.013"


@pytest.mark.parametrize("more", ["", "&across=rate&down=warmup"])
@pytest.mark.parametrize("methods", ["two", "difference"])
def test_an_answer_about_two_methods_holds_both_maps_and_their_difference(methods: str, more: str) -> None:
    query = f"{TWO}{more}&methods={methods}"
    question, remarks = read_map(query)
    head, _, planes = all_of(answer(query + "&moving=on").zipped)
    assert (remarks, head["remarks"], read_map(head["query"])[0]) == ((), [], question)
    found = [answer_to(one.picture(), head["n"]) for one in question.each()]
    shown = [*found, difference(*found)] if methods == "difference" else found
    for (classes, steps), one in zip(planes, shown, strict=True):
        assert np.array_equal(classes, one.classes)
        assert np.allclose(steps, one.values, rtol=0, atol=0.5001 / STEP)
    legend = shown[-1:] if methods == "difference" else shown
    for k, one in enumerate(legend):
        assert {kind["code"]: kind["counts"][k] for kind in head["kinds"] if kind["counts"][k]} == {
            code: int((one.classes == code).sum()) for code in np.unique(one.classes).tolist()
        }
    assert [runner["name"] for runner in head["runners"]] == ["Momentum", "Gradient descent"]
    assert head["sides"][0]["words"] == (["run1.rate", "run2.rate"] if more else ["x", "x"])
    assert head["between"] == [] or methods == "difference"


def test_a_map_of_one_method_in_a_pair_is_that_of_the_method_alone() -> None:
    both, alone = (unpacked(answer(query + "&moving=on").zipped) for query in (TWO + "&methods=two", FEW))
    assert np.array_equal(both[2], alone[2])
    assert np.array_equal(both[3], alone[3])


TOLD = {
    f"{TWO}&methods=two": (
        r"Momentum brings \d+ % of the starts to one of the 4 lowest minima within 60 steps, Gradient descent 100 %\. "
        r"\d+ % of the starts diverge with Momentum\."
    ),
    f"{TWO.replace('steps=60', 'steps=300')}&methods=difference": (
        r"From \d+ % of the starts, Momentum and Gradient descent come to different minima\. "
        r"From \d+ % of the starts, only Gradient descent comes to a minimum\. "
        r"Where both come to the same minimum, Gradient descent is there sooner in 100 % of the cases, "
        r"by \d+ steps in the median\."
    ),
    f"{TWO}&methods=two&across=rate&down=warmup": (
        r"Momentum arrives at one of the 4 lowest minima within 60 steps with \d+ % of these settings, "
        r"Gradient descent with \d+ %\. \d+ % of these settings diverge with Momentum, \d+ % with Gradient descent\."
    ),
    f"{FEW}&run2=momentum&run2.rate=0.013&methods=difference": (
        r"Where both come to the same minimum, they do so at the same step\."
    ),
    "landscape=monkey_saddle&steps=50&run1=gd&run2=adam&methods=difference": (
        r"Nowhere do both come to the same minimum\."
    ),
    f"{FEW}&run2=momentum&run2.rate=0.02&methods=two": (
        r"Momentum \(η 0\.013\) brings .*, Momentum \(η 0\.02\) \d+ %\..*"
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", TOLD)
def test_two_methods_are_told_apart_in_a_sentence(query: str) -> None:
    said = drawn(read_map(query)[0], moving=True).head["said"]
    assert re.fullmatch(TOLD[query], said), said


OVER = f"{FEW}&across=rate&down=method.momentum"
MEASURED = {
    "measure=loss": r"Lowest final loss above the lowest known one: \S+ with Momentum, at η = \S+ and γ = \S+\.",
    "measure=area&starts=16": r"Smallest area under the loss curve of the run in the middle of 16: \S+ with Mom.*",
    "starts=16": r"Fewest steps to the tolerance of the run in the middle of 16: \d+ with Momentum, at .*",
    "measure=arrive&starts=16": r"Largest share of 16 starts that arrive: \d+ % with Momentum, .* these settings\.",
    "measure=diverge&starts=16&run2=nesterov&run2.rate=0.013&methods=two": (
        r"Smallest share of 16 starts that diverge: 0 % with Momentum, at \d+ % .*; 0 % with Nesterov, at \d+ % .*"
    ),
    "measure=steps&starts=16&tolerance=1e-12": (
        r"Fewest steps to the tolerance of the run in the middle of 16: .*with Momentum.*"
    ),
}  # fmt: skip


@pytest.mark.parametrize("more", MEASURED)
def test_a_map_of_numbers_holds_what_was_measured_on_one_scale(more: str) -> None:
    query = f"{OVER}&{more}"
    question, _ = read_map(query)
    head, _, planes = all_of(answer(query + "&moving=on").zipped)
    assert read_map(head["query"])[0] == question
    scale, what = head["measure"], question.measure.what
    for (classes, places), one in zip(planes, question.each(), strict=True):
        found = measured(one.picture(), head["n"])
        assert np.array_equal(classes, found.classes)
        valued = classes == VALUE
        shown = scale["low"] + (scale["high"] - scale["low"]) * places[valued]
        wanted = np.log10(np.maximum(found.values[valued], 1e-16)) if scale["log"] else found.values[valued]
        assert np.allclose(shown, wanted, rtol=0, atol=(scale["high"] - scale["low"]) / 65_000)
    assert scale["percent"] == (what in ("arrive", "diverge"))
    assert re.fullmatch(MEASURED[more], head["said"]), head["said"]
    assert sum(count for kind in head["kinds"] for count in kind["counts"]) == head["n"] ** 2 * len(planes)


def test_where_nothing_is_known_nothing_arrives_from_several_starts() -> None:
    query = "landscape=monkey_saddle&steps=30&run1=gd&across=rate&down=warmup&starts=16"
    head = drawn(read_map(query)[0], moving=True).head
    assert head["said"] == "Fewest steps to the tolerance of the run in the middle of 16: none with Gradient descent."
    assert {kind["name"] for kind in head["kinds"]} <= {"most runs diverge", "most runs do not arrive"}


def test_each_of_two_maps_has_a_dimension() -> None:
    question = with_methods(PRESETS["ripples"][1](), 1)
    said = drawn(question, moving=False).head["facts"]
    assert said[0].startswith("Gradient descent: the boundary has a box-counting dimension of 1.9 ± 0.1.")
    assert all(one.startswith(("Gradient descent: ", "Momentum: ")) for one in said)


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
    "differ": "From 3",
    "settings": "Momentum arrives at the minimum within 500 steps with ",
    "growing": "Gradient descent arrives at the lowest minimum within 300 steps with 2",
    "circling": "Momentum brings 7",
    "parting": "A difference of 10⁻⁸ between two starts grows at ",
}


@pytest.mark.parametrize("name", PRESETS)
def test_a_map_says_what_a_lecturer_would_say(name: str) -> None:
    question = PRESETS[name][1]()
    head = drawn(question, moving=True).head
    assert head["said"].startswith(SAID[name])
    shown = [kind for kind in head["kinds"] if kind["hue"] >= 0]
    assert [kind["counts"] for kind in shown] == sorted((kind["counts"] for kind in shown), reverse=True)
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
