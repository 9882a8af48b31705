"""A TCP proxy between browsers and the server that cuts WebSockets exactly where a test wants it.

It passes HTTP through and follows the frames of a WebSocket (RFC 6455, 5.2) in both directions.
After each text message, or instead of it, a plan decides whether the connection is cut, as a
train in a tunnel would: with a reset, without a closing handshake. Compression is kept out of the
handshake, so that the plan can read the messages.
"""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import cycle
from typing import Any, TypeVar

_HEAD_END = b"\r\n\r\n"
_TEXT, _CONTINUATION = 1, 0
_LINGER_AT_ONCE = struct.pack("ii", 1, 0)
_PARTING_S = 2

T = TypeVar("T")


class Way(Enum):
    """Which direction a message goes."""

    TO_SERVER = "to server"
    TO_BROWSER = "to browser"


class Cut(Enum):
    """What happens to the connection at a message."""

    NOT = "goes on"
    AFTER = "delivered, then cut"
    INSTEAD = "cut before it is delivered"


@dataclass(frozen=True, slots=True)
class Passing:
    """A message on its way."""

    way: Way
    content: dict[str, Any]

    @property
    def type(self) -> str:
        """The message's type."""
        return str(self.content.get("type"))


Plan = Callable[[Passing], Cut]


def never(_: Passing) -> Cut:
    """Cut nothing."""
    return Cut.NOT


class CutAtEach:
    """Cut at every message once, in turn as `cuts` says; what belongs to resuming passes.

    A message that was kept back comes again after the cut; then it passes.
    """

    OF_RESUMING = frozenset({"join", "joined", "resume", "resumed", "ack", "ping", "pong", "speakers"})

    def __init__(self, cuts: Iterable[Cut]) -> None:
        self._cuts = cycle(cuts)
        self._met: set[tuple[Way, object]] = set()

    def __call__(self, passing: Passing) -> Cut:
        """Decide about one message."""
        number = passing.content.get("id" if passing.way is Way.TO_SERVER else "seq")
        if passing.type in self.OF_RESUMING or (passing.way, number) in self._met:
            return Cut.NOT
        self._met.add((passing.way, number))
        return next(self._cuts)


@dataclass
class Wire:
    """A proxy to `127.0.0.1:<server_port>`; `plan` may be exchanged at any time."""

    server_port: int
    plan: Plan = never
    passed: list[Passing] = field(default_factory=list)
    """Every message that was delivered."""
    cuts: list[Passing] = field(default_factory=list)
    """The message at which each cut was made."""
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _sockets: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> "Wire":
        """Listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    @property
    def port(self) -> int:
        """The port that browsers use instead of the server's."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """What stands in place of the server's URL."""
        return f"http://127.0.0.1:{self.port}"

    def through(self, url: str) -> str:
        """The same page, but by way of this proxy."""
        return url.replace(f"127.0.0.1:{self.server_port}", f"127.0.0.1:{self.port}")

    def cut_all(self) -> None:
        """Reset every connection now."""
        for writer in tuple(self._sockets):
            _reset(writer)

    async def close(self) -> None:
        """Stop listening and end what is open."""
        assert self._server is not None
        self._server.close()
        self.cut_all()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._connect(reader, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass  # one side is gone: so is the other
        finally:
            self._open.discard(task)
            _reset(writer)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(_HEAD_END)
        browser = Side(reader, writer)
        server = Side(*await asyncio.open_connection("127.0.0.1", self.server_port))
        self._sockets |= {browser.writer, server.writer}
        try:
            server.writer.write(_for_server(head))
            if _is_upgrade(head):
                browser.writer.write(await server.reader.readuntil(_HEAD_END))
                await self._follow(browser, server)
            else:
                await _both(_copy(browser, server), _copy(server, browser))
        finally:
            self._sockets -= {browser.writer, server.writer}
            _reset(server.writer)

    async def _follow(self, browser: "Side", server: "Side") -> None:
        """Pass messages on in both directions until one ends or the plan cuts."""
        receiver = await _both(
            self._messages(browser, server, Way.TO_SERVER), self._messages(server, browser, Way.TO_BROWSER)
        )
        if receiver is not None:
            _reset((server if receiver is browser else browser).writer)
            await _part_from(receiver)

    async def _messages(self, sender: "Side", receiver: "Side", way: Way) -> "Side | None":
        """Pass frames on; return the receiver where the plan cuts after it has got a message."""
        text = b""
        while True:
            opcode, final, payload, frame = await _read_frame(sender.reader)
            passing = None
            if opcode in (_TEXT, _CONTINUATION):
                text += payload
                if final:
                    passing, text = Passing(way, json.loads(text)), b""
            cut = self._decide(passing)
            if cut is Cut.INSTEAD:
                return None
            receiver.writer.write(frame)
            await receiver.writer.drain()
            if cut is Cut.AFTER:
                return receiver

    def _decide(self, passing: Passing | None) -> Cut:
        if passing is None:
            return Cut.NOT
        cut = self.plan(passing)
        if cut is not Cut.NOT:
            self.cuts.append(passing)
        if cut is not Cut.INSTEAD:
            self.passed.append(passing)
        return cut


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a connection through the proxy."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def _part_from(receiver: Side) -> None:
    """End a connection so that what was just sent arrives: nothing more to read, then nothing at all.

    A reset, or closing while something unread waits, could overtake the message.
    """
    receiver.writer.write_eof()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PARTING_S):
            while await receiver.reader.read(65_536):
                pass


async def _read_frame(reader: asyncio.StreamReader) -> tuple[int, bool, bytes, bytes]:
    """Opcode, whether it is the last of its message, unmasked payload, and the frame as it came."""
    head = await reader.readexactly(2)
    length, extended = head[1] & 0x7F, b""
    if length >= 126:
        extended = await reader.readexactly(2 if length == 126 else 8)
        length = int.from_bytes(extended, "big")
    mask = await reader.readexactly(4) if head[1] & 0x80 else b""
    body = await reader.readexactly(length)
    return head[0] & 0x0F, bool(head[0] & 0x80), _unmasked(body, mask), head + extended + mask + body


def _unmasked(body: bytes, mask: bytes) -> bytes:
    if not mask:
        return body
    pad = (mask * (len(body) // 4 + 1))[: len(body)]
    return (int.from_bytes(body, "big") ^ int.from_bytes(pad, "big")).to_bytes(len(body), "big")


async def _both(one: Coroutine[Any, Any, T], other: Coroutine[Any, Any, T]) -> T | None:
    """Run both ways until either ends; what that one returned, or None if it failed."""
    ways = [asyncio.ensure_future(one), asyncio.ensure_future(other)]
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
    first = done.pop()
    return None if first.exception() else first.result()


async def _copy(sender: Side, receiver: Side) -> None:
    while data := await sender.reader.read(65_536):
        receiver.writer.write(data)
        await receiver.writer.drain()
    await _part_from(receiver)


def _reset(writer: asyncio.StreamWriter) -> None:
    end = writer.get_extra_info("socket")
    if end is not None:
        with contextlib.suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_AT_ONCE)
    writer.transport.abort()


def _is_upgrade(head: bytes) -> bool:
    return b"upgrade: websocket" in head.lower()


def _for_server(head: bytes) -> bytes:
    """Without the offer to compress; a page's connection is closed after one answer, so that every
    request shows its head here."""
    lines = head.split(b"\r\n")
    unwanted = (b"sec-websocket-extensions:",) if _is_upgrade(head) else (b"connection:",)
    kept = [line for line in lines if not line.lower().startswith(unwanted)]
    if not _is_upgrade(head):
        kept.insert(1, b"Connection: close")
    return b"\r\n".join(kept)
