"""What happened in a room: the values that its methods return."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rooms.chat import ChatLine
from rooms.files.shared import SharedFile
from rooms.participant import Participant


class LeaveReason(StrEnum):
    """Why somebody is no longer on the roster."""

    LEFT = "left"
    LOST = "lost"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """Somebody came in."""

    participant: Participant


@dataclass(frozen=True, slots=True)
class ParticipantChanged:
    """Something about somebody is different; the whole new value."""

    participant: Participant


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """Somebody, told by id, is gone."""

    participant: str
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody, told by id, shows a reaction."""

    participant: str
    reaction: str


@dataclass(frozen=True, slots=True)
class ChatWritten:
    """A line was stored."""

    line: ChatLine


@dataclass(frozen=True, slots=True)
class ChatChanged:
    """A line was edited, deleted or reacted to; the whole new value."""

    line: ChatLine


@dataclass(frozen=True, slots=True)
class FileShared:
    """A file is complete and lies in the room."""

    file: SharedFile


@dataclass(frozen=True, slots=True)
class FileRemoved:
    """A file, told by id, is gone."""

    file: str


@dataclass(frozen=True, slots=True)
class RoomEnded:
    """The room is over for everybody."""


Event: TypeAlias = (
    ParticipantJoined
    | ParticipantChanged
    | ParticipantLeft
    | Reacted
    | ChatWritten
    | ChatChanged
    | FileShared
    | FileRemoved
    | RoomEnded
)
