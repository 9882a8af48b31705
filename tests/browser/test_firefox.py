"""People with Firefox and people with Chromium in one room: each flow that matters, in both directions."""

import asyncio

import pytest_asyncio

from tests.browser.conftest import SitDown
from tests.support.person import Person
from tests.support.server import RoomLink


@pytest_asyncio.fixture(loop_scope="session")
async def ben(sit_down_at_firefox: SitDown) -> Person:
    """The second person has Firefox here."""
    return await sit_down_at_firefox(1)


async def test_firefox_and_chromium_see_hear_and_read_each_other(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await asyncio.gather(ann.sees(ben), ben.sees(ann))
    await asyncio.gather(ann.hears(ben), ben.hears(ann))
    await asyncio.gather(ann.sees_only(ben), ben.sees_only(ann))
    await asyncio.gather(ann.hears_only(ben), ben.hears_only(ann))
    await ann.say("from Chromium")
    await ben.say("from Firefox")
    for person in (ann, ben):
        await person.reads("from Chromium", "from Firefox")
        await person.is_with("Ann", "Ben")
        assert person.console == []
