"""Publish offers and subscribe answers of browsers, read into values (RFC 8829, RFC 9143)."""

import re
from collections.abc import Mapping

from sfu.dataplane.interface import Extension, MediaKind
from sfu.ice_lite import IceCredentials
from sfu.sdp_scan import Section, number, scan
from sfu.sdp_values import (
    EXTENSION_URIS,
    Direction,
    OfferedCodec,
    OfferedMedia,
    PublishOffer,
    SdpError,
    Setup,
    SubscribeAnswer,
)

MAX_OFFER_MEDIA = 64
MAX_ANSWER_MEDIA = 256
_MAX_SSRC = 0xFFFFFFFF
_MAX_ONE_BYTE_ID = 14  # RFC 8285, 4.2
_MAX_RIDS = 4
_MAX_MEDIA_FIELDS = 3 + 128
_MAX_FINGERPRINTS = 8
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,64}")
_MEDIA_TYPE = re.compile(r"[a-z]{1,16}")
_RID = re.compile(r"[A-Za-z0-9_-]{1,16}")  # RFC 8851, 10, and what fits a header extension
_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")  # RFC 8839, 5.4
_PWD = re.compile(r"[A-Za-z0-9+/]{22,256}")
_FINGERPRINT = re.compile(r"([A-Za-z0-9-]{1,16}) ((?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2})")
_EXTENSIONS: Mapping[str, Extension] = {uri: extension for extension, uri in EXTENSION_URIS.items()}
_KINDS = {"audio": MediaKind.AUDIO, "video": MediaKind.VIDEO}
_CODECS = {MediaKind.AUDIO: ("opus", "opus/48000/2"), MediaKind.VIDEO: ("VP8", "vp8/90000")}
_CLOCK_RATES_HZ = {MediaKind.AUDIO: 48000, MediaKind.VIDEO: 90000}


def parse_offer(sdp: str) -> PublishOffer:
    """Read a publish offer. Raises SdpError."""
    session, sections = scan(sdp, MAX_OFFER_MEDIA)
    mids = _unique_mids(sections)
    _require_one_transport(session, sections, mids)
    return PublishOffer(
        ice=_ice(session, sections),
        fingerprints=_fingerprints(session, sections),
        setup=_setup(session, sections),
        media=tuple(_offered_media(mid, section) for mid, section in zip(mids, sections, strict=True)),
    )


def parse_answer(sdp: str) -> SubscribeAnswer:
    """Read the answer to a subscribe offer of ours. Raises SdpError."""
    session, sections = scan(sdp, MAX_ANSWER_MEDIA)
    mids = _unique_mids(sections)
    setup = _setup(session, sections)
    if setup is not Setup.ACTIVE:
        raise SdpError("the answer must be setup:active")
    return SubscribeAnswer(
        ice=_ice(session, sections),
        fingerprints=_fingerprints(session, sections),
        setup=setup,
        mids={
            mid: not _stopped(section) and _direction(section).receives
            for mid, section in zip(mids, sections, strict=True)
        },
    )


def _unique_mids(sections: list[Section]) -> list[str]:
    if not sections:
        raise SdpError("no m-line")
    mids = [_matching(_TOKEN, section.first("mid"), "mid") for section in sections]
    if len(set(mids)) != len(mids):
        raise SdpError("two m-lines with one mid")
    return mids


def _require_one_transport(session: Section, sections: list[Section], mids: list[str]) -> None:
    """Everything that is not stopped must be bundled: a participant publishes over one transport."""
    groups = (value.split() for value in session.values("group"))
    bundled = {mid for semantics, *members in groups if semantics == "BUNDLE" for mid in members}
    for mid, section in zip(mids, sections, strict=True):
        if mid not in bundled and not _stopped(section):
            raise SdpError("an m-line is not bundled")


def _matching(pattern: re.Pattern[str], value: str | None, what: str) -> str:
    if value is None or pattern.fullmatch(value) is None:
        raise SdpError(f"no valid {what}")
    return value


def _first_anywhere(session: Section, sections: list[Section], name: str) -> str | None:
    """The first value in an m-line, else the session's: the first bundled m-line speaks for all."""
    return next((v for s in (*sections, session) if (v := s.first(name)) is not None), None)


def _ice(session: Section, sections: list[Section]) -> IceCredentials:
    return IceCredentials(
        ufrag=_matching(_UFRAG, _first_anywhere(session, sections, "ice-ufrag"), "ice-ufrag"),
        pwd=_matching(_PWD, _first_anywhere(session, sections, "ice-pwd"), "ice-pwd"),
    )


def _fingerprints(session: Section, sections: list[Section]) -> tuple[tuple[str, str], ...]:
    values = next((v for s in (*sections, session) if (v := s.values("fingerprint"))), [])
    if not 1 <= len(values) <= _MAX_FINGERPRINTS:
        raise SdpError("no valid fingerprint")
    return tuple(_fingerprint(value) for value in values)


def _fingerprint(value: str) -> tuple[str, str]:
    match = _FINGERPRINT.fullmatch(value)
    if match is None:
        raise SdpError("no valid fingerprint")
    return match[1].lower(), match[2].upper()


def _setup(session: Section, sections: list[Section]) -> Setup:
    value = _first_anywhere(session, sections, "setup")
    try:
        return Setup(value or "")
    except ValueError:
        raise SdpError("setup must be actpass or active") from None


def _offered_media(mid: str, section: Section) -> OfferedMedia:
    media_type = _matching(_MEDIA_TYPE, section.media[0] if section.media else None, "media type")
    stopped = _stopped(section)
    kind = _KINDS.get(media_type)
    ssrc, rtx_ssrc = _ssrcs(section)
    return OfferedMedia(
        mid=mid,
        media_type=media_type,
        kind=kind,
        direction=Direction.INACTIVE if stopped else _direction(section),
        codec=None if stopped or kind is None else _codec(kind, section),
        extension_ids=_extension_ids(section),
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc,
        rids=_rids(section),
    )


def _stopped(section: Section) -> bool:
    """Port 0 without bundle-only (RFC 9143, 6): there is nothing here."""
    if not 4 <= len(section.media) <= _MAX_MEDIA_FIELDS:
        raise SdpError("m-line is malformed")
    return number(section.media[1], 0, 65535) == 0 and section.first("bundle-only") is None


def _direction(section: Section) -> Direction:
    return next((d for d in Direction if d.value in section.attributes), Direction.SENDRECV)


def _codec(kind: MediaKind, section: Section) -> OfferedCodec | None:
    """The codec of this kind that we forward, in the browser's first variant of it."""
    name, wanted = _CODECS[kind]
    formats = {number(payload_type, 0, 127) for payload_type in section.media[3:]}
    maps = _by_payload_type(section.values("rtpmap"))
    payload_type = next((p for p, (m, *_) in maps.items() if m.lower() == wanted and p in formats), None)
    if payload_type is None:
        return None
    return OfferedCodec(
        name=name,
        payload_type=payload_type,
        rtx_payload_type=_rtx_payload_type(section, maps, payload_type, formats),
        clock_rate=_CLOCK_RATES_HZ[kind],
        feedback=_feedback(section, payload_type),
    )


def _by_payload_type(values: list[str]) -> dict[int, list[str]]:
    """Values of attributes that begin with a payload type, grouped by it."""
    grouped: dict[int, list[str]] = {}
    for value in values:
        payload_type, _, rest = value.partition(" ")
        grouped.setdefault(number(payload_type, 0, 127), []).append(rest)
    return grouped


def _rtx_payload_type(
    section: Section, maps: Mapping[int, list[str]], payload_type: int, formats: set[int]
) -> int | None:
    """The rtx format whose apt is this payload type (RFC 4588, 8.1)."""
    for candidate, parameters in _by_payload_type(section.values("fmtp")).items():
        is_rtx = candidate in formats and maps.get(candidate, [""])[0].lower() == "rtx/90000"
        if is_rtx and any(f"apt={payload_type}" in p.replace(" ", "").split(";") for p in parameters):
            return candidate
    return None


def _feedback(section: Section, payload_type: int) -> frozenset[str]:
    feedback: set[str] = set()
    for value in section.values("rtcp-fb"):
        whose, _, what = value.partition(" ")
        if whose in ("*", str(payload_type)):
            feedback.add(what)
    return frozenset(feedback)


def _extension_ids(section: Section) -> dict[Extension, int]:
    """Our extensions under the browser's numbers; those that need the two-byte form are left out."""
    ids: dict[Extension, int] = {}
    for value in section.values("extmap"):
        identifier, _, uri = value.partition(" ")
        extension = _EXTENSIONS.get(uri.partition(" ")[0])  # attributes may follow (RFC 8285, 5)
        if extension is None:
            continue
        numbered = number(identifier.partition("/")[0], 1, 4095)
        if numbered <= _MAX_ONE_BYTE_ID:
            ids[extension] = numbered
    if len(set(ids.values())) != len(ids):
        raise SdpError("two header extensions with one number")
    return ids


def _ssrcs(section: Section) -> tuple[int | None, int | None]:
    """Primary SSRC and that of its retransmissions, as far as declared (RFC 5576, 4.2)."""
    for value in section.values("ssrc-group"):
        semantics, *members = value.split() or [""]
        if semantics == "FID" and len(members) == 2:
            return number(members[0], 1, _MAX_SSRC), number(members[1], 1, _MAX_SSRC)
    declared = section.first("ssrc")
    if declared is None:
        return None, None
    return number(declared.partition(" ")[0], 1, _MAX_SSRC), None


def _rids(section: Section) -> tuple[str, ...]:
    rids: list[str] = []
    for value in section.values("rid"):
        rid, _, direction = value.partition(" ")
        if direction.partition(" ")[0] == "send":
            rids.append(_matching(_RID, rid, "rid"))
        if len(rids) > _MAX_RIDS:
            raise SdpError("too many rids")
    if len(set(rids)) != len(rids):
        raise SdpError("two layers with one rid")
    return tuple(rids)
