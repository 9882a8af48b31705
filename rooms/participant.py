"""A person in a room as everybody in it sees them."""

from dataclasses import dataclass
from enum import StrEnum

from rooms.publication import Publication
from rooms.roles import Role


class Presence(StrEnum):
    """Whether somebody is here or coming back after a cut."""

    HERE = "here"
    RECONNECTING = "reconnecting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """`name` went through names.clean_name; `avatar` is a slug; `language` is a BCP 47 tag."""

    id: str
    name: str
    role: Role
    avatar: str
    language: str
    presence: Presence = Presence.HERE
    hand_raised_at_ms: int | None = None
    """When the hand went up, in milliseconds since 1970, or None."""
    publications: tuple[Publication, ...] = ()
