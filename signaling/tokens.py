"""Signed tokens: one lets somebody in once, the other lets the same person come back."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

JOIN_TOKEN_S = 600
RETURN_TOKEN_S = 24 * 3600


class InvalidToken(ValueError):
    """The token is not ours, too old, or for another room."""


class _Claims(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    purpose: str
    room: str
    holder: str
    expires_at_s: int


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Signs and reads tokens with the server's secret (HMAC-SHA-256, RFC 2104)."""

    secret: bytes
    now_s: Callable[[], float]
    random_id: Callable[[], str]

    def join_token(self, room: str) -> str:
        """Lets whoever has it join this room once within ten minutes."""
        return self._sign(_Claims("join", room, self.random_id(), int(self.now_s()) + JOIN_TOKEN_S))

    def return_token(self, room: str, participant: str) -> str:
        """Lets its owner take the same place in this room again."""
        holder = f"{participant}.{self.random_id()}"
        return self._sign(_Claims("return", room, holder, int(self.now_s()) + RETURN_TOKEN_S))

    def read_join_token(self, token: str, room: str) -> tuple[str, int]:
        """The token's own id and when it expires, in seconds since 1970."""
        claims = self._read(token, "join", room)
        return claims.holder, claims.expires_at_s

    def read_return_token(self, token: str, room: str) -> str:
        """The participant to whom it was given."""
        return self._read(token, "return", room).holder.partition(".")[0]

    def _sign(self, claims: _Claims) -> str:
        body = msgspec.msgpack.encode(claims)
        return _text(self._tag(body) + body)

    def _read(self, token: str, purpose: str, room: str) -> _Claims:
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            claims = msgspec.msgpack.decode(raw[16:], type=_Claims)
        except (ValueError, msgspec.MsgspecError):
            raise InvalidToken("unreadable") from None
        if not hmac.compare_digest(raw[:16], self._tag(raw[16:])):
            raise InvalidToken("not signed by this server")
        if claims.purpose != purpose or claims.room != room or claims.expires_at_s < self.now_s():
            raise InvalidToken("for another purpose, another room or another time")
        return claims

    def _tag(self, body: bytes) -> bytes:
        return hmac.digest(self.secret, body, hashlib.sha256)[:16]


class UsedTokens:
    """Remembers which join tokens were used, each until it expires."""

    def __init__(self) -> None:
        self._expiry_s: dict[str, int] = {}
        self._swept_at_s = 0.0

    def use(self, token_id: str, expires_at_s: int, now_s: float) -> bool:
        """Mark as used; False if it was before."""
        self._sweep(now_s)
        if token_id in self._expiry_s:
            return False
        self._expiry_s[token_id] = expires_at_s
        return True

    def _sweep(self, now_s: float) -> None:
        if now_s - self._swept_at_s < 60:
            return
        self._swept_at_s = now_s
        self._expiry_s = {key: expiry for key, expiry in self._expiry_s.items() if expiry >= now_s}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
