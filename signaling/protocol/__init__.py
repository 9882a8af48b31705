"""Protocol version 1: the messages between a participant and the server.

PROTOCOL.md tells it in prose; `union` holds the two closed unions; `typescript` writes the same
types for the web client. This package imports nothing of Madang.
"""

from signaling.protocol.union import (
    PROTOCOL_VERSION,
    FromParticipant,
    MalformedMessage,
    ToParticipant,
    decode,
    encode,
)

__all__ = [
    "PROTOCOL_VERSION",
    "FromParticipant",
    "MalformedMessage",
    "ToParticipant",
    "decode",
    "encode",
]
