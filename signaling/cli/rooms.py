"""`madang room create`."""

import asyncio
import secrets
import time

import click

from counseling_themes.loader import DEFAULT_THEME, load_themes
from rooms.ids import new_room_id
from rooms.names import clean_title
from rooms.store import RoomRecord, SqlRoomStore
from signaling.cli.exits import give_up
from signaling.config import Settings
from storage.engine import open_storage
from storage.errors import StorageUnavailable


def create(settings: Settings, title: str, theme: str | None) -> None:
    """Store a room and print its path; a running server finds it at once."""
    known = load_themes()
    slug = theme or DEFAULT_THEME
    if slug not in known:
        give_up(f"There is no theme {slug!r}. There are: {', '.join(sorted(known))}.")
    try:
        room_id = asyncio.run(_store(settings, clean_title(title), slug))
    except StorageUnavailable as reason:
        give_up(str(reason))
    click.echo(f"/r/{room_id}")


async def _store(settings: Settings, title: str, theme: str) -> str:
    at_ms = time.time_ns() // 1_000_000
    room_id = new_room_id(secrets.token_bytes)
    storage = await open_storage(settings.data)
    try:
        await SqlRoomStore(storage).create(
            RoomRecord(id=room_id, title=title, theme=theme, created_at_ms=at_ms, last_used_at_ms=at_ms)
        )
    finally:
        await storage.close()
    return room_id
