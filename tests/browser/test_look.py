"""What shows on the page: phones, both languages, and text that stays text."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import SitDown
from tests.support.person import PHONE_SIZE, Person
from tests.support.server import RoomLink, Server

MARKUP = '<img src=x onerror="document.title=1">'
KOREAN = re.compile("[\uac00-\ud7a3]")


async def width_beyond(person: Person) -> int:
    """By how many pixels the page is wider than its window."""
    beyond: int = await person.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return beyond


async def test_a_phone_shows_everything_without_scrolling_sideways(
    room: RoomLink, ann: Person, sit_down: SitDown
) -> None:
    phone = await sit_down(1, PHONE_SIZE)
    await phone.open(room.url)
    await expect(phone.page.get_by_role("button", name="Join", exact=True)).to_be_in_viewport()
    assert await width_beyond(phone) <= 0
    await phone.join()
    await phone.microphone(on=True)
    await phone.camera(on=True)
    await ann.enter(room.url)
    await phone.sees(ann)
    await ann.sees(phone)
    for name in ("Microphone", "Camera", "Chat", "Leave"):
        await expect(phone.button(name)).to_be_in_viewport(ratio=1)
    await ann.say("hello phone")
    await phone.reads("hello phone")
    assert await width_beyond(phone) <= 0


@pytest.mark.parametrize(("language", "korean"), [("en", False), ("ko", True)])
async def test_a_page_speaks_one_language_throughout(
    server: Server, ann: Person, language: str, korean: bool
) -> None:
    made = await server.create_room(title="Talk")
    await ann.open(made.url, language)
    await expect(ann.page.get_by_role("textbox").first).to_be_visible()
    assert (await ann.page.locator("html").get_attribute("lang") or "").startswith(language)
    text = await ann.page.locator("body").inner_text()
    assert bool(KOREAN.search(text.replace("한국어", ""))) == korean


async def test_the_room_works_in_korean(room: RoomLink, ann: Person, ben: Person) -> None:
    await ann.open(room.url, "ko")
    await ann.page.get_by_role("textbox").first.fill("지우")
    await ann.page.locator("form button[type=submit], form button:not([type])").first.click()
    await ben.enter(room.url, microphone=False, camera=False)
    await ben.is_with("지우", "Ben")


async def test_markup_in_names_lines_and_titles_shows_as_text(
    server: Server, ann: Person, ben: Person
) -> None:
    made = await server.create_room(title=MARKUP)
    await ann.open(made.url)
    await ann.join(MARKUP[:40])
    await ben.enter(made.url, microphone=False, camera=False)
    await ben.is_with(MARKUP[:40], "Ben")
    await ann.say(MARKUP)
    await ben.reads(MARKUP)
    for person in (ann, ben):
        assert await person.page.locator('img[src="x"]').count() == 0
        assert await person.page.title() != "1"


async def test_a_room_is_entered_with_two_clicks_at_most(room: RoomLink, ann: Person) -> None:
    await ann.open(room.url)
    await expect(ann.page.get_by_role("textbox", name="Your name")).not_to_have_value("")
    await ann.page.get_by_role("button", name="Join", exact=True).click()
    await ann.is_in()


async def test_keys_do_what_the_buttons_do(room: RoomLink, ann: Person, ben: Person) -> None:
    await asyncio.gather(
        ann.enter(room.url, camera=False), ben.enter(room.url, microphone=False, camera=False)
    )
    await ben.hears(ann)
    await ann.page.keyboard.press("m")
    await expect(ann.button("Microphone")).to_have_attribute("aria-pressed", "false")
    await ben.hears_only()
    await ann.page.keyboard.press("h")
    await expect(ann.button("Hand")).to_have_attribute("aria-pressed", "true")


async def test_a_link_that_leads_nowhere_says_so(server: Server, ann: Person) -> None:
    answer = await ann.page.goto(f"{server.url}/r/{'A' * 22}?lang=en")
    assert answer is not None
    assert answer.status == 404
    await expect(ann.page.get_by_role("heading").first).to_be_visible()
