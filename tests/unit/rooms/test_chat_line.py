"""What becomes of a line that was written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.chat import (
    MOST_REACTIONS,
    ChatLine,
    LineGone,
    NotOwnLine,
    TooManyReactions,
    delete_line,
    edit_line,
    folded,
    react_to_line,
)

LINE = ChatLine(
    number=3, participant="ann", name="Ann", avatar="bora", text="hello", sent_at_ms=1, reply_to=2
)
NAMES = st.sampled_from(["ann", "ben", "cho"])
EMOJI = st.sampled_from(["heart", "sad"])


def test_an_edited_line_tells_when_it_was_edited() -> None:
    edited = edit_line(LINE, "ann", "hello!", ("ben",), 9)
    assert edited == replace(LINE, text="hello!", mentions=("ben",), edited_at_ms=9)


def test_an_edit_that_was_made_already_changes_nothing() -> None:
    edited = edit_line(LINE, "ann", "hello!", (), 9)
    assert edit_line(edited, "ann", "hello!", (), 10) == edited


def test_nothing_is_left_of_a_deleted_line_but_who_wrote_it_and_when() -> None:
    line = react_to_line(edit_line(LINE, "ann", "secret", ("ben",), 5), "ben", "heart", on=True, now_ms=6)
    deleted = delete_line(line, "ann", 9)
    assert (deleted.text, deleted.mentions, deleted.reactions, deleted.reply_to) == ("", (), (), None)
    assert (deleted.number, deleted.name, deleted.sent_at_ms, deleted.deleted_at_ms) == (3, "Ann", 1, 9)
    assert delete_line(deleted, "ann", 10) == deleted


def test_nobody_changes_the_line_of_somebody_else() -> None:
    with pytest.raises(NotOwnLine):
        edit_line(LINE, "ben", "mine", (), 9)
    with pytest.raises(NotOwnLine):
        delete_line(LINE, "ben", 9)


def test_a_deleted_line_is_neither_edited_nor_reacted_to() -> None:
    deleted = delete_line(LINE, "ann", 9)
    with pytest.raises(LineGone):
        edit_line(deleted, "ann", "again", (), 10)
    with pytest.raises(LineGone):
        react_to_line(deleted, "ben", "heart", on=True, now_ms=10)


@given(st.lists(st.tuples(NAMES, EMOJI, st.booleans())))
def test_each_reacts_once_in_each_way_whatever_is_asked_how_often(deeds: list[tuple[str, str, bool]]) -> None:
    line, expected = LINE, set[tuple[str, str]]()
    for at_ms, (who, emoji, on) in enumerate(deeds):
        line = react_to_line(line, who, emoji, on, at_ms)
        expected = expected | {(who, emoji)} if on else expected - {(who, emoji)}
        assert react_to_line(line, who, emoji, on, at_ms + 1) == line
    assert {(one.participant, one.emoji) for one in line.reactions} == expected
    assert len(line.reactions) == len(expected)
    assert [one.at_ms for one in line.reactions] == sorted(one.at_ms for one in line.reactions)


def test_reactions_to_a_line_are_bounded_and_make_room_when_one_is_taken_back() -> None:
    line = LINE
    for number in range(MOST_REACTIONS):
        line = react_to_line(line, f"p{number}", "heart", on=True, now_ms=number)
    with pytest.raises(TooManyReactions):
        react_to_line(line, "late", "heart", on=True, now_ms=99)
    line = react_to_line(line, "p0", "heart", on=False, now_ms=99)
    assert react_to_line(line, "late", "heart", on=True, now_ms=99) != line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉCOLE", "école"),
        ("Straße", "STRASSE"),
        ("안녕", "\u110b\u1161\u11ab\u1102\u1167\u11bc"),
        ("ＡＢ", "ab"),
    ],
)
def test_what_reads_alike_is_searched_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
