"""A line that somebody writes to everyone."""

import unicodedata
from dataclasses import dataclass

from rooms.characters import is_noncharacter, is_visible

MOST_CHARACTERS = 4_000

_OVERRIDES = frozenset("\u202d\u202e")
"""They show text in another order than it was written; no language needs them."""


class InvalidText(ValueError):
    """The text is empty, only blanks, or too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """A stored line; `number` grows by one within a room. `sent_at_ms` is in milliseconds since 1970."""

    number: int
    participant: str
    name: str
    avatar: str
    text: str
    sent_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line that is not stored yet. `key` is the writer's: what they write under one key is stored once."""

    key: str
    participant: str
    name: str
    avatar: str
    text: str
    sent_at_ms: int

    def numbered(self, number: int) -> ChatLine:
        """The line as it is stored under this number."""
        return ChatLine(
            number=number,
            participant=self.participant,
            name=self.name,
            avatar=self.avatar,
            text=self.text,
            sent_at_ms=self.sent_at_ms,
        )


def clean_text(raw: str) -> str:
    """The text without control characters and blanks around it; 1 to 4,000 code points, line breaks stay.

    Raises InvalidText.
    """
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(character for character in lines if _may_stand(character)).strip()
    if len(text) > MOST_CHARACTERS:
        raise InvalidText("over 4,000 characters")
    if not any(map(is_visible, text)):
        raise InvalidText("nothing to see")
    return text


def _may_stand(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _OVERRIDES or is_noncharacter(character):
        return False
    return unicodedata.category(character) not in {"Cc", "Cs"}
