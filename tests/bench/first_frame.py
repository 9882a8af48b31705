"""From opening the link to the first picture of the other: two Chromiums, warm server, median of ten."""

import statistics
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright

from tests.bench.figure import Figure, at_most
from tests.support.person import Chromium, Identity, Person
from tests.support.rooms import GENEROUS
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

VISITS = 10
LIMIT_MS = 1500

# The page itself presses Join as soon as it is there, and tells when the first frame was shown,
# so that the driver's own delays are not measured.
JOIN_AND_WATCH_JS = """(() => {
  let pressed = false;
  const look = () => {
    const join = [...document.querySelectorAll("button")].find(one => one.textContent.trim() === "Join");
    if (join && !join.disabled && !pressed) { pressed = true; join.click(); }
    const video = document.querySelector('video[data-participant][data-kind="camera"]');
    if (video) video.requestVideoFrameCallback(now => { window.__first_frame_ms = now; });
    else requestAnimationFrame(look);
  };
  look();
})()"""


async def measure(folder: Path) -> list[Figure]:
    """The median over fresh browser profiles; one visit before them warms the server up."""
    server = await Server(folder / "data", GENEROUS).start()
    try:
        async with async_playwright() as playwright:
            times_ms = await _visits(playwright, await server.create_room(), folder)
    finally:
        await server.close()
    detail = f" (of {VISITS}: {min(times_ms):.0f} to {max(times_ms):.0f})"
    return [at_most("link to first remote video frame", statistics.median(times_ms), LIMIT_MS, "ms", detail)]


async def _visits(playwright: Playwright, room: RoomLink, folder: Path) -> list[float]:
    kind = Chromium()
    ann, ben = Identity(0, "Ann"), Identity(1, "Ben")
    browsers = [await kind.launch(playwright, identity, folder) for identity in (ann, ben)]
    host = await Person.sit_down(ann, browsers[0])
    await host.enter(room.url, microphone=True, camera=True)
    await _visit(browsers[1], ben, room)
    times_ms = [await _visit(browsers[1], ben, room) for _ in range(VISITS)]
    for browser in browsers:
        await browser.close()
    return times_ms


async def _visit(browser: Browser, identity: Identity, room: RoomLink) -> float:
    guest = await Person.sit_down(identity, browser)
    await guest.page.add_init_script(JOIN_AND_WATCH_JS)
    await guest.open(room.url)
    first_frame_ms = await eventually("a frame is shown", lambda: _first_frame_ms(guest), within_s=20)
    await guest.leave()
    await guest.get_up()
    return first_frame_ms


async def _first_frame_ms(guest: Person) -> float | None:
    shown_ms: float | None = await guest.page.evaluate("window.__first_frame_ms ?? null")
    return shown_ms
