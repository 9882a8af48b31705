"""What is written."""

from typing import Annotated

from msgspec import Meta

from signaling.protocol.common import ChatLine, Message, Request, RequestId


class ChatSend(Request, frozen=True, kw_only=True, tag="chat_send"):
    """Write to everyone. 1 to 4,000 characters that are not all white space. `key` is drawn at random
    by the writer and kept when the same line is sent again, even by a new session after the server
    crashed: a line is stored once."""

    key: Annotated[str, Meta(min_length=8, max_length=32, pattern="^[A-Za-z0-9_-]+$")]
    text: Annotated[str, Meta(max_length=20_000)]


class ChatAccepted(Message, frozen=True, kw_only=True, tag="chat_accepted"):
    """Reply to chat_send: the line is stored; it survives a crash of the server."""

    re: RequestId
    line: ChatLine


class ChatWritten(Message, frozen=True, kw_only=True, tag="chat_written"):
    """Somebody else wrote a line."""

    line: ChatLine
