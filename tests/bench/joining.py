"""What a join costs the server: token, socket, roster, both transports with their handshakes, and leaving.

What the room costs anyway while somebody speaks in it is measured first and taken off.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench.figure import Figure, at_most
from tests.support.media import Talker
from tests.support.participant import Participant
from tests.support.rooms import GENEROUS
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

JOINS = 20
USUAL_S = 3.0
LIMIT_MS = 8


async def measure(folder: Path) -> list[Figure]:
    """The mean over joins that publish, receive one other, and leave; one before them warms up."""
    server = await Server(folder / "data", GENEROUS).start()
    try:
        room = await server.create_room()
        async with Participant(server.url, room.id) as host:
            await host.join("Host")
            talker = Talker(host)
            await talker.speak()
            await _visit(server, room)
            usual_ms_per_s = await _cpu_ms_per_s(server, lambda: asyncio.sleep(USUAL_S))
            started_s = time.monotonic()
            ms_per_s = await _cpu_ms_per_s(server, lambda: _visits(server, room))
            per_join_ms = (ms_per_s - usual_ms_per_s) * (time.monotonic() - started_s) / JOINS
            await talker.close()
    finally:
        await server.close()
    return [at_most("CPU of a join at the server, with leaving", per_join_ms, LIMIT_MS, "ms")]


async def _cpu_ms_per_s(server: Server, work: Callable[[], Awaitable[None]]) -> float:
    before_ms, started_s = server.cpu_ms(), time.monotonic()
    await work()
    return (server.cpu_ms() - before_ms) / (time.monotonic() - started_s)


async def _visits(server: Server, room: RoomLink) -> None:
    for _ in range(JOINS):
        await _visit(server, room)


async def _visit(server: Server, room: RoomLink) -> None:
    async with Participant(server.url, room.id) as guest:
        await guest.join("Guest")
        talker = Talker(guest)
        await talker.speak()
        await eventually("both transports are up", lambda: _is_up(talker))
        await guest.leave()
        await talker.close()


async def _is_up(talker: Talker) -> bool:
    both = (talker.publishing, talker.subscribing)
    return all(one is not None and one.connectionState == "connected" for one in both)
