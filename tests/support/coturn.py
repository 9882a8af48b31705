"""The real coturn with the configuration of docs/relay.md, on loopback and on free ports."""

import asyncio
import base64
import contextlib
import datetime
import hashlib
import ipaddress
import os
import re
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.wait import eventually

DOCUMENT = Path(__file__).parents[2] / "docs" / "relay.md"
HOST = "127.0.0.1"
_ENDS_WITHIN_S = 10


def missing() -> str | None:
    """Why there is no coturn here, after an attempt to install it; None if there is."""
    if shutil.which("turnserver"):
        return None
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "coturn is not installed: apt install coturn"
    subprocess.run(["apt-get", "install", "--yes", "coturn"], capture_output=True, check=False)
    return None if shutil.which("turnserver") else "coturn could not be installed"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate of the relay's."""

    cert: Path
    key: Path
    spki: str
    """Hash of its key, by which Chromium can be told to take it."""


def make_certificate(folder: Path) -> Certificate:
    """A certificate for loopback, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    cert_path, key_path = folder / "relay-cert.pem", folder / "relay-key.pem"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Certificate(cert_path, key_path, base64.b64encode(hashlib.sha256(public).digest()).decode())


class Coturn:
    """One relay that may reach only `allowed`."""

    def __init__(self, folder: Path, certificate: Certificate, allowed: str = HOST) -> None:
        self.secret = secrets.token_hex(32)
        self.port, self.tls_port = _free_port(), _free_port()
        self._folder = folder
        self._certificate = certificate
        self._allowed = allowed
        self._process: asyncio.subprocess.Process | None = None

    def url(self, way: str) -> str:
        """Its address for "udp", "tcp" or "tls"."""
        if way == "tls":
            return f"turns:{HOST}:{self.tls_port}?transport=tcp"
        return f"turn:{HOST}:{self.port}?transport={way}"

    @property
    def log(self) -> str:
        """What it wrote."""
        path = self._folder / "turn.log"
        return path.read_text(errors="replace") if path.exists() else ""

    async def start(self) -> "Coturn":
        """Start and wait until it accepts connections."""
        configuration = self._folder / "turnserver.conf"
        configuration.write_text(self._configuration())
        self._process = await asyncio.create_subprocess_exec(
            "turnserver", "-c", str(configuration), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for port in (self.port, self.tls_port):
            await eventually(f"coturn listens on {port}", lambda port=port: _answers(port))  # type: ignore[misc]
        return self

    async def close(self) -> None:
        """End it."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _ENDS_WITHIN_S)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def _configuration(self) -> str:
        """The document's, with the four values exchanged, and kept to loopback and this folder."""
        found = re.search(r"```ini\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
        assert found, "docs/relay.md has no configuration"
        text = found[1]
        exchanged = {
            "static-auth-secret": self.secret,
            "cert": str(self._certificate.cert),
            "pkey": str(self._certificate.key),
            "allowed-peer-ip": self._allowed,
            "listening-port": str(self.port),
            "tls-listening-port": str(self.tls_port),
        }
        for name, value in exchanged.items():
            text, count = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
            assert count == 1, name
        own = {
            "listening-ip": HOST,
            "relay-ip": HOST,
            "userdb": self._folder / "turndb",
            "pidfile": self._folder / "turn.pid",
            "log-file": self._folder / "turn.log",
        }
        # Loopback is this test's network; everywhere else coturn refuses it by itself.
        lines = [*(f"{name}={value}" for name, value in own.items()), "simple-log", "allow-loopback-peers"]
        return text + "\n".join(lines) + "\n"


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True
