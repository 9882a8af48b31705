"""From the values of rooms and sfu to those of the protocol, and from rooms to sfu: they meet only here."""

from collections.abc import Sequence

from rooms import audience as room_audience
from rooms import chat as room_chat
from rooms import events as room_events
from rooms.files.shared import SharedFile
from rooms.participant import Participant
from rooms.room import Room
from sfu.forwarding.audience import Audience
from sfu.forwarding.speakers import SpeakerLevel
from sfu.router import SubscribeOffer
from signaling.file_addresses import download_url, preview_url
from signaling.protocol import ToParticipant, chat, common, files, joining, media, people


def audience(value: room_audience.Audience) -> Audience:
    """Who may receive whom, as the router enforces it."""
    return Audience(receives=value.receives)


def participant(value: Participant) -> common.Participant:
    """A person as everybody sees them."""
    return common.Participant(
        id=value.id,
        name=value.name,
        role=common.Role(value.role.value),
        avatar=value.avatar,
        language=value.language,
        presence=common.Presence(value.presence.value),
        hand_raised_at_ms=value.hand_raised_at_ms,
        publications=[
            common.Publication(id=p.id, source=common.Source(p.source.value), muted=p.muted)
            for p in value.publications
        ],
    )


def chat_line(value: room_chat.ChatLine) -> common.ChatLine:
    """A line of the chat."""
    return common.ChatLine(
        number=value.number,
        participant=value.participant,
        name=value.name,
        avatar=value.avatar,
        text=value.text,
        sent_at_ms=value.sent_at_ms,
        edited_at_ms=value.edited_at_ms,
        deleted_at_ms=value.deleted_at_ms,
        reply_to=value.reply_to,
        mentions=list(value.mentions),
        reactions=_reactions(value.reactions),
    )


def _reactions(value: Sequence[room_chat.Reaction]) -> list[common.LineReaction]:
    """Each kind once, in the order in which they first came."""
    kinds: dict[str, list[str]] = {}
    for one in value:
        kinds.setdefault(one.emoji, []).append(one.participant)
    return [common.LineReaction(emoji=common.Emoji(kind), participants=who) for kind, who in kinds.items()]


def room(value: Room) -> common.Room:
    """What stands at the door."""
    return common.Room(
        id=value.id,
        title=value.title,
        theme=value.theme,
        capacity=value.capacity,
        opened_at_ms=value.opened_at_ms,
    )


def event(value: room_events.Event) -> ToParticipant:
    """What happened in a room, as a message to those in it."""
    match value:
        case room_events.ParticipantJoined():
            return people.ParticipantJoined(participant=participant(value.participant))
        case room_events.ParticipantChanged():
            return people.ParticipantChanged(participant=participant(value.participant))
        case room_events.ParticipantLeft():
            return people.ParticipantLeft(
                participant=value.participant, reason=people.LeaveReason(value.reason.value)
            )
        case room_events.Reacted():
            return people.Reacted(participant=value.participant, reaction=people.Reaction(value.reaction))
        case room_events.ChatWritten() | room_events.ChatChanged():
            return _chat_event(value)
        case _:
            return _other_event(value)


def _chat_event(value: room_events.ChatWritten | room_events.ChatChanged) -> ToParticipant:
    line = chat_line(value.line)
    is_new = isinstance(value, room_events.ChatWritten)
    return chat.ChatWritten(line=line) if is_new else chat.ChatChanged(line=line)


def _other_event(
    value: room_events.FileShared | room_events.FileRemoved | room_events.RoomEnded,
) -> ToParticipant:
    match value:
        case room_events.FileShared():
            return files.FileShared(file=shared_file(value.file))
        case room_events.FileRemoved():
            return files.FileRemoved(file=value.file)
        case room_events.RoomEnded():
            return joining.RoomEnded()


def shared_file(value: SharedFile) -> common.SharedFile:
    """A file that lies in the room, with its addresses."""
    return common.SharedFile(
        id=value.id,
        name=value.name,
        size_bytes=value.size_bytes,
        media_type=value.media_type,
        participant=value.participant,
        owner=value.owner,
        shared_at_ms=value.shared_at_ms,
        expires_at_ms=value.expires_at_ms,
        url=download_url(value.capability, value.name),
        preview_url=preview_url(value.capability) if value.has_preview else None,
    )


def subscribe_offer(value: SubscribeOffer) -> media.SubscribeOffer:
    """The router's offer as a message."""
    return media.SubscribeOffer(
        generation=value.generation,
        sdp=value.sdp,
        streams=[
            media.SubscribedStream(
                mid=s.mid,
                publication=s.publication,
                participant=s.participant,
                source=common.Source(s.source),
            )
            for s in value.streams
        ],
    )


def speakers(speaking: Sequence[SpeakerLevel]) -> people.Speakers:
    """Who speaks now."""
    return people.Speakers(
        speaking=[people.Voice(participant=s.participant, level=s.level) for s in speaking]
    )
