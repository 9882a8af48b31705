"""One track that a participant sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sfu.dataplane.interface import Extension, MediaKind, StreamId, StreamSpec, TransportId
from sfu.sdp import OfferedCodec, OfferedMedia, SdpError

_SOURCE_KINDS = {
    "microphone": MediaKind.AUDIO,
    "screen-audio": MediaKind.AUDIO,
    "camera": MediaKind.VIDEO,
    "screen": MediaKind.VIDEO,
}
"""A permission to speak must not carry a picture: what a source is called decides what it may be."""


class UnknownPublication(LookupError):
    """The participant has no such publication."""


@dataclass(frozen=True, slots=True)
class TrackRequest:
    """What a participant says an m-line of its offer carries."""

    mid: str
    source: str
    """microphone, camera, screen or screen-audio."""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class PublishedTrack:
    """The publication that an m-line became."""

    mid: str
    publication: str
    source: str
    muted: bool


@dataclass(frozen=True, slots=True)
class AcceptedTrack:
    """A track request that its m-line can carry."""

    request: TrackRequest
    media: OfferedMedia
    kind: MediaKind
    codec: OfferedCodec


@dataclass(eq=False, slots=True)
class Publication:
    """A track with its stream; changes only by its publisher's offers and mutes."""

    id: str
    participant: str
    source: str
    kind: MediaKind
    codec: OfferedCodec
    media: OfferedMedia
    transport: TransportId
    muted: bool
    stream: StreamId | None = None
    """None until its SSRC is known, and again when its transport is lost."""
    receivers: set[str] = field(default_factory=set)
    """Participants that are subscribed or about to be."""

    @property
    def mid(self) -> str:
        """The m-line that carries it."""
        return self.media.mid

    @property
    def is_voice(self) -> bool:
        """Whether who sends it is heard speaking."""
        return self.source == "microphone"

    def goes_on_as(self, track: AcceptedTrack) -> bool:
        """Whether a new offer continues this publication as it is."""
        return (self.source, self.mid, self.codec, self.media.ssrc, self.media.rtx_ssrc) == (
            track.request.source,
            track.media.mid,
            track.codec,
            track.media.ssrc,
            track.media.rtx_ssrc,
        )

    def stream_spec(self, ssrc: int) -> StreamSpec:
        """What the data plane is to expect."""
        return StreamSpec(
            transport=self.transport,
            kind=self.kind,
            ssrc=ssrc,
            payload_type=self.codec.payload_type,
            clock_rate_hz=self.codec.clock_rate,
            rtx_ssrc=self.media.rtx_ssrc,
            rtx_payload_type=self.codec.rtx_payload_type,
            extension_ids=self.media.extension_ids,
        )

    def is_named_by(self, extensions: dict[int, bytes], payload_type: int) -> bool:
        """Whether a packet of an unknown SSRC says that it belongs here (RFC 9143, 9.2)."""
        if payload_type not in (self.codec.payload_type, self.codec.rtx_payload_type):
            return False
        ids = self.media.extension_ids
        if extensions.get(ids.get(Extension.MID, -1)) != self.mid.encode():
            return False
        if not self.media.rids:
            return True
        rid = extensions.get(ids.get(Extension.RID, -1)) or extensions.get(
            ids.get(Extension.REPAIRED_RID, -1)
        )
        return rid == self.media.rids[0].encode()


def accept(track: TrackRequest, offered: Mapping[str, OfferedMedia]) -> AcceptedTrack:
    """Hold a request against the offer's m-lines. Raises SdpError if none can carry it."""
    media = offered.get(track.mid)
    if media is None or media.codec is None or media.kind is None or not media.direction.sends:
        raise SdpError(f"no m-line sends what the track {track.mid!r} names")
    if media.kind is not _SOURCE_KINDS.get(track.source):
        raise SdpError(f"{track.source!r} cannot be {media.kind.value}")
    return AcceptedTrack(track, media, media.kind, media.codec)
