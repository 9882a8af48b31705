"""What a data plane does: it owns the media port and moves packets; everything is decided elsewhere.

Numbers name things (`TransportId`, `StreamId`, `SubscriptionId`); the caller chooses them and
never reuses one. A data plane parses every datagram first and hands to its listener only what it
does not execute itself: STUN, DTLS, packets of streams nobody announced, and RTCP that asks for a decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, NewType, Protocol, TypeAlias

TransportId = NewType("TransportId", int)
StreamId = NewType("StreamId", int)
SubscriptionId = NewType("SubscriptionId", int)

UdpAddress: TypeAlias = tuple[str, int]
"""IP address without scope, and port. IPv4 as itself, never mapped."""


class TcpAddress(NamedTuple):
    """The far end of one TCP connection (RFC 6544); equals no UDP address and no later connection's."""

    host: str
    port: int
    connection: int
    """Its number, which is never given again."""


Address: TypeAlias = UdpAddress | TcpAddress
"""Where a browser is: the first two values are IP address and port."""


class MediaKind(Enum):
    """What a stream carries."""

    AUDIO = "audio"
    VIDEO = "video"


class Extension(Enum):
    """Header extensions that a data plane reads or writes (their URIs stand in sfu.sdp)."""

    AUDIO_LEVEL = "audio-level"  # RFC 6464
    MID = "mid"  # RFC 8843
    RID = "rid"  # RFC 8852
    REPAIRED_RID = "repaired-rid"  # RFC 8852
    TRANSPORT_SEQUENCE_NUMBER = (
        "transport-sequence-number"  # draft-holmer-rmcat-transport-wide-cc-extensions-01
    )
    ABSOLUTE_SEND_TIME = "absolute-send-time"
    VIDEO_ORIENTATION = "video-orientation"  # 3GPP TS 26.114, 7.4.5


OUTGOING_EXTENSION_IDS: Mapping[Extension, int] = {
    Extension.AUDIO_LEVEL: 1,
    Extension.ABSOLUTE_SEND_TIME: 2,
    Extension.VIDEO_ORIENTATION: 3,
}
"""The only extensions towards subscribers, and the fixed numbers they have in every offer of ours.
Absolute send time is stamped by the data plane when it sends."""


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """One RTP stream that a publisher sends, with its retransmission stream (RFC 4588) if it has one."""

    transport: TransportId
    kind: MediaKind
    ssrc: int
    payload_type: int
    clock_rate_hz: int
    rtx_ssrc: int | None
    rtx_payload_type: int | None
    extension_ids: Mapping[Extension, int]
    """The publisher's own numbers."""


@dataclass(frozen=True, slots=True)
class SubscriptionSpec:
    """One RTP stream that a subscriber receives, made from a publisher's stream."""

    transport: TransportId
    stream: StreamId
    ssrc: int
    payload_type: int
    first_sequence_number: int
    rtx_ssrc: int | None
    rtx_payload_type: int | None
    first_rtx_sequence_number: int
    cname: str
    """Canonical name in sender reports (RFC 3550, 6.5.1): the same for all that a participant sends."""


@dataclass(frozen=True, slots=True)
class StreamStatistics:
    """What arrived of a stream since it was added."""

    packets: int
    bytes: int
    packets_lost: int
    packets_recovered: int
    jitter_ms: float
    audio_level_dbov: int | None
    """The latest level (RFC 6464): 0 is loudest, -127 silence; None where none was sent."""
    last_packet_at_s: float | None


@dataclass(frozen=True, slots=True)
class SubscriptionStatistics:
    """What was sent to a subscriber."""

    packets: int
    bytes: int
    retransmitted: int
    fraction_lost: float
    """As the subscriber last reported it (RFC 3550, 6.4.1), 0 to 1."""
    round_trip_ms: float | None


@dataclass(frozen=True, slots=True)
class PlaneStatistics:
    """Counters of a whole data plane."""

    datagrams_in: int
    datagrams_out: int
    datagrams_dropped: int
    """Malformed, of unknown senders, failing authentication, or refused by the socket."""


class Srtp(Protocol):
    """SRTP in both directions with one browser (RFC 3711); raises `sfu.aiortc_seam.SrtpError` alone."""

    def protect(self, packet: bytes) -> bytes:
        """Encrypt RTP."""
        ...

    def protect_rtcp(self, packet: bytes) -> bytes:
        """Encrypt RTCP."""
        ...

    def unprotect(self, packet: bytes) -> bytes:
        """Authenticate and decrypt RTP."""
        ...

    def unprotect_rtcp(self, packet: bytes) -> bytes:
        """Authenticate and decrypt RTCP."""
        ...


class PlaneListener(Protocol):
    """Who decides. All calls come in the event loop's thread and must not block."""

    def on_control(self, datagram: bytes, source: Address) -> None:
        """STUN or DTLS by its first byte (RFC 7983); at least two bytes; the source may be anyone."""

    def on_unknown_stream(self, transport: TransportId, packet: bytes) -> None:
        """A decrypted RTP packet of an SSRC that no stream announced."""

    def on_keyframe_wanted(self, stream: StreamId) -> None:
        """A subscriber asked for a keyframe (PLI or FIR), a subscription waits for its first, or too much is
        lost to be repaired."""

    def on_keyframe(self, stream: StreamId) -> None:
        """A keyframe of this stream began to arrive."""

    def on_bandwidth(self, transport: TransportId, bits_per_s: int) -> None:
        """A subscriber estimated what it can receive (REMB)."""


class DataPlane(Protocol):
    """Moves packets. Every change is complete when the call returns."""

    @property
    def port(self) -> int:
        """The UDP port, the same number for IPv4 and IPv6."""
        ...

    @property
    def takes_tcp(self) -> bool:
        """Whether browsers may connect to the same port number by TCP (RFC 6544)."""
        ...

    def send(self, datagram: bytes, destination: Address) -> None:
        """Send as it is: STUN and DTLS. A TCP connection on which no STUN is sent for long is closed, so
        only authentic checks may be answered."""

    def add_transport(self, transport: TransportId) -> None:
        """Make a transport that knows no address and no keys yet."""

    def admit_address(self, transport: TransportId, address: Address) -> None:
        """Media of this transport may come from this address too: browsers send from where they like best,
        whatever they said before. An address has one transport, the latest."""

    def expel_address(self, transport: TransportId, address: Address) -> None:
        """Take no more media from an admitted address that is not the one media goes to."""

    def set_address(self, transport: TransportId, address: Address) -> None:
        """Media of this transport goes to this address from now on, and may come from it."""

    def set_keys(self, transport: TransportId, srtp: Srtp) -> None:
        """Start SRTP with these sessions (`sfu.aiortc_seam.SrtpSessions`)."""

    def remove_transport(self, transport: TransportId) -> None:
        """Forget it, its addresses, its streams and its subscriptions."""

    def add_stream(self, stream: StreamId, spec: StreamSpec) -> None:
        """Expect this stream; feedback to its publisher (NACK, RR, TWCC) starts."""

    def set_rtx_ssrc(self, stream: StreamId, rtx_ssrc: int) -> None:
        """Learn the retransmission stream that the publisher's description did not declare."""

    def set_muted(self, stream: StreamId, muted: bool) -> None:
        """Forward nothing of it while muted; subscribers see no gap afterwards."""

    def remove_stream(self, stream: StreamId) -> None:
        """Forget it and its subscriptions."""

    def add_subscription(self, subscription: SubscriptionId, spec: SubscriptionSpec) -> None:
        """Forward the stream from now on; video from its next keyframe on, which is asked for."""

    def remove_subscription(self, subscription: SubscriptionId) -> None:
        """Stop at once."""

    def request_keyframe(self, stream: StreamId) -> None:
        """Send a PLI (RFC 4585, 6.3.1) to the publisher now."""

    def stream_statistics(self, stream: StreamId) -> StreamStatistics:
        """Numbers so far."""
        ...

    def subscription_statistics(self, subscription: SubscriptionId) -> SubscriptionStatistics:
        """Numbers so far."""
        ...

    def statistics(self) -> PlaneStatistics:
        """Numbers so far."""
        ...

    def close(self) -> None:
        """Close the sockets; nothing is sent or reported afterwards."""
