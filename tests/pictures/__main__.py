"""`python -m tests.pictures`: a server, five people in a room, and a picture of what one of them sees."""

import asyncio
import io
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, Playwright, async_playwright, expect

from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "docs" / "pictures"
DESKTOP, PHONE = (1440, 900), (390, 844)
CAMERA_SIZE = (640, 480)


@dataclass(frozen=True)
class Guest:
    """Somebody in the picture; `avatar` is a slug."""

    name: str
    avatar: str
    says: str = ""
    speaks: bool = False
    shows: bool = False
    hand: bool = False


GUESTS = (
    Guest("Seoyeon", "bora", "Let us talk at ease today. No camera needed.", shows=True),
    Guest("Juno", "juno", speaks=True),
    Guest("Linh", "star", "I came from Vietnam two months ago. When can I enrol at a school?", hand=True),
    Guest("Amara", "amara"),
)
VISITOR = Guest("Easy Bee", "bee", "Hello, this is my first time here.")


async def main() -> None:
    """Write docs/pictures/*.webp."""
    PICTURES.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = await Server(folder / "data").start()
        stack.push_async_callback(server.close)
        playwright = await stack.enter_async_context(async_playwright())
        film = await _film(playwright, folder)
        for look in (_desktop, _phone):
            room = await server.create_room("")
            pages = [await _enter(await _browser(playwright, film), room, guest) for guest in GUESTS]
            await look(await _browser(playwright, film), room)
            for page in pages:
                await _quit(page)


async def _desktop(browser: Browser, room: RoomLink) -> None:
    for scheme in ("light", "dark"):
        page = await _enter(
            browser, room, VISITOR if scheme == "light" else Guest("Easy Bee", "bee"), scheme=scheme
        )
        await page.get_by_role("button", name="Chat", exact=True).click()
        await _settle(page)
        await _save(page, "room.webp" if scheme == "light" else "room-night.webp")
        await page.get_by_role("button", name="Leave").click()
        await page.context.close()
    await browser.close()


async def _phone(browser: Browser, room: RoomLink) -> None:
    page = await _enter(browser, room, VISITOR, size=PHONE)
    await _settle(page)
    await _save(page, "phone.webp")
    await browser.close()


async def _browser(playwright: Playwright, film: Path | None) -> Browser:
    """One process a person: the camera is a flag of the process."""
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--allow-loopback-in-peer-connection",
    ]
    if film is not None:
        arguments.append(f"--use-file-for-fake-video-capture={film}")
    return await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)


async def _enter(
    browser: Browser, room: RoomLink, guest: Guest, *, size: tuple[int, int] = DESKTOP, scheme: str = "light"
) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        permissions=["microphone", "camera"],
        reduced_motion="reduce",
    )
    # Chosen, so that the scene's hour does not depend on when the picture is made.
    await context.add_init_script(f"localStorage.setItem('madang-appearance', '{scheme}')")
    page = await context.new_page()
    await page.goto(f"{room.url}?lang=en")
    await page.get_by_role("textbox", name="Your name").fill(guest.name)
    await _choose_avatar(page, guest.avatar)
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("button", name="Leave")).to_be_visible()
    await _behave(page, guest)
    return page


async def _choose_avatar(page: Page, slug: str) -> None:
    await page.get_by_role("button", name="Other avatars").click()
    await page.locator(f".looks img[src*='/{slug}.']").click(force=True)


async def _behave(page: Page, guest: Guest) -> None:
    for wanted, key in ((guest.speaks, "m"), (guest.shows, "v"), (guest.hand, "h")):
        if wanted:
            await page.keyboard.press(key)
    if guest.says:
        await page.keyboard.press("c")
        await page.get_by_role("textbox", name="Message").fill(guest.says)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("list", name="Chat messages")).to_contain_text(guest.says)
        await page.keyboard.press("Escape")


async def _settle(page: Page) -> None:
    """Wait until the camera's picture moves and somebody is seen speaking."""
    video = page.locator("video[data-kind=camera]").first

    async def shows() -> bool:
        return bool(await video.evaluate("element => element.videoWidth > 0 && element.currentTime > 1"))

    await eventually("the camera's picture", shows)
    await expect(page.locator(".speaking").first).to_be_visible()


async def _film(playwright: Playwright, folder: Path) -> Path:
    """The drawn person of camera.svg as a camera file."""
    browser = await _browser(playwright, None)
    page = await browser.new_page(viewport={"width": CAMERA_SIZE[0], "height": CAMERA_SIZE[1]})
    await page.goto((HERE / "camera.svg").as_uri())
    picture = Image.open(io.BytesIO(await page.screenshot())).convert("YCbCr")
    await browser.close()
    planes = picture.split()
    small = (CAMERA_SIZE[0] // 2, CAMERA_SIZE[1] // 2)
    frame = planes[0].tobytes() + b"".join(plane.resize(small).tobytes() for plane in planes[1:])
    film = folder / "camera.y4m"
    header = f"YUV4MPEG2 W{CAMERA_SIZE[0]} H{CAMERA_SIZE[1]} F15:1 Ip A1:1 C420jpeg\n".encode()
    film.write_bytes(header + (b"FRAME\n" + frame) * 2)
    return film


async def _save(page: Page, name: str) -> None:
    raw = await page.screenshot()
    Image.open(io.BytesIO(raw)).convert("RGB").save(PICTURES / name, quality=88, method=6)
    print(f"docs/pictures/{name}")


async def _quit(page: Page) -> None:
    browser = page.context.browser
    if browser is not None:
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
