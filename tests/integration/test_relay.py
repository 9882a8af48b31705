"""The documented coturn relays to the server's address alone, for those with a credential that holds."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio
from aioice import stun, turn

from signaling.protocol.joining import Relay, RelaysRenew, RelaysRenewed
from signaling.relays import CREDENTIAL_S, Relays
from tests.integration.conftest import Enter
from tests.support import coturn
from tests.support.coturn import HOST, Coturn, make_certificate
from tests.support.rooms import GENEROUS, StartServer

pytestmark = pytest.mark.slow

FORBIDDEN, UNAUTHORIZED = 403, 401


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def relay(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Coturn]:
    if why := coturn.missing():
        pytest.skip(why)
    folder: Path = tmp_path_factory.mktemp("coturn")
    started = Coturn(folder, make_certificate(folder))
    await started.start()
    yield started
    await started.close()


class Echo(asyncio.DatagramProtocol):
    """Sends back what comes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self.transport.sendto(data, address)


class Heard(asyncio.DatagramProtocol):
    """Notes what comes over the relay."""

    def __init__(self) -> None:
        self.first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if not self.first.done():
            self.first.set_result(data)


def credential(relay: Coturn, *, age_s: float = 0) -> Relay:
    relays = Relays((relay.url("udp"),), relay.secret.encode(), lambda: time.time() - age_s)
    return relays.for_participant("ann")[0]


async def allocate(relay: Coturn, given: Relay) -> tuple[turn.TurnTransport, Heard]:
    return await turn.create_turn_endpoint(
        Heard, (HOST, relay.port), username=given.username, password=given.credential, transport="udp"
    )


def client_of(transport: turn.TurnTransport) -> turn.TurnClientUdpProtocol:
    """The seam of the tests: aioice offers no public way to await a channel."""
    return transport._TurnTransport__inner_protocol  # type: ignore[attr-defined,no-any-return]


async def test_a_datagram_goes_to_the_servers_address_and_back(relay: Coturn) -> None:
    loop = asyncio.get_running_loop()
    echoing, _ = await loop.create_datagram_endpoint(Echo, local_addr=(HOST, 0))
    transport, heard = await allocate(relay, credential(relay))
    try:
        await client_of(transport).send_data(b"hello", echoing.get_extra_info("sockname"))
        assert await asyncio.wait_for(heard.first, 10) == b"hello"
    finally:
        transport.close()
        echoing.close()


@pytest.mark.parametrize(
    "peer", ["127.0.0.2", "192.168.0.1", "169.254.169.254", "203.0.113.7", "8.8.8.8", "224.0.0.1"]
)
async def test_every_other_address_is_refused(relay: Coturn, peer: str) -> None:
    transport, _ = await allocate(relay, credential(relay))
    try:
        with pytest.raises(stun.TransactionFailed) as refused:
            await client_of(transport).channel_bind(0x4000, (peer, 9))
        assert refused.value.response.attributes["ERROR-CODE"][0] == FORBIDDEN
    finally:
        transport.close()


async def test_a_credential_that_has_ended_is_refused(relay: Coturn) -> None:
    with pytest.raises(stun.TransactionFailed) as refused:
        await allocate(relay, credential(relay, age_s=CREDENTIAL_S + 5))
    assert refused.value.response.attributes["ERROR-CODE"][0] == UNAUTHORIZED


async def test_a_credential_with_a_later_end_written_into_it_is_refused(relay: Coturn) -> None:
    given = credential(relay)
    end, _, owner = given.username.partition(":")
    forged = Relay(urls=given.urls, username=f"{int(end) + 3600}:{owner}", credential=given.credential)
    with pytest.raises(stun.TransactionFailed) as refused:
        await allocate(relay, forged)
    assert refused.value.response.attributes["ERROR-CODE"][0] == UNAUTHORIZED


async def test_who_joins_gets_credentials_that_the_relay_takes_and_can_renew_them(
    relay: Coturn, start_server: StartServer, enter: Enter
) -> None:
    urls = (relay.url("udp"), relay.url("tcp"))
    settings = {"MADANG_TURN_URLS": ",".join(urls), "MADANG_TURN_SECRET": relay.secret}
    server = await start_server(environment=GENEROUS | settings)
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    (given,) = ann.joined_room.relays
    renewed = await ann.request(RelaysRenew)
    assert isinstance(renewed, RelaysRenewed)
    for each in (given, *renewed.relays):
        assert each.urls == list(urls)
        assert each.username.partition(":")[2] == ann.id
        assert 0 < int(each.username.partition(":")[0]) - time.time() <= CREDENTIAL_S
        (await allocate(relay, each))[0].close()


async def test_without_relays_nobody_is_told_any(enter: Enter) -> None:
    assert (await enter()).joined_room.relays == []
