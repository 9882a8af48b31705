"""`madang serve`."""

import asyncio

from signaling import logs
from signaling.assets import AssetsMissing
from signaling.cli.exits import give_up
from signaling.config import Settings
from signaling.server import CannotStart, serve
from storage.errors import StorageUnavailable


def run(settings: Settings) -> None:
    """Serve; what hinders the start is one sentence on stderr and exit 2."""
    logs.configure(settings.log_level)
    try:
        asyncio.run(serve(settings))
    except (CannotStart, StorageUnavailable, AssetsMissing) as reason:
        give_up(str(reason))
