"""What a join costs the server: token, socket, roster, both transports with their handshakes, and leaving."""

from pathlib import Path

from tests.bench.figure import Figure, at_most
from tests.support.media import Talker
from tests.support.participant import Participant
from tests.support.rooms import GENEROUS
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

JOINS = 20
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
            before_ms = server.cpu_ms()
            for _ in range(JOINS):
                await _visit(server, room)
            per_join_ms = (server.cpu_ms() - before_ms) / JOINS
            await talker.close()
    finally:
        await server.close()
    return [at_most("CPU of a join at the server, with leaving", per_join_ms, LIMIT_MS, "ms")]


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
