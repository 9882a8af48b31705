"""What lies in rooms: files from the moment they are complete until they are deleted."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from rooms.events import Event, FileRemoved, FileShared
from rooms.files.shared import SharedFile
from rooms.files.store import FileStore, Load
from storage.blobs import BlobStore

log = logging.getLogger(__name__)

Tell = Callable[[str, Event], None]
"""Tells those who are in a room what happened there."""


class RoomFiles:
    """Shared files and their contents: a row counts only with its blob, a blob only with its row."""

    def __init__(self, *, store: FileStore, blobs: BlobStore, tell: Tell, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._blobs = blobs
        self._tell = tell
        self._now_ms = now_ms
        self._arriving: set[str] = set()
        self.order = asyncio.Lock()
        """Held while a file is stored and told, so that whoever comes in meanwhile has it once."""

    async def of_room(self, room_id: str) -> tuple[SharedFile, ...]:
        """What lies there now, oldest first."""
        now_ms = self._now_ms()
        return tuple(one for one in await self._store.of_room(room_id) if one.expires_at_ms > now_ms)

    async def load(self, room_id: str) -> Load:
        """How much lies there."""
        return await self._store.load(room_id)

    async def opened_by(self, capability: str) -> SharedFile | None:
        """The file behind a link, or None: nobody learns whether there was one."""
        file = await self._store.with_capability(capability)
        return None if file is None or file.expires_at_ms <= self._now_ms() else file

    def content(self, file: SharedFile) -> Path:
        """Where the content lies."""
        return self._blobs.path(file.blob)

    def preview(self, file: SharedFile) -> Path | None:
        """Where its small picture lies, if it has one."""
        return self._blobs.small_path(file.blob) if file.has_preview else None

    def arriving(self, blob: str) -> None:
        """This blob will soon have its row: it is not left over."""
        self._arriving.add(blob)

    def arrived(self, blob: str) -> None:
        """It has its row, or was given up."""
        self._arriving.discard(blob)

    async def add(self, file: SharedFile) -> None:
        """Lay a file into its room, under `order`; raises rooms.store.UnknownRoom."""
        await self._store.add(file)
        self._tell(file.room_id, FileShared(file))

    async def remove(self, room_id: str, file_id: str, participant: str) -> bool:
        """Take back a file of one's own: its links are dead from now on. False if it is not theirs."""
        gone = await self._store.remove(room_id, file_id, participant)
        if gone is None:
            return False
        await self._delete((gone,))
        return True

    async def forget_room(self, room_id: str) -> None:
        """The room is deleted: so is what lies in it."""
        for file in await self._store.remove_room(room_id):
            await self._blobs.delete(file.blob)

    async def sweep(self) -> None:
        """Delete what lay for long enough, and contents that no file has."""
        await self._delete(await self._store.remove_expired(self._now_ms()))
        left = await self._blobs.names() - self._arriving
        for blob in left - await self._store.blobs():
            await self._blobs.delete(blob)

    async def _delete(self, gone: tuple[SharedFile, ...]) -> None:
        for file in gone:
            self._tell(file.room_id, FileRemoved(file.id))
            await self._blobs.delete(file.blob)
        if gone:
            log.info("deleted %d files", len(gone))
