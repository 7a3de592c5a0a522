"""The lock for page runs: pages are computed one after the other, and no page waits for ever."""

import time
from threading import Event, Thread

import numpy as np
import pytest

from runs.bounds import CountedSemaphore
from runs.ensemble.snapshots import snapshots
from runs.opening import opening
from runs.page_lock import PAGE_LOCK, PageLock
from runs.survey import SURVEY_SLOTS, in_turn, survey

LONG = 30.0
"""A time-out in seconds, which is reached only if something is broken."""


def busy(turn: PageLock) -> bool:
    """Whether a thread holds the lock."""
    return turn.holder is not None


def test_turns_are_taken_one_by_one_in_the_order_in_which_they_were_asked_for():
    turn, inside, order = PageLock(LONG), [], []

    def page(number):
        with turn.held():
            inside.append(number)
            order.append((number, len(inside)))
            time.sleep(0.005)
            inside.remove(number)

    with turn.held():
        pages = [Thread(target=page, args=(number,)) for number in range(8)]
        for asked, one in enumerate(pages, 1):
            one.start()
            while len(turn.queue) < asked:
                time.sleep(0.001)
    for one in pages:
        one.join(LONG)
    assert order == [(number, 1) for number in range(8)]
    assert turn.waiting == 0
    assert not busy(turn)


def test_a_slow_page_loses_the_lock_and_takes_nothing_from_the_next_one():
    turn, done, theirs = PageLock(0.01), Event(), []

    def page():
        with turn.held():
            theirs.append(turn.holder)
            done.wait(LONG)

    other = Thread(target=page)
    with turn.held():
        slow = turn.holder
        other.start()
        while not theirs:
            time.sleep(0.001)
    assert turn.holder is theirs[0] is not slow
    done.set()
    other.join(LONG)
    assert not busy(turn)


def test_a_long_queue_is_no_reason_to_take_the_lock():
    # The last page waits for longer than a page may hold the lock, and no page holds it for nearly that long.
    turn, inside, most = PageLock(1.0), [], []

    def page(number):
        with turn.held():
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.06)
            inside.remove(number)

    pages = [Thread(target=page, args=(number,)) for number in range(20)]
    for one in pages:
        one.start()
    for one in pages:
        one.join(LONG)
    assert most == [1] * 20


def test_a_turn_ends_however_the_page_ends():
    turn = PageLock(LONG)
    with pytest.raises(RuntimeError), turn.held():
        raise RuntimeError
    assert not busy(turn)


@pytest.mark.parametrize("held", [True, False], ids=["lent", "nothing to lend"])
def test_what_is_lent_others_have_and_it_comes_back(held):
    turn, seen = PageLock(LONG), []
    if held:
        turn._take()
    with turn.released():
        seen.append(busy(turn))
    seen.append(busy(turn))
    turn._give()
    assert seen == [False, held]
    assert not busy(turn)


def test_while_a_survey_works_it_is_the_others_turn_and_it_counts_as_work():
    seen = []

    def task(_):
        seen.append((busy(PAGE_LOCK), SURVEY_SLOTS.inside))

    with PAGE_LOCK.held():
        in_turn(task, range(3))
        assert busy(PAGE_LOCK)
    assert seen == [(False, 1)] * 3
    assert SURVEY_SLOTS.inside == 0


@pytest.mark.parametrize(
    ("ask", "times"),
    [(lambda run: survey(run, np.zeros((2, 3))), 1), (lambda run: snapshots(run, 3, 100, 1.0), 2)],
    ids=["a survey", "a cloud, whose losses are looked at too"],
)
def test_surveys_and_clouds_wait_for_a_slot(ask, times, monkeypatch):
    came = []

    class Noted(CountedSemaphore):
        def __enter__(self):
            came.append(busy(PAGE_LOCK))
            super().__enter__()

    monkeypatch.setattr("runs.survey.SURVEY_SLOTS", Noted(1))
    with PAGE_LOCK.held():
        ask(opening().runs()[0])
    assert came == [False] * times


def test_no_page_begins_while_pictures_are_computed():
    turn, begun = PageLock(LONG, LONG), []

    def page():
        with turn.held():
            begun.append("page")

    with turn.picture():
        other = Thread(target=page)
        other.start()
        while not turn.waiting:
            time.sleep(0.001)
        with turn.picture():
            pass
        time.sleep(0.02)
        assert begun == []
    other.join(LONG)
    assert begun == ["page"]
    assert not busy(turn)


def test_a_page_begins_although_pictures_never_end():
    turn = PageLock(LONG, 0.01)
    with turn.picture(), turn.held():
        assert busy(turn)
        assert turn.pictures == 1
    assert not busy(turn)


def test_who_holds_the_lock_gives_way_to_a_picture_and_to_endless_pictures_only_once():
    turn, seen = PageLock(LONG, 0.05), []

    def page():
        with turn.held():
            seen.append("begun")
            asked.wait(LONG)
            turn.give_way()
            seen.append("went on")
            turn.give_way()
            seen.append("and on")

    asked, other = Event(), Thread(target=page)
    other.start()
    while not seen:
        time.sleep(0.001)
    with turn.picture():
        asked.set()
        other.join(LONG)
    assert seen == ["begun", "went on", "and on"]
    turn.give_way()  # holds nothing, and waits for nothing
    assert not busy(turn)
