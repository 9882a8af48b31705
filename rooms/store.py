"""Where rooms, their chat and API keys are kept: the protocol, and its one implementation over storage."""

from dataclasses import asdict, dataclass, fields
from typing import Protocol

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.chat import ChatLine, NewLine
from storage.engine import Storage
from storage.tables.chat import chat_lines
from storage.tables.keys import api_keys
from storage.tables.rooms import rooms

LATEST_LINES = 200


class UnknownRoom(LookupError):
    """There is no such room, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRecord:
    """What is kept of a room while nobody is in it. Times are in milliseconds since 1970."""

    id: str
    title: str
    theme: str
    created_at_ms: int
    last_used_at_ms: int
    """When somebody is last known to have been inside."""
    owner: str | None = None
    """Whose room it is; one that nobody owns goes when it has stood empty for long."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is known afterwards: by its SHA-256 in hexadecimal, never by itself."""

    hash: str
    label: str
    created_at_ms: int


class RoomStore(Protocol):
    """Every method raises storage.errors.StorageUnavailable while the database cannot be used."""

    async def create(self, room: RoomRecord) -> None:
        """Keep a new room."""

    async def get(self, room_id: str) -> RoomRecord | None:
        """The room, or None."""

    async def list_rooms(self) -> tuple[RoomRecord, ...]:
        """All rooms, oldest first."""

    async def touch(self, room_id: str, at_ms: int) -> None:
        """Somebody was inside then; a time before the known one changes nothing."""

    async def delete(self, room_id: str) -> bool:
        """Delete the room with all it holds, so that no file has it any more; False if there was none."""

    async def expired(self, before_ms: int) -> tuple[str, ...]:
        """Ids of rooms without an owner in which nobody is known to have been since then."""

    async def append_chat(self, room_id: str, line: NewLine) -> tuple[ChatLine, bool]:
        """Store a line for good and give it the room's next number; raises UnknownRoom.

        When it returns, the line survives a crash. What this participant wrote under this key is not stored
        again: then it is the stored line, and False.
        """

    async def latest_chat(self, room_id: str, limit: int = LATEST_LINES) -> tuple[ChatLine, ...]:
        """The latest lines, oldest first."""


class KeyStore(Protocol):
    """API keys. Every method raises storage.errors.StorageUnavailable while the database cannot be used."""

    async def add(self, key_hash: str, label: str, created_at_ms: int) -> None:
        """Keep a key by its hash."""

    async def exists(self, key_hash: str) -> bool:
        """Whether this key may be used."""

    async def revoke(self, key_hash: str) -> bool:
        """Forget a key; False if it was not known."""

    async def list_keys(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""


_ROOM_COLUMNS = [rooms.c[field.name] for field in fields(RoomRecord)]
_LINE_COLUMNS = [chat_lines.c[field.name] for field in fields(ChatLine)]
_KEY_COLUMNS = [api_keys.c[field.name] for field in fields(ApiKey)]


class SqlRoomStore:
    """RoomStore over SQLite or PostgreSQL."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def create(self, room: RoomRecord) -> None:
        """See RoomStore."""
        async with self._storage.writing() as connection:
            await connection.execute(insert(rooms).values(**asdict(room), last_chat_number=0))

    async def get(self, room_id: str) -> RoomRecord | None:
        """See RoomStore."""
        async with self._storage.reading() as connection:
            found = await connection.execute(select(*_ROOM_COLUMNS).where(rooms.c.id == room_id))
            row = found.one_or_none()
        return None if row is None else _room(row)

    async def list_rooms(self) -> tuple[RoomRecord, ...]:
        """See RoomStore."""
        async with self._storage.reading() as connection:
            found = await connection.execute(
                select(*_ROOM_COLUMNS).order_by(rooms.c.created_at_ms, rooms.c.id)
            )
            return tuple(map(_room, found.all()))

    async def touch(self, room_id: str, at_ms: int) -> None:
        """See RoomStore."""
        known = update(rooms).where(rooms.c.id == room_id, rooms.c.last_used_at_ms < at_ms)
        async with self._storage.writing() as connection:
            await connection.execute(known.values(last_used_at_ms=at_ms))

    async def delete(self, room_id: str) -> bool:
        """See RoomStore."""
        async with self._storage.writing() as connection:
            gone = await connection.execute(delete(rooms).where(rooms.c.id == room_id))
        await self._storage.erase_deleted()
        return bool(gone.rowcount)

    async def expired(self, before_ms: int) -> tuple[str, ...]:
        """See RoomStore."""
        query = select(rooms.c.id).where(rooms.c.owner.is_(None), rooms.c.last_used_at_ms < before_ms)
        async with self._storage.reading() as connection:
            return tuple((await connection.execute(query.order_by(rooms.c.id))).scalars())

    async def append_chat(self, room_id: str, line: NewLine) -> tuple[ChatLine, bool]:
        """See RoomStore."""
        try:
            async with self._storage.writing() as connection:
                number = await _next_chat_number(connection, room_id)
                row = insert(chat_lines).values(room_id=room_id, number=number, **asdict(line))
                await connection.execute(row)
        except IntegrityError:
            # The key is taken, and the number was given back. Rare, so that the usual way asks nothing first.
            known = await self._line_with_key(room_id, line)
            if known is None:
                raise
            return known, False
        return line.numbered(number), True

    async def latest_chat(self, room_id: str, limit: int = LATEST_LINES) -> tuple[ChatLine, ...]:
        """See RoomStore."""
        query = select(*_LINE_COLUMNS).where(chat_lines.c.room_id == room_id)
        query = query.order_by(chat_lines.c.number.desc()).limit(limit)
        async with self._storage.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(_line(row) for row in reversed(rows))

    async def _line_with_key(self, room_id: str, line: NewLine) -> ChatLine | None:
        query = select(*_LINE_COLUMNS).where(
            chat_lines.c.room_id == room_id,
            chat_lines.c.participant == line.participant,
            chat_lines.c.key == line.key,
        )
        async with self._storage.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _line(row)


async def _next_chat_number(connection: AsyncConnection, room_id: str) -> int:
    """Count one up, which locks the room's row: nobody else can until this transaction ends."""
    counted = update(rooms).where(rooms.c.id == room_id).returning(rooms.c.last_chat_number)
    counted = counted.values(last_chat_number=rooms.c.last_chat_number + 1)
    number: int | None = (await connection.execute(counted)).scalar_one_or_none()
    if number is None:
        raise UnknownRoom(room_id)
    return number


def _room(row: Row[*tuple[object, ...]]) -> RoomRecord:
    return RoomRecord(**row._mapping)


def _line(row: Row[*tuple[object, ...]]) -> ChatLine:
    return ChatLine(**row._mapping)


class SqlKeyStore:
    """KeyStore over SQLite or PostgreSQL."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def add(self, key_hash: str, label: str, created_at_ms: int) -> None:
        """See KeyStore."""
        async with self._storage.writing() as connection:
            await connection.execute(
                insert(api_keys).values(hash=key_hash, label=label, created_at_ms=created_at_ms)
            )

    async def exists(self, key_hash: str) -> bool:
        """See KeyStore."""
        async with self._storage.reading() as connection:
            found = await connection.execute(select(api_keys.c.hash).where(api_keys.c.hash == key_hash))
            return found.one_or_none() is not None

    async def revoke(self, key_hash: str) -> bool:
        """See KeyStore."""
        async with self._storage.writing() as connection:
            gone = await connection.execute(delete(api_keys).where(api_keys.c.hash == key_hash))
            return bool(gone.rowcount)

    async def list_keys(self) -> tuple[ApiKey, ...]:
        """See KeyStore."""
        query = select(*_KEY_COLUMNS).order_by(api_keys.c.created_at_ms, api_keys.c.hash)
        async with self._storage.reading() as connection:
            return tuple(ApiKey(*row) for row in (await connection.execute(query)).all())
