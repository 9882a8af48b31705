"""Trials end in their time, all of them with the server, and so many go on at once."""

import asyncio
from typing import Any, cast
from unittest.mock import patch

from signaling import trials
from signaling.gate import TooOften
from signaling.tokens import TokenSigner
from signaling.trials import MOST_TRIALS, Budget, Trials


class Rooms:
    """As much of a hall as trials need."""

    def __init__(self) -> None:
        self.open: dict[str, int | None] = {}
        self.removed = asyncio.Event()
        self.fails = False

    async def create(self, title: str, theme: str, *, capacity: int | None = None) -> Any:
        await asyncio.sleep(0)
        room = f"room-{len(self.open)}"
        self.open[room] = capacity
        return type("Record", (), {"id": room})

    async def remove(self, room: str) -> None:
        self.removed.set()
        if self.fails:
            raise OSError("the disk is gone")
        del self.open[room]


def make(rooms: Rooms) -> Trials:
    signer = TokenSigner(b"s" * 32, lambda: 0.0, lambda: "id")
    return Trials(cast(Any, rooms), signer, lambda: "honeybee-meadow")


async def test_a_trial_is_gone_when_its_time_is_over() -> None:
    rooms = Rooms()
    with patch.object(trials, "TRIAL_S", 0.0):
        made = make(rooms)
        trial = await made.start()
        await asyncio.wait_for(rooms.removed.wait(), 5)
    assert trial.room not in made
    assert rooms.open == {}


async def test_the_server_ends_all_when_it_ends() -> None:
    rooms = Rooms()
    made = make(rooms)
    begun = [await made.start() for _ in range(3)]
    assert [rooms.open[trial.room] for trial in begun] == [2, 2, 2]
    await made.close()
    assert rooms.open == {}


async def test_a_room_that_cannot_be_deleted_stops_nothing() -> None:
    rooms = Rooms()
    rooms.fails = True
    made = make(rooms)
    await made.start()
    await made.close()


async def test_one_too_many_at_once_is_asked_to_wait() -> None:
    rooms = Rooms()
    made = make(rooms)
    begun = await asyncio.gather(*(made.start() for _ in range(MOST_TRIALS + 3)), return_exceptions=True)
    assert sum(isinstance(one, TooOften) for one in begun) == 3
    assert len(rooms.open) == MOST_TRIALS
    await made.close()


def test_a_share_is_used_up_once() -> None:
    budget = Budget(100)
    assert [budget.take(60), budget.take(60), budget.take(60)] == [60, 40, 0]
