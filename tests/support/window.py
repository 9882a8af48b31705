"""A window of a browser as tests use it, whichever browser: what stands in it is found by role and name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Role = Literal["button", "textbox", "list", "link", "heading"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is in the tests: a number for camera and voice, and a name."""

    number: int
    name: str


class Window(Protocol):
    """One tab. Scripts are sources of JavaScript functions; elements are the first with a role and a name."""

    console: list[str]
    """Errors that the page wrote or threw."""
    listen_script: str
    """Tells the loudest moment of a media element within so many milliseconds, as tone.LISTEN_JS does."""

    async def another(self) -> "Window":
        """A further tab of the same profile."""
        ...

    async def go(self, url: str) -> None:
        """Open an address."""

    async def reload(self) -> None:
        """Load the page again."""

    async def close(self) -> None:
        """Close the tab."""

    async def close_profile(self) -> None:
        """Close all tabs of the profile and forget it."""

    async def add_script(self, script: str) -> None:
        """Run these statements in every page from now on, before its own."""

    async def run(self, script: str, argument: Any = None) -> Any:
        """What the function makes of the argument in the page."""

    async def ask(self, role: Role, name: str, script: str, argument: Any = None) -> Any:
        """What the function makes of the element and the argument; None where there is no such element."""

    async def click(self, role: Role, name: str) -> None:
        """Wait until it is there and click it."""

    async def fill(self, role: Role, name: str, text: str) -> None:
        """Wait until it is there and write this into it instead of what stands there."""

    async def press(self, key: str) -> None:
        """Press a key, named as in KeyboardEvent.key."""

    async def choose_files(self, button: str, *paths: Path) -> None:
        """Press a button that asks for files and choose these."""

    async def fetch(self, link: str) -> bytes:
        """Press a link to a file and wait until it is there."""
        ...

    async def picture(self, path: Path) -> None:
        """Keep a picture of it as a PNG file."""
