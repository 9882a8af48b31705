"""In a room: who comes and goes is told, what is written reaches everyone once and stays."""

import asyncio

import pytest

from signaling.protocol.chat import ChatAccepted, ChatSend, ChatWritten
from signaling.protocol.common import Presence
from signaling.protocol.joining import Done, Failed, Joined
from signaling.protocol.people import (
    LeaveReason,
    ParticipantChanged,
    ParticipantJoined,
    ParticipantLeft,
    React,
    Reacted,
    Reaction,
    SetHand,
)
from tests.integration.conftest import Enter, Visit
from tests.support.participant import Participant, line
from tests.support.rooms import StartServer
from tests.support.server import RoomLink, Server
from tests.support.wire import Wire


def names(joined: Joined) -> list[str]:
    return [participant.name for participant in joined.participants]


async def test_whoever_comes_in_gets_the_roster_with_oneself_and_the_others_are_told(enter: Enter) -> None:
    ann = await enter("Ann")
    ben = await enter("Ben")
    assert names(ann.joined_room) == ["Ann"]
    assert names(ben.joined_room) == ["Ann", "Ben"]
    assert (await ann.expect(ParticipantJoined)).participant.id == ben.id


async def test_a_line_is_accepted_for_its_writer_and_told_to_the_others_with_one_number(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    told = await ann.say("Good morning")
    assert (told.text, told.name, told.participant) == ("Good morning", "Ann", ann.id)
    assert (await ben.expect(ChatWritten)).line == told


async def test_everyone_has_the_same_lines_in_the_same_order(enter: Enter) -> None:
    people = [await enter(name) for name in ("Ann", "Ben", "Cho")]
    await asyncio.gather(*(person.say(f"{n}") for n in range(5) for person in people))
    for person in people:
        await person.has_lines(15)
    told = [sorted(person.lines(), key=lambda each: each.number) for person in people]
    assert told[0] == told[1] == told[2]
    assert len({each.number for each in told[0]}) == 15


async def test_who_comes_late_reads_what_was_written(enter: Enter) -> None:
    ann = await enter("Ann")
    lines = [await ann.say(text) for text in ("one", "two", "three")]
    late = await enter("Late")
    assert late.joined_room.chat == lines


async def test_a_hand_and_a_reaction_are_seen(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    assert isinstance(await ann.request(SetHand, raised=True), Done)
    seen = await ben.expect(ParticipantChanged, lambda one: one.participant.id == ann.id)
    assert seen.participant.hand_raised_at_ms is not None
    await ann.request(React, reaction=Reaction.CLAP)
    assert (await ben.expect(Reacted)).participant == ann.id


async def test_who_leaves_is_gone_from_the_roster(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    await ben.leave()
    left = await ann.expect(ParticipantLeft)
    assert (left.participant, left.reason) == (ben.id, LeaveReason.LEFT)
    await ben.ended()
    assert names((await enter("Cho")).joined_room) == ["Ann", "Cho"]


async def test_who_comes_back_with_the_old_secret_takes_the_same_place(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    again = await enter("Ben", previous=ben.joined_room.resume)
    assert again.id == ben.id
    assert names(again.joined_room) == ["Ann", "Ben"]
    await ben.ended()
    assert not ann.of(ParticipantLeft)


async def test_a_ping_is_answered(enter: Enter) -> None:
    ann = await enter()
    await ann.ping()


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "x" * 4001], ids=["nothing", "blanks", "invisible", "long"]
)
async def test_a_line_of_nothing_or_of_too_much_is_refused(enter: Enter, text: str) -> None:
    ann = await enter()
    assert await ann.failure(ChatSend, **line(text)) == "text-invalid"


async def test_the_longest_line_is_delivered_whole(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    await ann.say("\N{HANGUL SYLLABLE MA}" * 4000)
    assert (await ben.expect(ChatWritten)).line.text == "\N{HANGUL SYLLABLE MA}" * 4000


async def test_a_line_that_is_sent_again_under_its_key_stands_once(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    once = line("only once")
    replies = [await ann.request(ChatSend, **once) for _ in range(2)]
    assert all(isinstance(reply, ChatAccepted) for reply in replies)
    assert len({reply.line.number for reply in replies if isinstance(reply, ChatAccepted)}) == 1
    await ann.say("the next")
    await ben.has_lines(2)
    assert [each.text for each in ben.lines()] == ["only once", "the next"]
    assert [each.text for each in (await enter("Late")).joined_room.chat] == ["only once", "the next"]


async def test_nothing_can_be_asked_before_joining(visit: Visit) -> None:
    outsider = await visit()
    await outsider.connect()
    assert await outsider.failure(ChatSend, **line("hello")) == "not-joined"


async def test_a_full_room_says_so(start_server: StartServer, enter: Enter, visit: Visit) -> None:
    small = await start_server(environment={"MADANG_ROOM_CAPACITY": "2"})
    room = await small.create_room()
    await enter("Ann", small.url, room.id)
    await enter("Ben", small.url, room.id)
    third = await visit(small.url, room.id)
    await third.connect()
    refusal = await third.try_join("Cho")
    assert isinstance(refusal, Failed)
    assert refusal.code == "room-full"


async def test_what_was_acknowledged_is_there_after_kill_9(start_server: StartServer, enter: Enter) -> None:
    own = await start_server()
    room = await own.create_room()
    ann = await enter("Ann", own.url, room.id)
    lines = [await ann.say(f"line {n}") for n in range(20)]
    await own.kill()
    await own.restart()
    late = await enter("Late", own.url, room.id)
    assert late.joined_room.chat == lines
    assert names(late.joined_room) == ["Late"]


async def test_kill_9_while_people_write_loses_no_acknowledged_line(
    start_server: StartServer, enter: Enter
) -> None:
    own = await start_server(environment={"MADANG_MESSAGES_BURST": "100000"})
    room = await own.create_room()
    people = [await enter(name, own.url, room.id) for name in ("Ann", "Ben")]
    for n in range(50):
        for person in people:
            await person.send(person.prepare(ChatSend, **line(f"line {n}")))
    await people[0].expect(ChatAccepted)
    await own.kill()
    accepted = {one.line.number for person in people for one in person.of(ChatAccepted)}
    await own.restart()
    late = await enter("Late", own.url, room.id)
    assert accepted <= {each.number for each in late.joined_room.chat}


async def test_a_short_cut_is_not_shown_and_a_longer_one_is(
    server: Server, room: RoomLink, enter: Enter
) -> None:
    ann = await enter("Ann")
    wire = await Wire(server.port).start()
    try:
        async with Participant(wire.url, room.id) as ben:
            await ben.join("Ben")
            wire.cut_all()
            await ben.ended()
            await ben.resume()
            await ben.say("I am back")
            await ann.expect(ChatWritten)
            assert not ann.of(ParticipantChanged)
            wire.cut_all()
            gone = await ann.expect(ParticipantChanged)
            assert gone.participant.presence is Presence.RECONNECTING
            await ben.ended()
            await ben.resume()
            await ann.expect(ParticipantChanged, lambda one: one.participant.presence is Presence.HERE)
    finally:
        await wire.close()
