"""The limits that an installation sets to visitors."""

from dataclasses import replace
from threading import Event, Thread

import numpy as np
import pytest

from runs import bounds
from runs.opening import opening
from runs.survey import survey

pytestmark = pytest.mark.plain


@pytest.mark.parametrize(
    ("environment", "steps", "walkers"),
    [
        ({}, 10_000, 65_536),
        ({"THALWEG_MAX_STEPS": "", "THALWEG_MAX_WALKERS": ""}, 10_000, 65_536),
        ({"THALWEG_MAX_STEPS": "500"}, 500, 65_536),
        ({"THALWEG_MAX_WALKERS": "1000", "PATH": "/bin"}, 10_000, 1000),
        ({"THALWEG_MAX_STEPS": "10³", "THALWEG_MAX_WALKERS": "20\u202f000"}, 1000, 20_000),
    ],
)
def test_the_environment_sets_the_bounds(environment, steps, walkers):
    assert bounds.read(environment) == bounds.Bounds(steps, walkers)


@pytest.mark.parametrize("name", ["THALWEG_MAX_STEPS", "THALWEG_MAX_WALKERS"])
@pytest.mark.parametrize("text", ["0", "-1", "1e99", "nan", "many", "500.5"])
def test_what_is_no_bound_is_a_sentence(name, text):
    with pytest.raises(ValueError, match=rf"\({name}\) must be a (whole )?number"):
        bounds.read({name: text})


@pytest.fixture
def small(monkeypatch):
    """A server with low limits."""
    monkeypatch.setattr(bounds, "bounds", lambda: bounds.Bounds(100, 200))
    monkeypatch.setattr("runs.survey.bounds", lambda: bounds.Bounds(100, 200))


def test_a_long_run_becomes_shorter_and_a_sentence_says_so(small):
    asked = replace(opening(), steps=9000)
    scene, remarks = bounds.within_bounds(asked)
    assert scene == replace(asked, steps=100)
    assert remarks == ("This server allows at most 100 steps, so the run was shortened from 9,000 to 100 steps.",)
    assert bounds.within_bounds(scene) == (scene, ())


def test_a_survey_has_no_more_walkers_than_the_server_gives(small):
    run = replace(opening(), steps=50).runs()[0]
    with pytest.raises(ValueError, match="at most 200 walkers at once, not 201"):
        survey(run, np.zeros((2, 201)))


def test_the_bounds_of_this_process_are_read_once():
    assert bounds.bounds() is bounds.bounds()


def test_a_semaphore_counts_who_is_inside_and_who_waits():
    room, leave, inside = bounds.CountedSemaphore(1), Event(), Event()

    def work():
        with room:
            inside.set()
            leave.wait(10)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    assert inside.wait(10)
    while room.inside + room.waiting < 2:
        pass
    assert (room.inside, room.waiting) == (1, 1)
    leave.set()
    for worker in workers:
        worker.join(10)
    assert (room.inside, room.waiting) == (0, 0)
