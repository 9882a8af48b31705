"""How much the page of a room loads before one can press Join, compressed as it is sent."""

from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright, expect

from tests.bench.figure import Figure, at_most
from tests.support.person import Chromium, Identity, Person
from tests.support.server import Server

LIMIT_KB = 90

SIZES_JS = """() => ["navigation", "resource"].flatMap(type => performance.getEntriesByType(type))
  .map(entry => ({ url: entry.name, bytes: entry.encodedBodySize }))"""
PICTURES = (".svg", ".png", ".webp", ".avif")


async def measure(folder: Path) -> list[Figure]:
    """The sum over everything that a fresh browser loads."""
    server = await Server(folder / "data").start()
    try:
        loaded = await _load((await server.create_room()).url, folder)
    finally:
        await server.close()
    pictures = sum(one["bytes"] for one in loaded if one["url"].partition("?")[0].endswith(PICTURES))
    total = sum(one["bytes"] for one in loaded)
    detail = f" ({len(loaded)} files, of it pictures {pictures / 1000:.1f} kB)"
    return [at_most("room page, compressed", total / 1000, LIMIT_KB, "kB", detail)]


async def _load(url: str, folder: Path) -> list[dict[str, Any]]:
    identity = Identity(0, "Ann")
    async with async_playwright() as playwright:
        browser = await Chromium().launch(playwright, identity, folder)
        person = await Person.sit_down(identity, browser)
        await person.open(url)
        await expect(person.page.get_by_role("button", name="Join", exact=True)).to_be_visible()
        await person.page.wait_for_load_state("networkidle")
        loaded: list[dict[str, Any]] = await person.page.evaluate(SIZES_JS)
        await browser.close()
    return loaded
