"""Whoever came and went leaves nothing behind: an hour of it, in a few minutes."""

import asyncio

import pytest

from signaling.protocol.people import ParticipantLeft
from tests.integration.conftest import Enter, Talk
from tests.support.participant import Participant
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

AT_ONCE, WARMING_UP, COUNTED = 60, 3, 10
MOST_KIB_A_JOIN = 20 * 1024 / 3600
"""An hour of coming and going, once a second, may cost 20 MiB."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


async def come_and_go(own: Server, room: RoomLink, host: Participant, times: int) -> None:
    """Join, sometimes write, and leave: two of three with a word, the third by a cut that is not mended."""
    left_before = len(host.of(ParticipantLeft))
    for turn in range(times):
        async with Participant(own.url, room.id) as someone:
            await someone.join(f"Guest {turn}")
            if turn % 10 == 0:
                await someone.say("hello")
            if turn % 3:
                await someone.leave()

    async def everybody_left() -> bool:
        await host.ping()
        return len(host.of(ParticipantLeft)) - left_before == times

    await eventually("everybody left", everybody_left, within_s=30)


async def test_hundreds_of_joins_cost_next_to_no_memory(start_server: StartServer, enter: Enter) -> None:
    own = await start_server(
        environment={
            **GENEROUS,
            "MADANG_RESUME_WINDOW_S": "2",
            "MADANG_ROOM_CAPACITY": "100",
        }
    )
    room = await own.create_room()
    host = await enter("Host", own.url, room.id)
    for _ in range(WARMING_UP):
        await come_and_go(own, room, host, AT_ONCE)
    before_kib = own.memory_kib()
    for _ in range(COUNTED):
        await come_and_go(own, room, host, AT_ONCE)
    assert own.memory_kib() - before_kib < COUNTED * AT_ONCE * MOST_KIB_A_JOIN


async def test_voices_that_come_and_go_cost_next_to_no_memory(
    start_server: StartServer, enter: Enter, talk: Talk
) -> None:
    own = await start_server()
    room = await own.create_room()
    host = talk(await enter("Host", own.url, room.id))
    await host.speak()

    async def sing(times: int) -> None:
        for _ in range(times):
            guest = talk(await enter("Guest", own.url, room.id))
            await guest.speak()
            await asyncio.gather(host.hears(3), guest.hears(3))
            await guest.participant.leave()
            await guest.close()

    await sing(10)
    before_kib = own.memory_kib()
    await sing(30)
    assert own.memory_kib() - before_kib < 30 * MOST_KIB_A_JOIN + 1024
