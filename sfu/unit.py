"""The forwarding unit of a process: one data plane, one certificate, and the rooms that share them."""

import asyncio
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sfu.aiortc_seam import Certificate
from sfu.clockwork import Loop
from sfu.dataplane.interface import Address, DataPlane, PlaneStatistics, StreamId, TransportId
from sfu.dataplane.reference import ReferencePlane
from sfu.dtls import HANDSHAKE_TIMEOUT_S
from sfu.ice_lite import CONSENT_TIMEOUT_S
from sfu.keyframe_wishes import KeyframeWishes
from sfu.parts import Numbers, Parts, TransportOwner
from sfu.router import Router, RouterListener
from sfu.transport import TransportParts, TransportTable


@dataclass(frozen=True, slots=True)
class SfuSettings:
    """Where to listen, and what to tell browsers."""

    host: str
    udp_port: int
    """0 chooses a free one."""
    public_addresses: Sequence[str]
    """Candidates, the best first."""
    advertised_port: int | None = None
    """Where browsers reach the port through a port mapping; None if it is the port itself."""
    ice_tcp: bool = False
    """Whether to listen for TCP on the same number too (RFC 6544)."""
    handshake_timeout_s: float = HANDSHAKE_TIMEOUT_S
    consent_timeout_s: float = CONSENT_TIMEOUT_S


class _Switchboard:
    """Listens to the data plane and passes each matter on to whom it concerns."""

    def __init__(self) -> None:
        self.table = TransportTable()
        self.owners: dict[TransportId, TransportOwner] = {}
        self.keyframes: KeyframeWishes | None = None
        self.unclaimed = 0
        """Control datagrams that belonged to nobody."""

    def on_control(self, datagram: bytes, source: Address) -> None:
        """STUN or DTLS."""
        if not self.table.receive(datagram, source):
            self.unclaimed += 1

    def on_unknown_stream(self, transport: TransportId, packet: bytes) -> None:
        """A stream nobody announced."""
        owner = self.owners.get(transport)
        if owner is not None:
            owner.on_unknown_stream(packet)

    def on_keyframe_wanted(self, stream: StreamId) -> None:
        """A subscriber needs one."""
        if self.keyframes is not None:
            self.keyframes.wanted(stream)

    def on_keyframe(self, stream: StreamId) -> None:
        """One arrives."""
        if self.keyframes is not None:
            self.keyframes.arrived(stream)

    def on_bandwidth(self, transport: TransportId, bits_per_s: int) -> None:
        """A subscriber's estimate."""
        owner = self.owners.get(transport)
        if owner is not None:
            owner.on_bandwidth(bits_per_s)


class ForwardingUnit:
    """Opens rooms on one UDP port."""

    def __init__(self, plane: DataPlane, parts: Parts) -> None:
        self.plane = plane
        self._parts = parts
        self._rooms: set[Router] = set()

    @classmethod
    async def start(cls, settings: SfuSettings) -> "ForwardingUnit":
        """Bind the port. Raises OSError if it is taken."""
        return cls.on_loop(settings, asyncio.get_running_loop(), random.SystemRandom())

    @classmethod
    def on_loop(cls, settings: SfuSettings, loop: Loop, randomness: random.Random) -> "ForwardingUnit":
        """Start with this loop's time and these random numbers. Raises OSError if the port is taken."""
        switchboard = _Switchboard()
        plane = ReferencePlane(
            settings.host,
            settings.udp_port,
            switchboard,
            loop=loop,
            clock=loop.time,
            randomness=randomness,
            tcp=settings.ice_tcp,
        )
        keyframes = switchboard.keyframes = KeyframeWishes(plane, loop, loop.time)
        transports = TransportParts(
            plane=plane,
            certificate=Certificate.generate(),
            table=switchboard.table,
            loop=loop,
            clock=loop.time,
            handshake_timeout_s=settings.handshake_timeout_s,
            consent_timeout_s=settings.consent_timeout_s,
        )
        parts = Parts(
            transports=transports,
            owners=switchboard.owners,
            keyframes=keyframes,
            numbers=Numbers(),
            randomness=randomness,
            new_publication_id=partial(secrets.token_urlsafe, 8),
            public_addresses=tuple(settings.public_addresses),
            advertised_port=settings.advertised_port or plane.port,
        )
        return cls(plane, parts)

    @property
    def udp_port(self) -> int:
        """The port that is bound."""
        return self.plane.port

    @property
    def takes_tcp(self) -> bool:
        """Whether the port can be reached by TCP too."""
        return self.plane.takes_tcp

    def open_room(self, listener: RouterListener) -> Router:
        """Make the media of a room; `Router.close` ends it."""
        router = Router(listener, self._parts, self._rooms.discard)
        self._rooms.add(router)
        return router

    def statistics(self) -> PlaneStatistics:
        """Numbers of the whole unit."""
        return self.plane.statistics()

    @property
    def is_empty(self) -> bool:
        """Whether no transport of any room is left."""
        return not self._parts.owners and not len(self._parts.transports.table)

    async def close(self) -> None:
        """End all rooms, say goodbye to all browsers, free the port."""
        for router in list(self._rooms):
            router.close()
        self._parts.keyframes.close()
        self.plane.close()
