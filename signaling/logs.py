"""Logs go to stderr, one line an event; they hold no content, tokens or addresses."""

import logging
import sys


def configure(level: str) -> None:
    """Start logging."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # These write addresses, session descriptions or whole requests at lower levels.
    for noisy in ("aiohttp", "aioice", "aiortc", "sqlalchemy", "aiosqlite", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
