"""The room's page: a shell that already tells what stands at the door."""

from aiohttp import web

from signaling.api.rooms import find_door
from signaling.keys import ASSETS, SETTINGS, TEXTS, THEMES
from signaling.pages.shell import render


async def room_page(request: web.Request) -> web.Response:
    """GET /r/<room>"""
    door = await find_door(request, request.match_info["room"])
    language = request.app[TEXTS].for_request(request)
    theme = request.app[THEMES].shown(door.room.theme, language.code)
    title = door.room.title or theme["title"]
    facts = {
        "room": {
            "id": door.room.id,
            "title": title,
            "theme": door.room.theme,
            "capacity": request.app[SETTINGS].room_capacity,
            "opened_at_ms": door.room.created_at_ms,
        },
        "present": door.present,
        "language": language.code,
        "file_limit_bytes": request.app[SETTINGS].file_limit_mb * 1024 * 1024,
        "kept_hours": request.app[SETTINGS].empty_room_hours,
        "theme": theme,
        "avatars": [{"slug": slug, "url": url} for slug, url in request.app[ASSETS].avatars()],
    }
    return render(request, "room.html", door=facts, title=title, theme=theme)
