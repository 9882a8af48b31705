"""Where only the operator's relay is reached, over UDP, TCP or TLS, media goes through it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright

from tests.browser.ways import ONLY_RELAY_JS, Way, chosen_ways
from tests.support import coturn
from tests.support.coturn import Certificate, Coturn, make_certificate
from tests.support.person import Chromium, Identity, Person
from tests.support.rooms import GENEROUS, StartServer

pytestmark = pytest.mark.slow

ANN = Identity(0, "Ann")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if why := coturn.missing() or Chromium().missing():
        pytest.skip(why)
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def relay(certificate: Certificate, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Coturn]:
    started = await Coturn(tmp_path_factory.mktemp("coturn"), certificate).start()
    yield started
    await started.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def trusting_browser(
    playwright: Playwright, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    """A browser that takes the relay's own certificate; people in it share camera and voice."""
    flag = f"--ignore-certificate-errors-spki-list={certificate.spki}"
    media = tmp_path_factory.mktemp("media")
    browser = await Chromium().launch_with(playwright, ANN, media, more=[flag])
    yield browser
    await browser.close()


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_media_goes_over_the_relay(
    way: str, relay: Coturn, trusting_browser: Browser, start_server: StartServer
) -> None:
    settings = {
        "MADANG_TURN_URLS": relay.url(way),
        "MADANG_TURN_SECRET": relay.secret,
        "MADANG_PUBLIC_IP": coturn.HOST,
    }
    server = await start_server(environment=GENEROUS | settings)
    room = await server.create_room()
    ann, ben = [await Person.sit_down(ANN, trusting_browser) for _ in range(2)]
    try:
        await ann.context.add_init_script(ONLY_RELAY_JS)
        await ann.enter(room.url)
        await ben.enter(room.url)
        await ann.sees(ben)
        await ben.sees(ann)
        await ann.hears(ben)
        await ben.hears(ann)
        assert await chosen_ways(ann) == [Way("relay", way, "udp")] * 2
    finally:
        await ann.get_up()
        await ben.get_up()
