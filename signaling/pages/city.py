"""The entrance."""

from aiohttp import web

from signaling.keys import SETTINGS, TEXTS, THEMES
from signaling.pages.shell import render


async def city_page(request: web.Request) -> web.Response:
    """GET /"""
    language = request.app[TEXTS].for_request(request)
    theme = request.app[THEMES].shown(None, language.code)
    return render(request, "city.html", theme=theme, open_to_all=request.app[SETTINGS].loopback_only)
