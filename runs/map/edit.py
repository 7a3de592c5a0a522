"""Pure functions that return a changed map: what the controls of the page Maps do, without the page."""

from runs.map.map import Map, by_walker, fitted, offered
from runs.run import Scene


def with_base(question: Map, base: Scene) -> Map:
    """The map on another base. It keeps its sides if the base has them, and its view if the landscape stays."""
    same = base.ground.entry.key == question.base.ground.entry.key
    return fitted(base, question.sides, question.view if same or not question.of_starts else None, fine=question.fine)


def of_starts(question: Map) -> Map:
    """The map of all starts with the same base."""
    return Map(question.base)


def of_settings(question: Map) -> Map:
    """The map of the learning rate and the first other number that the runner has."""
    if not question.of_starts:
        return question
    return Map(question.base, ("rate", offered(question.base)[1]))


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
    return Map(question.base, (sides[0], sides[1]))
