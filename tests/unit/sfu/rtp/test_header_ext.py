"""Header extensions are read in both forms and rewritten under the numbers that subscribers know."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.header_ext import absolute_send_time, audio_level, read_extensions, rewrite_extensions
from sfu.rtp.packet import MalformedPacket, parse_header
from tests.unit.sfu.rtp.packets import JUNK, RTP_PACKETS, one_byte_element, rtp, two_byte_element

ONE_BYTE, TWO_BYTE = 0xBEDE, 0x1000


def read(packet: bytes | bytearray) -> dict[int, bytes]:
    return read_extensions(packet, parse_header(packet))


@pytest.mark.parametrize(
    ("profile", "block", "values"),
    [
        pytest.param(ONE_BYTE, b"\x10\xaa\x00\x00", {1: b"\xaa"}, id="padding behind"),
        pytest.param(
            ONE_BYTE, b"\x00\x10\xaa\x00\x21\xbb\xcc\x00", {1: b"\xaa", 2: b"\xbb\xcc"}, id="padding between"
        ),
        pytest.param(
            ONE_BYTE, b"\x10\xaa\xf0\xbb\x20\xcc\x00\x00", {1: b"\xaa"}, id="number 15 ends the block"
        ),
        pytest.param(
            ONE_BYTE, b"\x10\xaa\x01\xbb\x20\xcc\x00\x00", {1: b"\xaa"}, id="number 0 with a length ends it"
        ),
        pytest.param(ONE_BYTE, b"\x10\xaa\x10\xbb", {1: b"\xbb"}, id="the last of two counts"),
        pytest.param(ONE_BYTE, b"\xef" + bytes(range(16)) + bytes(3), {14: bytes(range(16))}, id="longest"),
        pytest.param(TWO_BYTE, b"\x01\x00\x02\x01\xbb\x00\x00\x00", {1: b"", 2: b"\xbb"}, id="two-byte form"),
        pytest.param(0x100F, b"\xff\x02\xaa\xbb", {255: b"\xaa\xbb"}, id="application bits"),
        pytest.param(0x1234, b"\x10\xaa\x00\x00", {}, id="another form"),
        pytest.param(ONE_BYTE, b"", {}, id="nothing"),
    ],
)
def test_elements_are_read_by_their_numbers(profile: int, block: bytes, values: dict[int, bytes]) -> None:
    assert read(rtp(profile=profile, block=block)) == values


def test_a_packet_without_a_block_has_none() -> None:
    assert read(rtp()) == {}


@pytest.mark.parametrize(
    ("profile", "block"),
    [(ONE_BYTE, b"\x13\xaa\xbb\xcc"), (TWO_BYTE, b"\x01\x03\xaa\xbb"), (TWO_BYTE, b"\x01\x01\xaa\x02")],
)
def test_an_element_that_reaches_beyond_the_block_is_refused(profile: int, block: bytes) -> None:
    with pytest.raises(MalformedPacket):
        read(rtp(b"payload behind it", profile=profile, block=block))


def test_only_what_is_mapped_goes_on_under_its_new_number() -> None:
    block = one_byte_element(5, b"\x85") + one_byte_element(7, b"mid") + one_byte_element(9, b"\x01")
    packet = rtp(b"media", profile=ONE_BYTE, block=block)
    rewritten, send_time_at = rewrite_extensions(packet, parse_header(packet), {5: 1, 9: 3}, None)
    assert read(rewritten) == {1: b"\x85", 3: b"\x01"}
    assert send_time_at is None
    assert rewritten.endswith(b"media")


def test_room_is_made_for_the_send_time() -> None:
    packet = rtp(b"media", csrcs=(1, 2), profile=ONE_BYTE, block=one_byte_element(5, b"\x85"))
    rewritten, send_time_at = rewrite_extensions(packet, parse_header(packet), {5: 1}, 2)
    assert send_time_at is not None
    rewritten[send_time_at : send_time_at + 3] = b"\x01\x02\x03"
    assert read(rewritten) == {1: b"\x85", 2: b"\x01\x02\x03"}


def test_the_publishers_own_send_time_does_not_double_ours() -> None:
    packet = rtp(profile=ONE_BYTE, block=one_byte_element(5, b"old"))
    rewritten, _ = rewrite_extensions(packet, parse_header(packet), {5: 2}, 2)
    assert read(rewritten) == {2: bytes(3)}


def test_with_nothing_left_there_is_no_block() -> None:
    packet = rtp(b"media", csrcs=(9,), profile=ONE_BYTE, block=one_byte_element(4, b"0"), padding_bytes=2)
    rewritten, _ = rewrite_extensions(packet, parse_header(packet), {}, None)
    assert rewritten == rtp(b"media", csrcs=(9,), padding_bytes=2)


def test_a_packet_without_a_block_gets_one_for_the_send_time() -> None:
    packet = rtp(b"media")
    rewritten, _ = rewrite_extensions(packet, parse_header(packet), {}, 2)
    assert rewritten == rtp(b"media", profile=ONE_BYTE, block=one_byte_element(2, bytes(3)))


@pytest.mark.parametrize("value", [b"", bytes(17)])
def test_what_has_no_one_byte_form_is_dropped(value: bytes) -> None:
    packet = rtp(b"media", profile=TWO_BYTE, block=two_byte_element(200, value))
    rewritten, _ = rewrite_extensions(packet, parse_header(packet), {200: 1}, None)
    assert rewritten == rtp(b"media")


@given(JUNK, st.dictionaries(st.integers(1, 255), st.integers(3, 14), max_size=5), st.sampled_from((None, 2)))
def test_any_bytes_are_rewritten_to_a_sound_packet_or_malformed(
    packet: bytes, ids: dict[int, int], send_time_id: int | None
) -> None:
    try:
        header = parse_header(packet)
        before = read_extensions(packet, header)
    except MalformedPacket:
        return
    rewritten, send_time_at = rewrite_extensions(packet, header, ids, send_time_id)
    after = parse_header(rewritten)
    values = read(rewritten)
    assert rewritten[after.payload_offset :] == packet[header.payload_offset :]
    assert values.keys() <= {*ids.values(), send_time_id}
    assert all(value in before.values() for number, value in values.items() if number != send_time_id)
    assert (send_time_at is None) == (send_time_id is None)


@given(RTP_PACKETS)
def test_rewriting_leaves_the_original_as_it_was(packet: bytes) -> None:
    original = bytearray(packet)
    with suppress(MalformedPacket):
        rewrite_extensions(original, parse_header(original), {1: 1}, 2)
    assert original == packet


@pytest.mark.parametrize(
    ("now_s", "stamp"),
    [(0.0, 0), (1.0, 1 << 18), (0.5, 1 << 17), (63.5, 0xFE0000), (64.0, 0), (1_700_000_000.25, 1 << 16)],
)
def test_send_time_counts_64_seconds_round(now_s: float, stamp: int) -> None:
    assert absolute_send_time(now_s) == stamp


@pytest.mark.parametrize(
    ("value", "level"),
    [(b"\x00", (False, 0)), (b"\x80", (True, 0)), (b"\xff", (True, -127)), (b"\x2a\x00", (False, -42))],
)
def test_audio_level_is_a_flag_and_dbov(value: bytes, level: tuple[bool, int]) -> None:
    assert audio_level(value) == level


def test_an_empty_audio_level_is_refused() -> None:
    with pytest.raises(MalformedPacket):
        audio_level(b"")
