"""Pure functions that return a changed map: what the controls of the page Maps do, without the page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from runs.map.map import Map, alone, by_walker, fitted, joined, offered
from runs.map.measure import OF_STARTS, PLAIN, SHARES, STARTS, Measure
from runs.opening import suggested_rate
from runs.run import MAX_RUNS, Runner, Scene, optimizer

COMPARED = ("gd", "momentum")
"""What a method is compared with at first: the first of these that it is not itself."""


def with_base(question: Map, base: Scene) -> Map:
    """The map on another base. It keeps its sides if the base has them, and its view if the landscape stays.

    A map of settings that the base does not have becomes that of the first ones that it has.
    """
    same = base.ground.entry.key == question.base.ground.entry.key
    view = question.view if same or not question.of_starts else None
    found = fitted(
        base, question.sides, view, fine=question.fine, difference=question.difference, measure=question.measure
    )
    if question.of_starts or not found.of_starts:
        return found
    return replace(of_settings(found), measure=PLAIN if found.difference else question.measure)


def with_second(question: Map, how: Callable[..., Scene], *args: Any) -> Map:
    """The map of two methods with the second one changed by one of `runs.edit`'s functions."""
    first, second = alone(question.base)
    return with_base(question, joined([first, how(second, *args)]))


def with_methods(question: Map, shown: int) -> Map:
    """One map (0), one of each of two methods (1), or their difference (2).

    The second method is gradient descent at first, or momentum if the first one is that.
    """
    if not shown or question.paired:
        base = question.base if shown else alone(question.base)[0]
    else:
        first = question.base.runners[0]
        first = replace(first, mark=min(first.mark, MAX_RUNS - 2))
        key = next(key for key in COMPARED if key != first.method.key)
        rate = suggested_rate(question.base.ground, key)
        base = replace(question.base, runners=(first, Runner(optimizer(key), rate, mark=first.mark + 1)))
    found = with_base(replace(question, difference=False), base)
    return replace(found, difference=True, measure=PLAIN) if shown > 1 else found


def with_measure(question: Map, what: str) -> Map:
    """The map that shows something else. A share of starts needs several, sensitivity one."""
    if what in OF_STARTS:
        return replace(question, measure=Measure(what))
    starts = max(question.measure.starts, STARTS[1]) if what in SHARES else question.measure.starts
    return replace(question, measure=Measure(what, starts))


def from_starts(question: Map, many: int) -> Map:
    """The map of settings from so many starts. From one there are no shares, so it shows the steps."""
    what = question.measure.what
    return replace(question, measure=Measure("steps" if many == 1 and what in SHARES else what, many))


def of_starts(question: Map) -> Map:
    """The map of all starts with the same base."""
    return fitted(question.base, fine=question.fine, difference=question.difference)


def of_settings(question: Map) -> Map:
    """The map of the learning rate and the first other number that the runner has."""
    if not question.of_starts:
        return question
    return replace(question, sides=("rate", offered(question.base)[1]), view=None, measure=PLAIN)


def with_side(question: Map, place: int, what: str) -> Map:
    """The map of settings with something else on one side, 0 (across) or 1 (down), and the whole of it in view.

    If the other side has it already, the two are swapped; if the two cannot be combined, the other one becomes the
    learning rate. ValueError if it cannot vary.
    """
    sides = list(question.sides if not question.of_starts else of_settings(question).sides)
    if what == sides[1 - place]:
        sides.reverse()
    sides[place] = what
    if not (by_walker(sides[0]) or by_walker(sides[1])):
        sides[1 - place] = "rate"
    return replace(question, sides=(sides[0], sides[1]), view=None)
