"""Refreshes, second tabs, cuts and restarts: one remains the same person, and nothing is lost or doubled."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.support.person import Person
from tests.support.rooms import StartServer
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually
from tests.support.wire import Cut, CutAtEach, Wire

Wires = Callable[[int], Awaitable[Wire]]


async def participant_ids(person: Person) -> set[str]:
    """Whose pictures are shown."""
    return set(await person.sights())


async def test_a_refresh_leaves_no_ghost_and_keeps_the_same_person(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.sees(ben)
    before = await participant_ids(ann)
    await ben.page.reload()
    await ben.is_in()
    await ann.sees(ben)
    await ann.hears(ben)
    await ann.sees_only(ben)
    await ann.is_with("Ann", "Ben")
    assert await participant_ids(ann) == before
    await ben.sees(ann)
    await ben.hears(ann)


async def test_a_closed_page_leaves_no_ghost(room: RoomLink, ann: Person, ben: Person) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.sees(ben)
    await ben.page.close(run_before_unload=False)
    await ann.sees_only(within_s=20)
    await ann.is_with("Ann", within_s=20)


async def test_a_second_tab_is_a_second_person(room: RoomLink, ann: Person, ben: Person) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.sees(ben)
    tab = await ben.second_tab()
    await tab.open(room.url)
    await tab.join("Ben's other tab")
    await ann.is_with("Ann", "Ben", "other tab")
    await tab.say("from the other tab")
    await ann.reads("from the other tab")
    await tab.page.close()
    await ann.is_with("Ann", "Ben")
    await ann.sees(ben)


async def test_a_copy_of_a_tab_stands_at_the_door_and_disturbs_nobody(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.sees(ben)
    async with ben.page.expect_popup() as opened:
        await ben.page.evaluate("window.open(location.href) && 0")
    copy = await opened.value
    await expect(copy.get_by_role("button", name="Join", exact=True)).to_be_visible(timeout=10_000)
    await ann.sees(ben)
    await ann.is_with("Ann", "Ben")


async def test_a_cut_at_every_message_loses_and_doubles_no_line_while_media_goes_on(
    server: Server, room: RoomLink, ann: Person, ben: Person, wires: Wires
) -> None:
    wire = await wires(server.port)
    await asyncio.gather(ann.enter(room.url), ben.enter(wire.through(room.url)))
    await ben.sees(ann)
    await ann.sees(ben)
    connections = len(await ben.connection_states())
    decoded = await frames_decoded(ben)
    wire.plan = CutAtEach([Cut.AFTER, Cut.INSTEAD])
    said = []
    for n in range(5):
        for person in (ann, ben):
            said.append(f"{person.identity.name} {n}")
            await person.say(said[-1])
        await asyncio.gather(ann.reads(*said, within_s=20), ben.reads(*said, within_s=20))
    assert len(wire.cuts) >= 10
    assert await frames_decoded(ben) > decoded
    assert len(await ben.connection_states()) == connections, "the media connections were kept"
    wire.plan = lambda _: Cut.NOT
    await ben.sees(ann)
    await ben.hears(ann)
    await ann.hears(ben)
    await ann.is_with("Ann", "Ben")


async def test_a_cut_at_every_message_of_coming_in_and_publishing_still_leads_together(
    server: Server, room: RoomLink, ann: Person, ben: Person, wires: Wires
) -> None:
    wire = await wires(server.port)
    wire.plan = CutAtEach([Cut.AFTER, Cut.INSTEAD])
    await asyncio.gather(ann.enter(room.url), ben.enter(wire.through(room.url)))
    await asyncio.gather(ann.sees(ben, within_s=30), ben.sees(ann, within_s=30))
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
    met = {passing.type for passing in wire.cuts}
    assert {"publish", "subscribe_offer", "subscribe_answer"} <= met, met
    await ann.is_with("Ann", "Ben")


async def test_pictures_go_on_while_the_socket_is_gone(
    server: Server, room: RoomLink, ann: Person, ben: Person, wires: Wires
) -> None:
    wire = await wires(server.port)
    await asyncio.gather(ann.enter(room.url), ben.enter(wire.through(room.url)))
    await asyncio.gather(ben.sees(ann), ann.sees(ben))
    wire.plan = lambda _: Cut.INSTEAD
    wire.cut_all()
    await ben.is_reconnecting()
    await asyncio.gather(ben.sees(ann), ann.sees(ben), ben.hears(ann), ann.hears(ben))
    wire.plan = lambda _: Cut.NOT
    await ben.say("back again")
    await ann.reads("back again")


async def frames_decoded(person: Person) -> int:
    return sum(one["framesDecoded"] for one in await person.inbound("video"))


async def test_the_chat_is_there_again_after_kill_9_and_everyone_comes_back(
    start_server: StartServer, ann: Person, ben: Person, cho: Person
) -> None:
    own = await start_server()
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.say("written before the crash")
    await ben.reads("written before the crash")
    await own.kill()
    await own.restart()
    await cho.enter(room.url, microphone=False, camera=False)
    await cho.reads("written before the crash")
    await cho.is_with("Ann", "Ben", "Cho", within_s=20)
    await cho.sees_only(ann, ben, within_s=20)
    await ann.sees(ben, within_s=20)
    await ben.hears(ann, within_s=20)
    await ann.say("written after the crash")
    for person in (ann, ben, cho):
        await person.reads("written before the crash", "written after the crash")


async def test_a_line_written_while_the_server_was_away_arrives_once(
    start_server: StartServer, ann: Person, ben: Person
) -> None:
    own = await start_server()
    room = await own.create_room()
    await asyncio.gather(*(one.enter(room.url, microphone=False, camera=False) for one in (ann, ben)))
    await own.kill()
    await ann.is_reconnecting()
    await ann.say("into the dark")
    await own.restart()

    async def both_are_back() -> bool:
        return all([len(await one.people()) == 2 for one in (ann, ben)])

    await eventually("both are back", both_are_back, within_s=20)
    await ben.reads("into the dark", within_s=20)
    await ann.reads("into the dark")
