"""Passive ICE-TCP (RFC 6544): each connection is an address like a UDP one, and bounded in every way.

A connection has ten seconds until the first check on it is answered, and every answer gives it another
minute: only authenticated checks are answered, so nobody else stays. One that takes nothing of what
it is sent for ten seconds is closed. Where there is no room left, the oldest unanswered one gives way.
"""

import errno
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from sfu.clockwork import Loop, Timer
from sfu.dataplane.interface import Address, TcpAddress
from sfu.dataplane.reference_records import Counters
from sfu.dataplane.reference_tcp_outbox import Outbox
from sfu.rtp.framing import Deframer, MalformedFrame, frame

MOST_CONNECTIONS = 512
MOST_CONNECTIONS_PER_HOST = 64
"""A school behind one address: every browser has two transports."""
FIRST_ANSWER_WITHIN_S = 10.0
ANSWER_LASTS_S = 60.0
TAKES_SOMETHING_WITHIN_S = 10.0

_READ_BYTES = 16 * 1024
_ACCEPTED_PER_TURN = 16
_SWEEP_EVERY_S = 1.0
_PAUSE_S = 1.0
_KERNEL_BUFFER_BYTES = 128 * 1024
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class TcpConnection:
    """One browser's connection."""

    __slots__ = ("address", "deframer", "leaves_at_s", "outbox", "proven", "socket")

    def __init__(self, accepted: socket.socket, address: TcpAddress, now_s: float) -> None:
        self.socket = accepted
        self.address = address
        self.deframer = Deframer()
        self.outbox = Outbox()
        self.proven = False
        """Whether a check on it was answered."""
        self.leaves_at_s = now_s + FIRST_ANSWER_WITHIN_S

    def answered(self, now_s: float) -> None:
        """A check was authentic."""
        self.proven = True
        self.leaves_at_s = now_s + ANSWER_LASTS_S

    def overdue(self, now_s: float) -> bool:
        """Whether it has no right to stay."""
        stuck = bool(self.outbox) and now_s - self.outbox.progressed_at_s >= TAKES_SOMETHING_WITHIN_S
        return stuck or now_s >= self.leaves_at_s


class TcpSide:
    """All connections of a data plane; `take` gets each datagram with its source."""

    def __init__(
        self,
        listeners: Sequence[socket.socket],
        take: Callable[[bytes, Address], None],
        counters: Counters,
        *,
        loop: Loop,
        clock: Callable[[], float],
    ) -> None:
        self._listeners = tuple(listeners)
        self._take = take
        self._counters = counters
        self._loop = loop
        self._clock = clock
        self._connections: dict[TcpAddress, TcpConnection] = {}
        """The oldest first."""
        self._per_host: Counter[str] = Counter()
        self._numbers = count(1)
        self._sweep: Timer | None = None
        self._pause: Timer | None = None
        self._listen()

    def __len__(self) -> int:
        return len(self._connections)

    def sendto(self, datagram: bytes, destination: Address) -> int:
        """Send at once or when the connection takes it. Raises OSError if it is gone or takes too little."""
        connection = self._connections.get(destination) if isinstance(destination, TcpAddress) else None
        if connection is None:
            raise ConnectionResetError("this connection is closed")
        now_s = self._clock()
        if datagram[0] < 4:  # STUN (RFC 7983, 7)
            connection.answered(now_s)
        self._put(connection, frame(datagram), now_s, is_media=datagram[0] >= 128)
        return len(datagram)

    def close(self) -> None:
        """Close everything."""
        for timer in (self._sweep, self._pause):
            if timer is not None:
                timer.cancel()
        self._sweep = self._pause = None
        for listener in self._listeners:
            self._loop.remove_reader(listener.fileno())
            listener.close()
        for connection in list(self._connections.values()):
            self._drop(connection)

    # Coming

    def _listen(self) -> None:
        self._pause = None
        for listener in self._listeners:
            self._loop.add_reader(listener.fileno(), partial(self._accept, listener))

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_ACCEPTED_PER_TURN):
            try:
                accepted, source = listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._rest()
                    return
                continue  # that one is gone already
            self._welcome(accepted, source[0], source[1])

    def _rest(self) -> None:
        """The system has no socket left for us: what waits at the door must not keep us busy."""
        for listener in self._listeners:
            self._loop.remove_reader(listener.fileno())
        self._pause = self._loop.call_later(_PAUSE_S, self._listen)

    def _welcome(self, accepted: socket.socket, host: str, port: int) -> None:
        if not self._has_room(host):
            self._counters.dropped += 1
            accepted.close()
            return
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A peer that never reads holds so much of the kernel's memory and no more.
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER_BYTES)
        address = TcpAddress(host, port, next(self._numbers))
        connection = TcpConnection(accepted, address, self._clock())
        self._connections[address] = connection
        self._per_host[host] += 1
        self._loop.add_reader(accepted.fileno(), partial(self._read, connection))
        if self._sweep is None:
            self._sweep = self._loop.call_later(_SWEEP_EVERY_S, self._close_overdue)

    def _has_room(self, host: str) -> bool:
        if self._per_host[host] >= MOST_CONNECTIONS_PER_HOST:
            return self._evict(lambda one: one.address.host == host)
        if len(self._connections) >= MOST_CONNECTIONS:
            return self._evict(lambda _: True)
        return True

    def _evict(self, among: Callable[[TcpConnection], bool]) -> bool:
        """Close the oldest on which nothing was answered; False if there is none."""
        unproven = (one for one in self._connections.values() if not one.proven and among(one))
        oldest = next(unproven, None)
        if oldest is not None:
            self._drop(oldest)
        return oldest is not None

    # Staying

    def _read(self, connection: TcpConnection) -> None:
        try:
            chunk = connection.socket.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        try:
            datagrams = connection.deframer.feed(chunk)
        except MalformedFrame:
            self._counters.dropped += 1
            chunk, datagrams = b"", []
        if not chunk:
            self._drop(connection)
            return
        self._counters.received += len(datagrams)
        for datagram in datagrams:
            self._take(datagram, connection.address)

    def _put(self, connection: TcpConnection, framed: bytes, now_s: float, *, is_media: bool) -> None:
        waited = bool(connection.outbox)
        connection.outbox.put(framed, now_s, is_media=is_media)
        if waited:
            return
        self._flush(connection)
        if connection.outbox:
            self._loop.add_writer(connection.socket.fileno(), partial(self._write, connection))

    def _write(self, connection: TcpConnection) -> None:
        try:
            self._flush(connection)
        except OSError:
            return
        if not connection.outbox:
            self._loop.remove_writer(connection.socket.fileno())

    def _flush(self, connection: TcpConnection) -> None:
        try:
            stale = connection.outbox.flush(connection.socket.send, self._clock())
        except OSError:
            self._drop(connection)
            raise
        self._counters.dropped += stale

    # Going

    def _close_overdue(self) -> None:
        now_s = self._clock()
        for connection in list(self._connections.values()):
            if connection.overdue(now_s):
                self._drop(connection)
        again = bool(self._connections)
        self._sweep = self._loop.call_later(_SWEEP_EVERY_S, self._close_overdue) if again else None

    def _drop(self, connection: TcpConnection) -> None:
        if self._connections.pop(connection.address, None) is None:
            return
        host = connection.address.host
        self._per_host[host] -= 1
        if not self._per_host[host]:
            del self._per_host[host]
        self._loop.remove_reader(connection.socket.fileno())
        self._loop.remove_writer(connection.socket.fileno())
        connection.socket.close()
