"""Asks a media port for an answer as a browser would: an authenticated check (RFC 8445, 7.2)."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

from aioice import stun

from sfu.ice_lite import IceCredentials

SEND_AGAIN_S = 0.5
_HOST_PRIORITY = (126 << 24) + (65535 << 8) + 255


class _Probe(asyncio.DatagramProtocol):
    def __init__(self, request: stun.Message) -> None:
        self._request = request
        self.answered = asyncio.Event()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        with contextlib.suppress(ValueError):
            answer = stun.parse_message(data)
            if answer.transaction_id == self._request.transaction_id:
                self.answered.set()

    def error_received(self, exc: Exception) -> None:
        """A closed port says so at once; another try may still be answered."""


async def answers(address: tuple[str, int], theirs: IceCredentials, our_ufrag: str, within_s: float) -> bool:
    """Whether the transport with these credentials answers at this address over UDP; never raises OSError."""
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{theirs.ufrag}:{our_ufrag}"
    request.attributes["PRIORITY"] = _HOST_PRIORITY
    request.attributes["ICE-CONTROLLING"] = 1
    request.add_message_integrity(theirs.pwd.encode())
    loop = asyncio.get_running_loop()
    try:
        transport, probe = await loop.create_datagram_endpoint(lambda: _Probe(request), remote_addr=address)
    except OSError:
        return False
    with contextlib.closing(transport):
        for wait_s in _waits(within_s):
            transport.sendto(bytes(request))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await probe.answered.wait()
                    return True
    return False


def _waits(within_s: float) -> Iterator[float]:
    """Seconds to wait after each try; datagrams get lost."""
    while within_s > 0:
        yield min(SEND_AGAIN_S, within_s)
        within_s -= SEND_AGAIN_S
