"""DTLS of one transport: from its first datagram to SRTP keys, with a deadline; we are always the server."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from sfu.aiortc_seam import Certificate, DtlsServer, Fingerprint, HandshakeError, SrtpSessions

HANDSHAKE_TIMEOUT_S = 10.0
SETTLING_S = 10.0
"""For so long after the handshake lost last flights are repeated and a goodbye is heard. Then OpenSSL's
130 kB of state go; keys and our own goodbye remain."""

_MIN_RECORD_BYTES = 13
_MAX_DATAGRAM_BYTES = 2048
_MAX_WAITING = 16
_MAX_ATTEMPTS = 4


class DtlsState(Enum):
    """How far an association is.

    | state | event | next |
    |---|---|---|
    | WAITING | the other side's fingerprints | HANDSHAKING |
    | HANDSHAKING | complete, a fingerprint matches | READY |
    | HANDSHAKING | an attempt fails, fewer than four so far | HANDSHAKING |
    | HANDSHAKING | wrong fingerprint, no profile in common, fourth attempt fails | CLOSED |
    | WAITING, HANDSHAKING | deadline | CLOSED |
    | READY | settling time over | SETTLED |
    | READY | goodbye of the other side | CLOSED |
    | any | `close` | CLOSED |
    """

    WAITING = "waiting"
    HANDSHAKING = "handshaking"
    READY = "ready"
    SETTLED = "settled"
    CLOSED = "closed"


class Timer(Protocol):
    """Something that will happen and can be called off."""

    def cancel(self) -> None:
        """Do not happen."""


CallLater = Callable[[float, Callable[[], None]], Timer]
"""Do something after so many seconds, as `asyncio.AbstractEventLoop.call_later`."""


class DtlsEndpoint:
    """The server's side of one DTLS association; `DtlsState` says how it lives.

    Feed it only from addresses that passed an authenticated STUN check. At most 16 datagrams wait for
    the other side's fingerprints.
    """

    def __init__(
        self,
        certificate: Certificate,
        remote_fingerprints: Sequence[Fingerprint] | None,
        send: Callable[[bytes], None],
        on_ready: Callable[[SrtpSessions], None],
        on_closed: Callable[[str], None],
        *,
        handshake_timeout_s: float = HANDSHAKE_TIMEOUT_S,
        call_later: CallLater | None = None,
    ) -> None:
        """Start the deadline. `on_closed` gets a reason for the log, once, and not by `close`."""
        self._certificate = certificate
        self._fingerprints = tuple(remote_fingerprints or ())
        self._send = send
        self._on_ready = on_ready
        self._on_closed = on_closed
        self._call_later: CallLater = call_later or asyncio.get_running_loop().call_later
        self._state = DtlsState.WAITING if remote_fingerprints is None else DtlsState.HANDSHAKING
        self._connection: DtlsServer | None = None
        self._attempts = 0
        self._waiting: deque[bytes] = deque(maxlen=_MAX_WAITING)
        self._goodbye: list[bytes] = []
        self._retransmission: Timer | None = None
        self._deadline: Timer | None = self._call_later(handshake_timeout_s, self._on_deadline)

    @property
    def state(self) -> DtlsState:
        """How far it is."""
        return self._state

    @property
    def ready(self) -> bool:
        """Whether the handshake is complete and the other side proved its fingerprint."""
        return self._state in (DtlsState.READY, DtlsState.SETTLED)

    @property
    def closed(self) -> bool:
        """Whether it has ended, by whomever."""
        return self._state is DtlsState.CLOSED

    def set_remote_fingerprints(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Go on with what waited for the other side's description; only the first call counts."""
        if self._state is not DtlsState.WAITING:
            return
        self._fingerprints = tuple(fingerprints)
        self._state = DtlsState.HANDSHAKING
        waiting, self._waiting = self._waiting, deque()
        for datagram in waiting:
            self.receive(datagram)

    def receive(self, datagram: bytes) -> None:
        """Take a datagram; what is not DTLS (RFC 7983, 7) is dropped."""
        if not _is_dtls(datagram):
            return
        if self._state is DtlsState.WAITING:
            self._waiting.append(datagram)
        elif self._state is DtlsState.HANDSHAKING:
            self._continue_handshake(datagram)
        elif self._state is DtlsState.READY:
            self._take_while_settling(datagram)

    def close(self) -> None:
        """Say goodbye to the other side and end; does nothing the second time."""
        if self._state is DtlsState.READY:
            self._settle()
        for datagram in self._goodbye:
            self._send(datagram)
        self._end()

    def _continue_handshake(self, datagram: bytes) -> None:
        if self._connection is None:
            self._connection = DtlsServer(self._certificate)
            self._attempts += 1
        try:
            complete = self._connection.handshake(datagram)
        except HandshakeError as error:
            self._give_up_attempt(self._connection, str(error))
            return
        self._flush(self._connection)
        if complete:
            self._complete(self._connection)

    def _give_up_attempt(self, connection: DtlsServer, reason: str) -> None:
        """A forged first flight must not cost the true one its chance: begin again, within the deadline."""
        self._cancel_retransmission()
        if self._attempts < _MAX_ATTEMPTS:
            self._connection = None
            return
        self._flush(connection)
        self._fail(reason)

    def _complete(self, connection: DtlsServer) -> None:
        try:
            connection.verify(self._fingerprints)
            sessions = connection.srtp_sessions()
        except HandshakeError as error:
            connection.shutdown()
            self._flush(connection)
            self._fail(str(error))
            return
        self._state = DtlsState.READY
        self._cancel_deadline()
        self._deadline = self._call_later(SETTLING_S, self._settle)
        self._on_ready(sessions)

    def _take_while_settling(self, datagram: bytes) -> None:
        if self._connection is None:
            return
        still_open = self._connection.receive(datagram)
        self._flush(self._connection)
        if not still_open:
            self._fail("closed by the other side")

    def _settle(self) -> None:
        """Write our goodbye while there is a connection to encrypt it, keep it, let the connection go."""
        connection, self._connection = self._connection, None
        self._cancel_deadline()
        self._cancel_retransmission()
        self._state = DtlsState.SETTLED
        if connection is not None:
            connection.shutdown()
            self._goodbye = connection.outgoing()

    def _flush(self, connection: DtlsServer) -> None:
        for datagram in connection.outgoing():
            self._send(datagram)
        self._cancel_retransmission()
        timeout_s = connection.timeout_s()
        if timeout_s is not None:
            self._retransmission = self._call_later(timeout_s, self._retransmit)

    def _retransmit(self) -> None:
        self._retransmission = None
        if self._connection is None:
            return
        try:
            self._connection.retransmit()
        except HandshakeError as error:
            self._fail(str(error))
            return
        self._flush(self._connection)

    def _on_deadline(self) -> None:
        self._fail("handshake took too long")

    def _fail(self, reason: str) -> None:
        if self._state is not DtlsState.CLOSED:
            self._end()
            self._on_closed(reason)

    def _end(self) -> None:
        self._state = DtlsState.CLOSED
        self._connection = None
        self._waiting.clear()
        self._goodbye = []
        self._cancel_deadline()
        self._cancel_retransmission()

    def _cancel_retransmission(self) -> None:
        if self._retransmission is not None:
            self._retransmission.cancel()
            self._retransmission = None

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _is_dtls(datagram: bytes) -> bool:
    return _MIN_RECORD_BYTES <= len(datagram) <= _MAX_DATAGRAM_BYTES and 20 <= datagram[0] <= 63
