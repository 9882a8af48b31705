"""Opens the sockets of a data plane: UDP and TCP, IPv4 and IPv6, under the same port number."""

import contextlib
import errno
import socket

BUFFER_BYTES = 8 * 1024 * 1024
"""Wanted for each direction: a keyframe to a hundred subscribers is 4 MB; the kernel may grant less."""

_WILDCARDS = ("", "0.0.0.0", "::")  # noqa: S104 - the operator chooses what to bind to
_MISSING_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)
_ATTEMPTS = 16
_BACKLOG = 128


def open_ports(host: str, port: int, *, tcp: bool) -> tuple[list[socket.socket], list[socket.socket]]:
    """The UDP sockets as `open_sockets` and, if asked for, a TCP listener beside each.

    Without listeners where somebody else has the TCP port of that number, unless we chose the number:
    then another one is chosen.
    """
    for attempt in range(_ATTEMPTS):
        udps = open_sockets(host, port)
        if not tcp:
            break
        try:
            return udps, _open_listeners(udps)
        except OSError as error:
            if port != 0 or error.errno != errno.EADDRINUSE or attempt == _ATTEMPTS - 1:
                break
            _close_all(udps)
    return udps, []


def _open_listeners(udps: list[socket.socket]) -> list[socket.socket]:
    opened: list[socket.socket] = []
    try:
        for udp in udps:
            opened.append(_listen(udp.family, *udp.getsockname()[:2]))  # noqa: PERF401
    except OSError:
        _close_all(opened)
        raise
    return opened


def _listen(family: int, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _close_all(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Bind `host`, on every address and both families if it is a wildcard; port 0 chooses a free one.

    IPv6 is left out where the machine has none. Raises OSError if the port is taken.
    """
    if host not in _WILDCARDS:
        family = _family(host)
        return [_bind(family, host, port)]
    for attempt in range(_ATTEMPTS):
        try:
            return _open_both(port)
        except OSError as error:
            # A free IPv4 port may be taken in IPv6: only if we chose it may we choose another.
            if port != 0 or error.errno != errno.EADDRINUSE or attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _family(host: str) -> socket.AddressFamily:
    return socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)[0][0]


def _open_both(port: int) -> list[socket.socket]:
    ipv4 = _bind(socket.AF_INET, "0.0.0.0", port)  # noqa: S104
    try:
        return [ipv4, _bind(socket.AF_INET6, "::", ipv4.getsockname()[1])]
    except OSError as error:
        if error.errno in _MISSING_FAMILY:
            return [ipv4]
        ipv4.close()
        raise


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        udp.setblocking(False)
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        enlarge_buffers(udp)
        udp.bind((host, port))
    except OSError:
        udp.close()
        raise
    return udp


def enlarge_buffers(udp: socket.socket) -> None:
    """Ask for big buffers; SO_RCVBUFFORCE and SO_SNDBUFFORCE of Linux pass the system's limit if we may."""
    for forced, asked in ((33, socket.SO_RCVBUF), (32, socket.SO_SNDBUF)):
        try:
            udp.setsockopt(socket.SOL_SOCKET, forced, BUFFER_BYTES)
        except OSError:
            with contextlib.suppress(OSError):
                udp.setsockopt(socket.SOL_SOCKET, asked, BUFFER_BYTES)
