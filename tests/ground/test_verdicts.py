"""The results of runs, and which run is called the best."""

import pytest

from runs.comparison.edit import first_comparison
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from studies.measures import reached
from studies.verdicts import EVEN, Verdict, best, even, verdict, waiting

BOWL, BOOTH = Ground(landscape("bowl")), Ground(landscape("booth"))


def there(steps, loss=0.0):
    return Verdict(steps, True, loss, "moving", None)


def away(loss):
    return Verdict(None, False, loss, "moving", None)


def passed(steps, loss):
    return Verdict(steps, False, loss, "moving", None)


GONE = Verdict(5, False, 1e99, "diverged", 7)

TABLE = [
    ((there(9), there(3), there(5)), {1}),
    ((there(9, 1e-9), there(9, 1e-5), there(10)), {0, 1}),
    ((away(1.0), away(0.5), GONE), {1}),
    ((away(0.1), there(200)), {1}),
    ((passed(3, 0.6), there(200)), {1}),
    ((passed(3, 0.6), away(0.1)), {1}),
    ((passed(3, 0.1), passed(2, 0.2)), {0}),
    ((GONE, there(6)), {1}),
    ((GONE, GONE), set()),
    ((there(4), there(4)), set()),
    ((there(4),), set()),
    ((away(1.0), away(1.0)), set()),
    ((), set()),
]


@pytest.mark.parametrize(("verdicts", "expected"), TABLE, ids=range(len(TABLE)))
def test_who_did_best_among_runs_of_one_ground(verdicts, expected):
    assert set(best([BOWL] * len(verdicts), verdicts)) == expected


BY_LOSS = [
    ((there(9, 1e-9), there(3, 1e-5), there(5, 1e-6)), 0.0, {0}),
    ((away(0.5), there(3, 1e-5), GONE), 0.0, {1}),
    ((passed(3, 0.6), away(0.1)), 0.0, {1}),
    ((away(-2.0), there(3, 1e-5)), 0.0, {0}),
    ((there(9, 1e-31), there(3, 4e-30), there(5, 1e-3)), 1e-14, {0, 1}),
    ((there(9, 1e-31), there(3, 4e-30), there(5, 1e-3)), 0.0, {0}),
    ((there(9, 1e-31), there(3, 4e-30)), 1e-14, set()),
    ((GONE, GONE), 0.0, set()),
]


@pytest.mark.parametrize(("verdicts", "equal", "expected"), BY_LOSS, ids=range(len(BY_LOSS)))
def test_who_did_best_by_loss(verdicts, equal, expected):
    assert best([BOWL] * len(verdicts), verdicts, "loss", equal) == dict.fromkeys(expected, "loss")


def test_the_best_are_said_to_be_best_in_what_they_are():
    assert best([BOWL] * 2, [there(9), there(3)]) == {1: "steps"}
    assert best([BOWL] * 2, [away(0.1), passed(3, 0.6)]) == {0: "loss"}


def test_losses_are_equal_up_to_a_share_of_the_largest_loss_at_a_start():
    ways = [simulate(run) for run in first_comparison().runs()]
    assert even(ways) == EVEN * max(way.losses[0] for way in ways)
    assert even([]) == 0.0


def test_every_ground_has_a_best_of_its_own_where_there_are_rivals():
    grounds, verdicts = [BOWL, BOOTH, BOWL, BOOTH], [there(9), there(50), there(7), there(60)]
    assert set(best(grounds, verdicts)) == {1, 2}
    assert best(grounds[1:3], verdicts[1:3]) == {}


def test_a_verdict_is_what_the_run_says():
    for run in first_comparison().runs():
        way = simulate(run)
        found = verdict(way, 1e-3)
        assert found == Verdict(
            reached(way, 1e-3), bool(way.losses[-1] <= 1e-3), float(way.losses[-1]), way.word, way.at, found.place
        )
        assert found.place == ("not there yet" if way.word == "moving" and found.reached is None else "")


OVER = {
    "short of the minimum, where decay holds it": (
        "ravine", optimizer("adamw", {"weight_decay": 0.5}), 0.1, (-4.5, 1.2), 300, "hardly moving",
    ),
    "on its way": ("ravine", optimizer("adamw"), 0.01, (-4.5, 1.2), 100, "not there yet"),
    "where there is no minimum": ("monkey_saddle", optimizer("gd"), 1e-3, (0.5, 0.3), 50, "not at rest"),
    "too soon to tell": ("ravine", optimizer("adamw"), 1e-6, (-4.5, 1.2), 5, "not there yet"),
    "in a valley that is not the lowest": (
        "two_valleys", optimizer("momentum"), 0.01, (2.1, -2.0), 200, "in another valley",
    ),
    "as slow, on the slope": ("two_valleys", optimizer("gd"), 1e-6, (2.1, -2.0), 200, "hardly moving"),
    "beside the lowest minimum": ("two_valleys", optimizer("gd"), 1e-6, (1.503, 0.0), 50, "hardly moving"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "method", "rate", "start", "steps", "said"), OVER.values(), ids=OVER)
def test_what_is_said_when_the_race_is_over(key, method, rate, start, steps, said):
    way = simulate(Run(Ground(landscape(key)), method, rate, schedule(), start, steps))
    assert way.word == "moving"
    assert waiting(way, 1e-5) == said


def test_a_run_that_had_no_loss_from_the_beginning_has_none():
    run = Run(Ground(landscape("narrow_gorge")), optimizer("gd"), 0.1, schedule(), (1e5, 1e5), 10)
    found = verdict(simulate(run), 1e-3)
    assert found == Verdict(None, False, None, "diverged", 0)
    assert best([BOWL, BOWL], [found, away(2.0)]) == {1: "loss"}
