"""Hands, reactions and leaving."""

import asyncio

from rooms.events import LeaveReason
from rooms.permissions import Action
from signaling.context import Context
from signaling.handlers.table import dispatcher
from signaling.protocol.joining import Done, Leave
from signaling.protocol.people import React, SetHand


@dispatcher.handles(SetHand, Action.SET_HAND)
async def set_hand(request: SetHand, context: Context) -> Done:
    """Raise or lower one's hand."""
    room = context.live.room
    context.live.tell(room.set_hand(context.participant, request.raised, context.now_ms()))
    return Done(re=request.id)


@dispatcher.handles(React, Action.REACT)
async def react(request: React, context: Context) -> Done:
    """Show a reaction to everyone, oneself included."""
    context.live.tell(context.live.room.react(context.participant, request.reaction.value))
    return Done(re=request.id)


@dispatcher.handles(Leave, Action.LEAVE)
async def leave(request: Leave, context: Context) -> Done:
    """Go for good."""
    # In the loop's next turn, so that the reply is out before the connection closes.
    asyncio.get_running_loop().call_soon(context.live.leave, context.seat, LeaveReason.LEFT)
    return Done(re=request.id)
