"""What all messages share: base classes, bounded types, error codes and the values they carry."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

RequestId = Annotated[int, Meta(ge=1, le=2**31 - 1)]
"""Number of a request; grows by one or more with each request of a session."""

ParticipantId = Annotated[str, Meta(min_length=1, max_length=32)]
PublicationId = Annotated[str, Meta(min_length=1, max_length=32)]
FileId = Annotated[str, Meta(min_length=1, max_length=32)]
Mid = Annotated[str, Meta(min_length=1, max_length=16)]
"""Media identification of one m-line (RFC 8843)."""

Sdp = Annotated[str, Meta(min_length=1, max_length=60_000)]
"""A session description (RFC 8866); longer ones are refused."""

Secret = Annotated[str, Meta(min_length=16, max_length=512)]
Language = Annotated[str, Meta(min_length=2, max_length=16, pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Slug = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """A message in either direction; `type` tells which."""


class Request(Message, frozen=True, kw_only=True):
    """A message that the server answers with one reply that carries the same number in `re`."""

    id: RequestId


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a message."""


class ErrorCode(StrEnum):
    """Stable codes; each has a text `error-<code>` in every language."""

    MALFORMED = "malformed"
    VERSION = "version"
    NOT_JOINED = "not-joined"
    ALREADY_JOINED = "already-joined"
    TOKEN_INVALID = "token-invalid"
    TOKEN_USED = "token-used"
    NAME_INVALID = "name-invalid"
    ROOM_FULL = "room-full"
    ROOM_ENDED = "room-ended"
    NOT_ALLOWED = "not-allowed"
    NOT_FOUND = "not-found"
    RESUME_REFUSED = "resume-refused"
    SDP_INVALID = "sdp-invalid"
    TEXT_INVALID = "text-invalid"
    TOO_FAST = "too-fast"
    TOO_LARGE = "too-large"
    REPLACED = "replaced"
    TOO_SLOW = "too-slow"
    UNAVAILABLE = "unavailable"
    FILE_TOO_LARGE = "file-too-large"
    FILE_EMPTY = "file-empty"
    FILE_NAME_INVALID = "file-name-invalid"
    FILE_TYPE_REFUSED = "file-type-refused"
    QUOTA_EXCEEDED = "quota-exceeded"
    STORAGE_FULL = "storage-full"
    LINE_GONE = "line-gone"
    REACTIONS_FULL = "reactions-full"


class Source(StrEnum):
    """What a publication shows or lets hear."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen-audio"


class Role(StrEnum):
    """What a participant may do in a room."""

    HOST = "host"
    CO_HOST = "co-host"
    SPEAKER = "speaker"
    ATTENDEE = "attendee"
    OBSERVER = "observer"


class Presence(StrEnum):
    """Whether somebody is here or coming back after a cut."""

    HERE = "here"
    RECONNECTING = "reconnecting"


class Publication(Value, frozen=True, kw_only=True):
    """One track that a participant sends."""

    id: PublicationId
    source: Source
    muted: bool


class Participant(Value, frozen=True, kw_only=True):
    """A person in a room as everybody in it sees them."""

    id: ParticipantId
    name: str
    role: Role
    avatar: Slug
    language: Language
    presence: Presence
    hand_raised_at_ms: int | None
    """When the hand went up, in milliseconds since 1970, or None; orders the queue of hands."""
    publications: list[Publication]


class Emoji(StrEnum):
    """How one can react to a line."""

    HEART = "heart"
    THUMB = "thumb"
    LAUGH = "laugh"
    CLAP = "clap"
    WOW = "wow"
    SAD = "sad"


class LineReaction(Value, frozen=True, kw_only=True):
    """One kind of reaction to a line, and who reacted so, in order."""

    emoji: Emoji
    participants: list[ParticipantId]


class ChatLine(Value, frozen=True, kw_only=True):
    """What somebody wrote; `number` grows within a room. A deleted line keeps its place without text."""

    number: int
    participant: ParticipantId
    name: str
    avatar: Slug
    text: str
    sent_at_ms: int
    """Milliseconds since 1970, by the server's clock."""
    edited_at_ms: int | None
    deleted_at_ms: int | None
    reply_to: int | None
    """Number of the line that this one answers; that line may lie further back than what one has."""
    mentions: list[ParticipantId]
    reactions: list[LineReaction]


class SharedFile(Value, frozen=True, kw_only=True):
    """A file that lies in the room. The addresses are capabilities: whoever has one may fetch it."""

    id: FileId
    name: str
    """As its owner called it, without any path."""
    size_bytes: int
    media_type: str
    """By its content, not by its name."""
    participant: ParticipantId
    owner: str
    """The name of who shared it."""
    shared_at_ms: int
    expires_at_ms: int | None
    """None: with the room."""
    url: str
    """Path of the download, always as an attachment."""
    preview_url: str | None
    """Path of a small picture, for pictures."""


class Room(Value, frozen=True, kw_only=True):
    """What stands at the door."""

    id: str
    title: str
    theme: Slug
    capacity: int
    opened_at_ms: int
