"""RTCP that arrives at the data plane: what it executes itself, and what it asks its listener."""

from collections.abc import Sequence

from sfu.dataplane.interface import PlaneListener
from sfu.dataplane.reference_records import Counters, TransportRecord
from sfu.dataplane.reference_repair import resend
from sfu.rtp.rtcp import (
    FullIntraRequest,
    Goodbye,
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    ReportBlock,
    RtcpPacket,
    SenderReport,
)


class RtcpReceiver:
    """Takes the parsed packets of one datagram."""

    def __init__(self, listener: PlaneListener, counters: Counters) -> None:
        self._listener = listener
        self._counters = counters

    def receive(self, transport: TransportRecord, packets: Sequence[RtcpPacket], now_s: float) -> None:
        """Act on each; what names an SSRC that this transport does not have is passed over."""
        for packet in packets:
            match packet:
                case SenderReport():
                    self._sender_report(transport, packet, now_s)
                    self._report_blocks(transport, packet.reports, now_s)
                case ReceiverReport():
                    self._report_blocks(transport, packet.reports, now_s)
                case Nack():
                    self._nack(transport, packet, now_s)
                case PictureLoss():
                    self._keyframe_wanted(transport, packet.media_ssrc)
                case FullIntraRequest():
                    for ssrc, _ in packet.entries:
                        self._keyframe_wanted(transport, ssrc)
                case Remb():
                    self._listener.on_bandwidth(transport.id, packet.bits_per_s)
                case Goodbye():
                    self._goodbye(transport, packet)
                case _:
                    pass

    def _sender_report(self, transport: TransportRecord, report: SenderReport, now_s: float) -> None:
        stream = transport.streams.get(report.ssrc)
        if stream is None:
            return
        stream.report.sender_report(report.ntp_time, now_s)
        stream.sender_report = report
        if stream.fan.muted:
            return
        for sent in stream.fan.active:
            stream.report_to(sent, now_s)

    def _report_blocks(self, transport: TransportRecord, blocks: Sequence[ReportBlock], now_s: float) -> None:
        for block in blocks:
            outgoing = transport.outgoing.get(block.ssrc)
            if outgoing is None:
                continue
            sent = outgoing[0]
            sent.fraction_lost = block.fraction_lost / 256
            if sent.last_report is not None and sent.last_report[0] == block.last_sender_report:
                # RFC 3550, 6.4.1; both times are by our clock, whatever the publisher's says.
                round_trip_s = now_s - sent.last_report[1] - block.delay_since_last / 65536
                sent.round_trip_s = max(0.0, round_trip_s)

    def _nack(self, transport: TransportRecord, nack: Nack, now_s: float) -> None:
        outgoing = transport.outgoing.get(nack.media_ssrc)
        if outgoing is not None:
            sent, stream = outgoing
            resend(sent, stream.fan, nack.lost, now_s, self._counters)

    def _keyframe_wanted(self, transport: TransportRecord, ssrc: int) -> None:
        outgoing = transport.outgoing.get(ssrc)
        if outgoing is not None and outgoing[1].is_video:
            self._listener.on_keyframe_wanted(outgoing[1].id)

    def _goodbye(self, transport: TransportRecord, goodbye: Goodbye) -> None:
        for ssrc in goodbye.ssrcs:
            stream = transport.streams.get(ssrc)
            if stream is not None:
                stream.restart()
