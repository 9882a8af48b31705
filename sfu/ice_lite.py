"""ICE-lite: answer a browser's connectivity checks and learn from them where it may be reached.

Pure: datagrams and times go in, replies and findings come out. Checks that are not authenticated
get no reply and change nothing, so nobody without the password moves or keeps alive a transport.
"""

import secrets
import struct
from array import array
from collections import OrderedDict
from dataclasses import dataclass

from aioice import stun

from sfu.dataplane.interface import Address

CONSENT_TIMEOUT_S = 30.0
"""A browser that sent no authenticated request for so long has withdrawn its consent (RFC 7675, 5.1)."""

CHOOSING_S = 5.0
"""For so long after its first choice, a browser that chooses every pair that works, as Firefox does, means
the one of the highest priority (RFC 5245, 8.1.1.2). Later a choice is a change of mind."""

_MAX_MESSAGE_BYTES = 1500
_MAX_ATTRIBUTES = 32
_RECENT_TRANSACTIONS = 32
_SPENT_TRANSACTIONS = 4096
"""Almost three hours of checks, one each 2.5 s, in 32 kB at most."""
_BINDING_REQUEST = 0x0001
_BINDING_INDICATION = 0x0011
_BINDING_SUCCESS = 0x0101
_BINDING_ERROR = 0x0111
_USERNAME = 0x0006
_MESSAGE_INTEGRITY = 0x0008
_ERROR_CODE = 0x0009
_UNKNOWN_ATTRIBUTES = 0x000A
_XOR_MAPPED_ADDRESS = 0x0020
_FINGERPRINT = 0x8028
_FIRST_OPTIONAL_ATTRIBUTE = 0x8000
_UNDERSTOOD = frozenset({_USERNAME, _MESSAGE_INTEGRITY, 0x0024, 0x0025})
"""Comprehension-required attributes of a check: also PRIORITY and USE-CANDIDATE (RFC 8445, 7.1)."""


@dataclass(frozen=True, slots=True)
class IceCredentials:
    """User fragment and password of one side of a transport (RFC 8445, 5.3)."""

    ufrag: str
    pwd: str

    @classmethod
    def generate(cls) -> "IceCredentials":
        """Make new ones: 72 bits that name a transport, 192 bits that nobody can guess."""
        return cls(ufrag=_ice_chars(9), pwd=_ice_chars(24))


def _ice_chars(entropy_bytes: int) -> str:
    # url-safe base64 has '-' and '_', which are not ice-chars (RFC 8839, 5.4).
    return secrets.token_urlsafe(entropy_bytes).replace("-", "+").replace("_", "/")


@dataclass(frozen=True, slots=True)
class StunResult:
    """What one datagram means for a transport."""

    reply: bytes | None = None
    """To be sent to where the datagram came from; None is silence."""
    authenticated: Address | None = None
    """The source, where the check carried a valid MESSAGE-INTEGRITY and was not refused: DTLS and media
    may come from there."""
    nominated: Address | None = None
    """The source, where the browser chose it (USE-CANDIDATE) and nothing better: DTLS and media go there from
    now on."""
    consent: bool = False
    """Whether consent was refreshed."""


_SILENCE = StunResult()


class IceAgent:
    """The lite, always controlled side of one transport."""

    def __init__(self, credentials: IceCredentials, now_s: float) -> None:
        self.credentials = credentials
        self._key = credentials.pwd.encode()
        self._last_consent_s = now_s
        self._first_choice_s: float | None = None
        self._chosen_priority = 0
        self._recent: OrderedDict[bytes, Address] = OrderedDict()
        self._spent = array("Q")
        """The first 64 bits of earlier transactions, oldest first."""

    def receive(self, datagram: bytes, source: Address, now_s: float) -> StunResult:
        """Judge a STUN datagram (RFC 8489, 6.3; RFC 8445, 7.3); never raises."""
        message = self._authentic_message(datagram)
        if message is None or self._is_replay(message.transaction_id, source):
            return _SILENCE
        if message.message_class == stun.Class.INDICATION:
            self._last_consent_s = now_s
            return StunResult(consent=True)
        refusal = _refusal(datagram, message)
        if refusal is not None:
            return StunResult(reply=self._reply(message, _BINDING_ERROR, refusal))
        self._last_consent_s = now_s
        address = _attribute(_XOR_MAPPED_ADDRESS, stun.pack_xor_address(source[:2], message.transaction_id))
        return StunResult(
            reply=self._reply(message, _BINDING_SUCCESS, address),
            authenticated=source,
            nominated=source if self._is_chosen(message, now_s) else None,
            consent=True,
        )

    def consent_expired(self, now_s: float, timeout_s: float = CONSENT_TIMEOUT_S) -> bool:
        """Tell whether nothing authenticated came for the whole time-out."""
        return now_s - self._last_consent_s >= timeout_s

    def _authentic_message(self, datagram: bytes) -> stun.Message | None:
        if not _is_binding(datagram) or username_of(datagram) != self.credentials.ufrag:
            return None
        try:
            message = stun.parse_message(datagram)
        except (ValueError, struct.error):
            return None
        # Every check of ICE carries a FINGERPRINT, which the parser has compared (RFC 8445, 7).
        authentic = "FINGERPRINT" in message.attributes and message.check_message_integrity(self._key)
        return message if authentic else None

    def _is_chosen(self, message: stun.Message, now_s: float) -> bool:
        if "USE-CANDIDATE" not in message.attributes:
            return False
        if self._first_choice_s is None:
            self._first_choice_s = now_s
        priority: int = message.attributes.get("PRIORITY", 0)
        if priority < self._chosen_priority and now_s - self._first_choice_s < CHOOSING_S:
            return False
        self._chosen_priority = priority
        return True

    def _is_replay(self, transaction_id: bytes, source: Address) -> bool:
        """A transaction belongs to the address that began it: a copied check moves no transport.

        Its sender repeats it soon or never (RFC 8489, 6.2.1): an old one is a copy, wherever it comes from.
        """
        known = self._recent.get(transaction_id)
        if known is not None:
            return known != source
        mark = int.from_bytes(transaction_id[:8], "big")
        if mark in self._spent:
            return True
        self._spent.append(mark)
        del self._spent[:-_SPENT_TRANSACTIONS]
        self._recent[transaction_id] = source
        if len(self._recent) > _RECENT_TRANSACTIONS:
            self._recent.popitem(last=False)
        return False

    def _reply(self, request: stun.Message, message_type: int, attributes: bytes) -> bytes:
        header = struct.pack("!HHI12s", message_type, 0, stun.COOKIE, request.transaction_id)
        message = header + attributes
        message += _attribute(_MESSAGE_INTEGRITY, stun.message_integrity(message, self._key))
        message += _attribute(_FINGERPRINT, struct.pack("!I", stun.message_fingerprint(message)))
        return stun.set_body_length(message, len(message) - stun.HEADER_LENGTH)


def username_of(datagram: bytes) -> str | None:
    """Read whose check this is: our user fragment, the part of USERNAME before the colon (RFC 8445, 7.2.2).

    Cheap and unauthenticated: good for finding the transport, for nothing else. None where there is none.
    """
    for attribute_type, value in _attributes(datagram):
        if attribute_type == _USERNAME:
            ufrag = value.partition(b":")[0]
            return ufrag.decode("ascii") if ufrag.isascii() else None
    return None


def _is_binding(datagram: bytes) -> bool:
    if not stun.HEADER_LENGTH <= len(datagram) <= _MAX_MESSAGE_BYTES:
        return False
    message_type, length, cookie = struct.unpack_from("!HHI", datagram)
    return (
        message_type in (_BINDING_REQUEST, _BINDING_INDICATION)
        and cookie == stun.COOKIE
        and length == len(datagram) - stun.HEADER_LENGTH
    )


def _attributes(datagram: bytes) -> list[tuple[int, bytes]]:
    """List type and value of the first attributes; stops where the datagram is cut (RFC 8489, 14)."""
    found: list[tuple[int, bytes]] = []
    position = stun.HEADER_LENGTH
    while position + 4 <= len(datagram) and len(found) < _MAX_ATTRIBUTES:
        attribute_type, length = struct.unpack_from("!HH", datagram, position)
        value = datagram[position + 4 : position + 4 + length]
        if len(value) < length:
            break
        found.append((attribute_type, value))
        position += 4 + length + stun.padding_length(length)
    return found


def _attribute(attribute_type: int, value: bytes) -> bytes:
    return struct.pack("!HH", attribute_type, len(value)) + value + bytes(stun.padding_length(len(value)))


def _refusal(datagram: bytes, message: stun.Message) -> bytes | None:
    """Attributes of the error response that an authenticated request deserves, if any."""
    unknown = _unknown_required(datagram)
    if unknown:  # RFC 8489, 6.3.1
        codes = struct.pack(f"!{len(unknown)}H", *unknown)
        return _error(420, "Unknown Attribute") + _attribute(_UNKNOWN_ATTRIBUTES, codes)
    if "ICE-CONTROLLED" in message.attributes:  # RFC 8445, 7.3.1.1: a lite agent never controls
        return _error(487, "Role Conflict")
    return None


def _unknown_required(datagram: bytes) -> list[int]:
    """Unknown attributes below 0x8000 that MESSAGE-INTEGRITY covers."""
    unknown: list[int] = []
    for attribute_type, _ in _attributes(datagram):
        if attribute_type == _MESSAGE_INTEGRITY:
            break
        if attribute_type < _FIRST_OPTIONAL_ATTRIBUTE and attribute_type not in _UNDERSTOOD:
            unknown.append(attribute_type)
    return unknown


def _error(code: int, reason: str) -> bytes:
    return _attribute(_ERROR_CODE, stun.pack_error_code((code, reason)))
