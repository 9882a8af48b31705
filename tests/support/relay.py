"""A bad network for UDP on loopback: loss and delay between browsers and the server, the same for a seed.

It stands where a router would: whoever sends to `port` is forwarded to the server from a socket
of their own, so that the server sees one address for each; answers go back the same way. It runs
in a thread, so that a busy test does not slow the network down.
"""

import contextlib
import heapq
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

Address = tuple[str, int]

_LARGEST_DATAGRAM_BYTES = 65_536
_HOST = "127.0.0.1"
_MOST_OVERHEARD = 1000


@dataclass(slots=True)
class Conditions:
    """How bad the network is now; may be changed at any time."""

    loss: float = 0.0
    """Share of datagrams that vanish, each way, 0 to 1."""
    delay_ms: float = 0.0
    """One way."""


@dataclass(frozen=True, slots=True)
class Path:
    """One sender's way to the server."""

    upstream: socket.socket
    sender: Address
    binding: int


@dataclass(slots=True)
class Counters:
    """What went through."""

    forwarded: int = 0
    dropped: int = 0


class Relay:
    """A relay to `127.0.0.1:<server_port>`, running until `close`."""

    def __init__(self, server_port: int, seed: int) -> None:
        self.conditions = Conditions()
        self.counters = Counters()
        self.overheard: deque[bytes] = deque(maxlen=_MOST_OVERHEARD)
        """What browsers sent last, as somebody on the way may note it."""
        self.server_port = server_port
        self._server: Address = (_HOST, server_port)
        self._random = Random(seed)
        self._order = count()
        self._binding = 0
        self._late: list[tuple[float, int, socket.socket, bytes, Address]] = []
        self._paths: dict[Address, Path] = {}
        self._selector = selectors.DefaultSelector()
        self._front = _udp_socket()
        self._waker, self._wakened = socket.socketpair()
        self._selector.register(self._front, selectors.EVENT_READ)
        self._selector.register(self._wakened, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that browsers have to be told."""
        port: int = self._front.getsockname()[1]
        return port

    def rebind(self) -> None:
        """From now on the server sees everybody at another port, as after a change of network."""
        self._binding += 1

    def forge(self, datagram: bytes) -> None:
        """Send it to the server from the address of every browser, as somebody on the way can."""
        for path in list(self._paths.values()):
            path.upstream.sendto(datagram, self._server)

    def close(self) -> None:
        """End the thread and close every socket."""
        self._waker.send(b"x")
        self._thread.join(5)
        for path in self._paths.values():
            path.upstream.close()
        for end in (self._front, self._waker, self._wakened, self._selector):
            end.close()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select(self._next_due_s()):
                if key.fileobj is self._wakened:
                    return
                if key.fileobj is self._front:
                    self._from_browsers()
                else:
                    self._from_server(key.data)
            self._send_due()

    def _from_browsers(self) -> None:
        for datagram, sender in _waiting(self._front):
            self.overheard.append(datagram)
            path = self._paths.get(sender)
            if path is None or path.binding != self._binding:
                path = self._open_path(sender, path)
            self._pass_on(path.upstream, datagram, self._server)

    def _from_server(self, path: Path) -> None:
        for datagram, _ in _waiting(path.upstream):
            self._pass_on(self._front, datagram, path.sender)

    def _open_path(self, sender: Address, former: Path | None) -> Path:
        if former is not None:
            self._selector.unregister(former.upstream)
            former.upstream.close()
        path = self._paths[sender] = Path(_udp_socket(), sender, self._binding)
        self._selector.register(path.upstream, selectors.EVENT_READ, path)
        return path

    def _pass_on(self, way: socket.socket, datagram: bytes, to: Address) -> None:
        if self._random.random() < self.conditions.loss:
            self.counters.dropped += 1
            return
        due_s = time.monotonic() + self.conditions.delay_ms / 1000
        heapq.heappush(self._late, (due_s, next(self._order), way, datagram, to))

    def _next_due_s(self) -> float | None:
        return max(0.0, self._late[0][0] - time.monotonic()) if self._late else None

    def _send_due(self) -> None:
        now_s = time.monotonic()
        while self._late and self._late[0][0] <= now_s:
            _, _, way, datagram, to = heapq.heappop(self._late)
            # Gone, or its queue is full: lost, as on a network.
            with contextlib.suppress(OSError):
                way.sendto(datagram, to)
                self.counters.forwarded += 1


def _udp_socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
    made.setblocking(False)
    made.bind((_HOST, 0))
    return made


def _waiting(end: socket.socket) -> Iterator[tuple[bytes, Address]]:
    while True:
        try:
            yield end.recvfrom(_LARGEST_DATAGRAM_BYTES)
        except BlockingIOError:
            return
        except OSError:  # an ICMP answer to an earlier datagram; the next may be fine
            continue
