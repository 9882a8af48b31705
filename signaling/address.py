"""Who really asks: the visitor's address and the server's public origin, behind trusted proxies or not."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from signaling.config import is_loopback

FORWARDING_HEADERS = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Via",
)

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:@/\s]+)(?::\d{1,5})?")
"""Name and port of a Host header (RFC 9110, 7.2); nothing that could pass for user and host."""

_IPV6_PREFIX = 64
"""So much of an IPv6 address is a household's; the rest it may choose anew for each request."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Reads addresses; forwarding headers count only when a trusted proxy sent them."""

    trusted: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

    @classmethod
    def of(cls, trusted_proxies: Sequence[str]) -> "Addresses":
        """From the setting `trusted_proxies`."""
        return cls(tuple(ipaddress.ip_network(network) for network in trusted_proxies))

    def visitor(self, request: web.Request) -> str:
        """The nearest address that is not a trusted proxy's; used for limits, never logged.

        For IPv6 the network of a household.
        """
        address = request.remote or ""
        told = ",".join(request.headers.getall("X-Forwarded-For", ()))  # a proxy may add a line of its own
        hops = [hop.strip() for hop in told.split(",") if hop.strip()]
        while hops and self._is_trusted(address):
            address = hops.pop()
        return _household(address)

    def origin(self, request: web.Request) -> str:
        """Scheme and host under which visitors reach the server (RFC 6454)."""
        scheme, host = request.scheme, request.headers.get("Host", "")
        if self._is_trusted(request.remote or ""):
            scheme = request.headers.get("X-Forwarded-Proto", scheme)
            host = request.headers.get("X-Forwarded-Host", host)
        return f"{scheme}://{host}".lower()

    def is_from_here(self, request: web.Request) -> bool:
        """Whether a person or program on this very machine asks, without a proxy in between."""
        if any(name in request.headers for name in FORWARDING_HEADERS):
            return False
        host = _HOST.fullmatch(request.headers.get("Host", ""))
        return host is not None and is_loopback(host[1]) and is_loopback(request.remote or "")

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted)


def _household(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((int(parsed), _IPV6_PREFIX), strict=False))
