"""axe finds nothing on any screen, in any look, on phone and desktop; and everything is reached by keys."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.browser.conftest import SitDown
from tests.support.axe import findings
from tests.support.person import PHONE_SIZE, Person
from tests.support.server import RoomLink, Server

pytestmark = pytest.mark.slow

DESKTOP_SIZE = (1280, 800)


@dataclass(frozen=True)
class Look:
    """How somebody's device is."""

    size: tuple[int, int]
    scheme: str
    contrast: str = "no-preference"

    def __str__(self) -> str:
        kind = "phone" if self.size == PHONE_SIZE else "desktop"
        return f"{kind}-{self.scheme}{'-contrast' if self.contrast == 'more' else ''}"


LOOKS = [
    Look(DESKTOP_SIZE, "light"),
    Look(DESKTOP_SIZE, "dark"),
    Look(DESKTOP_SIZE, "light", "more"),
    Look(PHONE_SIZE, "light"),
    Look(PHONE_SIZE, "dark"),
    Look(PHONE_SIZE, "dark", "more"),
]
Check = Callable[[str], Awaitable[None]]


@asynccontextmanager
async def checking(person: Person, look: Look) -> AsyncIterator[Check]:
    """Look at screens by name; what axe found on all of them is told at the end."""
    await person.page.emulate_media(
        color_scheme=look.scheme,  # type: ignore[arg-type]
        contrast=look.contrast,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    found: list[str] = []

    async def check(screen: str) -> None:
        found.extend(f"{screen}: {one}" for one in await findings(person.page))

    yield check
    assert found == [], "\n".join(found)


async def press(person: Person, name: str) -> None:
    """Press a button of the room, in the menu of More where there is no room for it."""
    if not await person.button(name).is_visible():
        await person.button("More").click()
    await person.button(name).click()


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_axe_finds_nothing_before_and_after_a_visit(
    server: Server, room: RoomLink, sit_down: SitDown, look: Look
) -> None:
    ann = await sit_down(0, look.size)
    async with checking(ann, look) as check:
        await ann.page.goto(f"{server.url}/?lang=en")
        await expect(ann.button("Start a room")).to_be_visible()
        await check("city")
        await ann.page.goto(f"{server.url}/r/{'A' * 22}?lang=en")
        await check("wrong link")
        await ann.open(room.url)
        await expect(ann.page.get_by_role("button", name="Join", exact=True)).to_be_visible()
        await check("door")
        await ann.join()
        await ann.leave()
        await check("farewell")


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_axe_finds_nothing_in_the_room(
    room: RoomLink, ann: Person, sit_down: SitDown, look: Look
) -> None:
    await ann.enter(room.url, microphone=False)
    ben = await sit_down(1, look.size)
    async with checking(ben, look) as check:
        await ben.open(room.url)
        await ben.join()
        await ben.sees(ann)
        await check("room")
        for panel in ("Chat", "People", "Files"):
            await press(ben, panel)
            await check(panel)
            await ben.page.keyboard.press("Escape")
        await ben.say("Good day")
        await check("a line")
        await ben.page.keyboard.press("Escape")
        for menu in ("React", "More"):
            if not await ben.button(menu).is_visible():
                continue
            await ben.button(menu).click()
            await check(menu)
            await ben.page.keyboard.press("Escape")
        await ben.page.keyboard.press("w")
        await check("work view")
        await ben.button("Options: Ann").click()
        await check("a tile's menu")
        await ben.button("Keep large").click()
        await check("a large tile")


async def test_every_tool_is_reached_by_keys_and_shows_that_it_is(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, microphone=False, camera=False)
    names = ["Microphone", "Camera", "Share", "Hand", "React", "Chat", "People", "Files", "More", "Leave"]
    name = "document.activeElement.getAttribute('aria-label')"
    for _ in range(20):
        await ann.page.keyboard.press("Tab")
        if await ann.page.evaluate(name) == names[0]:
            break
    reached = []
    for _ in names:
        reached.append(await ann.page.evaluate(name))
        ring = await ann.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid", f"{reached[-1]} shows no focus"
        await ann.page.keyboard.press("ArrowRight")
    assert reached == names


async def test_escape_closes_the_topmost_and_gives_the_focus_back(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, microphone=False, camera=False)
    await ann.page.keyboard.press("w")
    await ann.page.keyboard.press("p")
    people = ann.page.get_by_role("list", name="Participants", exact=True)
    await expect(people).to_be_visible()
    options = ann.button("Options: Ann")
    await options.focus()
    await ann.page.keyboard.press("Enter")
    await expect(ann.button("Keep large")).to_be_focused()
    await ann.page.keyboard.press("Escape")
    await expect(ann.button("Keep large")).to_be_hidden()
    await expect(people).to_be_visible()
    await expect(options).to_be_focused()
    await ann.page.keyboard.press("Escape")
    await expect(people).to_be_hidden()
    await expect(ann.button("People")).to_be_focused()


async def test_high_contrast_and_sounds_are_kept_as_chosen(room: RoomLink, ann: Person) -> None:
    await ann.enter(room.url, microphone=False, camera=False)
    await ann.button("More").click()
    await ann.button("High contrast").click()
    await ann.button("Sounds for coming and going").click()
    page = ann.page.locator("html")
    await expect(page).to_have_attribute("data-contrast", "more")
    await ann.page.reload()
    await ann.is_in()
    await expect(page).to_have_attribute("data-contrast", "more")
    await ann.button("More").click()
    await expect(ann.button("High contrast")).to_have_attribute("aria-pressed", "true")
    await expect(ann.button("Sounds for coming and going")).to_have_attribute("aria-pressed", "false")


async def test_a_phone_held_sideways_keeps_everything_in_sight(room: RoomLink, sit_down: SitDown) -> None:
    ann = await sit_down(0, (844, 390))
    await ann.open(room.url)
    await ann.join()
    await expect(ann.page.locator("li.seat")).to_be_in_viewport(ratio=0.9)
    for name in ("Microphone", "Camera", "Chat", "More", "Leave"):
        await expect(ann.button(name)).to_be_in_viewport(ratio=1)
    await ann.button("Chat").click()
    await expect(ann.page.get_by_role("textbox", name="Message")).to_be_in_viewport(ratio=1)
    await expect(ann.button("Leave")).to_be_in_viewport(ratio=1)
    assert await ann.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
