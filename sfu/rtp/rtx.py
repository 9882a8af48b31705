"""Retransmission streams: packets wrapped and unwrapped, and what is kept to be resent (RFC 4588)."""

from struct import Struct

from sfu.rtp.packet import MalformedPacket, parse_header, patch_header

_ORIGINAL_SEQUENCE_NUMBER = Struct("!H")
_HAS_PADDING = 0x20


def unwrap(packet: bytes | bytearray, ssrc: int, payload_type: int) -> bytes | None:
    """The original packet inside a retransmission (RFC 4588, section 4), without padding.

    None if there is only padding: browsers probe the bandwidth with such. Raises MalformedPacket if it has
    no original sequence number.
    """
    header = parse_header(packet)
    end = len(packet) - header.padding_bytes
    if end == header.payload_offset:
        return None
    if end < header.payload_offset + 2:
        raise MalformedPacket("a retransmission without original sequence number")
    (sequence_number,) = _ORIGINAL_SEQUENCE_NUMBER.unpack_from(packet, header.payload_offset)
    original = bytearray(packet[: header.payload_offset])
    original += packet[header.payload_offset + 2 : end]
    original[0] &= ~_HAS_PADDING & 0xFF
    patch_header(
        original,
        payload_type=payload_type,
        sequence_number=sequence_number,
        timestamp=header.timestamp,
        ssrc=ssrc,
    )
    return bytes(original)


def wrap(packet: bytes | bytearray, ssrc: int, payload_type: int, sequence_number: int) -> bytearray:
    """The retransmission (RFC 4588, section 4) of a packet, to be sent with these numbers."""
    header = parse_header(packet)
    repeated = bytearray(packet[: header.payload_offset])
    repeated += _ORIGINAL_SEQUENCE_NUMBER.pack(header.sequence_number)
    repeated += packet[header.payload_offset :]
    patch_header(
        repeated,
        payload_type=payload_type,
        sequence_number=sequence_number,
        timestamp=header.timestamp,
        ssrc=ssrc,
    )
    return repeated


class PacketCache:
    """The latest packets of a stream by sequence number, each in the slot of its low bits."""

    __slots__ = ("_mask", "_numbers", "_packets")

    def __init__(self, capacity: int = 512) -> None:
        """`capacity` is a power of two up to 65536; anything else raises ValueError."""
        if not 0 < capacity <= 0x10000 or capacity & capacity - 1:
            raise ValueError(f"{capacity} is no power of two up to 65536")
        self._mask = capacity - 1
        self._numbers = [-1] * capacity
        self._packets: list[bytes | bytearray | None] = [None] * capacity

    def put(self, sequence_number: int, packet: bytes | bytearray) -> None:
        """Keep the packet, without a copy, instead of the one that had its slot."""
        slot = sequence_number & self._mask
        self._numbers[slot] = sequence_number
        self._packets[slot] = packet

    def get(self, sequence_number: int) -> bytes | bytearray | None:
        """The packet if it is still there."""
        slot = sequence_number & self._mask
        return self._packets[slot] if self._numbers[slot] == sequence_number else None
