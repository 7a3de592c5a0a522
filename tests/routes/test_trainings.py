"""Trainings by their address: parts that grow and are not kept, one answer for all who ask, and sentences."""

import asyncio
import gzip
import json
import threading
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from pictures.training.curves import methods
from pictures.training.shown import LOOKS, Shown, curves_question, plane_question, read, write
from runs.training import codec
from runs.training.presets import PRESETS, first_training, with_preset
from runs.training.train import train
from runs.training.trained import JUDGED, TRAIN
from stage import wire
from studies.training.rates import tuned
from studies.training.table import table
from tests.routes.test_pictures import scope_of
from ui.routes import jobs, trainings
from ui.routes.jobs import Job
from ui.routes.pictures import Pictures, hints
from ui.routes.trainings import MAKERS, Trainings, make

SHORT = "epochs=2&network=softmax&run1=adam&run2=gd&run2.rate=0.01"
ADDRESS = f"{trainings.address()}/curves"


def unpacked(packed: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Head and arrays of a zipped answer, read as the browser reads them."""
    raw = gzip.decompress(packed)
    length = int.from_bytes(raw[:4], "little")
    head, block = json.loads(raw[4 : 4 + length]), raw[4 + length + (-length % 4) :]
    arrays = {
        name: np.frombuffer(block, "<f4" if kind == "f" else np.uint8, int(np.prod(shape)), start).reshape(shape)
        for name, (kind, start, shape) in head["arrays"].items()
    }
    return head, arrays


async def get(served: Trainings, path: str, query: str = "", **headers: str) -> Response:
    """The answer of the route to a GET."""
    scope = scope_of(path, query, {"accept-encoding": "gzip", **headers})
    for route in served.routes(""):
        match, child = route.matches(scope)
        if match is Match.FULL:
            return await route.endpoint(Request({**scope, **child}))
    raise AssertionError(path)


async def whole(served: Trainings, query: str, path: str = ADDRESS) -> Response:
    """Ask again and again, until all is there."""
    end = time.monotonic() + 300
    while True:
        found = await get(served, path, query)
        if "immutable" in found.headers["cache-control"] or time.monotonic() > end:
            return found
        assert found.headers["cache-control"] == "no-store"
        await asyncio.sleep(0.02)


@pytest.fixture
def served() -> Trainings:
    return Trainings(Pictures(4))


def test_an_answer_holds_the_curves_and_the_table_of_the_training(served: Trainings) -> None:
    query = f"{SHORT}&seeds=3"
    head, arrays = unpacked(bytes(asyncio.run(whole(served, query)).body))
    found = train(codec.read(query).training)
    for name, values in (("loss", found.losses), ("accuracy", found.accuracies)):
        for prefix, part in (("", JUDGED), ("train_", TRAIN)):
            seeds = values[:, :, part]
            wanted = np.stack([seeds.mean(axis=1), seeds.min(axis=1), seeds.max(axis=1)], axis=1)
            assert np.allclose(arrays[prefix + name], wanted, rtol=1e-6)
    assert arrays["steps"].tolist() == found.points.tolist()
    assert head["done"]
    assert (head["progress"], head["steps"], head["perEpoch"]) == (1.0, found.question.steps, found.question.each)
    rows = table(found)
    assert [row["cells"][0] for row in head["rows"]] == [f"{row.accuracy:.4f}" for row in rows]
    assert head["order"] == sorted((0, 1), key=lambda m: -rows[m].accuracy)
    assert all(len(row["cells"]) == len(head["columns"]) for row in head["rows"])
    assert [method["name"] for method in head["methods"]] == ["Adam", "Gradient descent"]
    right = np.trace(arrays["confusion"], axis1=1, axis2=2)
    assert (360 - right).tolist() == head["mistakes"]
    assert arrays["weights"].shape[:1] + arrays["weights"].shape[2:] == (2, 10, 8, 8)
    assert all(one["label"] != one["guess"] for rows in head["wrong"] for one in rows)


def test_who_asks_later_gets_the_same_from_the_memory(served: Trainings) -> None:
    async def ask() -> tuple[Response, Response, Response]:
        first = await whole(served, SHORT)
        await served.jobs.jobs[next(iter(served.jobs.jobs))].task
        again = await get(served, ADDRESS, f"{SHORT}&against=time&worksheet=on")
        return first, again, await get(served, ADDRESS, SHORT, **{"if-none-match": first.headers["etag"]})

    first, again, known = asyncio.run(ask())
    assert first.body == again.body
    assert known.status_code == 304
    assert served.jobs.outcomes["computed"] == 1
    assert served.jobs.outcomes["cached"] >= 2


def test_a_part_is_not_kept_and_grows(served: Trainings, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, more = threading.Event(), threading.Event()
    part, rest = (wire.pack_arrays({"done": False, "n": n}, {}) for n in (1, 2))

    def slowly(what: str, question: Any, job: Job) -> Any:
        for body, wait in ((part, gate), (rest, more)):
            asset = trainings.Asset(b"", gzip.compress(body), f'"{body[-9:].hex()}"')
            job.tell(asset)
            wait.wait(60)
        return asset

    monkeypatch.setattr(trainings, "make", slowly)

    async def ask() -> None:
        empty = await get(served, ADDRESS, SHORT)
        assert (empty.status_code, empty.body, empty.headers["cache-control"]) == (202, b"", "no-store")
        while (first := await get(served, ADDRESS, SHORT)).status_code == 202:  # noqa: ASYNC110 (as a browser asks)
            await asyncio.sleep(0.005)
        assert unpacked(bytes(first.body))[0]["n"] == 1
        assert first.headers["cache-control"] == "no-store"
        same = await get(served, ADDRESS, SHORT, **{"if-none-match": first.headers["etag"]})
        assert same.status_code == 304
        gate.set()
        while (second := await get(served, ADDRESS, SHORT)).body == first.body:  # noqa: ASYNC110 (as a browser asks)
            await asyncio.sleep(0.005)
        assert unpacked(bytes(second.body))[0]["n"] == 2
        more.set()
        assert "immutable" in (await whole(served, SHORT)).headers["cache-control"]

    asyncio.run(ask())
    assert served.jobs.outcomes["computed"] == 1


def test_a_training_that_nobody_wants_any_more_ends(served: Trainings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ASKED_WITHIN", 0.2)
    monkeypatch.setattr(jobs, "LOOK", 0.01)

    async def ask() -> None:
        await get(served, ADDRESS, "epochs=100&seeds=10&network=convnet")
        (job,) = served.jobs.jobs.values()
        await asyncio.wait_for(job.task, 120)

    asyncio.run(ask())
    assert served.jobs.outcomes == {"cancelled": 1}
    assert served.pictures.answers.size == 0
    assert served.jobs.jobs == {}


def test_unknown_versions_and_questions_have_a_sentence(served: Trainings) -> None:
    for path, said in (("/training/0123456789ab/curves", b"another version"), (f"{trainings.address()}/x", b"no such")):
        found = asyncio.run(get(served, path, SHORT))
        assert (found.status_code, found.headers["cache-control"]) == (404, "no-store")
        assert said in bytes(found.body)


def test_a_busy_server_says_so_and_when_to_ask_again(served: Trainings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)
    found = asyncio.run(get(served, ADDRESS, SHORT))
    assert (found.status_code, found.headers["retry-after"]) == (503, "5")
    assert b"busy" in bytes(found.body)
    assert 'thalweg_trainings_total{outcome="refused"} 1' in list(served.lines())


@pytest.mark.parametrize("preset", PRESETS)
def test_the_page_says_what_is_to_be_known_of_the_table(preset: str) -> None:
    question = with_preset(replace(first_training(), epochs=1), preset)[0]
    head, _ = unpacked(make("curves", question, Job()).zipped)
    said = " ".join(head["said"])
    assert "With 360 images to judge by, one image is 0.28 %" in said
    assert ("Momentum was left at 0" in said) == (preset == "keras")
    assert "CC BY 4.0" in said


def test_a_method_that_diverges_is_told_and_stands_last() -> None:
    query = "epochs=10&network=softmax&run1=momentum&run1.rate=10&run1.weight_decay=10&run2=adam"
    head, _ = unpacked(make("curves", codec.read(query).training, Job()).zipped)
    assert head["order"] == [1, 0]
    assert any("Momentum diverged, at step " in one for one in head["said"])
    assert head["alive"] == [False, True]


PLANES = {
    "random": ("filter-normalised", True),
    "path": ("% of the extent of the path", True),
    "ends": ("the loss stays below the line between both ends", False),
    "sharpest": ("The curvature along them is", True),
}


@pytest.mark.parametrize("kind", PLANES)
def test_a_plane_holds_its_end_and_says_why_the_path_is_not_on_the_contours(kind: str) -> None:
    words, path = PLANES[kind]
    question = codec.read("epochs=4&network=softmax&run1=adam&run2=gd").training
    told: list[dict[str, Any]] = []

    class Listener(Job):
        def tell(self, found: trainings.Asset) -> None:
            told.append(unpacked(found.zipped)[0])

    head, arrays = unpacked(make(f"plane.{kind}.0.0", question, Listener()).zipped)
    side = len(arrays["x"])
    assert (head["done"], side, arrays["z"].shape) == (True, 41, (41, 41))
    end = arrays["at"][-1] if path else arrays["at"][0]
    assert np.allclose(end, 0.0, atol=1e-5)
    assert arrays["far"][-1] < 1e-5
    said = " ".join(head["said"])
    assert words in said
    assert ("does not lie in this plane" in said) == path == head["path"]
    assert "first 256 training images" in said
    row, column = (int(np.argmin(np.abs(arrays[axis]))) for axis in "yx")
    if np.isclose([arrays["y"][row], arrays["x"][column]], 0.0, atol=1e-9).all():
        assert np.isclose(arrays["z"][row, column], arrays["true"][-1], rtol=1e-4)
    shares = [one["progress"] for one in told]
    assert shares == sorted(shares)


def test_where_there_is_no_plane_a_sentence_says_why() -> None:
    query = "epochs=10&network=softmax&run1=momentum&run1.rate=10&run1.weight_decay=10"
    head, arrays = unpacked(make("plane.path.0.0", codec.read(query).training, Job()).zipped)
    assert (head["done"], arrays) == (True, {})
    assert "diverged" in head["said"][0]


@pytest.mark.parametrize("what", ["plane.none.0.0", "plane.path.32.0", "plane.random.0.100", "plane.path", "maker"])
def test_there_are_no_other_questions(what: str) -> None:
    assert trainings.maker(what) is None


def test_what_a_page_shows_names_its_plane() -> None:
    assert plane_question(read("plane=none")[0]) == ""
    assert plane_question(read("plane=random&end=9&draw=4&run1=adam&run2=gd")[0]) == "plane.random.1.4"
    assert plane_question(read("plane=path&draw=4")[0]) == "plane.path.0.0"


def test_tuned_rates_are_found_first_and_then_trained_with() -> None:
    question = codec.read("epochs=1&network=softmax&run1=adam&run2=adadelta&run2.rate=0.001").training
    told: list[dict[str, Any]] = []

    class Listener(Job):
        def tell(self, found: trainings.Asset) -> None:
            told.append(unpacked(found.zipped)[0])

    head, _ = unpacked(make("tuned.3", question, Listener()).zipped)
    found = codec.read(head["link"]).training
    assert found == tuned(question, 3)
    assert found.entrants != question.entrants
    assert [one["note"] for one in head["methods"]] == [one["note"] for one in methods(found)]
    assert told[0]["state"].startswith("Trying 3 rates")
    assert curves_question(read("tuned=3")[0]) == "tuned.3"
    assert curves_question(read("")[0]) == "curves"


def test_the_sweep_holds_every_method_at_thirteen_rates() -> None:
    question = codec.read("epochs=1&network=softmax&seeds=2&run1=adam&run2=adadelta&run2.rate=0.001").training
    head, arrays = unpacked(make("rates", question, Job()).zipped)
    assert arrays["rates"].shape == (2, 13)
    assert (head["done"], head["present"]) == (True, [0.001, 0.001])
    known = np.isfinite(arrays["accuracy"])
    assert (arrays["low"][known] <= arrays["accuracy"][known]).all()
    assert (arrays["accuracy"][known] <= arrays["high"][known]).all()
    assert any(one.startswith("Adadelta reaches") for one in head["said"])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["network", "run1", "run1.rate", "epochs", "seeds", "against", "sweep", "plane", "v", "x"]),
            st.one_of(st.text(max_size=9), st.sampled_from(["adam", "softmax", "time", "on", "0.1", "1e9", "nan"])),
        ),
        max_size=6,
    )
)
def test_any_link_has_a_page(given_pairs: list[tuple[str, str]]) -> None:
    shown, remarks = read(urlencode(given_pairs))
    assert read(write(shown)) == (shown, ())
    assert all(isinstance(one, str) for one in remarks)
    assert trainings.asked(urlencode(given_pairs)) == shown.training


def test_how_a_training_is_looked_at_is_in_the_link_only_where_it_is_unusual() -> None:
    plain = Shown(first_training())
    assert not {param.key for param in LOOKS} & {pair.split("=")[0] for pair in write(plain).split("&")}
    assert read("against=time") == (Shown(first_training(), against=3.0), ())
    assert read("against=nothing")[1] != ()
    assert read("x" * 100_000)[1] != ()
    assert hints("network", "") == ()
    assert set(MAKERS) >= {"curves"}
