"""DTLS of one transport: from its first datagram to SRTP keys, with a deadline; we are always the server."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from sfu.aiortc_seam import Certificate, DtlsServer, Fingerprint, HandshakeError, SrtpSessions

HANDSHAKE_TIMEOUT_S = 10.0
_MIN_RECORD_BYTES = 13
_MAX_DATAGRAM_BYTES = 2048
_MAX_WAITING = 16
_MAX_ATTEMPTS = 4


class Timer(Protocol):
    """Something that will happen and can be called off."""

    def cancel(self) -> None:
        """Do not happen."""


CallLater = Callable[[float, Callable[[], None]], Timer]
"""Do something after so many seconds, as `asyncio.AbstractEventLoop.call_later`."""


class DtlsEndpoint:
    """The server's side of one DTLS association.

    Feed it only from addresses that passed an authenticated STUN check. Datagrams that come before the
    fingerprints are known wait, at most 16 of them.

    States: waiting (no fingerprints) -> handshaking -> ready -> closed; every state may go to closed.
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
        self._fingerprints = None if remote_fingerprints is None else tuple(remote_fingerprints)
        self._send = send
        self._on_ready = on_ready
        self._on_closed = on_closed
        self._call_later: CallLater = call_later or asyncio.get_running_loop().call_later
        self._connection = DtlsServer(certificate)
        self._attempts = 1
        self._waiting: deque[bytes] = deque(maxlen=_MAX_WAITING)
        self._ready = False
        self._closed = False
        self._retransmission: Timer | None = None
        self._deadline: Timer | None = self._call_later(handshake_timeout_s, self._on_deadline)

    @property
    def ready(self) -> bool:
        """Whether the handshake is complete and the other side proved its fingerprint."""
        return self._ready and not self._closed

    @property
    def closed(self) -> bool:
        """Whether it has ended, by whomever."""
        return self._closed

    def set_remote_fingerprints(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Go on with what waited for the other side's description."""
        self._fingerprints = tuple(fingerprints)
        while self._waiting and not self._closed:
            self._take(self._waiting.popleft())

    def receive(self, datagram: bytes) -> None:
        """Take a datagram; what is not DTLS (RFC 7983, 7) is dropped."""
        if self._closed or not _is_dtls(datagram):
            return
        if self._fingerprints is None:
            self._waiting.append(datagram)
        else:
            self._take(datagram)

    def close(self) -> None:
        """Say goodbye to the other side and end; does nothing the second time."""
        if self._closed:
            return
        if self._ready:
            self._connection.shutdown()
            self._flush()
        self._end()

    def _take(self, datagram: bytes) -> None:
        if self._ready:
            self._take_after_handshake(datagram)
            return
        try:
            complete = self._connection.handshake(datagram)
        except HandshakeError as error:
            self._start_over(str(error))
            return
        self._flush()
        if complete:
            self._complete()

    def _take_after_handshake(self, datagram: bytes) -> None:
        still_open = self._connection.receive(datagram)
        self._flush()
        if not still_open:
            self._fail("closed by the other side")

    def _start_over(self, reason: str) -> None:
        """A forged first flight must not cost the true one its chance: begin again, within the deadline."""
        if self._attempts == _MAX_ATTEMPTS:
            self._flush()
            self._fail(reason)
            return
        self._attempts += 1
        self._connection = DtlsServer(self._certificate)

    def _complete(self) -> None:
        try:
            self._connection.verify(self._fingerprints or ())
            sessions = self._connection.srtp_sessions()
        except HandshakeError as error:
            self._connection.shutdown()
            self._flush()
            self._fail(str(error))
            return
        self._ready = True
        self._cancel_deadline()
        self._on_ready(sessions)

    def _flush(self) -> None:
        for datagram in self._connection.outgoing():
            self._send(datagram)
        self._schedule_retransmission()

    def _schedule_retransmission(self) -> None:
        if self._retransmission is not None:
            self._retransmission.cancel()
            self._retransmission = None
        timeout_s = None if self._closed else self._connection.timeout_s()
        if timeout_s is not None:
            self._retransmission = self._call_later(timeout_s, self._retransmit)

    def _retransmit(self) -> None:
        self._retransmission = None
        try:
            self._connection.retransmit()
        except HandshakeError as error:
            self._fail(str(error))
            return
        self._flush()

    def _on_deadline(self) -> None:
        self._deadline = None
        self._fail("handshake took too long")

    def _fail(self, reason: str) -> None:
        if not self._closed:
            self._end()
            self._on_closed(reason)

    def _end(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._cancel_deadline()
        if self._retransmission is not None:
            self._retransmission.cancel()
            self._retransmission = None

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _is_dtls(datagram: bytes) -> bool:
    return _MIN_RECORD_BYTES <= len(datagram) <= _MAX_DATAGRAM_BYTES and 20 <= datagram[0] <= 63
