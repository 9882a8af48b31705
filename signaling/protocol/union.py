"""The two closed unions, and the one place where messages become bytes and bytes messages."""

from typing import TypeAlias

import msgspec

from signaling.protocol import chat, files, joining, media, people

PROTOCOL_VERSION = 1

FromParticipant: TypeAlias = (
    joining.Join
    | joining.Resume
    | joining.Acknowledge
    | joining.Ping
    | joining.Leave
    | joining.RelaysRenew
    | people.SetHand
    | people.React
    | media.Publish
    | media.SetMuted
    | media.SubscribeAnswer
    | media.SubscribeRestart
    | media.ReceivePictures
    | chat.ChatSend
    | chat.ChatEdit
    | chat.ChatDelete
    | chat.ChatReact
    | chat.ChatBefore
    | chat.ChatSearch
    | chat.ChatTyping
    | files.FileOffer
    | files.FileRemove
)

ToParticipant: TypeAlias = (
    joining.Joined
    | joining.Resumed
    | joining.Pong
    | joining.Done
    | joining.Failed
    | joining.RelaysRenewed
    | joining.RoomEnded
    | joining.ServerStopping
    | people.ParticipantJoined
    | people.ParticipantChanged
    | people.ParticipantLeft
    | people.Reacted
    | people.Speakers
    | people.Qualities
    | media.Published
    | media.SubscribeOffer
    | media.Arrivals
    | media.MediaLost
    | chat.ChatAccepted
    | chat.ChatWritten
    | chat.ChatChanged
    | chat.ChatPage
    | chat.Typing
    | files.FileGranted
    | files.FileShared
    | files.FileRemoved
)


class MalformedMessage(ValueError):
    """What arrived is not a message of the protocol."""


_decoder = msgspec.json.Decoder(FromParticipant)
_encoder = msgspec.json.Encoder()


def decode(text: str | bytes) -> FromParticipant:
    """Read one message of a participant; raise MalformedMessage for anything else."""
    try:
        message: FromParticipant = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MalformedMessage(str(error)) from None
    return message


def encode(message: ToParticipant, sequence_number: int | None = None) -> bytes:
    """Write one message; a numbered one carries `seq`, so that it can be sent again after a cut."""
    body = _encoder.encode(message)
    if sequence_number is None:
        return body
    return b'{"seq":%d,' % sequence_number + body[1:]
