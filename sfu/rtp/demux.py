"""Tells from the first bytes which protocol a datagram belongs to."""

from enum import Enum


class DatagramKind(Enum):
    """What shares our UDP port (RFC 7983, section 7; RFC 5761, section 4)."""

    STUN = "stun"
    DTLS = "dtls"
    RTP = "rtp"
    RTCP = "rtcp"
    OTHER = "other"


_STUN_BYTES, _DTLS_BYTES, _RTP_BYTES, _RTCP_BYTES = 20, 13, 12, 8
"""Shortest whole header of each."""


def classify(datagram: bytes | bytearray) -> DatagramKind:
    """Name the protocol by the first byte (RFC 7983, section 7), RTCP by the second (RFC 5761, section 4).

    Whatever is too short for the header it announces is OTHER. Never raises.
    """
    length_bytes = len(datagram)
    if length_bytes < _RTCP_BYTES:
        return DatagramKind.OTHER
    first = datagram[0]
    if 128 <= first <= 191:
        if 64 <= datagram[1] & 0x7F <= 95:
            return DatagramKind.RTCP
        return DatagramKind.RTP if length_bytes >= _RTP_BYTES else DatagramKind.OTHER
    if 20 <= first <= 63 and length_bytes >= _DTLS_BYTES:
        return DatagramKind.DTLS
    if first <= 3 and length_bytes >= _STUN_BYTES:
        return DatagramKind.STUN
    return DatagramKind.OTHER
