"""What is written."""

from rooms.chat import InvalidText, NewLine, clean_text
from rooms.permissions import Action
from signaling import convert
from signaling.context import Context
from signaling.handlers.table import dispatcher
from signaling.protocol.chat import ChatAccepted, ChatSend
from signaling.protocol.common import ErrorCode
from signaling.refusal import Refused


@dispatcher.handles(ChatSend, Action.CHAT)
async def chat_send(request: ChatSend, context: Context) -> ChatAccepted:
    """Store a line, then tell it; it is acknowledged only after it is safe."""
    try:
        text = clean_text(request.text)
    except InvalidText:
        raise Refused(ErrorCode.TEXT_INVALID) from None
    live = context.live
    writer = live.room.participant(context.participant)
    async with live.chat_order:
        line, is_new = await context.store.append_chat(
            live.room.id,
            NewLine(
                key=request.key,
                participant=writer.id,
                name=writer.name,
                avatar=writer.avatar,
                text=text,
                sent_at_ms=context.now_ms(),
            ),
        )
        if is_new:
            live.tell(live.room.written(line), but=writer.id)
    return ChatAccepted(re=request.id, line=convert.chat_line(line))
