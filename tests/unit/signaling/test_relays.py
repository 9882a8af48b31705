"""Credentials for relays are what coturn computes, and end within the hour."""

import base64
import hashlib
import hmac

import pytest

from signaling.config import SettingError, Settings, load_settings
from signaling.relays import CREDENTIAL_S, NO_RELAYS, Relays

SECRET = "a secret of the relay's"
URLS = ("turn:relay.example:3478?transport=udp", "turns:relay.example:5349?transport=tcp")


def test_a_credential_is_the_hmac_of_its_end_and_its_owner() -> None:
    (relay,) = Relays(URLS, SECRET.encode(), lambda: 1_800_000_000.5).for_participant("p-ann")
    assert relay.urls == list(URLS)
    assert relay.username == "1800003600:p-ann"
    digest = hmac.new(SECRET.encode(), b"1800003600:p-ann", hashlib.sha1).digest()
    assert base64.b64decode(relay.credential) == digest
    assert CREDENTIAL_S <= 3600


def test_without_relays_nobody_gets_credentials() -> None:
    assert NO_RELAYS.for_participant("p-ann") == []


def test_relays_are_read_from_the_settings() -> None:
    environ = {"MADANG_TURN_URLS": ", ".join(URLS), "MADANG_TURN_SECRET": SECRET}
    settings = load_settings({}, environ)
    assert (settings.turn_urls, settings.turn_secret) == (URLS, SECRET)


@pytest.mark.parametrize(
    "url",
    [
        "relay.example",
        "stun:relay.example",
        "turn:",
        "turn:a b",
        "turn:relay.example?transport=sctp",
        "turn:x:y",
    ],
)
def test_what_is_no_relay_is_told_at_the_start(url: str) -> None:
    with pytest.raises(SettingError, match="MADANG_TURN_URLS"):
        load_settings({}, {"MADANG_TURN_URLS": url, "MADANG_TURN_SECRET": SECRET})


def test_relays_without_a_secret_are_told_at_the_start() -> None:
    with pytest.raises(SettingError, match="MADANG_TURN_SECRET"):
        load_settings({}, {"MADANG_TURN_URLS": URLS[0]})


def test_a_bad_secret_is_not_repeated_and_a_good_one_not_shown() -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({}, {"MADANG_TURN_SECRET": "hunter2"})
    assert "hunter2" not in str(caught.value)
    assert SECRET not in repr(Settings(turn_secret=SECRET))


@pytest.mark.parametrize(
    ("environ", "over_tcp"),
    [
        ({}, False),
        ({"MADANG_UDP_PORT": "8443"}, True),
        ({"MADANG_UDP_PORT": "0", "MADANG_PORT": "0"}, True),
        ({"MADANG_UDP_PORT": "8443", "MADANG_ICE_TCP": "off"}, False),
    ],
)
def test_media_comes_over_tcp_unless_switched_off_or_http_has_the_number(
    environ: dict[str, str], over_tcp: bool
) -> None:
    assert load_settings({}, environ).media_over_tcp is over_tcp
