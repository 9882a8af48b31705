"""Whether the server is alive."""

from aiohttp import web


async def healthz(_request: web.Request) -> web.Response:
    """GET /healthz → 200 {"status": "ok"}"""
    return web.json_response({"status": "ok"}, headers={"Cache-Control": "no-store"})
