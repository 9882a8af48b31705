"""Logs go to stderr, one line an event; they hold no content, tokens or addresses."""

import logging
import os
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

from aiohttp.http_exceptions import HttpProcessingError

_OTHERS = ("aiohttp", "aioice", "aiortc", "sqlalchemy", "aiosqlite", "asyncio", "alembic")
"""Packages that write addresses, session descriptions or whole requests, at every level."""

_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: str) -> None:
    """Start logging."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(without_words_of_others)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for other in _OTHERS:
        logging.getLogger(other).setLevel(max(logging.WARNING, root.level))


def without_words_of_others(record: logging.LogRecord) -> bool:
    """Keep of what other packages log only where and what kind; nothing of a request that is no HTTP."""
    if record.name.partition(".")[0] not in _OTHERS:
        return True
    record.msg, record.args = f"trouble in {record.filename}, line {record.lineno}", ()
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


class DiscreetFormatter(logging.Formatter):
    """Tells the way to an exception and its kind; its message may quote what a visitor sent."""

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802 - the name that logging calls
        """The lines of code and the kinds of all exceptions that led to it, the first one first."""
        return "which led to\n".join("".join(_way_to(error)) for error in _chain(ei[1])).rstrip()


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _way_to(error: BaseException) -> Iterator[str]:
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}{_harmless_message(error)}\n"


def _harmless_message(error: BaseException) -> str:
    """What the operator needs to know of a full disk or a locked database."""
    if isinstance(error, OSError) and error.errno is not None:
        return f": {os.strerror(error.errno)}"
    return f": {error}" if isinstance(error, sqlite3.OperationalError) else ""
