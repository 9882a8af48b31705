"""What a file may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.files.names import MOST_BYTES, InvalidFileName, clean_file_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("/etc/passwd", "passwd"),
        ("../../plan.pdf", "plan.pdf"),
        ("C:\\Users\\ann\\plan.pdf", "plan.pdf"),
        ("folder/", "folder"),
        (" two   words \n.txt ", "two words .txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("보고서\u200b.hwp", "보고서.hwp"),
        ("\u1112\u1161\u11ab.txt", "한.txt"),
        ("👩\u200d🌾.png", "👩\u200d🌾.png"),
        (".gitignore", ".gitignore"),
        ("ends with dots...", "ends with dots"),
    ],
)
def test_a_name_is_the_last_part_of_a_path_without_what_cannot_be_seen(typed: str, name: str) -> None:
    assert clean_file_name(typed) == name


@pytest.mark.parametrize("typed", ["", " ", ".", "..", "../..", "///", "\0", "\u202e", "\u200b.\u200b"])
def test_nothing_is_no_name(typed: str) -> None:
    with pytest.raises(InvalidFileName):
        clean_file_name(typed)


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_file_name("가" * 500 + ".pdf")
    assert name.endswith("가.pdf")
    assert MOST_BYTES - 3 <= len(name.encode()) <= MOST_BYTES


@given(st.text(max_size=1_200))
def test_whatever_is_typed_becomes_a_short_name_without_a_path_or_is_refused(typed: str) -> None:
    try:
        name = clean_file_name(typed)
    except InvalidFileName:
        return
    assert not set(name) & set("/\\\0\n\r")
    assert 0 < len(name.encode()) <= MOST_BYTES
    assert name not in {".", ".."}
    assert clean_file_name(name) == name
