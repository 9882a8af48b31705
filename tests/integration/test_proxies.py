"""Behind the reverse proxies of docs/examples: the real Caddy and nginx, only names and ports are changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.support import proxies
from tests.support.certificates import Authority
from tests.support.proxies import PROXIES, Proxy, ProxyMissing
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import RoomLink, Server

pytestmark = pytest.mark.slow

BEHIND = {**GENEROUS, "MADANG_TRUSTED_PROXIES": "127.0.0.1"}
AUTHORITY = Authority()
UNKNOWN_ROOM = "A" * 22

Before = Callable[[str], Awaitable[Proxy]]


@pytest.fixture(scope="module", params=sorted(PROXIES))
def proxy_program(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """Each proxy in turn."""
    try:
        return request.param, proxies.program(request.param, tmp_path_factory.mktemp(request.param))
    except ProxyMissing as why:
        pytest.skip(str(why))


@pytest_asyncio.fixture(loop_scope="session")
async def before(proxy_program: tuple[str, Path], tmp_path: Path) -> AsyncIterator[Before]:
    """Put the proxy before a server."""
    async with AsyncExitStack() as stack:

        async def before(url: str) -> Proxy:
            upstream = url.removeprefix("http://")
            proxy = await proxies.start(*proxy_program, tmp_path, AUTHORITY.write(tmp_path), upstream)
            stack.push_async_callback(proxy.close)
            return proxy

        yield before


@pytest_asyncio.fixture(loop_scope="session")
async def from_address() -> AsyncIterator[Callable[[str], aiohttp.ClientSession]]:
    """Visitors with an address of their own."""
    async with AsyncExitStack() as stack:

        def visitor(address: str) -> aiohttp.ClientSession:
            connector = aiohttp.TCPConnector(local_addr=(address, 0), ssl=AUTHORITY.trusting())
            session = aiohttp.ClientSession(connector=connector)
            stack.push_async_callback(session.close)
            return session

        yield visitor


Visitors = Callable[[str], aiohttp.ClientSession]


def socket_of(url: str, room: RoomLink) -> str:
    return f"{url}/api/v1/rooms/{room.id}/socket"


async def behind(start_server: StartServer, before: Before, **environment: str) -> tuple[Server, Proxy]:
    own = await start_server(environment={**BEHIND, **environment})
    return own, await before(own.url)


async def test_pages_and_sockets_come_through_under_the_public_address(
    start_server: StartServer, before: Before, from_address: Visitors
) -> None:
    own, proxy = await behind(start_server, before)
    room, http = await own.create_room(), from_address("127.0.0.2")
    async with http.get(f"{proxy.url}/r/{room.id}") as page:
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    async with http.ws_connect(socket_of(proxy.url, room), headers={"Origin": proxy.url}) as connection:
        await connection.ping()
        await connection.send_str("{}")
        assert (await connection.receive()).type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.CLOSE}


async def test_other_sites_are_refused_and_so_is_the_inner_address(
    start_server: StartServer, before: Before, from_address: Visitors
) -> None:
    own, proxy = await behind(start_server, before)
    room, http = await own.create_room(), from_address("127.0.0.2")
    for origin in ("https://elsewhere.example", own.url, proxy.url.replace("https", "http")):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(socket_of(proxy.url, room), headers={"Origin": origin})
        assert refused.value.status == 403


async def test_nobody_behind_the_proxy_counts_as_being_on_this_machine(
    start_server: StartServer, before: Before, from_address: Visitors
) -> None:
    _, proxy = await behind(start_server, before)
    async with from_address("127.0.0.2").post(f"{proxy.url}/api/v1/rooms", json={}) as answer:
        assert answer.status == 403


async def statuses(http: aiohttp.ClientSession, url: str, count: int, **headers: str) -> Sequence[int]:
    found = []
    for _ in range(count):
        async with http.post(f"{url}/api/v1/rooms/{UNKNOWN_ROOM}/tokens", headers=headers) as answer:
            found.append(answer.status)
    return found


async def test_limits_count_the_visitors_own_address_whatever_it_claims(
    start_server: StartServer, before: Before, from_address: Visitors
) -> None:
    _, proxy = await behind(start_server, before, MADANG_MISSES_PER_MINUTE="3")
    assert await statuses(from_address("127.0.0.2"), proxy.url, 4) == [404, 404, 404, 429]
    assert await statuses(from_address("127.0.0.3"), proxy.url, 1) == [404]
    claimed = {"X-Forwarded-For": "192.0.2.99"}
    assert await statuses(from_address("127.0.0.2"), proxy.url, 1, **claimed) == [429]


async def test_an_upload_and_a_download_stream_through(before: Before, from_address: Visitors) -> None:
    first_half, second_half = asyncio.Event(), asyncio.Event()

    async def store(request: web.BaseRequest) -> web.StreamResponse:
        if request.method == "GET":
            return web.Response()
        await request.content.readexactly(1000)
        first_half.set()
        await request.content.readexactly(1000)
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"a" * 1000)
        await second_half.wait()
        await response.write(b"b" * 1000)
        return response

    async with serving(store) as url:
        proxy = await before(url)

        async def body() -> AsyncIterator[bytes]:
            yield b"x" * 1000
            async with asyncio.timeout(5):
                await first_half.wait()
            yield b"y" * 1000

        async with from_address("127.0.0.2").put(proxy.url, data=body()) as answer, asyncio.timeout(5):
            assert await answer.content.readexactly(1000) == b"a" * 1000
            second_half.set()
            assert await answer.content.readexactly(1000) == b"b" * 1000


def serving(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> "Serving":
    return Serving(handler)


class Serving:
    """A server that only this test has, at the address that `async with` gives."""

    def __init__(self, handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> None:
        self._runner = web.ServerRunner(web.Server(handler))

    async def __aenter__(self) -> str:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port := proxies.free_port())
        await site.start()
        return f"http://127.0.0.1:{port}"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
