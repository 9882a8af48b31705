"""One WebSocket: a bounded queue and a writer task outwards, size, rate and silence limits inwards."""

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum

from aiohttp import WSMsgType, web

from signaling.protocol import ToParticipant, encode

MOST_MESSAGE_BYTES = 64 * 1024
MOST_QUEUED_BYTES = 1024 * 1024
KERNEL_BUFFER_BYTES = 128 * 1024
"""Set, because the kernel would otherwise hold megabytes for a reader that stopped."""
REFUSED_S = 1.0
"""Who is closed for flooding may flood on for so long, until the closing frame is answered."""
SILENCE_S = 20.0
"""The web client pings every 5 s; who is silent for longer is cut off."""


class CloseCode(IntEnum):
    """WebSocket close codes (RFC 6455, 7.4); from 4000 on our own."""

    NORMAL = 1000
    GOING_AWAY = 1001
    TOO_BIG = 1009
    UNAVAILABLE = 1013
    REFUSED = 4000
    REPLACED = 4001
    TOO_SLOW = 4002
    ROOM_ENDED = 4003


class Other(Enum):
    """What arrives besides text."""

    BYTES = "bytes"
    BEAT = "beat"
    """A ping, which is answered, or a pong (RFC 6455, 5.5): no message, but work like one."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How long one write, and all that waits at the end, may take before the reader counts as stalled."""

    slow_reader_s: float


class Connection:
    """Sends without ever waiting, receives one text at a time."""

    def __init__(
        self, websocket: web.WebSocketResponse, request: web.Request, limits: ConnectionLimits
    ) -> None:
        self._websocket = websocket
        self._request = request
        self._limits = limits
        self._queue: deque[bytes] = deque()
        self._queued_bytes = 0
        self._wake = asyncio.Event()
        self._closing: CloseCode | None = None
        self._writer = asyncio.create_task(self._write(), name="connection-writer")

    @property
    def response(self) -> web.WebSocketResponse:
        """What the request is answered with."""
        return self._websocket

    @property
    def page_is_gone(self) -> bool:
        """Whether the browser said that the page was closed or left (RFC 6455, 7.4.1: 1001)."""
        return self._websocket.close_code == CloseCode.GOING_AWAY and self._closing is None

    def send(self, wire: bytes) -> None:
        """Queue a text frame; a reader with too much waiting is cut off."""
        if self._closing is not None:
            return
        self._queue.append(wire)
        self._queued_bytes += len(wire)
        if self._queued_bytes > MOST_QUEUED_BYTES:
            self.abort()
        else:
            self._wake.set()

    def send_message(self, message: ToParticipant) -> None:
        """Send outside the numbered order; lost if the connection ends."""
        self.send(encode(message))

    def close(self, code: CloseCode) -> None:
        """Send what is queued, then close; a reader that takes too long for it is dropped."""
        if self._closing is None:
            self._closing = code
            self._wake.set()
            patience_s = REFUSED_S if code is CloseCode.REFUSED else self._limits.slow_reader_s
            deadline = asyncio.get_running_loop().call_later(patience_s, self.abort)
            self._writer.add_done_callback(lambda _: deadline.cancel())

    def abort(self) -> None:
        """Drop the connection now, with all that waits."""
        self._closing = self._closing or CloseCode.TOO_SLOW
        self._queue.clear()
        self._queued_bytes = 0
        if self._request.transport is not None:
            self._request.transport.abort()
        self._wake.set()

    async def frames(self) -> AsyncIterator[str | Other]:
        """What arrives until the end; who listens must count it, for the loop does not get a turn."""
        while True:
            try:
                message = await self._websocket.receive(timeout=SILENCE_S)
            except TimeoutError:
                self.abort()
                return
            if message.type is WSMsgType.TEXT:
                yield message.data
            elif message.type is WSMsgType.BINARY:
                yield Other.BYTES
            elif message.type in (WSMsgType.PING, WSMsgType.PONG):
                if message.type is WSMsgType.PING and not await self._answer_ping(message.data):
                    return
                yield Other.BEAT
            else:
                return

    async def _answer_ping(self, content: bytes) -> bool:
        try:
            async with asyncio.timeout(self._limits.slow_reader_s):
                await self._websocket.pong(content)
        except (TimeoutError, ConnectionError, RuntimeError):
            self.abort()
            return False
        return True

    async def finish(self) -> None:
        """Wait until all that is queued is out and the socket closed; bounded by the slow reader's limit."""
        self.close(CloseCode.NORMAL)
        await asyncio.wait({self._writer})

    async def _write(self) -> None:
        try:
            while self._closing is None or self._queue:
                await self._wake.wait()
                self._wake.clear()
                await self._drain()
            async with asyncio.timeout(self._limits.slow_reader_s):
                await self._websocket.close(code=self._closing)
        except (TimeoutError, ConnectionError, RuntimeError):
            # A stalled or vanished reader; RuntimeError is aiohttp's word for a socket closed meanwhile.
            self.abort()

    async def _drain(self) -> None:
        while self._queue:
            wire = self._queue.popleft()
            self._queued_bytes -= len(wire)
            async with asyncio.timeout(self._limits.slow_reader_s):
                await self._websocket.send_frame(wire, WSMsgType.TEXT)


class Connections:
    """All that are open, so that they can be closed in order."""

    def __init__(self) -> None:
        self._open: set[Connection] = set()

    def __len__(self) -> int:
        return len(self._open)

    @contextlib.contextmanager
    def holding(self, connection: Connection) -> Iterator[None]:
        """Count it in until the block ends."""
        self._open.add(connection)
        try:
            yield
        finally:
            self._open.discard(connection)

    async def finish(self, within_s: float) -> None:
        """Close all, each after what is queued for it; drop those whose readers take longer."""
        ending = [asyncio.create_task(connection.finish()) for connection in self._open]
        if not ending:
            return
        _, slow = await asyncio.wait(ending, timeout=within_s)
        for connection in list(self._open) if slow else ():
            connection.abort()
        await asyncio.gather(*ending)


@contextlib.asynccontextmanager
async def accept(request: web.Request, limits: ConnectionLimits) -> AsyncIterator[Connection]:
    """Upgrade the request, and close in order whatever happens."""
    if (raw := request.get_extra_info("socket")) is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_BYTES)
    websocket = web.WebSocketResponse(
        max_msg_size=MOST_MESSAGE_BYTES, compress=False, timeout=limits.slow_reader_s, autoping=False
    )
    await websocket.prepare(request)
    connection = Connection(websocket, request, limits)
    try:
        yield connection
    finally:
        await connection.finish()
