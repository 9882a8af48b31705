"""The protocol is closed, bounded and written down."""

import contextlib
import typing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import signaling.protocol
from signaling.connection import CloseCode
from signaling.handlers import dispatcher
from signaling.protocol import FromParticipant, MalformedMessage, ToParticipant, decode, encode
from signaling.protocol.common import ErrorCode, Request
from signaling.protocol.joining import Done, Join, Leave, Resume

DOCUMENT = (Path(signaling.protocol.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")
MESSAGES = [*typing.get_args(FromParticipant), *typing.get_args(ToParticipant)]


def tag(message: type[msgspec.Struct]) -> str:
    return str(message.__struct_config__.tag)


@pytest.mark.parametrize("message", MESSAGES, ids=tag)
def test_every_message_and_every_field_is_in_the_document(message: type[msgspec.Struct]) -> None:
    rows = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{tag(message)}` |")]
    assert len(rows) == 1
    for field in message.__struct_fields__:
        assert f"`{field}`" in rows[0], field


@pytest.mark.parametrize("code", [*ErrorCode])
def test_every_error_code_is_in_the_document(code: ErrorCode) -> None:
    assert f"`{code.value}`" in DOCUMENT


@pytest.mark.parametrize("code", [*CloseCode])
def test_every_close_code_is_in_the_document(code: CloseCode) -> None:
    if code is not CloseCode.UNAVAILABLE:
        assert str(code.value) in DOCUMENT


def test_every_request_has_a_handler() -> None:
    requests = {message for message in typing.get_args(FromParticipant) if issubclass(message, Request)}
    assert requests - {Join, Resume} == dispatcher.request_types


def test_a_message_of_the_protocol_is_read() -> None:
    assert decode('{"type":"leave","id":7}') == Leave(id=7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"type":"leave"}',
        '{"type":"leave","id":0}',
        '{"type":"leave","id":"1"}',
        '{"type":"leave","id":1,"extra":true}',
        '{"type":"unknown","id":1}',
        '{"type":"done","re":1}',
        '{"type":"chat_send","id":1,"key":"short","text":"x"}',
        "[" * 100_000,
        '{"type":"leave","id":1' + " " * 10 + "]",
        "\ud800",
    ],
)
def test_anything_else_is_malformed(text: str) -> None:
    with pytest.raises(MalformedMessage):
        decode(text)


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_reading_fails_in_one_way_only(text: str) -> None:
    with contextlib.suppress(MalformedMessage):
        decode(text)


def test_a_numbered_message_carries_its_number() -> None:
    assert msgspec.json.decode(encode(Done(re=3), 9)) == {"seq": 9, "type": "done", "re": 3}
