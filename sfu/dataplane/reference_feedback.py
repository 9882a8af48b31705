"""Feedback to publishers on one timer that only runs while media arrives: NACK, reports, arrival times."""

from collections.abc import Callable

from sfu.clockwork import Loop, Timer
from sfu.dataplane.interface import PlaneListener, StreamId
from sfu.dataplane.reference_records import TransportRecord
from sfu.dataplane.reference_streams import ReceivedStream
from sfu.rtp.nack import GIVE_UP_AFTER_S
from sfu.rtp.rtcp import Nack, PictureLoss, ReceiverReport, SourceDescription, serialize

REPAIR_INTERVAL_S = 0.020
FEEDBACK_INTERVAL_S = 0.100
"""Chromium sends its full quality within a second if it hears from us that often."""
REPORT_INTERVAL_S = 1.0
KEYFRAME_REPEAT_S = 0.5
_BLOCKS_PER_REPORT = 31
_NUMBERS_PER_NACK = 240


class Feedback:
    """Tells publishers what arrived and what did not."""

    def __init__(
        self, loop: Loop, clock: Callable[[], float], listener: PlaneListener,
        ssrc: int, cname: str,
    ) -> None:  # fmt: skip
        self._loop = loop
        self._clock = clock
        self._listener = listener
        self._ssrc = ssrc
        self._names = serialize(SourceDescription(((ssrc, cname),)))
        self._timer: Timer | None = None
        self._next_s = 0.0
        """When the timer rings."""
        self._feedback_at_s = 0.0
        self._active: set[TransportRecord] = set()
        self._gappy: dict[StreamId, ReceivedStream] = {}

    def arrived(self, transport: TransportRecord, now_s: float) -> None:
        """Media came in on this transport."""
        self._active.add(transport)
        if self._timer is None:
            self._feedback_at_s = now_s + FEEDBACK_INTERVAL_S
            self._ring_at(self._feedback_at_s, now_s)

    def gap(self, stream: ReceivedStream, now_s: float) -> None:
        """Packets of this stream are missing."""
        stream.gap_at_s = now_s
        self._gappy[stream.id] = stream
        if self._next_s > now_s + REPAIR_INTERVAL_S:
            self._ring_at(now_s + REPAIR_INTERVAL_S, now_s)

    def forget_transport(self, transport: TransportRecord) -> None:
        """It was removed."""
        self._active.discard(transport)

    def forget_stream(self, stream: ReceivedStream) -> None:
        """It was removed."""
        self._gappy.pop(stream.id, None)

    def request_keyframe(self, stream: ReceivedStream) -> None:
        """Send a PLI (RFC 4585, 6.3.1)."""
        stream.transport.send_rtcp(serialize(PictureLoss(self._ssrc, stream.spec.ssrc)))

    def close(self) -> None:
        """Send nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._active.clear()
        self._gappy.clear()

    @property
    def idle(self) -> bool:
        """Whether no timer runs."""
        return self._timer is None

    def _ring_at(self, at_s: float, now_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next_s = at_s
        self._timer = self._loop.call_later(max(0.0, at_s - now_s), self._ring)

    def _ring(self) -> None:
        self._timer = None
        now_s = self._clock()
        for stream in list(self._gappy.values()):
            self._ask_for_missing(stream, now_s)
        if now_s >= self._feedback_at_s:
            self._feedback_at_s = now_s + FEEDBACK_INTERVAL_S
            active, self._active = self._active, set()
            for transport in active:
                self._tell(transport, now_s)
            if not active and not self._gappy:
                return
        next_s = self._feedback_at_s
        if self._gappy:
            next_s = min(next_s, now_s + REPAIR_INTERVAL_S)
        self._ring_at(next_s, now_s)

    def _ask_for_missing(self, stream: ReceivedStream, now_s: float) -> None:
        lost = stream.missing.due(now_s)
        for start in range(0, len(lost), _NUMBERS_PER_NACK):
            numbers = tuple(lost[start : start + _NUMBERS_PER_NACK])
            stream.transport.send_rtcp(serialize(Nack(self._ssrc, stream.spec.ssrc, numbers)))
        if stream.missing.overwhelmed and stream.is_video and stream.fan.active:
            self._listener.on_keyframe_wanted(stream.id)
        if now_s - stream.gap_at_s > 2 * GIVE_UP_AFTER_S:
            self._gappy.pop(stream.id, None)

    def _tell(self, transport: TransportRecord, now_s: float) -> None:
        """What is due each 100 ms on a transport that received something since the last time."""
        if not transport.streams:
            return
        self._send_arrivals(transport)
        if now_s - transport.reported_at_s >= REPORT_INTERVAL_S:
            transport.reported_at_s = now_s
            self._send_reports(transport, now_s)
        for stream in transport.streams.values():
            if stream.is_video and stream.fan.waiting:
                self._repeat_keyframe_wish(stream, now_s)

    def _send_arrivals(self, transport: TransportRecord) -> None:
        media_ssrc = next(iter(transport.streams))
        while (feedback := transport.arrivals.feedback(media_ssrc, self._ssrc)) is not None:
            transport.send_rtcp(serialize(feedback))

    def _send_reports(self, transport: TransportRecord, now_s: float) -> None:
        blocks = [stream.report.block(now_s) for stream in transport.streams.values() if stream.packets]
        for start in range(0, len(blocks), _BLOCKS_PER_REPORT):
            report = ReceiverReport(self._ssrc, tuple(blocks[start : start + _BLOCKS_PER_REPORT]))
            transport.send_rtcp(serialize(report) + self._names)

    def _repeat_keyframe_wish(self, stream: ReceivedStream, now_s: float) -> None:
        """A keyframe may have been lost, or the request for it."""
        nobody_waits = not any(sent.transport.ready for sent in stream.fan.waiting)
        if nobody_waits or stream.fan.muted or now_s - stream.keyframe_wanted_at_s < KEYFRAME_REPEAT_S:
            return
        stream.keyframe_wanted_at_s = now_s
        self._listener.on_keyframe_wanted(stream.id)
