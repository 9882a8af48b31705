"""What one participant receives: its subscribe transport, the m-lines on it, and one offer at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from sfu.dataplane.interface import MediaKind, SubscriptionSpec
from sfu.parts import Parts
from sfu.publication import Publication
from sfu.sdp import (
    OPUS_PAYLOAD_TYPE,
    RTX_PAYLOAD_TYPE,
    VP8_PAYLOAD_TYPE,
    SdpError,
    build_subscribe_offer,
    parse_answer,
)
from sfu.subscription import Slot, SubscribeOffer, Subscription
from sfu.transport import Transport

MAX_SLOTS = 256
"""m-lines of one PeerConnection; what is beyond is not received."""


@dataclass(frozen=True, slots=True)
class _Offered:
    """The offer that waits for its answer, and what it carried then."""

    generation: int
    slots: tuple[tuple[Slot, Subscription | None], ...]


class Subscriber:
    """The receiving side of one participant.

    An offer goes out when something has changed and no earlier one waits for its answer; changes meanwhile
    gather for the next. `changed` is called when an offer is due: the router gathers them for one turn.
    """

    def __init__(
        self,
        participant: str,
        parts: Parts,
        *,
        changed: Callable[[], None],
        transport_lost: Callable[[], None],
    ) -> None:
        self.participant = participant
        self.subscriptions: dict[str, Subscription] = {}
        """By publication."""
        self.bandwidth_bps: int | None = None
        """As the browser estimated it last."""
        self._parts = parts
        self._changed = changed
        self._transport_lost = transport_lost
        self._transport: Transport | None = None
        self._slots: list[Slot] = []
        self._waiting: _Offered | None = None
        self._generation = 0
        self._session_id = 1
        """Tells the browser which transport an offer belongs to: another one needs another PeerConnection."""
        self._dirty = False
        self._lost = False
        """The transport ended; nothing is offered until the participant asks for a restart."""

    @property
    def transport(self) -> Transport | None:
        """The way to this participant, if there is one."""
        return self._transport

    def subscribe(self, publication: Publication, cname: str) -> None:
        """Receive it, as soon as the browser has answered an offer that carries it."""
        if publication.id in self.subscriptions:
            return
        is_video = publication.kind is MediaKind.VIDEO
        group = "screen" if publication.source.startswith("screen") else "person"
        subscription = Subscription(
            id=self._parts.numbers.subscription(),
            publication=publication,
            ssrc=self._fresh_ssrc(),
            rtx_ssrc=self._fresh_ssrc() if is_video else None,
            stream_id=f"{cname}-{group}",
            cname=cname,
        )
        self.subscriptions[publication.id] = subscription
        self._mark_dirty()

    def unsubscribe(self, publication: Publication) -> None:
        """Stop its packets at once; the m-line follows with the next offer."""
        subscription = self.subscriptions.pop(publication.id, None)
        if subscription is None:
            return
        if subscription.forwarded:
            subscription.forwarded = False
            self._parts.plane.remove_subscription(subscription.id)
        for slot in self._slots:
            if slot.subscription is subscription:
                slot.subscription, slot.vacated = None, True
        self._mark_dirty()

    def stream_began(self, publication: Publication) -> None:
        """The data plane knows the publication's stream now."""
        subscription = self.subscriptions.get(publication.id)
        if subscription is not None and subscription.accepted:
            self._forward(subscription)

    def stream_ended(self, publication: Publication) -> None:
        """The data plane has forgotten the stream, and with it our subscription."""
        subscription = self.subscriptions.get(publication.id)
        if subscription is not None:
            subscription.forwarded = False

    def offer_if_due(self) -> SubscribeOffer | None:
        """The next offer, if something changed and none waits for its answer."""
        if not self._dirty or self._waiting is not None or self._lost:
            return None
        self._dirty = False
        self._place_all()
        if not self._slots:
            return None
        if self._transport is None:
            self._transport = self._parts.open_transport(self, self._on_lost)
            self._session_id = self._parts.randomness.getrandbits(62)
        self._generation += 1
        self._waiting = _Offered(self._generation, tuple((slot, slot.subscription) for slot in self._slots))
        return self._describe(self._transport)

    def answer(self, generation: int, sdp: str) -> None:
        """Take the answer to the offer that waits; others are ignored. Raises SdpError."""
        waiting, transport = self._waiting, self._transport
        if waiting is None or transport is None or generation != waiting.generation:
            return
        answer = parse_answer(sdp)
        known = transport.remote_fingerprints
        if known is not None and set(known) != set(answer.fingerprints):
            raise SdpError("the answer comes from another PeerConnection: ask for a restart")
        transport.set_remote_fingerprints(answer.fingerprints)
        self._waiting = None
        for slot, subscription in waiting.slots:
            self._take_answer(slot, subscription, answer.mids.get(slot.mid, False))
        if self._dirty:
            self._changed()

    def on_unknown_stream(self, packet: bytes) -> None:
        """Nothing is received on this transport: junk."""

    def on_bandwidth(self, bits_per_s: int) -> None:
        """Remember what the browser believes to be able to receive."""
        self.bandwidth_bps = bits_per_s

    def restart(self) -> None:
        """Offer everything anew, on a new transport."""
        self._drop_transport()
        self._lost = False
        self._mark_dirty()

    def restart_ice(self) -> None:
        """Offer new ICE credentials on the transport that there is; an offer that waits is replaced."""
        if self._transport is not None:
            self._transport.restart_ice()
            self._waiting = None
            self._mark_dirty()

    def close(self) -> None:
        """Receive nothing any more."""
        self.subscriptions.clear()
        self._drop_transport()
        self._dirty = self._lost = False

    def _place_all(self) -> None:
        """Give every new subscription an m-line: a free one of its kind, else one more."""
        placed = {slot.subscription for slot in self._slots}
        for subscription in self.subscriptions.values():
            if subscription in placed:
                continue
            slot = self._free_slot(subscription.publication.kind)
            if slot is not None:
                slot.subscription = subscription

    def _free_slot(self, kind: MediaKind) -> Slot | None:
        for slot in self._slots:
            if slot.kind is kind and slot.subscription is None and not slot.vacated:
                return slot
        if len(self._slots) >= MAX_SLOTS:
            return None
        self._slots.append(Slot(str(len(self._slots)), kind))
        return self._slots[-1]

    def _describe(self, transport: Transport) -> SubscribeOffer:
        sdp = build_subscribe_offer(
            session_id=self._session_id,
            session_version=self._generation,
            ice=transport.ice,
            fingerprint=self._parts.fingerprint,
            candidates=self._parts.candidates,
            tcp=self._parts.plane.takes_tcp,
            media=[slot.media() for slot in self._slots],
        )
        streams = (slot.offered() for slot in self._slots)
        return SubscribeOffer(self._generation, sdp, tuple(each for each in streams if each is not None))

    def _take_answer(self, slot: Slot, subscription: Subscription | None, receives: bool) -> None:
        if subscription is None:
            if slot.vacated and slot.subscription is None:
                slot.vacated = False
                # Someone may wait for a place: only when all m-lines are in use.
                self._dirty = self._dirty or len(self.subscriptions) > self._placed()
            return
        if receives and self.subscriptions.get(subscription.publication.id) is subscription:
            subscription.accepted = True
            self._forward(subscription)

    def _placed(self) -> int:
        return sum(1 for slot in self._slots if slot.subscription is not None)

    def _forward(self, subscription: Subscription) -> None:
        stream = subscription.publication.stream
        if subscription.forwarded or stream is None or self._transport is None:
            return
        is_video = subscription.publication.kind is MediaKind.VIDEO
        subscription.forwarded = True
        self._parts.plane.add_subscription(
            subscription.id,
            SubscriptionSpec(
                transport=self._transport.id,
                stream=stream,
                ssrc=subscription.ssrc,
                payload_type=VP8_PAYLOAD_TYPE if is_video else OPUS_PAYLOAD_TYPE,
                # RFC 3711, 3.3.1: a start in the lower half spares the first packets a wrap.
                first_sequence_number=self._parts.randomness.getrandbits(15),
                rtx_ssrc=subscription.rtx_ssrc,
                rtx_payload_type=RTX_PAYLOAD_TYPE if is_video else None,
                first_rtx_sequence_number=self._parts.randomness.getrandbits(15),
                cname=subscription.cname,
            ),
        )

    def _fresh_ssrc(self) -> int:
        used = {s.ssrc for s in self.subscriptions.values()} | {
            s.rtx_ssrc for s in self.subscriptions.values()
        }
        while True:
            ssrc = self._parts.randomness.getrandbits(32)
            if ssrc != 0 and ssrc not in used:
                return ssrc

    def _mark_dirty(self) -> None:
        self._dirty = True
        if self._waiting is None and not self._lost:
            self._changed()

    def _on_lost(self, transport: Transport, _reason: str) -> None:
        if transport is self._transport:
            self._drop_transport()
            self._lost = True
            self._transport_lost()

    def _drop_transport(self) -> None:
        """The data plane forgets the subscriptions with it; the next one begins with new m-lines."""
        if self._transport is not None:
            self._parts.forget_transport(self._transport)
            self._transport = None
        self._slots = []
        self._waiting = None
        for subscription in self.subscriptions.values():
            subscription.accepted = subscription.forwarded = False
