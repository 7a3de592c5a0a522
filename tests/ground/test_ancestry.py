"""The family tree holds every optimizer once, under the method that it carries on or becomes."""

from collections import Counter

from core.records import Limit, Optimizer
from runs.catalog import OPTIMIZERS
from studies import ancestry, reference


def test_the_tree_holds_every_optimizer_once_and_every_limit_once():
    rows = [row for _, rows in ancestry.tree() for row in rows]
    assert Counter(row.key for row in rows) == Counter(list(OPTIMIZERS))
    limits = [found for row in rows for found in (row.joint, *row.others) if found is not None]
    assert Counter(limits) == Counter(found for key in OPTIMIZERS for found in reference.becomes(key))
    for _, family in ancestry.tree():
        for number, row in enumerate(family):
            if row.above is None:
                assert (row.depth, row.joint) == (0, None)
            else:
                assert row.above < number
                above = family[row.above]
                assert above.depth == row.depth - 1
                assert above.key == (OPTIMIZERS[row.key].after or reference.becomes(row.key)[0].special)
                assert row.joint is None or row.joint.special == above.key


def test_a_circle_of_limits_still_makes_a_tree(monkeypatch):
    gd, momentum = OPTIMIZERS["gd"], OPTIMIZERS["momentum"]
    fields = {name: getattr(gd, name) for name in Optimizer.__dataclass_fields__}
    circle = {"gd": Optimizer(**{**fields, "limits": (Limit({}, "momentum"),)}), "momentum": momentum}
    monkeypatch.setattr(ancestry, "OPTIMIZERS", circle)
    monkeypatch.setattr(reference, "OPTIMIZERS", circle)
    [(_, rows)] = ancestry.tree()
    assert Counter(row.key for row in rows) == Counter(list(circle))


def test_both_directions_of_a_limit_say_the_same():
    forth = [found for key in OPTIMIZERS for found in reference.becomes(key)]
    back = [found for key in OPTIMIZERS for found in reference.comes_from(key)]
    assert Counter(forth) == Counter(back)
    assert len(forth) == sum(len(way.limits) for way in OPTIMIZERS.values())
    for found in forth:
        assert found.words in found.condition
        assert found.there in found.condition
        assert not found.there or OPTIMIZERS[found.special].name in found.condition
