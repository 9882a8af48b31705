"""theme.toml says how a scene is shown, and a mistake in it is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counseling_themes.errors import ThemeError
from counseling_themes.settings import MOST_CHARACTERS, parse_settings
from counseling_themes.theme import Facing, Seat

GOOD = """\
ratio = 1.6
near = 1
middle = 40

[[seats]]
number = 1
x = 664
y = 694.5
scale = 0.96
facing = "right"

[[seats]]
number = 2
x = 936
y = 694
scale = 0.96
facing = "left"
"""


def test_a_theme_says_how_it_is_shown_and_where_one_sits() -> None:
    settings = parse_settings(GOOD)
    assert (settings.ratio, settings.near, settings.middle) == (1.6, 1.0, 40.0)
    assert settings.seats == (
        Seat(number=1, x=664.0, y=694.5, scale=0.96, facing=Facing.RIGHT),
        Seat(number=2, x=936.0, y=694.0, scale=0.96, facing=Facing.LEFT),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ratio = 1.6", "ratio = ", "theme.toml:1: it is not TOML: Invalid value."),
        ("ratio = 1.6", "", "theme.toml: ratio is missing."),
        ("near = 1", "near = 2.5", "theme.toml:2: near must be a number from 1 to 2."),
        ("near = 1", "near = true", "theme.toml:2: near must be a number from 1 to 2."),
        ("near = 1", "near = nan", "theme.toml:2: near must be a number from 1 to 2."),
        ("near = 1", f"near = {'9' * 400}", "theme.toml:2: near must be a number from 1 to 2."),
        ("middle = 40", 'middle = "40%"', "theme.toml:3: middle must be a number from 0 to 100."),
        ("middle = 40", "middle = 40\ncolour = 1", "theme.toml:4: 'colour' is not known here."),
        ("number = 2", "number = 3", "theme.toml:13: the number must be 2: seats stand in order, from 1."),
        (
            "number = 1",
            "number = true",
            "theme.toml:6: the number must be 1: seats stand in order, from 1.",
        ),
        ("x = 936", "x = 1700", "theme.toml:14: x must be a number from 0 to 1600."),
        ("y = 694\n", "y = 1001\n", "theme.toml:15: y must be a number from 0 to 1000."),
        ("x = 936\n", "", "theme.toml:12: x is missing."),
        ("x = 936", "z = 936", "theme.toml:14: 'z' is not known here."),
        (
            'facing = "left"',
            'facing = "up"',
            "theme.toml:17: facing must be one of left, right, front, away.",
        ),
        ('facing = "left"', "facing = []", "theme.toml:17: facing must be one of left, right, front, away."),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(ThemeError) as refused:
        parse_settings(GOOD.replace(old, new))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seats = 1",
        "seats = []",
        "ratio=1\nnear=1\nmiddle=1\nseats=[1]",
        "a=" + "[" * 9_000,
        "x" * MOST_CHARACTERS + "x",
    ],
)
def test_what_is_no_theme_is_refused(text: str) -> None:
    with pytest.raises(ThemeError):
        parse_settings(text)


LINES = st.sampled_from(
    [*GOOD.splitlines(), "[seats]", "[[near]]", "near.a = 1", "x = inf", "x = 1979-05-27", "= ", '"""']
)


@given(st.one_of(st.text(max_size=200), st.lists(LINES, max_size=20).map("\n".join)))
def test_for_any_text_there_is_one_error_or_none(text: str) -> None:
    try:
        parse_settings(text)
    except ThemeError as error:
        assert str(error).startswith("theme.toml")
