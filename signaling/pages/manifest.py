"""What a phone or computer needs to put Madang beside its own apps (Web Application Manifest)."""

from typing import Any

from aiohttp import web

from signaling.keys import ASSETS, TEXTS

GROUND = "#efe7d7"
"""What is seen before the first page: `--ground` by day of the client's tokens."""

ICONS = (
    ("art/favicon.svg", "any", "image/svg+xml", "any"),
    ("art/install/icon-192.png", "192x192", "image/png", "any"),
    ("art/install/icon-512.png", "512x512", "image/png", "any"),
    ("art/install/whole-512.png", "512x512", "image/png", "maskable"),
)


async def manifest(request: web.Request) -> web.Response:
    """GET /manifest.webmanifest"""
    language, assets = request.app[TEXTS].for_request(request), request.app[ASSETS]
    values: dict[str, Any] = {
        "id": "/",
        "name": language.text("madang"),
        "short_name": language.text("madang"),
        "description": language.text("city-about"),
        "lang": language.code,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            {"src": assets.url(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
    }
    return web.json_response(
        values,
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache", "Content-Language": language.code},
    )
