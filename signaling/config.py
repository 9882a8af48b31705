"""Settings: what an operator can choose, by option or by MADANG_* variable. docs/settings.md tells each."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "MADANG_"


class SettingError(ValueError):
    """A setting has a value that it cannot have; the message is one sentence that names it."""


def _addresses(text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(str(ipaddress.ip_address(part)) for part in parts)


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


def _setting(default: object, read: Any) -> Any:
    return field(default=default, metadata={"read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; the variable of `udp_port` is MADANG_UDP_PORT, and so on."""

    host: str = _setting("127.0.0.1", str)
    port: int = _setting(8080, _port)
    udp_port: int = _setting(8080, _port)
    data: Path = _setting(Path("data"), Path)
    public_ip: tuple[str, ...] = _setting((), _addresses)
    advertised_udp_port: int = _setting(0, _port)
    trusted_proxies: tuple[str, ...] = _setting((), _networks)
    joins_per_minute: int = _setting(60, _whole)
    misses_per_minute: int = _setting(20, _whole)
    rooms_per_minute: int = _setting(60, _whole)
    messages_per_second: float = _setting(20.0, _positive)
    messages_burst: int = _setting(60, _whole)
    resume_window_s: float = _setting(60.0, _positive)
    refresh_grace_s: float = _setting(5.0, _positive)
    slow_reader_s: float = _setting(8.0, _positive)
    empty_room_hours: float = _setting(24.0, _positive)
    room_capacity: int = _setting(12, _whole)
    log_level: str = _setting("info", _level)

    @property
    def loopback_only(self) -> bool:
        """Whether HTTP can be reached from this machine alone."""
        return is_loopback(self.host)

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
            raise SettingError(f"{origin} cannot be {text!r}: {error}.") from None
    return Settings(**values)
