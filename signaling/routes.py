"""Every address that the server answers."""

from aiohttp import web

from signaling.api.downloads import download, preview
from signaling.api.health import healthz
from signaling.api.rooms import create_room, create_token, show_room
from signaling.api.socket import socket
from signaling.api.trials import create_trial, send_bytes, take_bytes
from signaling.api.uploads import continue_upload, give_up_upload, tell_upload
from signaling.assets import PREFIX
from signaling.keys import ASSETS, THEMES
from signaling.pages.city import city_page
from signaling.pages.manifest import manifest
from signaling.pages.room import room_page
from signaling.pages.test import test_page


def add_routes(app: web.Application) -> None:
    """Put all routes on the app."""
    app.router.add_routes(
        [
            web.get("/", city_page),
            web.get("/r/{room}", room_page),
            web.get("/test", test_page),
            web.get("/healthz", healthz),
            web.get("/manifest.webmanifest", manifest),
            web.post("/api/v1/rooms", create_room),
            web.get("/api/v1/rooms/{room}", show_room),
            web.post("/api/v1/rooms/{room}/tokens", create_token),
            web.get("/api/v1/rooms/{room}/socket", socket, allow_head=False),
            web.head("/api/v1/uploads/{upload}", tell_upload),
            web.patch("/api/v1/uploads/{upload}", continue_upload),
            web.delete("/api/v1/uploads/{upload}", give_up_upload),
            web.get("/files/{file}/{name}", download),
            web.get("/previews/{file}", preview),
            web.post("/api/v1/tests", create_trial),
            web.get("/api/v1/tests/{room}/bytes", send_bytes, allow_head=False),
            web.post("/api/v1/tests/{room}/bytes", take_bytes),
            web.get(PREFIX + "{name:.+}", app[ASSETS].serve),
            web.get("/themes/{theme}/{file}", app[THEMES].serve),
        ]
    )
