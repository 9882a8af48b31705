"""The certificate in use: loaded at the start, and again whenever its files change, without a restart."""

import asyncio
import datetime
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from signaling.certificate import CertificateUnusable, load_context, read_certificate
from signaling.config import SELF_SIGNED, Settings
from signaling.own_certificate import renew_own_certificate

log = logging.getLogger(__name__)

LOOK_EVERY_S = 30.0

Stamp = tuple[tuple[int, int, int], ...]
"""What tells two states of the files apart: time of change, size and inode of each."""


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where certificate and key are; both may be in one file."""

    certificate: Path
    key: Path

    def stamp(self) -> Stamp:
        """The files' present state; raises OSError."""
        found = (path.stat() for path in (self.certificate, self.key))
        return tuple((entry.st_mtime_ns, entry.st_size, entry.st_ino) for entry in found)


class CertificateKeeper:
    """Has the server's context; every new connection gets the newest certificate that could be loaded."""

    def __init__(self, find_files: Callable[[], CertificateFiles]) -> None:
        """`find_files` may make or renew them; raises CertificateUnusable if they cannot be used."""
        self._find_files = find_files
        files = find_files()
        self._stamp = _stamp_or_none(files)
        self._newest = load_context(files.certificate, files.key)
        self.vouched_for = not read_certificate(files.certificate).self_signed
        """Whether somebody else than the server itself signed the certificate."""
        # A context that is loaded twice keeps certificates of another key type: so there is a new one each
        # time, exchanged while the handshake begins (the callback also runs for clients that name no server).
        self.context = load_context(files.certificate, files.key)
        self.context.sni_callback = self._show_newest

    def look(self) -> bool:
        """Load the files if they changed; if they cannot be used, the earlier certificate stays in use."""
        try:
            files = self._find_files()
            stamp = files.stamp()
            if stamp == self._stamp:
                return False
            context = load_context(files.certificate, files.key)
            self.vouched_for = not read_certificate(files.certificate).self_signed
        except (CertificateUnusable, OSError) as reason:
            log.warning("the earlier certificate stays in use: %s", reason)
            return False
        self._newest, self._stamp = context, stamp
        log.info("a new certificate is in use")
        return True

    async def look_for_ever(self) -> None:
        """Look at the files from time to time."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.look()

    def _show_newest(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = self._newest


def keeper_of(settings: Settings) -> CertificateKeeper | None:
    """The keeper that the setting `tls` asks for, or None for plain HTTP.

    Raises CertificateUnusable or StorageUnavailable.
    """
    if not settings.tls:
        return None
    if settings.tls == (SELF_SIGNED,):
        return CertificateKeeper(lambda: _own_files(settings))
    files = CertificateFiles(*map(Path, settings.tls))
    return CertificateKeeper(lambda: files)


def _own_files(settings: Settings) -> CertificateFiles:
    path = renew_own_certificate(settings, datetime.datetime.now(datetime.UTC))
    return CertificateFiles(path, path)


def _stamp_or_none(files: CertificateFiles) -> Stamp | None:
    try:
        return files.stamp()
    except OSError:
        return None
