"""Trials: rooms for one page that tries out its connection as two people, gone after two minutes."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from signaling.gate import TooOften
from signaling.hall import Hall
from signaling.tokens import TokenSigner

log = logging.getLogger(__name__)

TRIAL_S = 120.0
MOST_TRIALS = 20
PEOPLE = 2
MOST_BYTES_EACH_WAY = 24 * 1024 * 1024
"""What the speed of a trial may be measured with."""


@dataclass(slots=True)
class Budget:
    """Bytes that a trial may still move."""

    left_bytes: int = MOST_BYTES_EACH_WAY

    def take(self, wanted_bytes: int) -> int:
        """Use some; how many there were."""
        taken = min(self.left_bytes, wanted_bytes)
        self.left_bytes -= taken
        return taken


@dataclass(frozen=True, slots=True)
class Trial:
    """What a page needs for one: a room of its own and two ways in."""

    room: str
    tokens: tuple[str, ...]
    down: Budget
    up: Budget


class Trials:
    """Starts trials and ends each in its time."""

    def __init__(self, hall: Hall, signer: TokenSigner, theme: Callable[[], str]) -> None:
        self._hall = hall
        self._signer = signer
        self._theme = theme
        self._trials: dict[str, Trial] = {}
        self._ends: dict[str, asyncio.Task[None]] = {}
        self._starting = 0

    def __contains__(self, room_id: str) -> bool:
        return room_id in self._trials

    def get(self, room_id: str) -> Trial | None:
        """The trial that goes on in this room."""
        return self._trials.get(room_id)

    async def start(self) -> Trial:
        """Make a room that only the two of its tokens enter; raises TooOften if too many go on."""
        if len(self._trials) + self._starting >= MOST_TRIALS:
            raise TooOften(TRIAL_S / 4)
        self._starting += 1
        try:
            room = (await self._hall.create("", self._theme(), capacity=PEOPLE)).id
        finally:
            self._starting -= 1
        tokens = tuple(self._signer.join_token(room) for _ in range(PEOPLE))
        self._trials[room] = trial = Trial(room, tokens, Budget(), Budget())
        self._ends[room] = asyncio.create_task(self._end_later(room), name="end-trial")
        return trial

    async def close(self) -> None:
        """End all that go on."""
        for task in self._ends.values():
            task.cancel()
        await asyncio.gather(*self._ends.values(), return_exceptions=True)
        for room in list(self._trials):
            await self._end(room)

    async def _end_later(self, room: str) -> None:
        await asyncio.sleep(TRIAL_S)
        await self._end(room)

    async def _end(self, room: str) -> None:
        self._trials.pop(room, None)
        self._ends.pop(room, None)
        try:
            await self._hall.remove(room)
        except Exception:
            # It is empty and nobody's: sweeping takes it a day later.
            log.exception("the room of a trial could not be deleted")
