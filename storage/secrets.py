"""The server's secrets: drawn at the first run, kept in the data folder, never anywhere else."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from storage.errors import StorageUnavailable
from storage.folder import make_private, prepare_folder

SECRET_BYTES = 32


def load_secret(
    data_folder: Path, purpose: str, random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> bytes:
    """The 32 bytes for one purpose ("tokens", say); drawn and stored with mode 0600 if there are none yet.

    Raises StorageUnavailable.
    """
    prepare_folder(data_folder)
    path = data_folder / f"{purpose}.secret"
    try:
        if not path.exists():
            _store_once(path, random_bytes(SECRET_BYTES))
        make_private(path)
        secret = path.read_bytes()
    except OSError as error:
        raise StorageUnavailable(
            f"The secret in {path} cannot be read or written: {error.strerror or error}."
        ) from error
    if len(secret) != SECRET_BYTES:
        raise StorageUnavailable(
            f"The secret in {path} is damaged: remove it, and a new one is drawn that ends all sessions."
        )
    return secret


def _store_once(path: Path, secret: bytes) -> None:
    # Linked into place when complete: neither a crash nor a second process sees or makes half a secret.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        Path(temporary).unlink()
