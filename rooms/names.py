"""The name that a visitor wants to be called by, and the title of a room."""

import unicodedata

from rooms.characters import is_meaningful_between, is_plain, is_visible, may_join

MOST_CHARACTERS = 40
MOST_TITLE_CHARACTERS = 80
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
    name = _shown(typed)
    if len(name) > MOST_CHARACTERS:
        raise InvalidName("over 40 characters")
    if not any(map(is_visible, name)):
        raise InvalidName("nothing to see")
    return name


def clean_title(raw: str) -> str:
    """The first 80 code points in NFC with single spaces and nothing invisible; '' if nothing is to see."""
    title = _shown(raw[:MOST_TITLE_CHARACTERS])
    return title if any(map(is_visible, title)) else ""


def _shown(typed: str) -> str:
    return _without_useless_joiners(_normal("".join(c for c in typed if _may_stand(c))))


def _may_stand(character: str) -> bool:
    return is_plain(character) or character.isspace() or may_join(character)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _without_useless_joiners(text: str) -> str:
    kept: list[str] = []
    for position, character in enumerate(text):
        before = kept[-1] if kept else ""
        after = text[position + 1 : position + 2]
        if is_plain(character) or is_meaningful_between(before, character, after):
            kept.append(character)
    name = " ".join("".join(kept).split())
    if unicodedata.is_normalized("NFC", name):
        return name
    # A useless joiner kept marks apart that now meet, so that no joiner stands where it stood.
    return _normal("".join(filter(is_plain, name)))
