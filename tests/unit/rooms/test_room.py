"""What happens in a room."""

from dataclasses import replace

import pytest

from rooms.chat import ChatLine
from rooms.events import (
    ChatWritten,
    LeaveReason,
    ParticipantChanged,
    ParticipantJoined,
    ParticipantLeft,
    Reacted,
    RoomEnded,
)
from rooms.participant import Presence
from rooms.publication import Publication, Source
from rooms.roles import Role
from rooms.room import AlreadyHere, Room, RoomFull, UnknownParticipant, UnknownPublication
from tests.unit.rooms.people import person

ADA, BO = person("ada"), person("bo")
VOICE = Publication("voice", Source.MICROPHONE)
FACE = Publication("face", Source.CAMERA)


@pytest.fixture
def room() -> Room:
    room = Room(id="r" * 22, title="", theme="honeybee-meadow", opened_at_ms=1)
    room.join(ADA)
    return room


def test_who_comes_in_is_on_the_roster_in_order_of_arrival(room: Room) -> None:
    assert room.join(BO) == (ParticipantJoined(BO),)
    assert room.participants == (ADA, BO)


def test_a_room_holds_twelve_unless_told_otherwise(room: Room) -> None:
    for number in range(11):
        room.join(person(f"p{number}"))
    with pytest.raises(RoomFull):
        room.join(BO)
    assert len(room.participants) == 12


def test_nobody_is_in_a_room_twice(room: Room) -> None:
    with pytest.raises(AlreadyHere):
        room.join(ADA)


def test_somebody_who_reconnects_still_has_a_seat() -> None:
    room = Room(id="r", title="", theme="t", opened_at_ms=1, capacity=1)
    room.join(ADA)
    room.set_presence("ada", Presence.RECONNECTING)
    with pytest.raises(RoomFull):
        room.join(BO)


@pytest.mark.parametrize("reason", LeaveReason)
def test_who_leaves_is_gone_and_makes_room(room: Room, reason: LeaveReason) -> None:
    room.join(BO)
    assert room.leave("ada", reason) == (ParticipantLeft("ada", reason),)
    assert room.participants == (BO,)
    assert room.audience().receives == {"bo": frozenset()}


def test_a_refresh_keeps_the_place_in_the_order(room: Room) -> None:
    room.join(BO)
    room.set_publications("ada", (VOICE,))
    renamed = replace(ADA, name="Countess")
    assert room.replace(renamed) == (ParticipantChanged(renamed),)
    assert room.participants == (renamed, BO)


def test_a_refresh_keeps_a_raised_hand_and_the_role(room: Room) -> None:
    room.set_hand("ada", raised=True, now_ms=10)
    room.replace(replace(ADA, role=Role.ATTENDEE))
    assert room.participants == (replace(ADA, hand_raised_at_ms=10),)


def test_a_hand_that_is_up_keeps_its_place_in_the_queue(room: Room) -> None:
    raised = replace(ADA, hand_raised_at_ms=10)
    assert room.set_hand("ada", True, 10) == (ParticipantChanged(raised),)
    assert room.set_hand("ada", True, 20) == ()
    assert room.set_hand("ada", False, 30) == (ParticipantChanged(ADA),)
    assert room.set_hand("ada", False, 40) == ()


def test_a_cut_is_told_once_and_so_is_its_end(room: Room) -> None:
    away = replace(ADA, presence=Presence.RECONNECTING)
    assert room.set_presence("ada", Presence.RECONNECTING) == (ParticipantChanged(away),)
    assert room.set_presence("ada", Presence.RECONNECTING) == ()
    assert room.set_presence("ada", Presence.HERE) == (ParticipantChanged(ADA),)


def test_publications_are_replaced_as_a_whole(room: Room) -> None:
    assert room.set_publications("ada", (VOICE, FACE)) == (
        ParticipantChanged(replace(ADA, publications=(VOICE, FACE))),
    )
    assert room.set_publications("ada", (FACE,)) == (ParticipantChanged(replace(ADA, publications=(FACE,))),)
    assert room.set_publications("ada", (FACE,)) == ()


def test_muting_changes_that_publication_only(room: Room) -> None:
    room.set_publications("ada", (VOICE, FACE))
    muted = replace(ADA, publications=(replace(VOICE, muted=True), FACE))
    assert room.set_muted("ada", "voice", True) == (ParticipantChanged(muted),)
    assert room.set_muted("ada", "voice", True) == ()


def test_nobody_mutes_what_is_not_theirs(room: Room) -> None:
    room.join(BO)
    room.set_publications("ada", (VOICE,))
    with pytest.raises(UnknownPublication):
        room.set_muted("bo", "voice", True)


def test_a_reaction_and_a_line_are_told(room: Room) -> None:
    assert room.react("ada", "heart") == (Reacted("ada", "heart"),)
    line = ChatLine(number=1, participant="gone", name="Gone", avatar="bora", text="bye", sent_at_ms=1)
    assert room.written(line) == (ChatWritten(line),)


def test_an_ended_room_is_empty(room: Room) -> None:
    assert room.end() == (RoomEnded(),)
    assert room.participants == ()


def test_who_is_not_here_can_do_nothing(room: Room) -> None:
    attempts = (
        lambda: room.participant("bo"),
        lambda: room.replace(BO),
        lambda: room.leave("bo", LeaveReason.LEFT),
        lambda: room.set_presence("bo", Presence.HERE),
        lambda: room.set_hand("bo", True, 1),
        lambda: room.set_publications("bo", ()),
        lambda: room.set_muted("bo", "voice", True),
        lambda: room.react("bo", "heart"),
    )
    for attempt in attempts:
        with pytest.raises(UnknownParticipant):
            attempt()
