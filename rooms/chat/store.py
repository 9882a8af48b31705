"""Where the lines of rooms are kept: the protocol, and its one implementation over storage."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, Select, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.chat.line import ChatLine, LineGone, NewLine, Reaction
from rooms.chat.text import folded
from storage.engine import Storage
from storage.tables.chat import chat_lines, chat_reactions
from storage.tables.rooms import rooms

LINES_A_PAGE = 50


class UnknownRoom(LookupError):
    """There is no such room, or no longer."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, oldest first, and whether there are older ones."""

    lines: tuple[ChatLine, ...]
    more: bool


class ChatStore(Protocol):
    """Every method raises storage.errors.StorageUnavailable while the database cannot be used."""

    async def append(self, room_id: str, line: NewLine) -> tuple[ChatLine, bool]:
        """Store a line for good and give it the room's next number.

        When it returns, the line survives a crash. What this participant wrote under this key is not
        stored again: then it is the stored line, and False. Raises UnknownRoom, and LineGone if it
        answers no line.
        """

    async def change(
        self, room_id: str, number: int, how: Callable[[ChatLine], ChatLine]
    ) -> tuple[ChatLine, bool]:
        """Store what a line becomes; the line, and whether it is another one than before.

        What its text was before is in no file any more. Raises LineGone, and whatever `how` raises.
        """

    async def latest(self, room_id: str, limit: int = LINES_A_PAGE) -> tuple[ChatLine, ...]:
        """The latest lines, oldest first."""

    async def before(self, room_id: str, number: int, limit: int = LINES_A_PAGE) -> Page:
        """The lines before a number."""

    async def search(
        self, room_id: str, words: str, before: int | None = None, limit: int = LINES_A_PAGE
    ) -> Page:
        """The latest lines that contain the words, whatever their case."""


_LINES = select(*(chat_lines.c[field.name] for field in fields(ChatLine) if field.name != "reactions"))


class SqlChatStore:
    """ChatStore over SQLite or PostgreSQL."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def append(self, room_id: str, line: NewLine) -> tuple[ChatLine, bool]:
        """See ChatStore."""
        try:
            async with self._storage.writing() as connection:
                number = await _next_number(connection, room_id)
                if line.reply_to is not None and line.reply_to >= number:
                    raise LineGone(line.reply_to)
                await connection.execute(insert(chat_lines).values(room_id=room_id, **_new_row(line, number)))
        except IntegrityError:
            # The key is taken, and the number was given back. Rare, so that the usual way asks nothing first.
            known = await self._line_with_key(room_id, line)
            if known is None:
                raise
            return known, False
        return line.numbered(number), True

    async def change(
        self, room_id: str, number: int, how: Callable[[ChatLine], ChatLine]
    ) -> tuple[ChatLine, bool]:
        """See ChatStore."""
        one = and_(chat_lines.c.room_id == room_id, chat_lines.c.number == number)
        async with self._storage.writing() as connection:
            found = await _with_reactions(connection, room_id, _LINES.where(one).with_for_update())
            if not found:
                raise LineGone(number)
            before, after = found[0], how(found[0])
            if after == before:
                return before, False
            await connection.execute(update(chat_lines).where(one).values(**_changed_row(after)))
            await _keep_reactions(connection, room_id, before, after)
        if after.text != before.text:
            await self._storage.erase_deleted()
        return after, True

    async def latest(self, room_id: str, limit: int = LINES_A_PAGE) -> tuple[ChatLine, ...]:
        """See ChatStore."""
        return await self._newest_first(room_id, _LINES, limit)

    async def before(self, room_id: str, number: int, limit: int = LINES_A_PAGE) -> Page:
        """See ChatStore."""
        return await self._page(room_id, _LINES.where(chat_lines.c.number < number), limit)

    async def search(
        self, room_id: str, words: str, before: int | None = None, limit: int = LINES_A_PAGE
    ) -> Page:
        """See ChatStore."""
        such = _LINES.where(chat_lines.c.folded.contains(folded(words), autoescape=True))
        such = such if before is None else such.where(chat_lines.c.number < before)
        return await self._page(room_id, such, limit)

    async def _page(self, room_id: str, such: Select[Any], limit: int) -> Page:
        lines = await self._newest_first(room_id, such, limit + 1)
        return Page(lines[-limit:], len(lines) > limit)

    async def _newest_first(self, room_id: str, such: Select[Any], limit: int) -> tuple[ChatLine, ...]:
        query = such.where(chat_lines.c.room_id == room_id).order_by(chat_lines.c.number.desc()).limit(limit)
        async with self._storage.reading() as connection:
            lines = await _with_reactions(connection, room_id, query)
        return tuple(reversed(lines))

    async def _line_with_key(self, room_id: str, line: NewLine) -> ChatLine | None:
        own = chat_lines.c.participant == line.participant, chat_lines.c.key == line.key
        query = _LINES.where(chat_lines.c.room_id == room_id, *own)
        async with self._storage.reading() as connection:
            return next(iter(await _with_reactions(connection, room_id, query)), None)


async def _next_number(connection: AsyncConnection, room_id: str) -> int:
    """Count one up, which locks the room's row: nobody else can until this transaction ends."""
    counted = update(rooms).where(rooms.c.id == room_id).returning(rooms.c.last_chat_number)
    counted = counted.values(last_chat_number=rooms.c.last_chat_number + 1)
    number: int | None = (await connection.execute(counted)).scalar_one_or_none()
    if number is None:
        raise UnknownRoom(room_id)
    return number


async def _with_reactions(connection: AsyncConnection, room_id: str, query: Select[Any]) -> list[ChatLine]:
    """The lines of a query, each with its reactions in order."""
    lines = {line.number: line for line in map(_line, (await connection.execute(query)).all())}
    if not lines:
        return []
    theirs = select(chat_reactions).where(
        chat_reactions.c.room_id == room_id, chat_reactions.c.number.in_(lines)
    )
    reactions: dict[int, list[Reaction]] = {}
    for row in (await connection.execute(theirs)).all():
        one = Reaction(participant=row.participant, emoji=row.emoji, at_ms=row.at_ms)
        reactions.setdefault(row.number, []).append(one)
    for number, unordered in reactions.items():
        ordered = tuple(sorted(unordered, key=lambda one: one.place))
        lines[number] = replace(lines[number], reactions=ordered)
    return list(lines.values())


async def _keep_reactions(
    connection: AsyncConnection, room_id: str, before: ChatLine, after: ChatLine
) -> None:
    of_line = and_(chat_reactions.c.room_id == room_id, chat_reactions.c.number == after.number)
    if gone := set(before.reactions) - set(after.reactions):
        await connection.execute(delete(chat_reactions).where(of_line, _either(gone)))
    if new := set(after.reactions) - set(before.reactions):
        of = {"room_id": room_id, "number": after.number}
        rows = [{**of, "participant": r.participant, "emoji": r.emoji, "at_ms": r.at_ms} for r in new]
        await connection.execute(insert(chat_reactions), rows)


def _either(reactions: Iterable[Reaction]) -> ColumnElement[bool]:
    of = chat_reactions.c
    return or_(*(and_(of.participant == one.participant, of.emoji == one.emoji) for one in reactions))


def _line(row: Row[Any]) -> ChatLine:
    values = dict(row._mapping)
    return ChatLine(**{**values, "mentions": tuple(values["mentions"] or ())})


def _new_row(line: NewLine, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "key": line.key,
        "participant": line.participant,
        "name": line.name,
        "avatar": line.avatar,
        "sent_at_ms": line.sent_at_ms,
        "reply_to": line.reply_to,
        **_words(line.text, line.mentions),
    }


def _changed_row(line: ChatLine) -> dict[str, Any]:
    return {
        "edited_at_ms": line.edited_at_ms,
        "deleted_at_ms": line.deleted_at_ms,
        "reply_to": line.reply_to,
        **_words(line.text, line.mentions),
    }


def _words(text: str, mentions: tuple[str, ...]) -> dict[str, Any]:
    return {"text": text, "folded": folded(text), "mentions": list(mentions) or None}
