"""`madang key create | list | revoke`."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from rooms.store import ApiKey, SqlKeyStore
from signaling.api_keys import key_hash
from signaling.cli.exits import give_up
from signaling.config import Settings
from storage.engine import open_storage
from storage.errors import StorageUnavailable

T = TypeVar("T")
SHOWN_CHARACTERS = 8
"""So much of a key's hash names it."""


def create(settings: Settings, label: str) -> None:
    """Print a new key; only its hash is stored."""
    key = f"madang_{secrets.token_urlsafe(32)}"
    at_ms = time.time_ns() // 1_000_000
    _with_store(settings, lambda store: store.add(key_hash(key), label[:80], at_ms))
    click.echo(key)


def show(settings: Settings) -> None:
    """Print each key's name, day and label."""
    for key in _with_store(settings, lambda store: store.list_keys()):
        day = time.strftime("%Y-%m-%d", time.gmtime(key.created_at_ms / 1000))
        click.echo(f"{key.hash[:SHOWN_CHARACTERS]}  {day}  {key.label}".rstrip())


def revoke(settings: Settings, name: str) -> None:
    """End the key of that name at once."""
    known = _with_store(settings, lambda store: store.list_keys())
    found = [key for key in known if _is_named(key, name)]
    if len(found) != 1:
        give_up(f"There is no key {name}; `madang key list` shows them.")
    _with_store(settings, lambda store: store.revoke(found[0].hash))
    click.echo(f"Revoked {name}.")


def _is_named(key: ApiKey, name: str) -> bool:
    return len(name) >= SHOWN_CHARACTERS and key.hash.startswith(name)


def _with_store(settings: Settings, work: Callable[[SqlKeyStore], Awaitable[T]]) -> T:
    async def run() -> T:
        storage = await open_storage(settings.data)
        try:
            return await work(SqlKeyStore(storage))
        finally:
            await storage.close()

    try:
        return asyncio.run(run())
    except StorageUnavailable as reason:
        give_up(str(reason))
