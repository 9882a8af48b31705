"""A line of the chat, and the rules by which it changes: each takes a line and returns what it becomes.

A change that was made already changes nothing, so that every one of them may be asked for twice.
"""

from dataclasses import dataclass, replace

MOST_REACTIONS = 60
"""Reactions to one line, of all kinds together."""


class LineGone(LookupError):
    """There is no such line, or it was deleted."""


class NotOwnLine(Exception):
    """Only who wrote a line changes it."""


class TooManyReactions(Exception):
    """No more fit on this line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """How somebody reacted to a line; `emoji` is one that the protocol knows."""

    participant: str
    emoji: str
    at_ms: int

    @property
    def place(self) -> tuple[int, str, str]:
        """By which reactions are ordered."""
        return (self.at_ms, self.participant, self.emoji)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """A stored line; `number` grows by one within a room. Times are in milliseconds since 1970."""

    number: int
    participant: str
    name: str
    avatar: str
    text: str
    """Empty once the line was deleted."""
    sent_at_ms: int
    edited_at_ms: int | None = None
    deleted_at_ms: int | None = None
    reply_to: int | None = None
    """Number of the earlier line that this one answers."""
    mentions: tuple[str, ...] = ()
    """Ids of participants."""
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line that is not stored yet. `key` is the writer's own: a line with the same key is stored once."""

    key: str
    participant: str
    name: str
    avatar: str
    text: str
    sent_at_ms: int
    reply_to: int | None = None
    mentions: tuple[str, ...] = ()

    def numbered(self, number: int) -> ChatLine:
        """The line as it is stored under this number."""
        return ChatLine(
            number=number,
            participant=self.participant,
            name=self.name,
            avatar=self.avatar,
            text=self.text,
            sent_at_ms=self.sent_at_ms,
            reply_to=self.reply_to,
            mentions=self.mentions,
        )


def edit_line(line: ChatLine, by: str, text: str, mentions: tuple[str, ...], now_ms: int) -> ChatLine:
    """The line with another text; raises NotOwnLine or LineGone."""
    _check_own(line, by)
    _check_there(line)
    if (text, mentions) == (line.text, line.mentions):
        return line
    return replace(line, text=text, mentions=mentions, edited_at_ms=now_ms)


def delete_line(line: ChatLine, by: str, now_ms: int) -> ChatLine:
    """What is left of a line: who wrote it and when, nothing of what it said; raises NotOwnLine."""
    _check_own(line, by)
    if line.deleted_at_ms is not None:
        return line
    return replace(line, text="", mentions=(), reactions=(), reply_to=None, deleted_at_ms=now_ms)


def react_to_line(line: ChatLine, by: str, emoji: str, on: bool, now_ms: int) -> ChatLine:
    """The line with a reaction more or less; raises LineGone or TooManyReactions."""
    _check_there(line)
    others = tuple(one for one in line.reactions if (one.participant, one.emoji) != (by, emoji))
    if on == (len(others) < len(line.reactions)):
        return line
    if not on:
        return replace(line, reactions=others)
    if len(others) >= MOST_REACTIONS:
        raise TooManyReactions
    reactions = (*others, Reaction(participant=by, emoji=emoji, at_ms=now_ms))
    return replace(line, reactions=tuple(sorted(reactions, key=lambda one: one.place)))


def _check_own(line: ChatLine, by: str) -> None:
    if line.participant != by:
        raise NotOwnLine


def _check_there(line: ChatLine) -> None:
    if line.deleted_at_ms is not None:
        raise LineGone
