"""DTLS with a browser: keys in the end, and what may not disturb the way there."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, certificate_digest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL import SSL
from OpenSSL.crypto import FILETYPE_ASN1, load_certificate

from sfu.aiortc_seam import MAX_DATAGRAM_BYTES, PROFILES, Certificate, Fingerprint, SrtpError, SrtpSessions
from sfu.dtls import HANDSHAKE_TIMEOUT_S, SETTLING_S, DtlsEndpoint, DtlsState

RTP = bytes.fromhex("806f0001000003e8deadbeef") + b"opus of one packet"
BOTH_PROFILES = b"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM"
OURS = Certificate.generate()


@dataclass(eq=False)
class Pending:
    timers: "Timers"
    at_s: float
    action: Callable[[], None]

    def cancel(self) -> None:
        if self in self.timers.pending:
            self.timers.pending.remove(self)


class Timers:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.pending: list[Pending] = []

    def call_later(self, delay_s: float, action: Callable[[], None]) -> Pending:
        pending = Pending(self, self.now_s + delay_s, action)
        self.pending.append(pending)
        return pending

    def advance(self, seconds: float) -> None:
        end_s = self.now_s + seconds
        while due := sorted((p for p in self.pending if p.at_s <= end_s), key=lambda p: p.at_s):
            self.now_s = due[0].at_s
            due[0].cancel()
            due[0].action()
        self.now_s = end_s


class Browser:
    """The active side, driven by OpenSSL alone."""

    def __init__(self, profiles: bytes | None = BOTH_PROFILES, ciphers: bytes | None = None) -> None:
        certificate = Certificate.generate()
        if profiles is not None:
            certificate.context.set_tlsext_use_srtp(profiles)
        if ciphers is not None:
            certificate.context.set_cipher_list(ciphers)
        self.fingerprints: tuple[Fingerprint, ...] = (certificate.fingerprint,)
        self.connection = SSL.Connection(certificate.context)
        self.connection.set_connect_state()
        self.connected = False

    def step(self, datagrams: list[bytes]) -> bytes:
        """Take datagrams, give back what is to be sent."""
        for datagram in datagrams or [b""]:
            if datagram:
                self.connection.bio_write(datagram)
            with contextlib.suppress(SSL.Error):  # wants more, or has given up
                self.connection.do_handshake()
                self.connected = True
        return self.outgoing()

    def outgoing(self) -> bytes:
        try:
            return self.connection.bio_read(65536)
        except SSL.Error:
            return b""

    async def flight_repeated(self) -> bytes:
        """What is sent again when OpenSSL's own timer, which counts real time, has run out."""
        run_out = asyncio.Event()
        while not (repeated := self.outgoing()):
            run_out.clear()
            asyncio.get_running_loop().call_later(self.connection.DTLSv1_get_timeout() or 0.001, run_out.set)
            await asyncio.wait_for(run_out.wait(), 5)
            self.connection.DTLSv1_handle_timeout()
        return repeated

    def hears_goodbye(self, datagrams: list[bytes]) -> bool:
        for datagram in datagrams:
            self.connection.bio_write(datagram)
            try:
                self.connection.recv(100)
            except SSL.ZeroReturnError:
                return True
            except SSL.Error:
                pass
        return False

    def sessions(self) -> SrtpSessions:
        """SRTP with the roles of a DTLS client."""
        selected = self.connection.get_selected_srtp_profile()
        profile = next(p for p in PROFILES if p.openssl_profile == selected)
        length = 2 * (profile.key_length + profile.salt_length)
        keys = self.connection.export_keying_material(b"EXTRACTOR-dtls_srtp", length)
        return SrtpSessions(profile, profile.get_key_and_salt(keys, 1), profile.get_key_and_salt(keys, 0))


@dataclass
class Server:
    """An endpoint with all that came out of it."""

    fingerprints: tuple[Fingerprint, ...] | None
    certificate: Certificate = OURS
    timers: Timers = field(default_factory=Timers)
    sent: list[bytes] = field(default_factory=list)
    keys: list[SrtpSessions] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.endpoint = DtlsEndpoint(
            self.certificate,
            self.fingerprints,
            self.sent.append,
            self.keys.append,
            self.reasons.append,
            call_later=self.timers.call_later,
        )

    def take_sent(self) -> list[bytes]:
        taken = self.sent[:]
        self.sent.clear()
        return taken


def shake_hands(browser: Browser, server: Server, between: bytes | None = None) -> None:
    """Let both talk until nobody has anything to say; `between` arrives before every datagram."""
    from_browser = browser.step([])
    while from_browser:
        if between is not None:
            server.endpoint.receive(between)
        server.endpoint.receive(from_browser)
        from_browser = browser.step(server.take_sent())


def connected() -> tuple[Browser, Server]:
    browser = Browser()
    server = Server(browser.fingerprints)
    shake_hands(browser, server)
    assert server.endpoint.ready
    return browser, server


def test_both_sides_get_keys_that_understand_each_other() -> None:
    browser, server = connected()
    theirs, ours = browser.sessions(), server.keys[0]
    assert ours.unprotect(theirs.protect(RTP)) == RTP
    assert theirs.unprotect(ours.protect(RTP)) == RTP
    assert server.reasons == []


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [
        (BOTH_PROFILES, "SRTP_AEAD_AES_128_GCM"),
        (b"SRTP_AES128_CM_SHA1_80", "SRTP_AES128_CM_SHA1_80"),
    ],
)
def test_gcm_is_preferred_and_counter_mode_accepted(offered: bytes, agreed: str) -> None:
    browser = Browser(offered)
    server = Server(browser.fingerprints)
    shake_hands(browser, server)
    assert server.keys[0].profile == agreed


def test_no_profile_in_common_closes() -> None:
    browser = Browser(b"SRTP_AES128_CM_SHA1_32")
    server = Server(browser.fingerprints)
    shake_hands(browser, server)
    assert server.reasons == ["no SRTP profile in common"]
    assert server.keys == []


@pytest.mark.parametrize("change", ["another's", "unknown algorithm", "one of two wrong", "none"])
def test_a_certificate_that_does_not_match_closes_this_transport_only(change: str) -> None:
    other_browser, other = connected()
    browser, stranger = Browser(), Browser()
    fingerprints = {
        "another's": stranger.fingerprints,
        "unknown algorithm": (("md5", browser.fingerprints[0][1]),),
        "one of two wrong": browser.fingerprints + stranger.fingerprints,
        "none": (),
    }[change]
    server = Server(fingerprints)
    shake_hands(browser, server)
    assert server.endpoint.closed
    assert server.keys == []
    assert len(server.reasons) == 1
    assert other.keys[0].unprotect(other_browser.sessions().protect(RTP)) == RTP


JUNK = {
    "empty": b"",
    "one byte": b"\x16",
    "twelve bytes": b"\x16\xfe\xfd" + bytes(9),
    "STUN": b"\x00\x01" + bytes(18),
    "RTP": RTP,
    "a record of zeros": b"\x16\xfe\xfd" + bytes(40),
    "application data of an epoch to come": b"\x17\xfe\xfd\x00\x01" + bytes(30),
    "a record that says it is longer": b"\x16\xfe\xfd" + bytes(8) + b"\xff\xff" + bytes(20),
    "random bytes of a DTLS kind": b"\x20" + bytes(range(80)),
    "longer than any datagram": b"\x16" * 3000,
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_between_disturbs_nothing(junk: bytes) -> None:
    browser = Browser()
    server = Server(browser.fingerprints)
    shake_hands(browser, server, between=junk)
    server.endpoint.receive(junk)
    assert server.endpoint.ready
    assert server.reasons == []


def forged_hello() -> bytes:
    return Browser(ciphers=b"ECDHE-RSA-AES256-GCM-SHA384").step([])


def test_a_forged_hello_before_the_true_one_costs_it_nothing() -> None:
    browser = Browser()
    server = Server(browser.fingerprints)
    server.endpoint.receive(forged_hello())
    shake_hands(browser, server)
    assert server.endpoint.ready


def test_forged_hellos_are_not_listened_to_for_ever() -> None:
    server = Server(Browser().fingerprints)
    for _ in range(4):
        server.endpoint.receive(forged_hello())
    assert server.reasons == ["handshake failed"]


def test_a_forged_hello_later_changes_nothing() -> None:
    browser, server = connected()
    server.endpoint.receive(forged_hello())
    server.endpoint.receive(Browser().step([]))
    assert server.endpoint.ready
    assert server.keys[0].unprotect(browser.sessions().protect(RTP)) == RTP


def test_a_handshake_has_a_deadline_and_nothing_is_left_after_it() -> None:
    browser = Browser()
    server = Server(browser.fingerprints)
    server.endpoint.receive(browser.step([]))
    server.timers.advance(HANDSHAKE_TIMEOUT_S - 0.1)
    assert server.reasons == []
    server.timers.advance(0.1)
    assert server.reasons == ["handshake took too long"]
    assert server.timers.pending == []
    server.take_sent()
    server.endpoint.receive(Browser().step([]))
    assert server.sent == []


def test_what_comes_before_the_fingerprints_waits_for_them() -> None:
    browser = Browser()
    server = Server(None)
    hello = browser.step([])
    server.endpoint.receive(hello)
    assert (server.endpoint.state, server.sent) == (DtlsState.WAITING, [])
    server.endpoint.set_remote_fingerprints(browser.fingerprints)
    server.endpoint.receive(browser.step(server.take_sent()))
    assert server.endpoint.ready


def test_only_so_much_waits() -> None:
    browser = Browser()
    server = Server(None)
    hello = browser.step([])
    server.endpoint.receive(hello)
    for _ in range(16):
        server.endpoint.receive(JUNK["a record of zeros"])
    server.endpoint.set_remote_fingerprints(browser.fingerprints)
    assert server.sent == []


async def test_the_last_flight_is_said_again_when_the_browser_did_not_hear_it() -> None:
    browser = Browser()
    server = Server(browser.fingerprints)
    server.endpoint.receive(browser.step([]))
    server.endpoint.receive(browser.step(server.take_sent()))
    assert server.endpoint.ready
    server.take_sent()  # and lost
    server.endpoint.receive(await browser.flight_repeated())
    browser.step(server.take_sent())
    assert browser.connected


def test_a_flight_without_answer_waits_to_be_repeated_and_stops_waiting_when_answered() -> None:
    browser = Browser()
    server = Server(browser.fingerprints)
    server.endpoint.receive(browser.step([]))
    assert len(server.timers.pending) == 2  # the deadline and the repetition
    shake = browser.step(server.take_sent())
    server.endpoint.receive(shake)
    assert [p.at_s for p in server.timers.pending] == [SETTLING_S]


@pytest.mark.parametrize("settled", [False, True])
def test_closing_says_goodbye_once(settled: bool) -> None:
    browser, server = connected()
    server.timers.advance(SETTLING_S if settled else 0.0)
    assert server.endpoint.state is (DtlsState.SETTLED if settled else DtlsState.READY)
    server.endpoint.close()
    assert browser.hears_goodbye(server.take_sent())
    server.endpoint.close()
    assert (server.sent, server.reasons, server.timers.pending) == ([], [], [])


def test_the_goodbye_of_a_browser_closes() -> None:
    browser, server = connected()
    browser.connection.shutdown()
    server.endpoint.receive(browser.outgoing())
    assert server.reasons == ["closed by the other side"]
    assert server.timers.pending == []


def test_a_settled_transport_keeps_its_keys_and_drops_what_still_comes() -> None:
    browser, server = connected()
    server.timers.advance(SETTLING_S)
    server.endpoint.receive(b"\x17\xfe\xfd\x00\x01" + bytes(30))
    assert server.endpoint.ready
    assert server.timers.pending == []
    assert server.keys[0].unprotect(browser.sessions().protect(RTP)) == RTP


def test_closing_before_anything_came_is_silent() -> None:
    server = Server(None)
    server.endpoint.close()
    assert (server.sent, server.reasons, server.timers.pending) == ([], [], [])


def test_no_datagram_of_a_long_flight_is_longer_than_every_path_carries() -> None:
    browser = Browser()
    server = Server(browser.fingerprints, certificate=Certificate(certificate_with_long_name()))
    server.endpoint.receive(browser.step([]))
    assert len(server.sent) > 1
    assert max(map(len, server.sent)) <= MAX_DATAGRAM_BYTES
    server.endpoint.receive(browser.step(server.take_sent()))
    assert server.endpoint.ready


def certificate_with_long_name() -> RTCCertificate:
    """A certificate whose flight does not fit into one datagram."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "long")])
    names = x509.SubjectAlternativeName([x509.DNSName(f"name-{i}.example") for i in range(100)])
    now = datetime.datetime.now(tz=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    return RTCCertificate(key, builder.add_extension(names, critical=False).sign(key, hashes.SHA256()))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_certificate_of_an_impossible_version_is_compared_like_any_other() -> None:
    certificate = RTCCertificate.generateCertificate()
    version_3, version_4 = bytes.fromhex("a003020102"), bytes.fromhex("a003020103")
    der = certificate._cert.public_bytes(Encoding.DER).replace(version_3, version_4, 1)
    context = Certificate(certificate).context
    context.use_certificate(load_certificate(FILETYPE_ASN1, der))
    context.use_privatekey(certificate._key)
    browser = Browser()
    browser.connection = SSL.Connection(context)
    browser.connection.set_connect_state()
    server = Server(browser.fingerprints)
    shake_hands(browser, server)
    assert server.reasons == ["wrong fingerprint"]


damages = st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 255)), max_size=3)
cuts = st.integers(0, 3000)


@given(damages, cuts, damages, cuts)
def test_a_damaged_handshake_raises_nothing_and_ends_at_most_once(
    first: list[tuple[int, int]], first_cut: int, second: list[tuple[int, int]], second_cut: int
) -> None:
    browser = Browser()
    server = Server(browser.fingerprints)
    server.endpoint.receive(damaged(browser.step([]), first, first_cut))
    server.endpoint.receive(damaged(browser.step(server.take_sent()), second, second_cut))
    server.timers.advance(HANDSHAKE_TIMEOUT_S)
    assert server.endpoint.ready or len(server.reasons) == 1


def damaged(flight: bytes, flips: list[tuple[int, int]], cut: int) -> bytes:
    """Some bytes changed, perhaps the end lost."""
    changed = bytearray(flight)
    for position, flip in flips:
        if flight:
            changed[position % len(flight)] ^= flip
    return bytes(changed[:cut])


class Wire:
    """What RTCDtlsTransport takes for an ICE transport."""

    role = "controlling"

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.deliver: Callable[[bytes], None] = lambda datagram: None

    async def _recv(self) -> bytes:
        return await self.queue.get()

    async def _send(self, datagram: bytes) -> None:
        self.deliver(datagram)


async def test_aiortcs_own_transport_connects_and_understands_us() -> None:
    certificate = RTCCertificate.generateCertificate()
    wire = Wire()
    transport = RTCDtlsTransport(cast(Any, wire), [certificate])
    transport._set_role("client")
    keys: list[SrtpSessions] = []
    digest = certificate_digest(certificate._cert, "sha-512")
    endpoint = DtlsEndpoint(OURS, [("sha-512", digest)], wire.queue.put_nowait, keys.append, print)
    wire.deliver = endpoint.receive
    async with asyncio.timeout(10):
        await transport.start(RTCDtlsParameters([RTCDtlsFingerprint(*OURS.fingerprint)]))
    assert transport.state == "connected"
    assert keys[0].unprotect(transport._tx_srtp.protect(RTP)) == RTP
    endpoint.close()
    await transport.stop()


def test_a_packet_of_another_transport_is_not_authentic() -> None:
    browser, _ = connected()
    _, other = connected()
    with pytest.raises(SrtpError):
        other.keys[0].unprotect(browser.sessions().protect(RTP))
