"""What the media side needs of an event loop, so that tests can hand in one whose time they move."""

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """Something that will happen and can be called off."""

    def cancel(self) -> None:
        """Do not happen."""


class Loop(Protocol):
    """The part of `asyncio.AbstractEventLoop` that is used."""

    def time(self) -> float:
        """Seconds of a clock that never goes back."""
        ...

    def call_soon(self, callback: Callable[[], object], /) -> object:
        """Call it in the next turn."""
        ...

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer:
        """Call it after so many seconds."""
        ...

    def add_reader(self, fd: int, callback: Callable[[], object], /) -> None:
        """Call it whenever the socket can be read."""
        ...

    def remove_reader(self, fd: int, /) -> bool:
        """Call it no more."""
        ...

    def add_writer(self, fd: int, callback: Callable[[], object], /) -> None:
        """Call it whenever the socket can be written."""
        ...

    def remove_writer(self, fd: int, /) -> bool:
        """Call it no more."""
        ...
