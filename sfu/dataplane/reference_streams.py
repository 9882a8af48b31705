"""One RTP stream that arrives: counted, watched for gaps, and made ready for its fan."""

from enum import Flag, auto

from sfu.dataplane.interface import (
    OUTGOING_EXTENSION_IDS,
    Extension,
    MediaKind,
    StreamId,
    StreamSpec,
    StreamStatistics,
)
from sfu.dataplane.reference_fan import Fan, SentStream
from sfu.dataplane.reference_records import Counters, TransportRecord
from sfu.dataplane.reference_repair import stamp
from sfu.rtp.header_ext import audio_level, rewrite_extensions
from sfu.rtp.nack import MissingPackets
from sfu.rtp.packet import RtpHeader
from sfu.rtp.report import ReceptionReport
from sfu.rtp.rtcp import SenderReport, SourceDescription, compact_ntp, serialize
from sfu.rtp.vp8 import is_keyframe

VP8_HEADER_BYTES = 16
"""Enough of a payload for its descriptor and the first byte behind it (RFC 7741, 4.2 and 4.3)."""


class Arrival(Flag):
    """What is remarkable about a packet."""

    PLAIN = 0
    BEHIND_GAP = auto()
    KEYFRAME = auto()


class ReceivedStream:
    """A publisher's stream with its statistics, its missing packets and its subscriptions."""

    __slots__ = (
        "_audio_level_id",
        "_ids",
        "_send_time_id",
        "audio_level_dbov",
        "bytes",
        "fan",
        "gap_at_s",
        "id",
        "is_video",
        "keyframe_wanted_at_s",
        "last_packet_at_s",
        "missing",
        "packets",
        "report",
        "rtx_ssrc",
        "sender_report",
        "spec",
        "transport",
        "transport_sequence_id",
    )  # fmt: skip

    def __init__(
        self, stream: StreamId, spec: StreamSpec, transport: TransportRecord, counters: Counters
    ) -> None:
        ids = spec.extension_ids
        self.id = stream
        self.spec = spec
        self.transport = transport
        self.is_video = spec.kind is MediaKind.VIDEO
        self.rtx_ssrc = spec.rtx_ssrc
        self.fan = Fan(self.is_video, counters)
        self.missing = MissingPackets()
        self.report = ReceptionReport(spec.ssrc, spec.clock_rate_hz)
        self.sender_report: SenderReport | None = None
        self.packets = self.bytes = 0
        self.audio_level_dbov: int | None = None
        self.last_packet_at_s: float | None = None
        self.keyframe_wanted_at_s = self.gap_at_s = 0.0
        self.transport_sequence_id = ids.get(Extension.TRANSPORT_SEQUENCE_NUMBER, -1)
        self._audio_level_id = ids.get(Extension.AUDIO_LEVEL, -1)
        self._send_time_id = OUTGOING_EXTENSION_IDS[Extension.ABSOLUTE_SEND_TIME] if self.is_video else None
        self._ids = {
            number: OUTGOING_EXTENSION_IDS[extension]
            for extension, number in ids.items()
            if extension in OUTGOING_EXTENSION_IDS and extension is not Extension.ABSOLUTE_SEND_TIME
        }

    def receive(
        self, packet: bytes, header: RtpHeader, extensions: dict[int, bytes], now_s: float, repaired: bool
    ) -> Arrival:
        """Count and forward a packet, unless it came before.

        Repaired ones are left out of the reception report: it describes the way, not the repair.
        """
        self.packets += 1
        self.bytes += len(packet)
        self.last_packet_at_s = now_s
        if not repaired:
            self.report.received(header.sequence_number, header.timestamp, now_s)
        if not self.missing.received(header.sequence_number, now_s):
            return Arrival.PLAIN
        level = extensions.get(self._audio_level_id)
        if level:
            self.audio_level_dbov = audio_level(level)[1]
        return self._forward(packet, header, now_s)

    def _forward(self, packet: bytes, header: RtpHeader, now_s: float) -> Arrival:
        fan = self.fan
        extended = fan.extend(header.sequence_number)
        gap = extended > fan.highest + 1
        canonical, send_time_at = rewrite_extensions(packet, header, self._ids, self._send_time_id)
        if send_time_at is not None:
            stamp(canonical, send_time_at, now_s)
        offset = header.payload_offset
        keyframe = self.is_video and is_keyframe(packet[offset : offset + VP8_HEADER_BYTES])
        payload_bytes = len(packet) - offset - header.padding_bytes
        for sent in fan.forward(canonical, extended, keyframe, payload_bytes):
            self.report_to(sent, now_s)
        arrival = Arrival.KEYFRAME if keyframe else Arrival.PLAIN
        return arrival | Arrival.BEHIND_GAP if gap else arrival

    def report_to(self, sent: SentStream, now_s: float) -> None:
        """Pass the publisher's latest sender report on under the subscriber's SSRC (RFC 3550, 6.4.1)."""
        latest = self.sender_report
        if latest is None:
            return
        sent.count(self.fan)
        report = SenderReport(
            sent.spec.ssrc, latest.ntp_time, latest.rtp_time,
            sent.packets & 0xFFFFFFFF, sent.bytes & 0xFFFFFFFF,
        )  # fmt: skip
        names = SourceDescription(((sent.spec.ssrc, sent.spec.cname),))
        sent.last_report = (compact_ntp(latest.ntp_time), now_s)
        sent.transport.send_rtcp(serialize(report) + serialize(names))

    def restart(self) -> None:
        """The publisher said goodbye (RFC 3550, 6.6): what comes next has nothing to do with what was."""
        self.missing = MissingPackets()
        self.report = ReceptionReport(self.spec.ssrc, self.spec.clock_rate_hz)
        self.sender_report = None

    def statistics(self) -> StreamStatistics:
        """Numbers since the stream was added."""
        return StreamStatistics(
            packets=self.packets,
            bytes=self.bytes,
            packets_lost=self.missing.lost,
            packets_recovered=self.missing.recovered,
            jitter_ms=self.report.jitter_ms,
            audio_level_dbov=self.audio_level_dbov,
            last_packet_at_s=self.last_packet_at_s,
        )
