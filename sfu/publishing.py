"""What one participant sends: its publish transport and the publications that its offers make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sfu.parts import Parts
from sfu.publication import (
    AcceptedTrack,
    Publication,
    PublishedTrack,
    TrackRequest,
    UnknownPublication,
    accept,
)
from sfu.rtp.header_ext import read_extensions
from sfu.rtp.packet import MalformedPacket, parse_header
from sfu.sdp import PublishOffer, SdpError, build_publish_answer, parse_offer
from sfu.transport import Transport

MAX_PUBLICATIONS = 16


@dataclass(frozen=True, slots=True)
class PublishAnswer:
    """What became of an offer."""

    sdp: str
    publications: tuple[PublishedTrack, ...]
    """The whole list."""
    ended: tuple[str, ...]
    """Publications that are no more."""


@dataclass(frozen=True, slots=True)
class PublicationEvents:
    """Whom to tell about publications; called while the offer is worked on."""

    began: Callable[[Publication], None]
    stream_began: Callable[[Publication], None]
    """Its stream is known to the data plane."""
    stream_ended: Callable[[Publication], None]
    """The data plane has forgotten it and its subscriptions."""
    ended: Callable[[Publication], None]
    transport_lost: Callable[[], None]


class Publisher:
    """The sending side of one participant."""

    def __init__(self, participant: str, parts: Parts, events: PublicationEvents) -> None:
        self.participant = participant
        self.publications: dict[str, Publication] = {}
        self._parts = parts
        self._events = events
        self._transport: Transport | None = None
        self._remote_ufrag = ""

    def publish(self, sdp: str, tracks: Sequence[TrackRequest]) -> PublishAnswer:
        """Take an offer and the whole list of its tracks. Raises SdpError and changes nothing then."""
        offer = parse_offer(sdp)
        accepted = _accept_all(offer, tracks)
        ended: list[str] = []
        transport = self._transport_for(offer, ended)
        ended += self._end_all_but(accepted)
        published = tuple(self._apply(track, transport) for track in accepted)
        answer = build_publish_answer(
            offer,
            ice=transport.ice,
            fingerprint=self._parts.fingerprint,
            candidates=self._parts.candidates,
            tcp=self._parts.plane.takes_tcp,
            accept={track.mid for track in tracks},
        )
        return PublishAnswer(answer, published, tuple(ended))

    def set_muted(self, publication: str, muted: bool) -> None:
        """Forward nothing of it while muted. Raises UnknownPublication."""
        known = self.publications.get(publication)
        if known is None:
            raise UnknownPublication(publication)
        known.muted = muted
        if known.stream is not None:
            self._parts.plane.set_muted(known.stream, muted)

    def on_unknown_stream(self, packet: bytes) -> None:
        """A packet of an SSRC that no offer declared: see whether it names one of the m-lines."""
        try:
            header = parse_header(packet)
            extensions = read_extensions(packet, header)
        except MalformedPacket:
            return
        for publication in self.publications.values():
            if publication.is_named_by(extensions, header.payload_type):
                self._learn(publication, header.ssrc, header.payload_type)
                return

    def on_bandwidth(self, bits_per_s: int) -> None:
        """Nothing is sent on this transport: no matter."""

    def close(self) -> None:
        """End everything."""
        for publication in list(self.publications.values()):
            self._end(publication)
        if self._transport is not None:
            self._parts.forget_transport(self._transport)
            self._transport = None

    @property
    def transport(self) -> Transport | None:
        """The way from this participant, if there is one."""
        return self._transport

    def _transport_for(self, offer: PublishOffer, ended: list[str]) -> Transport:
        """The transport of the PeerConnection that made the offer, known by its certificate."""
        transport = self._transport
        if transport is None or set(transport.remote_fingerprints or ()) != set(offer.fingerprints):
            ended += self.publications
            self.close()
            transport = self._transport = self._parts.open_transport(self, self._lost, offer.fingerprints)
        elif offer.ice.ufrag != self._remote_ufrag:
            transport.restart_ice()
        self._remote_ufrag = offer.ice.ufrag
        return transport

    def _end_all_but(self, accepted: Sequence[AcceptedTrack]) -> list[str]:
        over = [p for p in self.publications.values() if not any(p.goes_on_as(track) for track in accepted)]
        for publication in over:
            self._end(publication)
        return [publication.id for publication in over]

    def _apply(self, track: AcceptedTrack, transport: Transport) -> PublishedTrack:
        known = next((p for p in self.publications.values() if p.goes_on_as(track)), None)
        publication = known or self._begin(track, transport)
        publication.media = track.media
        self.set_muted(publication.id, track.request.muted)
        return PublishedTrack(publication.mid, publication.id, publication.source, muted=track.request.muted)

    def _begin(self, track: AcceptedTrack, transport: Transport) -> Publication:
        publication = Publication(
            id=self._parts.new_publication_id(),
            participant=self.participant,
            source=track.request.source,
            kind=track.kind,
            codec=track.codec,
            media=track.media,
            transport=transport.id,
            muted=track.request.muted,
        )
        self.publications[publication.id] = publication
        self._events.began(publication)
        if track.media.ssrc is not None:
            self._add_stream(publication, track.media.ssrc)
        return publication

    def _learn(self, publication: Publication, ssrc: int, payload_type: int) -> None:
        if payload_type == publication.codec.payload_type:
            if publication.stream is None:
                self._add_stream(publication, ssrc)
        elif publication.stream is not None and publication.media.rtx_ssrc is None:
            self._parts.plane.set_rtx_ssrc(publication.stream, ssrc)

    def _add_stream(self, publication: Publication, ssrc: int) -> None:
        stream = publication.stream = self._parts.numbers.stream()
        self._parts.plane.add_stream(stream, publication.stream_spec(ssrc))
        self._parts.plane.set_muted(stream, publication.muted)
        self._events.stream_began(publication)

    def _end(self, publication: Publication) -> None:
        del self.publications[publication.id]
        self._end_stream(publication)
        self._events.ended(publication)

    def _end_stream(self, publication: Publication, *, forgotten: bool = False) -> None:
        """The data plane forgets a stream by itself when its transport goes."""
        stream, publication.stream = publication.stream, None
        if stream is None:
            return
        if not forgotten:
            self._parts.plane.remove_stream(stream)
        self._parts.keyframes.forget(stream)
        self._events.stream_ended(publication)

    def _lost(self, transport: Transport, _reason: str) -> None:
        """The data plane forgot the streams; the publications stay until the next offer replaces them."""
        if transport is not self._transport:
            return
        self._parts.forget_transport(transport)
        self._transport = None
        for publication in self.publications.values():
            self._end_stream(publication, forgotten=True)
        self._events.transport_lost()


def _accept_all(offer: PublishOffer, tracks: Sequence[TrackRequest]) -> list[AcceptedTrack]:
    if len(tracks) > MAX_PUBLICATIONS:
        raise SdpError(f"more than {MAX_PUBLICATIONS} tracks")
    if len({track.mid for track in tracks}) != len(tracks):
        raise SdpError("two tracks on one m-line")
    offered = {media.mid: media for media in offer.media}
    accepted = [accept(track, offered) for track in tracks]
    media = [track.media for track in accepted]
    ssrcs = [ssrc for each in media for ssrc in (each.ssrc, each.rtx_ssrc) if ssrc is not None]
    if len(set(ssrcs)) != len(ssrcs):
        raise SdpError("an SSRC is declared twice")
    return accepted
