"""How the tables came to be."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from storage.engine import DATABASE_FILE, StorageUnavailable, open_storage
from storage.migrations import HEAD
from storage.migrations.upgrade import stamped_revision
from storage.tables.metadata import metadata

CHECKOUT = Path(__file__).resolve().parents[3]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


def migrate(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_from_empty_the_revisions_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    async with storage.writing() as connection:
        assert await connection.run_sync(differences) == []
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        assert set(tables) == {*metadata.tables, "alembic_version"}
        assert await connection.run_sync(stamped_revision) == HEAD
    await storage.close()


def test_the_revision_known_by_heart_is_the_newest() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_two_that_start_at_once_on_an_empty_folder_both_start(tmp_path: Path) -> None:
    opening = (
        "import asyncio, sys; from storage.engine import open_storage; asyncio.run(open_storage(sys.argv[1]))"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", opening, str(tmp_path)], cwd=CHECKOUT) for _ in range(2)
    ]
    assert [start.wait(timeout=60) for start in starts] == [0, 0]


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    async with storage.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await storage.close()
    with pytest.raises(StorageUnavailable, match=r"^The database is at revision 9999, .*newer one\.$"):
        await open_storage(tmp_path)


def test_an_ordinary_start_does_not_load_alembic(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from storage.engine import open_storage;"
        "asyncio.run(open_storage(sys.argv[1]));"
        "print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            cwd=CHECKOUT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]


async def test_lines_that_were_written_before_they_could_be_searched_are_kept_and_found(
    tmp_path: Path,
) -> None:
    earlier = create_engine(f"sqlite:///{tmp_path / DATABASE_FILE}")
    with earlier.begin() as connection:
        migrate(connection, "0001")
        connection.execute(text("INSERT INTO rooms VALUES ('r', 'Talk', 't', NULL, 1, 1, 1200)"))
        line = "INSERT INTO chat_lines VALUES ('r', :number, :key, 'p', 'Ada', 'fox', :words, 5)"
        numbers = range(1, 1201)
        lines = [{"number": one, "key": f"k{one}", "words": f"LINE {one} Éa"} for one in numbers]
        connection.execute(text(line), lines)
    earlier.dispose()
    storage = await open_storage(tmp_path)
    async with storage.reading() as connection:
        kept = (
            await connection.execute(text("SELECT number, text, folded, sent_at_ms FROM chat_lines"))
        ).all()
    await storage.close()
    assert sorted(kept) == [(one, f"LINE {one} Éa", f"line {one} éa", 5) for one in numbers]
