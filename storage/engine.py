"""One engine for embedded SQLite and for PostgreSQL: opens, migrates, and hands out transactions."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import StorageUnavailable
from storage.folder import make_private, prepare_folder
from storage.migrations.upgrade import upgrade

__all__ = ["Storage", "StorageUnavailable", "open_storage"]

DATABASE_FILE = "madang.db"
BUSY_TIMEOUT_S = 5.0
"""How long one process waits while another one writes."""


class Storage:
    """Hands out transactions; SQLite's writers come one at a time, in the order in which they asked."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(madang_begin="BEGIN IMMEDIATE")
        self._is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer anyway, and waits for it by sleeping; a queue of our own is fair and quick.
        self._turn = asyncio.Lock() if self._is_sqlite else contextlib.nullcontext()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes nothing; raises StorageUnavailable."""
        with _translated():
            async with self._engine.connect() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is on the disk when the block has ended; raises StorageUnavailable."""
        with _translated():
            async with self._turn, self._writing.begin() as connection:
                yield connection

    async def erase_deleted(self) -> None:
        """Let what was deleted vanish from the files too; raises StorageUnavailable.

        SQLite keeps it in its write-ahead log until that is emptied, which waits for those who read.
        """
        if not self._is_sqlite:
            return
        outside_transactions = self._engine.execution_options(madang_begin=None)
        with _translated():
            async with self._turn, outside_transactions.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close all connections; transactions under way are rolled back."""
        await self._engine.dispose()


async def open_storage(place: Path | str) -> Storage:
    """Open the database in a data folder (made if missing), or at a database URL, at the newest revision.

    Raises StorageUnavailable.
    """
    storage = Storage(_create_engine(place))
    try:
        async with storage.writing() as connection:
            await connection.run_sync(upgrade)
    except BaseException:
        await storage.close()
        raise
    return storage


def _create_engine(place: Path | str) -> AsyncEngine:
    url = _url(place)
    is_sqlite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = (
        {"connect_args": {"timeout": BUSY_TIMEOUT_S}} if is_sqlite else {"pool_pre_ping": True}
    )
    try:
        # What is written must not stand in the text of an error, from where it would reach a log.
        engine = create_async_engine(url, hide_parameters=True, **options)
    except (ImportError, SQLAlchemyError):
        raise StorageUnavailable(
            f"The database driver {url.drivername} is unknown here or not installed."
        ) from None
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _url(place: Path | str) -> URL:
    if isinstance(place, str) and "://" in place:
        try:
            return make_url(place)
        except ArgumentError:
            raise StorageUnavailable("The database URL cannot be read.") from None
    folder = Path(place)
    prepare_folder(folder)
    file = folder / DATABASE_FILE
    try:
        make_private(file)
    except OSError as error:
        raise StorageUnavailable(
            f"The database {file} cannot be opened: {error.strerror or error}."
        ) from error
    return URL.create("sqlite+aiosqlite", database=str(file))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Transactions are begun by _begin_sqlite, not by the driver's guess at what a statement does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place at once: one that began as a reader may find that it can no longer write.
    begin = connection.get_execution_options().get("madang_begin", "BEGIN")
    if begin is not None:
        connection.exec_driver_sql(begin)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise StorageUnavailable(f"The database cannot be used: {error.orig}.") from error
    except (SQLAlchemyError, OSError) as error:
        raise StorageUnavailable(f"The database cannot be reached: {type(error).__name__}.") from error
