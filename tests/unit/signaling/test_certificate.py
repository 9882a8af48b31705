"""Certificates: read for what they say, refused with a sentence, loaded again when their files change."""

import asyncio
import datetime
import ssl
from pathlib import Path

import pytest

from signaling.certificate import CertificateUnusable, load_context, read_certificate
from signaling.config import load_settings
from signaling.own_certificate import FILE_NAME, renew_own_certificate
from signaling.tls import CertificateFiles, CertificateKeeper, keeper_of
from tests.support.certificates import DAY, Authority, Pair

NOW = datetime.datetime.now(datetime.UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def keeper(pair: Pair) -> CertificateKeeper:
    return CertificateKeeper(lambda: CertificateFiles(pair.certificate, pair.key))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("talk.example", True),
        ("TALK.example.", True),
        ("a.rooms.example", True),
        ("rooms.example", False),
        ("a.b.rooms.example", False),
        ("192.0.2.7", True),
        ("[2001:db8:0::7]", True),
        ("192.0.2.8", False),
        ("elsewhere.example", False),
    ],
)
def test_a_certificate_is_for_the_names_it_names(
    authority: Authority, tmp_path: Path, host: str, expected: bool
) -> None:
    pair = authority.write(tmp_path, ["talk.example", "*.rooms.example", "192.0.2.7", "2001:db8::7"])
    facts = read_certificate(pair.certificate)
    assert facts.is_for(host) is expected
    assert not facts.self_signed


def missing(pair: Pair) -> Pair:
    pair.key.unlink()
    return pair


def exchanged(pair: Pair) -> Pair:
    return Pair(pair.key, pair.certificate)


def of_another(pair: Pair) -> Pair:
    other = pair.key.parent / "other"
    other.mkdir()
    return Pair(pair.certificate, Authority().write(other).key)


def damaged(pair: Pair) -> Pair:
    pair.certificate.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    return pair


@pytest.mark.parametrize("spoil", [missing, exchanged, of_another, damaged])
def test_files_that_cannot_be_used_are_one_sentence(
    authority: Authority, tmp_path: Path, spoil: object
) -> None:
    assert callable(spoil)
    pair = spoil(authority.write(tmp_path))
    with pytest.raises(CertificateUnusable) as caught:
        load_context(pair.certificate, pair.key)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert str(tmp_path) in sentence
    assert "\n" not in sentence


def test_ones_own_certificate_names_this_machine_and_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = load_settings({"data": str(tmp_path / "data"), "public_ip": "203.0.113.7"}, {})
    path = renew_own_certificate(settings, NOW)
    facts = read_certificate(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert facts.self_signed
    assert all(facts.is_for(host) for host in ("localhost", "127.0.0.1", "::1", "203.0.113.7"))
    assert facts.valid_from < NOW < facts.valid_until <= NOW + 398 * DAY
    load_context(path, path)


@pytest.mark.parametrize(
    ("later", "public_ip", "is_new"),
    [
        (1 * DAY, "203.0.113.7", False),
        (360 * DAY, "203.0.113.7", False),
        (370 * DAY, "203.0.113.7", True),
        (-2 * DAY, "203.0.113.7", True),
        (1 * DAY, "203.0.113.8", True),
    ],
)
def test_ones_own_certificate_is_renewed_when_it_gets_old_or_lacks_an_address(
    tmp_path: Path, later: datetime.timedelta, public_ip: str, is_new: bool
) -> None:
    first = renew_own_certificate(load_settings({"data": str(tmp_path), "public_ip": "203.0.113.7"}, {}), NOW)
    before = first.read_bytes()
    settings = load_settings({"data": str(tmp_path), "public_ip": public_ip}, {})
    assert (renew_own_certificate(settings, NOW + later).read_bytes() != before) is is_new


def test_a_damaged_certificate_of_ones_own_is_made_anew(tmp_path: Path) -> None:
    settings = load_settings({"data": str(tmp_path)}, {})
    (tmp_path / FILE_NAME).write_text("half a fi")
    load_context(*[renew_own_certificate(settings, NOW)] * 2)


async def shown_to_client(context: ssl.SSLContext) -> bytes:
    """The certificate that a new connection gets."""
    closed = asyncio.Event()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        closed.set()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), ssl=anyone)
        shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        await closed.wait()
    return shown


async def test_a_renewed_certificate_is_shown_from_the_next_connection_on(
    authority: Authority, tmp_path: Path
) -> None:
    kept = keeper(authority.write(tmp_path))
    before = await shown_to_client(kept.context)
    assert not kept.look(), "nothing changed"
    authority.write(tmp_path)
    assert kept.look()
    after = await shown_to_client(kept.context)
    assert before != after


async def test_a_renewal_that_cannot_be_used_leaves_the_earlier_certificate(
    authority: Authority, tmp_path: Path
) -> None:
    pair = authority.write(tmp_path)
    kept = keeper(pair)
    before = await shown_to_client(kept.context)
    good = pair.certificate.read_bytes()
    pair.certificate.write_bytes(good[:100])
    assert not kept.look()
    assert await shown_to_client(kept.context) == before
    pair.certificate.unlink()
    assert not kept.look()
    pair.certificate.write_bytes(good)
    assert kept.look(), "it is tried again when the files change again"


def test_only_a_certificate_that_others_vouch_for_counts_as_such(
    authority: Authority, tmp_path: Path
) -> None:
    own = keeper_of(load_settings({"data": str(tmp_path / "data"), "tls": "self-signed"}, {}))
    signed = keeper_of(load_settings({"tls": authority.write(tmp_path).setting}, {}))
    assert own is not None
    assert signed is not None
    assert (own.vouched_for, signed.vouched_for) == (False, True)
    assert keeper_of(load_settings({}, {})) is None
