"""RTCP: compound packets read into values, and the packets that we send written (RFC 3550, section 6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from types import MappingProxyType
from typing import TypeAlias

from sfu.rtp import seqnum
from sfu.rtp.packet import MalformedPacket

MAX_PACKETS = 64
"""More in one datagram are refused."""
MAX_NACK_ENTRIES = 253
"""Each names up to 17 packets; more in one packet are refused."""

_NTP_EPOCH_OFFSET_S = 2_208_988_800
"""From 1900 to 1970."""

_HEADER = Struct("!BBH")
_WORD = Struct("!I")
_TWO_WORDS = Struct("!II")
_SENDER_INFO = Struct("!IQIII")
_REPORT_BLOCK = Struct("!IIIIII")
_NACK_ENTRY = Struct("!HH")
_FIR_ENTRY = Struct("!IB3x")
_REMB_MAGIC = b"REMB"
_CNAME = 1


class PacketType(IntEnum):
    """RFC 3550, section 12.1, and RFC 4585, section 6.1."""

    SENDER_REPORT = 200
    RECEIVER_REPORT = 201
    SOURCE_DESCRIPTION = 202
    GOODBYE = 203
    TRANSPORT_FEEDBACK = 205
    PAYLOAD_FEEDBACK = 206


class TransportFormat(IntEnum):
    """Kinds of transport-layer feedback."""

    NACK = 1
    TRANSPORT_WIDE = 15


class PayloadFormat(IntEnum):
    """Kinds of payload-specific feedback."""

    PICTURE_LOSS = 1
    FULL_INTRA_REQUEST = 4
    APPLICATION = 15


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver says about one stream (RFC 3550, section 6.4.1)."""

    ssrc: int
    fraction_lost: int
    """Of 256, since the last report."""
    packets_lost: int
    """Since the beginning; negative after duplicates. Sent within 24 bits."""
    highest_sequence: int
    """Its upper 16 bits count the wraps."""
    jitter: int
    """In units of the stream's clock."""
    last_sender_report: int
    """The middle 32 bits of its NTP time; 0 if there was none."""
    delay_since_last: int
    """Since that sender report, in 1/65536 s."""


@dataclass(frozen=True, slots=True)
class SenderReport:
    """RFC 3550, section 6.4.1."""

    ssrc: int
    ntp_time: int
    """64 bits: seconds since 1900 with 32 bits behind the point."""
    rtp_time: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RFC 3550, section 6.4.2."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """RFC 3550, section 6.5, of which only the canonical names are kept."""

    cnames: tuple[tuple[int, str], ...]
    """SSRC and name; a name has up to 255 bytes."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """RFC 3550, section 6.6."""

    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Packets that are missing (RFC 4585, section 6.2.1)."""

    sender_ssrc: int
    media_ssrc: int
    lost: tuple[int, ...]
    """Sequence numbers."""


@dataclass(frozen=True, slots=True)
class PictureLoss:
    """A keyframe is wanted (RFC 4585, section 6.3.1)."""

    sender_ssrc: int
    media_ssrc: int


@dataclass(frozen=True, slots=True)
class FullIntraRequest:
    """Keyframes are wanted (RFC 5104, section 4.3.1)."""

    sender_ssrc: int
    entries: tuple[tuple[int, int], ...]
    """SSRC and command sequence number (8 bits); the same number again is the same request."""


@dataclass(frozen=True, slots=True)
class Remb:
    """What a receiver estimates that it can receive (draft-alvestrand-rmcat-remb-03, section 2.2)."""

    sender_ssrc: int
    bits_per_s: int
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """When packets arrived; read and written by sfu.rtp.twcc.

    draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1.
    """

    sender_ssrc: int
    media_ssrc: int
    body: bytes
    """From the base sequence number on; whole 32-bit words."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Any other packet, without its first four bytes."""

    packet_type: int
    body: bytes


RtcpPacket: TypeAlias = (
    SenderReport
    | ReceiverReport
    | SourceDescription
    | Goodbye
    | Nack
    | PictureLoss
    | FullIntraRequest
    | Remb
    | TransportFeedback
    | Unknown
)


def parse_compound(datagram: bytes) -> tuple[RtcpPacket, ...]:
    """Read all packets of a datagram; reduced-size ones too (RFC 5506). Raises MalformedPacket."""
    packets: list[RtcpPacket] = []
    offset, end = 0, len(datagram)
    while offset < end:
        if len(packets) == MAX_PACKETS:
            raise MalformedPacket(f"more than {MAX_PACKETS} RTCP packets in a datagram")
        if offset + _HEADER.size > end:
            raise MalformedPacket("an RTCP header is cut off")
        first, packet_type, words = _HEADER.unpack_from(datagram, offset)
        start, offset = offset + _HEADER.size, offset + _HEADER.size + 4 * words
        if first >> 6 != 2 or offset > end:
            raise MalformedPacket("not version 2 of RTCP, or cut off")
        body = bytes(datagram[start:offset])
        if first & 0x20:
            body = _without_padding(body)
        packets.append(_parse(packet_type, first & 0x1F, body))
    if not packets:
        raise MalformedPacket("no RTCP packet")
    return tuple(packets)


def _without_padding(body: bytes) -> bytes:
    if not body or not 0 < body[-1] <= len(body):
        raise MalformedPacket("more padding than RTCP packet")
    return body[: -body[-1]]


def _parse(packet_type: int, count: int, body: bytes) -> RtcpPacket:
    parser = _PARSERS.get(packet_type)
    return Unknown(packet_type, body) if parser is None else parser(count, body)


def _require(body: bytes, size_bytes: int) -> None:
    if len(body) < size_bytes:
        raise MalformedPacket("an RTCP packet announces more than it has")


def _words(body: bytes, offset: int, count: int) -> tuple[int, ...]:
    _require(body, offset + 4 * count)
    return tuple(word for (word,) in _WORD.iter_unpack(body[offset : offset + 4 * count]))


def _parse_sender_report(count: int, body: bytes) -> SenderReport:
    _require(body, _SENDER_INFO.size)
    ssrc, ntp64, rtp_time, packets, octets = _SENDER_INFO.unpack_from(body)
    reports = _parse_blocks(body, _SENDER_INFO.size, count)
    return SenderReport(ssrc, ntp64, rtp_time, packets, octets, reports)


def _parse_receiver_report(count: int, body: bytes) -> ReceiverReport:
    _require(body, _WORD.size)
    return ReceiverReport(_WORD.unpack_from(body)[0], _parse_blocks(body, _WORD.size, count))


def _parse_blocks(body: bytes, offset: int, count: int) -> tuple[ReportBlock, ...]:
    end = offset + count * _REPORT_BLOCK.size
    _require(body, end)
    return tuple(map(_block, _REPORT_BLOCK.iter_unpack(body[offset:end])))


def _block(fields: tuple[int, ...]) -> ReportBlock:
    ssrc, losses, highest, jitter, last_report, delay = fields
    packets_lost = losses & 0xFFFFFF
    if packets_lost >= 0x800000:
        packets_lost -= 0x1000000
    return ReportBlock(ssrc, losses >> 24, packets_lost, highest, jitter, last_report, delay)


def _parse_source_description(count: int, body: bytes) -> SourceDescription:
    cnames: list[tuple[int, str]] = []
    offset = 0
    for _ in range(count):
        _require(body, offset + _WORD.size)
        (ssrc,) = _WORD.unpack_from(body, offset)
        name, offset = _parse_items(body, offset + _WORD.size)
        if name is not None:
            cnames.append((ssrc, name))
    return SourceDescription(tuple(cnames))


def _parse_items(body: bytes, offset: int) -> tuple[str | None, int]:
    """The canonical name in one chunk, and where the next chunk begins (RFC 3550, section 6.5)."""
    name = None
    _require(body, offset + 1)
    while body[offset] != 0:
        _require(body, offset + 2)
        stop = offset + 2 + body[offset + 1]
        _require(body, stop + 1)
        if body[offset] == _CNAME:
            name = body[offset + 2 : stop].decode("utf-8", "replace")
        offset = stop
    return name, offset + 4 - offset % 4


def _parse_goodbye(count: int, body: bytes) -> Goodbye:
    return Goodbye(_words(body, 0, count))


def _parse_transport_feedback(fmt: int, body: bytes) -> RtcpPacket:
    if fmt not in (TransportFormat.NACK, TransportFormat.TRANSPORT_WIDE):
        return Unknown(PacketType.TRANSPORT_FEEDBACK, body)
    sender_ssrc, media_ssrc = _words(body, 0, 2)
    if fmt == TransportFormat.NACK:
        return Nack(sender_ssrc, media_ssrc, _parse_lost(body[8:]))
    return TransportFeedback(sender_ssrc, media_ssrc, body[8:])


def _parse_lost(entries: bytes) -> tuple[int, ...]:
    if len(entries) % _NACK_ENTRY.size or len(entries) > MAX_NACK_ENTRIES * _NACK_ENTRY.size:
        raise MalformedPacket("NACK entries are cut off, or too many")
    lost: list[int] = []
    for packet_id, following in _NACK_ENTRY.iter_unpack(entries):
        lost.append(packet_id)
        if following:
            lost.extend(seqnum.add(packet_id, bit + 1) for bit in range(16) if following >> bit & 1)
    return tuple(lost)


def _parse_payload_feedback(fmt: int, body: bytes) -> RtcpPacket:
    if fmt == PayloadFormat.PICTURE_LOSS:
        return PictureLoss(*_words(body, 0, 2))
    if fmt == PayloadFormat.FULL_INTRA_REQUEST:
        return _parse_full_intra_request(body)
    if fmt == PayloadFormat.APPLICATION and body[8:12] == _REMB_MAGIC:
        return _parse_remb(body)
    return Unknown(PacketType.PAYLOAD_FEEDBACK, body)


def _parse_full_intra_request(body: bytes) -> FullIntraRequest:
    sender_ssrc, _ = _words(body, 0, 2)
    if (len(body) - 8) % _FIR_ENTRY.size:
        raise MalformedPacket("a full intra request is cut off")
    return FullIntraRequest(sender_ssrc, tuple((ssrc, seq) for ssrc, seq in _FIR_ENTRY.iter_unpack(body[8:])))


def _parse_remb(body: bytes) -> Remb:
    sender_ssrc, _, _, estimate = _words(body, 0, 4)
    exponent, mantissa = estimate >> 18 & 0x3F, estimate & 0x3FFFF
    bits_per_s = mantissa << exponent
    if bits_per_s >> 64:
        raise MalformedPacket("an estimate beyond 64 bits")
    return Remb(sender_ssrc, bits_per_s, _words(body, 16, estimate >> 24))


_PARSERS: Mapping[int, Callable[[int, bytes], RtcpPacket]] = MappingProxyType(
    {
        PacketType.SENDER_REPORT: _parse_sender_report,
        PacketType.RECEIVER_REPORT: _parse_receiver_report,
        PacketType.SOURCE_DESCRIPTION: _parse_source_description,
        PacketType.GOODBYE: _parse_goodbye,
        PacketType.TRANSPORT_FEEDBACK: _parse_transport_feedback,
        PacketType.PAYLOAD_FEEDBACK: _parse_payload_feedback,
    }
)


def serialize(packet: RtcpPacket) -> bytes:
    """Write one packet; several behind one another make a compound.

    Raises ValueError if it has more entries than its header can count, or is an Unknown.
    """
    match packet:
        case SenderReport():
            info = _SENDER_INFO.pack(
                packet.ssrc, packet.ntp_time, packet.rtp_time, packet.packets, packet.octets
            )
            return _counted(PacketType.SENDER_REPORT, packet.reports, info + _blocks(packet.reports))
        case ReceiverReport():
            body = _WORD.pack(packet.ssrc) + _blocks(packet.reports)
            return _counted(PacketType.RECEIVER_REPORT, packet.reports, body)
        case SourceDescription():
            body = b"".join(_chunk(ssrc, name) for ssrc, name in packet.cnames)
            return _counted(PacketType.SOURCE_DESCRIPTION, packet.cnames, body)
        case Goodbye():
            return _counted(PacketType.GOODBYE, packet.ssrcs, _pack_words(packet.ssrcs))
        case _:
            return _serialize_feedback(packet)


def _serialize_feedback(packet: RtcpPacket) -> bytes:
    match packet:
        case Nack():
            return _transport_feedback(TransportFormat.NACK, packet, _pack_lost(packet.lost))
        case TransportFeedback():
            return _transport_feedback(TransportFormat.TRANSPORT_WIDE, packet, packet.body)
        case PictureLoss():
            body = _TWO_WORDS.pack(packet.sender_ssrc, packet.media_ssrc)
            return _framed(PacketType.PAYLOAD_FEEDBACK, PayloadFormat.PICTURE_LOSS, body)
        case FullIntraRequest():
            body = _TWO_WORDS.pack(packet.sender_ssrc, 0)
            body += b"".join(_FIR_ENTRY.pack(ssrc, seq) for ssrc, seq in packet.entries)
            return _framed(PacketType.PAYLOAD_FEEDBACK, PayloadFormat.FULL_INTRA_REQUEST, body)
        case Remb():
            return _framed(PacketType.PAYLOAD_FEEDBACK, PayloadFormat.APPLICATION, _pack_remb(packet))
        case _:
            raise ValueError(f"{type(packet).__name__} is not sent")


def _framed(packet_type: PacketType, count: int, body: bytes) -> bytes:
    return _HEADER.pack(0x80 | count, packet_type, len(body) // 4) + body


def _counted(packet_type: PacketType, entries: tuple[object, ...], body: bytes) -> bytes:
    if len(entries) > 31:
        raise ValueError("an RTCP packet counts 31 entries at most")
    return _framed(packet_type, len(entries), body)


def _transport_feedback(fmt: TransportFormat, packet: Nack | TransportFeedback, body: bytes) -> bytes:
    ssrcs = _TWO_WORDS.pack(packet.sender_ssrc, packet.media_ssrc)
    return _framed(PacketType.TRANSPORT_FEEDBACK, fmt, ssrcs + body)


def _pack_words(words: tuple[int, ...]) -> bytes:
    return b"".join(map(_WORD.pack, words))


def _blocks(reports: tuple[ReportBlock, ...]) -> bytes:
    return b"".join(
        _REPORT_BLOCK.pack(
            block.ssrc,
            block.fraction_lost << 24 | max(-0x800000, min(block.packets_lost, 0x7FFFFF)) & 0xFFFFFF,
            block.highest_sequence,
            block.jitter,
            block.last_sender_report,
            block.delay_since_last,
        )
        for block in reports
    )


def _chunk(ssrc: int, name: str) -> bytes:
    encoded = name.encode()
    if len(encoded) > 255:
        raise ValueError("a canonical name has 255 bytes at most")
    items = bytes((_CNAME, len(encoded))) + encoded
    return _WORD.pack(ssrc) + items + bytes(4 - len(items) % 4)


def pack_lost(lost: Iterable[int]) -> list[tuple[int, int]]:
    """Pairs of a sequence number and the mask of the 16 behind it (RFC 4585, section 6.2.1).

    Best in ascending order, wraps included; any order is right.
    """
    pairs: list[tuple[int, int]] = []
    for sequence_number in lost:
        ahead = (sequence_number - pairs[-1][0]) & 0xFFFF if pairs else 0xFFFF
        if ahead == 0:
            continue
        if ahead <= 16:
            pairs[-1] = pairs[-1][0], pairs[-1][1] | 1 << ahead - 1
        else:
            pairs.append((sequence_number, 0))
    return pairs


def _pack_lost(lost: tuple[int, ...]) -> bytes:
    pairs = pack_lost(lost)
    if len(pairs) > MAX_NACK_ENTRIES:
        raise ValueError(f"a NACK has {MAX_NACK_ENTRIES} entries at most")
    return b"".join(_NACK_ENTRY.pack(*pair) for pair in pairs)


def _pack_remb(packet: Remb) -> bytes:
    exponent = max(0, packet.bits_per_s.bit_length() - 18)
    estimate = len(packet.ssrcs) << 24 | exponent << 18 | packet.bits_per_s >> exponent
    head = _TWO_WORDS.pack(packet.sender_ssrc, 0) + _REMB_MAGIC + _WORD.pack(estimate)
    return head + _pack_words(packet.ssrcs)


def ntp_time(unix_s: float) -> int:
    """Seconds since 1970 as 64-bit NTP time (RFC 3550, section 4)."""
    return int((unix_s + _NTP_EPOCH_OFFSET_S) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def compact_ntp(ntp64: int) -> int:
    """The middle 32 bits: seconds modulo 65536, in 1/65536 s."""
    return ntp64 >> 16 & 0xFFFFFFFF
