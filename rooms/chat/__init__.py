"""Lines that somebody writes to everyone, and what becomes of them."""

from rooms.chat.line import (
    MOST_REACTIONS,
    ChatLine,
    LineGone,
    NewLine,
    NotOwnLine,
    Reaction,
    TooManyReactions,
    delete_line,
    edit_line,
    react_to_line,
)
from rooms.chat.text import MOST_CHARACTERS, InvalidText, clean_text, folded

__all__ = [
    "MOST_CHARACTERS",
    "MOST_REACTIONS",
    "ChatLine",
    "InvalidText",
    "LineGone",
    "NewLine",
    "NotOwnLine",
    "Reaction",
    "TooManyReactions",
    "clean_text",
    "delete_line",
    "edit_line",
    "folded",
    "react_to_line",
]
