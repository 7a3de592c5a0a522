"""The routes of samples and batches, called as Starlette calls them, without a server."""

import json
import re
from typing import Any

import numpy as np
import pytest

from core.engine.samples import NOBODY
from runs.data.batches import SIDES, heights_of_samples, rows_of
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.surface import box_of
from stage import routes
from stage.addresses import batches_url, samples_url
from tests.stage.test_routes import ask

TYPED = Ground(landscape("logistic_regression"), table=((1.0, 2.0, 1.0), (2.0, -1.5, 0.0), (0.5, 0.25, 1.0)))
GROUNDS = {
    "drawn": Ground(landscape("neuron")),
    "framed": Ground(landscape("neuron"), (30.0, 0.5, 0.0, 1.0, 2.0)),
    "typed in": TYPED,
}


def opened(url: str) -> tuple[dict[str, Any], bytes]:
    """Head and block of an answer."""
    answer = ask(url)
    assert answer is not None
    assert answer.status_code == 200, answer.body
    assert "immutable" in answer.headers["cache-control"]
    body = bytes(answer.body)
    length = int.from_bytes(body[:4], "little")
    return json.loads(body[4 : 4 + length]), body[4 + length + (-length % 4) :]


def asked(ground: Ground, batch: float, order: float = 0.0, steps: int = 7) -> Run:
    gradient = GradientNoise(batch=batch, order=order)
    return Run(ground, optimizer("gd"), 0.1, schedule(), (0.0, 0.0), steps, seed=3, gradient=gradient)


@pytest.mark.parametrize("name", GROUNDS)
def test_the_heights_of_every_sample_arrive(name: str) -> None:
    ground = GROUNDS[name]
    head, block = opened(samples_url(ground))
    count = ground.count
    assert (head["n"], head["count"], tuple(head["box"])) == (SIDES[0], count, box_of(ground))
    low, high = (np.array(head[key])[:, None, None] for key in ("low", "high"))
    shares = np.frombuffer(block, "<u2").reshape(count, SIDES[0], SIDES[0]) / routes.LEVELS
    wanted = heights_of_samples(ground, SIDES[0])
    assert np.all(np.abs(low + (high - low) * shares - wanted) <= 0.51 * (high - low) / routes.LEVELS)


@pytest.mark.parametrize("samples", [2, 64, 65, 66, 256, 512])
def test_the_lattice_is_as_fine_as_the_number_of_samples_allows(samples: int) -> None:
    url = samples_url(Ground(landscape("linear_regression", {"samples": float(samples)})))
    n = int(re.findall(r"\?n=(\d+)&", url)[0])
    assert n in SIDES
    assert 2 * samples * n * n <= 300_000
    finer = [side for side in SIDES if side > n]
    assert all(2 * samples * side * side > 300_000 for side in finer)


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.parametrize("order", [0.0, 1.0, 2.0])
def test_the_rows_of_every_step_arrive(name: str, order: float) -> None:
    run = asked(GROUNDS[name], 2.0, order)
    head, block = opened(batches_url(run))
    assert head == {"steps": 7, "batch": 2}
    found, wanted = np.frombuffer(block, "<u2").reshape(7, 2).astype(int), rows_of(run, 7)
    assert np.array_equal(np.where(found == routes.LEVELS, NOBODY, found), wanted)


DRAWN = GROUNDS["drawn"]
WRONG = {
    "no samples": lambda: samples_url(DRAWN).replace("neuron", "bowl").split("&")[0],
    "a lattice that is not offered": lambda: samples_url(DRAWN).replace("n=48", "n=480"),
    "samples of another version": lambda: re.sub(r"/samples/\w+/", "/samples/000/", samples_url(DRAWN)),
    "batches of another version": lambda: re.sub(r"/batches/\w+/", "/batches/0/", batches_url(asked(DRAWN, 2.0))),
    "no landscape": lambda: samples_url(DRAWN).replace("neuron", "%2e%2e"),
    "all samples": lambda: batches_url(asked(DRAWN, 0.0)),
    "more than there are": lambda: batches_url(asked(DRAWN, 2.0)).replace("batch=2", "batch=1000"),
    "no number": lambda: batches_url(asked(DRAWN, 2.0)).replace("seed=3", "seed=nan"),
    "an unknown order": lambda: batches_url(asked(DRAWN, 2.0)).replace("order=shuffled", "order=best"),
    "too many steps": lambda: batches_url(asked(DRAWN, 2.0)).replace("steps=7", "steps=1e9"),
    "another parameter": lambda: batches_url(asked(DRAWN, 2.0)) + "&delay=1",
    "a table that is none": lambda: samples_url(TYPED).replace("table=1~2~1", "table=1~2~x"),
    "a table of too few rows": lambda: samples_url(TYPED).split("table=")[0] + "table=1~2~1",
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_address_gets_a_sentence(what: str) -> None:
    answer = ask(WRONG[what]())
    assert answer is not None
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert re.fullmatch(r"[\wη][^\n<>]{10,300}\.", bytes(answer.body).decode())
