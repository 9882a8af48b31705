"""Files' contents in the data folder: written in pieces, complete or gone, under names that nobody chose."""

import asyncio
import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from storage.errors import StorageUnavailable
from storage.folder import PRIVATE_FILE_MODE, prepare_folder

BLOBS_FOLDER = "blobs"
UNFINISHED = ".part"
SMALL = ".small"
"""Ends the name of the small picture that stands beside a blob."""

T = TypeVar("T")

_NAME = re.compile(r"[0-9a-f]{32}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(StorageUnavailable):
    """There is no room left on the disk for files."""


class Draft:
    """A blob that is being written; it counts only when it is kept. One writer at a time."""

    def __init__(self, store: "BlobStore", name: str) -> None:
        self._store = store
        self._path = store.path(name).with_suffix(UNFINISHED)
        self.name = name
        self.length_bytes = 0

    async def append(self, data: bytes) -> None:
        """Write on at the end; raises StorageFull or StorageUnavailable, and then nothing was added."""
        await _off_loop(self._append, data)
        self.length_bytes += len(data)

    async def head(self, most_bytes: int) -> bytes:
        """How it begins; raises StorageUnavailable."""
        return await _off_loop(_read_head, self._path, most_bytes)

    async def keep(self) -> None:
        """Make it a blob that survives a crash; raises StorageFull or StorageUnavailable."""
        await _off_loop(self._keep)

    async def discard(self) -> None:
        """Leave nothing of it; raises StorageUnavailable."""
        await _off_loop(self._path.unlink, True)

    def _append(self, data: bytes) -> None:
        self._store.require_space(len(data))
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE_MODE)
        try:
            # At its place and not at the end: what a failed write left behind is written over.
            _write_all(descriptor, data, self.length_bytes)
        finally:
            os.close(descriptor)

    def _keep(self) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.ftruncate(descriptor, self.length_bytes)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._path.rename(self._store.path(self.name))
        _sync_folder(self._path.parent)


class BlobStore:
    """All blobs below one folder. What a server that ended left unfinished is removed when it opens."""

    def __init__(
        self,
        data_folder: Path,
        *,
        reserve_bytes: int,
        random_bytes: Callable[[int], bytes],
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """`reserve_bytes` stay free for the database; raises StorageUnavailable."""
        self._folder = data_folder / BLOBS_FOLDER
        self._reserve_bytes = reserve_bytes
        self._random_bytes = random_bytes
        self._free_bytes = free_bytes
        prepare_folder(self._folder)
        for left in self._folder.glob(f"*{UNFINISHED}"):
            left.unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where a blob lies; raises ValueError for what cannot be one's name."""
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a blob")
        return self._folder / name

    def small_path(self, name: str) -> Path:
        """Where the small picture of a blob lies, if it has one; raises ValueError as `path` does."""
        return self.path(name).with_suffix(SMALL)

    def begin(self) -> Draft:
        """Begin a blob under a new name; nothing is written yet."""
        return Draft(self, self._random_bytes(16).hex())

    def has_space(self, wanted_bytes: int) -> bool:
        """Whether so much fits beside what must stay free; raises StorageUnavailable."""
        try:
            return self._free_bytes(self._folder) - wanted_bytes >= self._reserve_bytes
        except OSError as error:
            raise _translated(error) from error

    def require_space(self, wanted_bytes: int) -> None:
        """Raise StorageFull unless so much fits."""
        if not self.has_space(wanted_bytes):
            raise StorageFull("The disk with the data folder is full.")

    async def put_small(self, name: str, picture: bytes) -> None:
        """Keep a small picture beside a blob; raises StorageFull or StorageUnavailable."""
        await _off_loop(self._put_small, name, picture)

    async def delete(self, name: str) -> None:
        """Remove a blob with its small picture, if they are there; raises StorageUnavailable."""
        await _off_loop(self.path(name).unlink, True)
        await _off_loop(self.small_path(name).unlink, True)

    async def names(self) -> frozenset[str]:
        """Names of all blobs that were kept; raises StorageUnavailable."""
        return await _off_loop(self._names)

    async def unfinished(self) -> frozenset[str]:
        """Names of all drafts on the disk; raises StorageUnavailable."""
        return await _off_loop(lambda: frozenset(one.stem for one in self._folder.glob(f"*{UNFINISHED}")))

    async def discard_unfinished(self, name: str) -> None:
        """Remove a draft that nobody writes any more; raises StorageUnavailable."""
        await _off_loop(self.path(name).with_suffix(UNFINISHED).unlink, True)

    def _names(self) -> frozenset[str]:
        stems = {one.stem for one in self._folder.iterdir() if one.suffix in ("", SMALL)}
        return frozenset(stem for stem in stems if _NAME.fullmatch(stem))

    def _put_small(self, name: str, picture: bytes) -> None:
        self.require_space(len(picture))
        path = self.small_path(name)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE_MODE)
        try:
            _write_all(descriptor, picture, 0)
        finally:
            os.close(descriptor)


async def _off_loop(work: Callable[..., T], *arguments: object) -> T:
    try:
        return await asyncio.to_thread(work, *arguments)
    except OSError as error:
        raise _translated(error) from error


def _translated(error: OSError) -> StorageUnavailable:
    if error.errno in _FULL:
        return StorageFull("The disk with the data folder is full.")
    return StorageUnavailable(f"Files cannot be kept: {error.strerror or error}.")


def _write_all(descriptor: int, data: bytes, offset_bytes: int) -> None:
    rest = memoryview(data)
    while rest:
        written = os.pwrite(descriptor, rest, offset_bytes)
        rest, offset_bytes = rest[written:], offset_bytes + written


def _read_head(path: Path, most_bytes: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most_bytes)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
