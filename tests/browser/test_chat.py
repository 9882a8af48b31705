"""In real browsers: lines are answered, reacted to, edited, taken back and found; mentions are seen."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import SitDown
from tests.support.participant import Participant
from tests.support.person import PHONE_SIZE, Person
from tests.support.server import RoomLink, Server

LINES_AT_ONCE = 40
FINGER_JS = """(element, kind) => element.dispatchEvent(
  new PointerEvent(kind, {pointerType: "touch", isPrimary: true, bubbles: true}))"""
SYLLABLE_JS = """(element, key) => element.dispatchEvent(
  new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, cancelable: true}))"""


def words(*parts: str) -> re.Pattern[str]:
    """Parts that follow one another, with the marks between them that keep names apart."""
    return re.compile("[\u2068\u2069]*".join(["", *map(re.escape, parts), ""]))


def line_of(person: Person, said: str) -> Locator:
    """An item of the chat by what it says."""
    return person.page.get_by_role("listitem").filter(has=person.page.locator(".said", has_text=said))


async def open_menu(person: Person, said: str) -> None:
    """The menu of a line, as with a mouse."""
    await line_of(person, said).hover()
    await line_of(person, said).get_by_role("button", name=re.compile("^More about")).click()
    await expect(person.page.get_by_role("dialog", name="This line")).to_be_visible()


async def enter(person: Person, room: RoomLink) -> Person:
    return await person.enter(room.url, microphone=False, camera=False)


async def history(server: Server, room: RoomLink, count: int) -> None:
    """Lines that people wrote who have left; each as many as one may write at once."""
    for begin in range(1, count + 1, LINES_AT_ONCE):
        async with Participant(server.url, room.id) as writer:
            await writer.join("Early")
            for number in range(begin, min(begin + LINES_AT_ONCE, count + 1)):
                await writer.say(f"early {number}.")
            await writer.leave()


async def test_a_line_is_answered_reacted_to_edited_and_taken_back(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ann.say("At tree?")
    await ben.reads("At tree?")
    await open_menu(ben, "At tree?")
    await ben.button("Clap").click()
    await expect(ann.page.get_by_role("button", name=words("Clap", ": ", "Ben"))).to_have_text("1")
    await open_menu(ben, "At tree?")
    await ben.button("Reply").click()
    await ben.page.keyboard.type("Yes")
    await ben.page.keyboard.press("Enter")
    await expect(
        line_of(ann, "Yes").get_by_role("button", name=words("Answers:", " Ann At tree?"))
    ).to_be_visible()
    await ann.page.get_by_role("textbox", name="Message").press("ArrowUp")
    await ann.page.keyboard.press("Backspace")
    await ann.page.keyboard.press("Backspace")
    await ann.page.keyboard.press("Backspace")
    await ann.page.keyboard.type("ee at three")
    await ann.page.keyboard.press("Enter")
    await expect(line_of(ben, "At tree at three (edited)")).to_be_visible()
    await open_menu(ann, "At tree at three")
    await ann.button("Delete").click()
    await ann.button("Delete").click()
    for person in (ann, ben):
        await person.reads("This line was taken back.", "Yes")
        assert person.console == []


async def test_a_mention_is_completed_by_keyboard_seen_and_said(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ann.is_with("Ann", "Ben")
    await ann.page.keyboard.press("Escape")
    await ann.button("Chat").click()
    await ann.page.get_by_role("textbox", name="Message").press_sequentially("@b")
    await expect(ann.page.get_by_role("option", name="Ben")).to_be_visible()
    await ann.page.keyboard.press("Enter")
    await ann.page.keyboard.type("look")
    await ann.page.keyboard.press("Enter")
    await expect(ben.page.get_by_text(words("Ann", " mentioned you: ", "@Ben look"))).to_be_attached()
    await ben.reads("@Ben look")
    await expect(ben.page.locator("mark")).to_have_text("@Ben")


async def test_who_writes_is_seen_until_the_line_is_there(room: RoomLink, ann: Person, ben: Person) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ben.button("Chat").click()
    await ann.button("Chat").click()
    await ann.page.get_by_role("textbox", name="Message").press_sequentially("wait")
    await expect(ben.page.get_by_text(words("Ann", " is writing"))).to_be_visible()
    await ann.page.keyboard.press("Enter")
    await ben.reads("wait")
    await expect(ben.page.get_by_text(words("Ann", " is writing"))).to_be_hidden()


async def test_older_lines_come_when_one_scrolls_up_and_what_one_reads_stays(
    server: Server, room: RoomLink, ann: Person
) -> None:
    await history(server, room, 70)
    await enter(ann, room)
    await ann.button("Chat").click()
    await expect(line_of(ann, "early 70.")).to_be_in_viewport()
    assert len(await ann.lines()) == 50
    place = line_of(ann, "early 21.")
    await ann.page.locator(".said-so-far").evaluate("element => (element.scrollTop = 0)")
    await expect(line_of(ann, "early 1.")).to_be_attached()
    assert len(await ann.lines()) == 70
    await expect(place).to_be_in_viewport()


async def test_search_goes_to_a_line_far_back_and_a_button_leads_to_what_is_new(
    server: Server, room: RoomLink, ann: Person
) -> None:
    await history(server, room, 130)
    await enter(ann, room)
    await ann.button("Chat").click()
    await ann.button("Search the chat").click()
    await ann.page.get_by_role("searchbox", name="Words to search for").fill("EARLY 3.")
    await expect(ann.page.get_by_text("1 line found")).to_be_visible()
    await ann.page.get_by_role("list", name="Search results").get_by_role("button").click()
    await expect(line_of(ann, "early 3.")).to_be_in_viewport()
    await expect(line_of(ann, "early 3.").get_by_role("button")).to_be_focused()
    async with Participant(server.url, room.id) as late:
        await late.join("Late")
        await late.say("the newest")
        await ann.button("New lines").click()
        await expect(line_of(ann, "the newest")).to_be_in_viewport()


async def test_lines_that_came_while_the_chat_was_closed_are_marked_as_new(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    for text in ("one", "two"):
        await ben.say(text)
    await expect(ann.button("Chat")).to_have_attribute("aria-description", "2 new lines")
    await ann.button("Chat").click()
    await expect(line_of(ann, "one").locator(".divider")).to_be_visible()
    await expect(ann.page.locator(".divider")).to_have_count(1)


async def test_markup_is_text_and_an_address_opens_apart_from_the_room(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ann.say("<img src=x onerror=alert(1)> https://example.com/a javascript:alert(1)")
    await ben.reads("<img src=x onerror=alert(1)> https://example.com/a javascript:alert(1)")
    link = ben.page.get_by_role("link", name="https://example.com/a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(ben.page.locator(".said a")).to_have_count(1)
    assert ben.console == []


async def test_lines_are_walked_and_their_menu_is_used_by_keyboard_alone(room: RoomLink, ann: Person) -> None:
    await enter(ann, room)
    for text in ("one", "two"):
        await ann.say(text)
    await ann.reads("one", "two")
    last = line_of(ann, "two").get_by_role("button")
    await expect(last).to_have_attribute("tabindex", "0")
    await expect(line_of(ann, "one").get_by_role("button")).to_have_attribute("tabindex", "-1")
    await ann.page.get_by_role("textbox", name="Message").press("Shift+Tab")
    await ann.page.keyboard.press("Shift+Tab")  # past the button for files
    await expect(last).to_be_focused()
    await ann.page.keyboard.press("ArrowUp")
    await ann.page.keyboard.press("Enter")
    await expect(ann.button("Heart")).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await expect(line_of(ann, "one").get_by_role("button", name=words("Heart", ": ", "you"))).to_be_visible()
    await ann.page.keyboard.press("Enter")
    await ann.page.keyboard.press("Escape")
    await expect(ann.page.get_by_role("dialog", name="This line")).to_be_hidden()
    await expect(ann.page.get_by_role("list", name="Chat messages")).to_be_visible()


@pytest.mark.parametrize("key", ["Enter", "ArrowUp"])
async def test_while_a_syllable_is_put_together_keys_belong_to_the_input_method(
    room: RoomLink, ann: Person, key: str
) -> None:
    await enter(ann, room)
    await ann.say("first")
    await ann.reads("first")
    field = ann.page.get_by_role("textbox", name="Message")
    await field.fill("안녕" if key == "Enter" else "")
    await field.evaluate(SYLLABLE_JS, key)
    await expect(field).to_have_value("안녕" if key == "Enter" else "")
    await ann.reads("first")


async def test_on_a_phone_a_long_press_opens_the_menu_as_a_sheet(room: RoomLink, sit_down: SitDown) -> None:
    ann = await sit_down(0, PHONE_SIZE)
    await enter(ann, room)
    await ann.say("press me")
    await ann.reads("press me")
    line, sheet = line_of(ann, "press me").locator(".said"), ann.page.get_by_role("dialog", name="This line")
    await line.evaluate(FINGER_JS, "pointerdown")
    await expect(sheet).to_be_visible()
    await line.evaluate(FINGER_JS, "pointerup")
    await line.evaluate("element => element.click()")  # as some browsers do when the finger is lifted
    await expect(sheet).to_be_visible()
    shape = await sheet.bounding_box()
    assert shape is not None
    assert (shape["x"], shape["width"], round(shape["y"] + shape["height"])) == (0, 390, 844)
