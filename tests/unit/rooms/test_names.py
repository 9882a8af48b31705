"""A name is what people see: any script, nothing hidden."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.characters import is_visible
from rooms.names import MOST_CHARACTERS, InvalidName, clean_name, clean_title

FAMILY = "👩\u200d👩\u200d👧"
HEART_ON_FIRE = "❤\ufe0f\u200d🔥"
SCOTLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"


@pytest.mark.parametrize(
    "name",
    [
        "김서연",
        "느긋한 꿀벌",
        "Linh Nguyễn",
        "محمد",
        "ศศิธร",
        "Ада Лавлейс",
        "நிலா",
        "O’Brien-Smith",
        "R2",
        "🐝",
        FAMILY,
        HEART_ON_FIRE,
        SCOTLAND,
        "👋🏽",
        "🇰🇷",
        "<b>bold</b>",
        "می\u200cخواهم",
        "ക്\u200d",
        "x" * MOST_CHARACTERS,
    ],
)
def test_a_name_of_any_script_or_emoji_stays_as_it_is(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Ada \t\n Lovelace  ", "Ada Lovelace"),
        ("Ada\u3000Lovelace", "Ada Lovelace"),
        ("Jose\u0301", "José"),
        ("각".encode().decode(), "각"),
        ("\u202eadA\u202c", "adA"),
        ("A\u200bd\u2060a\ufeff", "Ada"),
        ("A\x00d\x07a\x9f", "Ada"),
        ("A\u200dda", "Ada"),
        ("a\u200cb", "ab"),
        ("e\u200b\u0301", "é"),
        ("\U000e0041da", "da"),
        ("김\u3164서연", "김서연"),
        ("A \u200b da", "A da"),
        ("\ud83d" + "Ada", "Ada"),
        ("Ada\ufdd0", "Ada"),
    ],
)
def test_blanks_are_single_and_what_is_hidden_is_dropped(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\u200b",
        "\u3164",
        "\u2800\u2800",
        "\u202e\u202c",
        "\u0301",
        "\ufe0f",
        "x" * 41,
        "x" * 10_000,
    ],
)
def test_nothing_to_see_or_too_much_is_refused(typed: str) -> None:
    with pytest.raises(InvalidName):
        clean_name(typed)


@given(st.text(st.characters(), max_size=60))
def test_whatever_is_typed_becomes_a_presentable_name_or_is_refused(typed: str) -> None:
    try:
        name = clean_name(typed)
    except InvalidName:
        return
    assert 1 <= len(name) <= MOST_CHARACTERS
    assert name == " ".join(name.split())
    assert unicodedata.is_normalized("NFC", name)
    assert any(map(is_visible, name))
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in name)
    name.encode()


HARD = st.sampled_from(
    [
        *"ab  \n\u200b\u200c\u200d\u202e\ufe0f\u0301\u094d\u0301é가ᄀ\u1161",
        "म",
        "م",
        "🔥",
        "❤",
        "🏴",
        "\U000e0067",
    ]
)


@given(st.lists(HARD, max_size=30).map("".join))
def test_a_clean_name_stays_the_same_when_it_is_cleaned_again(typed: str) -> None:
    try:
        name = clean_name(typed)
    except InvalidName:
        return
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("  Career\n talk ", "Career talk"),
        ("gnp\u202e.exe\u0000\x1b[2J", "gnp.exe[2J"),
        ("\u200b\u2060 \udcff", ""),
        ("", ""),
        ("x" * 100, "x" * 80),
    ],
)
def test_a_title_hides_nothing_and_may_be_empty(typed: str, title: str) -> None:
    assert clean_title(typed) == title
