"""Fixtures: a browser a person for the whole run, a fresh profile a test, and pictures of what failed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright

from tests.support.person import DEFAULT_SIZE, BrowserKind, Chromium, Identity, Person
from tests.support.rooms import in_one_loop, room, server, start_server
from tests.support.wire import Wire

__all__ = ["room", "server", "start_server"]

IDENTITIES = tuple(Identity(number, name) for number, name in enumerate(("Ann", "Ben", "Cho")))
OUT = Path(__file__).parent / "out"

SitDown = Callable[..., Awaitable[Person]]
Browsers = Callable[[int], Awaitable[Browser]]
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
def browser_kind() -> BrowserKind:
    """Which browser everyone has."""
    return Chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """The driver of browsers."""
    async with async_playwright() as driver:
        yield driver


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(
    playwright: Playwright, browser_kind: BrowserKind, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browsers]:
    """The browser of person n, started when first needed."""
    if why := browser_kind.missing():
        pytest.skip(why)
    media = tmp_path_factory.mktemp("media")
    started: dict[int, Browser] = {}

    async def browser_of(number: int) -> Browser:
        if number not in started:
            started[number] = await browser_kind.launch(playwright, IDENTITIES[number], media)
        return started[number]

    yield browser_of
    await asyncio.gather(*(browser.close() for browser in started.values()))


@pytest_asyncio.fixture(loop_scope="session")
async def sit_down(browsers: Browsers, request: pytest.FixtureRequest) -> AsyncIterator[SitDown]:
    """Somebody before an empty page; what everyone saw is kept if the test fails."""
    seated: list[Person] = []

    async def sit_down(number: int, size: tuple[int, int] = DEFAULT_SIZE) -> Person:
        person = await Person.sit_down(IDENTITIES[number], await browsers(number), size)
        seated.append(person)
        return person

    yield sit_down
    if request.node.stash.get(_failed, False):
        await keep_pictures(request.node.name, seated)
    for person in seated:
        await person.get_up()


async def keep_pictures(test: str, people: list[Person]) -> None:
    OUT.mkdir(exist_ok=True)
    for person in people:
        await person.page.screenshot(path=OUT / f"{test}-{person.identity.name}.png")
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
