"""`python -m tests.pictures.icons`: icons of the installed app as PNG, drawn from the SVG by Chromium."""

import asyncio
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, async_playwright

ART = Path(__file__).parents[2] / "web" / "art"
COLOURS = 64


@dataclass(frozen=True)
class Icon:
    """One PNG; browsers and systems ask for these sizes."""

    name: str
    drawing: str
    size_px: int


ICONS = (
    Icon("icon-192.png", "favicon.svg", 192),
    Icon("icon-512.png", "favicon.svg", 512),
    Icon("whole-180.png", "install/whole.svg", 180),
    Icon("whole-512.png", "install/whole.svg", 512),
)


async def main() -> None:
    """Write web/art/install/*.png."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page()
        for icon in ICONS:
            picture = await _draw(page, icon)
            picture.save(ART / "install" / icon.name, optimize=True)
        await browser.close()


async def _draw(page: Page, icon: Icon) -> Image.Image:
    await page.set_viewport_size({"width": icon.size_px, "height": icon.size_px})
    svg = (ART / icon.drawing).read_text(encoding="utf-8")
    await page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:100vw}}</style>{svg}")
    png = await page.screenshot(omit_background=True)
    return Image.open(io.BytesIO(png)).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)


if __name__ == "__main__":
    asyncio.run(main())
