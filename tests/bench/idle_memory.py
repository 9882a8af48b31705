"""What a participant costs who is in a room with a WebSocket and does nothing."""

from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.figure import Figure, at_most
from tests.support.participant import Participant
from tests.support.rooms import GENEROUS
from tests.support.server import Server

ROOMS, PEOPLE_A_ROOM = 20, 10
LIMIT_KIB = 120


async def measure(folder: Path) -> list[Figure]:
    """The mean of rooms of ten; two rooms before them warm up what is loaded once."""
    server = await Server(folder / "data", GENEROUS).start()
    try:
        async with AsyncExitStack() as stack:
            await _fill(server, 2, stack)
            before_kib = server.memory_kib()
            await _fill(server, ROOMS, stack)
            each_kib = (server.memory_kib() - before_kib) / (ROOMS * PEOPLE_A_ROOM)
    finally:
        await server.close()
    return [at_most("memory of an idle participant with its WebSocket", each_kib, LIMIT_KIB, "KiB")]


async def _fill(server: Server, rooms: int, stack: AsyncExitStack) -> None:
    for _ in range(rooms):
        room = await server.create_room()
        for n in range(PEOPLE_A_ROOM):
            someone = await stack.enter_async_context(Participant(server.url, room.id))
            await someone.join(f"Person {n}")
