"""Settings: what an operator can choose, by option or by MADANG_* variable. docs/settings.md tells each."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

PREFIX = "MADANG_"
SELF_SIGNED = "self-signed"
"""The value of `tls` that asks for a certificate of the server's own."""


_RELAY_HOST = r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
_RELAY_URL = re.compile(rf"turns?:{_RELAY_HOST}(?::\d{{1,5}})?(?:\?transport=(?:udp|tcp))?")
"""RFC 7065, 3.1."""
_MOST_RELAY_URLS = 8
_SHORTEST_RELAY_SECRET = 16


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


class SettingError(ValueError):
    """A setting has a value that it cannot have; the message is one sentence that names it."""


def _public_addresses(text: str) -> tuple[str, ...]:
    """Addresses, or none for `auto`: then the machine's interfaces tell."""
    if text.lower() == "auto":
        return ()
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(_public_address(part) for part in parts)


def _public_address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        raise ValueError("it is auto, or addresses like 203.0.113.7 (no names) with commas between") from None
    if address.is_unspecified or address.is_multicast:
        raise ValueError(f"nobody is reached at {address}")
    return str(address)


def _tls(text: str) -> tuple[str, ...]:
    """Nothing, `self-signed`, or the paths of a certificate and its key."""
    parts = tuple(part.strip() for part in text.split(","))
    if parts in {("",), ("none",)}:
        return ()
    if parts != (SELF_SIGNED,) and (len(parts) != 2 or "" in parts):
        raise ValueError(f"it is {SELF_SIGNED}, or CERT,KEY: the files of a certificate and of its key")
    return parts


def _relay_urls(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if len(parts) > _MOST_RELAY_URLS or not all(_RELAY_URL.fullmatch(part) for part in parts):
        raise ValueError(
            f"it is up to {_MOST_RELAY_URLS} addresses like turn:relay.example:3478?transport=udp"
            " with commas between"
        )
    return parts


def _relay_secret(text: str) -> str:
    if text and len(text) < _SHORTEST_RELAY_SECRET:
        raise ValueError(f"it must have at least {_SHORTEST_RELAY_SECRET} characters")
    return text


def _switch(text: str) -> Switch:
    return Switch(text.lower())


def _networks(text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(str(ipaddress.ip_network(part, strict=False)) for part in parts)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError("a port lies between 0 and 65535")
    return number


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e9:
        raise ValueError("it must be greater than 0")
    return number


def _whole(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_000_000:
        raise ValueError("it must be a whole number from 1")
    return number


def _level(text: str) -> str:
    if text.lower() not in {"debug", "info", "warning", "error"}:
        raise ValueError("it is one of debug, info, warning, error")
    return text.lower()


def _setting(default: object, read: Any, *, is_secret: bool = False) -> Any:
    return field(default=default, metadata={"read": read, "is_secret": is_secret}, repr=not is_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; the variable of `udp_port` is MADANG_UDP_PORT, and so on."""

    host: str = _setting("127.0.0.1", str)
    port: int = _setting(8080, _port)
    udp_port: int = _setting(8080, _port)
    tls: tuple[str, ...] = _setting((), _tls)
    data: Path = _setting(Path("data"), Path)
    public_ip: tuple[str, ...] = _setting((), _public_addresses)
    advertised_udp_port: int = _setting(0, _port)
    ice_tcp: Switch = _setting(Switch.ON, _switch)
    turn_urls: tuple[str, ...] = _setting((), _relay_urls)
    turn_secret: str = _setting("", _relay_secret, is_secret=True)
    trusted_proxies: tuple[str, ...] = _setting((), _networks)
    joins_per_minute: int = _setting(60, _whole)
    misses_per_minute: int = _setting(20, _whole)
    rooms_per_minute: int = _setting(60, _whole)
    tests_per_minute: int = _setting(6, _whole)
    messages_per_second: float = _setting(20.0, _positive)
    messages_burst: int = _setting(60, _whole)
    resume_window_s: float = _setting(60.0, _positive)
    refresh_grace_s: float = _setting(5.0, _positive)
    slow_reader_s: float = _setting(8.0, _positive)
    empty_room_hours: float = _setting(24.0, _positive)
    room_capacity: int = _setting(12, _whole)
    file_limit_mb: int = _setting(2048, _whole)
    room_quota_mb: int = _setting(8192, _whole)
    room_files: int = _setting(500, _whole)
    file_hours: float = _setting(168.0, _positive)
    disk_reserve_mb: int = _setting(256, _whole)
    upload_silence_s: float = _setting(20.0, _positive)
    upload_kept_s: float = _setting(600.0, _positive)
    log_level: str = _setting("info", _level)

    @property
    def loopback_only(self) -> bool:
        """Whether HTTP can be reached from this machine alone."""
        return is_loopback(self.host)

    @property
    def media_over_tcp(self) -> bool:
        """Whether media may come over TCP too; not on the number where HTTP is served."""
        return self.ice_tcp is Switch.ON and (self.udp_port == 0 or self.udp_port != self.port)

    @property
    def udp_host(self) -> str:
        """Where the media port listens: everywhere, unless only loopback addresses are named."""
        if self.public_ip and all(is_loopback(address) for address in self.public_ip):
            return "127.0.0.1"
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def load_settings(options: Mapping[str, str | None], environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from options, else from variables, else the defaults; raise SettingError for a bad value."""
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        text, origin = options.get(setting.name), f"--{setting.name.replace('_', '-')}"
        if text is None:
            text, origin = environ.get(variable(setting.name)), variable(setting.name)
        if text is None:
            continue
        try:
            values[setting.name] = setting.metadata["read"](text.strip())
        except ValueError as error:
            shown = "what it is" if setting.metadata["is_secret"] else repr(text)
            raise SettingError(f"{origin} cannot be {shown}: {error}.") from None
    return _consistent(Settings(**values))


def _consistent(settings: Settings) -> Settings:
    """What no setting can tell alone; raises SettingError."""
    if settings.turn_urls and not settings.turn_secret:
        raise SettingError(
            f"{variable('turn_urls')} needs {variable('turn_secret')}: the relay's static-auth-secret."
        )
    return settings
