"""Names that nobody can guess."""

import base64
from collections.abc import Callable

ROOM_ID_BYTES = 16
PARTICIPANT_ID_BYTES = 9
FILE_ID_BYTES = 9
CAPABILITY_BYTES = 18

RandomBytes = Callable[[int], bytes]
"""Gives so many random bytes, as secrets.token_bytes does."""


def new_room_id(random_bytes: RandomBytes) -> str:
    """128 random bits as 22 characters of base64url: the link is the key to the room."""
    return _text(random_bytes(ROOM_ID_BYTES))


def new_participant_id(random_bytes: RandomBytes) -> str:
    """72 random bits as 12 characters of base64url."""
    return _text(random_bytes(PARTICIPANT_ID_BYTES))


def new_file_id(random_bytes: RandomBytes) -> str:
    """72 random bits as 12 characters of base64url."""
    return _text(random_bytes(FILE_ID_BYTES))


def new_capability(random_bytes: RandomBytes) -> str:
    """144 random bits as 24 characters of base64url: whoever has them may do what they are for."""
    return _text(random_bytes(CAPABILITY_BYTES))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
