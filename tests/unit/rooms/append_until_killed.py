"""A process of its own: writes lines and tells each that was acknowledged, until a test kills it."""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from rooms.chat import NewLine
from rooms.store import RoomRecord, SqlRoomStore
from storage.engine import open_storage

ROOM = "r" * 22
WRITERS = 3


async def append_for_ever(store: SqlRoomStore, writer: int) -> None:
    for turn in itertools.count():
        line, _ = await store.chat.append(
            ROOM,
            NewLine(
                key=f"{os.getpid()}-{writer}-{turn}",
                participant=f"p{writer}",
                name="Ada",
                avatar="bora",
                text=f"{writer} {turn}",
                sent_at_ms=turn,
            ),
        )
        sys.stdout.write(f"{line.number} {line.text}\n")
        sys.stdout.flush()


async def main(folder: Path) -> None:
    store = SqlRoomStore(await open_storage(folder))
    if await store.get(ROOM) is None:
        await store.create(RoomRecord(id=ROOM, title="", theme="t", created_at_ms=1, last_used_at_ms=1))
    await asyncio.gather(*(append_for_ever(store, writer) for writer in range(WRITERS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
