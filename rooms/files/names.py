"""What a file is called: a name without a path, as short as every system takes it."""

import re
import unicodedata

from rooms.characters import is_plain, is_visible, may_join

MOST_BYTES = 200
"""Systems take 255 bytes of UTF-8; browsers add " (1)" and an ending of their own while they download."""

_MOST_TYPED_CHARACTERS = 1_000
_MOST_ENDING_BYTES = 24
_SEPARATORS = re.compile(r"[/\\]")


class InvalidFileName(ValueError):
    """Nothing of the name can be used."""


def clean_file_name(raw: str) -> str:
    """The last part of a path, in NFC, without invisible and reordering characters; at most 200 bytes.

    A longer name is cut before its ending. Raises InvalidFileName.
    """
    last = _SEPARATORS.split(raw[-_MOST_TYPED_CHARACTERS:].rstrip("/\\ "))[-1]
    kept = "".join(c if is_plain(c) or may_join(c) else " " for c in last if _may_stand(c))
    name = " ".join(unicodedata.normalize("NFC", kept).split()).rstrip(". ")
    name = _shortened(name)
    if not any(map(is_visible, name)) or not name.strip("."):
        raise InvalidFileName("nothing to call it by")
    return name


def _may_stand(character: str) -> bool:
    return is_plain(character) or character.isspace() or may_join(character)


def _shortened(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending.encode()) < _MOST_ENDING_BYTES else ""
    whole = stem if tail else name
    kept = whole.encode()[: MOST_BYTES - len(tail.encode())].decode(errors="ignore")
    return kept.rstrip(". ") + tail
