"""Which characters of a visitor's text nobody can see, and which of these have a meaning all the same."""

import unicodedata

ZERO_WIDTH_NON_JOINER = "\u200c"
ZERO_WIDTH_JOINER = "\u200d"
EMOJI_PRESENTATION = "\ufe0f"
BLACK_FLAG = "\U0001f3f4"

VIRAMA_CLASS = 9
"""Canonical combining class of the signs that join Indic consonants."""

_ARROWS = range(0x2190, 0x2200)
_EMOJI_BLOCKS = range(0x1F000, 0x1FB00)
_FLAG_TAGS = range(0xE0020, 0xE0080)

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and symbols that look like nothing: fillers, the grapheme joiner, the empty Braille cell."""

_RESERVED_IGNORABLE = (
    range(0x2065, 0x2066),
    range(0xFFF0, 0xFFF9),
    range(0xE0000, 0xE0100),
    range(0xE01F0, 0xE1000),
)
"""Not assigned yet, and never to be shown (Default_Ignorable_Code_Point)."""


def is_noncharacter(character: str) -> bool:
    """Whether Unicode reserves it for internal use (section 23.7)."""
    code = ord(character)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def is_plain(character: str) -> bool:
    """Whether it may stand anywhere: neither control, format, surrogate or private use, nor a blank."""
    if character in _BLANK or is_noncharacter(character):
        return False
    if any(ord(character) in reserved for reserved in _RESERVED_IGNORABLE):
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


def is_visible(character: str) -> bool:
    """Whether it leaves a mark of its own on the page; a mark that needs a letter to stand on does not."""
    return is_plain(character) and unicodedata.category(character)[0] not in "ZM"


def may_join(character: str) -> bool:
    """Whether it is invisible but has a meaning between some neighbours."""
    return character in (ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER) or ord(character) in _FLAG_TAGS


def is_meaningful_between(before: str, character: str, after: str) -> bool:
    """Whether an invisible character has a meaning between its neighbours (either may be empty).

    Joiners after a virama and non-joiners between Arabic letters as RFC 5892, appendix A.1 and A.2;
    joiners within emoji and tags after a black flag as Unicode Technical Standard 51.
    """
    if character == ZERO_WIDTH_JOINER:
        return _ends_in_virama(before) or (_ends_emoji(before) and _is_emoji(after))
    if character == ZERO_WIDTH_NON_JOINER:
        return _ends_in_virama(before) or (_is_arabic(before) and _is_arabic(after))
    if ord(character) in _FLAG_TAGS:
        return before == BLACK_FLAG or (before != "" and ord(before) in _FLAG_TAGS)
    return False


def _ends_in_virama(before: str) -> bool:
    return before != "" and unicodedata.combining(before) == VIRAMA_CLASS


def _is_arabic(letter: str) -> bool:
    return letter != "" and unicodedata.bidirectional(letter) == "AL"


def _is_emoji(character: str) -> bool:
    # By block as well, since emoji younger than this Python have no category yet.
    if character == "":
        return False
    code = ord(character)
    return unicodedata.category(character) == "So" or code in _EMOJI_BLOCKS or code in _ARROWS


def _ends_emoji(before: str) -> bool:
    return before == EMOJI_PRESENTATION or _is_emoji(before)
