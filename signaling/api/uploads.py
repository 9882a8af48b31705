"""Uploads over HTTP: HEAD tells how much is there, PATCH goes on from there, DELETE gives up."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from signaling.keys import ADDRESSES, GATE, SETTINGS, UPLOADS
from signaling.problems import Problem
from signaling.protocol.common import ErrorCode
from signaling.refusal import Refused
from signaling.uploads import Upload
from storage.errors import StorageUnavailable

OFFSET = "Upload-Offset"
LENGTH = "Upload-Length"
PIECE_BYTES = 256 * 1024
"""So much is gathered before it goes to the disk: all that an upload holds in memory."""

_STATUSES = {
    ErrorCode.FILE_TOO_LARGE: 413,
    ErrorCode.FILE_TYPE_REFUSED: 415,
    ErrorCode.STORAGE_FULL: 507,
    ErrorCode.ROOM_ENDED: 410,
}


async def tell_upload(request: web.Request) -> web.Response:
    """HEAD /api/v1/uploads/<capability> → 200 with Upload-Offset and Upload-Length"""
    capability = request.match_info["upload"]
    finished_bytes = request.app[UPLOADS].finished_bytes(capability)
    if finished_bytes is not None:
        return _told(200, finished_bytes, finished_bytes)
    upload = _find(request)
    return _told(200, upload.received_bytes, upload.size_bytes)


async def continue_upload(request: web.Request) -> web.Response:
    """PATCH /api/v1/uploads/<capability> with Upload-Offset and raw bytes → 204 with the new Upload-Offset"""
    upload, uploads = _find(request), request.app[UPLOADS]
    offset = _offset(request)
    async with uploads.writing(upload, lambda: _interrupt(request)):
        if uploads.find(upload.capability) is None:
            raise Problem(404, ErrorCode.NOT_FOUND)
        if offset != upload.received_bytes:
            raise Problem(409, ErrorCode.MALFORMED, _sizes(upload.received_bytes, upload.size_bytes))
        try:
            await _receive(request, upload)
            if not upload.missing_bytes:
                await uploads.finish(upload)
        except Refused as refusal:
            raise Problem(_STATUSES.get(refusal.code, 422), refusal.code) from None
        except StorageUnavailable:
            raise Problem(503, ErrorCode.UNAVAILABLE) from None
    return _told(204, upload.received_bytes, upload.size_bytes)


async def give_up_upload(request: web.Request) -> web.Response:
    """DELETE /api/v1/uploads/<capability> → 204"""
    await request.app[UPLOADS].give_up_alone(_find(request))
    return web.Response(status=204)


async def _receive(request: web.Request, upload: Upload) -> None:
    uploads = request.app[UPLOADS]
    gathered = bytearray()

    async def put_down() -> None:
        data = bytes(gathered)
        gathered.clear()
        if data:
            await uploads.write(upload, data)

    if (request.content_length or 0) > upload.missing_bytes:
        await uploads.give_up(upload)
        raise Refused(ErrorCode.FILE_TOO_LARGE)
    try:
        async for piece in _pieces(request):
            gathered += piece
            if len(gathered) >= PIECE_BYTES or len(gathered) > upload.missing_bytes:
                await put_down()
    except (Problem, ConnectionError, web.PayloadAccessError):
        # What came before the cut need not come again.
        await put_down()
        raise
    await put_down()


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """What arrives, until the end of the body; raises Problem(408) after a silence."""
    silence_s = request.app[SETTINGS].upload_silence_s
    while True:
        try:
            async with asyncio.timeout(silence_s):
                piece = await request.content.readany()
        except TimeoutError:
            raise Problem(408, ErrorCode.TOO_SLOW) from None
        if not piece:
            return
        yield piece


def _find(request: web.Request) -> Upload:
    """The upload, counting misses; raises Problem(404) or TooOften."""
    gate, visitor = request.app[GATE], request.app[ADDRESSES].visitor(request)
    gate.looks_up(visitor)
    upload = request.app[UPLOADS].find(request.match_info["upload"])
    if upload is None:
        gate.missed(visitor)
        raise Problem(404, ErrorCode.NOT_FOUND)
    return upload


def _offset(request: web.Request) -> int:
    text = request.headers.get(OFFSET, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Problem(400, ErrorCode.MALFORMED)
    return int(text)


def _interrupt(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _sizes(offset_bytes: int, size_bytes: int) -> dict[str, str]:
    return {OFFSET: str(offset_bytes), LENGTH: str(size_bytes), "Cache-Control": "no-store"}


def _told(status: int, offset_bytes: int, size_bytes: int) -> web.Response:
    return web.Response(status=status, headers=_sizes(offset_bytes, size_bytes))
