"""Three people in a room see, hear and read each other, and only each other."""

import asyncio

from tests.browser.conftest import SitDown
from tests.support.person import Person
from tests.support.server import RoomLink


async def test_three_people_see_hear_and_read_each_other(
    room: RoomLink, ann: Person, ben: Person, cho: Person
) -> None:
    people = (ann, ben, cho)
    await asyncio.gather(*(person.enter(room.url) for person in people))
    for person in people:
        others = [other for other in people if other is not person]
        await person.sees_only(*others)
        for other in others:
            await person.sees(other)
            await person.hears(other)
        await person.hears_only(*others)
    for person in people:
        await person.say(f"{person.identity.name} was here")
    for person in people:
        await person.reads("Ann was here", "Ben was here", "Cho was here")
        await person.is_with("Ann", "Ben", "Cho")
        assert person.console == []


async def test_whoever_mutes_is_silent_and_everyone_sees_it(room: RoomLink, ann: Person, ben: Person) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ben.hears(ann)
    await ann.microphone(on=False)
    await ben.hears_only()
    await ben.is_shown_as("Ann", "muted")
    await ben.sees(ann)
    await ann.microphone(on=True)
    await ben.hears(ann)
    await ben.is_shown_as("Ann", "speaking")


async def test_a_camera_that_is_switched_off_is_seen_by_nobody(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url, camera=False))
    await ben.sees(ann)
    await ann.sees_only()
    await ann.camera(on=False)
    await ben.sees_only()
    await ben.hears(ann)
    await ann.camera(on=True)
    await ben.sees(ann)


async def test_who_leaves_is_gone_for_everyone_and_the_others_go_on(
    room: RoomLink, ann: Person, ben: Person, cho: Person
) -> None:
    await asyncio.gather(*(person.enter(room.url) for person in (ann, ben, cho)))
    await ann.sees_only(ben, cho)
    await ben.leave()
    await ann.is_with("Ann", "Cho")
    await ann.sees_only(cho)
    await ann.sees(cho)
    await ann.hears_only(cho)


async def test_who_comes_late_sees_hears_and_reads_everything(
    room: RoomLink, ann: Person, ben: Person, cho: Person
) -> None:
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url))
    await ann.say("before you came")
    await ben.reads("before you came")
    await cho.enter(room.url, microphone=False, camera=False)
    await cho.sees_only(ann, ben)
    for other in (ann, ben):
        await cho.sees(other)
        await cho.hears(other)
    await cho.reads("before you came")


async def test_nobody_is_asked_for_a_device_before_wanting_one(room: RoomLink, ann: Person) -> None:
    await ann.page.add_init_script(
        "window.__asked = 0; const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = wanted => { window.__asked++; return real(wanted); };"
    )
    await ann.enter(room.url, microphone=False, camera=False)
    await ann.say("only writing")
    await ann.reads("only writing")
    assert await ann.page.evaluate("window.__asked") == 0


async def test_one_can_listen_and_write_without_devices(
    room: RoomLink, ann: Person, sit_down: SitDown
) -> None:
    ben = await sit_down(1)
    await ben.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));"
    )
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url, microphone=False, camera=False))
    await ben.hears(ann)
    await ben.say("I can only write")
    await ann.reads("I can only write")
