"""Whether media arrives: joins a room as a browser would and asks every address that the answer names."""

import asyncio
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from counseling_themes.loader import DEFAULT_THEME
from rooms.ids import new_room_id
from rooms.store import RoomRecord, SqlRoomStore
from sfu.ice_lite import IceCredentials
from sfu.stun_probe import answers
from signaling.doctor.finding import Finding, Patient, note, well, wrong
from signaling.doctor.visit import TIMEOUT
from signaling.protocol import PROTOCOL_VERSION, ToParticipant
from signaling.protocol.common import Request, Source
from signaling.protocol.joining import Join, Joined, Leave
from signaling.protocol.media import Publish, Published, TrackSource
from storage.engine import open_storage
from storage.errors import StorageUnavailable

ROOM_TITLE = "madang doctor"
_REPLY_S = 10.0
_PROBE_S = 3.0
_CANDIDATE = re.compile(r"^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", re.MULTILINE | re.IGNORECASE)
_ICE = re.compile(r"^a=ice-(ufrag|pwd):(\S+)", re.MULTILINE)
_OFFER = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=ice-ufrag:{ufrag}
a=ice-pwd:{pwd}
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:0
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
"""


class NotTried(Exception):
    """There was no way into a room; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class MediaPort:
    """Where the server says that it takes media, and what a check must prove."""

    credentials: IceCredentials
    addresses: tuple[tuple[str, int], ...]


async def media(patient: Patient, url: str) -> list[Finding]:
    """Join, ask each UDP address, leave."""
    ufrag = secrets.token_hex(4)
    try:
        async with asyncio.timeout(4 * _REPLY_S), aiohttp.ClientSession(timeout=TIMEOUT) as http:
            room = await _room(http, patient, url)
            token = await _token(http, f"{url}/api/v1/rooms/{room}", patient)
            async with http.ws_connect(
                f"{url}/api/v1/rooms/{room}/socket", headers={"Origin": url}, ssl=False
            ) as socket:
                talk = _Talk(socket)
                port = await _publish(talk, token, ufrag)
                asked = (answers(each, port.credentials, ufrag, _PROBE_S) for each in port.addresses)
                reached = await asyncio.gather(*asked)
                await talk.request(Leave)
    except NotTried as reason:
        return [reason.finding]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, msgspec.MsgspecError) as error:
        return [wrong(f"No room could be entered: {type(error).__name__}.", "The server's log tells more.")]
    return findings_of(port.addresses, reached)


def findings_of(addresses: Sequence[tuple[str, int]], reached: Sequence[bool]) -> list[Finding]:
    """One for each address that media could take: as long as one answers, none is wrong."""
    mend = "Open the UDP port in firewall and router, and check MADANG_PUBLIC_IP."
    found = []
    for (host, port), is_reached in zip(addresses, reached, strict=True):
        if is_reached:
            found.append(well(f"Media gets from here to {host}, UDP port {port}."))
        elif any(reached):
            found.append(
                note(f"Nothing comes back from {host}, UDP port {port}; another address works.", mend)
            )
        else:
            found.append(
                wrong(f"Nothing comes back from {host}, UDP port {port}: media does not arrive.", mend)
            )
    return found or [wrong("The server names no UDP address for media.", "Set MADANG_PUBLIC_IP.")]


async def _room(http: aiohttp.ClientSession, patient: Patient, url: str) -> str:
    if patient.key:
        return await _room_by_key(http, patient.key, url)
    database = patient.settings.data / "madang.db"
    if patient.is_elsewhere or not database.exists():
        mend = "Give doctor an API key with --key, made on the server by `madang key create`."
        raise NotTried(note("Media was not tried: without a room there is no way to it.", mend))
    return await _room_of_our_own(patient)


async def _room_by_key(http: aiohttp.ClientSession, key: str, url: str) -> str:
    headers = {"Authorization": f"Bearer {key}"}
    async with http.post(
        f"{url}/api/v1/rooms", json={"title": ROOM_TITLE}, headers=headers, ssl=False
    ) as answer:
        if answer.status != 201:
            mend = "Make a new one on the server: madang key create"
            raise NotTried(wrong(f"The API key makes no room (status {answer.status}).", mend))
        return str((await answer.json())["id"])


async def _room_of_our_own(patient: Patient) -> str:
    """As `madang room create` does; it goes as every room does that stays empty."""
    room_id, at_ms = new_room_id(secrets.token_bytes), time.time_ns() // 1_000_000
    record = RoomRecord(
        id=room_id, title=ROOM_TITLE, theme=DEFAULT_THEME, created_at_ms=at_ms, last_used_at_ms=at_ms
    )
    try:
        storage = await open_storage(patient.settings.data)
    except StorageUnavailable as reason:
        raise NotTried(wrong(str(reason), "See that the data folder is whole and yours.")) from None
    try:
        await SqlRoomStore(storage).create(record)
    finally:
        await storage.close()
    return room_id


async def _token(http: aiohttp.ClientSession, room_url: str, patient: Patient) -> str:
    async with http.post(f"{room_url}/tokens", ssl=False) as answer:
        if answer.status == 201:
            return str((await answer.json())["token"])
        if answer.status == 404 and not patient.key:
            mend = "Give doctor that server's data folder with --data, or an API key with --key."
            data = patient.settings.data.absolute()
            raise NotTried(wrong(f"The server at this address does not use the data folder {data}.", mend))
        raise NotTried(
            wrong(f"Nobody is let into a room (status {answer.status}).", "The server's log tells more.")
        )


class _Talk:
    """One session over a WebSocket, one request at a time."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._next_id = 1

    async def request(self, kind: type[Request], **fields: Any) -> ToParticipant:
        """Send a request and wait for its reply."""
        request = kind(id=self._next_id, **fields)
        self._next_id += 1
        await self._socket.send_str(msgspec.json.encode(request).decode())
        async with asyncio.timeout(_REPLY_S):
            while True:
                content = msgspec.json.decode(await self._socket.receive_str())
                content.pop("seq", None)
                if content.get("re") == request.id:
                    reply: ToParticipant = msgspec.convert(content, ToParticipant)
                    return reply


async def _publish(talk: _Talk, token: str, ufrag: str) -> MediaPort:
    joined = await talk.request(
        Join, version=PROTOCOL_VERSION, token=token, name="Doctor", avatar="bee", language="en"
    )
    if not isinstance(joined, Joined):
        code = getattr(joined, "code", "no code")
        mend = "Doctor and server must be of one version: run the doctor that came with it."
        raise NotTried(wrong(f"The room lets nobody in ({code}).", mend))
    fingerprint = ":".join(f"{byte:02X}" for byte in secrets.token_bytes(32))
    offer = _OFFER.format(ufrag=ufrag, pwd=secrets.token_hex(16), fingerprint=fingerprint).replace(
        "\n", "\r\n"
    )
    track = TrackSource(mid="0", source=Source.MICROPHONE, muted=True)
    published = await talk.request(Publish, sdp=offer, tracks=[track])
    if not isinstance(published, Published):
        raise NotTried(wrong("The server takes no media.", "The server's log tells more."))
    return media_port(published.sdp)


def media_port(sdp: str) -> MediaPort:
    """What an answer of ours says; raises ValueError where it has no ICE credentials."""
    ice = dict(_ICE.findall(sdp))
    if ice.keys() != {"ufrag", "pwd"}:
        raise ValueError("no ICE credentials")
    found = tuple((host, int(port)) for host, port in _CANDIDATE.findall(sdp))
    return MediaPort(IceCredentials(ice["ufrag"], ice["pwd"]), found)
