"""What may be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.chat import MOST_CHARACTERS, InvalidText, NewLine, clean_text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("안녕하세요", "안녕하세요"),
        ("  hello \n", "hello"),
        ("one\r\ntwo\rthree\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("a\tb", "a\tb"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\ud800x", "x"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("가" * MOST_CHARACTERS, "가" * MOST_CHARACTERS),
    ],
)
def test_text_stays_text(typed: str, text: str) -> None:
    assert clean_text(typed) == text


@pytest.mark.parametrize(
    "typed", ["", " \n\t ", "\u200b\u200b", "\x00", "\u3164", "x" * (MOST_CHARACTERS + 1)]
)
def test_nothing_to_read_or_too_much_is_refused(typed: str) -> None:
    with pytest.raises(InvalidText):
        clean_text(typed)


@given(st.text(st.characters(), max_size=200))
def test_whatever_is_typed_becomes_a_text_that_can_be_stored_or_is_refused(typed: str) -> None:
    try:
        text = clean_text(typed)
    except InvalidText:
        return
    assert 1 <= len(text) <= MOST_CHARACTERS
    assert clean_text(text) == text
    assert "\x00" not in text
    text.encode()


def test_a_stored_line_is_the_written_one_with_its_number() -> None:
    new = NewLine(key="k" * 16, participant="p", name="Ada", avatar="bora", text="hi", sent_at_ms=5)
    line = new.numbered(7)
    assert (line.number, line.participant, line.name, line.avatar, line.text, line.sent_at_ms) == (
        7,
        "p",
        "Ada",
        "bora",
        "hi",
        5,
    )
