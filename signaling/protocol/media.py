"""Publishing and subscribing: two PeerConnections, the browser offers one, the server the other."""

from typing import Annotated

from msgspec import Meta

from signaling.protocol.common import (
    Message,
    Mid,
    ParticipantId,
    PublicationId,
    Request,
    RequestId,
    Sdp,
    Source,
    Value,
)

Generation = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class TrackSource(Value, frozen=True, kw_only=True):
    """What the m-line `mid` of an offer carries."""

    mid: Mid
    source: Source
    muted: bool = False


class TrackPublication(Value, frozen=True, kw_only=True):
    """The publication that an m-line became."""

    mid: Mid
    publication: PublicationId


class Publish(Request, frozen=True, kw_only=True, tag="publish"):
    """The offer of the publishing PeerConnection and the whole list of what it carries:
    publications whose m-line is not listed end."""

    sdp: Sdp
    tracks: Annotated[list[TrackSource], Meta(max_length=16)]


class Published(Message, frozen=True, kw_only=True, tag="published"):
    """Reply to publish."""

    re: RequestId
    sdp: str
    publications: list[TrackPublication]


class SetMuted(Request, frozen=True, kw_only=True, tag="set_muted"):
    """Nothing of this publication is forwarded while it is muted, whatever the browser sends."""

    publication: PublicationId
    muted: bool


class SubscribedStream(Value, frozen=True, kw_only=True):
    """Which publication arrives on an m-line of the subscribing PeerConnection."""

    mid: Mid
    publication: PublicationId
    participant: ParticipantId
    source: Source


class SubscribeOffer(Message, frozen=True, kw_only=True, tag="subscribe_offer"):
    """The server's offer and the whole list of what it carries; a later generation replaces an earlier."""

    generation: Generation
    sdp: str
    streams: list[SubscribedStream]


class SubscribeAnswer(Request, frozen=True, kw_only=True, tag="subscribe_answer"):
    """The answer to the offer of that generation; answers to earlier generations are ignored."""

    generation: Generation
    sdp: Sdp


class SubscribeRestart(Request, frozen=True, kw_only=True, tag="subscribe_restart"):
    """The subscribing transport failed here: offer it anew. With `keep` its PeerConnection lives, and
    only ICE is to find its way anew; the server makes another transport if it has lost that one."""

    keep: bool = False


class ReceivePictures(Request, frozen=True, kw_only=True, tag="receive_pictures"):
    """Receive cameras and screens again, or only sound from now on; holds for the session."""

    wanted: bool


class Arriving(Value, frozen=True, kw_only=True):
    """What the server gets of one publication of one's own."""

    publication: PublicationId
    packets_per_s: float
    level: Annotated[int, Meta(ge=0, le=127)] | None
    """Loudest level since the last time, in dB above silence; None for video."""


class Arrivals(Message, frozen=True, kw_only=True, tag="arrivals"):
    """What arrives of one's own publications, every two seconds while one publishes. Without a
    sequence number. With it a page notices that nobody can hear it."""

    arriving: list[Arriving]


class MediaLost(Message, frozen=True, kw_only=True, tag="media_lost"):
    """The server no longer hears from that transport of yours: publish anew, or ask for subscribe_restart."""

    transport: Annotated[str, Meta(pattern="^(publish|subscribe)$")]
