"""What is kept of a room while nobody is in it."""

from dataclasses import dataclass

DEFAULT_CAPACITY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRecord:
    """A room as it is stored. Times are in milliseconds since 1970."""

    id: str
    title: str
    theme: str
    created_at_ms: int
    opened_at_ms: int
    capacity: int = DEFAULT_CAPACITY
    last_left_at_ms: int | None = None
    """When somebody was last known to be inside; None if nobody ever was."""
    owner: str | None = None
    """Whose room it is; a room without an owner goes when it has stood empty for long."""
