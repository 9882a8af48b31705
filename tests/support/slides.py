"""Something to show: a page with a code and a tone, and a browser that shows it when asked for a screen."""

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Playwright

from tests.support import camera, tone
from tests.support.camera import Sight
from tests.support.person import Chromium, Identity, Person
from tests.support.wait import eventually

SLIDES_TITLE = "Slides of the test"
SIZE = (640, 360)

_UNWANTED = ("--use-fake-ui-for-media-stream", "--mute-audio")
"""The first would show a test picture instead of a page; the second, the driver's, would silence the page."""

_SLIDES = f"""<!doctype html><title>{SLIDES_TITLE}</title>
<style>body {{ margin: 0; overflow: hidden }} canvas {{ inline-size: 100vw; block-size: 100vh }}</style>
<canvas width="{SIZE[0]}" height="{SIZE[1]}"></canvas>"""

_DRAW_JS = """([cells, pitch_hz]) => {
  const canvas = document.querySelector("canvas"), context = canvas.getContext("2d");
  const [columns, bands] = [8, 3], w = canvas.width / columns, h = canvas.height / bands;
  window.frame = 0;
  const draw = () => {
    cells[window.frame % cells.length].forEach(([red, green, blue], i) => {
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.fillRect((i % columns) * w, Math.floor(i / columns) * h, w, h);
    });
    if (!window.still) window.frame++;
  };
  draw();
  setInterval(draw, 100);
  const sound = new AudioContext(), tone = new OscillatorNode(sound, { frequency: pitch_hz });
  tone.connect(new GainNode(sound, { gain: 0.3 })).connect(sound.destination);
  tone.start();
}"""


class PresentingChromium(Chromium):
    """Chromium whose dialogue for screens chooses the page with the slides by itself."""

    name = "presenting chromium"

    async def launch(self, playwright: Playwright, identity: Identity, media: Path) -> Browser:
        """Start one process with the person's camera and voice."""
        return await self.launch_with(
            playwright,
            identity,
            media,
            more=[f"--auto-select-tab-capture-source-by-title={SLIDES_TITLE}"],
            without=_UNWANTED,
        )


async def open_slides(person: Person, number: int) -> Page:
    """A page beside the room's that shows the code and plays the tone of `number`."""
    page = await person.context.new_page()
    await page.set_content(_SLIDES)
    await page.evaluate(_DRAW_JS, [camera.code_cells(number), tone.PITCHES_HZ[number]])
    await person.page.bring_to_front()
    return page


async def screens(person: Person) -> dict[str, Sight | None]:
    """What each screen of another person shows now, by participant id."""
    seen: dict[str, Sight | None] = {}
    for participant, element in await person.media_elements("video", "screen"):
        cells: Any = await element.evaluate(camera.SAMPLE_CELLS_JS)
        seen[participant] = camera.read_code(cells["cells"]) if cells else None
    return seen


async def sees_screens(person: Person, *numbers: int, moving: bool = True, within_s: float = 20) -> None:
    """Wait until exactly the slides with these numbers are seen, and move."""
    first: dict[int, int] = {}

    async def look() -> bool:
        sights = list((await screens(person)).values())
        read = sorted(sight.person if sight else -1 for sight in sights)
        for sight in sights:
            if sight is not None:
                first.setdefault(sight.person, sight.frame)
        moved = all(sight is not None and first[sight.person] != sight.frame for sight in sights)
        return read == sorted(numbers) and (moved or not moving)

    await eventually(f"{person.identity.name} sees the screens {numbers}", look, within_s)


async def hears_voices(person: Person, *numbers: int, within_s: float = 20) -> None:
    """Wait until exactly these tones are heard, of people and of their screens."""

    async def look() -> bool:
        elements = await person.media_elements("audio", "audio")
        sounds = [tone.Sound(**await one.evaluate(tone.LISTEN_JS, tone.LISTEN_MS)) for _, one in elements]
        heard = [-1 if sound.person is None else sound.person for sound in sounds if not sound.silent]
        told[:] = [str(sound) for sound in sounds]
        return sorted(heard) == sorted(numbers)

    told: list[str] = []
    try:
        await eventually(f"{person.identity.name} hears {numbers}", look, within_s)
    except AssertionError as error:
        raise AssertionError(f"{error}; last there was {told}") from None
