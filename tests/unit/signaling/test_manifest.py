"""What installs Madang on a phone: icons that are there in the sizes that are said, colours of the tokens."""

import re
from pathlib import Path

import pytest
from PIL import Image

from signaling.pages.manifest import GROUND, ICONS
from tests.pictures.icons import ICONS as DRAWN

WEB = Path(__file__).parents[3] / "web"


@pytest.mark.parametrize(("name", "sizes"), [(name, sizes) for name, sizes, *_ in ICONS])
def test_every_icon_is_there_in_its_size(name: str, sizes: str) -> None:
    path = WEB / name
    if path.suffix == ".svg":
        assert sizes == "any"
        return
    with Image.open(path) as picture:
        assert f"{picture.width}x{picture.height}" == sizes


def test_installing_needs_a_small_a_large_and_a_whole_icon() -> None:
    assert {(sizes, purpose) for _, sizes, _, purpose in ICONS} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


@pytest.mark.parametrize("icon", DRAWN, ids=lambda icon: icon.name)
def test_pictures_show_the_mark_as_it_is_drawn(icon: object) -> None:
    name, drawing = icon.name, (WEB / "art" / icon.drawing).read_text()  # type: ignore[attr-defined]
    with Image.open(WEB / "art" / "install" / name) as picture:
        centre = picture.convert("RGBA").getpixel((picture.width // 2, picture.height // 2))
        corner = picture.convert("RGBA").getpixel((0, 0))
    assert isinstance(centre, tuple)
    assert isinstance(corner, tuple)
    fill = re.search(r'<circle[^>]* fill="#(\w{6})"', drawing)
    assert fill
    assert "{:02x}{:02x}{:02x}".format(*centre[:3]) == fill[1]
    assert corner[3] == (255 if name.startswith("whole") else 0), "a whole icon is cut to shape by the system"


def test_the_browsers_frame_has_the_colour_of_the_ground() -> None:
    tokens = (WEB / "styles" / "parts" / "tokens.css").read_text()
    base = (WEB / "templates" / "base.html").read_text()
    ground = re.search(r"--ground: light-dark\((#\w+), (#\w+)\)", tokens)
    assert ground
    assert ground[1] == GROUND
    assert re.findall(r'name="theme-color"[^>]*content="(#\w+)"', base) == [ground[1], ground[2]]
