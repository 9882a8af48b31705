"""Composition root: builds every part from the settings, starts and stops them in order."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from aiohttp import web

import web as web_client
from counseling_themes.loader import load_themes
from rooms.store import SqlKeyStore, SqlRoomStore
from sfu.unit import ForwardingUnit, SfuSettings
from signaling import keys
from signaling.address import Addresses
from signaling.admission import Admission
from signaling.assets import Assets
from signaling.candidates import candidate_addresses
from signaling.config import Settings, Switch
from signaling.connection import Connections
from signaling.file_parts import make_uploads
from signaling.gate import Gate
from signaling.hall import Hall
from signaling.live_room import Patience
from signaling.pages.shell import make_shells
from signaling.problems import answer_problems
from signaling.relays import Relays
from signaling.routes import add_routes
from signaling.security import add_headers, guard_origin
from signaling.texts import Texts
from signaling.themes import ThemeShelf
from signaling.tokens import TokenSigner, UsedTokens
from signaling.trials import Trials
from signaling.uploads import Uploads
from storage.engine import Storage
from storage.secrets import load_secret

log = logging.getLogger(__name__)

MOST_REQUEST_BYTES = 64 * 1024
GOODBYE_S = 3.0
"""For so long the server waits at its end until browsers have taken what is queued for them."""


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def build_app(settings: Settings, storage: Storage, unit: ForwardingUnit) -> web.Application:
    """The whole server, ready to be run; the storage and the forwarding unit are started already."""
    app = web.Application(middlewares=[answer_problems, guard_origin], client_max_size=MOST_REQUEST_BYTES)
    client_folder = Path(web_client.__file__).parent
    store = SqlRoomStore(storage)
    # The hall is made below: it is asked only when something happens.
    uploads = make_uploads(settings, storage, lambda room_id: hall.live(room_id))  # noqa: PLW0108
    hall = Hall(
        store=store,
        unit=unit,
        patience=Patience(cut_s=settings.resume_window_s, page_gone_s=settings.refresh_grace_s),
        capacity=settings.room_capacity,
        empty_room_hours=settings.empty_room_hours,
        now_ms=now_ms,
        random_bytes=secrets.token_bytes,
        forget_files=uploads.files.forget_room,
    )
    app[keys.SETTINGS] = settings
    app[keys.ADDRESSES] = Addresses.of(settings.trusted_proxies)
    app[keys.GATE] = Gate(settings, time.monotonic)
    app[keys.TEXTS] = Texts.load(client_folder / "locales")
    app[keys.ASSETS] = Assets.load(client_folder / "dist")
    app[keys.SHELLS] = make_shells(str(client_folder / "templates"))
    app[keys.THEMES] = ThemeShelf(load_themes())
    app[keys.KEY_STORE] = SqlKeyStore(storage)
    app[keys.FILES] = uploads.files
    app[keys.UPLOADS] = uploads
    app[keys.HALL] = hall
    app[keys.CONNECTIONS] = Connections()
    app[keys.ADMISSION] = _make_admission(settings, store, hall, uploads)
    app[keys.TRIALS] = Trials(hall, app[keys.ADMISSION].signer, lambda: app[keys.THEMES].default)
    add_routes(app)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_say_goodbye)
    app.cleanup_ctx.append(_sweeping)
    app.on_cleanup.append(_end_trials)
    return app


def _make_admission(settings: Settings, store: SqlRoomStore, hall: Hall, uploads: Uploads) -> Admission:
    secret = load_secret(settings.data, "tokens")
    return Admission(
        hall=hall,
        store=store,
        signer=TokenSigner(secret, time.time, lambda: secrets.token_urlsafe(12)),
        used_tokens=UsedTokens(),
        now_s=time.time,
        now_ms=now_ms,
        random_bytes=secrets.token_bytes,
        uploads=uploads,
        relays=Relays(settings.turn_urls, settings.turn_secret.encode(), time.time),
    )


async def start_unit(settings: Settings) -> ForwardingUnit:
    """The media side; raises OSError if its UDP port is taken."""
    unit = await ForwardingUnit.start(
        SfuSettings(
            host=settings.udp_host,
            udp_port=settings.udp_port,
            public_addresses=candidate_addresses(settings),
            advertised_port=settings.advertised_udp_port or None,
            ice_tcp=settings.media_over_tcp,
        )
    )
    if settings.ice_tcp is Switch.ON and not unit.takes_tcp:
        log.info("media comes by UDP alone: TCP port %d is used by something else", unit.udp_port)
    return unit


async def _say_goodbye(app: web.Application) -> None:
    """Everyone in a room is told, then every connection gets its close frame."""
    app[keys.UPLOADS].stop()
    await app[keys.HALL].close()
    await app[keys.CONNECTIONS].finish(GOODBYE_S)


async def _end_trials(app: web.Application) -> None:
    """Rooms in which somebody tried out a connection do not outlive the server."""
    await app[keys.TRIALS].close()


async def _sweeping(app: web.Application) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(app[keys.HALL].sweep_for_ever(), name="sweep-rooms"),
        asyncio.create_task(app[keys.UPLOADS].sweep_for_ever(), name="sweep-files"),
    ]
    yield
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
