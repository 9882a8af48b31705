"""Bad and changing networks: told in plain words, mended by themselves, and nobody becomes a ghost."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, expect

from tests.support.person import Person
from tests.support.relay import Relay
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import RoomLink, Server, free_udp_port
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

PAUSED = "Your connection is weak. Your video is paused to keep the voice clear."


@pytest.fixture
def relay() -> Iterator[Relay]:
    made = Relay(free_udp_port(), seed=4)
    yield made
    made.close()


async def behind(relay: Relay, start_server: StartServer) -> Server:
    """A server whose candidates name the relay."""
    environment = {**GENEROUS, "MADANG_ADVERTISED_UDP_PORT": str(relay.port)}
    arguments = ("--public-ip", "127.0.0.1")
    return await start_server(environment=environment, arguments=arguments, udp_port=relay.server_port)


def hint(person: Person, words: str) -> Locator:
    """What the room says at its top."""
    return person.page.locator(".hint").get_by_text(words)


async def sound_packets(person: Person) -> int:
    return sum(int(one["packetsReceived"]) for one in await person.inbound("audio"))


async def hears_more(person: Person, within_s: float = 20) -> None:
    """Wait until ten more packets of sound have come."""
    before = await sound_packets(person)

    async def look() -> bool:
        return await sound_packets(person) >= before + 10

    await eventually("more sound arrives", look, within_s)


async def test_a_weak_line_rests_the_picture_says_so_and_brings_it_back(
    start_server: StartServer, relay: Relay, ann: Person, ben: Person
) -> None:
    own = await behind(relay, start_server)
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url, camera=False), ben.enter(room.url))
    await ann.sees(ben)
    relay.conditions.loss = 0.25
    await expect(hint(ben, PAUSED)).to_be_visible(timeout=30_000)
    await ann.sees_only()
    await ann.is_shown_as("Ben", "weak connection", within_s=20)
    await ben.button("Why").click()
    await expect(ben.page.get_by_role("heading", name="My connection")).to_be_visible()
    await expect(ben.page.get_by_text("paused", exact=True)).to_be_visible()
    relay.conditions.loss = 0
    await ann.sees(ben, within_s=40)
    await expect(hint(ben, PAUSED)).to_be_hidden()


async def test_another_source_address_is_followed_on_the_same_connections(
    start_server: StartServer, relay: Relay, ann: Person, ben: Person
) -> None:
    own = await behind(relay, start_server)
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url, camera=False), ben.enter(room.url, camera=False))
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
    made = len(await ann.connection_states()), len(await ben.connection_states())
    relay.rebind()
    await asyncio.gather(hears_more(ann), hears_more(ben))
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
    assert (len(await ann.connection_states()), len(await ben.connection_states())) == made


async def test_a_change_of_network_keeps_connections_and_place(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await asyncio.gather(ann.sees(ben), ben.sees(ann))
    made = len(await ben.connection_states())
    names = await ufrags(ben)
    await ben.page.evaluate("dispatchEvent(new Event('online'))")

    async def look() -> bool:
        return not set(await ufrags(ben)) & set(names)

    await eventually("ICE has begun anew on both connections", look)
    await asyncio.gather(hears_more(ben), hears_more(ann))
    await asyncio.gather(ann.sees(ben), ben.sees(ann))
    assert len(await ben.connection_states()) == made
    await ann.is_with("Ann", "Ben")


async def ufrags(person: Person) -> list[str]:
    """The server's ICE names on all open connections of a page."""
    found: list[str] = await person.page.evaluate(
        """() => window.__connections.filter(one => one.connectionState !== "closed")
          .map(one => /a=ice-ufrag:(\\S+)/.exec(one.remoteDescription?.sdp ?? "")?.[1] ?? "")"""
    )
    return found


async def test_where_no_media_passes_it_is_said_and_writing_goes_on(
    start_server: StartServer, relay: Relay, ann: Person, ben: Person
) -> None:
    own = await behind(relay, start_server)
    room = await own.create_room()
    relay.conditions.loss = 1.0
    await asyncio.gather(ann.enter(room.url, camera=False), ben.enter(room.url, camera=False))
    sheet = ben.page.get_by_role("alert").filter(has_text="Voice and video do not get through")
    await expect(sheet).to_be_visible(timeout=30_000)
    await ben.button("Go on in writing").click()
    await expect(sheet).to_be_hidden()
    await ben.say("I can write")
    await ann.button("Go on in writing").click(timeout=30_000)
    await ann.reads("I can write")
    relay.conditions.loss = 0
    await asyncio.gather(ann.hears(ben, within_s=40), ben.hears(ann, within_s=40))


SILENT_TRACK_JS = """async () => {
  const out = new AudioContext().createMediaStreamDestination();
  const senders = window.__connections.flatMap(one => one.getSenders());
  await senders.find(one => one.track?.kind === "audio").replaceTrack(out.stream.getAudioTracks()[0]);
}"""

INACTIVE_JS = """async () => {
  const senders = window.__connections.flatMap(one => one.getSenders());
  const sender = senders.find(one => one.track?.kind === "audio");
  const parameters = sender.getParameters();
  parameters.encodings[0].active = false;
  await sender.setParameters(parameters);
}"""


@pytest.mark.parametrize("fault", [SILENT_TRACK_JS, INACTIVE_JS], ids=["silence", "nothing"])
async def test_a_voice_that_does_not_arrive_is_mended_by_itself(
    room: RoomLink, ann: Person, ben: Person, fault: str
) -> None:
    await asyncio.gather(ann.enter(room.url, camera=False), ben.enter(room.url, camera=False))
    await ann.hears(ben)
    await ben.page.evaluate(fault)
    await ann.hears_only()
    await expect(hint(ben, "Your voice does not arrive. We are mending it.")).to_be_visible(timeout=20_000)
    await ann.hears(ben, within_s=20)
    await expect(hint(ben, "Your voice does not arrive.")).to_be_hidden(timeout=20_000)


@asynccontextmanager
async def asleep(person: Person) -> AsyncIterator[None]:
    """All processes of somebody's browser stand still, as on a computer that was shut."""
    browser = person.context.browser
    assert browser is not None
    devtools = await browser.new_browser_cdp_session()
    processes = (await devtools.send("SystemInfo.getProcessInfo"))["processInfo"]
    own = [int(one["id"]) for one in processes]
    for process in own:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in own:
            os.kill(process, signal.SIGCONT)


@pytest.mark.timeout(180)
async def test_who_slept_longer_than_the_seat_was_kept_is_back_in_the_same_place(
    start_server: StartServer, ann: Person, ben: Person
) -> None:
    own = await start_server(environment={**GENEROUS, "MADANG_RESUME_WINDOW_S": "2"})
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.sees(ben)
    async with asleep(ben):
        await ann.is_with("Ann", within_s=60)
    await ann.is_with("Ann", "Ben", within_s=30)
    await ann.sees(ben, within_s=30)
    await asyncio.gather(ben.hears(ann, within_s=30), ann.hears(ben, within_s=30))
    await ann.is_with("Ann", "Ben")


async def test_everybody_is_back_in_place_after_the_server_was_started_anew(
    start_server: StartServer, ann: Person, ben: Person
) -> None:
    own = await start_server()
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.sees(ben)
    await own.stop()
    await ann.is_reconnecting()
    await own.restart()
    await asyncio.gather(ann.sees(ben, within_s=30), ben.sees(ann, within_s=30))
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
    await asyncio.gather(ann.is_with("Ann", "Ben"), ben.is_with("Ann", "Ben"))


async def test_sound_alone_brings_no_picture_over_the_line_until_it_is_wanted(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ben.sees(ann)
    await sound_only(ben, True)
    await ben.sees_only()
    await ben.hears(ann)
    await ann.sees(ben)
    await ben.page.reload()
    await ben.is_in()
    await ben.hears(ann)
    await ben.sees_only()
    assert await ben.inbound("video") == []
    await sound_only(ben, False)
    await ben.sees(ann)


async def sound_only(person: Person, on: bool) -> None:
    await person.button("More").click()
    await person.page.get_by_role("button", name=re.compile("^My connection")).click()
    await person.page.get_by_role("switch", name="Sound only").set_checked(on)
