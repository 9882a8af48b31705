"""Session descriptions of ours in a real Chromium: it takes every answer and every offer as we mean it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from sfu.dataplane.interface import MediaKind
from sfu.ice_lite import IceCredentials
from sfu.sdp import SubscribeMedia, build_publish_answer, build_subscribe_offer, parse_answer, parse_offer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FINGERPRINT = ("sha-256", ":".join(["AB"] * 32))
CANDIDATES = [("192.0.2.7", 40000), ("2001:db8::7", 40000)]
HELPERS_JS = """() => {
  window.track = kind => kind === "audio"
    ? new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]
    : document.createElement("canvas").captureStream(10).getVideoTracks()[0];
  window.pc = new RTCPeerConnection({iceServers: [], bundlePolicy: "max-bundle"});
  window.told = [];
  pc.ontrack = event => told.push([event.transceiver.mid, event.streams[0].id]);
  window.send = (kind, encodings) =>
    pc.addTransceiver(track(kind), {direction: "sendonly", sendEncodings: encodings ?? [{}]});
  window.offer = async () => { await pc.setLocalDescription(); return pc.localDescription.sdp; };
  window.directions = () => pc.getTransceivers().map(each => each.currentDirection);
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all of these tests: none of them leaves anything in it."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page with one RTCPeerConnection."""
    made = await browser.new_page()
    await made.evaluate(HELPERS_JS)
    yield made
    await made.close()


async def publish(page: Page, setup_js: str, accept: set[str] | None = None) -> Any:
    """Let the page change what it sends and take our answer; the directions that it then has."""
    await page.evaluate(setup_js)
    offer = parse_offer(await page.evaluate("offer()"))
    answer = build_publish_answer(
        offer,
        ice=IceCredentials.generate(),
        fingerprint=FINGERPRINT,
        candidates=CANDIDATES,
        accept={media.mid for media in offer.media} if accept is None else accept,
    )
    await page.evaluate("sdp => pc.setRemoteDescription({type: 'answer', sdp})", answer)
    return await page.evaluate("directions()")


class Subscriber:
    """Our side of a page's subscribe connection."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ice = IceCredentials.generate()
        self.version = 0

    async def offer(self, media: list[SubscribeMedia]) -> dict[str, bool]:
        """Offer these m-lines; which of them the page takes."""
        self.version += 1
        sdp = build_subscribe_offer(
            session_version=self.version,
            ice=self.ice,
            fingerprint=FINGERPRINT,
            candidates=CANDIDATES,
            media=media,
        )
        await self.page.evaluate("sdp => pc.setRemoteDescription({type: 'offer', sdp})", sdp)
        return dict(parse_answer(await self.page.evaluate("offer()")).mids)


def streams(count: int, first_ssrc: int = 1000) -> list[SubscribeMedia]:
    """Audio and video in turns."""
    return [
        SubscribeMedia(
            mid=str(i),
            kind=MediaKind.VIDEO if i % 2 else MediaKind.AUDIO,
            ssrc=first_ssrc + 2 * i,
            rtx_ssrc=first_ssrc + 2 * i + 1 if i % 2 else None,
            stream_id=f"stream{first_ssrc + i}",
            track_id=f"track{first_ssrc + i}",
            cname=f"cname{i}",
        )
        for i in range(count)
    ]


def ended(media: SubscribeMedia) -> SubscribeMedia:
    return replace(media, ssrc=None, rtx_ssrc=None)


async def test_chromium_sends_what_is_accepted_through_its_changes(page: Page) -> None:
    assert await publish(page, "send('audio')") == ["sendonly"]
    assert await publish(page, "send('video')") == ["sendonly", "sendonly"]
    stop_video = "pc.getTransceivers()[1].direction = 'inactive'; send('video')"
    assert await publish(page, stop_video) == ["sendonly", "inactive", "sendonly"]
    assert await publish(page, "pc.getTransceivers()[0].stop()") == ["inactive", "sendonly"]


async def test_what_is_not_accepted_is_not_sent_until_it_is(page: Page) -> None:
    assert await publish(page, "send('video'); send('audio')", accept={"1"}) == ["inactive", "sendonly"]
    assert await publish(page, "0", accept={"0", "1"}) == ["sendonly", "sendonly"]


async def test_a_data_channel_is_refused_and_media_is_not(page: Page) -> None:
    setup = "pc.createDataChannel('x'); send('video'); send('audio')"
    assert await publish(page, setup) == ["sendonly", "sendonly"]


async def test_of_simulcast_the_first_layer_is_left(page: Page) -> None:
    layers = "[{rid: 'h'}, {rid: 'm', scaleResolutionDownBy: 2}, {rid: 'l', scaleResolutionDownBy: 4}]"
    assert await publish(page, f"send('video', {layers})") == ["sendonly"]
    encodings = await page.evaluate("pc.getSenders()[0].getParameters().encodings.map(each => each.rid)")
    assert encodings == ["h"]


async def test_chromium_takes_twenty_streams_at_once(page: Page) -> None:
    assert await Subscriber(page).offer(streams(20)) == {str(i): True for i in range(20)}


async def test_an_m_line_ends_and_carries_another_stream_later(page: Page) -> None:
    subscriber = Subscriber(page)
    media = streams(4)
    await subscriber.offer(media)
    media[0], media[1] = ended(media[0]), ended(media[1])
    assert await subscriber.offer(media) == {"0": False, "1": False, "2": True, "3": True}
    await page.evaluate("told.length = 0")
    media[1] = streams(4, first_ssrc=7000)[1]
    assert await subscriber.offer(media) == {"0": False, "1": True, "2": True, "3": True}
    assert await page.evaluate("told") == [["1", "stream7001"]]


async def test_the_first_m_line_may_be_idle_from_the_start(page: Page) -> None:
    media = streams(3)
    media[0] = ended(media[0])
    assert await Subscriber(page).offer(media) == {"0": False, "1": True, "2": True}


async def test_new_credentials_make_chromium_restart_ice(page: Page) -> None:
    subscriber = Subscriber(page)
    await subscriber.offer(streams(1))
    before = parse_answer(await page.evaluate("pc.localDescription.sdp")).ice
    subscriber.ice = IceCredentials.generate()
    await subscriber.offer(streams(1))
    assert parse_answer(await page.evaluate("pc.localDescription.sdp")).ice != before
