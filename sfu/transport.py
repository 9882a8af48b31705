"""ICE, DTLS and SRTP with one browser, and the table that finds whose a STUN or DTLS datagram is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sfu.aiortc_seam import Certificate, Fingerprint, SrtpSessions
from sfu.clockwork import Loop
from sfu.dataplane.interface import Address, DataPlane, TransportId
from sfu.dtls import DtlsEndpoint
from sfu.ice_lite import IceAgent, IceCredentials, username_of
from sfu.rtp.demux import DatagramKind, classify

ADDRESSES_PER_TRANSPORT = 16
"""A browser has a few; one that invents more forgets its oldest."""


class TransportRole(Enum):
    """Which of a participant's two PeerConnections it is."""

    PUBLISH = "publish"
    SUBSCRIBE = "subscribe"


@dataclass(frozen=True, slots=True)
class TransportParts:
    """What all transports of a forwarding unit share."""

    plane: DataPlane
    certificate: Certificate
    table: "TransportTable"
    loop: Loop
    clock: Callable[[], float]
    handshake_timeout_s: float
    consent_timeout_s: float


class TransportTable:
    """Finds transports by what a datagram says: user fragment of a check, source address of DTLS."""

    def __init__(self) -> None:
        self._by_ufrag: dict[str, Transport] = {}
        self._by_address: dict[Address, Transport] = {}

    def __len__(self) -> int:
        return len(self._by_ufrag) + len(self._by_address)

    def receive(self, datagram: bytes, source: Address) -> bool:
        """Hand a control datagram to its transport; False if it belongs to none."""
        kind = classify(datagram)
        transport: Transport | None = None
        if kind is DatagramKind.STUN:
            ufrag = username_of(datagram)
            transport = self._by_ufrag.get(ufrag) if ufrag else self._by_address.get(source)
            if transport is not None:
                transport.receive_stun(datagram, source)
        elif kind is DatagramKind.DTLS:
            transport = self._by_address.get(source)
            if transport is not None:
                transport.receive_dtls(datagram)
        return transport is not None

    def add_ufrag(self, ufrag: str, transport: "Transport") -> None:
        """Checks for this user fragment go to `transport`."""
        self._by_ufrag[ufrag] = transport

    def remove_ufrag(self, ufrag: str) -> None:
        """Checks for it are junk from now on."""
        self._by_ufrag.pop(ufrag, None)

    def add_address(self, address: Address, transport: "Transport") -> None:
        """DTLS from this authenticated address goes to `transport`."""
        self._by_address[address] = transport

    def remove_address(self, address: Address, transport: "Transport") -> None:
        """DTLS from it is junk from now on, unless the address has passed to another transport."""
        if self._by_address.get(address) is transport:
            del self._by_address[address]


class Transport:
    """One PeerConnection's way to a browser.

    State: waiting for the browser (nothing authenticated) -> connected to an address -> ready (DTLS done)
    -> closed. `on_lost` is called once with a reason when it ends by itself: the handshake failed or took
    too long, the browser closed, or gave no sign of consent (RFC 7675) for the time-out.
    """

    def __init__(
        self,
        transport: TransportId,
        parts: TransportParts,
        on_lost: Callable[["Transport", str], None],
        remote_fingerprints: tuple[Fingerprint, ...] | None = None,
    ) -> None:
        self.id = transport
        self.closed = False
        self.remote_fingerprints = remote_fingerprints
        self._parts = parts
        self._on_lost = on_lost
        self._dtls: DtlsEndpoint | None = None
        self._address: Address | None = None
        self._addresses: dict[Address, None] = {}
        self._consent_at_s = parts.clock()
        self._agent = IceAgent(IceCredentials.generate(), self._consent_at_s)
        parts.plane.add_transport(transport)
        parts.table.add_ufrag(self.ice.ufrag, self)
        self._consent_timer = parts.loop.call_later(parts.consent_timeout_s, self._check_consent)
        if remote_fingerprints is not None:
            self._require_dtls()

    @property
    def ice(self) -> IceCredentials:
        """Our side's credentials."""
        return self._agent.credentials

    @property
    def ready(self) -> bool:
        """Whether media can flow."""
        return self._dtls is not None and self._dtls.ready

    def restart_ice(self) -> None:
        """Take new credentials (RFC 8445, 9); media goes on at the old address until a new one is chosen."""
        self._parts.table.remove_ufrag(self.ice.ufrag)
        self._consent_at_s = self._parts.clock()
        self._agent = IceAgent(IceCredentials.generate(), self._consent_at_s)
        self._parts.table.add_ufrag(self.ice.ufrag, self)

    def set_remote_fingerprints(self, fingerprints: tuple[Fingerprint, ...]) -> None:
        """The browser's description has come: the handshake may go on."""
        if self.remote_fingerprints is None and not self.closed:
            self.remote_fingerprints = fingerprints
            self._require_dtls().set_remote_fingerprints(fingerprints)

    def receive_stun(self, datagram: bytes, source: Address) -> None:
        """Answer a check and learn from it."""
        result = self._agent.receive(datagram, source, self._parts.clock())
        if result.consent:
            self._consent_at_s = self._parts.clock()
        if result.authenticated is not None:
            self._admit(result.authenticated)
        if result.nominated is not None or (self._address is None and result.authenticated is not None):
            self._address = source
            self._parts.plane.set_address(self.id, source)
        if result.reply is not None:
            self._parts.plane.send(result.reply, source)

    def receive_dtls(self, datagram: bytes) -> None:
        """Take a datagram from an address that passed an authenticated check."""
        if not self.closed:
            self._require_dtls().receive(datagram)

    def close(self) -> None:
        """End it: tell the browser, forget everything. Does nothing the second time."""
        if self.closed:
            return
        self.closed = True
        if self._dtls is not None:
            self._dtls.close()
        self._consent_timer.cancel()
        self._parts.table.remove_ufrag(self.ice.ufrag)
        for address in self._addresses:
            self._parts.table.remove_address(address, self)
        self._parts.plane.remove_transport(self.id)

    def _require_dtls(self) -> DtlsEndpoint:
        """A subscriber's first datagrams may come before its answer: the endpoint lets them wait."""
        if self._dtls is None:
            parts = self._parts
            self._dtls = DtlsEndpoint(
                parts.certificate,
                self.remote_fingerprints,
                self._send,
                self._on_keys,
                self._lose,
                handshake_timeout_s=parts.handshake_timeout_s,
                call_later=parts.loop.call_later,
            )
        return self._dtls

    def _admit(self, address: Address) -> None:
        if address in self._addresses:
            return
        if len(self._addresses) >= ADDRESSES_PER_TRANSPORT:
            oldest = next(known for known in self._addresses if known != self._address)
            del self._addresses[oldest]
            self._parts.table.remove_address(oldest, self)
            self._parts.plane.expel_address(self.id, oldest)
        self._addresses[address] = None
        self._parts.plane.admit_address(self.id, address)
        self._parts.table.add_address(address, self)

    def _send(self, datagram: bytes) -> None:
        if self._address is not None:
            self._parts.plane.send(datagram, self._address)

    def _on_keys(self, sessions: SrtpSessions) -> None:
        self._parts.plane.set_keys(self.id, sessions)

    def _check_consent(self) -> None:
        left_s = self._consent_at_s + self._parts.consent_timeout_s - self._parts.clock()
        if left_s > 0:
            self._consent_timer = self._parts.loop.call_later(left_s, self._check_consent)
        else:
            self._lose("no sign of consent")

    def _lose(self, reason: str) -> None:
        if not self.closed:
            self.close()
            self._on_lost(self, reason)
