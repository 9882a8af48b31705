"""Stand-ins for what lies around a live room; they remember what was asked of them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from rooms.chat import ChatLine, LineGone, NewLine
from rooms.chat.store import ChatStore, Page
from rooms.store import RoomRecord
from sfu.forwarding.audience import Audience
from sfu.router import RouterListener
from signaling.connection import CloseCode
from signaling.protocol import ToParticipant, encode


class FakeRouter:
    """Remembers what it was asked."""

    def __init__(self, listener: RouterListener) -> None:
        self.listener = listener
        self.calls: list[tuple[Any, ...]] = []
        self.audience = Audience()
        self.closed = False

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: self.calls.append((name, *arguments))

    def set_audience(self, audience: Audience) -> None:
        self.audience = audience

    def close(self) -> None:
        self.closed = True


class FakeUnit:
    """Opens fake routers."""

    def __init__(self) -> None:
        self.routers: list[FakeRouter] = []

    def open_room(self, listener: RouterListener) -> FakeRouter:
        self.routers.append(FakeRouter(listener))
        return self.routers[-1]


class FakeConnection:
    """Remembers what was sent and how it was closed."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.closed: CloseCode | None = None

    def send(self, wire: bytes) -> None:
        self.sent.append(json.loads(wire))

    def send_message(self, message: ToParticipant) -> None:
        self.send(encode(message))

    def close(self, code: CloseCode) -> None:
        self.closed = self.closed or code

    def types(self) -> list[str]:
        return [message["type"] for message in self.sent]

    def last(self, message_type: str) -> dict[str, Any]:
        return next(message for message in reversed(self.sent) if message["type"] == message_type)


class FakeFiles:
    """No files anywhere."""

    def __init__(self) -> None:
        self.order = asyncio.Lock()
        self.forgotten: list[str] = []

    async def of_room(self, _room_id: str) -> tuple[()]:
        return ()

    async def forget_room(self, room_id: str) -> None:
        self.forgotten.append(room_id)


class FakeUploads:
    """Nothing on its way."""

    def __init__(self) -> None:
        self.files = FakeFiles()


class FakeChatStore:
    """Keeps lines in memory."""

    def __init__(self) -> None:
        self.lines: dict[str, list[ChatLine]] = {}
        self.keys: dict[tuple[str, str], ChatLine] = {}

    async def append(self, room_id: str, line: NewLine) -> tuple[ChatLine, bool]:
        if (known := self.keys.get((room_id, line.key))) is not None:
            return known, False
        lines = self.lines.setdefault(room_id, [])
        stored = line.numbered(len(lines) + 1)
        lines.append(stored)
        self.keys[room_id, line.key] = stored
        return stored, True

    async def change(
        self, room_id: str, number: int, how: Callable[[ChatLine], ChatLine]
    ) -> tuple[ChatLine, bool]:
        lines = self.lines.get(room_id, [])
        if number > len(lines):
            raise LineGone(number)
        before = lines[number - 1]
        lines[number - 1] = how(before)
        return lines[number - 1], lines[number - 1] != before

    async def latest(self, room_id: str, limit: int = 50) -> tuple[ChatLine, ...]:
        return tuple(self.lines.get(room_id, [])[-limit:])

    async def before(self, room_id: str, number: int, limit: int = 50) -> Page:
        earlier = self.lines.get(room_id, [])[: number - 1]
        return Page(tuple(earlier[-limit:]), len(earlier) > limit)

    async def search(self, room_id: str, words: str, before: int | None = None, limit: int = 50) -> Page:
        such = [line for line in self.lines.get(room_id, []) if words in line.text]
        return Page(tuple(such[-limit:]), len(such) > limit)


class FakeStore:
    """Keeps rooms in memory."""

    def __init__(self) -> None:
        self.chat: ChatStore = FakeChatStore()
        self.rooms: dict[str, RoomRecord] = {}
        self.touched: dict[str, int] = {}

    async def create(self, room: RoomRecord) -> None:
        self.rooms[room.id] = room

    async def get(self, room_id: str) -> RoomRecord | None:
        return self.rooms.get(room_id)

    async def list_rooms(self) -> tuple[RoomRecord, ...]:
        return tuple(self.rooms.values())

    async def touch(self, room_id: str, at_ms: int) -> None:
        self.touched[room_id] = at_ms

    async def delete(self, room_id: str) -> bool:
        return self.rooms.pop(room_id, None) is not None

    async def expired(self, before_ms: int) -> tuple[str, ...]:
        return tuple(
            room.id
            for room in self.rooms.values()
            if self.touched.get(room.id, room.last_used_at_ms) < before_ms
        )
