"""Fixtures that browser and integration tests share: one server for many tests, and servers of one's own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.server import RoomLink, Server

GENEROUS = {
    "MADANG_JOINS_PER_MINUTE": "100000",
    "MADANG_MISSES_PER_MINUTE": "100000",
    "MADANG_ROOMS_PER_MINUTE": "100000",
}
"""All of a run comes from one address; what limits do has tests of its own."""

StartServer = Callable[..., Awaitable[Server]]


def in_one_loop(items: list[pytest.Item], folder: Path) -> None:
    """Let all async tests of a folder share one event loop, so that they can share a server."""
    for item in items:
        if folder in item.path.parents and item.get_closest_marker("asyncio") is not None:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server that many tests share."""
    shared = Server(tmp_path_factory.mktemp("server") / "data", GENEROUS)
    await shared.start()
    yield shared
    await shared.close()


@pytest_asyncio.fixture(loop_scope="session")
async def start_server(tmp_path: Path) -> AsyncIterator[StartServer]:
    """Start servers that only this test has; settings are given as fields of Server."""
    started: list[Server] = []

    async def start(**fields: object) -> Server:
        own = Server(tmp_path / f"data-{len(started)}", **{"environment": GENEROUS, **fields})  # type: ignore[arg-type]
        started.append(own)
        return await own.start()

    yield start
    for own in started:
        await own.close()


@pytest_asyncio.fixture(loop_scope="session")
async def room(server: Server) -> RoomLink:
    """A fresh room on the shared server."""
    return await server.create_room()
