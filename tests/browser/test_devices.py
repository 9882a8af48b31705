"""Microphone, camera and speaker while one talks: changed, tried, plugged in, taken away."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, expect

from tests.support.person import Person
from tests.support.server import RoomLink
from tests.support.wait import eventually

SENT_JS = """kind => window.__connections.filter(one => one.connectionState !== "closed")
  .flatMap(one => one.getSenders()).map(one => one.track)
  .filter(one => one?.kind === kind && one.readyState === "live")
  .map(one => ({ label: one.label, ...one.getSettings() }))[0] ?? null"""
"""What is sent of a kind: label and settings of its track."""

PLUGGED_JS = """(() => {
  const real = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  window.__hidden = new Set();
  navigator.mediaDevices.enumerateDevices = async () =>
    (await real()).filter(one => ![...window.__hidden].some(words => one.label.includes(words)));
  window.__plug = words => {
    window.__hidden.delete(words);
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  };
  window.__unplug = words => {
    window.__hidden.add(words);
    const tracks = window.__connections.flatMap(one => one.getSenders()).map(one => one.track);
    for (const track of tracks) if (track?.label.includes(words)) track.dispatchEvent(new Event("ended"));
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  };
})()"""
"""Chromium's pretended devices cannot be pulled out: the page is told that they were."""


async def sent(person: Person, kind: str) -> dict[str, object]:
    """The track that is sent now."""

    async def look() -> dict[str, object] | None:
        track: dict[str, object] | None = await person.page.evaluate(SENT_JS, kind)
        return track

    return await eventually(f"{kind} is sent", look)


async def sends(person: Person, kind: str, label: str) -> None:
    """Wait until it is that device's track."""

    async def look() -> bool:
        return label in str((await sent(person, kind))["label"])

    await eventually(f"{label} is sent", look)


async def device_menu(person: Person) -> Locator:
    """Open what a long press on Microphone opens."""
    await person.button("Microphone").click(button="right")
    menu = person.page.get_by_role("region", name="Sound and camera")
    await expect(menu).to_be_visible()
    return menu


def hint(person: Person) -> Locator:
    """What the room says at its top."""
    return person.page.locator(".hint")


async def test_another_microphone_is_taken_in_the_call_heard_and_remembered(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url, camera=False), ben.enter(room.url, camera=False))
    await ann.hears(ben)
    menu = await device_menu(ben)
    await menu.get_by_role("radio", name="Fake Audio Input 1").check()
    await sends(ben, "audio", "Fake Audio Input 1")
    await hears_something(ann)
    await ben.page.reload()
    await ben.is_in()
    await sends(ben, "audio", "Fake Audio Input 1")
    menu = await device_menu(ben)
    await expect(menu.get_by_role("radio", name="Fake Audio Input 1")).to_be_checked()


async def hears_something(person: Person) -> None:
    async def look() -> bool:
        return any(not sound.silent for sound in (await person.sounds()).values())

    await eventually("something is heard", look)


async def test_the_level_moves_while_one_speaks(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, camera=False)
    meter = (await device_menu(ann)).get_by_role("meter", name="Level")

    async def look() -> bool:
        return int(await meter.get_attribute("aria-valuenow") or 0) >= 4

    await eventually("the meter shows a voice", look)


async def test_one_hears_oneself_for_a_trial(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, microphone=False, camera=False)
    await ann.microphone(True)
    await ann.microphone(False)
    menu = await device_menu(ann)
    await menu.get_by_role("button", name="Hear myself").click()
    await expect(menu.get_by_text("Say something now")).to_be_visible()
    await expect(menu.get_by_text("This is how you sound.")).to_be_visible(timeout=10_000)
    await expect(menu.get_by_role("button", name="Hear myself")).to_be_visible(timeout=15_000)
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "false")


async def test_noise_and_echo_are_reduced_unless_switched_off(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, camera=False)
    before = await sent(ann, "audio")
    assert (before["noiseSuppression"], before["echoCancellation"]) == (True, True)
    menu = await device_menu(ann)
    await menu.get_by_role("switch", name="Reduce noise around me").uncheck()

    async def look() -> bool:
        track = await sent(ann, "audio")
        return (track["noiseSuppression"], track["echoCancellation"]) == (False, True)

    await eventually("noise is left as it is", look)
    await ann.page.reload()
    await ann.is_in()
    await eventually("that is remembered", look)


async def test_a_microphone_that_is_plugged_in_is_offered_and_one_that_goes_is_replaced(
    room: RoomLink, ann: Person
) -> None:
    await ann.page.add_init_script(PLUGGED_JS)
    await ann.open(room.url)
    await ann.join()
    await ann.page.evaluate("() => { window.__hidden.add('Input 2'); window.__hidden.add('Output 2'); }")
    await ann.microphone(True)
    await expect((await device_menu(ann)).get_by_role("radio", name="Fake Audio Input 1")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await ann.page.evaluate("() => { window.__hidden.delete('Output 2'); window.__plug('Input 2'); }")
    await expect(hint(ann)).to_contain_text(re.compile(r"Fake Audio Input 2\W+is plugged in\."))
    await ann.button("Use it").click()
    await sends(ann, "audio", "Fake Audio Input 2")
    await ann.page.evaluate("() => window.__unplug('Input 2')")
    await expect(hint(ann)).to_contain_text(
        re.compile(r"Fake Audio Input 2\W+is gone\. You now speak through")
    )
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotReadableError", "Another program holds the microphone."),
        ("NotFoundError", "No microphone was found."),
    ],
)
async def test_a_microphone_that_cannot_be_had_is_explained_and_can_be_tried_again(
    room: RoomLink, ann: Person, error: str, words: str
) -> None:
    await ann.enter(room.url, microphone=False, camera=False)
    await ann.page.evaluate(
        """error => {
          const { mediaDevices } = navigator;
          const real = mediaDevices.getUserMedia.bind(mediaDevices);
          mediaDevices.getUserMedia = async () => { throw new DOMException("taken", error); };
          window.__giveBack = () => { mediaDevices.getUserMedia = real; };
        }""",
        error,
    )
    await ann.button("Microphone").click()
    await expect(hint(ann)).to_contain_text(words)
    await ann.page.evaluate("() => window.__giveBack()")
    await ann.button("Try again").click()
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "true")


async def test_who_speaks_while_muted_is_told(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, camera=False)
    await sent(ann, "audio")
    await ann.microphone(False)
    await expect(hint(ann)).to_contain_text("You are speaking, but your microphone is off.")
    await ann.button("Switch it on").click()
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "true")


async def test_space_speaks_only_while_it_is_held_and_types_in_the_chat(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await asyncio.gather(ann.enter(room.url, microphone=False, camera=False), ben.enter(room.url))
    menu = await device_menu(ann)
    await menu.get_by_role("switch", name="Speak while Space is held").check()
    await ann.page.keyboard.press("Escape")
    await ann.page.keyboard.down("Space")
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "true")
    await ben.hears(ann)
    await ann.page.keyboard.up("Space")
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "false")
    await ann.button("Chat").click()
    await ann.page.get_by_role("textbox", name="Message").press_sequentially("a b")
    await expect(ann.page.get_by_role("textbox", name="Message")).to_have_value("a b")
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "false")


async def test_a_phone_turns_its_camera_round(room: RoomLink, ann: Person, ben: Person) -> None:
    await ann.page.add_init_script(
        """(() => {
          const real = window.matchMedia.bind(window);
          const coarse = { matches: true, addEventListener() {}, removeEventListener() {} };
          window.matchMedia = query => query.includes("coarse") ? coarse : real(query);
          const { mediaDevices } = navigator;
          const open = mediaDevices.getUserMedia.bind(mediaDevices);
          window.__asked = [];
          mediaDevices.getUserMedia = wishes => { window.__asked.push(wishes); return open(wishes); };
        })()"""
    )
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url, camera=False))
    await ben.sees(ann)
    menu = await device_menu(ann)
    await menu.get_by_role("button", name="Show what is in front of me").click()
    await expect(menu.get_by_role("button", name="Show me again")).to_be_visible()
    sides = await ann.page.evaluate("window.__asked.map(one => one.video?.facingMode?.ideal).filter(Boolean)")
    assert sides == ["user", "environment"]
    await ben.sees(ann)
