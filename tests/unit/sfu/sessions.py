"""Descriptions as browsers write them, and a room whose browsers skip ICE and DTLS."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from sfu.dataplane.interface import TransportId
from sfu.dataplane.reference import ReferencePlane
from sfu.forwarding.audience import Audience
from sfu.forwarding.speakers import SpeakerLevel
from sfu.router import Router, SubscribeOffer, TrackRequest, TransportRole
from sfu.unit import ForwardingUnit, SfuSettings
from tests.unit.sfu.support import Browser, ManualLoop

MICROPHONE, CAMERA = TrackRequest("0", "microphone"), TrackRequest("1", "camera")


def fingerprint(number: int) -> str:
    return ":".join([f"{number:02X}"] * 32)


def offer_sdp(
    *,
    number: int = 1,
    ufrag: str = "anna",
    ssrcs: bool = True,
    mids: Sequence[str] = ("0", "1"),
    certificate: str | None = None,
) -> str:
    """What a browser offers to send: Opus on every even m-line, VP8 on every odd one."""
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
    for index, mid in enumerate(mids):
        lines += _audio_lines(index) if index % 2 == 0 else _video_lines(index)
        lines += [
            "c=IN IP4 0.0.0.0",
            f"a=ice-ufrag:{ufrag}",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            f"a=fingerprint:sha-256 {certificate or fingerprint(number)}",
            "a=setup:actpass",
            f"a=mid:{mid}",
            "a=sendonly",
            "a=rtcp-mux",
            "a=extmap:5 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        ]
        if ssrcs:
            lines += _ssrc_lines(index, number)
    return "\r\n".join(lines) + "\r\n"


def _audio_lines(index: int) -> list[str]:
    return ["m=audio 9 UDP/TLS/RTP/SAVPF 109", "a=rtpmap:109 opus/48000/2", "a=rtcp-fb:109 transport-cc"]


def _video_lines(index: int) -> list[str]:
    return [
        "m=video 9 UDP/TLS/RTP/SAVPF 120 121",
        "a=rtpmap:120 VP8/90000",
        "a=rtcp-fb:120 nack",
        "a=rtcp-fb:120 nack pli",
        "a=rtpmap:121 rtx/90000",
        "a=fmtp:121 apt=120",
    ]


def ssrc_of(number: int, index: int) -> int:
    return 10_000 * number + 10 * index


def _ssrc_lines(index: int, number: int) -> list[str]:
    ssrc = ssrc_of(number, index)
    if index % 2 == 0:
        return [f"a=ssrc:{ssrc} cname:x"]
    return [f"a=ssrc-group:FID {ssrc} {ssrc + 1}", f"a=ssrc:{ssrc} cname:x", f"a=ssrc:{ssrc + 1} cname:x"]


def answer_sdp(
    offer: str, *, number: int = 1, refuse: Sequence[str] = (), certificate: str | None = None
) -> str:
    """What a browser answers to a subscribe offer of ours."""
    mids = [line.removeprefix("a=mid:") for line in offer.split("\r\n") if line.startswith("a=mid:")]
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
    for section in offer.split("\r\nm=")[1:]:
        kept = [
            line for line in section.split("\r\n") if line.startswith(("a=rtpmap", "a=fmtp", "a=rtcp-fb"))
        ]
        mid = next(line for line in section.split("\r\n") if line.startswith("a=mid:")).removeprefix("a=mid:")
        direction = "a=recvonly" if "a=sendonly" in section and mid not in refuse else "a=inactive"
        lines += [
            "m=" + section.split("\r\n", maxsplit=1)[0],
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            "a=ice-ufrag:bora",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            f"a=fingerprint:sha-256 {certificate or fingerprint(number)}",
            "a=setup:active",
            direction,
            "a=rtcp-mux",
            *kept,
        ]
    return "\r\n".join(lines) + "\r\n"


@dataclass
class Told:
    """A listener that notes what a router tells."""

    offers: list[tuple[str, SubscribeOffer]] = field(default_factory=list)
    lost: list[tuple[str, TransportRole]] = field(default_factory=list)
    speakers: list[Sequence[SpeakerLevel]] = field(default_factory=list)

    def on_subscribe_offer(self, participant: str, offer: SubscribeOffer) -> None:
        self.offers.append((participant, offer))

    def on_transport_lost(self, participant: str, transport: TransportRole) -> None:
        self.lost.append((participant, transport))

    def on_speakers(self, speaking: Sequence[SpeakerLevel]) -> None:
        self.speakers.append(speaking)


class RoomWorld:
    """A room on a unit whose time a test moves; its browsers skip ICE and DTLS and have their keys given."""

    def __init__(self) -> None:
        self.loop = ManualLoop()
        settings = SfuSettings("127.0.0.1", 0, ("127.0.0.1",))
        self.unit = ForwardingUnit.on_loop(settings, self.loop, random.Random(1))
        assert isinstance(self.unit.plane, ReferencePlane)
        self.plane = self.unit.plane
        self.told = Told()
        self.router: Router = self.unit.open_room(self.told)
        self.browsers: list[Browser] = []

    def come_in(self, *participants: str) -> None:
        for participant in participants:
            self.router.add_participant(participant)

    def everyone_hears(self, *participants: str) -> None:
        everyone = frozenset(participants)
        self.router.set_audience(Audience({name: everyone - {name} for name in participants}))
        self.loop.run_soon()

    def publish(self, participant: str, *tracks: TrackRequest, number: int = 1) -> tuple[str, ...]:
        answer = self.router.publish(participant, offer_sdp(number=number), tracks or (MICROPHONE, CAMERA))
        self.loop.run_soon()
        return tuple(published.publication for published in answer.publications)

    def offers_to(self, participant: str) -> list[SubscribeOffer]:
        return [offer for name, offer in self.told.offers if name == participant]

    def answer_latest(self, participant: str, *, refuse: Sequence[str] = ()) -> SubscribeOffer:
        offer = self.offers_to(participant)[-1]
        self.router.answer(participant, offer.generation, answer_sdp(offer.sdp, refuse=refuse))
        self.loop.run_soon()
        return offer

    def connect(self, participant: str, role: TransportRole) -> Browser:
        """Give the participant's transport an address and keys, as ICE and DTLS would."""
        person = self.router._people[participant]
        transport = (person.publisher if role is TransportRole.PUBLISH else person.subscriber).transport
        assert transport is not None
        browser = Browser(self, int(transport.id))
        self.browsers.append(browser)
        self.plane.set_address(TransportId(transport.id), browser.address)
        self.plane.set_keys(transport.id, browser.servers_srtp)
        return browser

    def close(self) -> None:
        self.router.close()
        self.plane.close()
        for browser in self.browsers:
            browser.socket.close()
