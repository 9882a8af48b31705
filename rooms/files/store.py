"""Which files lie in which rooms: the protocol, and its one implementation over storage."""

from dataclasses import asdict, dataclass, fields
from typing import Protocol

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from rooms.files.shared import SharedFile
from rooms.store import UnknownRoom
from storage.engine import Storage
from storage.tables.files import shared_files


@dataclass(frozen=True, slots=True)
class Load:
    """What lies in a room already."""

    files: int
    bytes: int


class FileStore(Protocol):
    """Every method raises storage.errors.StorageUnavailable while the database cannot be used."""

    async def add(self, file: SharedFile) -> None:
        """Keep a complete file; raises UnknownRoom."""

    async def of_room(self, room_id: str) -> tuple[SharedFile, ...]:
        """What lies in a room, oldest first."""

    async def load(self, room_id: str) -> Load:
        """How much lies in a room."""

    async def with_capability(self, capability: str) -> SharedFile | None:
        """The file that this opens, or None."""

    async def remove(self, room_id: str, file_id: str, participant: str) -> SharedFile | None:
        """Forget a file if it is this participant's, so that no file has it any more; the forgotten one."""

    async def remove_room(self, room_id: str) -> tuple[SharedFile, ...]:
        """Forget all files of a room; the forgotten ones."""

    async def remove_expired(self, now_ms: int) -> tuple[SharedFile, ...]:
        """Forget what lay for long enough; the forgotten ones."""

    async def blobs(self) -> frozenset[str]:
        """Names of the contents of all files."""


_COLUMNS = [shared_files.c[field.name] for field in fields(SharedFile)]


class SqlFileStore:
    """FileStore over SQLite or PostgreSQL."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def add(self, file: SharedFile) -> None:
        """See FileStore."""
        try:
            async with self._storage.writing() as connection:
                await connection.execute(insert(shared_files).values(**asdict(file)))
        except IntegrityError:
            raise UnknownRoom(file.room_id) from None

    async def of_room(self, room_id: str) -> tuple[SharedFile, ...]:
        """See FileStore."""
        query = select(*_COLUMNS).where(shared_files.c.room_id == room_id)
        query = query.order_by(shared_files.c.shared_at_ms, shared_files.c.id)
        async with self._storage.reading() as connection:
            return tuple(map(_file, (await connection.execute(query)).all()))

    async def load(self, room_id: str) -> Load:
        """See FileStore."""
        sums = select(func.count(), func.coalesce(func.sum(shared_files.c.size_bytes), 0))
        async with self._storage.reading() as connection:
            files, size_bytes = (
                await connection.execute(sums.where(shared_files.c.room_id == room_id))
            ).one()
        return Load(int(files), int(size_bytes))

    async def with_capability(self, capability: str) -> SharedFile | None:
        """See FileStore."""
        query = select(*_COLUMNS).where(shared_files.c.capability == capability)
        async with self._storage.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _file(row)

    async def remove(self, room_id: str, file_id: str, participant: str) -> SharedFile | None:
        """See FileStore."""
        gone = await self._remove(
            shared_files.c.id == file_id,
            shared_files.c.room_id == room_id,
            shared_files.c.participant == participant,
        )
        return gone[0] if gone else None

    async def remove_room(self, room_id: str) -> tuple[SharedFile, ...]:
        """See FileStore."""
        return await self._remove(shared_files.c.room_id == room_id)

    async def remove_expired(self, now_ms: int) -> tuple[SharedFile, ...]:
        """See FileStore."""
        return await self._remove(shared_files.c.expires_at_ms <= now_ms)

    async def blobs(self) -> frozenset[str]:
        """See FileStore."""
        async with self._storage.reading() as connection:
            return frozenset((await connection.execute(select(shared_files.c.blob))).scalars())

    async def _remove(self, *such: object) -> tuple[SharedFile, ...]:
        gone = delete(shared_files).where(*such).returning(*_COLUMNS)  # type: ignore[arg-type]
        async with self._storage.writing() as connection:
            rows = (await connection.execute(gone)).all()
        if rows:
            await self._storage.erase_deleted()
        return tuple(map(_file, rows))


def _file(row: Row[*tuple[object, ...]]) -> SharedFile:
    return SharedFile(**row._mapping)
