"""Reading frames of Streamlit's protocol, compared with Streamlit's own decoder."""

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.middleware.frames import COUNTED, FIXED32, FIXED64, MOST_FIELDS, ends_run, fields, kinds

FIELDS = {field.name: field for field in BackMsg.DESCRIPTOR.fields}


def made(name: str) -> bytes:
    """A message of this kind."""
    message = BackMsg()
    if FIELDS[name].message_type is None:
        setattr(message, name, True)
    else:
        getattr(message, name).SetInParent()
    return message.SerializeToString()


@pytest.mark.parametrize("name", FIELDS)
def test_every_kind_is_known_by_its_number(name: str) -> None:
    assert kinds(made(name)) == {FIELDS[name].number}
    assert BackMsg.FromString(made(name)).WhichOneof("type") == name


def test_a_kind_that_hides_behind_another_is_seen() -> None:
    hidden = made("rerun_script") + made("clear_cache")
    assert BackMsg.FromString(hidden).WhichOneof("type") == "clear_cache"
    assert kinds(hidden) == {FIELDS["rerun_script"].number, FIELDS["clear_cache"].number}


@pytest.mark.parametrize("count", [0, MOST_FIELDS + 1, 100_000])
def test_no_message_and_too_many_in_one_are_none(count: int) -> None:
    with pytest.raises(ValueError, match="no message of the protocol"):
        kinds(made("stop_script") * count)


def varint(value: int) -> bytes:
    """A number as the protocol writes it: seven bits a byte, the lowest first, each but the last with a mark."""
    digits = [value >> shift & 0x7F for shift in range(0, max(value.bit_length(), 1), 7)]
    return bytes([*(digit | 0x80 for digit in digits[:-1]), digits[-1]])


NUMBERS = [0, 1, 63, 64, 127, 128, 129, 255, 256, 16_383, 16_384, 2**21, 2**31 - 1, 2**32, 2**63, 2**64 - 1]


@pytest.mark.parametrize("value", NUMBERS)
def test_a_number_is_what_it_was_written_as(value: int) -> None:
    data = varint(11 << 3) + varint(value)
    assert BackMsg.FromString(data + made("stop_script")).WhichOneof("type") == "stop_script"
    assert list(fields(data + made("stop_script"))) == [(11, value), *fields(made("stop_script"))]


@pytest.mark.parametrize("number", [1, 15, 16, 17, 2047, 2048, 2**29 - 1])
@pytest.mark.parametrize(
    ("kind", "size"), [(FIXED64, 8), (FIXED32, 4), (COUNTED, 0), (COUNTED, 1), (COUNTED, 127), (COUNTED, 128)]
)
def test_a_field_ends_where_its_size_says(number: int, kind: int, size: int) -> None:
    tag = varint(number << 3 | kind) + (varint(size) if kind == COUNTED else b"")
    whole = tag + b"\xff" * size
    assert list(fields(whole + b"\x08\x01")) == [(number, size), (1, 1)]
    assert list(fields(whole)) == [(number, size)]
    if size:
        with pytest.raises(ValueError, match="no message of the protocol"):
            list(fields(whole[:-1]))


# Tag 0, a group, a length and two numbers that point beyond the message, and a number without an end.
BROKEN = [b"\x00\x00", b"\x0b\x0c", b"\x5a\x05ab", b"\x59ab", b"\x5dab", b"\x58" + b"\xff" * 12, b"\x58"]


@pytest.mark.parametrize("data", BROKEN)
def test_what_is_cut_short_is_no_message(data: bytes) -> None:
    with pytest.raises(ValueError, match="no message of the protocol"):
        kinds(data)


@given(st.binary(max_size=60))
def test_what_streamlit_reads_is_read_alike(data: bytes) -> None:
    try:
        kind = BackMsg.FromString(data).WhichOneof("type")
    except DecodeError:
        return
    try:
        found = kinds(data)
    except ValueError:
        return  # the middleware may be stricter, never laxer
    assert kind is None or FIELDS[kind].number in found


@given(st.binary(max_size=200))
def test_any_bytes_are_fields_or_a_value_error(data: bytes) -> None:
    try:
        found = list(fields(data))
    except ValueError:
        return
    assert all(number > 0 <= value for number, value in found)


ENDINGS = {
    ForwardMsg.FINISHED_SUCCESSFULLY: True,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR: True,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY: True,
    ForwardMsg.FINISHED_EARLY_FOR_RERUN: False,
}


@pytest.mark.parametrize("status", ENDINGS)
def test_the_end_of_a_run_is_seen(status: int) -> None:
    assert set(ENDINGS) == set(ForwardMsg.ScriptFinishedStatus.values())
    assert ends_run(ForwardMsg(script_finished=status, hash="a" * 32)) is ENDINGS[status]


def test_what_is_no_end_of_a_run_is_none() -> None:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = "script finished"
    assert not ends_run(message)
