"""What may be written, and how it is compared when somebody searches."""

import unicodedata

from rooms.characters import is_noncharacter, is_visible

MOST_CHARACTERS = 4_000

_OVERRIDES = frozenset("\u202d\u202e")
"""They show text in another order than it was written; no language needs them."""


class InvalidText(ValueError):
    """The text is empty, only blanks, or too long."""


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


def folded(text: str) -> str:
    """The text as it is searched: without case, and with letters composed, however they were typed.

    Databases fold differently, SQLite only A to Z; and a Mac may type Korean in pieces (Unicode, 3.13).
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _may_stand(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _OVERRIDES or is_noncharacter(character):
        return False
    return unicodedata.category(character) not in {"Cc", "Cs"}
