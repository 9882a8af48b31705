"""Who is here, and small gestures."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from signaling.protocol.common import Message, Participant, ParticipantId, Request, Value


class Reaction(StrEnum):
    """A gesture that rises and goes."""

    HEART = "heart"
    CLAP = "clap"
    LAUGH = "laugh"
    WOW = "wow"
    THUMB = "thumb"


class LeaveReason(StrEnum):
    """Why somebody is no longer on the roster."""

    LEFT = "left"
    LOST = "lost"
    REPLACED = "replaced"


class SetHand(Request, frozen=True, kw_only=True, tag="set_hand"):
    """Raise or lower one's hand."""

    raised: bool


class React(Request, frozen=True, kw_only=True, tag="react"):
    """Show a reaction to everyone."""

    reaction: Reaction


class ParticipantJoined(Message, frozen=True, kw_only=True, tag="participant_joined"):
    """Somebody came in."""

    participant: Participant


class ParticipantChanged(Message, frozen=True, kw_only=True, tag="participant_changed"):
    """Somebody's hand, presence, name or publications changed; the whole new value."""

    participant: Participant


class ParticipantLeft(Message, frozen=True, kw_only=True, tag="participant_left"):
    """Somebody is gone."""

    participant: ParticipantId
    reason: LeaveReason


class Reacted(Message, frozen=True, kw_only=True, tag="reacted"):
    """Somebody shows a reaction."""

    participant: ParticipantId
    reaction: Reaction


class Quality(StrEnum):
    """How somebody's connection is, as the server sees it."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class ConnectionQuality(Value, frozen=True, kw_only=True):
    """The connection of one participant."""

    participant: ParticipantId
    quality: Quality


class Qualities(Message, frozen=True, kw_only=True, tag="qualities"):
    """Connections whose quality changed, oneself included. Without a sequence number; told in whole
    again every 30 seconds."""

    changed: list[ConnectionQuality]


class Voice(Value, frozen=True, kw_only=True):
    """How loud somebody speaks now."""

    participant: ParticipantId
    level: Annotated[int, Meta(ge=0, le=127)]
    """dB above silence: 0 is silence, 127 as loud as it gets (127 minus the level of RFC 6464)."""


class Speakers(Message, frozen=True, kw_only=True, tag="speakers"):
    """Who speaks now, loudest first; an empty list ends all speaking. Without a sequence number."""

    speaking: list[Voice]
