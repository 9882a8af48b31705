"""A room with people in it: its rules (rooms), its media (sfu), and a seat for each participant's session."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rooms.events import Event, LeaveReason
from rooms.participant import Participant, Presence
from rooms.room import Room
from rooms.store import RoomRecord
from sfu.forwarding.speakers import SpeakerLevel
from sfu.router import Router, SubscribeOffer, TransportRole
from sfu.unit import ForwardingUnit
from signaling import convert
from signaling.connection import CloseCode, Connection
from signaling.delivery import Delivery
from signaling.protocol import ToParticipant, encode
from signaling.protocol.chat import Typing
from signaling.protocol.common import ErrorCode
from signaling.protocol.joining import Failed, RoomEnded, ServerStopping
from signaling.protocol.media import MediaLost
from signaling.quality_watch import Audience, QualityWatch

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Seat:
    """A participant's place: the session that outlives connections."""

    participant: str
    resume: str
    delivery: Delivery = field(default_factory=Delivery)
    connection: Connection | None = None
    timer: asyncio.TimerHandle | None = None

    def send(self, message: ToParticipant) -> None:
        """Number a message; it goes out now or when the session is resumed."""
        wire = self.delivery.number(message)
        if self.connection is not None:
            self.connection.send(wire)

    def stop_timer(self) -> None:
        """Nothing happens by itself any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a seat is kept for somebody whose connection ended."""

    cut_s: float
    page_gone_s: float
    unnoticed_s: float = 1.5
    """A cut that is mended sooner is not shown to the others."""


class LiveRoom:
    """Applies what people do, and tells everyone. Listens to its router."""

    def __init__(
        self,
        room: Room,
        *,
        record: RoomRecord,
        chat_order: asyncio.Lock,
        unit: ForwardingUnit,
        patience: Patience,
        on_empty: Callable[["LiveRoom"], None],
    ) -> None:
        self.room = room
        self.record = record
        self.router: Router = unit.open_room(self)
        self.chat_order = chat_order
        """Held while a line is stored and told, so that all see lines in the order of their numbers."""
        self._patience = patience
        self._on_empty = on_empty
        self._seats: dict[str, Seat] = {}
        self._quality = QualityWatch(
            self.router, Audience(lambda: room.participants, self.tell_now, self.tell_one_now)
        )

    def seat_of(self, participant: str) -> Seat | None:
        """The seat of somebody who is in the room, connected or not."""
        return self._seats.get(participant)

    def enter(self, participant: Participant, resume: str) -> Seat:
        """Give a seat to somebody new; raises rooms.RoomFull."""
        events = self.room.join(participant)
        seat = self._seats[participant.id] = Seat(participant.id, resume)
        self.router.add_participant(participant.id)
        self.tell(events, but=participant.id)
        return seat

    def take_over(self, old: Seat, participant: Participant, resume: str) -> Seat:
        """The same person in a new page: the old session ends, the place and the roster entry stay."""
        self._release(old, Failed(re=None, code=ErrorCode.REPLACED), CloseCode.REPLACED)
        self.router.reset_media(old.participant)
        seat = self._seats[old.participant] = Seat(old.participant, resume)
        self.tell(self.room.replace(participant), but=old.participant)
        return seat

    def attach(self, seat: Seat, connection: Connection) -> None:
        """This connection carries the session from now on."""
        seat.stop_timer()
        if seat.connection is not None and seat.connection is not connection:
            seat.connection.close(CloseCode.REPLACED)
        seat.connection = connection
        self._quality.start()
        self._quality.tell_all_soon()

    def returned(self, seat: Seat) -> None:
        """Show that somebody is back after a cut."""
        self.tell(self.room.set_presence(seat.participant, Presence.HERE))

    def open_media(self) -> None:
        """Let the router know who may receive whom now."""
        self.router.set_audience(convert.audience(self.room.audience()))

    def cut(self, seat: Seat, connection: Connection, *, page_is_gone: bool) -> None:
        """A connection ended: keep the seat for a while, media goes on unless the page is gone."""
        if seat.connection is not connection or self._seats.get(seat.participant) is not seat:
            return
        seat.connection = None
        loop = asyncio.get_running_loop()
        if not seat.delivery.confirmed:
            # The reply to join may never have arrived: then nobody can come back to this seat.
            self.leave(seat, LeaveReason.LOST)
        elif page_is_gone:
            self.router.reset_media(seat.participant)
            self.tell(self.room.set_publications(seat.participant, ()))
            seat.timer = loop.call_later(self._patience.page_gone_s, self.leave, seat, LeaveReason.LEFT)
        else:
            seat.timer = loop.call_later(self._patience.unnoticed_s, self._show_cut, seat)

    def _show_cut(self, seat: Seat) -> None:
        self.tell(self.room.set_presence(seat.participant, Presence.RECONNECTING))
        remaining_s = max(0.0, self._patience.cut_s - self._patience.unnoticed_s)
        seat.timer = asyncio.get_running_loop().call_later(remaining_s, self.leave, seat, LeaveReason.LOST)

    def leave(self, seat: Seat, reason: LeaveReason) -> None:
        """Somebody is gone for good: no packet, no message, no way to resume."""
        if self._seats.get(seat.participant) is not seat:
            return
        del self._seats[seat.participant]
        self._release(seat, None, CloseCode.NORMAL)
        self.router.remove_participant(seat.participant)
        events = self.room.leave(seat.participant, reason)
        self.open_media()
        self.tell(events)
        if not self._seats:
            self._on_empty(self)

    def typing(self, seat: Seat) -> None:
        """Let the others know that somebody writes; not numbered, since it is soon old."""
        wire = encode(Typing(participant=seat.participant))
        for other in self._seats.values():
            if other is not seat and other.connection is not None:
                other.connection.send(wire)

    def tell(self, events: Iterable[Event], *, but: str | None = None) -> None:
        """Tell everyone what happened, except one who knows already."""
        for event in events:
            self.tell_message(convert.event(event), but=but)

    def tell_message(self, message: ToParticipant, *, but: str | None = None) -> None:
        """Send a numbered message to everyone."""
        for seat in self._seats.values():
            if seat.participant != but:
                seat.send(message)

    def tell_now(self, message: ToParticipant) -> None:
        """Send everyone who is connected what a later message makes old; it is not numbered."""
        wire = encode(message)
        for seat in self._seats.values():
            if seat.connection is not None:
                seat.connection.send(wire)

    def tell_one_now(self, participant: str, message: ToParticipant) -> None:
        """The same to one."""
        seat = self._seats.get(participant)
        if seat is not None and seat.connection is not None:
            seat.connection.send_message(message)

    def stop(self) -> None:
        """The server goes down: say so to everyone and let go of the media."""
        self._end(ServerStopping(), CloseCode.GOING_AWAY)

    def end(self) -> None:
        """The room is over for everybody."""
        self._end(RoomEnded(), CloseCode.ROOM_ENDED)

    def _end(self, last_word: ToParticipant, code: CloseCode) -> None:
        seats, self._seats = list(self._seats.values()), {}
        for seat in seats:
            self._release(seat, last_word, code)
        self._quality.close()
        self.router.close()

    def _release(self, seat: Seat, last_word: ToParticipant | None, code: CloseCode) -> None:
        seat.stop_timer()
        connection, seat.connection = seat.connection, None
        if connection is None:
            return
        if last_word is not None:
            connection.send_message(last_word)
        connection.close(code)

    # What the router tells (sfu.router.RouterListener)

    def on_subscribe_offer(self, participant: str, offer: SubscribeOffer) -> None:
        """Hand the offer on to its subscriber."""
        if seat := self._seats.get(participant):
            seat.send(convert.subscribe_offer(offer))

    def on_transport_lost(self, participant: str, transport: TransportRole) -> None:
        """Let the participant mend it."""
        if seat := self._seats.get(participant):
            seat.send(MediaLost(transport=transport.value))

    def on_speakers(self, speaking: Sequence[SpeakerLevel]) -> None:
        """Tell who speaks; not numbered, since the next one makes it old."""
        self.tell_now(convert.speakers(speaking))
