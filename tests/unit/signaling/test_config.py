"""Settings come from options, variables and defaults, in this order."""

from dataclasses import fields
from pathlib import Path

import pytest

from signaling.config import SettingError, Settings, is_loopback, load_settings, variable

DOCUMENT = Path(__file__).parents[3] / "docs" / "settings.md"


def test_options_win_over_variables_and_variables_over_defaults() -> None:
    environ = {"MADANG_PORT": "9000", "MADANG_HOST": "0.0.0.0"}
    settings = load_settings({"port": "9001"}, environ)
    assert (settings.port, settings.host, settings.udp_port) == (9001, "0.0.0.0", 8080)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "x"),
        ("port", "70000"),
        ("public_ip", "not-an-address"),
        ("public_ip", "auto,192.0.2.7"),
        ("public_ip", "0.0.0.0"),
        ("public_ip", "talk.example"),
        ("tls", "self-made"),
        ("tls", "only.pem"),
        ("tls", "one.pem,"),
        ("trusted_proxies", "10.0.0.0/99"),
        ("resume_window_s", "0"),
        ("messages_per_second", "nan"),
        ("room_capacity", "0"),
        ("log_level", "loud"),
    ],
)
def test_a_bad_value_is_told_in_one_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({}, {variable(name): value})
    sentence = str(caught.value)
    assert variable(name) in sentence
    assert "\n" not in sentence


def test_lists_of_addresses_are_read() -> None:
    settings = load_settings({"public_ip": "192.0.2.7, 2001:db8::1"}, {})
    assert settings.public_ip == ("192.0.2.7", "2001:db8::1")


def test_auto_is_the_addresses_of_the_interfaces() -> None:
    assert load_settings({"public_ip": "auto"}, {}) == load_settings({}, {})


def test_tls_is_of_ones_own_or_a_certificate_with_its_key() -> None:
    assert load_settings({"tls": "self-signed"}, {}).tls == ("self-signed",)
    assert load_settings({"tls": "a.pem, b.pem"}, {}).tls == ("a.pem", "b.pem")
    assert load_settings({"tls": ""}, {}).tls == load_settings({}, {}).tls == ()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.9.9.9"])
def test_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "localhost.example", "127.0.0.1.example"])
def test_everybody_else(host: str) -> None:
    assert not is_loopback(host)


def test_every_setting_is_documented_with_its_default() -> None:
    rows = {
        cells[1].strip(" `"): cells[2].strip(" `")
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if (cells := line.split("|"))[0] == "" and len(cells) > 3
    }
    for setting in fields(Settings):
        default = setting.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        assert rows.get(variable(setting.name)) == (shown or "none"), setting.name
