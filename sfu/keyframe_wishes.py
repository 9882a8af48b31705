"""Asks publishers for keyframes on behalf of their subscribers, merged and not too often."""

from collections.abc import Callable

from sfu.clockwork import Loop, Timer
from sfu.dataplane.interface import DataPlane, StreamId
from sfu.forwarding.keyframes import KeyframeRequests

LOOK_AGAIN_S = 0.1
"""How often put-off wishes are looked at."""


class KeyframeWishes:
    """Gives `KeyframeRequests` a clock and a timer; the timer runs only while a wish is put off."""

    def __init__(self, plane: DataPlane, loop: Loop, clock: Callable[[], float]) -> None:
        self._plane = plane
        self._loop = loop
        self._clock = clock
        self._requests: KeyframeRequests[StreamId] = KeyframeRequests()
        self._timer: Timer | None = None
        self._put_off: set[StreamId] = set()

    def wanted(self, stream: StreamId) -> None:
        """A subscriber of this stream needs a keyframe."""
        if self._requests.wanted(stream, self._clock()):
            self._plane.request_keyframe(stream)
            return
        self._put_off.add(stream)
        if self._timer is None:
            self._timer = self._loop.call_later(LOOK_AGAIN_S, self._ask_for_due)

    def arrived(self, stream: StreamId) -> None:
        """A keyframe came, and serves all who wished for one before."""
        self._requests.arrived(stream)
        self._put_off.discard(stream)

    def forget(self, stream: StreamId) -> None:
        """The stream ended."""
        self._requests.forget(stream)
        self._put_off.discard(stream)

    def close(self) -> None:
        """Ask for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ask_for_due(self) -> None:
        for stream in self._requests.due(self._clock()):
            self._put_off.discard(stream)
            self._plane.request_keyframe(stream)
        self._timer = self._loop.call_later(LOOK_AGAIN_S, self._ask_for_due) if self._put_off else None
