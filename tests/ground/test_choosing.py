"""The order in which landscapes and optimizers are offered."""

import pytest

from runs.catalog import LANDSCAPES, OPTIMIZERS
from studies import choosing

pytestmark = pytest.mark.plain


TABLES = {"landscape": LANDSCAPES, "optimizer": OPTIMIZERS}


@pytest.mark.parametrize("kind", TABLES)
def test_the_order_begins_with_eight_of_courses_and_has_every_entry_once(kind):
    order = choosing.order(kind)
    assert len(choosing.COURSES[kind]) == 8
    assert order[:8] == choosing.COURSES[kind]
    assert sorted(order) == sorted(TABLES[kind])
    families = [TABLES[kind][key].family for key in order[8:]]
    assert families == sorted(families)
    assert choosing.label(kind, order[0]) == TABLES[kind][order[0]].name
    labels = {key: choosing.label(kind, key) for key in order}
    assert all(label.startswith(TABLES[kind][key].name) for key, label in labels.items())
    assert max(map(len, labels.values())) <= choosing.FITS
    assert {" · " in labels[key] for key in order[8:]} == {True, False}
    assert [record.key for record in choosing.by_family(kind) if record.key not in order[:8]] == list(order[8:])
