"""Coming in, coming back, staying alive, leaving."""

from typing import Annotated

from msgspec import Meta

from signaling.protocol.common import (
    ChatLine,
    ErrorCode,
    Language,
    Message,
    Participant,
    ParticipantId,
    Request,
    RequestId,
    Room,
    Secret,
    SharedFile,
    Slug,
    Value,
)


class Join(Request, frozen=True, kw_only=True, tag="join"):
    """First message of a new session. `previous` is the resume secret of an earlier session of the
    same person (after a refresh, say), whose place is then taken over instead of a second one made."""

    version: int
    token: Secret
    name: Annotated[str, Meta(max_length=20_000)]
    """As typed; trimmed by the server. name-invalid if nothing is left or it has over 40 characters."""
    avatar: Slug
    language: Language
    previous: Secret | None = None


class Relay(Value, frozen=True, kw_only=True):
    """A relay with credentials that hold for an hour (an RTCIceServer)."""

    urls: list[str]
    username: str
    credential: str


class Joined(Message, frozen=True, kw_only=True, tag="joined"):
    """Reply to join: everything there is to know about the room."""

    re: RequestId
    participant: ParticipantId
    """Oneself."""
    resume: Secret
    room: Room
    participants: list[Participant]
    chat: list[ChatLine]
    """The latest lines, at most 50, oldest first."""
    files: list[SharedFile]
    relays: list[Relay]
    """Relays (TURN servers) for both PeerConnections; may be empty."""


class RelaysRenew(Request, frozen=True, kw_only=True, tag="relays_renew"):
    """Asks for fresh credentials before those of `joined` end."""


class RelaysRenewed(Message, frozen=True, kw_only=True, tag="relays_renewed"):
    """Reply to relays_renew: what new and restarted connections use from now on."""

    re: RequestId
    relays: list[Relay]


class Resume(Request, frozen=True, kw_only=True, tag="resume"):
    """First message on a new connection of a session that was cut: `received` is the highest
    sequence number that arrived."""

    resume: Secret
    received: Annotated[int, Meta(ge=0)]


class Resumed(Message, frozen=True, kw_only=True, tag="resumed"):
    """Reply to resume, without a sequence number; what was missed follows. Requests numbered
    above `received` never arrived: send them again."""

    re: RequestId
    received: int


class Acknowledge(Message, frozen=True, kw_only=True, tag="ack"):
    """Everything up to this sequence number arrived; the server forgets it."""

    received: Annotated[int, Meta(ge=0)]


class Ping(Message, frozen=True, kw_only=True, tag="ping"):
    """Is the connection alive? Answered by pong at once."""


class Pong(Message, frozen=True, kw_only=True, tag="pong"):
    """Answer to ping, without a sequence number."""


class Leave(Request, frozen=True, kw_only=True, tag="leave"):
    """Going for good; answered by done, then the server closes."""


class Done(Message, frozen=True, kw_only=True, tag="done"):
    """Reply: it happened, there is nothing more to say."""

    re: RequestId


class Failed(Message, frozen=True, kw_only=True, tag="failed"):
    """Reply: it did not happen. Without `re` it concerns the connection: an unreadable
    message, one too many, or another connection in one's place."""

    re: RequestId | None
    code: ErrorCode
    retry_after_ms: int | None = None


class RoomEnded(Message, frozen=True, kw_only=True, tag="room_ended"):
    """The room is over for everybody; the server closes."""


class ServerStopping(Message, frozen=True, kw_only=True, tag="server_stopping"):
    """The server goes down in an orderly way and will likely be back: join again with `previous`."""
