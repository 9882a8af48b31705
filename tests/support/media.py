"""A participant without a browser who speaks and listens, by aiortc: real ICE, DTLS and SRTP."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack

from signaling.protocol.common import Source
from signaling.protocol.media import Publish, Published, SubscribeAnswer, SubscribeOffer, TrackSource
from tests.support.participant import Participant
from tests.support.wait import eventually

Edit = Callable[[str], str]

_CANDIDATE = re.compile(r"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+) typ host", re.IGNORECASE)


def unchanged(sdp: str) -> str:
    """The description as it is."""
    return sdp


def other_fingerprint(sdp: str) -> str:
    """The description with the fingerprint of a certificate that nobody has."""
    return re.sub(r"(a=fingerprint:sha-\d+ )[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}", r"\g<1>00:11", sdp)


def udp_port(sdp: str) -> int:
    """The port of the server's candidate."""
    found = _CANDIDATE.search(sdp)
    assert found, sdp
    return int(found[1])


class Talker:
    """Media of one participant: publishes a microphone, receives what is offered."""

    def __init__(self, participant: Participant) -> None:
        self.participant = participant
        self.publishing: RTCPeerConnection | None = None
        self.subscribing = _connection()
        self._sinks: list[asyncio.Task[None]] = []
        self._answering = asyncio.create_task(self._answer_offers())
        self.subscribing.on("track", self._listen_to)

    async def speak(self, edit: Edit = unchanged) -> Published:
        """Publish a microphone; `edit` changes the offer on its way."""
        self.publishing = _connection()
        sender = self.publishing.addTrack(AudioStreamTrack())
        await _describe(self.publishing, await self.publishing.createOffer())
        mid = next(one.mid for one in self.publishing.getTransceivers() if one.sender is sender) or ""
        offer = edit(self.publishing.localDescription.sdp)
        reply = await self.participant.request(
            Publish, sdp=offer, tracks=[TrackSource(mid=mid, source=Source.MICROPHONE)]
        )
        assert isinstance(reply, Published), reply
        await self.publishing.setRemoteDescription(RTCSessionDescription(reply.sdp, "answer"))
        return reply

    async def packets_heard(self) -> int:
        """RTP packets received so far."""
        return sum(one.packetsReceived for one in await self._inbound())

    async def packets_lost(self) -> int:
        """RTP packets missing so far."""
        return sum(one.packetsLost for one in await self._inbound())

    async def hears(self, more_packets: int = 10, within_s: float = 15) -> None:
        """Wait until so many more packets came."""
        before = await self.packets_heard()

        async def look() -> bool:
            return await self.packets_heard() >= before + more_packets

        await eventually(f"{more_packets} more packets", look, within_s)

    async def close(self) -> None:
        """End both connections and everything that waits."""
        for task in (self._answering, *self._sinks):
            task.cancel()
        await asyncio.gather(self._answering, *self._sinks, return_exceptions=True)
        for connection in filter(None, (self.publishing, self.subscribing)):
            await connection.close()

    async def _inbound(self) -> list[Any]:
        reports = await self.subscribing.getStats()
        return [one for one in reports.values() if one.type == "inbound-rtp"]

    async def _answer_offers(self) -> None:
        answered = 0
        while True:
            offer = await self._offer_after(answered)
            answered = offer.generation
            sdp = _candidates_everywhere(offer.sdp)
            await self.subscribing.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
            await _describe(self.subscribing, await self.subscribing.createAnswer())
            answer = self.subscribing.localDescription.sdp
            await self.participant.request(SubscribeAnswer, generation=answered, sdp=answer)

    async def _offer_after(self, generation: int) -> SubscribeOffer:
        return await self.participant.expect(
            SubscribeOffer, lambda offer: offer.generation > generation, within_s=600
        )

    def _listen_to(self, track: MediaStreamTrack) -> None:
        self._sinks.append(asyncio.create_task(_swallow(track)))


def _connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


async def _describe(connection: RTCPeerConnection, description: RTCSessionDescription) -> None:
    """Set the local description with loopback as the only address, so that no network is needed."""
    with patch("aioice.ice.get_host_addresses", return_value=["127.0.0.1"]):
        await connection.setLocalDescription(description)


def _candidates_everywhere(sdp: str) -> str:
    """Bundled m-lines share the first one's candidates (RFC 9143, 7.1.3), but aiortc looks at the last."""
    session, *sections = sdp.split("\r\nm=")
    candidates = (
        re.findall(r"\r\na=(?:candidate:|end-of-candidates)[^\r\n]*", sections[0].rstrip())
        if sections
        else []
    )
    others = [section.rstrip() + "".join(candidates) for section in sections[1:]]
    return "\r\nm=".join([session, sections[0].rstrip(), *others]) + "\r\n"


async def _swallow(track: MediaStreamTrack) -> None:
    with contextlib.suppress(Exception):
        while True:
            await track.recv()
