"""What is written."""

from typing import Annotated

from msgspec import Meta

from signaling.protocol.common import ChatLine, Message, Request, RequestId


class ChatSend(Request, frozen=True, kw_only=True, tag="chat_send"):
    """Write to everyone. 1 to 4,000 characters that are not all white space."""

    text: Annotated[str, Meta(max_length=20_000)]


class ChatAccepted(Message, frozen=True, kw_only=True, tag="chat_accepted"):
    """Reply to chat_send: the line is stored; it survives a crash of the server."""

    re: RequestId
    line: ChatLine


class ChatWritten(Message, frozen=True, kw_only=True, tag="chat_written"):
    """Somebody else wrote a line."""

    line: ChatLine
