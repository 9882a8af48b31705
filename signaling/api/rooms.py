"""Rooms over HTTP: make one, look at its door, get a token to join."""

import asyncio
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from rooms.names import clean_title
from signaling.api_keys import key_hash
from signaling.hall import Door, RoomNotFound
from signaling.keys import ADDRESSES, ADMISSION, GATE, HALL, KEY_STORE, SETTINGS, THEMES, TRIALS
from signaling.problems import HttpCode, Problem
from signaling.protocol.common import ErrorCode
from signaling.tokens import JOIN_TOKEN_S

MOST_BODY_BYTES = 16 * 1024
BODY_S = 10.0
"""A body that trickles longer is not waited for."""


class NewRoom(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/v1/rooms."""

    title: Annotated[str, Meta(max_length=80)] = ""
    theme: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


async def create_room(request: web.Request) -> web.Response:
    """POST /api/v1/rooms → 201 {"id", "url"}"""
    await _require_maker(request)
    request.app[GATE].makes_room(request.app[ADDRESSES].visitor(request))
    wanted = await _read_body(request)
    theme = wanted.theme or request.app[THEMES].default
    if theme not in request.app[THEMES]:
        raise Problem(422, HttpCode.THEME_UNKNOWN)
    room = await request.app[HALL].create(clean_title(wanted.title), theme)
    url = f"{request.app[ADDRESSES].origin(request)}/r/{room.id}"
    return web.json_response(
        {"id": room.id, "url": url}, status=201, headers={"Location": f"/api/v1/rooms/{room.id}"}
    )


async def show_room(request: web.Request) -> web.Response:
    """GET /api/v1/rooms/<room> → 200 {"id", "title", "theme", "present"}"""
    door = await find_door(request, request.match_info["room"])
    return web.json_response(
        {"id": door.room.id, "title": door.room.title, "theme": door.room.theme, "present": door.present},
        headers={"Cache-Control": "no-store"},
    )


async def create_token(request: web.Request) -> web.Response:
    """POST /api/v1/rooms/<room>/tokens → 201 {"token", "expires_in_s"}"""
    door = await find_door(request, request.match_info["room"])
    if door.room.id in request.app[TRIALS]:
        raise RoomNotFound(door.room.id)  # it has the two tokens that it began with
    request.app[GATE].joins(request.app[ADDRESSES].visitor(request))
    token = request.app[ADMISSION].signer.join_token(door.room.id)
    return web.json_response(
        {"token": token, "expires_in_s": JOIN_TOKEN_S}, status=201, headers={"Cache-Control": "no-store"}
    )


async def find_door(request: web.Request, room_id: str) -> Door:
    """The door of a room, counting misses; raises RoomNotFound or TooOften."""
    gate, visitor = request.app[GATE], request.app[ADDRESSES].visitor(request)
    gate.looks_up(visitor)
    try:
        return await request.app[HALL].door(room_id)
    except RoomNotFound:
        gate.missed(visitor)
        raise


async def _require_maker(request: web.Request) -> None:
    """Anyone on this machine while only it is reached; otherwise an API key."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and await request.app[KEY_STORE].exists(key_hash(key.strip())):
        return
    if request.app[SETTINGS].loopback_only and request.app[ADDRESSES].is_from_here(request):
        return
    raise Problem(403, HttpCode.KEY_NEEDED)


async def _read_body(request: web.Request) -> NewRoom:
    if (request.content_length or 0) > MOST_BODY_BYTES:
        raise Problem(413, ErrorCode.TOO_LARGE)
    try:
        async with asyncio.timeout(BODY_S):
            raw = await request.read()
    except TimeoutError:
        raise Problem(408, ErrorCode.MALFORMED) from None
    try:
        return msgspec.json.decode(raw or b"{}", type=NewRoom)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Problem(400, ErrorCode.MALFORMED) from None
