"""Exactly once over connections that break: numbered messages out, numbered requests in (no sockets)."""

from collections import deque

from signaling.protocol import ToParticipant, encode

MOST_HELD_BYTES = 1024 * 1024
MOST_HELD_MESSAGES = 4096


class Delivery:
    """One session's two directions.

    Outgoing messages are numbered from 1 and held until acknowledged, so that they can be sent
    again after a cut. Incoming requests are taken once: a number that was taken before is a
    repetition whose reply is already among the held messages. What is held is bounded; a session
    that lost messages to the bound cannot be resumed any more.
    """

    def __init__(self) -> None:
        self._next_number = 1
        self._held: deque[tuple[int, bytes]] = deque()
        self._held_bytes = 0
        self._resumable = True
        self.last_request = 0
        self.confirmed = False
        """Whether the other side has shown that it knows the session: it acknowledged its beginning."""

    def number(self, message: ToParticipant) -> bytes:
        """The next message in wire form, held until it is acknowledged."""
        wire = encode(message, self._next_number)
        self._held.append((self._next_number, wire))
        self._held_bytes += len(wire)
        self._next_number += 1
        self._bound()
        return wire

    def acknowledge(self, received: int) -> None:
        """Everything up to `received` arrived."""
        self.confirmed = self.confirmed or received > 0
        while self._held and self._held[0][0] <= received:
            self._held_bytes -= len(self._held.popleft()[1])

    def take(self, request_id: int) -> bool:
        """Whether this request is new; False for a repetition."""
        if request_id <= self.last_request:
            return False
        self.last_request = request_id
        return True

    def missed_after(self, received: int) -> list[bytes] | None:
        """What must be sent again to somebody who has all up to `received`; None if that is impossible."""
        if not self._resumable or received >= self._next_number:
            return None
        oldest_held = self._held[0][0] if self._held else self._next_number
        if received + 1 < oldest_held:
            return None
        self.acknowledge(received)
        return [wire for _, wire in self._held]

    @property
    def held_bytes(self) -> int:
        """How much waits for an acknowledgement."""
        return self._held_bytes

    def _bound(self) -> None:
        if self._held_bytes <= MOST_HELD_BYTES and len(self._held) <= MOST_HELD_MESSAGES:
            return
        self._resumable = False
        self._held.clear()
        self._held_bytes = 0
