"""The data folder: private to whoever runs the server, and writable."""

import logging
import os
import stat
import tempfile
from pathlib import Path

from storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

PRIVATE_FOLDER_MODE = 0o700
PRIVATE_FILE_MODE = 0o600
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def prepare_folder(folder: Path) -> None:
    """Make the folder with mode 0700 if it is missing; raise StorageUnavailable if it cannot be written."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True, exist_ok=True)
        _close_to_others(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StorageUnavailable(
            f"The data folder {folder} cannot be written: {error.strerror or error}."
        ) from error


def make_private(path: Path) -> None:
    """Give an existing file mode 0600, or make it empty; raises OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE_MODE))
    if path.stat().st_mode & OPEN_TO_OTHERS:
        path.chmod(PRIVATE_FILE_MODE)


def _close_to_others(folder: Path) -> None:
    # A folder with other things in it may be somebody else's or /tmp: its mode is not ours to change.
    if not folder.stat().st_mode & OPEN_TO_OTHERS:
        return
    if any(folder.iterdir()):
        log.warning("others on this machine can open the data folder; mode 0700 would keep them out")
    else:
        folder.chmod(PRIVATE_FOLDER_MODE)
