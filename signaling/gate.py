"""Limits at the door: how often an address may join, make rooms, or knock at rooms that are not there."""

from collections.abc import Callable

from signaling.config import Settings
from signaling.limits import AddressLimit


class TooOften(Exception):
    """Answered with 429 and Retry-After."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("too often")
        self.retry_after_s = retry_after_s


class Gate:
    """One set of limits for all requests."""

    def __init__(self, settings: Settings, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._joins = AddressLimit(settings.joins_per_minute)
        self._misses = AddressLimit(settings.misses_per_minute)
        self._rooms = AddressLimit(settings.rooms_per_minute)
        self._trials = AddressLimit(settings.tests_per_minute)

    def joins(self, address: str) -> None:
        """Somebody asks for a join token; raises TooOften."""
        _take(self._joins, address, self._clock_s())

    def makes_room(self, address: str) -> None:
        """Somebody makes a room; raises TooOften."""
        _take(self._rooms, address, self._clock_s())

    def tries_out(self, address: str) -> None:
        """Somebody tries out a connection; raises TooOften."""
        _take(self._trials, address, self._clock_s())

    def looks_up(self, address: str) -> None:
        """Somebody names a room; who missed too often gets no answer at all. Raises TooOften."""
        if self._misses.is_exhausted(address, self._clock_s()):
            raise TooOften(60)

    def missed(self, address: str) -> None:
        """The room was not there."""
        self._misses.take(address, self._clock_s())


def _take(limit: AddressLimit, address: str, now_s: float) -> None:
    if wait_s := limit.take(address, now_s):
        raise TooOften(wait_s)
