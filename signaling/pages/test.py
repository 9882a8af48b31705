"""The page that tries out a visitor's connection and devices."""

from aiohttp import web

from signaling.keys import TEXTS
from signaling.pages.shell import render


async def test_page(request: web.Request) -> web.Response:
    """GET /test"""
    language = request.app[TEXTS].for_request(request)
    return render(request, "test.html", facts={"language": language.code})
