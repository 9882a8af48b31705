"""One track that a participant receives, and the m-line that carries it."""

from dataclasses import dataclass

from sfu.dataplane.interface import MediaKind, SubscriptionId
from sfu.publication import Publication
from sfu.sdp import SubscribeMedia


@dataclass(frozen=True, slots=True)
class OfferedStream:
    """Which publication arrives on an m-line."""

    mid: str
    publication: str
    participant: str
    source: str


@dataclass(frozen=True, slots=True)
class SubscribeOffer:
    """Our offer and the whole list of what it carries."""

    generation: int
    sdp: str
    streams: tuple[OfferedStream, ...]


@dataclass(eq=False, slots=True)
class Subscription:
    """A publication on its way to one participant."""

    id: SubscriptionId
    publication: Publication
    ssrc: int
    rtx_ssrc: int | None
    stream_id: str
    """Names publisher and group: what has the same is played in step (RFC 8830)."""
    cname: str
    accepted: bool = False
    """Whether an answer of the subscriber took it: packets sent earlier would be lost there."""
    forwarded: bool = False
    """Whether the data plane knows it."""


@dataclass(eq=False, slots=True)
class Slot:
    """An m-line of a subscriber's PeerConnection; it stays for ever, with one subscription after another."""

    mid: str
    kind: MediaKind
    subscription: Subscription | None = None
    vacated: bool = False
    """Not yet answered as inactive. Only then another person's track may take it: until then the browser
    would show the newcomer's pictures as the former one's."""

    def media(self) -> SubscribeMedia:
        """This m-line in an offer."""
        held = self.subscription
        return SubscribeMedia(
            mid=self.mid,
            kind=self.kind,
            ssrc=held.ssrc if held else None,
            rtx_ssrc=held.rtx_ssrc if held else None,
            stream_id=held.stream_id if held else "",
            track_id=held.publication.id if held else "",
            cname=held.cname if held else "",
        )

    def offered(self) -> OfferedStream | None:
        """What it carries, for the list beside the offer."""
        if self.subscription is None:
            return None
        publication = self.subscription.publication
        return OfferedStream(self.mid, publication.id, publication.participant, publication.source)
