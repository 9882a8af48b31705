"""Firefox for the tests: npm's puppeteer-core drives it, one small Node process a person.

Firefox's fake microphone sings at a pitch that is asked for. It has no film for a camera: a script in the
page draws the person's code in its place. Playwright cannot drive a Firefox as systems have it.
"""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE, Process
from itertools import count
from pathlib import Path
from typing import Any

from playwright.async_api import Playwright

from tests.support import camera, tone
from tests.support.wait import eventually
from tests.support.window import Identity, Role

_ROOT = Path(__file__).resolve().parents[2]
_DRIVER = Path(__file__).with_name("firefox_driver")
_PACKAGE = _ROOT / "web/node_modules/puppeteer-core"
_PATIENCE_S = 30
_LONGEST_LINE_BYTES = 16 * 1024 * 1024

_PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    # Allowed for good, as somebody has it who ticked the box.
    "permissions.default.camera": 1,
    "permissions.default.microphone": 1,
    # Like Chromium's flag: a machine without a network has no other addresses.
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "browser.download.folderList": 2,
    "ui.prefersReducedMotion": 1,
    "intl.accept_languages": "en-GB, en",
}


class DriverError(AssertionError):
    """What Firefox or its driver refused; the text is theirs."""


class FirefoxBrowser:
    """One Firefox process with somebody's camera and voice."""

    def __init__(self, process: Process, person: int, downloads: Path) -> None:
        self._process = process
        self._downloads = downloads
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._windows: dict[int, FirefoxWindow] = {}
        self._reading = asyncio.create_task(self._read())
        self.camera_script = _camera_script(person)

    @classmethod
    async def start(cls, firefox: str, node: str, person: int, downloads: Path) -> "FirefoxBrowser":
        """Start the driver, which starts Firefox with a profile of its own; raise DriverError."""
        preferences = _PREFERENCES | {
            "media.navigator.audio.fake_frequency": tone.PITCHES_HZ[person],
            "browser.download.dir": str(downloads),
        }
        process = await asyncio.create_subprocess_exec(
            node,
            str(_DRIVER / "driver.mjs"),
            firefox,
            json.dumps(preferences),
            stdin=PIPE,
            stdout=PIPE,
            limit=_LONGEST_LINE_BYTES,
        )
        assert process.stdout is not None
        if not await asyncio.wait_for(process.stdout.readline(), _PATIENCE_S):
            raise DriverError("Firefox did not start; what its driver said stands above")
        return cls(process, person, downloads)

    async def new_window(self, size: tuple[int, int]) -> "FirefoxWindow":
        """An empty page in a fresh profile."""
        return await FirefoxWindow(self, await self.do("profile"), size, [self.camera_script]).opened()

    async def do(self, deed: str, **request: Any) -> Any:
        """Have the driver do one of its deeds; raise DriverError where it cannot."""
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        line = json.dumps({"id": number, "deed": deed, **request})
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        try:
            return await asyncio.wait_for(answer, _PATIENCE_S)
        except TimeoutError:
            raise DriverError(f"{deed}: no answer within {_PATIENCE_S} s") from None
        finally:
            self._waiting.pop(number, None)

    async def downloaded(self) -> Path | None:
        """The file that was fetched, once it is whole."""
        paths = list(self._downloads.iterdir())
        is_whole = len(paths) == 1 and paths[0].stat().st_size > 0
        return paths[0] if is_whole else None

    def watch(self, number: int, window: "FirefoxWindow") -> None:
        """Tell this window what its page writes."""
        self._windows[number] = window

    async def close(self) -> None:
        """End the browser and its driver."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), _PATIENCE_S)
        await self._reading

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            self._take(json.loads(line))
        for answer in self._waiting.values():
            answer.set_exception(DriverError("Firefox is gone"))

    def _take(self, message: dict[str, Any]) -> None:
        if "console" in message:
            self._windows[message["window"]].console.append(message["console"])
            return
        answer = self._waiting.get(message["id"])
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(DriverError(message["error"]))
        else:
            answer.set_result(message["value"])


class FirefoxWindow:
    """A window that the driver drives."""

    listen_script = tone.LISTEN_BY_RECORDING_JS

    def __init__(
        self, browser: FirefoxBrowser, profile: int, size: tuple[int, int], scripts: list[str]
    ) -> None:
        self._browser = browser
        self._profile = profile
        self._size = size
        self._scripts = scripts
        self._number = 0
        self.console: list[str] = []

    async def opened(self) -> "FirefoxWindow":
        """The same, with its page."""
        width, height = self._size
        self._number = await self._browser.do(
            "window", profile=self._profile, width=width, height=height, scripts=self._scripts
        )
        self._browser.watch(self._number, self)
        return self

    async def another(self) -> "FirefoxWindow":
        """A further tab of the same profile."""
        return await FirefoxWindow(self._browser, self._profile, self._size, [*self._scripts]).opened()

    async def go(self, url: str) -> None:
        """Open an address."""
        await self._do("go", url=url)

    async def reload(self) -> None:
        """Load the page again."""
        await self._do("reload")

    async def close(self) -> None:
        """Close the tab."""
        await self._do("close")

    async def close_profile(self) -> None:
        """Close all tabs of the profile and forget it."""
        await self._browser.do("forget", profile=self._profile)

    async def add_script(self, script: str) -> None:
        """Run these statements in every page from now on, before its own."""
        self._scripts.append(script)
        await self._do("script", script=script)

    async def run(self, script: str, argument: Any = None) -> Any:
        """What the function makes of the argument in the page."""
        return await self._do("run", script=script, argument=argument)

    async def ask(self, role: Role, name: str, script: str, argument: Any = None) -> Any:
        """What the function makes of the element and the argument; None where there is no such element."""
        return await self._do("ask", role=role, name=name, script=script, argument=argument)

    async def click(self, role: Role, name: str) -> None:
        """Wait until it is there and click it."""

        async def click() -> bool:
            return bool(await self._do("click", role=role, name=name))

        await eventually(f"the {role} “{name}” can be clicked", click, _PATIENCE_S)

    async def fill(self, role: Role, name: str, text: str) -> None:
        """Wait until it is there and write this into it instead of what stands there."""

        async def choose() -> bool | None:
            done: bool | None = await self.ask(role, name, "field => (field.focus(), field.select(), true)")
            return done

        await eventually(f"the {role} “{name}” can be written into", choose, _PATIENCE_S)
        await self._do("write", text=text)

    async def press(self, key: str) -> None:
        """Press a key, named as in KeyboardEvent.key."""
        await self._do("press", key=key)

    async def choose_files(self, button: str, *paths: Path) -> None:
        """Press a button that asks for files and choose these."""

        async def choose() -> bool:
            return bool(
                await self._do("files", role="button", name=button, paths=[str(one) for one in paths])
            )

        await eventually(f"“{button}” asks for files", choose, _PATIENCE_S)

    async def fetch(self, link: str) -> bytes:
        """Press a link to a file and wait until it is there."""
        await self.click("link", link)
        path = await eventually(f"“{link}” is there", self._browser.downloaded, _PATIENCE_S)
        content = path.read_bytes()
        path.unlink()
        return content

    async def picture(self, path: Path) -> None:
        """Keep a picture of it as a PNG file."""
        await self._do("picture", path=str(path))

    async def _do(self, deed: str, **request: Any) -> Any:
        return await self._browser.do(deed, window=self._number, **request)


class Firefox:
    """Firefox as the system has it."""

    name = "firefox"

    def missing(self) -> str | None:
        """One sentence why it cannot be used here, or None."""
        if _firefox_path() is None:
            return "There is no Firefox on this machine."
        if shutil.which("node") is None or not _PACKAGE.exists():
            return "Node or its package puppeteer-core, which drives Firefox, is missing."
        return None

    async def launch(self, playwright: Playwright, identity: Identity, media: Path) -> FirefoxBrowser:
        """Start one process with the person's camera and voice; Playwright has no part in it."""
        firefox, node = _firefox_path(), shutil.which("node")
        assert firefox is not None
        assert node is not None
        downloads = media / f"downloads-{identity.number}"
        downloads.mkdir()
        return await FirefoxBrowser.start(firefox, node, identity.number, downloads)


def _firefox_path() -> str | None:
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


def screen_of(person: int) -> int:
    """The number of the code that the person shows when asked for a screen."""
    return person + camera.PEOPLE // 2


def _camera_script(person: int) -> str:
    """Statements that give the page the person's camera, and something to share."""
    film = {
        "camera": camera.code_cells(person),
        "screen": camera.code_cells(screen_of(person)),
        "framesPerS": camera.FRAMES_PER_S,
    }
    source = (_DRIVER / "camera.js").read_text(encoding="utf-8").rstrip().removesuffix(";")
    return f"({source})({json.dumps(film)});"
