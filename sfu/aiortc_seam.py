"""The seam to aiortc and pylibsrtp: certificates, DTLS connections and SRTP sessions under our own names.

Nothing else in the product touches a name of these packages that begins with an underscore; what is
used here is pinned by tests/unit/sfu/test_aiortc_seam.py.
"""

import pylibsrtp
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTP_PROFILES,
    SRTPProtectionProfile,
)
from OpenSSL import SSL

Fingerprint = tuple[str, str]
"""Hash algorithm in lower case and value in upper case with colons (RFC 8122, 5)."""

MAX_DATAGRAM_BYTES = 1200
"""No DTLS datagram of ours is longer: it passes every path that QUIC passes (RFC 9000, 14)."""

_REPLAY_WINDOW_PACKETS = 1024
_DIGESTS = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
PROFILES = [p for p in (SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80) if p in SRTP_PROFILES]
"""SRTP profiles in the order in which we choose (RFC 7714, RFC 5764). GCM costs half of what counter mode
with SHA-1 costs; 256 bits would cost more and protect nobody better."""


class SrtpError(Exception):
    """A packet was not authentic, was replayed, or does not fit."""


class HandshakeError(Exception):
    """A DTLS handshake cannot succeed any more; the text says why, in words fit for a log."""


class Certificate:
    """The key of a forwarding unit, with one SSL context for all of its transports.

    A context for each transport would cost more than the handshake.
    """

    def __init__(self, certificate: RTCCertificate) -> None:
        self.fingerprint: Fingerprint = next(
            (f.algorithm, f.value) for f in certificate.getFingerprints() if f.algorithm == "sha-256"
        )
        self.context: SSL.Context = certificate._create_ssl_context(srtp_profiles=PROFILES)
        # A cached session would be kept for every visitor, and none is ever resumed.
        self.context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        self.context.set_mode(SSL.MODE_RELEASE_BUFFERS)

    @classmethod
    def generate(cls) -> "Certificate":
        """Make a new key (P-256) and sign it with itself."""
        return cls(RTCCertificate.generateCertificate())


class SrtpSessions:
    """Both directions of one transport's SRTP (RFC 3711). Every method raises SrtpError."""

    def __init__(self, profile: SRTPProtectionProfile, receive_key: bytes, send_key: bytes) -> None:
        self.profile: str = profile.openssl_profile.decode()
        self.receiving = _session(profile, receive_key, pylibsrtp.Policy.SSRC_ANY_INBOUND)
        self.sending = _session(profile, send_key, pylibsrtp.Policy.SSRC_ANY_OUTBOUND)

    def unprotect(self, packet: bytes) -> bytes:
        """Authenticate and decrypt an RTP packet."""
        try:
            plain: bytes = self.receiving.unprotect(packet)
        except (pylibsrtp.Error, ValueError) as error:
            raise SrtpError(str(error)) from error
        return plain

    def unprotect_rtcp(self, packet: bytes) -> bytes:
        """Authenticate and decrypt an RTCP packet."""
        try:
            plain: bytes = self.receiving.unprotect_rtcp(packet)
        except (pylibsrtp.Error, ValueError) as error:
            raise SrtpError(str(error)) from error
        return plain

    def protect(self, packet: bytes) -> bytes:
        """Encrypt an RTP packet; of the same sequence number too, as retransmissions are."""
        try:
            protected: bytes = self.sending.protect(packet)
        except (pylibsrtp.Error, ValueError) as error:
            raise SrtpError(str(error)) from error
        return protected

    def protect_rtcp(self, packet: bytes) -> bytes:
        """Encrypt an RTCP packet."""
        try:
            protected: bytes = self.sending.protect_rtcp(packet)
        except (pylibsrtp.Error, ValueError) as error:
            raise SrtpError(str(error)) from error
        return protected


def _session(profile: SRTPProtectionProfile, key: bytes, direction: int) -> pylibsrtp.Session:
    policy = pylibsrtp.Policy(key=key, ssrc_type=direction, srtp_profile=profile.libsrtp_profile)
    policy.allow_repeat_tx = True
    policy.window_size = _REPLAY_WINDOW_PACKETS
    return pylibsrtp.Session(policy)


class DtlsServer:
    """One DTLS connection in which we are the server; datagrams in, datagrams out (RFC 6347).

    Datagrams must have been classified as DTLS: at least 13 bytes.
    """

    def __init__(self, certificate: Certificate) -> None:
        self._ssl = SSL.Connection(certificate.context)
        self._ssl.set_accept_state()
        self._ssl.set_ciphertext_mtu(MAX_DATAGRAM_BYTES)

    def handshake(self, datagram: bytes) -> bool:
        """Take a datagram of the handshake; True when it is complete. Raises HandshakeError."""
        self._ssl.bio_write(datagram)
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            raise HandshakeError("handshake failed") from error
        return True

    def receive(self, datagram: bytes) -> bool:
        """Take a datagram after the handshake; False when the other side has closed. Data is dropped."""
        self._ssl.bio_write(datagram)
        try:
            while True:
                self._ssl.recv(2048)
        except SSL.ZeroReturnError:
            return False
        except SSL.Error:
            return True

    def outgoing(self) -> list[bytes]:
        """Take what is to be sent now, as datagrams."""
        flight = b""
        try:
            while True:
                flight += self._ssl.bio_read(16384)
        except SSL.Error:
            return _datagrams(flight)

    def timeout_s(self) -> float | None:
        """Tell how long to wait before `retransmit`; None when nothing waits for an answer."""
        timeout_s: float | None = self._ssl.DTLSv1_get_timeout()
        return timeout_s

    def retransmit(self) -> None:
        """Put the last flight out again if its time has come. Raises HandshakeError after too many."""
        try:
            self._ssl.DTLSv1_handle_timeout()
        except SSL.Error as error:
            raise HandshakeError("no answer") from error

    def shutdown(self) -> None:
        """Tell the other side (close_notify), as far as there is a connection."""
        try:
            self._ssl.shutdown()
        except SSL.Error:
            return

    def verify(self, fingerprints: tuple[Fingerprint, ...]) -> None:
        """Hold the certificate against those of the SDP: all known ones must match (RFC 8122, 5)."""
        # OpenSSL's own digest: cryptography's parser raises on certificates that OpenSSL lets pass.
        certificate = self._ssl.get_peer_certificate()
        known = [(_DIGESTS[name], value) for name, value in fingerprints if name in _DIGESTS]
        if certificate is None or not known:
            raise HandshakeError("no fingerprint to compare")
        if any(certificate.digest(digest).decode() != value for digest, value in known):
            raise HandshakeError("wrong fingerprint")

    def srtp_sessions(self) -> SrtpSessions:
        """Derive the SRTP keys (RFC 5764, 4.2). Raises HandshakeError where no profile was agreed."""
        selected = self._ssl.get_selected_srtp_profile()
        profile = next((p for p in PROFILES if p.openssl_profile == selected), None)
        if profile is None:
            raise HandshakeError("no SRTP profile in common")
        length = 2 * (profile.key_length + profile.salt_length)
        keys = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", length)
        return SrtpSessions(
            profile,
            receive_key=profile.get_key_and_salt(keys, 0),
            send_key=profile.get_key_and_salt(keys, 1),
        )


def _datagrams(flight: bytes) -> list[bytes]:
    """Cut what OpenSSL wrote between records, as its memory BIO has forgotten where datagrams ended."""
    datagrams: list[bytes] = []
    start = end = 0
    while end < len(flight):
        record_end = end + _record_length(flight, end)
        if record_end - start > MAX_DATAGRAM_BYTES and end > start:
            datagrams.append(flight[start:end])
            start = end
        end = record_end
    if start < len(flight):
        datagrams.append(flight[start:])
    return datagrams


def _record_length(flight: bytes, position: int) -> int:
    """Length of the record with its 13 bytes of header (RFC 6347, 4.1)."""
    return 13 + int.from_bytes(flight[position + 11 : position + 13], "big")
