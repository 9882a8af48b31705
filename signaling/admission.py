"""Letting somebody in: from a join or resume message to a seat."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from rooms.files.shared import SharedFile
from rooms.ids import new_participant_id
from rooms.names import InvalidName, clean_name
from rooms.participant import Participant, Presence
from rooms.roles import Role
from rooms.room import RoomFull
from rooms.store import RoomStore
from signaling import convert
from signaling.connection import Connection
from signaling.hall import Hall, RoomNotFound
from signaling.live_room import LiveRoom, Seat
from signaling.protocol import PROTOCOL_VERSION
from signaling.protocol.common import ErrorCode
from signaling.protocol.joining import Join, Joined, Resume, Resumed
from signaling.refusal import Refused
from signaling.relays import NO_RELAYS, Relays
from signaling.tokens import InvalidToken, TokenSigner, UsedTokens
from signaling.uploads import Uploads
from storage.errors import StorageUnavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Admission:
    """Decides about first messages."""

    hall: Hall
    store: RoomStore
    signer: TokenSigner
    used_tokens: UsedTokens
    now_s: Callable[[], float]
    now_ms: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    uploads: Uploads
    relays: Relays = NO_RELAYS

    async def join(self, request: Join, room_id: str, connection: Connection) -> tuple[LiveRoom, Seat]:
        """Take a seat, one's own earlier one if `previous` is right; raises Refused."""
        if request.version != PROTOCOL_VERSION:
            raise Refused(ErrorCode.VERSION)
        name = _clean(request.name)
        token, expires_at_s = self._read_token(request.token, room_id)
        async with self.uploads.files.order:
            files = await self._files_of(room_id)
            live = await self._open(room_id)
            # From here to the reply nothing waits: what happens meanwhile cannot be missed or told twice.
            try:
                seat = self._take_seat(request, name, live, (token, expires_at_s))
            finally:
                self.hall.close_if_empty(live)
        live.attach(seat, connection)
        seat.delivery.take(request.id)
        seat.send(
            Joined(
                re=request.id,
                participant=seat.participant,
                resume=seat.resume,
                room=convert.room(live.room),
                participants=[convert.participant(p) for p in live.room.participants],
                chat=[convert.chat_line(line) for line in live.room.recent],
                files=[convert.shared_file(file) for file in files],
                relays=self.relays.for_participant(seat.participant),
            )
        )
        live.open_media()
        return live, seat

    def resume(self, request: Resume, room_id: str, connection: Connection) -> tuple[LiveRoom, Seat]:
        """Go on with a session that was cut; raises Refused if it is over."""
        live = self.hall.live(room_id)
        seat = self._seat_to_resume(request, room_id, live)
        missed = None if seat is None else seat.delivery.missed_after(request.received)
        if live is None or seat is None or missed is None:
            raise Refused(ErrorCode.RESUME_REFUSED)
        live.attach(seat, connection)
        connection.send_message(Resumed(re=request.id, received=seat.delivery.last_request))
        for wire in missed:
            connection.send(wire)
        live.returned(seat)
        return live, seat

    def _seat_to_resume(self, request: Resume, room_id: str, live: LiveRoom | None) -> Seat | None:
        try:
            participant = self.signer.read_return_token(request.resume, room_id)
        except InvalidToken:
            return None
        seat = live.seat_of(participant) if live else None
        return seat if seat is not None and seat.resume == request.resume else None

    def _read_token(self, token: str, room_id: str) -> tuple[str, int]:
        try:
            return self.signer.read_join_token(token, room_id)
        except InvalidToken:
            raise Refused(ErrorCode.TOKEN_INVALID) from None

    async def _files_of(self, room_id: str) -> tuple[SharedFile, ...]:
        try:
            return await self.uploads.files.of_room(room_id)
        except StorageUnavailable:
            log.exception("the files of a room could not be read")
            raise Refused(ErrorCode.UNAVAILABLE) from None

    async def _open(self, room_id: str) -> LiveRoom:
        try:
            return await self.hall.open(room_id)
        except RoomNotFound:
            raise Refused(ErrorCode.NOT_FOUND) from None
        except StorageUnavailable:
            log.exception("a room could not be opened")
            raise Refused(ErrorCode.UNAVAILABLE) from None

    def _take_seat(self, request: Join, name: str, live: LiveRoom, token: tuple[str, int]) -> Seat:
        if not self.used_tokens.use(*token, self.now_s()):
            raise Refused(ErrorCode.TOKEN_USED)
        participant_id = self._returning(request.previous, live.room.id) or new_participant_id(
            self.random_bytes
        )
        person = Participant(
            id=participant_id,
            name=name,
            role=Role.SPEAKER,
            avatar=request.avatar,
            language=request.language,
            presence=Presence.HERE,
            hand_raised_at_ms=None,
            publications=(),
        )
        resume = self.signer.return_token(live.room.id, participant_id)
        if (old := live.seat_of(participant_id)) is not None:
            return live.take_over(old, person, resume)
        try:
            return live.enter(person, resume)
        except RoomFull:
            raise Refused(ErrorCode.ROOM_FULL) from None

    def _returning(self, previous: str | None, room_id: str) -> str | None:
        if previous is None:
            return None
        try:
            return self.signer.read_return_token(previous, room_id)
        except InvalidToken:
            return None


def _clean(raw: str) -> str:
    try:
        return clean_name(raw)
    except InvalidName:
        raise Refused(ErrorCode.NAME_INVALID) from None
