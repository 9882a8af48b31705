"""Relays for visitors whose network lets nothing else through: TURN servers with credentials of an hour.

The server and the relay share a secret. A credential is the HMAC of a username that begins with the time
at which it ends (draft-uberti-behave-turn-rest-00, 2.2), so the relay needs no list of users.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from signaling.protocol.joining import Relay

CREDENTIAL_S = 3600
"""A credential can be read out of a browser: whoever has it relays no longer than that."""


@dataclass(frozen=True, slots=True)
class Relays:
    """What every participant is told of the operator's relays."""

    urls: tuple[str, ...]
    secret: bytes
    now_s: Callable[[], float]

    def for_participant(self, participant: str) -> list[Relay]:
        """The relays with fresh credentials; none where the operator has none."""
        if not self.urls:
            return []
        username = f"{int(self.now_s()) + CREDENTIAL_S}:{participant}"
        digest = hmac.digest(self.secret, username.encode(), hashlib.sha1)
        return [Relay(urls=list(self.urls), username=username, credential=base64.b64encode(digest).decode())]


NO_RELAYS = Relays(urls=(), secret=b"", now_s=lambda: 0.0)
