"""What a handler has in its hands."""

from collections.abc import Callable
from dataclasses import dataclass

from rooms.store import RoomStore
from signaling.files import RoomFiles
from signaling.live_room import LiveRoom, Seat
from signaling.relays import Relays
from signaling.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Context:
    """One participant's request: where, who, and what the server offers."""

    live: LiveRoom
    seat: Seat
    store: RoomStore
    now_ms: Callable[[], int]
    relays: Relays
    uploads: Uploads

    @property
    def files(self) -> RoomFiles:
        """What lies in rooms."""
        return self.uploads.files

    @property
    def participant(self) -> str:
        """Who asks."""
        return self.seat.participant
