"""What VP8 says in front of its payload: pictures, layers and keyframes (RFC 7741, section 4.2)."""

from dataclasses import dataclass

from sfu.rtp.packet import MalformedPacket

_EXTENDED, _START_OF_PARTITION, _PARTITION_ID = 0x80, 0x10, 0x07
_HAS_PICTURE_ID, _HAS_TL0_INDEX, _HAS_TEMPORAL_INDEX, _HAS_KEY_INDEX = 0x80, 0x40, 0x20, 0x10


@dataclass(frozen=True, slots=True)
class Vp8Descriptor:
    """The payload descriptor; None stands for what the publisher left out."""

    start_of_partition: bool
    partition_id: int
    picture_id: int | None
    picture_id_bits: int
    """7 or 15; 0 without a picture id."""
    tl0_picture_index: int | None
    temporal_index: int | None
    layer_sync: bool
    key_index: int | None
    payload_offset: int
    """Where the VP8 payload header begins (RFC 7741, section 4.3)."""


def parse_descriptor(payload: bytes | bytearray) -> Vp8Descriptor:
    """Read the descriptor at the beginning of an RTP payload. Raises MalformedPacket if it is cut off."""
    try:
        return _parse_descriptor(payload)
    except IndexError:
        raise MalformedPacket("the VP8 payload descriptor is cut off") from None


def _parse_descriptor(payload: bytes | bytearray) -> Vp8Descriptor:
    first, offset = payload[0], 1
    flags = 0
    if first & _EXTENDED:
        flags, offset = payload[1], 2
    picture_id, picture_id_bits, offset = _picture_id(payload, flags, offset)
    tl0_picture_index = temporal_index = key_index = None
    layer_sync = False
    if flags & _HAS_TL0_INDEX:
        tl0_picture_index = payload[offset]
        offset += 1
    if flags & (_HAS_TEMPORAL_INDEX | _HAS_KEY_INDEX):
        layers = payload[offset]
        offset += 1
        if flags & _HAS_TEMPORAL_INDEX:
            temporal_index, layer_sync = layers >> 6, bool(layers & 0x20)
        if flags & _HAS_KEY_INDEX:
            key_index = layers & 0x1F
    return Vp8Descriptor(
        start_of_partition=bool(first & _START_OF_PARTITION),
        partition_id=first & _PARTITION_ID,
        picture_id=picture_id,
        picture_id_bits=picture_id_bits,
        tl0_picture_index=tl0_picture_index,
        temporal_index=temporal_index,
        layer_sync=layer_sync,
        key_index=key_index,
        payload_offset=offset,
    )


def _picture_id(payload: bytes | bytearray, flags: int, offset: int) -> tuple[int | None, int, int]:
    """Picture id, its size in bits, and the offset behind it."""
    if not flags & _HAS_PICTURE_ID:
        return None, 0, offset
    first = payload[offset]
    if first & 0x80:
        return (first & 0x7F) << 8 | payload[offset + 1], 15, offset + 2
    return first, 7, offset + 1


def is_keyframe(payload: bytes | bytearray) -> bool:
    """Whether a keyframe begins here: first partition, its start, inverse key bit 0 (RFC 7741, 4.3).

    Unreadable payloads are none; never raises.
    """
    if not payload or payload[0] & (_START_OF_PARTITION | _PARTITION_ID) != _START_OF_PARTITION:
        return False
    try:
        return payload[_parse_descriptor(payload).payload_offset] & 1 == 0
    except IndexError:
        return False
