"""Chromium for the tests: Playwright drives it; camera and voice are files that its process reads."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.support import camera, tone
from tests.support.window import Identity, Role


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
        return await self.launch_with(playwright, identity, media)

    async def launch_with(
        self,
        playwright: Playwright,
        identity: Identity,
        media: Path,
        *,
        more: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> Browser:
        """The same with other flags."""
        film = media / f"camera-{identity.number}-{self._film_size[0]}.y4m"
        voice = media / f"voice-{identity.number}.wav"
        if not film.exists():
            camera.write_film(film, identity.number, *self._film_size)
        if not voice.exists():
            tone.write_voice(voice, identity.number)
        flags = [flag for flag in _chromium_flags(film, voice) if flag not in without]
        return await playwright.chromium.launch(
            executable_path=_chromium_path(),
            headless=True,
            args=[*flags, *more],
            # What the driver adds by itself can be unwanted, too.
            ignore_default_args=list(without),
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


class ChromiumWindow:
    """A window that Playwright drives."""

    listen_script = tone.LISTEN_JS

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        self.console: list[str] = []
        page.on("pageerror", lambda error: self.console.append(f"thrown: {error}"))
        page.on("console", self._note)

    @classmethod
    async def open(cls, browser: Browser, size: tuple[int, int], locale: str) -> "ChromiumWindow":
        """An empty page in a fresh profile."""
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=locale, reduced_motion="reduce"
        )
        await context.grant_permissions(["camera", "microphone"])
        return cls(context, await context.new_page())

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.console.append(said.text)

    async def another(self) -> "ChromiumWindow":
        """A further tab of the same profile."""
        return ChromiumWindow(self.context, await self.context.new_page())

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.page.goto(url)

    async def reload(self) -> None:
        """Load the page again."""
        await self.page.reload()

    async def close(self) -> None:
        """Close the tab."""
        await self.page.close(run_before_unload=False)

    async def close_profile(self) -> None:
        """Close all tabs of the profile and forget it."""
        await self.context.close()

    async def add_script(self, script: str) -> None:
        """Run these statements in every page from now on, before its own."""
        await self.context.add_init_script(script)

    async def run(self, script: str, argument: Any = None) -> Any:
        """What the function makes of the argument in the page."""
        return await self.page.evaluate(script, argument)

    async def ask(self, role: Role, name: str, script: str, argument: Any = None) -> Any:
        """What the function makes of the element and the argument; None where there is no such element."""
        # All at once: an element that goes meanwhile must not be waited for.
        return await self.page.get_by_role(role, name=name, exact=True).evaluate_all(
            f"(all, argument) => all.length ? ({script})(all[0], argument) : null", argument
        )

    async def click(self, role: Role, name: str) -> None:
        """Wait until it is there and click it."""
        await self.page.get_by_role(role, name=name, exact=True).click()

    async def fill(self, role: Role, name: str, text: str) -> None:
        """Wait until it is there and write this into it instead of what stands there."""
        await self.page.get_by_role(role, name=name, exact=True).fill(text)

    async def press(self, key: str) -> None:
        """Press a key, named as in KeyboardEvent.key."""
        await self.page.keyboard.press(key)

    async def choose_files(self, button: str, *paths: Path) -> None:
        """Press a button that asks for files and choose these."""
        async with self.page.expect_file_chooser() as choosing:
            await self.click("button", button)
        await (await choosing.value).set_files(paths)

    async def fetch(self, link: str) -> bytes:
        """Press a link to a file and wait until it is there."""
        async with self.page.expect_download() as loading:
            await self.click("link", link)
        path = await (await loading.value).path()
        return path.read_bytes()

    async def picture(self, path: Path) -> None:
        """Keep a picture of it as a PNG file."""
        await self.page.screenshot(path=path)
