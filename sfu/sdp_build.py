"""Publish answers and subscribe offers of ours, written out; every one is ICE-lite and one bundle."""

from collections.abc import Collection, Iterable, Sequence

from sfu.dataplane.interface import OUTGOING_EXTENSION_IDS, Extension, MediaKind, UdpAddress
from sfu.ice_lite import IceCredentials
from sfu.sdp_values import (
    EXTENSION_URIS,
    OPUS_PAYLOAD_TYPE,
    RTX_PAYLOAD_TYPE,
    VP8_PAYLOAD_TYPE,
    OfferedCodec,
    OfferedMedia,
    PublishOffer,
    SubscribeMedia,
)

_OPUS_PARAMETERS = "minptime=10;useinbandfec=1;usedtx=1"
_FEEDBACK_TO_PUBLISHERS = {
    MediaKind.AUDIO: ("transport-cc",),
    MediaKind.VIDEO: ("ccm fir", "nack", "nack pli", "transport-cc"),
}
_EXTENSIONS_FROM_PUBLISHERS = {
    MediaKind.AUDIO: (Extension.AUDIO_LEVEL, Extension.MID, Extension.TRANSPORT_SEQUENCE_NUMBER),
    MediaKind.VIDEO: (
        Extension.MID,
        Extension.RID,
        Extension.REPAIRED_RID,
        Extension.TRANSPORT_SEQUENCE_NUMBER,
        Extension.VIDEO_ORIENTATION,
    ),
}
# Absolute send time is asked for nowhere: transport-wide feedback does what it was for.
_EXTENSIONS_TO_SUBSCRIBERS = {
    MediaKind.AUDIO: (Extension.AUDIO_LEVEL, Extension.ABSOLUTE_SEND_TIME),
    MediaKind.VIDEO: (Extension.ABSOLUTE_SEND_TIME, Extension.VIDEO_ORIENTATION),
}
_PROTOCOL = "UDP/TLS/RTP/SAVPF"
_HOST_PRIORITY = (126 << 24) + (65535 << 8) + 255  # RFC 8445, 5.1.2.1
_PASSIVE_PRIORITY = (90 << 24) + (((4 << 13) + 8191) << 8) + 255  # RFC 6544, 4.2: below every UDP candidate


def build_publish_answer(
    offer: PublishOffer,
    *,
    ice: IceCredentials,
    fingerprint: tuple[str, str],
    candidates: Sequence[UdpAddress],
    accept: Collection[str],
    tcp: bool = False,
) -> str:
    """Answer a publish offer: receive the m-lines named in `accept`, leave idle or reject all others."""
    bundled = [media.mid for media in offer.media if media.codec is not None]
    lines = _session_lines((1, 1), bundled, ice, fingerprint, "passive")
    candidate_lines = _candidate_lines(candidates, tcp=tcp)
    for media in offer.media:
        if media.codec is None or media.kind is None:
            lines += _rejected_lines(media)
            continue
        receives = media.mid in accept and media.direction.sends
        lines += _answer_lines(media, media.kind, media.codec, receives=receives)
        lines += candidate_lines
        candidate_lines = []
    return _text(lines)


def build_subscribe_offer(
    *,
    session_version: int,
    session_id: int = 1,
    ice: IceCredentials,
    fingerprint: tuple[str, str],
    candidates: Sequence[UdpAddress],
    media: Sequence[SubscribeMedia],
    tcp: bool = False,
) -> str:
    """Offer streams to a subscriber; m-lines keep their place for ever, as JSEP wants (RFC 8829, 5.2.2)."""
    origin = (session_id, session_version)
    lines = _session_lines(origin, [m.mid for m in media], ice, fingerprint, "actpass")
    candidate_lines = _candidate_lines(candidates, tcp=tcp)
    for each in media:
        lines += _offer_lines(each)
        lines += candidate_lines
        candidate_lines = []
    return _text(lines)


def _session_lines(
    origin: tuple[int, int],
    mids: Sequence[str],
    ice: IceCredentials,
    fingerprint: tuple[str, str],
    setup: str,
) -> list[str]:
    return [
        "v=0",
        f"o=- {origin[0]} {origin[1]} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        *([f"a=group:BUNDLE {' '.join(mids)}"] if mids else []),
        "a=msid-semantic:WMS *",
        "a=ice-lite",
        f"a=ice-ufrag:{ice.ufrag}",
        f"a=ice-pwd:{ice.pwd}",
        f"a=fingerprint:{fingerprint[0]} {fingerprint[1]}",
        f"a=setup:{setup}",
    ]


def _candidate_lines(candidates: Sequence[UdpAddress], *, tcp: bool) -> list[str]:
    """Host candidates, the first preferred (RFC 8839, 5.1); only the first m-line of a bundle has them.

    With `tcp` all once more as passive TCP candidates (RFC 6544, 4.5), for where no UDP gets through.
    """
    lines = [
        f"a=candidate:{index + 1} 1 udp {_HOST_PRIORITY - (index << 8)} {host} {port} typ host"
        for index, (host, port) in enumerate(candidates)
    ]
    if tcp:
        lines += [
            f"a=candidate:{number} 1 tcp {_PASSIVE_PRIORITY - (number << 8)} {host} {port}"
            " typ host tcptype passive"
            for number, (host, port) in enumerate(candidates, start=len(candidates) + 1)
        ]
    return [*lines, "a=end-of-candidates"]


def _rejected_lines(media: OfferedMedia) -> list[str]:
    protocol = "UDP/DTLS/SCTP webrtc-datachannel" if media.kind is None else f"{_PROTOCOL} 0"
    return [
        f"m={media.media_type} 0 {protocol}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{media.mid}",
        "a=inactive",
    ]


def _answer_lines(media: OfferedMedia, kind: MediaKind, codec: OfferedCodec, *, receives: bool) -> list[str]:
    ids = {e: i for e, i in media.extension_ids.items() if e in _EXTENSIONS_FROM_PUBLISHERS[kind]}
    return [
        *_media_lines(kind, media.mid, codec.payload_type, codec.rtx_payload_type),
        "a=recvonly" if receives else "a=inactive",
        *_extension_lines(ids.items()),
        *_codec_lines(kind, codec.payload_type, codec.rtx_payload_type),
        *_feedback_lines(
            codec.payload_type, [f for f in _FEEDBACK_TO_PUBLISHERS[kind] if f in codec.feedback]
        ),
    ]


def _offer_lines(media: SubscribeMedia) -> list[str]:
    is_video = media.kind is MediaKind.VIDEO
    payload_type = VP8_PAYLOAD_TYPE if is_video else OPUS_PAYLOAD_TYPE
    rtx_payload_type = RTX_PAYLOAD_TYPE if is_video else None
    feedback = ("ccm fir", "goog-remb", "nack", "nack pli") if is_video else ()
    extensions = [(e, OUTGOING_EXTENSION_IDS[e]) for e in _EXTENSIONS_TO_SUBSCRIBERS[media.kind]]
    return [
        *_media_lines(media.kind, media.mid, payload_type, rtx_payload_type),
        *_extension_lines(extensions),
        *_codec_lines(media.kind, payload_type, rtx_payload_type),
        *_feedback_lines(payload_type, feedback),
        *_stream_lines(media),
    ]


def _stream_lines(media: SubscribeMedia) -> list[str]:
    """Direction and, where something is sent, whose it is (RFC 8830) under which SSRCs (RFC 5576)."""
    if media.ssrc is None:
        return ["a=inactive"]
    lines = ["a=sendonly", f"a=msid:{media.stream_id} {media.track_id}"]
    if media.rtx_ssrc is not None:
        lines.append(f"a=ssrc-group:FID {media.ssrc} {media.rtx_ssrc}")
    lines.append(f"a=ssrc:{media.ssrc} cname:{media.cname}")
    if media.rtx_ssrc is not None:
        lines.append(f"a=ssrc:{media.rtx_ssrc} cname:{media.cname}")
    return lines


def _media_lines(kind: MediaKind, mid: str, payload_type: int, rtx_payload_type: int | None) -> list[str]:
    formats = f"{payload_type}" if rtx_payload_type is None else f"{payload_type} {rtx_payload_type}"
    return [
        f"m={kind.value} 9 {_PROTOCOL} {formats}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{mid}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]


def _codec_lines(kind: MediaKind, payload_type: int, rtx_payload_type: int | None) -> list[str]:
    if kind is MediaKind.AUDIO:
        return [f"a=rtpmap:{payload_type} opus/48000/2", f"a=fmtp:{payload_type} {_OPUS_PARAMETERS}"]
    lines = [f"a=rtpmap:{payload_type} VP8/90000"]
    if rtx_payload_type is not None:
        lines += [f"a=rtpmap:{rtx_payload_type} rtx/90000", f"a=fmtp:{rtx_payload_type} apt={payload_type}"]
    return lines


def _extension_lines(ids: Iterable[tuple[Extension, int]]) -> list[str]:
    return [f"a=extmap:{number} {EXTENSION_URIS[extension]}" for extension, number in ids]


def _feedback_lines(payload_type: int, feedback: Sequence[str]) -> list[str]:
    return [f"a=rtcp-fb:{payload_type} {value}" for value in feedback]


def _text(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"
