"""The data plane in pure Python: the specification of what a data plane does, and one that runs anywhere.

Datagrams are read in a plain loop from the socket, not one asyncio callback each; what is sent goes
straight to the socket. Timers run only while media arrives.
"""

import random
import socket
from collections.abc import Callable
from functools import partial

from sfu.aiortc_seam import SrtpError
from sfu.clockwork import Loop
from sfu.dataplane.interface import (
    Address,
    PlaneListener,
    PlaneStatistics,
    Srtp,
    StreamId,
    StreamSpec,
    StreamStatistics,
    SubscriptionId,
    SubscriptionSpec,
    SubscriptionStatistics,
    TcpAddress,
    TransportId,
)
from sfu.dataplane.reference_fan import SentStream
from sfu.dataplane.reference_feedback import Feedback
from sfu.dataplane.reference_records import Counters, TransportRecord
from sfu.dataplane.reference_rtcp import RtcpReceiver
from sfu.dataplane.reference_sockets import open_ports
from sfu.dataplane.reference_streams import Arrival, ReceivedStream
from sfu.dataplane.reference_tcp import TcpSide
from sfu.rtp.demux import DatagramKind, classify
from sfu.rtp.header_ext import read_extensions
from sfu.rtp.packet import MalformedPacket, parse_header
from sfu.rtp.rtcp import parse_compound
from sfu.rtp.rtx import unwrap

DATAGRAMS_PER_TURN = 64
"""Read before others in the event loop get their turn."""
MAX_DATAGRAM_BYTES = 2048
UNKNOWN_PER_SECOND = 50
"""Packets of streams nobody announced that a transport may bring to the listener."""


class ReferencePlane:
    """Implements `sfu.dataplane.interface.DataPlane`."""

    def __init__(
        self,
        host: str,
        port: int,
        listener: PlaneListener,
        *,
        loop: Loop,
        clock: Callable[[], float],
        randomness: random.Random,
        tcp: bool = False,
    ) -> None:
        """Bind the port and start to read. Raises OSError if it is taken; where only its TCP side is, the
        plane does without."""
        self._loop = loop
        self._clock = clock
        self._listener = listener
        self._counters = Counters()
        self._transports: dict[TransportId, TransportRecord] = {}
        self._by_address: dict[Address, TransportRecord] = {}
        self._streams: dict[StreamId, ReceivedStream] = {}
        self._subscriptions: dict[SubscriptionId, tuple[SentStream, ReceivedStream]] = {}
        self._rtcp = RtcpReceiver(listener, self._counters)
        cname = f"{randomness.getrandbits(96):024x}"
        self._feedback = Feedback(loop, clock, listener, randomness.getrandbits(32) | 1, cname)
        self._sockets, listeners = open_ports(host, port, tcp=tcp)
        self._port: int = self._sockets[0].getsockname()[1]
        self._by_family = {udp.family: udp for udp in self._sockets}
        for udp in self._sockets:
            loop.add_reader(udp.fileno(), partial(self._read, udp))
        self.takes_tcp = bool(listeners)
        self._tcp = TcpSide(listeners, self._take, self._counters, loop=loop, clock=clock)

    @property
    def port(self) -> int:
        """The UDP port, the same number for IPv4 and IPv6."""
        return self._port

    # Datagrams

    def _read(self, udp: socket.socket) -> None:
        receive, is_ipv6 = udp.recvfrom, udp.family == socket.AF_INET6
        for _ in range(DATAGRAMS_PER_TURN):
            try:
                datagram, source = receive(MAX_DATAGRAM_BYTES)
            except BlockingIOError:
                return
            except OSError:  # the echo of something sent earlier to where nobody listens
                continue
            self._counters.received += 1
            self._take(datagram, source[:2] if is_ipv6 else source)

    def _take(self, datagram: bytes, source: Address) -> None:
        kind = classify(datagram)
        if kind is DatagramKind.STUN or kind is DatagramKind.DTLS:
            self._listener.on_control(datagram, source)
            return
        transport = self._by_address.get(source)
        if transport is None or transport.srtp is None or kind is DatagramKind.OTHER:
            self._counters.dropped += 1
            return
        try:
            if kind is DatagramKind.RTP:
                self._take_rtp(transport, transport.srtp, datagram)
            else:
                self._take_rtcp(transport, transport.srtp, datagram)
        except (MalformedPacket, SrtpError):
            self._counters.dropped += 1

    def _take_rtp(self, transport: TransportRecord, srtp: Srtp, datagram: bytes) -> None:
        ssrc = int.from_bytes(datagram[8:12], "big")
        if not transport.admits(ssrc):
            raise SrtpError("too many sources")
        packet = srtp.unprotect(datagram)
        transport.sources.add(ssrc)
        now_s = self._clock()
        stream = transport.streams.get(ssrc)
        if stream is not None:
            self._take_media(transport, stream, packet, now_s, repaired=False)
            return
        stream = transport.repairs.get(ssrc)
        if stream is not None:
            self._take_media(transport, stream, packet, now_s, repaired=True)
        elif transport.may_bring_unknown(now_s, UNKNOWN_PER_SECOND):
            self._take_unknown(transport, ssrc, packet, now_s)

    def _take_unknown(self, transport: TransportRecord, ssrc: int, packet: bytes, now_s: float) -> None:
        self._listener.on_unknown_stream(transport.id, packet)
        stream = transport.streams.get(ssrc)
        if stream is not None:
            self._take_media(transport, stream, packet, now_s, repaired=False)
            return
        stream = transport.repairs.get(ssrc)
        if stream is not None:
            self._take_media(transport, stream, packet, now_s, repaired=True)

    def _take_media(
        self, transport: TransportRecord, stream: ReceivedStream, packet: bytes, now_s: float, repaired: bool
    ) -> None:
        header = parse_header(packet)
        extensions = read_extensions(packet, header)
        number = extensions.get(stream.transport_sequence_id)
        if number is not None and len(number) == 2:
            transport.arrivals.arrived(number[0] << 8 | number[1], now_s)
        self._feedback.arrived(transport, now_s)
        if repaired:
            original = self._unwrapped(stream, packet, header.payload_type)
            if original is None:
                return
            packet, header = original, parse_header(original)
        elif header.payload_type != stream.spec.payload_type:
            self._counters.dropped += 1
            return
        arrival = stream.receive(packet, header, extensions, now_s, repaired)
        if arrival:
            self._notice(stream, arrival, now_s)

    def _unwrapped(self, stream: ReceivedStream, packet: bytes, payload_type: int) -> bytes | None:
        if payload_type != stream.spec.rtx_payload_type:
            self._counters.dropped += 1
            return None
        return unwrap(packet, stream.spec.ssrc, stream.spec.payload_type)

    def _notice(self, stream: ReceivedStream, arrival: Arrival, now_s: float) -> None:
        if Arrival.KEYFRAME in arrival:
            self._listener.on_keyframe(stream.id)
        if Arrival.BEHIND_GAP in arrival and stream.spec.rtx_payload_type is not None:
            self._feedback.gap(stream, now_s)

    def _take_rtcp(self, transport: TransportRecord, srtp: Srtp, datagram: bytes) -> None:
        ssrc = int.from_bytes(datagram[4:8], "big")
        if not transport.admits(ssrc):
            raise SrtpError("too many sources")
        packets = parse_compound(srtp.unprotect_rtcp(datagram))
        transport.sources.add(ssrc)
        self._rtcp.receive(transport, packets, self._clock())

    # Changes

    def send(self, datagram: bytes, destination: Address) -> None:
        """Send as it is: STUN and DTLS."""
        try:
            self._sendto(destination)(datagram, destination)
            self._counters.sent += 1
        except OSError:
            self._counters.dropped += 1

    def _sendto(self, destination: Address) -> Callable[[bytes, Address], int]:
        if isinstance(destination, TcpAddress):
            return self._tcp.sendto
        family = socket.AF_INET6 if ":" in destination[0] else socket.AF_INET
        udp = self._by_family.get(family) or next(iter(self._by_family.values()))
        return udp.sendto

    def add_transport(self, transport: TransportId) -> None:
        """Make a transport that knows no address and no keys yet."""
        self._transports[transport] = TransportRecord(transport, self._counters)

    def admit_address(self, transport: TransportId, address: Address) -> None:
        """Media of this transport may come from here too; an address has one transport, the latest."""
        record = self._transports[transport]
        previous = self._by_address.get(address)
        if previous is not None and previous is not record:
            self._forget_address(previous, address)
        self._by_address[address] = record
        record.addresses.add(address)

    def expel_address(self, transport: TransportId, address: Address) -> None:
        """Take no more media from an admitted address that is not the one media goes to."""
        record = self._transports[transport]
        if address in record.addresses:
            self._forget_address(record, address)

    def set_address(self, transport: TransportId, address: Address) -> None:
        """Media of this transport goes to this address from now on, and may come from it."""
        record = self._transports[transport]
        if record.address == address:
            return
        self.admit_address(transport, address)
        record.address = address
        record.sendto = self._sendto(address)
        self._prepare_routes(record)

    def _forget_address(self, record: TransportRecord, address: Address) -> None:
        del self._by_address[address]
        record.addresses.discard(address)
        if record.address == address:
            record.address = None
            self._prepare_routes(record)

    def set_keys(self, transport: TransportId, srtp: Srtp) -> None:
        """Start SRTP with these sessions."""
        record = self._transports[transport]
        record.srtp = srtp
        self._prepare_routes(record)

    def _prepare_routes(self, record: TransportRecord) -> None:
        for sent, stream in list(record.outgoing.values()):
            stream.fan.readiness_changed(sent)
            self._want_first_keyframe(sent, stream)

    def remove_transport(self, transport: TransportId) -> None:
        """Forget it, its addresses, its streams and its subscriptions."""
        record = self._transports.pop(transport)
        for stream in list(record.streams.values()):
            self.remove_stream(stream.id)
        for sent, _ in list(record.outgoing.values()):
            self.remove_subscription(sent.id)
        self._feedback.forget_transport(record)
        for address in record.addresses:
            del self._by_address[address]
        record.addresses.clear()
        record.srtp = record.address = None

    def add_stream(self, stream: StreamId, spec: StreamSpec) -> None:
        """Expect this stream; feedback to its publisher (NACK, RR, TWCC) starts with its first packet."""
        record = self._transports[spec.transport]
        received = ReceivedStream(stream, spec, record, self._counters)
        self._streams[stream] = received
        record.streams[spec.ssrc] = received
        if spec.rtx_ssrc is not None:
            record.repairs[spec.rtx_ssrc] = received

    def set_rtx_ssrc(self, stream: StreamId, rtx_ssrc: int) -> None:
        """Learn the retransmission stream that the publisher's description did not declare."""
        received = self._streams[stream]
        received.transport.repairs.pop(received.rtx_ssrc or 0, None)
        received.rtx_ssrc = rtx_ssrc
        received.transport.repairs[rtx_ssrc] = received

    def set_muted(self, stream: StreamId, muted: bool) -> None:
        """Forward nothing of it while muted; subscribers see no gap afterwards."""
        received = self._streams[stream]
        if muted == received.fan.muted:
            return
        if muted:
            received.fan.mute()
            return
        received.fan.muted = False
        for sent in received.fan.waiting:
            self._want_first_keyframe(sent, received)

    def remove_stream(self, stream: StreamId) -> None:
        """Forget it and its subscriptions."""
        received = self._streams.pop(stream)
        for sent in [*received.fan.active, *received.fan.waiting]:
            self.remove_subscription(sent.id)
        received.transport.streams.pop(received.spec.ssrc, None)
        if received.rtx_ssrc is not None:
            received.transport.repairs.pop(received.rtx_ssrc, None)
        self._feedback.forget_stream(received)

    def add_subscription(self, subscription: SubscriptionId, spec: SubscriptionSpec) -> None:
        """Forward the stream from now on; video from its next keyframe on, which is asked for."""
        record, stream = self._transports[spec.transport], self._streams[spec.stream]
        sent = SentStream(subscription, spec, record)
        self._subscriptions[subscription] = (sent, stream)
        record.outgoing[spec.ssrc] = (sent, stream)
        stream.fan.join(sent)
        self._want_first_keyframe(sent, stream)

    def _want_first_keyframe(self, sent: SentStream, stream: ReceivedStream) -> None:
        waits = sent.started_at is None and not stream.fan.muted and sent.transport.ready
        if waits and stream.is_video:
            stream.keyframe_wanted_at_s = self._clock()
            self._listener.on_keyframe_wanted(stream.id)

    def remove_subscription(self, subscription: SubscriptionId) -> None:
        """Stop at once."""
        sent, stream = self._subscriptions.pop(subscription)
        stream.fan.leave(sent)
        sent.transport.outgoing.pop(sent.spec.ssrc, None)

    def request_keyframe(self, stream: StreamId) -> None:
        """Send a PLI (RFC 4585, 6.3.1) to the publisher now."""
        self._feedback.request_keyframe(self._streams[stream])

    # Numbers

    def stream_statistics(self, stream: StreamId) -> StreamStatistics:
        """Numbers so far."""
        return self._streams[stream].statistics()

    def subscription_statistics(self, subscription: SubscriptionId) -> SubscriptionStatistics:
        """Numbers so far."""
        sent, stream = self._subscriptions[subscription]
        return sent.statistics(stream.fan)

    def statistics(self) -> PlaneStatistics:
        """Numbers so far."""
        counters = self._counters
        return PlaneStatistics(
            datagrams_in=counters.received, datagrams_out=counters.sent, datagrams_dropped=counters.dropped
        )

    @property
    def idle(self) -> bool:
        """Whether no timer runs."""
        return self._feedback.idle

    def table_sizes(self) -> dict[str, int]:
        """How many of each thing are known; all zero when everything was removed."""
        return {
            "transports": len(self._transports),
            "addresses": len(self._by_address),
            "connections": len(self._tcp),
            "streams": len(self._streams),
            "subscriptions": len(self._subscriptions),
        }

    def close(self) -> None:
        """Close the sockets; nothing is sent or reported afterwards."""
        self._feedback.close()
        sockets, self._sockets = self._sockets, []
        for udp in sockets:
            self._loop.remove_reader(udp.fileno())
            udp.close()
        self._tcp.close()
