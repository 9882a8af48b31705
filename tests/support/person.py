"""A person in front of a real browser: comes in, speaks, looks, listens, writes, leaves.

One browser process a person, because camera and microphone are flags of the process. Everything
is found by role and accessible name, as the design says that anyone may.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    ElementHandle,
    Locator,
    Page,
    Playwright,
    expect,
)

from tests.support import camera, tone
from tests.support.camera import Sight
from tests.support.tone import Sound
from tests.support.wait import eventually

DEFAULT_SIZE = (1280, 800)
PHONE_SIZE = (390, 844)

_REMEMBER_CONNECTIONS_JS = """(() => {
  const Real = window.RTCPeerConnection;
  window.__connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...all) { super(...all); window.__connections.push(this); }
  };
})()"""

_STATS_JS = """async () => {
  const reports = [];
  for (const connection of window.__connections ?? []) {
    if (connection.connectionState === "closed") continue;
    for (const report of (await connection.getStats()).values()) reports.push(report);
  }
  return reports;
}"""

_SENDER_JS = """element => {
  const receivers = (window.__connections ?? []).flatMap(one => one.getReceivers());
  const received = new Set(receivers.map(receiver => receiver.track.id));
  const tracks = element.isConnected && element.srcObject ? element.srcObject.getTracks() : [];
  return tracks.some(track => received.has(track.id)) ? (element.dataset.participant ?? "") : null;
}"""

_STATES_JS = "() => (window.__connections ?? []).map(connection => connection.connectionState)"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is in the tests: a number for camera and voice, and a name."""

    number: int
    name: str


class BrowserKind(Protocol):
    """How one kind of browser is started with somebody's camera and voice."""

    name: str

    def missing(self) -> str | None:
        """One sentence why it cannot be used here, or None."""

    async def launch(self, playwright: Playwright, identity: Identity, media: Path) -> Browser:
        """Start one process; `media` is a folder for its camera and voice files."""
        ...


class Chromium:
    """Chromium as the system has it."""

    name = "chromium"

    def __init__(self, film_size: tuple[int, int] = (320, 180)) -> None:
        self._film_size = film_size

    def missing(self) -> str | None:
        """One sentence why it cannot be used here, or None."""
        return None if _chromium_path() else "There is no Chromium on this machine."

    async def launch(self, playwright: Playwright, identity: Identity, media: Path) -> Browser:
        """Start one process with the person's camera and voice."""
        film = media / f"camera-{identity.number}-{self._film_size[0]}.y4m"
        voice = media / f"voice-{identity.number}.wav"
        if not film.exists():
            camera.write_film(film, identity.number, *self._film_size)
        if not voice.exists():
            tone.write_voice(voice, identity.number)
        return await playwright.chromium.launch(
            executable_path=_chromium_path(), headless=True, args=_chromium_flags(film, voice)
        )


def _chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _chromium_flags(film: Path, voice: Path) -> list[str]:
    return [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--autoplay-policy=no-user-gesture-required",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
        f"--use-file-for-fake-audio-capture={voice}",
        # Chromium gathers no loopback candidates by itself; a machine without a network has no others.
        "--allow-loopback-in-peer-connection",
    ]


@dataclass
class Person:
    """Somebody with a page open. Media of others is found by their participant id."""

    identity: Identity
    context: BrowserContext
    page: Page
    console: list[str] = field(default_factory=list)
    """Errors that the page wrote or threw."""

    @classmethod
    async def sit_down(
        cls, identity: Identity, browser: Browser, size: tuple[int, int] = DEFAULT_SIZE, locale: str = "en-GB"
    ) -> "Person":
        """A fresh browser profile of the person, with an empty page."""
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=locale, reduced_motion="reduce"
        )
        await context.grant_permissions(["camera", "microphone"])
        await context.add_init_script(_REMEMBER_CONNECTIONS_JS)
        return cls(identity, context, None)._with_page(await context.new_page())  # type: ignore[arg-type]

    def _with_page(self, page: Page) -> "Person":
        self.page = page
        page.on("pageerror", lambda error: self.console.append(f"thrown: {error}"))
        page.on("console", self._note)
        return self

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.console.append(said.text)

    async def second_tab(self) -> "Person":
        """The same profile in another tab."""
        return Person(self.identity, self.context, self.page)._with_page(await self.context.new_page())

    async def get_up(self) -> None:
        """Close the profile."""
        await self.context.close()

    # At the door

    async def open(self, url: str, language: str = "en") -> None:
        """Open a room's link."""
        await self.page.goto(f"{url}?lang={language}")

    async def join(self, name: str | None = None) -> None:
        """Give a name, press Join, and wait until one is in."""
        await self.page.get_by_role("textbox", name="Your name").fill(name or self.identity.name)
        await self.page.get_by_role("button", name="Join", exact=True).click()
        await self.is_in()

    async def is_in(self) -> None:
        """Wait until the room's toolbar is there."""
        await expect(self.button("Leave")).to_be_visible(timeout=15_000)

    async def enter(self, url: str, *, microphone: bool = True, camera: bool = True) -> "Person":
        """Open, join, and switch on what is asked for."""
        await self.open(url)
        await self.join()
        await self.microphone(microphone)
        await self.camera(camera)
        return self

    # In the room

    def button(self, name: str) -> Locator:
        """A button by its accessible name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def microphone(self, on: bool) -> None:
        """Switch the microphone and wait until the button says so."""
        await self._toggle("Microphone", on)

    async def camera(self, on: bool) -> None:
        """Switch the camera and wait until the button says so."""
        await self._toggle("Camera", on)

    async def say(self, text: str) -> None:
        """Write to everyone."""
        await self._show_panel("Chat", "Chat messages")
        await self.page.get_by_role("textbox", name="Message").fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()

    async def lines(self) -> list[str]:
        """The chat as it stands: each item's whole text, oldest first."""
        return await self._items("Chat", "Chat messages")

    async def reads(self, *texts: str, within_s: float = 10) -> None:
        """Wait until exactly these lines stand in the chat, in this order."""

        async def look() -> bool:
            lines = await self.lines()
            return len(lines) == len(texts) and all(
                text in line for text, line in zip(texts, lines, strict=True)
            )

        try:
            await eventually(f"{self.identity.name} reads {texts}", look, within_s)
        except AssertionError as error:
            raise AssertionError(f"{error}; the chat is {await self.lines()}") from None

    async def people(self) -> list[str]:
        """The list of participants: each item's whole text."""
        return await self._items("People", "Participants")

    async def is_with(self, *names: str, within_s: float = 10) -> None:
        """Wait until exactly these people are on the list."""

        async def look() -> bool:
            items = await self.people()
            return len(items) == len(names) and all(any(name in item for item in items) for name in names)

        try:
            await eventually(f"{self.identity.name} is with {names}", look, within_s)
        except AssertionError as error:
            raise AssertionError(f"{error}; the list is {await self.people()}") from None

    async def is_shown_as(self, name: str, fact: str, within_s: float = 10) -> None:
        """Wait until the list of participants says this of somebody: "muted", "coming back"."""

        async def look() -> bool:
            return any(name in item and fact in item for item in await self.people())

        await eventually(f"{name} is shown as {fact}", look, within_s)

    async def is_reconnecting(self) -> None:
        """Wait until the page says that it comes back by itself."""
        await expect(self.page.get_by_text(re.compile("^Reconnecting")).first).to_be_visible(timeout=15_000)

    async def leave(self) -> None:
        """Press Leave and wait until the room is gone."""
        await self.button("Leave").click()
        await expect(self.button("Leave")).to_be_hidden(timeout=10_000)

    # Seeing and hearing

    async def sights(self) -> dict[str, Sight | None]:
        """What each camera picture of another person shows now, by participant id."""
        seen: dict[str, Sight | None] = {}
        for participant, element in await self._elements("video", "camera"):
            cells = await element.evaluate(camera.SAMPLE_CELLS_JS)
            seen[participant] = camera.read_code(cells["cells"]) if cells else None
        return seen

    async def sees(self, other: "Person", within_s: float = 15) -> Sight:
        """Wait until the other's camera is seen and its picture moves."""
        first: list[Sight] = []

        async def look() -> Sight | None:
            sight = _of(other, (await self.sights()).values())
            if sight is not None and not first:
                first.append(sight)
            return sight if sight is not None and sight != first[0] else None

        return await eventually(f"{self.identity.name} sees {other.identity.name} move", look, within_s)

    async def sees_only(self, *others: "Person", within_s: float = 15) -> None:
        """Wait until the cameras seen are exactly those of the others."""
        expected = sorted(other.identity.number for other in others)

        async def look() -> bool:
            sights = (await self.sights()).values()
            return sorted(sight.person if sight else -1 for sight in sights) == expected

        await eventually(f"{self.identity.name} sees only {expected}", look, within_s)

    async def sounds(self) -> dict[str, Sound]:
        """What each other person sounds like in the next half second, by participant id."""
        return {
            participant: Sound(**await element.evaluate(tone.LISTEN_JS, tone.LISTEN_MS))
            for participant, element in await self._elements("audio", "audio")
        }

    async def hears(self, other: "Person", within_s: float = 15) -> Sound:
        """Wait until the other's voice is heard."""

        async def look() -> Sound | None:
            heard = (await self.sounds()).values()
            return next((sound for sound in heard if sound.person == other.identity.number), None)

        return await eventually(f"{self.identity.name} hears {other.identity.name}", look, within_s)

    async def hears_only(self, *others: "Person", within_s: float = 15) -> None:
        """Wait until exactly these voices are heard, all else being silent."""
        expected = sorted(other.identity.number for other in others)

        async def look() -> bool:
            heard = [sound for sound in (await self.sounds()).values() if not sound.silent]
            return sorted(-1 if sound.person is None else sound.person for sound in heard) == expected

        await eventually(f"{self.identity.name} hears only {expected}", look, within_s)

    # Numbers

    async def stats(self) -> list[Mapping[str, Any]]:
        """All reports of getStats() of all open connections of the page."""
        reports: list[Mapping[str, Any]] = await self.page.evaluate(_STATS_JS)
        return reports

    async def inbound(self, kind: str) -> list[Mapping[str, Any]]:
        """Reports about what arrives: "audio" or "video"."""
        return [one for one in await self.stats() if one["type"] == "inbound-rtp" and one["kind"] == kind]

    async def connection_states(self) -> list[str]:
        """Of every RTCPeerConnection that the page ever made."""
        states: list[str] = await self.page.evaluate(_STATES_JS)
        return states

    # Inner things

    async def _toggle(self, name: str, on: bool) -> None:
        button = self.button(name)
        wanted = "true" if on else "false"
        if await button.get_attribute("aria-pressed") != wanted:
            await button.click()
        await expect(button).to_have_attribute("aria-pressed", wanted, timeout=10_000)

    async def _items(self, panel: str, name: str) -> list[str]:
        """The items of a list in a panel, which is opened if need be."""
        shown = await self._show_panel(panel, name)
        return await shown.get_by_role("listitem").all_inner_texts()

    async def _show_panel(self, panel: str, name: str) -> Locator:
        """Open a panel with a list; on a narrow window the way to it may be the menu of More."""
        shown = self.page.get_by_role("list", name=name, exact=True)
        # By count, for a list without items has no size and counts as invisible.
        if not await shown.count():
            if not await self.button(panel).is_visible():
                await self.button("More").click()
            await self.button(panel).click()
            await expect(shown).to_be_attached()
        return shown

    async def _elements(self, tag: str, kind: str) -> list[tuple[str, ElementHandle]]:
        """Media elements that play what came over a connection, by participant id: not one's own picture."""
        found = []
        for handle in await self.page.locator(f'{tag}[data-kind="{kind}"]').element_handles():
            participant = await handle.evaluate(_SENDER_JS)
            if participant is not None:
                found.append((str(participant), handle))
        return found


def _of(other: Person, sights: Any) -> Sight | None:
    return next((sight for sight in sights if sight and sight.person == other.identity.number), None)
