"""People with Firefox and people with Chromium in one room: each flow that matters, in both directions."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.conftest import SitDown
from tests.support.firefox import screen_of
from tests.support.person import Person
from tests.support.rooms import StartServer
from tests.support.server import RoomLink, Server
from tests.support.slides import sees_screens
from tests.support.wire import Cut, CutAtEach, Wire

pytestmark = pytest.mark.slow

Wires = Callable[[int], Awaitable[Wire]]


@pytest_asyncio.fixture(loop_scope="session")
async def ben(sit_down_at_firefox: SitDown) -> Person:
    """The second person has Firefox here."""
    return await sit_down_at_firefox(1)


async def see_and_hear_each_other(*people: Person) -> None:
    """Wait until everyone sees and hears everyone else, moving, and nobody more."""
    pairs = [(one, other) for one in people for other in people if one is not other]
    await asyncio.gather(*(one.sees(other, within_s=25) for one, other in pairs))
    for person in people:
        await person.sees_only(*(other for other in people if other is not person))
    await asyncio.gather(
        *(one.hears_only(*(other for other in people if other is not one)) for one in people)
    )


async def test_firefox_and_chromium_see_hear_and_read_each_other_until_somebody_switches_off(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await see_and_hear_each_other(ann, ben)
    await ann.say("from Chromium")
    await ann.reads("from Chromium")
    await ben.say("from Firefox")
    for person in (ann, ben):
        await person.reads("from Chromium", "from Firefox")
        await person.is_with("Ann", "Ben")
    for person, other in ((ann, ben), (ben, ann)):
        await person.microphone(on=False)
        await person.camera(on=False)
        await other.hears_only()
        await other.sees_only()
        await other.is_shown_as(person.identity.name, "muted")
    for person in (ann, ben):
        await person.microphone(on=True)
        await person.camera(on=True)
    await see_and_hear_each_other(ann, ben)
    assert ann.console == ben.console == []


async def test_somebody_with_firefox_comes_late_refreshes_and_leaves_without_a_ghost(
    room: RoomLink, ann: Person, cho: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), cho.enter(room.url))
    await ann.say("before you came")
    await ben.enter(room.url)
    await see_and_hear_each_other(ann, ben, cho)
    await ben.reads("before you came")
    before = set(await ann.sights())
    await ben.window.reload()
    await ben.is_in()
    await see_and_hear_each_other(ann, ben, cho)
    await ann.is_with("Ann", "Ben", "Cho")
    assert set(await ann.sights()) == before, "the same person"
    await ben.leave()
    await ann.is_with("Ann", "Cho")
    await ann.sees_only(cho)


async def test_cuts_of_firefoxs_connection_lose_and_double_no_line_while_media_goes_on(
    server: Server, room: RoomLink, ann: Person, ben: Person, wires: Wires
) -> None:
    wire = await wires(server.port)
    await asyncio.gather(ann.enter(room.url), ben.enter(wire.through(room.url)))
    await see_and_hear_each_other(ann, ben)
    connections = len(await ben.connection_states())
    wire.plan = CutAtEach([Cut.AFTER, Cut.INSTEAD])
    said: list[str] = []
    for person in (ann, ben, ann, ben):
        said.append(f"line {len(said)}")
        await person.say(said[-1])
        await asyncio.gather(ann.reads(*said, within_s=20), ben.reads(*said, within_s=20))
    wire.plan = lambda _: Cut.INSTEAD
    wire.cut_all()
    await ben.is_reconnecting()
    await see_and_hear_each_other(ann, ben)
    wire.plan = lambda _: Cut.NOT
    await ben.say("back again")
    await ann.reads(*said, "back again")
    assert len(await ben.connection_states()) == connections, "the media connections were kept"


async def test_firefox_comes_back_by_itself_after_the_server_was_killed(
    start_server: StartServer, ann: Person, ben: Person
) -> None:
    own = await start_server()
    room = await own.create_room()
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ben.say("written before the crash")
    await ann.reads("written before the crash")
    await own.kill()
    await ben.is_reconnecting()
    await own.restart()
    await ben.is_with("Ann", "Ben", within_s=25)
    await see_and_hear_each_other(ann, ben)
    await ben.say("written after the crash")
    for person in (ann, ben):
        await person.reads("written before the crash", "written after the crash")


async def test_firefox_shows_a_screen_beside_the_camera(room: RoomLink, ann: Person, ben: Person) -> None:
    await asyncio.gather(ann.enter(room.url, camera=False), ben.enter(room.url))
    await ben.window.click("button", "Share")
    await sees_screens(ann, screen_of(ben.identity.number))
    await ann.sees(ben)
    await ben.window.click("button", "Share")
    await sees_screens(ann)
    await ann.sees(ben)


async def test_files_go_unharmed_from_firefox_and_to_firefox(
    room: RoomLink, ann: Person, ben: Person, tmp_path: Path
) -> None:
    await asyncio.gather(*(one.enter(room.url, microphone=False, camera=False) for one in (ann, ben)))
    for person, other in ((ann, ben), (ben, ann)):
        path = tmp_path / f"from {person.identity.name}.bin"
        path.write_bytes(os.urandom(300_000))
        await person.lines()
        await person.window.choose_files("Attach a file", path)
        await other.lines()
        assert await other.window.fetch(f"Download \u2068{path.name}\u2069") == path.read_bytes()
    assert ann.console == ben.console == []
