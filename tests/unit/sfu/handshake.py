"""The far end of a transport that does everything itself: connectivity checks, DTLS, SRTP."""

import contextlib
from typing import Any

from aioice import stun
from OpenSSL import SSL

from sfu.aiortc_seam import PROFILES, Certificate, SrtpSessions
from tests.unit.sfu.support import Browser, Medium


class WholeBrowser(Browser):
    """Checks and shakes hands as a browser does, with the credentials it finds in our description."""

    def __init__(self, medium: Medium, number: int) -> None:
        super().__init__(medium, number)
        self.certificate = Certificate.generate()
        self.fingerprint = self.certificate.fingerprint[1]
        self.connection = SSL.Connection(self.certificate.context)
        self.connection.set_connect_state()
        self.connected = False

    def check(self, sdp: str, **attributes: Any) -> stun.Message | None:
        """Send a connectivity check (RFC 8445, 7.2); the reply if there is one."""
        password = attributes.pop("password", None) or credential(sdp, "pwd")
        request = stun.Message(
            stun.Method.BINDING,
            stun.Class.REQUEST,
            attributes={
                "USERNAME": f"{credential(sdp, 'ufrag')}:theirs",
                "PRIORITY": 1,
                "ICE-CONTROLLING": 1,
                **attributes,
            },
        )
        request.add_message_integrity(password.encode())
        self.send(bytes(request))
        replies = [datagram for datagram in self.datagrams() if datagram[0] <= 3]
        return stun.parse_message(replies[0]) if replies else None

    def nominate(self, sdp: str) -> None:
        reply = self.check(sdp, **{"USE-CANDIDATE": None})
        assert reply is not None
        assert reply.message_class is stun.Class.RESPONSE

    def shake_hands(self) -> None:
        """As far as the server answers."""
        self._step([])
        for _ in range(10):
            if self.connected or not (datagrams := self.datagrams()):
                break
            self._step(datagrams)
        if self.connected:
            self.srtp = self._sessions()

    def hang_up(self) -> None:
        self.connection.shutdown()
        self.send(self.connection.bio_read(65536))

    def _step(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams or [b""]:
            if datagram:
                self.connection.bio_write(datagram)
            with contextlib.suppress(SSL.WantReadError):
                self.connection.do_handshake()
                self.connected = True
        with contextlib.suppress(SSL.Error):
            while True:
                self.send(self.connection.bio_read(65536))

    def _sessions(self) -> SrtpSessions:
        selected = self.connection.get_selected_srtp_profile()
        profile = next(p for p in PROFILES if p.openssl_profile == selected)
        length = 2 * (profile.key_length + profile.salt_length)
        keys = self.connection.export_keying_material(b"EXTRACTOR-dtls_srtp", length)
        return SrtpSessions(profile, profile.get_key_and_salt(keys, 1), profile.get_key_and_salt(keys, 0))


def credential(sdp: str, name: str) -> str:
    """`ufrag` or `pwd` of our description."""
    prefix = f"a=ice-{name}:"
    return next(line for line in sdp.split("\r\n") if line.startswith(prefix)).removeprefix(prefix)
