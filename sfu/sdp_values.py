"""What the SDP of browsers says to us and ours to them, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sfu.dataplane.interface import Extension, MediaKind
from sfu.ice_lite import IceCredentials

EXTENSION_URIS: Mapping[Extension, str] = {
    Extension.AUDIO_LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    Extension.MID: "urn:ietf:params:rtp-hdrext:sdes:mid",
    Extension.RID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    Extension.REPAIRED_RID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    Extension.TRANSPORT_SEQUENCE_NUMBER: (
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    ),
    Extension.ABSOLUTE_SEND_TIME: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    Extension.VIDEO_ORIENTATION: "urn:3gpp:video-orientation",
}

OPUS_PAYLOAD_TYPE = 111
"""Opus in every offer of ours."""
VP8_PAYLOAD_TYPE = 96
"""VP8 in every offer of ours."""
RTX_PAYLOAD_TYPE = 97
"""Retransmissions of VP8 (RFC 4588) in every offer of ours."""


class SdpError(ValueError):
    """A session description that is malformed, too large, or asks for what we never do."""


class Direction(StrEnum):
    """Which way media flows, seen by the one whose description it is (RFC 8866, 6.7)."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def sends(self) -> bool:
        """Whether the describing side sends."""
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def receives(self) -> bool:
        """Whether the describing side receives."""
        return self in (Direction.SENDRECV, Direction.RECVONLY)


class Setup(StrEnum):
    """The DTLS role that the describing side offers or takes (RFC 8842, 5.1)."""

    ACTPASS = "actpass"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class OfferedCodec:
    """The codec of an m-line that we forward, under the browser's numbers."""

    name: str
    """'opus' or 'VP8'."""
    payload_type: int
    rtx_payload_type: int | None
    clock_rate: int
    """In Hz."""
    feedback: frozenset[str]
    """Values of rtcp-fb (RFC 4585, 4.2)."""


@dataclass(frozen=True, slots=True)
class OfferedMedia:
    """One m-line of a publish offer."""

    mid: str
    media_type: str
    """As it stands in the m-line, to be answered."""
    kind: MediaKind | None
    """None for what is not forwarded, such as a data channel."""
    direction: Direction
    """Inactive too where the m-line is stopped (port 0)."""
    codec: OfferedCodec | None
    """None where there is none of ours, or the m-line is stopped: it can only be rejected."""
    extension_ids: Mapping[Extension, int]
    ssrc: int | None
    """Of the primary stream, where the offer declares it. With simulcast Chromium declares none and Firefox
    that of the first layer."""
    rtx_ssrc: int | None
    rids: tuple[str, ...]
    """Layers that the browser wants to send, in its order (RFC 8853)."""


@dataclass(frozen=True, slots=True)
class PublishOffer:
    """What a browser wants to send."""

    ice: IceCredentials
    fingerprints: tuple[tuple[str, str], ...]
    """Algorithm in lower case, value in upper case."""
    setup: Setup
    media: tuple[OfferedMedia, ...]
    """All m-lines in their order."""


@dataclass(frozen=True, slots=True)
class SubscribeMedia:
    """One m-line of a subscribe offer."""

    mid: str
    kind: MediaKind
    ssrc: int | None
    """None makes the m-line inactive: what it carried has ended and nothing has taken its place yet."""
    rtx_ssrc: int | None
    stream_id: str
    track_id: str
    cname: str


@dataclass(frozen=True, slots=True)
class SubscribeAnswer:
    """What a browser is ready to receive."""

    ice: IceCredentials
    fingerprints: tuple[tuple[str, str], ...]
    setup: Setup
    mids: Mapping[str, bool]
    """Whether the browser receives on this m-line."""
