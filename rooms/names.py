"""The name that a visitor wants to be called by."""

import unicodedata

from rooms.characters import is_meaningful_between, is_plain, is_visible

MOST_CHARACTERS = 40
_MOST_TYPED_CHARACTERS = 1_000
"""Bounds the work: Unicode normalisation is quadratic for heaps of combining marks."""


class InvalidName(ValueError):
    """Nothing to see is left of the name, or it is too long."""


def clean_name(raw: str) -> str:
    """The name in NFC with single spaces and nothing invisible; 1 to 40 code points of any script or emoji.

    Raises InvalidName.
    """
    typed = raw.strip()
    if len(typed) > _MOST_TYPED_CHARACTERS:
        raise InvalidName("over 40 characters")
    spaced = " ".join(unicodedata.normalize("NFC", typed).split())
    name = unicodedata.normalize("NFC", " ".join(_without_invisible(spaced).split()))
    if len(name) > MOST_CHARACTERS:
        raise InvalidName("over 40 characters")
    if not any(map(is_visible, name)):
        raise InvalidName("nothing to see")
    return name


def _without_invisible(text: str) -> str:
    kept: list[str] = []
    for character, after in zip(text, [*text[1:], ""], strict=True):
        before = kept[-1] if kept else ""
        if is_plain(character) or is_meaningful_between(before, character, after):
            kept.append(character)
    return "".join(kept)
