"""Small pictures, made by a process of their own: what strangers send is not decoded in the server."""

import asyncio
import contextlib
import sys
from pathlib import Path

WORKER = Path(__file__).with_name("preview_worker.py")
MOST_SOURCE_BYTES = 64 * 1024 * 1024
MOST_PREVIEW_BYTES = 256 * 1024
WITHIN_S = 10.0
"""Waiting for others included; who waits longer goes without."""
AT_ONCE = 2


class Previews:
    """Makes a few at once; a picture that takes too long or too much has none."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def make(self, picture: Path, size_bytes: int) -> bytes | None:
        """A WebP of at most 480 pixels a side without metadata, or None."""
        if size_bytes > MOST_SOURCE_BYTES:
            return None
        try:
            async with asyncio.timeout(self._within_s), self._turns:
                return await _run(picture)
        except (TimeoutError, OSError):
            return None


async def _run(picture: Path) -> bytes | None:
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(WORKER), str(picture)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        # Bounded, since the worker writes only what it made small itself.
        made, _ = await worker.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
        raise
    return made if made and worker.returncode == 0 and len(made) <= MOST_PREVIEW_BYTES else None
