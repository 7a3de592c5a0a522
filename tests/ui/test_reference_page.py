"""The page Reference, run by Streamlit's own test harness, without a browser or a server."""

from functools import partial
from urllib.parse import urlencode

import pytest

from runs import codec, edit
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.opening import opening
from studies import arrivals, reference
from tests.ui import visitor
from tests.ui.visitor import address, back, go, seen
from ui.session import session

visit = partial(visitor.visit, page="reference")
ENTRIES = [(kind, key) for kind in reference.KINDS for key in reference.REGISTRIES[kind]]


def open_entry(at, kind, key):
    if at.session_state["reference.kind"] != kind:
        seen(at.get("button_group")[0].set_value(kind).run())
    seen(at.selectbox(key=f"reference.entry.{kind}").set_value(key).run())


def links(at):
    """The races that the links of the page open: of its picture, and of what is to be watched."""
    return [codec.read(button.proto.url.removeprefix("./")).scene for button in at.get("link_button")]


@pytest.fixture(scope="module")
def reader():
    """One visitor who opens all entries: a separate visit for each would take a second."""
    return visit()


@pytest.mark.parametrize(("kind", "key"), ENTRIES)
def test_every_entry_can_be_opened_and_says_what_its_record_says(kind, key, reader):
    at, record = reader, reference.REGISTRIES[kind][key]
    open_entry(at, kind, key)
    assert [part.value for part in at.subheader] == [record.name]
    assert any(f"$$\n{record.formula}\n$$" in part.value for part in at.markdown)
    assert at.code[0].value == reference.code(record)
    assert links(at)[0] == reference.pictured(kind, key)
    assert links(at)[-1] == reference.scene(kind, key)
    said = " ".join(part.value for part in at.markdown).replace("\\", "")
    assert record.lesson in said
    assert record.watch in said
    assert all(param.symbol in said for param in record.params)
    if kind != "schedule":
        others = LANDSCAPES if kind == "optimizer" else OPTIMIZERS
        told = [name for band in arrivals.bands(kind, key) for name, _ in band.found]
        assert all(others[name].name in said for name in told)


def test_the_search_and_the_family_narrow_the_choice():
    at = visit()
    seen(at.text_input(key="reference.search").set_value("kingma").run())
    names = {reference.REGISTRIES["optimizer"][key].name for key in reference.matching("optimizer", "kingma")}
    assert set(at.selectbox(key="reference.entry.optimizer").options) == names
    seen(at.text_input(key="reference.search").set_value("").run())
    family = reference.families("optimizer")[0]
    seen(at.selectbox(key="reference.family.optimizer").set_value(family).run())
    found = reference.matching("optimizer", family=family)
    assert at.selectbox(key="reference.entry.optimizer").value == found[0]
    assert len(at.selectbox(key="reference.entry.optimizer").options) == len(found)


def test_a_search_without_a_find_says_so():
    at = visit()
    seen(at.text_input(key="reference.search").set_value("<b>$x$ [no](such)").run())
    assert "mentions" in at.info[0].value
    assert not at.subheader


def test_the_tree_is_drawn_when_it_is_wanted():
    at = visit()
    pictures = len(at.get("image"))
    seen(at.toggle(key="reference.tree").set_value(True).run())
    assert len(at.get("image")) == pictures + 1


def test_the_page_is_as_it_was_after_a_visit_to_the_race():
    at = visit()
    key = list(reference.REGISTRIES["landscape"])[-1]
    open_entry(at, "landscape", key)
    go(at, "race")
    go(at, "reference")
    assert at.selectbox(key="reference.entry.landscape").value == key
    assert [part.value for part in at.subheader] == [reference.REGISTRIES["landscape"][key].name]


def entry(at):
    """The entry that the address names."""
    return "".join(at.query_params.get("entry", ""))


def test_the_address_names_the_entry_and_opens_it_again():
    at = visit()
    first = at.subheader[0].value
    assert entry(at) == ""
    open_entry(at, "landscape", "himmelblau")
    assert entry(at) == "landscape.himmelblau"
    open_entry(at, "landscape", "rosenbrock")
    for named, key in (("landscape.himmelblau", "himmelblau"), ("landscape.rosenbrock", "rosenbrock")):
        assert back(at, f"entry={named}").subheader[0].value == reference.REGISTRIES["landscape"][key].name
    assert back(at, "").subheader[0].value == first
    assert entry(at) == ""


@pytest.mark.parametrize("named", ["optimizer.no_such", "landscape.adam", "nonsense", "<b>.$x$", ".", "optimizer"])
def test_an_address_that_names_no_entry_opens_the_page_all_the_same(named):
    assert visit(urlencode({"entry": named})).subheader


def test_a_search_that_hides_the_entry_of_a_link_gives_way_to_it():
    at = visit()
    seen(at.text_input(key="reference.search").set_value("kingma").run())
    assert back(at, "entry=optimizer.lion").subheader[0].value == "Lion"
    found = reference.matching("optimizer", "kingma")
    seen(at.text_input(key="reference.search").set_value("kingma").run())
    assert at.subheader[0].value == reference.REGISTRIES["optimizer"][found[0]].name


def test_the_race_is_as_it_was_after_a_visit_to_the_reference():
    changed = edit.with_steps(opening(), 123)
    at = visitor.visit(codec.write(changed))
    go(at, "reference")
    go(at, "race")
    assert at.session_state[session.SCENE] == changed
    assert address(at) == dict(codec.pairs(changed))


def test_the_race_says_of_each_of_its_entries_what_to_watch_and_where():
    at = visitor.visit()
    at.session_state["formulas"] = True
    said = [part.value for part in seen(at.run()).caption]
    for runner in opening().runners:
        key = runner.method.key
        record, address = OPTIMIZERS[key], reference.address(reference.scene("optimizer", key))
        assert any(record.watch in text and address in text for text in said)
