"""The HTTPS port: connections that begin with TLS are served; plain HTTP is sent to the right address.

Who types an address without https:// would otherwise meet an empty answer. The first byte tells the two
apart: 22 begins a TLS handshake (RFC 8446, 5.1), and no HTTP request.
"""

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Callable

HANDSHAKE_S = 10.0
"""For the first byte, and again for the rest of the handshake."""
GOODBYE_S = 3.0
MOST_WAITING = 512
"""Connections without a finished handshake; more are closed at once."""
MOST_HEAD_BYTES = 8 * 1024
RETRY_S = 1.0
ProtocolFactory = Callable[[], asyncio.BaseProtocol]
_TLS_HANDSHAKE = b"\x16"
_REQUEST = re.compile(rb"(?:GET|HEAD) (/[\x21-\x7e]*) HTTP/1\.[01]\r\n")
_HOST = re.compile(
    rb"\r\nhost:[ \t]*((?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?)[ \t]*\r\n", re.I
)


class TlsPort:
    """Accepts connections until it is closed; the protocol factory is that of a plain server."""

    def __init__(
        self, listening: socket.socket, make_protocol: ProtocolFactory, context: ssl.SSLContext
    ) -> None:
        self._listening = listening
        self._make_protocol = make_protocol
        self._context = context
        self._waiting: set[asyncio.Task[None]] = set()
        listening.setblocking(False)
        self._accepting = asyncio.create_task(self._accept_for_ever(), name="accept-tls")

    async def close(self) -> None:
        """Take no more connections; those that were handed over stay."""
        tasks = [self._accepting, *self._waiting]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._listening.close()

    async def _accept_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listening)
            except ConnectionError:
                continue
            except OSError:
                # No file descriptor is free: as asyncio's own servers do, wait for one.
                await asyncio.sleep(RETRY_S)
                continue
            self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        if len(self._waiting) >= MOST_WAITING:
            connection.close()
            return
        task = asyncio.create_task(self._receive(connection), name="begin-tls")
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _receive(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            try:
                async with asyncio.timeout(HANDSHAKE_S):
                    await _readable(connection)
                    is_tls = connection.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE
                    if not is_tls:
                        await _send_to_https(connection)
            except BaseException:
                connection.close()
                raise
            if is_tls:
                await self._hand_over(connection)

    async def _hand_over(self, connection: socket.socket) -> None:
        # The loop closes the connection if the handshake fails.
        await asyncio.get_running_loop().connect_accepted_socket(
            self._make_protocol,
            connection,
            ssl=self._context,
            ssl_handshake_timeout=HANDSHAKE_S,
            ssl_shutdown_timeout=GOODBYE_S,
        )


async def _readable(connection: socket.socket) -> None:
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection, arrived.set)
    try:
        await arrived.wait()
    finally:
        loop.remove_reader(connection)


async def _send_to_https(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    head = b""
    with connection:
        while b"\r\n\r\n" not in head and len(head) < MOST_HEAD_BYTES:
            received = await loop.sock_recv(connection, 4096)
            if not received:
                return
            head += received
        await loop.sock_sendall(connection, plain_answer(head))
        connection.shutdown(socket.SHUT_WR)


def plain_answer(head: bytes) -> bytes:
    """The answer to a request without TLS: its own address with https, or 426 (RFC 9110, 15.5.22)."""
    path, host = _REQUEST.match(head), _HOST.search(head)
    if path and host:
        lines = [b"HTTP/1.1 307 Temporary Redirect", b"Location: https://" + host[1].lower() + path[1]]
    else:
        lines = [b"HTTP/1.1 426 Upgrade Required", b"Upgrade: TLS/1.2, HTTP/1.1"]
    return b"\r\n".join([*lines, b"Connection: close", b"Content-Length: 0", b"", b""])
