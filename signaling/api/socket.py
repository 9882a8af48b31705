"""The WebSocket of a room."""

import time

from aiohttp import web

from signaling.api.rooms import find_door
from signaling.connection import ConnectionLimits, accept
from signaling.conversation import Conversation, MessageLimits
from signaling.keys import ADMISSION, CONNECTIONS, SETTINGS
from signaling.problems import Problem
from signaling.protocol.common import ErrorCode


async def socket(request: web.Request) -> web.StreamResponse:
    """GET /api/v1/rooms/<room>/socket, upgraded; unknown rooms answer 404 before that."""
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise Problem(400, ErrorCode.MALFORMED)
    door = await find_door(request, request.match_info["room"])
    settings = request.app[SETTINGS]
    limits = MessageLimits(settings.messages_per_second, settings.messages_burst)
    async with accept(request, ConnectionLimits(settings.slow_reader_s)) as connection:
        with request.app[CONNECTIONS].holding(connection):
            await Conversation(connection, door.room.id, request.app[ADMISSION], limits, time.monotonic).run()
    return connection.response
