"""What a theme says, in each of its languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counseling_themes.errors import ThemeError
from counseling_themes.texts import MOST_CHARACTERS, parse_texts
from counseling_themes.theme import Texts

GOOD = "# A place.\n\ntitle = Meadow\nwelcome = Sit down.\n"


def test_a_theme_has_a_title_and_a_line_at_the_door() -> None:
    assert parse_texts("en", GOOD) == Texts("Meadow", "Sit down.")


def test_texts_may_use_terms_and_run_over_two_lines() -> None:
    text = "-name = Meadow\ntitle = The { -name }\nwelcome =\n    Sit down\n    in the { -name }.\n"
    assert parse_texts("en", text) == Texts("The Meadow", "Sit down\nin the Meadow.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = Meadow\n", "en.ftl: welcome is missing."),
        (GOOD + "titel = Meadow\n", "en.ftl:5: titel is not known here."),
        (GOOD + "???\n", "en.ftl:5: it is not Fluent: Expected an entry start."),
        (GOOD.replace("Meadow", "{ $who }"), "en.ftl: title refers to something that is not there."),
        (GOOD.replace("Meadow", "{ -who }"), "en.ftl: title refers to something that is not there."),
        (GOOD.replace("Meadow", 'x{ "" }' * 90), "en.ftl: title must have 1 to 80 characters."),
        (GOOD.replace("Meadow", '{ "" }'), "en.ftl: title must have 1 to 80 characters."),
        ("#" * (MOST_CHARACTERS + 1), "en.ftl: it is over 16,000 characters."),
        ("title = " + "{" * 10_000, "en.ftl: it is nested too deeply."),
    ],
)
def test_a_mistake_is_told(text: str, message: str) -> None:
    with pytest.raises(ThemeError) as refused:
        parse_texts("en", text)
    assert str(refused.value) == message


PIECES = st.sampled_from(
    [
        "title",
        "welcome",
        " = ",
        "Meadow",
        "\n",
        "    ",
        "{",
        "}",
        "$a",
        "-b",
        '"',
        "[",
        "]",
        "*",
        "->",
        ".c",
        "#",
        "NUMBER(",
        ")",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)))
def test_for_any_text_there_is_one_error_or_none(text: str) -> None:
    try:
        parse_texts("en", text)
    except ThemeError as error:
        assert str(error).startswith("en.ftl")
