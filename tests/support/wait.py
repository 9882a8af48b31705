"""Waiting for a condition with a deadline: the only way in which these tests wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_LOOK_EVERY_S = 0.05


class NeverHappenedError(AssertionError):
    """What was waited for did not come before the deadline."""


async def eventually(what: str, look: Callable[[], Awaitable[T | None]], within_s: float = 10) -> T:
    """Look until there is something that is not None or False; raise NeverHappenedError after `within_s`."""
    deadline_s = time.monotonic() + within_s
    while True:
        found = await look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline_s:
            raise NeverHappenedError(f"{what}: not within {within_s} s")
        await asyncio.sleep(_LOOK_EVERY_S)
