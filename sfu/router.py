"""A room's media: who sends what, who receives it within the audience, and what has to be asked of whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from sfu.dataplane.interface import MediaKind, StreamStatistics, SubscriptionStatistics
from sfu.forwarding.audience import Audience, OutsideAudience
from sfu.forwarding.speakers import SpeakerLevel
from sfu.parts import Parts
from sfu.publication import Publication, PublishedTrack, TrackRequest, UnknownPublication
from sfu.publishing import PublicationEvents, PublishAnswer, Publisher
from sfu.sdp import SdpError
from sfu.speaker_watch import SpeakerWatch
from sfu.subscribing import Subscriber
from sfu.subscription import OfferedStream, SubscribeOffer
from sfu.transport import TransportRole

__all__ = [
    "OfferedStream",
    "OutsideAudience",
    "ParticipantStatistics",
    "PublishAnswer",
    "PublishedTrack",
    "Router",
    "RouterListener",
    "SdpError",
    "SubscribeOffer",
    "TrackRequest",
    "TransportRole",
    "UnknownParticipant",
    "UnknownPublication",
]


class UnknownParticipant(LookupError):
    """Nobody of that name is in the room."""


class RouterListener(Protocol):
    """Whom a router tells. All calls come in the event loop's thread and must not block."""

    def on_subscribe_offer(self, participant: str, offer: SubscribeOffer) -> None:
        """The participant's browser is to answer it; it replaces every earlier one."""

    def on_transport_lost(self, participant: str, transport: TransportRole) -> None:
        """Closed, failed or silent: the participant is to publish anew, or to ask for a restart."""

    def on_speakers(self, speaking: Sequence[SpeakerLevel]) -> None:
        """Who speaks now, loudest first."""


@dataclass(frozen=True, slots=True)
class ParticipantStatistics:
    """Numbers of one participant, by publication."""

    publish_ready: bool
    subscribe_ready: bool
    bandwidth_bps: int | None
    """What its browser believes to be able to receive (REMB)."""
    sends: dict[str, StreamStatistics]
    receives: dict[str, SubscriptionStatistics]


@dataclass(frozen=True, slots=True)
class _Person:
    publisher: Publisher
    subscriber: Subscriber
    cname: str


_NOBODY: frozenset[str] = frozenset()


class Router:
    """The media of one room."""

    def __init__(self, listener: RouterListener, parts: Parts, on_closed: Callable[["Router"], None]) -> None:
        self._listener = listener
        self._parts = parts
        self._on_closed = on_closed
        self._people: dict[str, _Person] = {}
        self._audience = Audience()
        self._receives: dict[str, frozenset[str]] = {}
        """The part of the audience that subscriptions follow already."""
        self._sound_only: set[str] = set()
        """Who wants to receive no pictures."""
        self._offers_due: set[str] = set()
        self._closed = False
        transports = parts.transports
        self._speakers = SpeakerWatch(parts.plane, transports.loop, transports.clock, listener.on_speakers)

    def add_participant(self, participant: str) -> None:
        """Somebody comes in; sends and receives nothing yet. Raises ValueError if there already."""
        if participant in self._people:
            raise ValueError(f"{participant} is in the room already")
        events = PublicationEvents(
            began=self._publication_began,
            stream_began=self._stream_began,
            stream_ended=self._stream_ended,
            ended=self._publication_ended,
            transport_lost=partial(self._listener.on_transport_lost, participant, TransportRole.PUBLISH),
        )
        self._people[participant] = _Person(
            publisher=Publisher(participant, self._parts, events),
            subscriber=Subscriber(
                participant,
                self._parts,
                changed=partial(self._offer_soon, participant),
                transport_lost=partial(
                    self._listener.on_transport_lost, participant, TransportRole.SUBSCRIBE
                ),
            ),
            cname=self._parts.new_cname(),
        )

    def remove_participant(self, participant: str) -> None:
        """Somebody is gone: nothing is forwarded to or from them when this returns."""
        self._forget_media(participant)
        self._sound_only.discard(participant)
        del self._people[participant]
        for name, senders in self._receives.items():
            self._receives[name] = senders - {participant}

    def reset_media(self, participant: str) -> None:
        """The page began anew: forget transports and publications; the next audience subscribes again."""
        self._forget_media(participant)
        self._sound_only.discard(participant)

    def publish(self, participant: str, sdp: str, tracks: Sequence[TrackRequest]) -> PublishAnswer:
        """Take the offer of the publishing PeerConnection. Raises SdpError and changes nothing then."""
        answer = self._person(participant).publisher.publish(sdp, tracks)
        self._watch_speakers()
        return answer

    def answer(self, participant: str, generation: int, sdp: str) -> None:
        """Take the answer to a subscribe offer; one to an earlier generation is ignored. Raises SdpError."""
        self._person(participant).subscriber.answer(generation, sdp)

    def restart_subscribe(self, participant: str, *, keep: bool = False) -> None:
        """Offer everything on a new transport, for the subscribing PeerConnection failed there; or keep the
        transport, if it lives, and only let ICE find its way anew (RFC 8445, 9)."""
        subscriber = self._person(participant).subscriber
        if keep and subscriber.transport is not None:
            subscriber.restart_ice()
        else:
            subscriber.restart()

    def receive_pictures(self, participant: str, wanted: bool) -> None:
        """Send pictures again, or none from now on: sound goes on alone."""
        subscriber = self._person(participant).subscriber
        if wanted:
            self._sound_only.discard(participant)
        else:
            self._sound_only.add(participant)
        for sender in self._receives.get(participant, _NOBODY) & self._people.keys():
            for publication in self._people[sender].publisher.publications.values():
                if publication.kind is not MediaKind.VIDEO:
                    continue
                if wanted:
                    self._subscribe(subscriber, publication)
                else:
                    self._unsubscribe(subscriber, publication)

    def set_muted(self, participant: str, publication: str, muted: bool) -> None:
        """Forward nothing of it while muted. Raises UnknownPublication."""
        self._person(participant).publisher.set_muted(publication, muted)
        self._watch_speakers()

    def set_audience(self, audience: Audience) -> None:
        """Subscribe everybody to all they may receive, and to nothing else; what ends, ends at once."""
        self._audience = audience
        for name in self._people:
            self._follow_audience(name)

    def subscribe(self, participant: str, publication: str) -> None:
        """Subscribe one participant to one publication.

        Raises OutsideAudience if they may not receive its sender, UnknownPublication if there is none.
        """
        subscriber = self._person(participant).subscriber
        for person in self._people.values():
            known = person.publisher.publications.get(publication)
            if known is not None:
                self._subscribe(subscriber, known)
                return
        raise UnknownPublication(publication)

    def statistics(self, participant: str) -> ParticipantStatistics:
        """Numbers so far."""
        person, plane = self._person(participant), self._parts.plane
        publisher, subscriber = person.publisher, person.subscriber
        return ParticipantStatistics(
            publish_ready=publisher.transport is not None and publisher.transport.ready,
            subscribe_ready=subscriber.transport is not None and subscriber.transport.ready,
            bandwidth_bps=subscriber.bandwidth_bps,
            sends={
                p.id: plane.stream_statistics(p.stream)
                for p in publisher.publications.values()
                if p.stream is not None
            },
            receives={
                s.publication.id: plane.subscription_statistics(s.id)
                for s in subscriber.subscriptions.values()
                if s.forwarded
            },
        )

    def take_loudest_dbov(self, publication: str) -> int | None:
        """The loudest level of a voice (RFC 6464) since this was asked last; None if none arrived."""
        return self._speakers.take_loudest_dbov(publication)

    def close(self) -> None:
        """End everything; nobody is told anything any more."""
        if self._closed:
            return
        self._closed = True
        for participant in list(self._people):
            self.remove_participant(participant)
        self._offers_due.clear()
        self._speakers.close()
        self._on_closed(self)

    def _person(self, participant: str) -> _Person:
        person = self._people.get(participant)
        if person is None:
            raise UnknownParticipant(participant)
        return person

    def _forget_media(self, participant: str) -> None:
        person = self._person(participant)
        self._receives.pop(participant, None)
        for subscription in person.subscriber.subscriptions.values():
            subscription.publication.receivers.discard(participant)
        person.subscriber.close()
        person.publisher.close()
        self._offers_due.discard(participant)
        self._watch_speakers()

    def _follow_audience(self, participant: str) -> None:
        subscriber = self._people[participant].subscriber
        before = self._receives.get(participant, _NOBODY)
        now = self._audience.receives.get(participant, _NOBODY) - {participant}
        self._receives[participant] = now
        for sender in before - now:
            self._unsubscribe_all(subscriber, sender)
        for sender in now - before:
            self._subscribe_all(subscriber, sender)

    def _subscribe_all(self, subscriber: Subscriber, sender: str) -> None:
        if sender in self._people:
            for publication in self._people[sender].publisher.publications.values():
                self._subscribe(subscriber, publication)

    def _unsubscribe_all(self, subscriber: Subscriber, sender: str) -> None:
        if sender in self._people:
            for publication in self._people[sender].publisher.publications.values():
                self._unsubscribe(subscriber, publication)

    def _subscribe(self, subscriber: Subscriber, publication: Publication) -> None:
        self._audience.require(subscriber.participant, publication.participant)
        if publication.kind is MediaKind.VIDEO and subscriber.participant in self._sound_only:
            return
        publication.receivers.add(subscriber.participant)
        subscriber.subscribe(publication, self._people[publication.participant].cname)

    def _unsubscribe(self, subscriber: Subscriber, publication: Publication) -> None:
        publication.receivers.discard(subscriber.participant)
        subscriber.unsubscribe(publication)

    def _publication_began(self, publication: Publication) -> None:
        for name, senders in self._receives.items():
            if publication.participant in senders:
                self._subscribe(self._people[name].subscriber, publication)

    def _publication_ended(self, publication: Publication) -> None:
        for name in list(publication.receivers):
            self._unsubscribe(self._people[name].subscriber, publication)

    def _stream_began(self, publication: Publication) -> None:
        for name in publication.receivers:
            self._people[name].subscriber.stream_began(publication)
        self._watch_speakers()

    def _stream_ended(self, publication: Publication) -> None:
        for name in publication.receivers:
            self._people[name].subscriber.stream_ended(publication)

    def _watch_speakers(self) -> None:
        self._speakers.watch(
            publication
            for person in self._people.values()
            for publication in person.publisher.publications.values()
        )

    def _offer_soon(self, participant: str) -> None:
        """Gather what changes in one turn of the event loop into one offer."""
        if not self._offers_due:
            self._parts.transports.loop.call_soon(self._send_offers)
        self._offers_due.add(participant)

    def _send_offers(self) -> None:
        due, self._offers_due = self._offers_due, set()
        for participant in due:
            person = self._people.get(participant)
            offer = None if person is None else person.subscriber.offer_if_due()
            if offer is not None:
                self._listener.on_subscribe_offer(participant, offer)
