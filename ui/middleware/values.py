"""Checks the values that a browser sends: only values of the right type for a control that was shown are let through.

Streamlit decodes a value as the type that the control should have sent. A value of another type, or a number that is
nan, raises before the page begins. Streamlit keeps the value, so it raises at every further run, and that session would
never recover.
"""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from core.param import demand

UNREADABLE = "This value fits no control."
FITTING: Mapping[str, str] = {
    **dict.fromkeys(["button", "download_button", "link_button"], "trigger_value"),
    **dict.fromkeys(["checkbox", "expandable", "popover"], "bool_value"),
    **dict.fromkeys(["selectbox", "text_input", "text_area", "radio", "tab_container", "plotly_chart"], "string_value"),
    **dict.fromkeys(["multiselect", "button_group"], "string_array_value"),
    "number_input": "double_value",
    "slider": "double_array_value",
    "bidi_component": "json_value",
}
"""The field of a widget's state that the browser fills, for each kind of control that the pages use."""

MOST = 2000
"""The most controls that are remembered for one visit."""


class Values:
    """The type of value that each control of one visit sends, learnt from the controls that were shown."""

    def __init__(self) -> None:
        self.fitting: dict[str, str] = {}

    def learn(self, message: ForwardMsg) -> None:
        """Remember the control in a message to the browser, if it contains one."""
        if message.WhichOneof("type") != "delta":
            return
        delta = message.delta
        kind = delta.WhichOneof("type")
        part: Any = delta.new_element if kind == "new_element" else delta.add_block
        name = part.WhichOneof("type")
        if name in FITTING:
            identity = getattr(part, name).id
            if identity and len(self.fitting) < MOST:
                self.fitting[identity] = FITTING[name]

    def check(self, data: bytes) -> None:
        """ValueError with a sentence unless every value of a message from the browser fits its control."""
        try:
            for state in BackMsg.FromString(data).rerun_script.widget_states.widgets:
                field = state.WhichOneof("value")
                wanted = self.fitting.get(state.id, field)
                if field is not None:
                    demand(field == wanted and readable(state, field), UNREADABLE)
        except (DecodeError, RecursionError, ValueError) as error:
            raise ValueError(UNREADABLE) from error


def readable(state: Any, field: str) -> bool:
    """Whether the value can be decoded as its field says. ValueError or RecursionError if it is not valid JSON."""
    value = getattr(state, field)
    if field in ("json_value", "json_trigger_value"):
        json.loads(value)
    if field == "double_value":
        return isfinite(value)
    if field == "double_array_value":
        return len(value.data) > 0 and all(map(isfinite, value.data))
    return True
