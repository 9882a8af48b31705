"""What is written, and what becomes of it."""

from collections.abc import Callable

from rooms.chat import (
    ChatLine,
    InvalidText,
    LineGone,
    NewLine,
    NotOwnLine,
    TooManyReactions,
    clean_text,
    delete_line,
    edit_line,
    react_to_line,
)
from rooms.chat.store import Page
from rooms.permissions import Action
from signaling import convert
from signaling.context import Context
from signaling.handlers.table import dispatcher
from signaling.protocol.chat import (
    ChatAccepted,
    ChatBefore,
    ChatDelete,
    ChatEdit,
    ChatPage,
    ChatReact,
    ChatSearch,
    ChatSend,
)
from signaling.protocol.common import ErrorCode
from signaling.protocol.joining import Done
from signaling.refusal import Refused


@dispatcher.handles(ChatSend, Action.CHAT)
async def chat_send(request: ChatSend, context: Context) -> ChatAccepted:
    """Store a line, then tell it; it is acknowledged only after it is safe."""
    live = context.live
    writer = live.room.participant(context.participant)
    new = NewLine(
        key=request.key,
        participant=writer.id,
        name=writer.name,
        avatar=writer.avatar,
        text=_clean(request.text),
        sent_at_ms=context.now_ms(),
        reply_to=request.reply_to,
        mentions=live.room.mentionable(request.mentions),
    )
    async with live.chat_order:
        try:
            line, is_new = await context.store.chat.append(live.room.id, new)
        except LineGone:
            raise Refused(ErrorCode.LINE_GONE) from None
        if is_new:
            live.tell(live.room.written(line), but=writer.id)
    return ChatAccepted(re=request.id, line=convert.chat_line(line))


@dispatcher.handles(ChatEdit, Action.CHAT)
async def chat_edit(request: ChatEdit, context: Context) -> Done:
    """Change the text of a line of one's own."""
    text = _clean(request.text)
    room = context.live.room

    def edit(line: ChatLine) -> ChatLine:
        mentions = room.mentionable(request.mentions, before=line.mentions)
        return edit_line(line, context.participant, text, mentions, context.now_ms())

    return await _change(request, context, edit)


@dispatcher.handles(ChatDelete, Action.CHAT)
async def chat_delete(request: ChatDelete, context: Context) -> Done:
    """Take back a line of one's own."""
    return await _change(
        request, context, lambda line: delete_line(line, context.participant, context.now_ms())
    )


@dispatcher.handles(ChatReact, Action.REACT)
async def chat_react(request: ChatReact, context: Context) -> Done:
    """React to a line, or no longer."""
    emoji, on = request.emoji.value, request.on
    return await _change(
        request, context, lambda line: react_to_line(line, context.participant, emoji, on, context.now_ms())
    )


@dispatcher.handles(ChatBefore, Action.READ_CHAT)
async def chat_before(request: ChatBefore, context: Context) -> ChatPage:
    """Older lines."""
    # In order with what is told, so that no line comes back older than it is known already.
    async with context.live.chat_order:
        page = await context.store.chat.before(context.live.room.id, request.before)
    return _page(request.id, page)


@dispatcher.handles(ChatSearch, Action.READ_CHAT)
async def chat_search(request: ChatSearch, context: Context) -> ChatPage:
    """Lines that contain some words."""
    words = _clean(request.text)
    page = await context.store.chat.search(context.live.room.id, words, request.before)
    return _page(request.id, page)


async def _change(
    request: ChatEdit | ChatDelete | ChatReact, context: Context, how: Callable[[ChatLine], ChatLine]
) -> Done:
    """Store what a line becomes, then tell it; what was asked for before is not told twice."""
    live = context.live
    async with live.chat_order:
        try:
            line, is_changed = await context.store.chat.change(live.room.id, request.line, how)
        except LineGone:
            raise Refused(ErrorCode.LINE_GONE) from None
        except NotOwnLine:
            raise Refused(ErrorCode.NOT_ALLOWED) from None
        except TooManyReactions:
            raise Refused(ErrorCode.REACTIONS_FULL) from None
        if is_changed:
            live.tell(live.room.changed(line))
    return Done(re=request.id)


def _page(request_id: int, page: Page) -> ChatPage:
    return ChatPage(re=request_id, lines=[convert.chat_line(line) for line in page.lines], more=page.more)


def _clean(raw: str) -> str:
    try:
        return clean_text(raw)
    except InvalidText:
        raise Refused(ErrorCode.TEXT_INVALID) from None
