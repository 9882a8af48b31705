"""What is written, and what becomes of it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from signaling.protocol.common import ChatLine, Emoji, Message, ParticipantId, Request, RequestId

LineNumber = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Text = Annotated[str, Meta(max_length=20_000)]
"""1 to 4,000 characters that are not all white space; longer ones are answered with text-invalid."""


class ChatSend(Request, frozen=True, kw_only=True, tag="chat_send"):
    """Write to everyone. 1 to 4,000 characters that are not all white space. `key` is drawn at random
    by the writer and kept when the same line is sent again, even by a new session after the server
    crashed: a line is stored once. `mentions` names people on the roster."""

    key: Annotated[str, Meta(min_length=8, max_length=32, pattern="^[A-Za-z0-9_-]+$")]
    text: Text
    reply_to: LineNumber | None = None
    mentions: Annotated[list[ParticipantId], Meta(max_length=20)] = msgspec.field(default_factory=list)


class ChatEdit(Request, frozen=True, kw_only=True, tag="chat_edit"):
    """Change the text of a line of one's own; everybody sees that it was changed. `mentions` names
    people on the roster, or whom the line named before."""

    line: LineNumber
    text: Text
    mentions: Annotated[list[ParticipantId], Meta(max_length=20)] = msgspec.field(default_factory=list)


class ChatDelete(Request, frozen=True, kw_only=True, tag="chat_delete"):
    """Take back a line of one's own; everybody sees that there was one."""

    line: LineNumber


class ChatReact(Request, frozen=True, kw_only=True, tag="chat_react"):
    """React to a line, or no longer; a line has up to 60 reactions."""

    line: LineNumber
    emoji: Emoji
    on: bool


class ChatBefore(Request, frozen=True, kw_only=True, tag="chat_before"):
    """Ask for up to 50 lines before this number; answered by chat_page."""

    before: LineNumber


class ChatSearch(Request, frozen=True, kw_only=True, tag="chat_search"):
    """Ask for the latest up to 50 lines that contain this text, in any case; answered by chat_page."""

    text: Annotated[str, Meta(min_length=1, max_length=100)]
    before: LineNumber | None = None


class ChatTyping(Message, frozen=True, kw_only=True, tag="chat_typing"):
    """One is writing; said again every few seconds. No reply."""


class ChatAccepted(Message, frozen=True, kw_only=True, tag="chat_accepted"):
    """Reply to chat_send: the line is stored; it survives a crash of the server."""

    re: RequestId
    line: ChatLine


class ChatWritten(Message, frozen=True, kw_only=True, tag="chat_written"):
    """Somebody else wrote a line."""

    line: ChatLine


class ChatChanged(Message, frozen=True, kw_only=True, tag="chat_changed"):
    """A line was edited, deleted or reacted to; the whole new value."""

    line: ChatLine


class ChatPage(Message, frozen=True, kw_only=True, tag="chat_page"):
    """Reply to chat_before and chat_search: lines, oldest first."""

    re: RequestId
    lines: list[ChatLine]
    more: bool
    """Whether there are older ones."""


class Typing(Message, frozen=True, kw_only=True, tag="typing"):
    """Somebody else is writing; holds for six seconds. Without a sequence number."""

    participant: ParticipantId
