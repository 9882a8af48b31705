"""Trying out a connection over HTTP: start a trial, and bytes in both directions to measure speed with."""

import asyncio
import os

from aiohttp import web

from signaling.keys import ADDRESSES, GATE, TRIALS
from signaling.problems import Problem
from signaling.protocol.common import ErrorCode
from signaling.trials import TRIAL_S, Trial

CHUNK_BYTES = 64 * 1024
DOWN_S = 3.0
"""So long is sent at most."""
UP_S = 10.0
MOST_BYTES_A_REQUEST = 1_000_000
"""Proxies in front often refuse more at once."""

_NOISE = os.urandom(CHUNK_BYTES)
"""What no proxy can compress."""


async def create_trial(request: web.Request) -> web.Response:
    """POST /api/v1/tests → 201 {"room", "tokens", "ends_in_s"}"""
    request.app[GATE].tries_out(request.app[ADDRESSES].visitor(request))
    trial = await request.app[TRIALS].start()
    return web.json_response(
        {"room": trial.room, "tokens": trial.tokens, "ends_in_s": int(TRIAL_S)},
        status=201,
        headers={"Cache-Control": "no-store"},
    )


async def send_bytes(request: web.Request) -> web.StreamResponse:
    """GET /api/v1/tests/<room>/bytes → noise for three seconds, or until the trial's share is used up"""
    trial = _trial(request)
    response = web.StreamResponse(
        headers={"Content-Type": "application/octet-stream", "Cache-Control": "no-store"}
    )
    response.headers["X-Accel-Buffering"] = "no"
    await response.prepare(request)
    try:
        async with asyncio.timeout(DOWN_S):
            while size_bytes := trial.down.take(CHUNK_BYTES):
                await response.write(_NOISE[:size_bytes])
    except TimeoutError:
        # Whoever reads slowly has enough to know how slowly.
        response.force_close()
    return response


async def take_bytes(request: web.Request) -> web.Response:
    """POST /api/v1/tests/<room>/bytes → 200 {"bytes"}: how many came"""
    trial = _trial(request)
    taken_bytes = 0
    try:
        async with asyncio.timeout(UP_S):
            async for chunk in request.content.iter_chunked(CHUNK_BYTES):
                taken_bytes += len(chunk)
                if taken_bytes > MOST_BYTES_A_REQUEST or trial.up.take(len(chunk)) < len(chunk):
                    raise Problem(413, ErrorCode.TOO_LARGE)
    except TimeoutError:
        raise Problem(408, ErrorCode.MALFORMED) from None
    return web.json_response({"bytes": taken_bytes}, headers={"Cache-Control": "no-store"})


def _trial(request: web.Request) -> Trial:
    trial = request.app[TRIALS].get(request.match_info["room"])
    if trial is None:
        raise Problem(404, ErrorCode.NOT_FOUND)
    return trial
