"""The RTP header: read without copying, and patched in place (RFC 3550, section 5.1)."""

from struct import Struct
from typing import NamedTuple

FIXED_HEADER_BYTES = 12

_FIXED = Struct("!BBHII")
_EXTENSION = Struct("!HH")
_PATCH = Struct("!BHII")


class MalformedPacket(ValueError):
    """Bytes from the network are not what they claim to be; the one error of all of sfu.rtp."""


class RtpHeader(NamedTuple):
    """Where things are in one RTP packet. A named tuple because one is made for every packet that arrives."""

    marker: bool
    payload_type: int
    sequence_number: int
    timestamp: int
    ssrc: int
    csrc_count: int
    extension_profile: int | None
    """The 16 bits "defined by profile" (RFC 3550, section 5.3.1); None without an extension block."""
    extension_offset: int
    """Where the block's elements begin, behind its four bytes of profile and length; 0 without a block."""
    extension_length_bytes: int
    payload_offset: int
    padding_bytes: int
    """At the packet's end, the byte that counts them included."""


def parse_header(packet: bytes | bytearray) -> RtpHeader:
    """Read the header of one RTP packet (RFC 3550, section 5.1) and check that all it announces is there."""
    length_bytes = len(packet)
    if length_bytes < FIXED_HEADER_BYTES:
        raise MalformedPacket("shorter than an RTP header")
    first, second, sequence_number, timestamp, ssrc = _FIXED.unpack_from(packet)
    if first >> 6 != 2:
        raise MalformedPacket("not version 2 of RTP")
    csrc_count = first & 0x0F
    offset = FIXED_HEADER_BYTES + 4 * csrc_count
    profile, extension_offset, extension_length_bytes = None, 0, 0
    if first & 0x10:
        if offset + 4 > length_bytes:
            raise MalformedPacket("the extension's header is cut off")
        profile, words = _EXTENSION.unpack_from(packet, offset)
        extension_offset, extension_length_bytes = offset + 4, 4 * words
        offset = extension_offset + extension_length_bytes
    if offset > length_bytes:
        raise MalformedPacket("contributing sources or the extension are cut off")
    padding_bytes = 0
    if first & 0x20:
        padding_bytes = packet[-1]
        if padding_bytes == 0 or offset + padding_bytes > length_bytes:
            raise MalformedPacket("more padding than packet")
    return RtpHeader(
        second >= 0x80,
        second & 0x7F,
        sequence_number,
        timestamp,
        ssrc,
        csrc_count,
        profile,
        extension_offset,
        extension_length_bytes,
        offset,
        padding_bytes,
    )


def patch_header(
    packet: bytearray, *, payload_type: int, sequence_number: int, timestamp: int, ssrc: int
) -> None:
    """Write these four over a whole packet's own; marker, extensions and payload stay as they are."""
    _PATCH.pack_into(packet, 1, packet[1] & 0x80 | payload_type, sequence_number, timestamp, ssrc)
