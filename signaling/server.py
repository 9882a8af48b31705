"""Running the server: bind, say where it is, wait for the end, stop in order."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from sfu.unit import ForwardingUnit
from signaling.app import build_app, start_unit
from signaling.certificate import CertificateUnusable
from signaling.config import Settings
from signaling.tls import CertificateKeeper, keeper_of
from signaling.tls_port import TlsPort
from storage.engine import open_storage

log = logging.getLogger(__name__)

KEEP_ALIVE_S = 15
SHUTDOWN_S = 1.5
"""aiohttp waits so long for requests under way, and once more after it has cancelled them. Together with
the last writes and goodbyes this stays below 10 s."""
STRICT_TRANSPORT = "max-age=15552000"
"""Half a year of HTTPS only (RFC 6797, 6.1)."""


class CannotStart(Exception):
    """Why the server does not start, in one sentence."""


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; raises CannotStart, StorageUnavailable or AssetsMissing."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with _running(settings) as url:
        print(f"Madang is at {url}", flush=True)
        await stop.wait()
        log.info("stopping")


@contextlib.asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[str]:
    async with contextlib.AsyncExitStack() as parts:
        storage = await open_storage(settings.data)
        parts.push_async_callback(storage.close)
        unit = await _start_unit(settings, parts)
        keeper = _certificate_keeper(settings)
        app = build_app(settings, storage, unit)
        if keeper:
            app.on_response_prepare.append(_strict_transport(keeper))
        runner = web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=KEEP_ALIVE_S,
            shutdown_timeout=SHUTDOWN_S,
            handle_signals=False,
        )
        await runner.setup()
        parts.push_async_callback(runner.cleanup)
        listening = _listen(settings)
        if keeper and runner.server:
            await _listen_for_tls(runner.server, listening, keeper, parts)
        else:
            await web.SockSite(runner, listening).start()
        yield _url(settings, listening.getsockname()[1])


async def _start_unit(settings: Settings, parts: contextlib.AsyncExitStack) -> ForwardingUnit:
    try:
        unit = await start_unit(settings)
    except OSError as error:
        raise CannotStart(f"UDP port {settings.udp_port} cannot be used: {error.strerror}.") from None
    parts.push_async_callback(unit.close)
    return unit


def _certificate_keeper(settings: Settings) -> CertificateKeeper | None:
    try:
        return keeper_of(settings)
    except CertificateUnusable as reason:
        raise CannotStart(str(reason)) from None


async def _listen_for_tls(
    server: web.Server, listening: socket.socket, keeper: CertificateKeeper, parts: contextlib.AsyncExitStack
) -> None:
    """Serve with TLS; SIGHUP and changed files bring a renewed certificate into use."""
    parts.push_async_callback(TlsPort(listening, server, keeper.context).close)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, keeper.look)
    parts.callback(loop.remove_signal_handler, signal.SIGHUP)
    parts.callback(asyncio.create_task(keeper.look_for_ever(), name="watch-certificate").cancel)


def _strict_transport(
    keeper: CertificateKeeper,
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    # A browser that was told so lets nobody past the warning about a self-signed certificate any more.
    async def add(_request: web.Request, response: web.StreamResponse) -> None:
        if keeper.vouched_for:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT

    return add


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server(
            (settings.host.strip("[]"), settings.port),
            family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET,
            backlog=1024,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotStart(f"Port {settings.port} on {settings.host} cannot be used: {reason}.") from None


def _url(settings: Settings, port: int) -> str:
    host, scheme = settings.host.strip("[]"), "https" if settings.tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
