"""The themes that are shipped are whole."""

from xml.etree import ElementTree as Xml

import pytest

from counseling_themes.loader import load_themes
from counseling_themes.scene import MOST_BYTES
from counseling_themes.theme import DRAWING_WIDTH, Facing, Seat, Theme

THEMES = list(load_themes().values())


@pytest.fixture(params=THEMES, ids=lambda theme: theme.slug)
def theme(request: pytest.FixtureRequest) -> Theme:
    shipped: Theme = request.param
    return shipped


def drawing(theme: Theme) -> Xml.Element:
    return Xml.fromstring(theme.scene_path.read_bytes())


def test_seats_stand_where_they_are_drawn(theme: Theme) -> None:
    drawn = [
        Seat(
            number=int(seat.attrib["id"].removeprefix("seat-")),
            x=float(seat.attrib["data-x"]),
            y=float(seat.attrib["data-y"]),
            scale=float(seat.attrib["data-scale"]),
            facing=Facing(seat.attrib["data-facing"]),
        )
        for seat in drawing(theme).iter()
        if seat.get("class") == "seat"
    ]
    assert tuple(sorted(drawn, key=lambda seat: seat.number)) == theme.seats


def test_the_ratio_is_that_of_the_drawing(theme: Theme) -> None:
    left, top, width, height = map(float, drawing(theme).attrib["viewBox"].split())
    assert (left, top, width) == (0, 0, DRAWING_WIDTH)
    assert theme.ratio == pytest.approx(width / height, abs=1e-4)


def test_the_drawing_bears_the_name_of_its_theme(theme: Theme) -> None:
    assert drawing(theme).attrib["data-scene"] == theme.slug


def test_the_drawing_is_light_and_has_no_style_in_an_attribute(theme: Theme) -> None:
    assert theme.scene_path.stat().st_size <= MOST_BYTES
    assert not [element.tag for element in drawing(theme).iter() if "style" in element.attrib]
    assert b"style=" not in theme.scene_path.read_bytes()


def test_every_colour_that_is_used_is_defined(theme: Theme) -> None:
    source = theme.scene_path.read_text()
    used = {part.split(")")[0].split(",")[0] for part in source.split("var(")[1:]}
    assert not [name for name in sorted(used) if f"{name}:" not in source]


def test_it_speaks_korean_and_english(theme: Theme) -> None:
    assert {"en", "ko"} <= set(theme.texts)
    assert theme.title("ko") != theme.title("en")
