"""Files by button, drop and paste: seen on their way, listed with their facts, fetched unharmed, resumed."""

import asyncio
import hashlib
import os
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, Route, expect

from tests.browser.conftest import SitDown
from tests.support.person import PHONE_SIZE, Person
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import RoomLink

MIB = 1024 * 1024

_HAND_OVER_JS = """([name, type, size, event]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size).fill(7)], name, { type }));
  const [target, kind, field] = event === "paste"
    ? [document.activeElement ?? document.body, ClipboardEvent, "clipboardData"]
    : [document.querySelector("main"), DragEvent, "dataTransfer"];
  target.dispatchEvent(new kind(event, { bubbles: true, cancelable: true, [field]: data }));
}"""


def picture(path: Path) -> Path:
    Image.effect_mandelbrot((1200, 800), (-2, -1.3, 1, 1.3), 60).convert("RGB").save(path)
    return path


def noise(path: Path, size_bytes: int) -> Path:
    path.write_bytes(os.urandom(size_bytes))
    return path


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def about(deed: str, name: str) -> re.Pattern[str]:
    """The accessible name of what is done to a file; the page isolates names (U+2068 to U+2069)."""
    return re.compile(f"^{deed} \u2068?{re.escape(name)}\u2069?$")


def plain(text: str) -> str:
    """A text without isolates, in one line."""
    return " ".join(re.sub("[\u2068\u2069]", "", text).split())


async def enter(person: Person, room: RoomLink) -> Person:
    return await person.enter(room.url, microphone=False, camera=False)


async def open_files(person: Person) -> None:
    """Open the panel; on a narrow window the way to it is the menu of More."""
    if not await person.button("Files").is_visible():
        await person.button("More").click()
    await person.button("Files").click()


async def attach(person: Person, *paths: Path) -> None:
    """Press the button and choose."""
    async with person.page.expect_file_chooser() as choosing:
        await person.page.get_by_role("button", name="Attach a file", exact=True).first.click()
    await (await choosing.value).set_files(list(paths))


def shared(person: Person) -> Locator:
    """The rows of the panel."""
    return person.page.get_by_role("list", name="Shared files", exact=True).get_by_role("listitem")


def uploads(person: Person) -> Locator:
    """The rows of what is on its way."""
    return person.page.get_by_role("list", name="Uploads", exact=True).get_by_role("listitem")


def deed(person: Person, what: str, name: str) -> Locator:
    """A button that does something to one file."""
    return person.page.get_by_role("button", name=about(what, name))


async def fetch(person: Person, name: str) -> bytes:
    """Press Download and wait for the file."""
    async with person.page.expect_download() as loading:
        await person.page.get_by_role("link", name=about("Download", name)).first.click()
    download = await loading.value
    assert download.suggested_filename == name
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


async def test_a_file_goes_from_one_to_the_other_unharmed_with_all_its_facts(
    room: RoomLink, ann: Person, ben: Person, tmp_path: Path
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    plan = noise(tmp_path / "Business plan.bin", 3 * MIB)
    await open_files(ann)
    await attach(ann, plan)
    await expect(shared(ann)).to_have_count(1)
    await expect(ben.button("Files")).to_have_accessible_description("1 new file")
    await open_files(ben)
    row = shared(ben).first
    await expect(row).to_be_visible()
    facts = plain(await row.inner_text())
    assert re.search(r"Business plan\.bin Ann · \d+:\d\d · 3 MB · until \w+ \d+", facts), facts
    assert sha256(await fetch(ben, "Business plan.bin")) == sha256(plan.read_bytes())
    assert ann.console == ben.console == []


async def test_a_picture_is_shown_small_in_the_chat_between_the_lines(
    room: RoomLink, ann: Person, ben: Person, tmp_path: Path
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ann.say("before")
    await attach(ann, picture(tmp_path / "Garden.png"))
    small = ann.page.get_by_role("img", name=about("Picture:", "Garden.png"))
    await expect(small).to_be_visible()
    await ann.say("after")
    await ben.reads("before", "Garden.png", "after")
    assert (
        await ben.page.get_by_role("img", name=about("Picture:", "Garden.png")).evaluate(
            "async img => { await img.decode(); return img.naturalWidth; }"
        )
        == 480
    )


async def test_files_can_be_dropped_on_the_room_and_pasted_into_the_chat(
    room: RoomLink, ann: Person, ben: Person
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ann.page.evaluate(_HAND_OVER_JS, ["dropped.bin", "", 1000, "dragover"])
    await expect(ann.page.get_by_text("Let go to share")).to_be_visible()
    await ann.page.evaluate(_HAND_OVER_JS, ["dropped.bin", "", 1000, "drop"])
    await expect(ann.page.get_by_text("Let go to share")).to_be_hidden()
    await expect(shared(ann)).to_contain_text(["dropped.bin"])
    await ann.page.evaluate(_HAND_OVER_JS, ["pasted.bin", "", 1000, "paste"])
    await ben.reads("dropped.bin", "pasted.bin")


async def test_an_upload_can_be_paused_resumed_and_cancelled(
    room: RoomLink, ann: Person, tmp_path: Path
) -> None:
    await enter(ann, room)
    # Nothing comes through: the request hangs until the page gives it up.
    await ann.page.route("**/api/v1/uploads/*", lambda _route: None)
    await open_files(ann)
    await attach(ann, noise(tmp_path / "film.bin", MIB))
    await deed(ann, "Pause", "film.bin").click()
    await expect(uploads(ann)).to_contain_text(["Paused at"])
    await deed(ann, "Resume", "film.bin").click()
    await deed(ann, "Cancel", "film.bin").click()
    await expect(uploads(ann)).to_have_count(0)
    await ann.page.unroute_all(behavior="ignoreErrors")
    await attach(ann, noise(tmp_path / "other.bin", 1000))
    await expect(shared(ann)).to_have_count(1)


async def test_several_go_at_once_and_the_network_may_break_on_the_way(
    room: RoomLink, ann: Person, ben: Person, tmp_path: Path
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    broken = 0

    async def now_and_then(route: Route) -> None:
        nonlocal broken
        if route.request.method == "PATCH" and broken < 3:
            broken += 1
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await ann.page.route("**/api/v1/uploads/*", now_and_then)
    await open_files(ann)
    await attach(ann, *(noise(tmp_path / f"part-{n}.bin", 200_000) for n in range(6)))
    await expect(shared(ann)).to_have_count(6, timeout=20_000)
    await open_files(ben)
    await expect(shared(ben)).to_have_count(6)
    assert broken == 3
    assert sha256(await fetch(ben, "part-0.bin")) == sha256((tmp_path / "part-0.bin").read_bytes())


async def test_after_a_reload_the_same_file_goes_on_where_it_was(
    room: RoomLink, ann: Person, ben: Person, tmp_path: Path
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    film = noise(tmp_path / "film.bin", 20 * MIB)
    network = await ann.page.context.new_cdp_session(ann.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2_000_000}
    await network.send("Network.emulateNetworkConditions", slow)
    await open_files(ann)
    await attach(ann, film)
    await expect(uploads(ann)).to_contain_text([re.compile(r"[3-9].MB\W+of\W+20.MB\W+about")], timeout=20_000)
    await ann.page.reload()
    await ann.is_in()
    await network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    await open_files(ann)
    await expect(uploads(ann)).to_contain_text([re.compile(r"\d.MB\W+of\W+20.MB.*choose the file again")])
    async with ann.page.expect_file_chooser() as choosing:
        await ann.page.get_by_role("button", name=re.compile("^Choose .*film.bin.* again$")).click()
    await (await choosing.value).set_files(film)
    await expect(shared(ann)).to_have_count(1, timeout=20_000)
    await open_files(ben)
    assert sha256(await fetch(ben, "film.bin")) == sha256(film.read_bytes())


async def test_what_is_refused_says_why_and_what_can_be_done(
    start_server: StartServer, ann: Person, tmp_path: Path
) -> None:
    server = await start_server(
        environment={**GENEROUS, "MADANG_FILE_LIMIT_MB": "1", "MADANG_ROOM_QUOTA_MB": "2"}
    )
    await enter(ann, await server.create_room())
    await open_files(ann)
    fake = tmp_path / "fake.png"
    fake.write_text("<script>1</script>")
    await attach(ann, noise(tmp_path / "Film.mov", 2 * MIB), noise(tmp_path / "empty.txt", 0), fake)
    await expect(uploads(ann)).to_contain_text(
        [
            re.compile(r"Film\.mov.*too large.*2.MB.?; the limit is .?1.MB.*Another file", re.S),
            re.compile(r"empty\.txt.*empty", re.S),
            re.compile(r"fake\.png.*cannot be shared", re.S),
        ]
    )
    for name in ("Film.mov", "empty.txt", "fake.png"):
        await deed(ann, "Remove", name).click()
    await attach(ann, *(noise(tmp_path / f"{n}.bin", 900_000) for n in range(3)))
    await expect(shared(ann)).to_have_count(2)
    await expect(uploads(ann)).to_contain_text([re.compile(r"place for files is full", re.S)])
    await ann.say("the talk goes on")


async def test_its_owner_takes_a_file_back_for_everybody(
    room: RoomLink, ann: Person, ben: Person, tmp_path: Path
) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await open_files(ann)
    await attach(ann, noise(tmp_path / "wrong.bin", 1000))
    await open_files(ben)
    await expect(shared(ben)).to_have_count(1)
    await expect(deed(ben, "Take back", "wrong.bin")).to_have_count(0)
    address = await ben.page.get_by_role("link", name=about("Download", "wrong.bin")).get_attribute("href")
    await deed(ann, "Take back", "wrong.bin").click()
    await ann.button("Take back").click()
    await expect(shared(ben)).to_have_count(0)
    assert (await ben.page.request.get(room.url.rpartition("/r/")[0] + (address or ""))).status == 404


@pytest.mark.parametrize("name", ['<img src=x onerror="document.title=1">.bin', "보고서 🌿.bin"])
async def test_a_name_is_text_wherever_it_shows(room: RoomLink, ann: Person, ben: Person, name: str) -> None:
    await enter(ann, room)
    await enter(ben, room)
    await ann.page.evaluate(_HAND_OVER_JS, [name, "", 100, "drop"])
    await ben.reads(name)
    await open_files(ben)
    await expect(shared(ben)).to_contain_text([name])
    assert await ben.page.title() != "1"


async def test_files_work_on_a_phone(room: RoomLink, ann: Person, sit_down: SitDown, tmp_path: Path) -> None:
    phone = await sit_down(1, PHONE_SIZE)
    await enter(ann, room)
    await enter(phone, room)
    await open_files(phone)
    await attach(
        phone, picture(tmp_path / "A very long name of a picture from the garden behind the house.png")
    )
    await expect(shared(phone)).to_have_count(1)
    assert await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await open_files(ann)
    await expect(shared(ann)).to_contain_text([re.compile("Ben\u2069 · ")])
