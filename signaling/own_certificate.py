"""The certificate that the server makes for itself: for a start, for a local network, for tests."""

import datetime
import ipaddress
import os
import re
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signaling.candidates import own_addresses
from signaling.certificate import CertificateUnusable, read_certificate
from signaling.config import Settings
from storage.folder import make_private, prepare_folder

FILE_NAME = "self-signed.pem"
VALID_FOR = datetime.timedelta(days=397)
"""Browsers take no server certificate that is valid for longer than 398 days."""
RENEWED_BEFORE = datetime.timedelta(days=30)
_HOST_NAME = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*")
_CLOCKS_DIFFER_BY = datetime.timedelta(days=1)


def renew_own_certificate(settings: Settings, now: datetime.datetime) -> Path:
    """The file with key and certificate, mode 0600; made anew if it is missing, damaged, old or lacks a name.

    Raises StorageUnavailable, or OSError if the file cannot be written.
    """
    prepare_folder(settings.data)
    path = settings.data / FILE_NAME
    names = _names(settings)
    if _is_due(path, names, now):
        _store(path, _make(names, now))
    make_private(path)
    return path


def _names(settings: Settings) -> list[str]:
    """Under which names and addresses the server is called; IPv6 of interfaces changes too often."""
    addresses = [*settings.public_ip, *(ip for ip in own_addresses() if ":" not in ip)]
    names = ["localhost", "127.0.0.1", "::1", socket.gethostname(), settings.host.strip("[]"), *addresses]
    return list(dict.fromkeys(name.lower() for name in names if _can_be_named(name)))


def _can_be_named(name: str) -> bool:
    address = _address(name)
    return bool(_HOST_NAME.fullmatch(name)) if address is None else not address.is_unspecified


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_due(path: Path, names: Sequence[str], now: datetime.datetime) -> bool:
    try:
        facts = read_certificate(path)
    except CertificateUnusable:
        return True
    is_valid = facts.valid_from <= now < facts.valid_until - RENEWED_BEFORE
    return not is_valid or not set(names) <= facts.names


def _make(names: Sequence[str], now: datetime.datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Madang on this machine")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER_BY)
        .not_valid_after(now - _CLOCKS_DIFFER_BY + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _alternative(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _store(path: Path, content: bytes) -> None:
    # One file, exchanged at once: neither a crash nor a reader sees a key without its certificate.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".self-signed-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
