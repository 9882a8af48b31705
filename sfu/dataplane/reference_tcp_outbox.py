"""What waits to be sent on one TCP connection: bounded in bytes and, for media, in time."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST_WAITING_BYTES = 256 * 1024
KEPT_FOR_CONTROL_BYTES = 16 * 1024
"""Media leaves so much room, that answers to checks still get through."""
MEDIA_KEEPS_S = 0.5
"""Media that waited longer is of no use to anybody who talks."""


@dataclass(slots=True)
class Waiting:
    """A frame, or the rest of one."""

    rest: bytes
    since_s: float
    droppable: bool
    """Media of which the kernel has taken nothing yet."""


class Outbox:
    """A queue towards one socket; `send` is that of the socket and raises BlockingIOError when it is full."""

    __slots__ = ("_frames", "progressed_at_s", "waiting_bytes")

    def __init__(self) -> None:
        self._frames: deque[Waiting] = deque()
        self.waiting_bytes = 0
        self.progressed_at_s = 0.0
        """When the kernel last took something, or something began to wait."""

    def __bool__(self) -> bool:
        return bool(self._frames)

    def put(self, framed: bytes, now_s: float, *, is_media: bool) -> None:
        """Let a whole frame wait. Raises BlockingIOError if there is no room for it."""
        limit_bytes = MOST_WAITING_BYTES - (KEPT_FOR_CONTROL_BYTES if is_media else 0)
        if self.waiting_bytes + len(framed) > limit_bytes:
            raise BlockingIOError("too much waits to be sent")
        if not self._frames:
            self.progressed_at_s = now_s
        self._frames.append(Waiting(framed, now_s, is_media))
        self.waiting_bytes += len(framed)

    def flush(self, send: Callable[[bytes], int], now_s: float) -> int:
        """Send what the socket takes; how many frames of media were too old. Raises OSError if it is dead."""
        stale = 0
        while self._frames:
            head = self._frames[0]
            if head.droppable and now_s - head.since_s > MEDIA_KEEPS_S:
                stale += 1
            else:
                try:
                    taken_bytes = send(head.rest)
                except BlockingIOError:
                    return stale
                self.progressed_at_s = now_s
                if taken_bytes < len(head.rest):
                    self._shorten(head, taken_bytes)
                    return stale
            self._frames.popleft()
            self.waiting_bytes -= len(head.rest)
        return stale

    def _shorten(self, head: Waiting, taken_bytes: int) -> None:
        """A frame that was begun must be ended, or nothing after it can be understood."""
        head.rest = head.rest[taken_bytes:]
        head.droppable = False
        self.waiting_bytes -= taken_bytes
