"""The rules of one room: who is in it and what they do. Methods take values and return events."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from rooms.audience import Audience, audience_of
from rooms.chat import ChatLine
from rooms.events import (
    ChatChanged,
    ChatWritten,
    Event,
    LeaveReason,
    ParticipantChanged,
    ParticipantJoined,
    ParticipantLeft,
    Reacted,
    RoomEnded,
)
from rooms.participant import Participant, Presence
from rooms.publication import Publication

DEFAULT_CAPACITY = 12

RECENT_LINES = 50
"""So many lines a room has at hand."""


class RoomFull(Exception):
    """Every seat is taken."""


class AlreadyHere(ValueError):
    """Somebody with this id is on the roster."""


class UnknownParticipant(LookupError):
    """Nobody with this id is on the roster."""


class UnknownPublication(LookupError):
    """This participant sends nothing with this id."""


class Room:
    """A room with its roster, in order of arrival. A method that changes nothing returns no events.

    `title` may be empty, `theme` is a slug, `opened_at_ms` counts from 1970. What a role may do is asked
    before a method is called (permissions.py).
    """

    def __init__(
        self,
        *,
        id: str,
        title: str,
        theme: str,
        opened_at_ms: int,
        capacity: int = DEFAULT_CAPACITY,
        recent: Iterable[ChatLine] = (),
    ) -> None:
        self.id = id
        self.title = title
        self.theme = theme
        self.capacity = capacity
        self.opened_at_ms = opened_at_ms
        self._roster: dict[str, Participant] = {}
        self._recent = deque(recent, RECENT_LINES)

    @property
    def recent(self) -> tuple[ChatLine, ...]:
        """The latest lines, oldest first: what somebody who comes in is shown."""
        return tuple(self._recent)

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Everyone who is here or coming back, in order of arrival."""
        return tuple(self._roster.values())

    def participant(self, participant: str) -> Participant:
        """Somebody by id; raises UnknownParticipant."""
        try:
            return self._roster[participant]
        except KeyError:
            raise UnknownParticipant(participant) from None

    def audience(self) -> Audience:
        """Who may receive whom now."""
        return audience_of(self._roster.values())

    def join(self, participant: Participant) -> tuple[Event, ...]:
        """Somebody comes in; raises AlreadyHere or RoomFull."""
        if participant.id in self._roster:
            raise AlreadyHere(participant.id)
        if len(self._roster) >= self.capacity:
            raise RoomFull(self.id)
        self._roster[participant.id] = participant
        return (ParticipantJoined(participant),)

    def replace(self, participant: Participant) -> tuple[Event, ...]:
        """The same person comes in anew, after a refresh say; place, role and a raised hand are kept."""
        before = self.participant(participant.id)
        return self._put(replace(participant, role=before.role, hand_raised_at_ms=before.hand_raised_at_ms))

    def leave(self, participant: str, reason: LeaveReason) -> tuple[Event, ...]:
        """Somebody is gone for good; raises UnknownParticipant."""
        self.participant(participant)
        del self._roster[participant]
        return (ParticipantLeft(participant, reason),)

    def set_presence(self, participant: str, presence: Presence) -> tuple[Event, ...]:
        """A connection was cut or mended; raises UnknownParticipant."""
        return self._put(replace(self.participant(participant), presence=presence))

    def set_hand(self, participant: str, raised: bool, now_ms: int) -> tuple[Event, ...]:
        """A hand goes up or down; one that is up keeps its place in the queue."""
        person = self.participant(participant)
        if raised and person.hand_raised_at_ms is not None:
            return ()
        return self._put(replace(person, hand_raised_at_ms=now_ms if raised else None))

    def set_publications(self, participant: str, publications: tuple[Publication, ...]) -> tuple[Event, ...]:
        """The whole list of what somebody sends from now on."""
        return self._put(replace(self.participant(participant), publications=publications))

    def set_muted(self, participant: str, publication: str, muted: bool) -> tuple[Event, ...]:
        """Somebody mutes an own publication; raises UnknownPublication if it is not theirs."""
        person = self.participant(participant)
        if all(own.id != publication for own in person.publications):
            raise UnknownPublication(publication)
        publications = tuple(
            replace(own, muted=muted) if own.id == publication else own for own in person.publications
        )
        return self._put(replace(person, publications=publications))

    def react(self, participant: str, reaction: str) -> tuple[Event, ...]:
        """Somebody shows a reaction; the protocol knows which there are."""
        self.participant(participant)
        return (Reacted(participant, reaction),)

    def written(self, line: ChatLine) -> tuple[Event, ...]:
        """A line was stored; its writer may have left meanwhile."""
        self._recent.append(line)
        return (ChatWritten(line),)

    def changed(self, line: ChatLine) -> tuple[Event, ...]:
        """A line became another one."""
        for place, known in enumerate(self._recent):
            if known.number == line.number:
                self._recent[place] = line
        return (ChatChanged(line),)

    def mentionable(self, mentions: Iterable[str], before: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Of these ids, once each, those of people who are here or were mentioned `before`."""
        known = {*self._roster, *before}
        return tuple(one for one in dict.fromkeys(mentions) if one in known)

    def end(self) -> tuple[Event, ...]:
        """The room is over: nobody is on the roster any more."""
        self._roster.clear()
        return (RoomEnded(),)

    def _put(self, person: Participant) -> tuple[Event, ...]:
        if self._roster[person.id] == person:
            return ()
        self._roster[person.id] = person
        return (ParticipantChanged(person),)
