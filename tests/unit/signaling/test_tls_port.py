"""What the HTTPS port answers to plain HTTP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.tls_port import plain_answer


@pytest.mark.parametrize(
    ("head", "location"),
    [
        (
            b"GET /r/abc?lang=ko HTTP/1.1\r\nHost: talk.example:8443\r\n\r\n",
            b"https://talk.example:8443/r/abc?lang=ko",
        ),
        (b"HEAD / HTTP/1.1\r\nAccept: */*\r\nHOST:192.0.2.7\r\n\r\n", b"https://192.0.2.7/"),
        (b"GET / HTTP/1.1\r\nHost: [2001:db8::7]:8080\r\n\r\n", b"https://[2001:db8::7]:8080/"),
    ],
)
def test_a_page_that_is_asked_for_is_told_its_address(head: bytes, location: bytes) -> None:
    assert plain_answer(head).startswith(b"HTTP/1.1 307 ")
    assert b"\r\nLocation: " + location + b"\r\n" in plain_answer(head)


@pytest.mark.parametrize(
    "head",
    [
        b"POST /api/v1/rooms HTTP/1.1\r\nHost: talk.example\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x@elsewhere.example/\r\n\r\n",
        b"GET https://elsewhere.example/ HTTP/1.1\r\nHost: talk.example\r\n\r\n",
        b"\x80\x2e\x01\x03\x01",
        b"",
    ],
)
def test_everything_else_is_told_to_come_with_tls(head: bytes) -> None:
    assert plain_answer(head).startswith(b"HTTP/1.1 426 ")


@given(st.binary(max_size=300), st.binary(max_size=100))
def test_nobody_writes_a_header_into_the_answer(path: bytes, host: bytes) -> None:
    answer = plain_answer(b"GET /" + path + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    assert answer.count(b"\r\n") == 5
    assert b"\n" not in answer.replace(b"\r\n", b"")
