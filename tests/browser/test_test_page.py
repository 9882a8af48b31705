"""The page that checks a connection says in words what works, and what to do where nothing does."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.ways import ONLY_TCP_JS
from tests.support.person import Person
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import Server

pytestmark = pytest.mark.slow

DONE_WITHIN_MS = 60_000
NO_WAY_JS = ONLY_TCP_JS.replace(" udp ", r" (?:udp|tcp) ")


async def check(person: Person, server: Server) -> str:
    """Run the check to its end; the report."""
    page = person.page
    await page.goto(f"{server.url}/test?lang=en")
    await page.get_by_role("button", name="Start the check").click()
    report = page.get_by_role("group", name="Report")
    await expect(report).to_be_visible(timeout=DONE_WITHIN_MS)
    return await report.inner_text()


async def names_no_address(page: Page, report: str) -> None:
    addresses = r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?! Safari)"
    browser: Any = await page.evaluate("navigator.userAgent")
    assert not re.search(addresses, report.replace(browser, ""))


async def test_where_everything_works_the_page_says_so(ann: Person, server: Server) -> None:
    report = await check(ann, server)
    assert "Voice and video will work well" in report
    assert re.search(r"Direct \(UDP\): Works, \d+ ms", report)
    assert re.search(r"Direct \(TCP\): Works, \d+ ms", report)
    assert "Over a relay: Not offered here" in report
    assert "Picture there and back: Comes back whole" in report
    assert len(re.findall(r"(?:To|From) you: .*Mbit/s", report)) == 2
    assert "Microphone: not tried" in report
    await names_no_address(ann.page, report)
    assert ann.console == []


async def test_devices_are_tried_when_they_are_asked_for(ann: Person, server: Server) -> None:
    await check(ann, server)
    await ann.microphone(True)
    await ann.camera(True)
    await ann.button("Play a sound").click()
    report = ann.page.get_by_role("group", name="Report")
    for line in ("Microphone: works", "Camera: works", "Speaker: sound played"):
        await expect(report).to_contain_text(line, timeout=15_000)
    await ann.context.grant_permissions(["camera", "microphone", "clipboard-read", "clipboard-write"])
    await ann.button("Copy the report").click()
    await expect(ann.page.get_by_text("Copied")).to_be_visible()
    assert await ann.page.evaluate("navigator.clipboard.readText()") == await report.inner_text()


async def test_without_udp_the_page_tells_of_tcp(ann: Person, server: Server) -> None:
    await ann.context.add_init_script(ONLY_TCP_JS)
    report = await check(ann, server)
    assert "Voice and video will work\n" in report
    assert "Direct (TCP): Works" in report


async def test_where_nothing_gets_through_the_next_steps_are_told(ann: Person, server: Server) -> None:
    await ann.context.add_init_script(NO_WAY_JS)
    report = await check(ann, server)
    assert "Voice and video will not get through" in report
    await expect(ann.page.get_by_text("Try another network")).to_be_visible()


async def test_too_often_is_said_in_a_sentence(ann: Person, start_server: StartServer) -> None:
    server = await start_server(environment=GENEROUS | {"MADANG_TESTS_PER_MINUTE": "1"})
    await check(ann, server)
    await ann.button("Check again").click()
    await expect(ann.page.get_by_text("Please wait a minute")).to_be_visible()


async def test_the_door_and_the_entrance_lead_there(ann: Person, server: Server) -> None:
    room = await server.create_room()
    for url in (room.url, server.url):
        await ann.open(url)
        link = ann.page.get_by_role("link", name="Check your connection")
        assert await link.get_attribute("href") == "/test?lang=en"
