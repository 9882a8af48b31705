"""One stream's way out: each packet is rewritten, encrypted and sent once for every subscription.

The loop in `Fan._send` runs for every packet that leaves, so it only walks flat tuples (`Route`) made in
advance. Numbers of incoming packets are extended here to ones that never wrap.
"""

from collections.abc import Sequence
from struct import Struct

from sfu.aiortc_seam import SrtpError
from sfu.dataplane.interface import SubscriptionId, SubscriptionSpec, SubscriptionStatistics
from sfu.dataplane.reference_records import Counters, Route, TransportRecord
from sfu.rtp.packet import parse_header
from sfu.rtp.rtx import PacketCache
from sfu.rtp.seqnum import distance

RESTART_DISTANCE = 3000
"""A jump of more than this means that the publisher began anew (RFC 3550, A.1: MAX_DROPOUT)."""
SEGMENTS_KEPT = 8
VIDEO_PACKETS_KEPT, AUDIO_PACKETS_KEPT = 512, 128
"""More than a second of what browsers send."""

_EMPTY = PacketCache(1)

_HEADER = Struct("!BBHII")


class SentStream:
    """One subscription: which numbers its packets have, and what was sent."""

    __slots__ = (
        "_counted_bytes",
        "_counted_packets",
        "_segments",
        "bytes",
        "fraction_lost",
        "id",
        "last_report",
        "next_sequence_number",
        "offset",
        "packets",
        "resend_budget",
        "resend_budget_at_s",
        "resent_at_s",
        "retransmitted",
        "round_trip_s",
        "rtx_sequence_number",
        "spec",
        "started_at",
        "transport",
    )  # fmt: skip

    def __init__(
        self, subscription: SubscriptionId, spec: SubscriptionSpec, transport: TransportRecord
    ) -> None:
        self.id = subscription
        self.spec = spec
        self.transport = transport
        self.started_at: int | None = None
        """Incoming number of the first packet forwarded since it last started; None while it waits."""
        self.offset = 0
        self.next_sequence_number = spec.first_sequence_number
        self.rtx_sequence_number = spec.first_rtx_sequence_number
        self.packets = self.bytes = self.retransmitted = 0
        self._counted_packets = self._counted_bytes = 0
        self.fraction_lost = 0.0
        self.round_trip_s: float | None = None
        self.last_report: tuple[int, float] | None = None
        """Middle 32 bits of the NTP time in the latest sender report, and when it left (RFC 3550, 6.4.1)."""
        self.resent_at_s: dict[int, float] = {}
        self.resend_budget = self.resend_budget_at_s = 0.0
        self._segments: list[tuple[int, int, int]] = []

    def start(self, extended: int, fan: "Fan") -> None:
        """The packet `extended` goes out next, as the continuation of all before."""
        self.started_at = extended
        self.offset = (self.next_sequence_number - extended) & 0xFFFF
        self._segments.append((self.next_sequence_number, self.offset, extended))
        del self._segments[:-SEGMENTS_KEPT]
        self._counted_packets, self._counted_bytes = fan.packets, fan.payload_bytes

    def pause(self, fan: "Fan") -> None:
        """Nothing goes out until the next start, and no number is left out."""
        if self.started_at is None:
            return
        self.count(fan)
        self.next_sequence_number = (max(fan.highest + 1, self.started_at) + self.offset) & 0xFFFF
        self.started_at = None

    def count(self, fan: "Fan") -> None:
        """Take over what the fan counted for all its routes since the last time."""
        if self.started_at is None:
            return
        self.packets += fan.packets - self._counted_packets
        self.bytes += fan.payload_bytes - self._counted_bytes
        self._counted_packets, self._counted_bytes = fan.packets, fan.payload_bytes

    def original_number(self, sequence_number: int, highest: int) -> int | None:
        """Which incoming packet went out under this number; None if none did, or too long ago."""
        for first_out, offset, first_in in reversed(self._segments):
            if distance(sequence_number, first_out) >= 0:
                extended = highest + distance((sequence_number - offset) & 0xFFFF, highest & 0xFFFF)
                return extended if extended >= first_in else None
        return None

    def statistics(self, fan: "Fan") -> SubscriptionStatistics:
        """Numbers so far."""
        self.count(fan)
        return SubscriptionStatistics(
            packets=self.packets,
            bytes=self.bytes,
            retransmitted=self.retransmitted,
            fraction_lost=self.fraction_lost,
            round_trip_ms=None if self.round_trip_s is None else self.round_trip_s * 1000,
        )

    def route(self) -> Route:
        """What the sending loop needs."""
        srtp, sendto, address = self.transport.way_out()
        return self.offset, self.spec.payload_type, self.spec.ssrc, srtp.protect, sendto, address


class Fan:
    """Forwards one stream to its subscriptions and keeps the latest packets for those who lose some."""

    __slots__ = (
        "_counters", "_latest_start", "_routes", "active", "cache", "highest", "is_video", "muted",
        "packets", "payload_bytes", "seen", "waiting",
    )  # fmt: skip

    def __init__(self, is_video: bool, counters: Counters) -> None:
        self.is_video = is_video
        self._counters = counters
        self.cache = _EMPTY
        """Made with the first packet: who only listens costs no memory for it."""
        self.active: list[SentStream] = []
        self.waiting: list[SentStream] = []
        self.muted = False
        self.seen = False
        self.highest = 0
        """Newest extended number; without meaning until a packet was `seen`."""
        self.packets = self.payload_bytes = 0
        self._routes: tuple[Route, ...] = ()
        self._latest_start = 0

    def join(self, sent: SentStream) -> None:
        """Forward to it from the next packet (video: keyframe) on."""
        self.waiting.append(sent)

    def leave(self, sent: SentStream) -> None:
        """Forward nothing to it any more."""
        self.waiting = [other for other in self.waiting if other is not sent]
        self.active = [other for other in self.active if other is not sent]
        self.prepare()

    def readiness_changed(self, sent: SentStream) -> None:
        """Its transport has another address or other keys, or lost them."""
        if sent.started_at is not None and not sent.transport.ready:
            sent.pause(self)
            self.active.remove(sent)
            self.waiting.append(sent)
        self.prepare()

    def mute(self) -> None:
        """Forward nothing until unmuted; what arrives meanwhile leaves no gap."""
        self.muted = True
        self._pause_all()

    def prepare(self) -> None:
        """Make the routes anew: subscriptions, their offsets, addresses or keys have changed."""
        self._routes = tuple(sent.route() for sent in self.active)

    def extend(self, sequence_number: int) -> int:
        """The number that never wraps; a restart of the publisher continues above all before."""
        if not self.seen:
            self.seen = True
            self.cache = PacketCache(VIDEO_PACKETS_KEPT if self.is_video else AUDIO_PACKETS_KEPT)
            self.highest = 0x10000 + sequence_number - 1
        ahead = distance(sequence_number, self.highest & 0xFFFF)
        if -RESTART_DISTANCE <= ahead <= RESTART_DISTANCE:
            return self.highest + ahead
        self._pause_all()
        self._latest_start = self.highest + 0x10000 + ((sequence_number - self.highest) & 0xFFFF)
        self.highest = self._latest_start - 1
        return self._latest_start

    def forward(
        self, packet: bytearray, extended: int, starts_keyframe: bool, payload_bytes: int
    ) -> Sequence[SentStream]:
        """Send a rewritten packet to everybody who is ready for it; tell whose subscription it started."""
        self.highest = max(self.highest, extended)
        if self.muted:
            return ()
        self.cache.put(extended, packet)
        if extended < self._latest_start:
            self._send(packet, extended, self._routes_for(extended, payload_bytes))
            return ()
        if self._routes:
            self.packets += 1
            self.payload_bytes += payload_bytes
            self._send(packet, extended, self._routes)
        if self.waiting and (starts_keyframe or not self.is_video):
            return self._start_waiting(extended)
        return ()

    def _send(self, packet: bytes | bytearray, extended: int, routes: tuple[Route, ...]) -> None:
        first, marker, _, timestamp, _ = _HEADER.unpack_from(packet)
        marker &= 0x80
        tail = bytes(packet[12:])
        pack = _HEADER.pack
        failed = 0
        for offset, payload_type, ssrc, protect, sendto, address in routes:
            header = pack(first, marker | payload_type, (extended + offset) & 0xFFFF, timestamp, ssrc)
            try:
                sendto(protect(header + tail), address)
            except (SrtpError, OSError):
                failed += 1
        counters = self._counters
        counters.sent += len(routes) - failed
        counters.dropped += failed

    def _routes_for(self, extended: int, payload_bytes: int) -> tuple[Route, ...]:
        """Of a late packet: only those who had started before it, not who joined or unmuted since."""
        before = [sent for sent in self.active if sent.started_at is not None and sent.started_at <= extended]
        for sent in before:
            sent.packets += 1
            sent.bytes += payload_bytes
        return tuple(sent.route() for sent in before)

    def _start_waiting(self, extended: int) -> Sequence[SentStream]:
        """Begin with this packet; what came after it already (it was repaired) follows from the cache."""
        ready = [sent for sent in self.waiting if sent.transport.ready]
        if not ready:
            return ()
        self.waiting = [sent for sent in self.waiting if not sent.transport.ready]
        for sent in ready:
            sent.start(extended, self)
        routes = tuple(sent.route() for sent in ready)
        for number in range(extended, self.highest + 1):
            packet = self.cache.get(number)
            if packet is not None:
                self._send(packet, number, routes)
                self._count_for(ready, packet)
        self.active += ready
        self._latest_start = max(self._latest_start, extended)
        self.prepare()
        return ready

    def _count_for(self, some: Sequence[SentStream], packet: bytes | bytearray) -> None:
        header = parse_header(packet)
        payload_bytes = len(packet) - header.payload_offset - header.padding_bytes
        for sent in some:
            sent.packets += 1
            sent.bytes += payload_bytes

    def _pause_all(self) -> None:
        for sent in self.active:
            sent.pause(self)
        self.waiting += self.active
        self.active = []
        self._routes = ()
