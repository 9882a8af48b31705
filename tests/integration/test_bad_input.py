"""What is no message, too large, too often or too slow costs only whoever sent it."""

import asyncio
import base64
import contextlib
import os
import time

import aiohttp
import msgspec
import pytest

from signaling.protocol.chat import ChatWritten
from signaling.protocol.common import Source
from signaling.protocol.joining import Acknowledge, Done, Failed, Join, Joined
from signaling.protocol.media import Publish, SetMuted, SubscribeAnswer, TrackSource
from signaling.protocol.people import ParticipantChanged, ParticipantLeft, React, Reaction
from tests.integration.conftest import Enter, Visit
from tests.integration.test_door import join_fields
from tests.support.participant import Participant
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import RoomLink, Server

NO_MESSAGES = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"join"',
    "{}",
    '{"type": 7}',
    '{"type": "unheard-of", "id": 1}',
    '{"type": "chat_send", "id": 1}',
    '{"type": "chat_send", "id": 5, "text": "no key"}',
    '{"type": "chat_send", "id": 0, "key": "abcdefgh", "text": "zero"}',
    '{"type": "chat_send", "id": 3e9, "key": "abcdefgh", "text": "large"}',
    '{"type": "chat_send", "id": 5, "key": "abcdefgh", "text": "more", "than": "asked"}',
    '{"type": "chat_send", "id": 5, "key": "abcdefgh", "text": "\\ud800"}',
    '{"type": "chat_send", "id": 5, "key": "<script>", "text": "a key of nothing"}',
    "[" * 20_000,
    '{"type": "set_hand", "id": 5, "raised": "yes"}',
    '{"type": "joined", "re": 1}',
]


@pytest.mark.parametrize("text", NO_MESSAGES, ids=range(len(NO_MESSAGES)))
async def test_what_is_no_message_gets_one_clear_answer_and_the_talk_goes_on(enter: Enter, text: str) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    await ann.send_text(text)
    refusal = await ann.expect(Failed)
    assert refusal.code == "malformed"
    await ann.say("still here")
    await ben.expect(ChatWritten)


async def test_bytes_that_are_no_text_get_the_same_answer(enter: Enter) -> None:
    ann = await enter("Ann")
    await ann.send_bytes(os.urandom(200))
    assert (await ann.expect(Failed)).code == "malformed"


@pytest.mark.parametrize("opcode", [0x9, 0xA], ids=["pings", "pongs"])
async def test_who_floods_with_beats_is_cut_off_alone(
    server: Server, room: RoomLink, enter: Enter, opcode: int
) -> None:
    ann = await enter("Ann")
    async with RawSocket(server, room) as flooder:
        await flooder.join(await ann.token())
        await flooder.flood(bytes([0x80 | opcode, 0x80, 0, 0, 0, 0]) * 1000, within_s=10)
    await ann.expect(ParticipantChanged, lambda one: one.participant.presence == "reconnecting")
    await ann.say("calm")


async def test_pings_within_measure_are_answered(server: Server, room: RoomLink, enter: Enter) -> None:
    ann = await enter("Ann")
    async with RawSocket(server, room) as someone:
        await someone.join(await ann.token())
        assert await someone.answer_to(b"\x89\x84" + bytes(4) + b"beat", b"\x8a\x04beat")


async def test_who_sends_nothing_but_nonsense_is_cut_off_alone(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    for _ in range(200):
        await ann.send_text("nonsense")
    await ann.ended()
    await ben.say("calm")


@pytest.mark.parametrize("name", ["x" * 10_000, "", "   ", "\u200b\u2060", "x" * 41])
async def test_a_name_of_nothing_or_of_too_much_is_refused_and_can_be_put_right(
    visit: Visit, name: str
) -> None:
    someone = await visit()
    await someone.connect()
    token = await someone.token()
    assert await someone.failure(Join, **{**join_fields(token), "name": name}) == "name-invalid"
    assert isinstance(await someone.try_join("Ann", token=token), Joined)


async def test_a_name_is_told_without_what_cannot_be_seen(enter: Enter) -> None:
    ann = await enter("  Ann\u202e \u200b  Lee\n ")
    assert [one.name for one in ann.joined_room.participants] == ["Ann Lee"]


@pytest.mark.parametrize(
    ("sdp", "code"),
    [
        ("v=0", "sdp-invalid"),
        ("\0" * 100, "sdp-invalid"),
        ("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 1000, "sdp-invalid"),
    ],
    ids=["almost nothing", "zeros", "a thousand m-lines"],
)
async def test_an_offer_that_is_none_has_one_error(enter: Enter, sdp: str, code: str) -> None:
    ann = await enter()
    tracks = [TrackSource(mid="0", source=Source.MICROPHONE)]
    assert await ann.failure(Publish, sdp=sdp, tracks=tracks) == code
    await ann.say("still here")


async def test_an_offer_of_60_000_characters_is_read_quickly(enter: Enter) -> None:
    ann = await enter()
    before_s = time.monotonic()
    assert await ann.failure(Publish, sdp="a=" + "x" * 59_000, tracks=[]) == "sdp-invalid"
    assert time.monotonic() - before_s < 2


async def test_an_offer_of_a_megabyte_ends_only_that_connection(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    await ann.send(ann.prepare(Publish, sdp="v=0\r\n" + "a=x\r\n" * 200_000, tracks=[]))
    await ann.ended()
    assert ann.close_code in (1009, 1006)
    await ben.say("calm")
    await ann.resume()


async def test_what_one_does_not_have_cannot_be_muted(enter: Enter) -> None:
    ann = await enter()
    assert await ann.failure(SetMuted, publication="none", muted=True) == "not-found"


async def test_an_answer_to_an_offer_that_never_was_is_ignored(enter: Enter) -> None:
    ann = await enter()
    assert isinstance(await ann.request(SubscribeAnswer, generation=1, sdp="v=0"), Done)


async def test_who_does_something_too_often_is_told_when_to_go_on(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    requests = [ann.prepare(React, reaction=Reaction.CLAP) for _ in range(80)]
    for request in requests:
        await ann.send(request)
    replies = [await ann.reply_to(request) for request in requests]
    refused = [reply for reply in replies if isinstance(reply, Failed)]
    assert 0 < len(refused) < 40
    assert all(reply.code == "too-fast" and reply.retry_after_ms for reply in refused)
    await ben.say("calm")


async def test_who_joined_cannot_join_again_on_the_same_connection(enter: Enter) -> None:
    ann = await enter()
    assert await ann.failure(Join, **join_fields(await ann.token())) == "already-joined"


async def test_who_says_nothing_after_connecting_is_let_go(visit: Visit) -> None:
    someone = await visit()
    await someone.connect()
    await someone.ended(within_s=15)


class RawSocket:
    """Somebody who joins by hand over TCP and then does as they please."""

    def __init__(self, server: Server, room: RoomLink) -> None:
        self._server, self._room = server, room

    async def __aenter__(self) -> "RawSocket":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._server.port, limit=4096)
        self._writer.write(
            f"GET /api/v1/rooms/{self._room.id}/socket HTTP/1.1\r\nHost: 127.0.0.1:{self._server.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n".encode()
        )
        assert (await self._reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()

    async def join(self, token: str) -> None:
        self._send(Join(id=1, version=1, token=token, name="Raw", avatar="fox", language="en"))
        await self._reader.readuntil(b'"joined"')
        self._send(Acknowledge(received=1))

    def read_no_more(self) -> None:
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def flood(self, frames: bytes, within_s: float) -> None:
        """Send and send until the server ends the connection."""
        reading = asyncio.create_task(self._reader.read(-1))
        async with asyncio.timeout(within_s):
            with contextlib.suppress(ConnectionError):
                while not reading.done():
                    self._writer.write(frames)
                    await self._writer.drain()
                    await asyncio.sleep(0)
            await asyncio.wait({reading})
        reading.exception()

    async def answer_to(self, frame: bytes, answer: bytes) -> bytes:
        """Send a frame; what comes up to and with its answer."""
        self._writer.write(frame)
        async with asyncio.timeout(10):
            return await self._reader.readuntil(answer)

    def _send(self, message: Join | Acknowledge) -> None:
        """One text frame (RFC 6455, 5.2) with a length of eight bytes, masked with zeros."""
        payload = msgspec.json.encode(message)
        self._writer.write(b"\x81\xff" + len(payload).to_bytes(8, "big") + bytes(4) + payload)


async def write_until(gone: asyncio.Event, writers: list[Participant], delays_s: list[float]) -> None:
    while not gone.is_set():
        for writer in writers:
            before_s = time.monotonic()
            await writer.say("x" * 4000)
            delays_s.append(time.monotonic() - before_s)


FAST = {**GENEROUS, "MADANG_MESSAGES_PER_SECOND": "100000", "MADANG_MESSAGES_BURST": "100000"}
NOTICED_AFTER_S = 1.5
"""A cut is shown to the others a moment after it happened."""


async def test_a_reader_for_whom_little_waits_is_closed_within_ten_seconds(
    start_server: StartServer, enter: Enter
) -> None:
    own = await start_server(environment=FAST)
    room = await own.create_room()
    writer = await enter("Writer", own.url, room.id)
    async with RawSocket(own, room) as deaf:
        await deaf.join(await writer.token())
        deaf.read_no_more()
        # 600 kB: more than the kernel takes for a reader, less than the server holds for one.
        for _ in range(150):
            await writer.say("x" * 4000)
        await writer.expect(
            ParticipantChanged,
            lambda one: one.participant.presence == "reconnecting",
            within_s=10 + NOTICED_AFTER_S,
        )


async def test_a_reader_for_whom_much_waits_is_closed_at_once_and_disturbs_nobody(
    start_server: StartServer, enter: Enter
) -> None:
    own = await start_server(environment=FAST)
    room = await own.create_room()
    writers = [await enter(f"Writer {n}", own.url, room.id) for n in range(2)]
    memory_before_kib = own.memory_kib()
    gone, delays_s = asyncio.Event(), list[float]()
    async with RawSocket(own, room) as deaf:
        await deaf.join(await writers[0].token())
        deaf.read_no_more()
        writing = asyncio.create_task(write_until(gone, writers, delays_s))
        try:
            await writers[0].expect(
                ParticipantChanged, lambda one: one.participant.presence == "reconnecting", within_s=20
            )
        finally:
            gone.set()
            await writing
    assert max(delays_s) < 2
    assert own.memory_kib() - memory_before_kib < 20_000
    assert not writers[0].of(ParticipantLeft)


async def test_a_connection_that_stops_in_the_middle_of_a_request_is_let_go(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /api/v1/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
    try:
        async with asyncio.timeout(60):
            await reader.read(65_536)
    finally:
        writer.transport.abort()


async def test_the_server_is_well_after_all_that(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann = await enter()
    await ann.ping()
    async with http.get(f"{server.url}/healthz") as answer:
        assert answer.status == 200
