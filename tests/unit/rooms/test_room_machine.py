"""Whatever people do in whatever order: the roster, the audience and the chat stay true."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from rooms.chat import NewLine
from rooms.events import Event, LeaveReason, ParticipantChanged, ParticipantJoined, ParticipantLeft
from rooms.participant import Participant, Presence
from rooms.publication import Publication, Source
from rooms.roles import Role
from rooms.room import Room, RoomFull
from tests.unit.rooms.people import person

CAPACITY = 4


class RoomMachine(RuleBasedStateMachine):
    """Keeps a second roster from the events alone, as everybody's browser does."""

    here = Bundle("here")

    @initialize()
    def open(self) -> None:
        self.room = Room(id="r", title="", theme="t", opened_at_ms=1, capacity=CAPACITY)
        self.seen: dict[str, Participant] = {}
        self.lines: list[int] = []
        self.joined = 0

    def tell(self, events: tuple[Event, ...]) -> None:
        for event in events:
            match event:
                case ParticipantJoined(participant):
                    assert participant.id not in self.seen
                    self.seen[participant.id] = participant
                case ParticipantChanged(participant):
                    assert self.seen[participant.id] != participant
                    self.seen[participant.id] = participant
                case ParticipantLeft(participant_id, _):
                    del self.seen[participant_id]
                case _:
                    pass

    @precondition(lambda self: len(self.seen) < CAPACITY)
    @rule(target=here, role=st.sampled_from(Role))
    def join(self, role: Role) -> str:
        self.joined += 1
        newcomer = person(f"p{self.joined}", role)
        self.tell(self.room.join(newcomer))
        return newcomer.id

    @precondition(lambda self: len(self.seen) == CAPACITY)
    @rule()
    def find_it_full(self) -> None:
        try:
            self.room.join(person("late"))
        except RoomFull:
            return
        raise AssertionError("a full room let somebody in")

    @rule(who=consumes(here), reason=st.sampled_from(LeaveReason))
    def leave(self, who: str, reason: LeaveReason) -> None:
        self.tell(self.room.leave(who, reason))

    @rule(who=here, name=st.sampled_from(["Ada", "Bo"]))
    def refresh(self, who: str, name: str) -> None:
        before = self.room.participant(who)
        self.tell(self.room.replace(replace(person(who, before.role), name=name)))

    @rule(who=here, presence=st.sampled_from(Presence))
    def set_presence(self, who: str, presence: Presence) -> None:
        self.tell(self.room.set_presence(who, presence))

    @rule(who=here, raised=st.booleans(), now_ms=st.integers(1, 9))
    def set_hand(self, who: str, raised: bool, now_ms: int) -> None:
        self.tell(self.room.set_hand(who, raised, now_ms))
        assert (self.room.participant(who).hand_raised_at_ms is not None) is raised

    @rule(who=here, sources=st.lists(st.sampled_from(Source), unique=True))
    def set_publications(self, who: str, sources: list[Source]) -> None:
        publications = tuple(Publication(f"{who}-{source}", source) for source in sources)
        self.tell(self.room.set_publications(who, publications))

    @rule(who=here, muted=st.booleans())
    def set_muted(self, who: str, muted: bool) -> None:
        for publication in self.room.participant(who).publications:
            self.tell(self.room.set_muted(who, publication.id, muted))
        assert all(own.muted is muted for own in self.room.participant(who).publications)

    @rule(who=here)
    def write(self, who: str) -> None:
        new = NewLine(key="k", participant=who, name="n", avatar="a", text="t", sent_at_ms=1)
        (event,) = self.room.written(new.numbered(len(self.lines) + 1))
        self.lines.append(event.line.number)  # type: ignore[union-attr]

    @invariant()
    def the_events_tell_the_whole_roster_in_order(self) -> None:
        assert self.room.participants == tuple(self.seen.values())

    @invariant()
    def nobody_receives_oneself_or_somebody_absent_and_nobody_listens_unseen(self) -> None:
        here = set(self.seen)
        receives = self.room.audience().receives
        assert set(receives) <= here
        for receiver, senders in receives.items():
            assert senders == here - {receiver}

    @invariant()
    def lines_are_told_in_the_order_of_their_numbers(self) -> None:
        assert self.lines == sorted(set(self.lines))


TestRoomMachine = RoomMachine.TestCase
# Twenty steps fill and empty a room of four several times.
TestRoomMachine.settings = settings(stateful_step_count=20)
