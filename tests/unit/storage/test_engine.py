"""One engine: opens, keeps, shares, and says in a sentence when it cannot."""

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from storage.engine import DATABASE_FILE, StorageUnavailable, open_storage
from storage.folder import make_private
from storage.tables.chat import chat_lines
from storage.tables.keys import api_keys
from storage.tables.metadata import metadata

KEY = {"hash": "a" * 64, "label": "city", "created_at_ms": 1}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    return tmp_path


async def test_a_missing_folder_is_made_and_everything_in_it_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    storage = await open_storage(folder)
    async with storage.writing() as connection:
        await connection.execute(api_keys.insert().values(KEY))
    assert mode(folder) == 0o700
    assert {mode(file) for file in folder.iterdir()} == {0o600}
    await storage.close()


async def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    async with storage.writing() as connection:
        await connection.execute(api_keys.insert().values(KEY))
    await storage.close()
    storage = await open_storage(str(tmp_path))
    async with storage.reading() as connection:
        assert (await connection.execute(select(api_keys.c.label))).scalars().all() == ["city"]
    await storage.close()


async def test_an_error_does_not_quote_what_was_to_be_written(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    with pytest.raises(IntegrityError) as caught:
        async with storage.writing() as connection:
            await connection.execute(api_keys.insert(), [KEY, KEY])
    assert "city" not in str(caught.value)
    await storage.close()


async def test_a_database_url_opens_too(tmp_path: Path) -> None:
    storage = await open_storage(f"sqlite+aiosqlite:///{tmp_path}/elsewhere.db")
    await storage.close()
    assert (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
async def test_a_commit_is_on_the_disk_and_references_hold(
    tmp_path: Path, pragma: str, value: object
) -> None:
    storage = await open_storage(tmp_path)
    async with storage.reading() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value
    await storage.close()


async def test_a_block_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    with pytest.raises(KeyError):
        async with storage.writing() as connection:
            await connection.execute(api_keys.insert().values(KEY))
            raise KeyError
    async with storage.reading() as connection:
        assert (await connection.execute(select(api_keys))).all() == []
    await storage.close()


async def test_a_writer_that_is_cancelled_lets_the_next_one_write(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    inside = asyncio.Event()

    async def write_and_wait() -> None:
        async with storage.writing() as connection:
            await connection.execute(api_keys.insert().values(KEY))
            inside.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(write_and_wait())
    await inside.wait()
    writer.cancel()
    await asyncio.wait({writer})
    async with storage.writing() as connection:
        await connection.execute(api_keys.insert().values(KEY))
    await storage.close()


async def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    async with storage.writing() as writer, storage.reading() as reader:
        await writer.execute(api_keys.insert().values(KEY))
        assert (await reader.execute(select(api_keys))).all() == []
    await storage.close()


async def test_a_row_that_breaks_a_rule_is_an_error_of_the_caller(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    orphan = {
        column.name: 1 if "number" in column.name or "_ms" in column.name else "x" for column in chat_lines.c
    }
    with pytest.raises(IntegrityError):
        async with storage.writing() as connection:
            await connection.execute(chat_lines.insert().values(orphan))
    await storage.close()


async def test_a_database_that_breaks_meanwhile_is_unavailable(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    async with storage.writing() as connection:
        await connection.execute(text("DROP TABLE api_keys"))
    with pytest.raises(StorageUnavailable, match=r"^The database cannot be used: .*\.$"):
        async with storage.reading() as connection:
            await connection.execute(select(api_keys))
    await storage.close()


async def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "data", Path("/proc/data")):
        with pytest.raises(
            StorageUnavailable, match=rf"^The data folder {folder} cannot be written: [^.]+\.$"
        ):
            await open_storage(folder)


async def test_a_file_that_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(StorageUnavailable, match=r"^The database cannot be used: file is not a database\.$"):
        await open_storage(tmp_path)


@pytest.mark.parametrize("url", ["nonsense://", "sqlite+nothing:///x", "://"])
async def test_an_address_that_means_nothing_is_told_in_one_sentence(url: str) -> None:
    with pytest.raises(StorageUnavailable, match=r"^The database .*\.$"):
        await open_storage(url)


async def test_a_folder_with_other_things_in_it_keeps_its_mode(open_folder: Path) -> None:
    make_private(open_folder / "something-else")
    await (await open_storage(open_folder)).close()
    assert mode(open_folder) == 0o755
    assert mode(open_folder / DATABASE_FILE) == 0o600


async def test_an_empty_folder_is_closed_to_others(open_folder: Path) -> None:
    await (await open_storage(open_folder)).close()
    assert mode(open_folder) == 0o700


def test_every_table_can_be_made_in_postgresql() -> None:
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
