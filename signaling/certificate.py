"""What stands in a certificate file: for whom, from when and until when, and who vouches for it."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509


class CertificateUnusable(Exception):
    """Why a certificate or its key cannot be used, in one sentence."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """The first certificate of a file (RFC 5280)."""

    names: frozenset[str]
    """Host names, some with a leading `*.`, and addresses of the subjectAltName."""
    valid_from: datetime.datetime
    valid_until: datetime.datetime
    self_signed: bool
    """Nobody but its own key vouches for it."""

    def is_for(self, host: str) -> bool:
        """Whether a browser takes it for this host name or address (RFC 6125, 6.4)."""
        wanted = _canonical(host)
        parent = f"*.{wanted.partition('.')[2]}"
        return wanted in self.names or (parent in self.names and not _is_address(wanted))


def read_certificate(path: Path) -> CertificateFacts:
    """Read the facts; raises CertificateUnusable."""
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        names = _names(certificate)
    except OSError as error:
        raise CertificateUnusable(f"The certificate {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise CertificateUnusable(f"In {path} there is no certificate in PEM format.") from None
    return CertificateFacts(
        names=names,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        self_signed=certificate.issuer == certificate.subject,
    )


def load_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """A context that shows this certificate, TLS 1.2 or newer; raises CertificateUnusable."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        # A key with a password fails here instead of asking for it on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        fit = (
            "do not belong together"
            if error.reason == "KEY_VALUES_MISMATCH"
            else "cannot be used as PEM files"
        )
        raise CertificateUnusable(f"The certificate {certificate} and the key {key} {fit}.") from None
    except OSError as error:
        missing = certificate if not certificate.is_file() else key
        raise CertificateUnusable(f"{missing} cannot be read: {error.strerror}.") from None
    return context


def _names(certificate: x509.Certificate) -> frozenset[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    hosts = (name.lower() for name in names.get_values_for_type(x509.DNSName))
    return frozenset([*hosts, *map(str, names.get_values_for_type(x509.IPAddress))])


def _canonical(host: str) -> str:
    bare = host.strip("[]").rstrip(".").lower()
    return str(ipaddress.ip_address(bare)) if _is_address(bare) else bare


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
