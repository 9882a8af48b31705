"""Credentials for the relays, again before the last ones end."""

from rooms.permissions import Action
from signaling.context import Context
from signaling.handlers.table import dispatcher
from signaling.protocol.joining import RelaysRenew, RelaysRenewed


@dispatcher.handles(RelaysRenew, Action.SUBSCRIBE)
async def relays_renew(request: RelaysRenew, context: Context) -> RelaysRenewed:
    """Let somebody who stays for hours reach the relays as on the first minute."""
    return RelaysRenewed(re=request.id, relays=context.relays.for_participant(context.participant))
