"""The bad networks of the kit do what they say."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import cast

import aiohttp
import pytest
from aiohttp import web

from tests.support.relay import Relay
from tests.support.wire import Cut, CutAtEach, Passing, Way, Wire


@pytest.fixture
async def echo_port() -> AsyncIterator[int]:
    async def echo(request: web.Request) -> web.WebSocketResponse:
        response = web.WebSocketResponse()
        await response.prepare(request)
        async for message in response:
            heard.append(message.data)
            await response.send_str(message.data)
        return response

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="x" * 100_000)

    async def tell(_: web.Request) -> web.Response:
        return web.json_response(heard)

    heard: list[str] = []
    app = web.Application()
    app.router.add_routes([web.get("/socket", echo), web.get("/page", page), web.get("/heard", tell)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture
async def wire(echo_port: int) -> AsyncIterator[Wire]:
    made = await Wire(echo_port).start()
    yield made
    await made.close()


def text(number: int) -> str:
    return json.dumps({"type": "word", "id": number, "seq": number, "padding": "." * 70_000})


async def exchange(wire: Wire, number: int) -> str | None:
    """What comes back, or None if the connection is cut."""
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{wire.url}/socket") as connection:
        await connection.send_str(text(number))
        answer = await connection.receive(timeout=5)
        return answer.data if answer.type is aiohttp.WSMsgType.TEXT else None


async def heard_by_server(wire: Wire) -> list[str]:
    async with aiohttp.ClientSession() as http, http.get(f"{wire.url}/heard") as answer:
        return list(await answer.json())


async def test_pages_and_messages_pass_through_the_wire_unharmed(wire: Wire) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{wire.url}/page") as page:
        assert len(await page.text()) == 100_000
    assert await exchange(wire, 1) == text(1)
    assert [passing.way for passing in wire.passed] == [Way.TO_SERVER, Way.TO_BROWSER]


@pytest.mark.parametrize(("cut", "arrives"), [(Cut.AFTER, [text(1)]), (Cut.INSTEAD, [])])
async def test_a_cut_on_the_way_to_the_server_comes_after_or_instead_of_the_message(
    wire: Wire, cut: Cut, arrives: list[str]
) -> None:
    wire.plan = lambda passing: cut if passing.way is Way.TO_SERVER else Cut.NOT
    assert await exchange(wire, 1) is None
    assert await heard_by_server(wire) == arrives


@pytest.mark.parametrize(("cut", "arrives"), [(Cut.AFTER, text(1)), (Cut.INSTEAD, None)])
async def test_a_cut_on_the_way_to_the_browser_comes_after_or_instead_of_the_message(
    wire: Wire, cut: Cut, arrives: str | None
) -> None:
    wire.plan = lambda passing: cut if passing.way is Way.TO_BROWSER else Cut.NOT
    assert await exchange(wire, 1) == arrives


def test_the_plan_cuts_at_each_message_once_and_never_while_resuming() -> None:
    plan = CutAtEach([Cut.AFTER, Cut.INSTEAD])
    chat = [Passing(Way.TO_SERVER, {"type": "chat_send", "id": number}) for number in (2, 3)]
    assert [plan(chat[0]), plan(chat[1]), plan(chat[1])] == [Cut.AFTER, Cut.INSTEAD, Cut.NOT]
    assert plan(Passing(Way.TO_BROWSER, {"type": "resumed", "re": 4})) is Cut.NOT


@pytest.fixture
async def echo_udp() -> AsyncIterator[int]:
    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast(asyncio.DatagramTransport, transport)

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.transport.sendto(data, addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        Echo, local_addr=("127.0.0.1", 0)
    )
    yield transport.get_extra_info("sockname")[1]
    transport.close()


async def answered(relay: Relay, count: int) -> list[int]:
    """Which of so many datagrams, sent one by one, come back."""
    loop = asyncio.get_running_loop()
    came = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.setblocking(False)
        end.connect(("127.0.0.1", relay.port))
        for number in range(count):
            dropped = relay.counters.dropped
            end.send(bytes([number]))
            reply = asyncio.ensure_future(loop.sock_recv(end, 16))
            while not reply.done() and relay.counters.dropped == dropped:
                await asyncio.wait([reply], timeout=0.01)
            if reply.done():
                came.append(reply.result()[0])
            else:
                reply.cancel()
                await asyncio.wait([reply])
    return came


async def test_the_relay_carries_everything_when_the_network_is_good(echo_udp: int) -> None:
    relay = Relay(echo_udp, seed=1)
    assert await answered(relay, 20) == list(range(20))
    relay.close()


async def test_the_relay_loses_the_same_datagrams_for_the_same_seed(echo_udp: int) -> None:
    came = []
    for _ in range(2):
        relay = Relay(echo_udp, seed=7)
        relay.conditions.loss = 0.3
        came.append(await answered(relay, 40))
        relay.close()
    assert came[0] == came[1]
    assert 5 < len(came[0]) < 35


async def test_the_relay_delays_both_ways(echo_udp: int) -> None:
    relay = Relay(echo_udp, seed=1)
    relay.conditions.delay_ms = 60
    before_s = asyncio.get_running_loop().time()
    assert await answered(relay, 1) == [0]
    assert asyncio.get_running_loop().time() - before_s >= 0.12
    relay.close()
