"""Contents on the disk: complete or gone, private, and never into the last free space."""

import errno
import os
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from storage.blobs import BlobStore, StorageFull
from storage.errors import StorageUnavailable


class Disk:
    """A store whose free space is told by hand."""

    def __init__(self, folder: Path) -> None:
        self.free_bytes = 10_000_000
        numbers = count(1)
        self.store = BlobStore(
            folder,
            reserve_bytes=1_000,
            random_bytes=lambda size: next(numbers).to_bytes(size, "big"),
            free_bytes=lambda _folder: self.free_bytes,
        )
        self.folder = folder / "blobs"

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    yield Disk(tmp_path)


async def test_what_is_written_in_pieces_is_kept_whole_and_private(disk: Disk) -> None:
    draft = disk.store.begin()
    await draft.append(b"one ")
    await draft.append(b"two")
    assert await draft.head(5) == b"one t"
    assert await disk.store.unfinished() == {draft.name}
    await draft.keep()
    path = disk.store.path(draft.name)
    assert path.read_bytes() == b"one two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(disk.folder.stat().st_mode) == 0o700
    assert await disk.store.names() == {draft.name}
    assert await disk.store.unfinished() == frozenset()


async def test_what_is_discarded_or_deleted_leaves_nothing(disk: Disk) -> None:
    draft, kept = disk.store.begin(), disk.store.begin()
    await draft.append(b"x")
    await draft.discard()
    await kept.append(b"x")
    await kept.keep()
    await disk.store.put_small(kept.name, b"small")
    assert len(disk.names()) == 2
    await disk.store.delete(kept.name)
    await disk.store.delete(kept.name)
    assert disk.names() == []


async def test_uploads_stop_before_the_last_free_space(disk: Disk) -> None:
    draft = disk.store.begin()
    disk.free_bytes = 1_005
    await draft.append(b"12345")
    with pytest.raises(StorageFull):
        await draft.append(b"123456")
    assert draft.length_bytes == 5
    assert disk.store.has_space(5)
    assert not disk.store.has_space(6)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
async def test_a_disk_that_is_full_in_the_middle_adds_nothing(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    draft = disk.store.begin()
    await draft.append(b"before ")
    real, left = os.pwrite, [3]

    def nearly_full(descriptor: int, data: memoryview, offset: int) -> int:
        if left[0] == 0:
            raise OSError(number, "full")
        written = real(descriptor, data[: left[0]], offset)
        left[0] -= written
        return written

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", nearly_full)
        with pytest.raises(StorageFull):
            await draft.append(b"much more")
    await draft.append(b"after")
    await draft.keep()
    assert disk.store.path(draft.name).read_bytes() == b"before after"


async def test_any_other_trouble_is_told_as_such(disk: Disk) -> None:
    draft = disk.store.begin()
    disk.folder.rmdir()
    with pytest.raises(StorageUnavailable) as caught:
        await draft.append(b"x")
    assert not isinstance(caught.value, StorageFull)


async def test_what_a_server_left_unfinished_is_gone_at_the_next_start(tmp_path: Path) -> None:
    before = Disk(tmp_path)
    await before.store.begin().append(b"half")
    assert len(before.names()) == 1
    assert Disk(tmp_path).names() == []


@pytest.mark.parametrize("name", ["", "../madang.db", "a" * 31, "A" * 32, "0" * 32 + "/x", "0" * 32 + "\n"])
def test_nothing_but_a_name_of_a_blob_leads_to_the_disk(disk: Disk, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        disk.store.path(name)
