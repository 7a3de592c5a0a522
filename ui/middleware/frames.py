"""Reads frames of Streamlit's protocol, only as far as the middleware needs.

A protocol buffer message is a sequence of fields, each preceded by its number and its length. The kind of a message is
the number of its one field, so its content need not be decoded.
"""

from collections.abc import Iterator
from itertools import islice

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LARGEST = 128 * 1024
"""The most bytes of a frame from a browser. The largest that the pages send has 1.4 kB, the longest link 20 kB."""

RERUN = BackMsg.RERUN_SCRIPT_FIELD_NUMBER
ADMITTED = frozenset(
    {
        RERUN,
        BackMsg.BACKEND_OPERATION_REQUEST_FIELD_NUMBER,
        BackMsg.STOP_SCRIPT_FIELD_NUMBER,
        BackMsg.APP_HEARTBEAT_FIELD_NUMBER,
    }
)
"""The kinds of message that a browser may send. Our pages send the first two: a page run, and a download on demand. The
third is Streamlit's stop button, the fourth a heartbeat. The most important one left out is `clear_cache`, with which
any visitor could empty everybody's caches; others start uploads or shut down a development server.
"""

MOST_FIELDS = 8
"""The most fields of a message. Real ones have one, or a few with one number; reading 100,000 would take long."""

VARINT, FIXED64, COUNTED, FIXED32 = 0, 1, 2, 5
BROKEN = "This is no message of the protocol."


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError(BROKEN)


def fields(data: bytes) -> Iterator[tuple[int, int]]:
    """The fields of a message, as (number, value of an integer or length of anything else).

    ValueError if the data are not a message.
    """
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind, value = tag & 7, 0
        if kind == VARINT:
            value, at = _varint(data, at)
        elif kind == COUNTED:
            value, at = _varint(data, at)
            at += value
        elif kind in (FIXED64, FIXED32):
            value = 8 if kind == FIXED64 else 4
            at += value
        else:
            raise ValueError(BROKEN)
        if at > len(data) or not tag >> 3:
            raise ValueError(BROKEN)
        yield tag >> 3, value


def kinds(data: bytes) -> frozenset[int]:
    """The kinds of a message from a browser. There should be one; if there are several, Streamlit obeys the last.

    ValueError if the data are not a message.
    """
    found = [number for number, _ in islice(fields(data), MOST_FIELDS + 1)]
    if not 0 < len(found) <= MOST_FIELDS:
        raise ValueError(BROKEN)
    return frozenset(found)


def ends_run(message: ForwardMsg) -> bool:
    """Whether this message tells the browser that a page run is finished, and not just replaced by a newer run."""
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != early
