"""What is kept of lines that are answered, changed, reacted to, looked back at and searched."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rooms.chat import (
    ChatLine,
    LineGone,
    NewLine,
    NotOwnLine,
    Reaction,
    delete_line,
    edit_line,
    react_to_line,
)
from rooms.chat.store import ChatStore
from rooms.store import RoomRecord, SqlRoomStore
from storage.engine import Storage, open_storage
from storage.tables.chat import chat_reactions

ROOM = RoomRecord(id="r" * 22, title="", theme="t", created_at_ms=1, last_used_at_ms=1)
OTHER = replace(ROOM, id="s" * 22)


def written(text: str, **more: object) -> NewLine:
    words = {
        "key": secrets.token_hex(8),
        "participant": "ann",
        "name": "Ann",
        "avatar": "bora",
        "sent_at_ms": 1,
    }
    return NewLine(**{**words, "text": text, **more})  # type: ignore[arg-type]


def files_with(folder: Path, words: bytes) -> list[str]:
    return [file.name for file in folder.iterdir() if words in file.read_bytes()]


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path)
    yield storage
    await storage.close()


@pytest.fixture
async def rooms(storage: Storage) -> SqlRoomStore:
    store = SqlRoomStore(storage)
    await store.create(ROOM)
    await store.create(OTHER)
    return store


@pytest.fixture
def chat(rooms: SqlRoomStore) -> ChatStore:
    return rooms.chat


async def texts(chat: ChatStore, words: str, before: int | None = None) -> list[str]:
    return [line.text for line in (await chat.search(ROOM.id, words, before)).lines]


async def test_a_line_keeps_whom_it_answers_and_mentions(chat: ChatStore) -> None:
    await chat.append(ROOM.id, written("one"))
    line, _ = await chat.append(ROOM.id, written("two", reply_to=1, mentions=("ben", "cho")))
    assert (line.reply_to, line.mentions) == (1, ("ben", "cho"))
    assert (await chat.latest(ROOM.id))[-1] == line


@pytest.mark.parametrize("number", [2, 3, 2**31 - 1])
async def test_a_line_answers_only_lines_that_were_there_before(chat: ChatStore, number: int) -> None:
    await chat.append(ROOM.id, written("one"))
    with pytest.raises(LineGone):
        await chat.append(ROOM.id, written("two", reply_to=number))
    line, _ = await chat.append(ROOM.id, written("three"))
    assert line.number == 2


async def test_a_change_is_kept_and_told_once(chat: ChatStore) -> None:
    await chat.append(ROOM.id, written("one"))
    for is_change in (True, False):
        line, changed = await chat.change(ROOM.id, 1, lambda line: edit_line(line, "ann", "two", ("ben",), 7))
        assert (line.text, line.edited_at_ms, changed) == ("two", 7, is_change)
    assert await chat.latest(ROOM.id) == (line,)


async def test_a_change_that_is_refused_changes_nothing(chat: ChatStore) -> None:
    line, _ = await chat.append(ROOM.id, written("one"))
    with pytest.raises(NotOwnLine):
        await chat.change(ROOM.id, 1, lambda line: delete_line(line, "ben", 7))
    assert await chat.latest(ROOM.id) == (line,)


@pytest.mark.parametrize(("room", "number"), [(ROOM.id, 2), (OTHER.id, 1), ("x" * 22, 1)])
async def test_there_is_nothing_to_change_where_no_line_is(chat: ChatStore, room: str, number: int) -> None:
    await chat.append(ROOM.id, written("one"))
    with pytest.raises(LineGone):
        await chat.change(room, number, lambda line: line)


@pytest.mark.parametrize("change", [lambda line: delete_line(line, "ann", 7),
                                    lambda line: edit_line(line, "ann", "harmless", (), 7)],
                         ids=["deleted", "edited"])  # fmt: skip
async def test_what_a_line_no_longer_says_is_in_no_file(
    chat: ChatStore, tmp_path: Path, change: object
) -> None:
    await chat.append(ROOM.id, written("between the two of us"))
    assert files_with(tmp_path, b"between the two of us") != []
    await chat.change(ROOM.id, 1, change)  # type: ignore[arg-type]
    assert files_with(tmp_path, b"between the two of us") == []


async def test_reactions_are_kept_in_order_and_taken_back(chat: ChatStore) -> None:
    await chat.append(ROOM.id, written("one"))
    for at_ms, (who, emoji) in enumerate([("ben", "sad"), ("ann", "heart"), ("ben", "heart")]):
        await chat.change(
            ROOM.id,
            1,
            lambda line, w=who, e=emoji, t=at_ms: react_to_line(line, w, e, True, t),  # type: ignore[misc]
        )
    await chat.change(ROOM.id, 1, lambda line: react_to_line(line, "ben", "sad", False, 9))
    (line,) = await chat.latest(ROOM.id)
    assert line.reactions == (
        Reaction(participant="ann", emoji="heart", at_ms=1),
        Reaction(participant="ben", emoji="heart", at_ms=2),
    )


async def test_reactions_go_with_their_line_and_with_their_room(
    rooms: SqlRoomStore, storage: Storage
) -> None:
    async def stored() -> int:
        async with storage.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(chat_reactions))).scalar_one()

    for room in (ROOM.id, OTHER.id):
        await rooms.chat.append(room, written("one"))
        await rooms.chat.change(room, 1, lambda line: react_to_line(line, "ben", "heart", True, 2))
    assert await stored() == 2
    await rooms.chat.change(ROOM.id, 1, lambda line: delete_line(line, "ann", 3))
    assert await stored() == 1
    await rooms.delete(OTHER.id)
    assert await stored() == 0


async def test_lines_are_read_backwards_page_by_page_without_a_gap(chat: ChatStore) -> None:
    for number in range(1, 121):
        await chat.append(ROOM.id, written(str(number)))
    lines: list[ChatLine] = list(await chat.latest(ROOM.id))
    pages = []
    while lines[0].number > 1:
        page = await chat.before(ROOM.id, lines[0].number)
        pages.append((len(page.lines), page.more))
        lines[:0] = page.lines
    assert pages == [(50, True), (20, False)]
    assert [line.number for line in lines] == list(range(1, 121))
    assert (await chat.before(ROOM.id, 1)).lines == ()


async def test_search_finds_words_in_any_case_and_in_this_room_only(chat: ChatStore) -> None:
    for text in ("École du soir", "school", "an ÉCOLE"):
        await chat.append(ROOM.id, written(text))
    await chat.append(OTHER.id, written("école"))
    assert await texts(chat, "éCOLE") == ["École du soir", "an ÉCOLE"]


@pytest.mark.parametrize("words", ["%", "_", "100%", "a_b", "/", "\\", "'"])
async def test_search_takes_every_sign_for_itself(chat: ChatStore, words: str) -> None:
    for text in ("100 percent", "axb", "nothing"):
        await chat.append(ROOM.id, written(text))
    assert await texts(chat, words) == []
    await chat.append(ROOM.id, written(f"with {words} in it"))
    assert await texts(chat, words) == [f"with {words} in it"]


async def test_search_goes_back_page_by_page(chat: ChatStore) -> None:
    for number in range(1, 61):
        await chat.append(ROOM.id, written(f"hit {number}"))
    page = await chat.search(ROOM.id, "hit")
    assert (len(page.lines), page.more, page.lines[-1].number) == (50, True, 60)
    rest = await chat.search(ROOM.id, "hit", page.lines[0].number)
    assert ([line.number for line in rest.lines], rest.more) == (list(range(1, 11)), False)


async def test_search_follows_edits_and_forgets_what_was_deleted(chat: ChatStore) -> None:
    await chat.append(ROOM.id, written("first"))
    await chat.append(ROOM.id, written("second"))
    await chat.change(ROOM.id, 1, lambda line: edit_line(line, "ann", "changed", (), 5))
    await chat.change(ROOM.id, 2, lambda line: delete_line(line, "ann", 5))
    assert await texts(chat, "first") == await texts(chat, "second") == []
    assert await texts(chat, "CHANGED") == ["changed"]
