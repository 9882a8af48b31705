"""What a handler has in its hands."""

from collections.abc import Callable
from dataclasses import dataclass

from rooms.store import RoomStore
from signaling.live_room import LiveRoom, Seat
from signaling.relays import Relays


@dataclass(frozen=True, slots=True)
class Context:
    """One participant's request: where, who, and what the server offers."""

    live: LiveRoom
    seat: Seat
    store: RoomStore
    now_ms: Callable[[], int]
    relays: Relays

    @property
    def participant(self) -> str:
        """Who asks."""
        return self.seat.participant
