"""Media over a network that loses packets: they are asked for again and come again."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.support.person import Person
from tests.support.relay import Relay
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import Server, free_udp_port
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

LOSS = 0.03
FRAMES = 200


@pytest.fixture
def relay() -> Iterator[Relay]:
    made = Relay(free_udp_port(), seed=20)
    yield made
    made.close()


async def behind(relay: Relay, start_server: StartServer) -> Server:
    """A server whose candidates name the relay."""
    environment = {**GENEROUS, "MADANG_ADVERTISED_UDP_PORT": str(relay.port)}
    arguments = ("--public-ip", "127.0.0.1")
    return await start_server(environment=environment, arguments=arguments, udp_port=relay.server_port)


async def arriving(person: Person) -> Mapping[str, Any]:
    """Numbers of the one video that arrives."""
    (video,) = await person.inbound("video")
    return video


def retransmitted(video: Mapping[str, Any]) -> int:
    """Packets that came again; Chromium leaves the number out while there are none."""
    return int(video.get("retransmittedPacketsReceived", 0))


async def test_lost_packets_come_again_and_hardly_a_frame_is_dropped(
    start_server: StartServer, relay: Relay, ann: Person, ben: Person
) -> None:
    own = await behind(relay, start_server)
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await asyncio.gather(ann.sees(ben), ben.sees(ann))
    before = await arriving(ben)
    relay.conditions.loss = LOSS

    async def enough() -> Mapping[str, Any] | None:
        now = await arriving(ben)
        return now if now["framesDecoded"] >= before["framesDecoded"] + FRAMES else None

    after = await eventually(f"{FRAMES} frames are shown", enough, within_s=40)
    frames = after["framesReceived"] - before["framesReceived"]
    assert relay.counters.dropped > 10
    assert retransmitted(after) > retransmitted(before)
    assert after["framesDropped"] - before["framesDropped"] <= 0.02 * frames
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
    await asyncio.gather(ann.sees(ben), ben.sees(ann))


async def test_people_find_together_over_a_bad_network(
    start_server: StartServer, relay: Relay, ann: Person, ben: Person
) -> None:
    own = await behind(relay, start_server)
    room = await own.create_room()
    relay.conditions.loss, relay.conditions.delay_ms = 0.05, 25
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await asyncio.gather(ann.sees(ben, within_s=30), ben.sees(ann, within_s=30))
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
