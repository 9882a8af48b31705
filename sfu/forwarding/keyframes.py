"""Merges what many subscribers ask for into few keyframe requests to a publisher."""

from dataclasses import dataclass
from typing import Generic, TypeVar

StreamT = TypeVar("StreamT")

MIN_INTERVAL_S = 0.3


@dataclass(slots=True)
class _Requests:
    sent_at_s: float
    again: bool = False
    """Asked for since the last one was sent."""


class KeyframeRequests(Generic[StreamT]):
    """When to ask the publisher of each stream; at most once in `min_interval_s`."""

    __slots__ = ("_min_interval_s", "_streams")

    def __init__(self, min_interval_s: float = MIN_INTERVAL_S) -> None:
        self._min_interval_s = min_interval_s
        self._streams: dict[StreamT, _Requests] = {}

    def wanted(self, stream: StreamT, now_s: float) -> bool:
        """Somebody wants a keyframe: whether to ask for it now. If not, `due` will tell when."""
        requests = self._streams.get(stream)
        if requests is None or self._may_ask(requests, now_s):
            self._streams[stream] = _Requests(now_s)
            return True
        requests.again = True
        return False

    def due(self, now_s: float) -> list[StreamT]:
        """Streams whose deferred wish is to be asked for now."""
        ready = [
            stream
            for stream, requests in self._streams.items()
            if requests.again and self._may_ask(requests, now_s)
        ]
        for stream in ready:
            self._streams[stream] = _Requests(now_s)
        return ready

    def arrived(self, stream: StreamT) -> None:
        """A keyframe came: it serves all who asked before it."""
        requests = self._streams.get(stream)
        if requests is not None:
            requests.again = False

    def forget(self, stream: StreamT) -> None:
        """The stream ended."""
        self._streams.pop(stream, None)

    def _may_ask(self, requests: _Requests, now_s: float) -> bool:
        return now_s - requests.sent_at_s >= self._min_interval_s
