"""Datagrams are told apart by their first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.demux import DatagramKind, classify


def datagram(first: int, second: int, length_bytes: int) -> bytes:
    return bytes((first, second)) + bytes(length_bytes - 2)


@pytest.mark.parametrize(
    ("first", "second", "length_bytes", "kind"),
    [
        (0, 1, 20, DatagramKind.STUN),
        (3, 0, 20, DatagramKind.STUN),
        (0, 1, 19, DatagramKind.OTHER),
        (4, 0, 100, DatagramKind.OTHER),
        (19, 0, 100, DatagramKind.OTHER),
        (20, 254, 13, DatagramKind.DTLS),
        (63, 254, 13, DatagramKind.DTLS),
        (22, 254, 12, DatagramKind.OTHER),
        (64, 0, 100, DatagramKind.OTHER),
        (127, 0, 100, DatagramKind.OTHER),
        (128, 111, 12, DatagramKind.RTP),
        (191, 96, 12, DatagramKind.RTP),
        (128, 111, 11, DatagramKind.OTHER),
        (192, 111, 100, DatagramKind.OTHER),
        (128, 63, 12, DatagramKind.RTP),
        (128, 64, 12, DatagramKind.RTCP),
        (128, 95, 12, DatagramKind.RTCP),
        (128, 96, 12, DatagramKind.RTP),
        (128, 200, 8, DatagramKind.RTCP),
        (129, 206, 12, DatagramKind.RTCP),
        (128, 192, 8, DatagramKind.RTCP),
        (128, 223, 8, DatagramKind.RTCP),
        (128, 224, 12, DatagramKind.RTP),
        (128, 200, 7, DatagramKind.OTHER),
    ],
)
def test_first_bytes_and_length_name_the_protocol(
    first: int, second: int, length_bytes: int, kind: DatagramKind
) -> None:
    assert classify(datagram(first, second, length_bytes)) is kind


@pytest.mark.parametrize("datagram", [b"", b"\x00", b"\x16", b"\x80", b"\x80\xc8"])
def test_less_than_any_header_is_nothing(datagram: bytes) -> None:
    assert classify(datagram) is DatagramKind.OTHER


@given(st.binary(max_size=64))
def test_any_bytes_get_an_answer(datagram: bytes) -> None:
    assert classify(datagram) in DatagramKind
