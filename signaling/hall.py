"""All rooms: known ones in the store, those with people in them alive here; ended ones are deleted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

from rooms.chat import ChatLine
from rooms.ids import new_room_id
from rooms.room import RECENT_LINES, Room
from rooms.store import RoomRecord, RoomStore
from sfu.unit import ForwardingUnit
from signaling.live_room import LiveRoom, Patience

log = logging.getLogger(__name__)

SWEEP_EVERY_S = 600.0
LAST_WRITES_S = 3.0


class RoomNotFound(Exception):
    """There is no such room, or there is none any more: nobody learns which."""


@dataclass(frozen=True, slots=True)
class Door:
    """What one sees before going in."""

    room: RoomRecord
    present: int


class Hall:
    """Opens a live room for the first who comes and closes it behind the last who goes."""

    def __init__(
        self,
        *,
        store: RoomStore,
        unit: ForwardingUnit,
        patience: Patience,
        capacity: int,
        empty_room_hours: float,
        now_ms: Callable[[], int],
        random_bytes: Callable[[int], bytes],
        forget_files: Callable[[str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._unit = unit
        self._patience = patience
        self._capacity = capacity
        self._empty_room_ms = int(empty_room_hours * 3_600_000)
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._forget_files = forget_files
        self._live: dict[str, LiveRoom] = {}
        self._chat_orders = WeakValueDictionary[str, asyncio.Lock]()
        """One lock a room as long as anybody holds it: a room that closes may still store a line."""
        self._writes: set[asyncio.Task[None]] = set()
        self._capacities: dict[str, int] = {}
        """Of rooms that take fewer or more people than others."""

    async def create(self, title: str, theme: str, *, capacity: int | None = None) -> RoomRecord:
        """Make a room that nobody owns; `capacity` is for one that does not outlive this process."""
        now_ms = self._now_ms()
        record = RoomRecord(
            id=new_room_id(self._random_bytes),
            title=title,
            theme=theme,
            created_at_ms=now_ms,
            last_used_at_ms=now_ms,
        )
        await self._store.create(record)
        if capacity is not None:
            self._capacities[record.id] = capacity
        return record

    async def remove(self, room_id: str) -> None:
        """End a room for everybody and delete it with all it holds."""
        self._capacities.pop(room_id, None)
        if (live := self._live.pop(room_id, None)) is not None:
            live.end()
        await self._forget_files(room_id)
        await self._store.delete(room_id)

    async def door(self, room_id: str) -> Door:
        """What stands at the door; raises RoomNotFound. A room with people in it is not looked up."""
        if (live := self._live.get(room_id)) is not None:
            return Door(live.record, len(live.room.participants))
        record = await self._store.get(room_id)
        if record is None:
            raise RoomNotFound(room_id)
        return Door(record, 0)

    async def open(self, room_id: str) -> LiveRoom:
        """The live room, made alive if it was empty; raises RoomNotFound."""
        if (live := self._live.get(room_id)) is not None:
            return live
        chat_order = self._chat_orders.setdefault(room_id, asyncio.Lock())
        async with chat_order:
            record = (await self.door(room_id)).room
            if (live := self._live.get(room_id)) is None:
                recent = await self._store.chat.latest(room_id, RECENT_LINES)
                live = self._live[room_id] = self._make_live(record, recent, chat_order)
                self._touch_later(room_id)
            return live

    def live(self, room_id: str) -> LiveRoom | None:
        """The room if people are in it."""
        return self._live.get(room_id)

    def close_if_empty(self, live: LiveRoom) -> None:
        """Let go of a room without people."""
        if not live.room.participants:
            self._close(live)

    async def sweep(self) -> list[str]:
        """Delete unowned rooms that were empty for too long, with all they hold; the deleted ids."""
        now_ms = self._now_ms()
        for room_id in list(self._live):
            await self._store.touch(room_id, now_ms)
        before_ms = now_ms - self._empty_room_ms
        expired = await self._store.expired(before_ms)
        deleted = [room_id for room_id in expired if await self._delete_unless_used(room_id, before_ms)]
        if deleted:
            log.info("deleted %d rooms that had been empty for long", len(deleted))
        return deleted

    async def _delete_unless_used(self, room_id: str, before_ms: int) -> bool:
        """Whether it was deleted. While others were, somebody may have come here."""
        async with self._chat_orders.setdefault(room_id, asyncio.Lock()):
            record = await self._store.get(room_id)
            if record is None or room_id in self._live or record.last_used_at_ms >= before_ms:
                return False
            await self._forget_files(room_id)
            return await self._store.delete(room_id)

    async def sweep_for_ever(self) -> None:
        """Sweep now and then; a failing sweep is tried again at the next turn."""
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("rooms could not be swept")
            await asyncio.sleep(min(SWEEP_EVERY_S, self._empty_room_ms / 1000))

    async def close(self) -> None:
        """Say goodbye in every room and wait until what must be written is."""
        for live in list(self._live.values()):
            del self._live[live.room.id]
            live.stop()
            self._touch_later(live.room.id)
        if self._writes:
            await asyncio.wait(self._writes, timeout=LAST_WRITES_S)

    def _make_live(
        self, record: RoomRecord, recent: Sequence[ChatLine], chat_order: asyncio.Lock
    ) -> LiveRoom:
        room = Room(
            id=record.id,
            title=record.title,
            theme=record.theme,
            capacity=self._capacities.get(record.id, self._capacity),
            opened_at_ms=self._now_ms(),
            recent=recent,
        )
        return LiveRoom(
            room,
            record=record,
            chat_order=chat_order,
            unit=self._unit,
            patience=self._patience,
            on_empty=self._close,
        )

    def _close(self, live: LiveRoom) -> None:
        if self._live.get(live.room.id) is not live:
            return
        del self._live[live.room.id]
        live.end()
        self._touch_later(live.room.id)

    def _touch_later(self, room_id: str) -> None:
        task = asyncio.create_task(self._store.touch(room_id, self._now_ms()), name="touch-room")
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
