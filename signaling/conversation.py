"""What is said over one connection: first join or resume, then requests, each answered once and in order."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from rooms.permissions import Action
from signaling.admission import Admission
from signaling.connection import CloseCode, Connection, Other
from signaling.context import Context
from signaling.dispatch import failed, may
from signaling.handlers import dispatcher
from signaling.limits import Bucket
from signaling.live_room import LiveRoom, Seat
from signaling.protocol import FromParticipant, MalformedMessage, decode
from signaling.protocol.chat import ChatTyping
from signaling.protocol.common import ErrorCode, Request
from signaling.protocol.joining import Acknowledge, Join, Ping, Pong, Resume
from signaling.refusal import Refused

FIRST_MESSAGE_S = 10.0
MOST_BREACHES = 30
"""Malformed or too frequent messages after which the connection is closed."""


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """How many messages a participant may send."""

    per_second: float
    burst: float


class Conversation:
    """Runs one connection from its first message to its end."""

    def __init__(
        self,
        connection: Connection,
        room_id: str,
        admission: Admission,
        limits: MessageLimits,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._room_id = room_id
        self._admission = admission
        self._clock_s = clock_s
        self._bucket = Bucket.full(limits.per_second, limits.burst, clock_s())
        self._breaches = 0
        self._place: tuple[LiveRoom, Seat] | None = None

    async def run(self) -> None:
        """Talk until the connection ends; the seat is kept for a return."""
        hurry = asyncio.get_running_loop().call_later(FIRST_MESSAGE_S, self._hang_up_unjoined)
        try:
            async for frame in self._connection.frames():
                await self._hear(frame)
                if self._breaches > MOST_BREACHES:
                    self._connection.close(CloseCode.REFUSED)
                    return
        finally:
            hurry.cancel()
            if self._place is not None:
                live, seat = self._place
                live.cut(seat, self._connection, page_is_gone=self._connection.page_is_gone)

    def _hang_up_unjoined(self) -> None:
        if self._place is None:
            self._connection.close(CloseCode.REFUSED)

    async def _hear(self, frame: str | Other) -> None:
        wait_s = self._bucket.take(self._clock_s())
        if frame is Other.BEAT:
            self._breaches += wait_s > 0
            return
        try:
            message = decode(frame if isinstance(frame, str) else "")
        except MalformedMessage:
            self._breach(None, Refused(ErrorCode.MALFORMED))
            return
        if wait_s:
            self._breach(message, Refused(ErrorCode.TOO_FAST, wait_s))
        else:
            await self._treat(message)

    def _breach(self, message: FromParticipant | None, refusal: Refused) -> None:
        self._breaches += 1
        if not isinstance(message, Request):
            self._connection.send_message(failed(None, refusal))
        elif self._place is None or isinstance(message, Join | Resume):
            self._connection.send_message(failed(message.id, refusal))
        elif (seat := self._place[1]).delivery.take(message.id):
            seat.send(failed(message.id, refusal))

    async def _treat(self, message: FromParticipant) -> None:
        match message:
            case Ping():
                self._connection.send_message(Pong())
            case Acknowledge():
                if self._place is not None:
                    self._place[1].delivery.acknowledge(message.received)
            case Join() | Resume():
                await self._admit(message)
            case ChatTyping():
                if self._place is not None:
                    self._typing(*self._place)
            case _:
                await self._request(message)

    def _typing(self, live: LiveRoom, seat: Seat) -> None:
        if live.seat_of(seat.participant) is seat and may(live, seat.participant, Action.CHAT):
            live.typing(seat)

    async def _admit(self, message: Join | Resume) -> None:
        try:
            if self._place is not None:
                raise Refused(ErrorCode.ALREADY_JOINED)
            if isinstance(message, Join):
                self._place = await self._admission.join(message, self._room_id, self._connection)
            else:
                self._place = self._admission.resume(message, self._room_id, self._connection)
        except Refused as refusal:
            self._connection.send_message(failed(message.id, refusal))

    async def _request(self, request: Request) -> None:
        if self._place is None:
            self._connection.send_message(failed(request.id, Refused(ErrorCode.NOT_JOINED)))
            return
        live, seat = self._place
        if not seat.delivery.take(request.id):
            return
        admission = self._admission
        context = Context(live, seat, admission.store, admission.now_ms, admission.relays, admission.uploads)
        seat.send(await dispatcher.dispatch(request, context))
