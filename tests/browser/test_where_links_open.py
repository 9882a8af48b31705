"""Where links are really opened: inside other apps, at addresses without TLS, from a phone's own screen."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from signaling.candidates import own_addresses
from tests.browser.conftest import Browsers
from tests.support.person import PHONE_SIZE
from tests.support.rooms import StartServer
from tests.support.server import RoomLink, Server, run_to_end

KAKAOTALK = (
    "Mozilla/5.0 (Linux; Android 14; SM-S921N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/126.0.0.0 Mobile Safari/537.36 KAKAOTALK 2410420"
)
OPEN = re.compile("open in my browser", re.I)

OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browsers: Browsers) -> AsyncIterator[OpenPage]:
    """An English page on a phone, in a browser that says who it is."""
    async with AsyncExitStack() as stack:

        async def open_page(url: str, user_agent: str | None = None) -> Page:
            browser = await browsers(0)
            size = {"width": PHONE_SIZE[0], "height": PHONE_SIZE[1]}
            context = await browser.new_context(viewport=size, user_agent=user_agent)  # type: ignore[arg-type]
            stack.push_async_callback(context.close)
            page = await context.new_page()
            await page.goto(f"{url}?lang=en")
            return page

        yield open_page


async def test_inside_another_app_the_own_browser_is_one_tap_away(
    server: Server, room: RoomLink, open_page: OpenPage
) -> None:
    page = await open_page(room.url, KAKAOTALK)
    await expect(page.get_by_role("heading", name=re.compile("Opened inside .*KakaoTalk"))).to_be_visible()
    address = await page.get_by_role("link", name=OPEN).get_attribute("href")
    assert address is not None
    assert address.startswith("kakaotalk://web/openExternal?url=http%3A%2F%2F127.0.0.1")
    assert room.id in address


async def test_inside_another_app_one_can_stay_and_write(room: RoomLink, open_page: OpenPage) -> None:
    page = await open_page(room.url, KAKAOTALK)
    await page.get_by_role("button", name="Stay here").click()
    await page.get_by_role("textbox", name="Your name").fill("Ann")
    await page.get_by_role("button", name="Join", exact=True).click()
    await expect(page.get_by_role("button", name="Leave", exact=True)).to_be_visible()


async def test_in_a_browser_of_ones_own_nothing_stands_before_the_door(
    room: RoomLink, open_page: OpenPage
) -> None:
    page = await open_page(room.url)
    await expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name=OPEN)).to_have_count(0)


async def test_without_tls_the_door_says_why_there_are_no_devices_and_one_can_come_in(
    start_server: StartServer, open_page: OpenPage
) -> None:
    addresses = own_addresses()
    if not addresses:
        pytest.skip("This machine has no address but loopback.")
    own = await start_server(host="0.0.0.0")
    made = await run_to_end("room", "create", "--data", str(own.data))
    page = await open_page(f"http://{addresses[0]}:{own.port}{made.stdout.strip()}")
    await expect(page.get_by_text("Microphone and camera need a secure address")).to_be_visible()
    await page.get_by_role("button", name="Microphone").click()
    await expect(page.get_by_text("Needs https://")).to_have_count(2)
    await page.get_by_role("textbox", name="Your name").fill("Ann")
    await page.get_by_role("button", name="Join", exact=True).click()
    await page.get_by_role("button", name="Chat", exact=True).click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


async def test_it_can_be_put_beside_a_phones_own_apps(room: RoomLink, open_page: OpenPage) -> None:
    page = await open_page(room.url)
    inspector = await page.context.new_cdp_session(page)
    manifest = await inspector.send("Page.getAppManifest")
    hindrances = await inspector.send("Page.getInstallabilityErrors")
    assert manifest["errors"] == []
    # A fresh profile of a test counts as a private window.
    assert {each["errorId"] for each in hindrances["installabilityErrors"]} <= {"in-incognito"}
    assert await page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
