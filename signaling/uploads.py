"""Files on their way: granted, written in pieces, resumed after cuts, then laid into the room or given up."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from rooms.files.kinds import HEAD_BYTES, PICTURES, RefusedKind, accepted_type
from rooms.files.names import InvalidFileName, clean_file_name
from rooms.files.shared import SharedFile
from rooms.ids import new_capability, new_file_id
from rooms.participant import Participant
from rooms.store import UnknownRoom
from signaling.files import RoomFiles
from signaling.previews import Previews
from signaling.protocol.common import ErrorCode
from signaling.refusal import Refused
from storage.blobs import BlobStore, Draft, StorageFull

log = logging.getLogger(__name__)

MOST_EACH = 8
"""Uploads that one participant may have under way."""
MOST_AT_ALL = 400
MOST_FINISHED = 1_000
"""So many finished uploads still say that they are, for who did not get the answer."""
ASK_AGAIN_S = 1.0
SWEEP_EVERY_S = 15.0
LEFTOVERS_EVERY = 40
"""Every so many sweeps, the blobs and the rows are compared."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What may be uploaded, and how long a cut upload can be resumed."""

    file_bytes: int
    room_bytes: int
    room_files: int
    kept_s: float
    file_hours: float


@dataclass(slots=True, eq=False)
class Upload:
    """One file on its way. Its capability is known only to who asked for it."""

    file: str
    capability: str
    room_id: str
    participant: str
    owner: str
    name: str
    size_bytes: int
    draft: Draft
    heard_at_s: float
    media_type: str | None = None
    """Known when enough of the beginning is there."""
    interrupt: Callable[[], None] | None = None
    """Ends the request that writes now."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def received_bytes(self) -> int:
        """How much is written."""
        return self.draft.length_bytes

    @property
    def missing_bytes(self) -> int:
        """How much is still to come."""
        return self.size_bytes - self.draft.length_bytes


class Uploads:
    """All uploads of this server; a restart forgets them, and they begin anew."""

    def __init__(
        self,
        *,
        files: RoomFiles,
        blobs: BlobStore,
        previews: Previews,
        limits: UploadLimits,
        clock_s: Callable[[], float],
        now_ms: Callable[[], int],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._files = files
        self._blobs = blobs
        self._previews = previews
        self._limits = limits
        self._clock_s = clock_s
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._open: dict[str, Upload] = {}
        self._finished: OrderedDict[str, int] = OrderedDict()

    @property
    def files(self) -> RoomFiles:
        """Where uploads go when they are complete."""
        return self._files

    async def offer(self, room_id: str, participant: Participant, name: str, size_bytes: int) -> Upload:
        """Reserve room for a file of exactly this size; raises Refused."""
        name = self._checked(name, size_bytes)
        own = [
            one for one in self._open.values() if (one.room_id, one.participant) == (room_id, participant.id)
        ]
        if len(own) >= MOST_EACH or len(self._open) >= MOST_AT_ALL:
            raise Refused(ErrorCode.TOO_FAST, ASK_AGAIN_S)
        async with self._files.order:
            await self._check_quota(room_id, size_bytes)
            upload = Upload(
                file=new_file_id(self._random_bytes),
                capability=new_capability(self._random_bytes),
                room_id=room_id,
                participant=participant.id,
                owner=participant.name,
                name=name,
                size_bytes=size_bytes,
                draft=self._blobs.begin(),
                heard_at_s=self._clock_s(),
            )
            self._open[upload.capability] = upload
        return upload

    def find(self, capability: str) -> Upload | None:
        """The upload that this capability is for, while it is under way."""
        return self._open.get(capability)

    def finished_bytes(self, capability: str) -> int | None:
        """The size of an upload that lies in its room already."""
        return self._finished.get(capability)

    @contextlib.asynccontextmanager
    async def writing(self, upload: Upload, interrupt: Callable[[], None]) -> AsyncIterator[None]:
        """Write alone: a request that still hangs there from before a cut is interrupted."""
        if upload.interrupt is not None:
            upload.interrupt()
        async with upload.turn:
            upload.interrupt = interrupt
            try:
                yield
            finally:
                upload.interrupt = None
                upload.heard_at_s = self._clock_s()

    async def write(self, upload: Upload, data: bytes) -> None:
        """Add what came; raises Refused, and then the upload is over, or StorageUnavailable."""
        if len(data) > upload.missing_bytes:
            await self.give_up(upload)
            raise Refused(ErrorCode.FILE_TOO_LARGE)
        try:
            await upload.draft.append(data)
        except StorageFull:
            await self.give_up(upload)
            raise Refused(ErrorCode.STORAGE_FULL) from None
        if upload.media_type is None and (upload.received_bytes >= HEAD_BYTES or not upload.missing_bytes):
            await self._check_kind(upload)

    async def finish(self, upload: Upload) -> None:
        """Lay a complete file into its room; raises Refused or StorageUnavailable: then it is gone."""
        blob = upload.draft.name
        self._files.arriving(blob)
        try:
            await upload.draft.keep()
            file = self._shared(upload, has_preview=await self._make_preview(upload))
            async with self._files.order:
                await self._files.add(file)
                self._close(upload)
            self._remember_finished(upload)
        except BaseException as error:
            self._close(upload)
            await self._blobs.delete(blob)
            if isinstance(error, StorageFull):
                raise Refused(ErrorCode.STORAGE_FULL) from None
            if isinstance(error, UnknownRoom):
                raise Refused(ErrorCode.ROOM_ENDED) from None
            raise
        finally:
            self._files.arrived(blob)

    async def give_up(self, upload: Upload) -> None:
        """Nothing is left of it."""
        self._close(upload)
        await upload.draft.discard()

    async def give_up_file(self, room_id: str, file_id: str, participant: str) -> bool:
        """Give up one's own upload by the id of its file; False if there is none."""
        for upload in self._open.values():
            if (upload.file, upload.room_id, upload.participant) == (file_id, room_id, participant):
                break
        else:
            return False
        await self.give_up_alone(upload)
        return True

    async def give_up_alone(self, upload: Upload) -> None:
        """Give up, and end the request that writes now."""
        self._close(upload)
        if upload.interrupt is not None:
            upload.interrupt()
        async with upload.turn:
            await upload.draft.discard()

    def stop(self) -> None:
        """The server goes down: no request goes on."""
        for upload in self._open.values():
            if upload.interrupt is not None:
                upload.interrupt()

    async def sweep(self) -> None:
        """Give up what nobody resumed, and remove drafts that nobody writes."""
        oldest_s = self._clock_s() - self._limits.kept_s
        for upload in list(self._open.values()):
            if upload.interrupt is None and upload.heard_at_s < oldest_s:
                await self.give_up(upload)
        left = await self._blobs.unfinished()
        for name in left - {upload.draft.name for upload in self._open.values()}:
            await self._blobs.discard_unfinished(name)

    async def sweep_for_ever(self) -> None:
        """Sweep uploads often and files now and then; a failing sweep is tried again at the next turn."""
        turns = 0
        while True:
            try:
                await self.sweep()
                if turns % LEFTOVERS_EVERY == 0:
                    await self._files.sweep()
            except Exception:
                log.exception("files could not be swept")
            turns += 1
            await asyncio.sleep(min(SWEEP_EVERY_S, self._limits.kept_s))

    def _checked(self, name: str, size_bytes: int) -> str:
        if size_bytes == 0:
            raise Refused(ErrorCode.FILE_EMPTY)
        if size_bytes > self._limits.file_bytes:
            raise Refused(ErrorCode.FILE_TOO_LARGE)
        try:
            return clean_file_name(name)
        except InvalidFileName:
            raise Refused(ErrorCode.FILE_NAME_INVALID) from None

    async def _check_quota(self, room_id: str, size_bytes: int) -> None:
        lying = await self._files.load(room_id)
        coming = [one for one in self._open.values() if one.room_id == room_id]
        room_bytes = lying.bytes + sum(one.size_bytes for one in coming) + size_bytes
        if lying.files + len(coming) >= self._limits.room_files or room_bytes > self._limits.room_bytes:
            raise Refused(ErrorCode.QUOTA_EXCEEDED)
        if not self._blobs.has_space(size_bytes + sum(one.missing_bytes for one in self._open.values())):
            raise Refused(ErrorCode.STORAGE_FULL)

    async def _check_kind(self, upload: Upload) -> None:
        try:
            upload.media_type = accepted_type(upload.name, await upload.draft.head(HEAD_BYTES))
        except RefusedKind:
            await self.give_up(upload)
            raise Refused(ErrorCode.FILE_TYPE_REFUSED) from None

    async def _make_preview(self, upload: Upload) -> bool:
        if upload.media_type not in PICTURES:
            return False
        picture = await self._previews.make(self._blobs.path(upload.draft.name), upload.size_bytes)
        if picture is None:
            return False
        await self._blobs.put_small(upload.draft.name, picture)
        return True

    def _shared(self, upload: Upload, *, has_preview: bool) -> SharedFile:
        now_ms = self._now_ms()
        return SharedFile(
            id=upload.file,
            room_id=upload.room_id,
            capability=new_capability(self._random_bytes),
            blob=upload.draft.name,
            name=upload.name,
            size_bytes=upload.size_bytes,
            media_type=upload.media_type or "",
            has_preview=has_preview,
            participant=upload.participant,
            owner=upload.owner,
            shared_at_ms=now_ms,
            expires_at_ms=now_ms + int(self._limits.file_hours * 3_600_000),
        )

    def _close(self, upload: Upload) -> None:
        self._open.pop(upload.capability, None)

    def _remember_finished(self, upload: Upload) -> None:
        self._finished[upload.capability] = upload.size_bytes
        if len(self._finished) > MOST_FINISHED:
            self._finished.popitem(last=False)
