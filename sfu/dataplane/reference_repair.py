"""Answers a subscriber's NACK from the cache, with bounded work (RFC 4585, 6.2.1; RFC 4588)."""

from collections.abc import Sequence

from sfu.aiortc_seam import SrtpError
from sfu.dataplane.reference_fan import Fan, SentStream
from sfu.dataplane.reference_records import Counters, TransportRecord
from sfu.rtp.header_ext import absolute_send_time
from sfu.rtp.packet import FIXED_HEADER_BYTES, patch_header
from sfu.rtp.rtx import wrap

PACKETS_PER_NACK = 128
PACKETS_PER_SECOND = 400
"""For one subscription: 20 % of a lively video is a tenth of this."""
REPEAT_AFTER_S = 0.015
"""Two NACKs for one packet within this time crossed the answer to the first."""
_REMEMBERED = 512


def resend(sent: SentStream, fan: Fan, lost: Sequence[int], now_s: float, counters: Counters) -> None:
    """Send again what the subscriber misses and the cache still has."""
    if not sent.transport.ready:
        return
    _refill(sent, now_s)
    for sequence_number in lost[:PACKETS_PER_NACK]:
        if sent.resend_budget < 1:
            return
        if now_s - sent.resent_at_s.get(sequence_number, -1.0) < REPEAT_AFTER_S:
            continue
        extended = sent.original_number(sequence_number, fan.highest)
        packet = None if extended is None else fan.cache.get(extended)
        if packet is not None:
            sent.resend_budget -= 1
            sent.resent_at_s[sequence_number] = now_s
            repeated = _repeated(sent, packet, sequence_number, fan.is_video, now_s)
            sent.retransmitted += _send_out(sent.transport, bytes(repeated), counters)


def _refill(sent: SentStream, now_s: float) -> None:
    elapsed_s = now_s - sent.resend_budget_at_s
    sent.resend_budget_at_s = now_s
    sent.resend_budget = min(PACKETS_PER_SECOND, sent.resend_budget + elapsed_s * PACKETS_PER_SECOND)
    if len(sent.resent_at_s) > _REMEMBERED:
        recent = {number: at for number, at in sent.resent_at_s.items() if now_s - at < REPEAT_AFTER_S}
        sent.resent_at_s = recent


def _send_out(transport: TransportRecord, packet: bytes, counters: Counters) -> bool:
    srtp, sendto, address = transport.way_out()
    try:
        sendto(srtp.protect(packet), address)
    except (SrtpError, OSError):
        counters.dropped += 1
        return False
    counters.sent += 1
    return True


def _repeated(
    sent: SentStream, packet: bytes | bytearray, sequence_number: int, is_video: bool, now_s: float
) -> bytearray:
    """The packet as it was sent, wrapped for the retransmission stream if the subscriber has one."""
    spec = sent.spec
    copy = bytearray(packet)
    if is_video:
        stamp(copy, send_time_position(copy), now_s)
    patch_header(
        copy,
        payload_type=spec.payload_type,
        sequence_number=sequence_number,
        timestamp=int.from_bytes(packet[4:8], "big"),
        ssrc=spec.ssrc,
    )
    if spec.rtx_ssrc is None or spec.rtx_payload_type is None:
        return copy
    number = sent.rtx_sequence_number
    sent.rtx_sequence_number = (number + 1) & 0xFFFF
    return wrap(copy, spec.rtx_ssrc, spec.rtx_payload_type, number)


def send_time_position(packet: bytes | bytearray) -> int:
    """Where the absolute send time stands in a video packet of ours: first in the extension block."""
    return FIXED_HEADER_BYTES + 4 * (packet[0] & 0x0F) + 5


def stamp(packet: bytearray, position: int, now_s: float) -> None:
    """Write the absolute send time into the three bytes that were reserved for it."""
    packet[position : position + 3] = absolute_send_time(now_s).to_bytes(3, "big")
