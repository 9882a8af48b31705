"""A participant without a browser: speaks the protocol, remembers what came, resumes after cuts."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

import aiohttp
import msgspec

from signaling.protocol import PROTOCOL_VERSION, FromParticipant, ToParticipant
from signaling.protocol.chat import ChatAccepted, ChatSend, ChatWritten
from signaling.protocol.common import ChatLine, Request
from signaling.protocol.joining import (
    Acknowledge,
    Done,
    Failed,
    Join,
    Joined,
    Leave,
    Ping,
    Pong,
    Resume,
    Resumed,
)

MessageT = TypeVar("MessageT")

_REPLY_WITHIN_S = 10
_ACKNOWLEDGE_EVERY = 16


class ConnectionEndedError(AssertionError):
    """The connection ended while something was expected of it."""


@dataclass(frozen=True, slots=True)
class Token:
    """What lets somebody in once."""

    text: str
    expires_in_s: int


def line(text: str) -> dict[str, object]:
    """What a chat_send says: a text under a key of its own."""
    return {"text": text, "key": secrets.token_urlsafe(9)}


async def ask_for_token(http: aiohttp.ClientSession, server_url: str, room_id: str) -> Token:
    """A token for a room."""
    async with http.post(f"{server_url}/api/v1/rooms/{room_id}/tokens") as answer:
        assert answer.status == 201, await answer.text()
        made = await answer.json()
        return Token(made["token"], made["expires_in_s"])


@dataclass
class Participant:
    """One session; `async with Participant(url, room) as someone: await someone.join("Ann")`."""

    server_url: str
    room_id: str
    comes_back: bool = False
    """Whether the end of a connection is not the end of waiting: somebody resumes."""
    inbox: list[ToParticipant] = field(default_factory=list)
    """Everything that came, each numbered message once, in order."""
    doubled: list[int] = field(default_factory=list)
    """Sequence numbers that came although they had come before."""
    received: int = 0
    """Highest sequence number so far."""
    joined: Joined | None = None
    close_code: int | None = None
    _http: aiohttp.ClientSession | None = None
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _reader: asyncio.Task[None] | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _ended: bool = True
    _next_id: int = 1
    _unanswered: dict[int, Request] = field(default_factory=dict)

    async def __aenter__(self) -> "Participant":
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.hang_up()
        assert self._http is not None
        await self._http.close()

    @property
    def id(self) -> str:
        """One's participant id."""
        return self.joined_room.participant

    @property
    def joined_room(self) -> Joined:
        """What the room was like when one came in."""
        assert self.joined is not None, "has not joined"
        return self.joined

    async def token(self) -> str:
        """A fresh token for the room."""
        assert self._http is not None
        return (await ask_for_token(self._http, self.server_url, self.room_id)).text

    async def connect(self, headers: dict[str, str] | None = None) -> None:
        """Open the WebSocket; raises aiohttp.WSServerHandshakeError if refused."""
        assert self._http is not None
        self._socket = await self._http.ws_connect(
            f"{self.server_url}/api/v1/rooms/{self.room_id}/socket", headers=headers or {}, max_msg_size=0
        )
        self._ended, self.close_code = False, None
        self._reader = asyncio.create_task(self._read(self._socket))

    async def join(self, name: str = "Ann", **fields: Any) -> Joined:
        """Connect and come in; raise AssertionError with the code if refused."""
        await self.connect()
        reply = await self.try_join(name, **fields)
        assert isinstance(reply, Joined), reply
        self.joined = reply
        # Its answer shows that the acknowledgement was heard: from then on one can resume.
        await self.ping()
        return reply

    async def try_join(self, name: str, **fields: Any) -> ToParticipant:
        """Ask to come in on an open connection; the reply, whatever it is."""
        values = {
            "version": PROTOCOL_VERSION,
            "token": fields.pop("token", None) or await self.token(),
            "avatar": "fox",
            "language": "en",
            **fields,
        }
        return await self.request(Join, name=name, **values)

    async def resume(self) -> Resumed:
        """Connect again after a cut; unanswered requests are sent again, as the protocol says."""
        await self.hang_up()
        await self.connect()
        request = Resume(id=self._take_id(), resume=self.joined_room.resume, received=self.received)
        await self.send(request)
        resumed = await self._find(
            "reply",
            lambda reply: getattr(reply, "re", None) == request.id,
            _REPLY_WITHIN_S,
            survives_cuts=False,
        )
        assert isinstance(resumed, Resumed), resumed
        for number, unanswered in sorted(self._unanswered.items()):
            if number > resumed.received:
                await self.send(unanswered)
        return resumed

    async def ping(self) -> None:
        """Wait until everything that was sent has been heard."""
        before = len(self.of(Pong))
        await self.send(Ping())
        await self._find("pong", lambda _: len(self.of(Pong)) > before, _REPLY_WITHIN_S)

    async def request(self, kind: type[Request], **fields: Any) -> ToParticipant:
        """Send a request and wait for its reply."""
        request = self.prepare(kind, **fields)
        await self.send(request)
        return await self.reply_to(request)

    def prepare(self, kind: type[Request], **fields: Any) -> Request:
        """A request with its number; it counts as unanswered from now on."""
        request = kind(id=self._take_id(), **fields)
        self._unanswered[request.id] = request
        return request

    async def reply_to(self, request: Request, within_s: float = _REPLY_WITHIN_S) -> ToParticipant:
        """Wait for the reply to a request that was sent."""
        return await self._find("reply", lambda reply: getattr(reply, "re", None) == request.id, within_s)

    async def send(self, message: FromParticipant | Request) -> None:
        """Send one message as it is."""
        await self.send_text(msgspec.json.encode(message).decode())

    async def send_text(self, text: str) -> None:
        """Send anything; a connection that is gone swallows it, as a network would."""
        assert self._socket is not None
        with contextlib.suppress(ConnectionError, aiohttp.ClientError):
            await self._socket.send_str(text)

    async def send_bytes(self, content: bytes) -> None:
        """Send a binary frame."""
        assert self._socket is not None
        await self._socket.send_bytes(content)

    async def say(self, text: str) -> ChatLine:
        """Write a line and wait until it is stored."""
        reply = await self.request(ChatSend, **line(text))
        assert isinstance(reply, ChatAccepted), reply
        return reply.line

    async def leave(self) -> None:
        """Go for good."""
        reply = await self.request(Leave)
        assert isinstance(reply, Done), reply

    async def expect(
        self,
        kind: type[MessageT],
        such: Callable[[MessageT], bool] = lambda _: True,
        within_s: float = _REPLY_WITHIN_S,
    ) -> MessageT:
        """Wait for a message of that kind, among those that came and those that will."""

        def fits(message: ToParticipant) -> bool:
            return isinstance(message, kind) and such(message)

        found = await self._find(kind.__name__, fits, within_s)
        assert isinstance(found, kind)
        return found

    async def _find(
        self, what: str, fits: Callable[[ToParticipant], bool], within_s: float, survives_cuts: bool = True
    ) -> ToParticipant:
        seen = 0
        try:
            async with asyncio.timeout(within_s), self._news:
                while True:
                    for message in self.inbox[seen:]:
                        if fits(message):
                            return message
                    seen = len(self.inbox)
                    if self._ended and not (self.comes_back and survives_cuts):
                        raise ConnectionEndedError(f"no {what} before the end; {self._latest()}")
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"no {what} within {within_s} s; {self._latest()}") from None

    async def ended(self, within_s: float = _REPLY_WITHIN_S) -> int | None:
        """Wait until the connection ends; its close code."""
        try:
            async with asyncio.timeout(within_s), self._news:
                await self._news.wait_for(lambda: self._ended)
        except TimeoutError:
            raise AssertionError(f"still connected after {within_s} s; {self._latest()}") from None
        return self.close_code

    async def hang_up(self) -> None:
        """Drop the connection."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.wait({self._reader})

    def lines(self) -> list[ChatLine]:
        """The chat as this participant has it: at the door, own and others', in the order they came."""
        at_door = [line for one in self.of(Joined) for line in one.chat]
        return at_door + [one.line for one in self.inbox if isinstance(one, ChatAccepted | ChatWritten)]

    async def has_lines(self, count: int) -> None:
        """Wait until so many lines of chat are known."""
        await self._find(f"{count} lines", lambda _: len(self.lines()) >= count, _REPLY_WITHIN_S)

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        """All messages of that kind so far."""
        return [message for message in self.inbox if isinstance(message, kind)]

    async def failure(self, kind: type[Request], **fields: Any) -> str:
        """Send a request that must fail; the code."""
        reply = await self.request(kind, **fields)
        assert isinstance(reply, Failed), reply
        return reply.code.value

    def _take_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _latest(self) -> str:
        return f"the latest were {self.inbox[-5:]}, closed with {self.close_code}"

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await self._take(frame.data)
        finally:
            async with self._news:
                self._ended, self.close_code = True, socket.close_code
                self._news.notify_all()

    async def _take(self, text: str) -> None:
        content = msgspec.json.decode(text)
        number = content.pop("seq", None)
        if number is not None and number <= self.received:
            self.doubled.append(number)
            return
        message: ToParticipant = msgspec.convert(content, ToParticipant)
        answered = getattr(message, "re", None)
        if answered is not None:
            self._unanswered.pop(answered, None)
        if number is not None and (isinstance(message, Joined) or number % _ACKNOWLEDGE_EVERY == 0):
            await self.send(Acknowledge(received=number))
        async with self._news:
            self.received = number or self.received
            self.inbox.append(message)
            self._news.notify_all()
