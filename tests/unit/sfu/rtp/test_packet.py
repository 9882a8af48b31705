"""RTP headers are read whole or refused, and patched without touching the rest."""

import pytest
from hypothesis import given

from sfu.rtp.packet import MalformedPacket, RtpHeader, parse_header, patch_header
from tests.unit.sfu.rtp.packets import JUNK, RTP_PACKETS, UINT16, UINT32, rtp


def test_a_plain_header_is_read() -> None:
    packet = rtp(
        b"x", marker=True, payload_type=111, sequence_number=65535, timestamp=1 << 31, ssrc=0xDEADBEEF
    )
    assert parse_header(packet) == RtpHeader(
        marker=True,
        payload_type=111,
        sequence_number=65535,
        timestamp=1 << 31,
        ssrc=0xDEADBEEF,
        csrc_count=0,
        extension_profile=None,
        extension_offset=0,
        extension_length_bytes=0,
        payload_offset=12,
        padding_bytes=0,
    )


def test_contributing_sources_the_extension_and_padding_move_the_payload() -> None:
    packet = rtp(b"media", csrcs=(7, 8), profile=0xBEDE, block=b"\x10\xff\x00\x00", padding_bytes=3)
    header = parse_header(packet)
    assert header.csrc_count == 2
    assert header.extension_profile == 0xBEDE
    assert packet[header.extension_offset :][: header.extension_length_bytes] == b"\x10\xff\x00\x00"
    assert packet[header.payload_offset : -header.padding_bytes] == b"media"


def test_an_empty_extension_block_is_a_block() -> None:
    header = parse_header(rtp(b"", profile=0x1000))
    assert (header.extension_profile, header.extension_length_bytes, header.payload_offset) == (0x1000, 0, 16)


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(rtp(b"")[:11], id="shorter than the header"),
        pytest.param(b"\x40" + rtp()[1:], id="version 1"),
        pytest.param(b"\x82" + rtp(b"1234567")[1:], id="sources cut off"),
        pytest.param(b"\x90" + rtp(b"123")[1:], id="extension header cut off"),
        pytest.param(rtp(b"", profile=0xBEDE, block=b"12345678")[:-1], id="extension cut off"),
        pytest.param(b"\xa0" + rtp(b"\x00")[1:], id="no padding although announced"),
        pytest.param(b"\xa0" + rtp(b"ab\x04")[1:], id="more padding than payload"),
        pytest.param(b"\xa0" + rtp(b"", ssrc=1)[1:], id="padding inside the header"),
    ],
)
def test_what_announces_more_than_it_has_is_refused(packet: bytes) -> None:
    with pytest.raises(MalformedPacket):
        parse_header(packet)


@given(JUNK)
def test_any_bytes_are_a_header_within_the_packet_or_malformed(packet: bytes) -> None:
    try:
        header = parse_header(packet)
    except MalformedPacket:
        return
    assert 12 <= header.payload_offset <= len(packet) - header.padding_bytes


@given(RTP_PACKETS, UINT16, UINT32, UINT32)
def test_patching_changes_the_four_numbers_and_nothing_else(
    packet: bytes, sequence_number: int, timestamp: int, ssrc: int
) -> None:
    patched = bytearray(packet)
    patch_header(patched, payload_type=97, sequence_number=sequence_number, timestamp=timestamp, ssrc=ssrc)
    before, after = parse_header(packet), parse_header(patched)
    assert after == before._replace(
        payload_type=97, sequence_number=sequence_number, timestamp=timestamp, ssrc=ssrc
    )
    assert (patched[0], bytes(patched[12:])) == (packet[0], packet[12:])
