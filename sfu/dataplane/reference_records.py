"""What the reference data plane knows of one transport, and the types its parts share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from sfu.aiortc_seam import SrtpError
from sfu.dataplane.interface import Address, Srtp, TransportId
from sfu.rtp.twcc import ArrivalLog

if TYPE_CHECKING:
    from sfu.dataplane.reference_fan import SentStream
    from sfu.dataplane.reference_streams import ReceivedStream

SendTo: TypeAlias = Callable[[bytes, Address], int]
Route: TypeAlias = tuple[int, int, int, Callable[[bytes], bytes], SendTo, Address]
"""Offset of sequence numbers, payload type, SSRC, encrypt, send, destination."""

SOURCES_PER_TRANSPORT = 1024
"""SRTP keeps state for every SSRC it hears of; an authenticated sender could invent them without end."""


class Counters:
    """Datagrams of the whole plane."""

    __slots__ = ("dropped", "received", "sent")

    def __init__(self) -> None:
        self.received = self.sent = self.dropped = 0


class TransportRecord:
    """ICE, DTLS and SRTP with one browser, as far as packets need it."""

    __slots__ = (
        "_counters", "address", "addresses", "arrivals", "id", "outgoing", "repairs",
        "reported_at_s", "sendto", "sources", "srtp", "streams", "unknown_budget", "unknown_budget_at_s",
    )  # fmt: skip

    def __init__(self, transport: TransportId, counters: Counters) -> None:
        self.id = transport
        self._counters = counters
        self.srtp: Srtp | None = None
        self.address: Address | None = None
        """Where media goes."""
        self.addresses: set[Address] = set()
        """Where media may come from."""
        self.sendto: SendTo
        self.arrivals = ArrivalLog()
        self.reported_at_s = 0.0
        self.streams: dict[int, ReceivedStream] = {}
        self.repairs: dict[int, ReceivedStream] = {}
        """Streams by the SSRC of their retransmissions."""
        self.outgoing: dict[int, tuple[SentStream, ReceivedStream]] = {}
        """What is sent to this browser, by our SSRCs, and what it is made from."""
        self.unknown_budget = self.unknown_budget_at_s = 0.0
        self.sources: set[int] = set()
        """SSRCs of which something authentic came."""

    @property
    def ready(self) -> bool:
        """Whether packets can be sent: address and keys are known."""
        return self.srtp is not None and self.address is not None

    def way_out(self) -> tuple[Srtp, SendTo, Address]:
        """Keys, socket and destination of a transport that is ready."""
        if self.srtp is None or self.address is None:
            raise RuntimeError("this transport is not ready")
        return self.srtp, self.sendto, self.address

    def admits(self, ssrc: int) -> bool:
        """Whether this transport may send with this SSRC; one that is not authentic uses up nothing."""
        return ssrc in self.sources or len(self.sources) < SOURCES_PER_TRANSPORT

    def send_rtcp(self, compound: bytes) -> None:
        """Encrypt and send; nothing happens on a transport that is not ready."""
        if self.srtp is None or self.address is None:
            return
        try:
            self.sendto(self.srtp.protect_rtcp(compound), self.address)
            self._counters.sent += 1
        except (SrtpError, OSError):
            self._counters.dropped += 1

    def may_bring_unknown(self, now_s: float, per_second: int) -> bool:
        """Whether another packet of an unannounced stream may be looked at."""
        elapsed_s = now_s - self.unknown_budget_at_s
        self.unknown_budget_at_s = now_s
        self.unknown_budget = min(per_second, self.unknown_budget + elapsed_s * per_second)
        if self.unknown_budget < 1:
            self._counters.dropped += 1
            return False
        self.unknown_budget -= 1
        return True
