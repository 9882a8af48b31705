"""Puts together what handles files, from the settings."""

import secrets
import time
from collections.abc import Callable

from rooms.events import Event
from rooms.files.store import SqlFileStore
from signaling.config import Settings
from signaling.files import RoomFiles
from signaling.live_room import LiveRoom
from signaling.previews import Previews
from signaling.uploads import UploadLimits, Uploads
from storage.blobs import BlobStore
from storage.engine import Storage

MB = 1024 * 1024


def make_uploads(settings: Settings, storage: Storage, live: Callable[[str], LiveRoom | None]) -> Uploads:
    """Uploads and the files that they become; raises StorageUnavailable if the folder cannot be written."""

    def tell(room_id: str, event: Event) -> None:
        if (room := live(room_id)) is not None:
            room.tell([event])

    blobs = BlobStore(
        settings.data, reserve_bytes=settings.disk_reserve_mb * MB, random_bytes=secrets.token_bytes
    )
    files = RoomFiles(store=SqlFileStore(storage), blobs=blobs, tell=tell, now_ms=_now_ms)
    limits = UploadLimits(
        file_bytes=settings.file_limit_mb * MB,
        room_bytes=settings.room_quota_mb * MB,
        room_files=settings.room_files,
        kept_s=settings.upload_kept_s,
        file_hours=settings.file_hours,
    )
    return Uploads(
        files=files,
        blobs=blobs,
        previews=Previews(),
        limits=limits,
        clock_s=time.monotonic,
        now_ms=_now_ms,
        random_bytes=secrets.token_bytes,
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
