"""Screens that are shown: sharp, beside the camera, large, two at once, and over when somebody says so."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Playwright, expect

from tests.browser.conftest import Browsers, one_each, seats
from tests.support.person import Person
from tests.support.rooms import StartServer
from tests.support.server import RoomLink
from tests.support.slides import PresentingChromium, hears_voices, open_slides, sees_screens
from tests.support.wait import eventually

Presenter = Callable[[int], Awaitable[Person]]
SLIDES, OTHER_SLIDES = 5, 12


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def presenting_browsers(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browsers]:
    """Everyone's own browser, in which the dialogue for screens is answered."""
    async with one_each(PresentingChromium(), playwright, tmp_path_factory.mktemp("media")) as browser_of:
        yield browser_of


@pytest_asyncio.fixture(loop_scope="session")
async def presenter(
    presenting_browsers: Browsers, request: pytest.FixtureRequest
) -> AsyncIterator[Presenter]:
    """Somebody before an empty page, who has slides in another tab."""
    async with seats(presenting_browsers, request) as sit_down:

        async def sit_down_with_slides(number: int) -> Person:
            person = await sit_down(number)
            await open_slides(person, SLIDES if number == 0 else OTHER_SLIDES)
            return person

        yield sit_down_with_slides


async def large(person: Person) -> list[str]:
    """The names on what is large, in order."""
    tiles = person.page.get_by_role("list", name="Large", exact=True).get_by_role("listitem")
    return [plain(name) for name in await tiles.locator(".name").all_inner_texts()]


def plain(words: str) -> str:
    """Without the marks that keep a name's direction to itself."""
    return words.strip().replace("\u2068", "").replace("\u2069", "")


async def shows(person: Person, *names: str) -> None:
    """Wait until exactly this is large."""

    async def look() -> bool:
        return await large(person) == list(names)

    await eventually(f"{names} is large for {person.identity.name}", look)


async def share(person: Person) -> None:
    """Press Share and wait until the button says that something is shown."""
    await person.button("Share").click()
    await expect(person.button("Share")).to_have_attribute("aria-pressed", "true")


async def test_a_shared_tab_is_seen_and_heard_beside_the_camera_and_takes_the_largest_area(
    room: RoomLink, presenter: Presenter, ben: Person
) -> None:
    ann = await presenter(0)
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url, microphone=False, camera=False))
    await ben.sees(ann)
    await share(ann)
    await sees_screens(ben, SLIDES)
    await ben.sees(ann)
    await hears_voices(ben, ann.identity.number, SLIDES)
    await shows(ben, "Screen of Ann")
    await shows(ann, "Your screen, as the others see it")
    await expect(ben.page.get_by_role("log")).to_contain_text(re.compile("Ann.? shows a screen"))
    await expect(ann.page.get_by_role("log")).to_contain_text("Everybody sees your screen")


async def test_the_button_ends_it_for_everyone_and_it_can_be_shown_again(
    room: RoomLink, presenter: Presenter, ben: Person
) -> None:
    ann = await presenter(0)
    await asyncio.gather(ann.enter(room.url), ben.enter(room.url, microphone=False, camera=False))
    for _ in range(3):
        await share(ann)
        await sees_screens(ben, SLIDES)
        await ann.button("Share").click()
        await sees_screens(ben)
        await shows(ben)
        await hears_voices(ben, ann.identity.number)
    await ben.sees(ann)
    assert ann.console == []


async def test_the_browser_ends_it_too(room: RoomLink, presenter: Presenter, ben: Person) -> None:
    ann = await presenter(0)
    await asyncio.gather(*(one.enter(room.url, microphone=False, camera=False) for one in (ann, ben)))
    await share(ann)
    await sees_screens(ben, SLIDES)
    (slides,) = [page for page in ann.context.pages if page is not ann.page]
    await slides.close()
    await sees_screens(ben)
    await expect(ann.button("Share")).to_have_attribute("aria-pressed", "false")
    await expect(ann.page.get_by_role("log")).to_contain_text("Nobody sees your screen any more")


async def test_who_comes_late_sees_a_page_that_does_not_move(
    room: RoomLink, presenter: Presenter, ben: Person
) -> None:
    ann = await presenter(0)
    await ann.enter(room.url, microphone=False, camera=False)
    await share(ann)
    (slides,) = [page for page in ann.context.pages if page is not ann.page]
    await slides.evaluate("window.still = true")
    await ben.enter(room.url, microphone=False, camera=False)
    await sees_screens(ben, SLIDES, moving=False)


async def test_two_screens_stand_side_by_side_and_either_can_be_kept_large(
    room: RoomLink, presenter: Presenter, cho: Person
) -> None:
    ann, ben = await asyncio.gather(presenter(0), presenter(1))
    await asyncio.gather(*(one.enter(room.url, microphone=False, camera=False) for one in (ann, ben, cho)))
    await cho.is_with("Ann", "Ben", "Cho")
    await share(ann)
    await share(ben)
    await sees_screens(cho, SLIDES, OTHER_SLIDES)

    async def both() -> bool:
        return sorted(await large(cho)) == ["Screen of Ann", "Screen of Ben"]

    await eventually("both are large", both)
    await cho.button("Options: Screen of Ben").click()
    await cho.button("Keep large").click()
    await shows(cho, "Screen of Ben")
    await sees_screens(cho, SLIDES, OTHER_SLIDES)
    await cho.button("Options: Screen of Ben").click()
    await cho.button("Keep large").click()
    await eventually("both are large again", both)


async def test_a_screen_is_shown_on_after_the_server_was_away(
    start_server: StartServer, presenter: Presenter, ben: Person
) -> None:
    own = await start_server()
    made = await own.create_room()
    ann = await presenter(0)
    await asyncio.gather(*(one.enter(made.url, microphone=False, camera=False) for one in (ann, ben)))
    await share(ann)
    await sees_screens(ben, SLIDES)
    await own.kill()
    await own.restart()
    await sees_screens(ben, SLIDES, within_s=30)


async def test_f_shows_it_on_the_whole_screen_and_back(
    room: RoomLink, presenter: Presenter, ben: Person
) -> None:
    ann = await presenter(0)
    await asyncio.gather(*(one.enter(room.url, microphone=False, camera=False) for one in (ann, ben)))
    await share(ann)
    await sees_screens(ben, SLIDES)
    await ben.page.keyboard.press("f")
    whole = ben.page.locator(":fullscreen")
    await expect(whole.locator("video")).to_be_visible()
    assert plain(await whole.locator(".name").inner_text()) == "Screen of Ann"
    await ben.page.keyboard.press("f")
    await expect(whole).to_have_count(0)


async def test_whoever_cannot_show_a_screen_is_told_so(room: RoomLink, ann: Person) -> None:
    await ann.page.add_init_script("delete MediaDevices.prototype.getDisplayMedia")
    await ann.enter(room.url, microphone=False, camera=False)
    await expect(ann.button("Share")).to_have_count(0)
    await ann.page.set_viewport_size({"width": 390, "height": 844})
    await ann.button("More").click()
    await expect(ann.page.get_by_text("This browser cannot show a screen")).to_be_visible()
