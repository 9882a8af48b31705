"""RTP header extensions: read in both forms, rewritten under other numbers (RFC 8285)."""

from collections.abc import Mapping
from struct import Struct

from sfu.rtp.packet import FIXED_HEADER_BYTES, MalformedPacket, RtpHeader

ONE_BYTE_PROFILE = 0xBEDE
"""RFC 8285, section 4.2."""
TWO_BYTE_PROFILE = 0x1000
"""RFC 8285, section 4.3; the low four bits are the application's."""

SEND_TIME_BYTES = 3

_BLOCK = Struct("!HH")
_HAS_EXTENSION = 0x10


def read_extensions(packet: bytes | bytearray, header: RtpHeader) -> dict[int, bytes]:
    """The values by their numbers; none if the block has another form. Of a doubled number the last counts.

    Raises MalformedPacket if an element reaches beyond the block.
    """
    profile = header.extension_profile
    if profile is None:
        return {}
    if profile != ONE_BYTE_PROFILE and profile & 0xFFF0 != TWO_BYTE_PROFILE:
        return {}
    start = header.extension_offset
    block = bytes(packet[start : start + header.extension_length_bytes])
    return _read_one_byte_form(block) if profile == ONE_BYTE_PROFILE else _read_two_byte_form(block)


def _read_one_byte_form(block: bytes) -> dict[int, bytes]:
    """RFC 8285, section 4.2: number 15, and 0 with a length, end the block."""
    values: dict[int, bytes] = {}
    position, end = 0, len(block)
    while position < end:
        head = block[position]
        position += 1
        if head == 0:
            continue
        number = head >> 4
        if number in (0, 15):
            break
        stop = position + (head & 0x0F) + 1
        if stop > end:
            raise MalformedPacket("a header extension reaches beyond its block")
        values[number] = block[position:stop]
        position = stop
    return values


def _read_two_byte_form(block: bytes) -> dict[int, bytes]:
    """RFC 8285, section 4.3."""
    values: dict[int, bytes] = {}
    position, end = 0, len(block)
    while position < end:
        number = block[position]
        position += 1
        if number == 0:
            continue
        if position == end or position + 1 + block[position] > end:
            raise MalformedPacket("a header extension reaches beyond its block")
        stop = position + 1 + block[position]
        values[number] = block[position + 1 : stop]
        position = stop
    return values


def rewrite_extensions(
    packet: bytes | bytearray, header: RtpHeader, ids: Mapping[int, int], reserve_send_time_id: int | None
) -> tuple[bytearray, int | None]:
    """A copy whose extension block holds only what `ids` maps, under the new numbers, in one-byte form.

    Three zero bytes are reserved for the absolute send time if it has a number; the second value is where
    they begin in the copy. What does not fit the one-byte form (empty, or over 16 bytes) is dropped, and
    with nothing left there is no block at all. New numbers are 1 to 14.
    """
    block = bytearray()
    if reserve_send_time_id is not None:
        block += bytes((reserve_send_time_id << 4 | SEND_TIME_BYTES - 1, 0, 0, 0))
    if header.extension_length_bytes:
        for number, value in read_extensions(packet, header).items():
            new_number = ids.get(number)
            if new_number is not None and new_number != reserve_send_time_id and 0 < len(value) <= 16:
                block.append(new_number << 4 | len(value) - 1)
                block += value
    copy = _with_block(packet, header, block)
    if reserve_send_time_id is None:
        return copy, None
    return copy, FIXED_HEADER_BYTES + 4 * header.csrc_count + _BLOCK.size + 1


def _with_block(packet: bytes | bytearray, header: RtpHeader, block: bytearray) -> bytearray:
    """A copy of the packet that has these elements for its extension block, or none if there are none."""
    copy = bytearray(packet[: FIXED_HEADER_BYTES + 4 * header.csrc_count])
    if block:
        block += bytes(-len(block) % 4)
        copy[0] |= _HAS_EXTENSION
        copy += _BLOCK.pack(ONE_BYTE_PROFILE, len(block) // 4)
        copy += block
    else:
        copy[0] &= ~_HAS_EXTENSION & 0xFF
    copy += packet[header.payload_offset :]
    return copy


def absolute_send_time(now_s: float) -> int:
    """Seconds modulo 64 as 24 bits, 18 of them behind the point.

    http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
    """
    return int(now_s * (1 << 18)) & 0xFFFFFF


def audio_level(value: bytes) -> tuple[bool, int]:
    """Whether it is a voice, and the level in dBov, 0 (loudest) to -127 (RFC 6464, section 3).

    Raises MalformedPacket if the value is empty.
    """
    if not value:
        raise MalformedPacket("an audio level without a byte")
    return value[0] >= 0x80, -(value[0] & 0x7F)
