"""Downloads: whoever has the link gets the file, always as an attachment; nobody can guess a link."""

import asyncio
import socket
from pathlib import Path

from aiohttp import web

from rooms.files.shared import SharedFile
from signaling.file_addresses import attachment
from signaling.keys import ADDRESSES, FILES, GATE
from signaling.problems import Problem
from signaling.protocol.common import ErrorCode

STALLED_MS = 60_000
"""A reader that takes nothing for so long is cut off; a download goes on with Range."""

POLICY = "sandbox; default-src 'none'"
"""Should a browser ever show a file, nothing in it runs and nothing is loaded."""


async def download(request: web.Request) -> web.StreamResponse:
    """GET /files/<capability>/<name>"""
    file = await _find(request)
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": attachment(file.name),
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": POLICY,
    }
    return await _answer(request, request.app[FILES].content(file), headers)


async def preview(request: web.Request) -> web.StreamResponse:
    """GET /previews/<capability>: a small picture, made here"""
    path = request.app[FILES].preview(await _find(request))
    headers = {
        "Content-Type": "image/webp",
        "Content-Disposition": "inline",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": POLICY,
    }
    return await _answer(request, path, headers)


async def _find(request: web.Request) -> SharedFile:
    """The file, counting misses; unknown, deleted and expired are answered alike."""
    request.app[GATE].looks_up(request.app[ADDRESSES].visitor(request))
    file = await request.app[FILES].opened_by(request.match_info["file"])
    if file is None:
        raise _missed(request)
    return file


async def _answer(request: web.Request, path: Path | None, headers: dict[str, str]) -> web.StreamResponse:
    if path is None or not await asyncio.to_thread(path.is_file):
        raise _missed(request)
    _cut_off_if_stalled(request)
    return web.FileResponse(path, headers=headers)


def _missed(request: web.Request) -> Problem:
    request.app[GATE].missed(request.app[ADDRESSES].visitor(request))
    return Problem(404, ErrorCode.NOT_FOUND)


def _cut_off_if_stalled(request: web.Request) -> None:
    # The kernel sends by itself (sendfile), so it is the kernel that must give up (RFC 5482).
    raw = request.get_extra_info("socket")
    if (
        raw is not None
        and raw.family in (socket.AF_INET, socket.AF_INET6)
        and hasattr(socket, "TCP_USER_TIMEOUT")
    ):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MS)
