"""Where no UDP gets through, two people see and hear each other over TCP on the same port number."""

import pytest

from tests.browser.ways import ONLY_TCP_JS, chosen_ways
from tests.support.person import Person
from tests.support.server import RoomLink

pytestmark = pytest.mark.slow


async def test_without_udp_media_goes_over_tcp(ann: Person, ben: Person, room: RoomLink) -> None:
    await ann.context.add_init_script(ONLY_TCP_JS)
    await ann.enter(room.url)
    await ben.enter(room.url)
    await ann.sees(ben)
    await ben.sees(ann)
    await ann.hears(ben)
    await ben.hears(ann)
    assert [way.server for way in await chosen_ways(ann)] == ["tcp", "tcp"]
    assert {way.server for way in await chosen_ways(ben)} == {"udp"}
