"""Fixtures: rooms of a real server, and participants without a browser who are gone after the test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.support.media import Talker
from tests.support.participant import Participant
from tests.support.rooms import in_one_loop, room, server, start_server
from tests.support.server import RoomLink, Server

__all__ = ["room", "server", "start_server"]

Enter = Callable[..., Awaitable[Participant]]
Visit = Callable[..., Awaitable[Participant]]
Talk = Callable[[Participant], Talker]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_one_loop(items, Path(__file__).parent)


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Plain HTTP, as a program sends it."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest_asyncio.fixture(loop_scope="session")
async def visit(server: Server, room: RoomLink) -> AsyncIterator[Visit]:
    """Somebody before the door of the test's room (or another server's)."""
    async with AsyncExitStack() as stack:

        async def visit(url: str = server.url, room_id: str = room.id) -> Participant:
            return await stack.enter_async_context(Participant(url, room_id))

        yield visit


@pytest_asyncio.fixture(loop_scope="session")
async def enter(visit: Visit) -> Enter:
    """Somebody in the test's room (or another server's)."""

    async def enter(name: str = "Ann", *where: str, **fields: Any) -> Participant:
        someone = await visit(*where)
        await someone.join(name, **fields)
        return someone

    return enter


@pytest_asyncio.fixture(loop_scope="session")
async def talk() -> AsyncIterator[Talk]:
    """Media for a participant."""
    async with AsyncExitStack() as stack:

        def talk(participant: Participant) -> Talker:
            talker = Talker(participant)
            stack.push_async_callback(talker.close)
            return talker

        yield talk
