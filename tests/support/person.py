"""A person in front of a real browser: comes in, speaks, looks, listens, writes, leaves.

One browser process a person, because camera and microphone are of the process. Everything is found
by role and accessible name, as the design says that anyone may, so that it is the same in every browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from playwright.async_api import Browser, BrowserContext, ElementHandle, Locator, Page, Playwright

from tests.support import camera, tone
from tests.support.camera import Sight
from tests.support.chromium import Chromium, ChromiumWindow
from tests.support.firefox import Firefox, FirefoxBrowser
from tests.support.tone import Sound
from tests.support.wait import eventually
from tests.support.window import Identity, Window

__all__ = [
    "DEFAULT_SIZE",
    "PHONE_SIZE",
    "AnyBrowser",
    "BrowserKind",
    "Chromium",
    "Firefox",
    "Identity",
    "Person",
]

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

_OF_MEDIA_JS = """async ({ tag, kind, argument }) => {
  const sender = SENDER, look = LOOK, found = [];
  const elements = [...document.querySelectorAll(`${tag}[data-kind="${kind}"]`)];
  await Promise.all(elements.map(async element => {
    const participant = sender(element);
    if (participant !== null) found.push([participant, await look(element, argument)]);
  }));
  return found;
}"""

_IS_VISIBLE_JS = "element => element.checkVisibility({ visibilityProperty: true })"
_IS_SHOWN_AS_TEXT_JS = """start => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (data.trim().startsWith(start) && parentElement.checkVisibility()) return true;
  }
  return false;
}"""
_IS_PRESSED_JS = "button => button.getAttribute('aria-pressed')"
_ITEMS_JS = """list => [...list.querySelectorAll("li:not([role]), [role=listitem]")]
  .filter(item => item.checkVisibility()).map(item => item.innerText)"""
_STATES_JS = "() => (window.__connections ?? []).map(connection => connection.connectionState)"


AnyBrowser = Browser | FirefoxBrowser
B_co = TypeVar("B_co", bound=AnyBrowser, covariant=True)


class BrowserKind(Protocol[B_co]):
    """How one kind of browser is started with somebody's camera and voice."""

    name: str

    def missing(self) -> str | None:
        """One sentence why it cannot be used here, or None."""

    async def launch(self, playwright: Playwright, identity: Identity, media: Path) -> B_co:
        """Start one process; `media` is a folder for its camera and voice files."""
        ...


@dataclass
class Person:
    """Somebody with a page open. Media of others is found by their participant id."""

    identity: Identity
    window: Window

    @classmethod
    async def sit_down(
        cls,
        identity: Identity,
        browser: AnyBrowser,
        size: tuple[int, int] = DEFAULT_SIZE,
        locale: str = "en-GB",
    ) -> "Person":
        """A fresh browser profile of the person, with an empty page. Firefox's is British in any case."""
        window: Window
        if isinstance(browser, FirefoxBrowser):
            window = await browser.new_window(size)
        else:
            window = await ChromiumWindow.open(browser, size, locale)
        await window.add_script(_REMEMBER_CONNECTIONS_JS)
        return cls(identity, window)

    async def second_tab(self) -> "Person":
        """The same profile in another tab."""
        return Person(self.identity, await self.window.another())

    async def get_up(self) -> None:
        """Close the profile."""
        await self.window.close_profile()

    @property
    def console(self) -> list[str]:
        """Errors that the page wrote or threw."""
        return self.window.console

    @property
    def page(self) -> Page:
        """What Playwright alone can do; of somebody with Chromium."""
        return self._chromium.page

    @property
    def context(self) -> BrowserContext:
        """The profile as Playwright knows it; of somebody with Chromium."""
        return self._chromium.context

    @property
    def _chromium(self) -> ChromiumWindow:
        assert isinstance(self.window, ChromiumWindow), f"{self.identity.name} has no Chromium"
        return self.window

    # At the door

    async def open(self, url: str, language: str = "en") -> None:
        """Open a room's link."""
        await self.window.go(f"{url}?lang={language}")

    async def join(self, name: str | None = None) -> None:
        """Give a name, press Join, and wait until one is in."""
        await self.window.fill("textbox", "Your name", name or self.identity.name)
        await self.window.click("button", "Join")
        await self.is_in()

    async def is_in(self) -> None:
        """Wait until the room's toolbar is there."""
        await eventually(f"{self.identity.name} is in", lambda: self._can_press("Leave"), within_s=20)

    async def enter(self, url: str, *, microphone: bool = True, camera: bool = True) -> "Person":
        """Open, join, and switch on what is asked for."""
        await self.open(url)
        await self.join()
        await self.microphone(microphone)
        await self.camera(camera)
        return self

    # In the room

    def button(self, name: str) -> Locator:
        """A button by its accessible name; of somebody with Chromium."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def microphone(self, on: bool) -> None:
        """Switch the microphone and wait until the button says so."""
        await self._toggle("Microphone", on)

    async def camera(self, on: bool) -> None:
        """Switch the camera and wait until the button says so."""
        await self._toggle("Camera", on)

    async def say(self, text: str) -> None:
        """Write to everyone."""
        await self.lines()
        await self.window.fill("textbox", "Message", text)
        await self.window.click("button", "Send")

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

        async def look() -> bool:
            return bool(await self.window.run(_IS_SHOWN_AS_TEXT_JS, "Reconnecting"))

        await eventually(f"{self.identity.name} reconnects", look, within_s=15)

    async def leave(self) -> None:
        """Press Leave and wait until the room is gone."""
        await self.window.click("button", "Leave")

        async def look() -> bool:
            return not await self._can_press("Leave")

        await eventually(f"{self.identity.name} is out", look)

    # Seeing and hearing

    async def sights(self) -> dict[str, Sight | None]:
        """What each camera picture of another person shows now, by participant id."""
        found = await self.of_media("video", "camera", camera.SAMPLE_CELLS_JS)
        return {participant: camera.read_code(seen["cells"]) if seen else None for participant, seen in found}

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
        found = await self.of_media("audio", "audio", self.window.listen_script, tone.LISTEN_MS)
        return {participant: Sound(**heard) for participant, heard in found}

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
        reports: list[Mapping[str, Any]] = await self.window.run(_STATS_JS)
        return reports

    async def inbound(self, kind: str) -> list[Mapping[str, Any]]:
        """Reports about what arrives: "audio" or "video"."""
        return [one for one in await self.stats() if one["type"] == "inbound-rtp" and one["kind"] == kind]

    async def connection_states(self) -> list[str]:
        """Of every RTCPeerConnection that the page ever made."""
        states: list[str] = await self.window.run(_STATES_JS)
        return states

    # Inner things

    async def _toggle(self, name: str, on: bool) -> None:
        wanted = "true" if on else "false"

        async def is_pressed() -> str | None:
            pressed: str | None = await self.window.ask("button", name, _IS_PRESSED_JS)
            return pressed

        async def is_so() -> bool:
            return await is_pressed() == wanted

        if await is_pressed() != wanted:
            await self.window.click("button", name)
        await eventually(f"{name} says {wanted}", is_so)

    async def _can_press(self, button: str) -> bool:
        return bool(await self.window.ask("button", button, _IS_VISIBLE_JS))

    async def _items(self, panel: str, name: str) -> list[str]:
        """The items of a list in a panel, which is opened if need be; in a narrow window by the menu More."""

        async def look() -> list[str] | None:
            items: list[str] | None = await self.window.ask("list", name, _ITEMS_JS)
            return items

        items = await look()
        if items is not None:
            return items
        if not await self._can_press(panel):
            await self.window.click("button", "More")
        await self.window.click("button", panel)
        return await eventually(f"{self.identity.name} has the panel {panel}", look)

    async def of_media(self, tag: str, kind: str, script: str, argument: Any = None) -> list[tuple[str, Any]]:
        """Of each media element that plays what came over a connection: whose, and what the function says."""
        look = _OF_MEDIA_JS.replace("SENDER", _SENDER_JS).replace("LOOK", script)
        found = await self.window.run(look, {"tag": tag, "kind": kind, "argument": argument})
        return [(participant, value) for participant, value in found]

    async def media_elements(self, tag: str, kind: str) -> list[tuple[str, ElementHandle]]:
        """Media elements that play what came over a connection, by participant id: not one's own picture."""
        found = []
        for handle in await self.page.locator(f'{tag}[data-kind="{kind}"]').element_handles():
            participant = await handle.evaluate(_SENDER_JS)
            if participant is not None:
                found.append((str(participant), handle))
        return found


def _of(other: Person, sights: Any) -> Sight | None:
    return next((sight for sight in sights if sight and sight.person == other.identity.number), None)
