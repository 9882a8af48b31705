"""What is kept of rooms, chat and keys."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from rooms.chat import NewLine
from rooms.store import ApiKey, KeyStore, RoomRecord, RoomStore, SqlKeyStore, SqlRoomStore, UnknownRoom
from storage.engine import Storage, open_storage

ROOM = RoomRecord(
    id="r" * 22, title="Career talk", theme="honeybee-meadow", created_at_ms=1_000, last_used_at_ms=1_000
)
OTHER = replace(ROOM, id="s" * 22, title="", created_at_ms=2_000, last_used_at_ms=2_000)


def written(key: str, text: str = "hello", participant: str = "p1") -> NewLine:
    return NewLine(
        key=key,
        participant=participant,
        name="김서연",
        avatar="bora",
        text=text,
        sent_at_ms=1_722_470_400_000,
    )


def files_with(folder: Path, words: bytes) -> list[str]:
    return [file.name for file in folder.iterdir() if words in file.read_bytes()]


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path)
    yield storage
    await storage.close()


@pytest.fixture
def store(storage: Storage) -> RoomStore:
    return SqlRoomStore(storage)


@pytest.fixture
def keys(storage: Storage) -> KeyStore:
    return SqlKeyStore(storage)


async def test_a_room_is_found_as_it_was_made(store: RoomStore) -> None:
    await store.create(ROOM)
    await store.create(replace(OTHER, owner="city"))
    assert await store.get(ROOM.id) == ROOM
    assert await store.list_rooms() == (ROOM, replace(OTHER, owner="city"))


@pytest.mark.parametrize("room_id", ["", "R" * 22, "r" * 21, "' or 1=1 --", "%"])
async def test_a_room_is_found_by_its_exact_id_only(store: RoomStore, room_id: str) -> None:
    await store.create(ROOM)
    assert await store.get(room_id) is None


async def test_lines_are_numbered_from_one_in_each_room(store: RoomStore) -> None:
    await store.create(ROOM)
    await store.create(OTHER)
    for room, key, number in ((ROOM, "a", 1), (ROOM, "b", 2), (OTHER, "a", 1), (ROOM, "c", 3)):
        assert await store.chat.append(room.id, written(key)) == (written(key).numbered(number), True)


async def test_a_line_that_is_sent_again_is_stored_once(store: RoomStore) -> None:
    await store.create(ROOM)
    first, _ = await store.chat.append(ROOM.id, written("a", "first"))
    assert await store.chat.append(ROOM.id, written("a", "second")) == (first, False)
    assert await store.chat.latest(ROOM.id) == (first,)
    following, is_new = await store.chat.append(ROOM.id, written("b"))
    assert (following.number, is_new) == (2, True)


async def test_the_key_of_somebody_else_is_as_good_as_any_and_shows_nothing_of_their_line(
    store: RoomStore,
) -> None:
    await store.create(ROOM)
    await store.chat.append(ROOM.id, written("a", "anna's"))
    line, is_new = await store.chat.append(ROOM.id, written("a", "bora's", participant="p2"))
    assert (line.text, line.number, is_new) == ("bora's", 2, True)


async def test_the_latest_lines_come_oldest_first(store: RoomStore) -> None:
    await store.create(ROOM)
    for number in range(1, 6):
        await store.chat.append(ROOM.id, written(f"k{number}", f"line {number}"))
    assert [line.text for line in await store.chat.latest(ROOM.id, limit=3)] == ["line 3", "line 4", "line 5"]
    assert await store.chat.latest(OTHER.id) == ()


async def test_many_writers_never_share_a_number(store: RoomStore, tmp_path: Path) -> None:
    await store.create(ROOM)
    elsewhere = await open_storage(tmp_path)  # as another process would
    stores = (store, SqlRoomStore(elsewhere))
    stored = await asyncio.gather(
        *(stores[turn % 2].chat.append(ROOM.id, written(f"k{turn}")) for turn in range(30))
    )
    await elsewhere.close()
    assert sorted(line.number for line, _ in stored) == list(range(1, 31))


async def test_one_line_sent_many_times_at_once_is_stored_once(store: RoomStore) -> None:
    await store.create(ROOM)
    stored = await asyncio.gather(*(store.chat.append(ROOM.id, written("same")) for _ in range(8)))
    assert {line.number for line, _ in stored} == {1}
    assert [is_new for _, is_new in stored].count(True) == 1


async def test_lines_are_numbered_in_the_order_in_which_they_were_handed_in(store: RoomStore) -> None:
    await store.create(ROOM)
    stored = await asyncio.gather(*(store.chat.append(ROOM.id, written(f"k{turn}")) for turn in range(10)))
    assert [line.number for line, _ in stored] == list(range(1, 11))


async def test_nothing_is_written_in_a_room_that_is_gone(store: RoomStore) -> None:
    with pytest.raises(UnknownRoom):
        await store.chat.append(ROOM.id, written("a"))


async def test_a_deleted_room_takes_all_it_holds_with_it(store: RoomStore) -> None:
    await store.create(ROOM)
    await store.create(OTHER)
    await store.chat.append(ROOM.id, written("a"))
    await store.chat.append(OTHER.id, written("a"))
    assert await store.delete(ROOM.id)
    assert await store.get(ROOM.id) is None
    assert await store.chat.latest(ROOM.id) == ()
    assert len(await store.chat.latest(OTHER.id)) == 1
    assert not await store.delete(ROOM.id)


async def test_what_was_said_in_a_deleted_room_is_not_in_any_file(store: RoomStore, tmp_path: Path) -> None:
    await store.create(ROOM)
    await store.chat.append(ROOM.id, written("a", "between the two of us"))
    assert files_with(tmp_path, b"between the two of us") != []
    await store.delete(ROOM.id)
    assert files_with(tmp_path, b"between the two of us") == []


async def test_unowned_rooms_expire_when_nobody_was_there_for_long(store: RoomStore) -> None:
    await store.create(ROOM)
    await store.create(replace(OTHER, last_used_at_ms=1_000, owner="city"))
    assert await store.expired(1_000) == ()
    assert await store.expired(1_001) == (ROOM.id,)
    await store.touch(ROOM.id, 5_000)
    assert await store.expired(5_000) == ()
    assert await store.expired(5_001) == (ROOM.id,)


async def test_being_there_earlier_does_not_make_a_room_older(store: RoomStore) -> None:
    await store.create(ROOM)
    await store.touch(ROOM.id, 5_000)
    await store.touch(ROOM.id, 4_000)
    assert await store.get(ROOM.id) == replace(ROOM, last_used_at_ms=5_000)


async def test_a_key_works_until_it_is_revoked(keys: KeyStore) -> None:
    await keys.add("a" * 64, "calendar", 1)
    await keys.add("b" * 64, "city", 2)
    assert await keys.exists("a" * 64)
    assert not await keys.exists("c" * 64)
    assert await keys.list_keys() == (ApiKey("a" * 64, "calendar", 1), ApiKey("b" * 64, "city", 2))
    assert await keys.revoke("a" * 64)
    assert not await keys.revoke("a" * 64)
    assert not await keys.exists("a" * 64)
