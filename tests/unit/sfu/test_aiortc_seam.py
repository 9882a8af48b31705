"""The seam to aiortc and pylibsrtp: what we use of them is there, and behaves as we rely on."""

import contextlib
import inspect
from importlib.metadata import version

import pytest
from aiortc import RTCCertificate
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL import SSL

from sfu.aiortc_seam import PROFILES, Certificate, DtlsServer, HandshakeError, SrtpError, SrtpSessions

RTP = bytes.fromhex("806f0001000003e8deadbeef") + b"payload"
RTCP = bytes.fromhex("80c90001deadbeef")
OURS = Certificate.generate()


def pair(index: int = 0) -> tuple[SrtpSessions, SrtpSessions]:
    """Two ends of one transport."""
    profile = PROFILES[index]
    length = profile.key_length + profile.salt_length
    one, other = bytes(range(length)), bytes(range(100, 100 + length))
    return SrtpSessions(profile, one, other), SrtpSessions(profile, other, one)


@pytest.mark.parametrize(
    ("package", "series"), [("aiortc", "1.16."), ("pylibsrtp", "1.0."), ("aioice", "0.13.")]
)
def test_the_packages_are_of_the_series_that_this_was_written_for(package: str, series: str) -> None:
    assert version(package).startswith(series)


def test_aiortc_makes_contexts_as_the_seam_asks_for_them() -> None:
    assert list(inspect.signature(RTCCertificate._create_ssl_context).parameters) == ["self", "srtp_profiles"]


def test_both_profiles_are_there_and_gcm_comes_first() -> None:
    assert [p.openssl_profile for p in PROFILES] == [b"SRTP_AEAD_AES_128_GCM", b"SRTP_AES128_CM_SHA1_80"]


def test_the_fingerprint_is_sha_256_as_it_stands_in_sdp() -> None:
    algorithm, value = Certificate.generate().fingerprint
    assert algorithm == "sha-256"
    assert len(value.split(":")) == 32
    assert value == value.upper()


def test_all_transports_share_one_context() -> None:
    certificate = Certificate.generate()
    assert DtlsServer(certificate)._ssl.get_context() is DtlsServer(certificate)._ssl.get_context()


def test_no_session_of_a_visitor_is_kept() -> None:
    assert Certificate.generate().context.get_session_cache_mode() == SSL.SESS_CACHE_OFF


@pytest.mark.parametrize("index", [0, 1])
def test_what_one_end_protects_the_other_reads(index: int) -> None:
    one, other = pair(index)
    assert other.unprotect(one.protect(RTP)) == RTP
    assert other.unprotect_rtcp(one.protect_rtcp(RTCP)) == RTCP


@pytest.mark.parametrize("index", [0, 1])
def test_a_packet_can_be_protected_again_but_not_be_read_twice(index: int) -> None:
    one, other = pair(index)
    assert one.protect(RTP) == one.protect(RTP)
    other.unprotect(one.protect(RTP))
    with pytest.raises(SrtpError):
        other.unprotect(one.protect(RTP))


def test_a_packet_that_is_too_long_is_an_srtp_error() -> None:
    one, _ = pair()
    with pytest.raises(SrtpError):
        one.protect(RTP + bytes(1500))
    with pytest.raises(SrtpError):
        one.unprotect(RTP + bytes(1500))


@given(st.binary(max_size=1600))
def test_no_bytes_raise_anything_but_an_srtp_error(packet: bytes) -> None:
    one, _ = pair()
    for method in (one.unprotect, one.unprotect_rtcp):
        with pytest.raises(SrtpError):
            method(packet)


@given(st.binary(max_size=1600))
def test_protecting_any_bytes_raises_nothing_but_an_srtp_error(packet: bytes) -> None:
    one, _ = pair()
    for method in (one.protect, one.protect_rtcp):
        with contextlib.suppress(SrtpError):
            assert len(method(packet)) > len(packet)


@given(st.binary(min_size=13, max_size=400))
def test_no_datagram_raises_anything_but_a_handshake_error(datagram: bytes) -> None:
    server = DtlsServer(OURS)
    with contextlib.suppress(HandshakeError):
        assert server.handshake(datagram) is False
    server.outgoing()
