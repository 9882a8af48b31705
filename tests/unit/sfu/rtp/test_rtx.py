"""Retransmissions carry the original's number in front of its payload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.packet import MalformedPacket, parse_header
from sfu.rtp.rtx import PacketCache, unwrap, wrap
from tests.unit.sfu.rtp.packets import JUNK, RTP_PACKETS, UINT16, UINT32, rtp


def test_wrapping_moves_the_number_into_the_payload() -> None:
    original = rtp(b"media", marker=True, payload_type=96, sequence_number=0x1234, timestamp=9, ssrc=1)
    assert wrap(original, ssrc=2, payload_type=97, sequence_number=7) == rtp(
        b"\x12\x34media", marker=True, payload_type=97, sequence_number=7, timestamp=9, ssrc=2
    )


@given(RTP_PACKETS, UINT32, UINT16)
def test_unwrapping_gives_back_what_was_wrapped(
    packet: bytes, rtx_ssrc: int, rtx_sequence_number: int
) -> None:
    header = parse_header(packet)
    repeated = wrap(packet, rtx_ssrc, 97, rtx_sequence_number)
    assert parse_header(repeated).ssrc == rtx_ssrc
    original = unwrap(repeated, header.ssrc, header.payload_type)
    assert original is not None
    unpadded = bytearray(packet[: len(packet) - header.padding_bytes])
    unpadded[0] &= ~0x20
    assert original == unpadded


@pytest.mark.parametrize("packet", [rtp(b"", padding_bytes=200), rtp(b"")])
def test_padding_that_probes_the_bandwidth_is_no_packet(packet: bytes) -> None:
    assert unwrap(packet, 1, 96) is None


@pytest.mark.parametrize("packet", [rtp(b"\x01"), rtp(b"\x01", padding_bytes=9), b"junk"])
def test_half_an_original_number_is_refused(packet: bytes) -> None:
    with pytest.raises(MalformedPacket):
        unwrap(packet, 1, 96)


@given(JUNK)
def test_any_bytes_unwrap_to_a_sound_packet_or_nothing(packet: bytes) -> None:
    try:
        original = unwrap(packet, 1, 96)
    except MalformedPacket:
        return
    if original is not None:
        assert parse_header(original).ssrc == 1


class TestCache:
    def test_a_packet_is_found_by_its_number_alone(self) -> None:
        cache = PacketCache(capacity=8)
        cache.put(5, b"five")
        assert cache.get(5) == b"five"
        assert cache.get(13) is None
        assert cache.get(4) is None

    def test_a_newer_packet_takes_the_place_of_an_old_one(self) -> None:
        cache = PacketCache(capacity=8)
        cache.put(65535, b"old")
        cache.put(7, b"new")
        assert cache.get(65535) is None
        assert cache.get(7) == b"new"

    @given(st.lists(UINT16, max_size=60))
    def test_it_never_returns_another_packet(self, numbers: list[int]) -> None:
        cache = PacketCache(capacity=16)
        for number in numbers:
            cache.put(number, str(number).encode())
        assert all(cache.get(number) in (None, str(number).encode()) for number in numbers)
        assert not numbers or cache.get(numbers[-1]) is not None

    @pytest.mark.parametrize("capacity", [0, 3, -8, 0x20000])
    def test_its_capacity_is_a_power_of_two(self, capacity: int) -> None:
        with pytest.raises(ValueError, match="power of two"):
            PacketCache(capacity)
