"""Checking that the values a browser sends have the types of their controls."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.ui.visitor import visit
from ui.middleware import values
from ui.middleware.values import FITTING, Values

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = {field.name for field in Block.DESCRIPTOR.fields}
SAMPLES: dict[str, Any] = {
    "trigger_value": True,
    "bool_value": True,
    "string_value": "a",
    "string_array_value": {"data": ["a"]},
    "int_array_value": {"data": [1]},
    "double_value": 1.0,
    "double_array_value": {"data": [1.0]},
    "json_value": "{}",
    "json_trigger_value": "[]",
    "int_value": 1,
    "bytes_value": b"a",
}


def shown(kind: str, identity: str = "one") -> ForwardMsg:
    """The message that shows a control of this kind."""
    message = ForwardMsg()
    part = message.delta.add_block if kind in BLOCKS else message.delta.new_element
    getattr(part, kind).id = identity
    return message


def said(**value: Any) -> bytes:
    """The message with a value of the control."""
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="other", int_value=1)
    message.rerun_script.widget_states.widgets.add(id="one", **value)
    return message.SerializeToString()


def fits(known: Values, **value: Any) -> bool:
    try:
        known.check(said(**value))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("kind", FITTING)
def test_a_control_sends_its_own_kind_of_value_or_none(kind: str) -> None:
    known = Values()
    known.learn(shown(kind))
    assert fits(known)
    assert [field for field, sample in SAMPLES.items() if fits(known, **{field: sample})] == [FITTING[kind]]


def test_what_was_never_shown_may_say_anything_that_can_be_read() -> None:
    assert all(fits(Values(), **{field: sample}) for field, sample in SAMPLES.items())


UNREADABLE = [
    *({"double_value": number} for number in (float("nan"), float("inf"), float("-inf"))),
    *({"double_array_value": {"data": data}} for data in ([], [float("nan")], [1.0, float("inf")])),
    *({"json_value": text} for text in ("", "{", "[" * 60_000, "9" * 5000, "nothing", "{'a': 1}")),
    {"json_trigger_value": "{"},
]


@pytest.mark.parametrize("value", UNREADABLE, ids=lambda value: str(value)[:50])
def test_what_cannot_be_read_fits_nothing(value: dict[str, Any]) -> None:
    assert not fits(Values(), **value)


def test_a_message_that_is_cut_short_within_fits_nothing() -> None:
    with pytest.raises(ValueError, match="fits no control"):
        Values().check(b"\x5a\x02\x0a\x09")


def test_a_message_that_shows_no_control_teaches_nothing() -> None:
    known, message = Values(), ForwardMsg()
    message.delta.new_element.markdown.body = "text"
    for one in (message, shown("button", ""), ForwardMsg(script_finished=0)):
        known.learn(one)
    assert not known.fitting


def test_only_so_many_controls_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST", 3)
    known = Values()
    for number in range(5):
        known.learn(shown("button", str(number)))
    assert len(known.fitting) == 3


def test_every_field_is_one_of_streamlits() -> None:
    assert set(FITTING.values()) | set(SAMPLES) <= {field.name for field in WidgetState.DESCRIPTOR.fields}
    assert set(FITTING) <= BLOCKS | {field.name for field in Element.DESCRIPTOR.fields}


KINDS = {field.message_type: field.name for field in Element.DESCRIPTOR.fields if field.message_type}


@pytest.mark.parametrize("page", sorted(path.stem for path in (ROOT / "ui" / "pages").glob("*.py")))
def test_every_control_of_the_pages_is_known(page: str) -> None:
    at = visit(page=page)
    protos = [node.proto for node in at._tree if getattr(getattr(node, "proto", None), "id", "")]
    controls = {proto.id: KINDS[proto.DESCRIPTOR] for proto in protos if proto.DESCRIPTOR in KINDS}
    assert controls or "<a " in "".join(part.value for part in at.get("html"))  # a page with only links has no controls
    assert set(controls.values()) <= set(FITTING)
    for state in at._tree.get_widget_states().widgets:
        assert state.WhichOneof("value") in (None, FITTING[controls[state.id]])
