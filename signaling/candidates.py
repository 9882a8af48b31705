"""Under which addresses browsers reach the media port."""

import ipaddress

import ifaddr

from signaling.config import Settings

MOST_CANDIDATES = 6


def candidate_addresses(settings: Settings) -> tuple[str, ...]:
    """What the operator says, else this machine's own addresses.

    A server on loopback names its other addresses too: browsers do not use loopback for media
    unless they are told to, but reach any address of the machine that they run on.
    """
    if settings.public_ip:
        return settings.public_ip
    own = own_addresses()
    if settings.loopback_only:
        own = ["127.0.0.1", *own]
    return tuple(own[:MOST_CANDIDATES]) or ("127.0.0.1",)


def own_addresses() -> list[str]:
    """Addresses of the network interfaces, IPv4 first; none that only this machine or its link knows."""
    found: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            address = ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
            if not (address.is_loopback or address.is_link_local):
                found.append(address)
    return [str(address) for address in sorted(found, key=lambda address: address.version)]
