"""Fixtures: a browser a person for the whole run, a fresh profile a test, and pictures of what failed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright

from tests.support.firefox import FirefoxBrowser
from tests.support.person import DEFAULT_SIZE, BrowserKind, Chromium, Firefox, Identity, Person
from tests.support.rooms import in_one_loop, room, server, start_server
from tests.support.wire import Wire

__all__ = ["room", "server", "start_server"]

IDENTITIES = tuple(Identity(number, name) for number, name in enumerate(("Ann", "Ben", "Cho")))
OUT = Path(__file__).parent / "out"

SitDown = Callable[..., Awaitable[Person]]
Browsers = Callable[[int], Awaitable[Browser]]
Firefoxes = Callable[[int], Awaitable[FirefoxBrowser]]
B = TypeVar("B", Browser, FirefoxBrowser)
_failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
    in_one_loop(items, here)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:  # type: ignore[attr-defined]
        item.stash[_failed] = True
    return report


@pytest.fixture(scope="session")
def browser_kind() -> BrowserKind[Browser]:
    """Which browser everyone has who has no Firefox."""
    return Chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """The driver of browsers."""
    async with async_playwright() as driver:
        yield driver


@asynccontextmanager
async def one_each(
    kind: BrowserKind[B], playwright: Playwright, media: Path
) -> AsyncIterator[Callable[[int], Awaitable[B]]]:
    """The browser of person n, started when first needed."""
    if why := kind.missing():
        pytest.skip(why)
    started: dict[int, B] = {}

    async def browser_of(number: int) -> B:
        if number not in started:
            started[number] = await kind.launch(playwright, IDENTITIES[number], media)
        return started[number]

    yield browser_of
    await asyncio.gather(*(browser.close() for browser in started.values()))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(
    playwright: Playwright, browser_kind: BrowserKind[Browser], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browsers]:
    """Everyone's own browser."""
    async with one_each(browser_kind, playwright, tmp_path_factory.mktemp("media")) as browser_of:
        yield browser_of


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def firefoxes(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Firefoxes]:
    """Everyone's own Firefox."""
    async with one_each(Firefox(), playwright, tmp_path_factory.mktemp("media")) as firefox_of:
        yield firefox_of


@asynccontextmanager
async def seats(
    browser_of: Callable[[int], Awaitable[B]], request: pytest.FixtureRequest
) -> AsyncIterator[SitDown]:
    """Somebody before an empty page; what everyone saw is kept if the test fails."""
    seated: list[Person] = []

    async def sit_down(number: int, size: tuple[int, int] = DEFAULT_SIZE) -> Person:
        person = await Person.sit_down(IDENTITIES[number], await browser_of(number), size)
        seated.append(person)
        return person

    yield sit_down
    if request.node.stash.get(_failed, False):
        await keep_pictures(request.node.name, seated)
    for person in seated:
        await person.get_up()


@pytest_asyncio.fixture(loop_scope="session")
async def sit_down(browsers: Browsers, request: pytest.FixtureRequest) -> AsyncIterator[SitDown]:
    """Somebody before an empty page."""
    async with seats(browsers, request) as sit_down:
        yield sit_down


@pytest_asyncio.fixture(loop_scope="session")
async def sit_down_at_firefox(firefoxes: Firefoxes, request: pytest.FixtureRequest) -> AsyncIterator[SitDown]:
    """Somebody before an empty page of Firefox."""
    async with seats(firefoxes, request) as sit_down:
        yield sit_down


async def keep_pictures(test: str, people: list[Person]) -> None:
    OUT.mkdir(exist_ok=True)
    for person in people:
        await person.window.picture(OUT / f"{test}-{person.identity.name}.png")
        states = await person.connection_states()
        print(f"{person.identity.name}: page said {person.console}, connections {states}")


@pytest_asyncio.fixture(loop_scope="session")
async def ann(sit_down: SitDown) -> Person:
    """The first person."""
    return await sit_down(0)


@pytest_asyncio.fixture(loop_scope="session")
async def ben(sit_down: SitDown) -> Person:
    """The second person."""
    return await sit_down(1)


@pytest_asyncio.fixture(loop_scope="session")
async def cho(sit_down: SitDown) -> Person:
    """The third person."""
    return await sit_down(2)


@pytest_asyncio.fixture(loop_scope="session")
async def wires() -> AsyncIterator[Callable[[int], Awaitable[Wire]]]:
    """Proxies to servers' ports."""
    async with AsyncExitStack() as stack:

        async def wire(server_port: int) -> Wire:
            made = await Wire(server_port).start()
            stack.push_async_callback(made.close)
            return made

        yield wire
