"""What all routers of a forwarding unit share: the data plane, fresh numbers and fresh names."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from sfu.dataplane.interface import DataPlane, StreamId, SubscriptionId, TransportId, UdpAddress
from sfu.keyframe_wishes import KeyframeWishes
from sfu.transport import Transport, TransportParts


@dataclass(frozen=True, slots=True)
class Numbers:
    """Names of things in the data plane; none is ever given twice."""

    transports: "count[int]" = field(default_factory=lambda: count(1))
    streams: "count[int]" = field(default_factory=lambda: count(1))
    subscriptions: "count[int]" = field(default_factory=lambda: count(1))

    def transport(self) -> TransportId:
        """A fresh one."""
        return TransportId(next(self.transports))

    def stream(self) -> StreamId:
        """A fresh one."""
        return StreamId(next(self.streams))

    def subscription(self) -> SubscriptionId:
        """A fresh one."""
        return SubscriptionId(next(self.subscriptions))


class TransportOwner(Protocol):
    """Whom a transport's packets concern."""

    def on_unknown_stream(self, packet: bytes) -> None:
        """A decrypted packet of an SSRC that no stream announced."""

    def on_bandwidth(self, bits_per_s: int) -> None:
        """What the browser believes to be able to receive."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Handed in by the forwarding unit."""

    transports: TransportParts
    owners: dict[TransportId, TransportOwner]
    keyframes: KeyframeWishes
    numbers: Numbers
    randomness: random.Random
    new_publication_id: Callable[[], str]
    public_addresses: Sequence[str]
    advertised_port: int

    @property
    def plane(self) -> DataPlane:
        """What moves the packets."""
        return self.transports.plane

    @property
    def fingerprint(self) -> tuple[str, str]:
        """Of our certificate."""
        return self.transports.certificate.fingerprint

    @property
    def candidates(self) -> list[UdpAddress]:
        """Where browsers reach us."""
        return [(host, self.advertised_port) for host in self.public_addresses]

    def new_cname(self) -> str:
        """A canonical name that says nothing (RFC 7022)."""
        return f"{self.randomness.getrandbits(96):024x}"

    def open_transport(
        self,
        owner: TransportOwner,
        on_lost: Callable[[Transport, str], None],
        remote_fingerprints: tuple[tuple[str, str], ...] | None = None,
    ) -> Transport:
        """Make a transport that waits for its browser."""
        transport = Transport(self.numbers.transport(), self.transports, on_lost, remote_fingerprints)
        self.owners[transport.id] = owner
        return transport

    def forget_transport(self, transport: Transport) -> None:
        """Close it if it is not closed yet; its owner hears nothing of it any more."""
        transport.close()
        self.owners.pop(transport.id, None)
