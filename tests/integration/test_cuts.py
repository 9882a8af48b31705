"""A conversation whose connection is cut at every single message: nothing is lost, nothing comes twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from signaling.protocol.chat import ChatAccepted, ChatWritten
from signaling.protocol.joining import Failed, Resume
from signaling.protocol.people import ParticipantLeft, React, Reaction, SetHand
from tests.integration.conftest import Enter, Visit
from tests.support.participant import ConnectionEndedError, Participant
from tests.support.server import RoomLink, Server
from tests.support.wire import Cut, CutAtEach, Passing, Wire

ROUNDS = 6


@pytest_asyncio.fixture(loop_scope="session")
async def wire(server: Server) -> AsyncIterator[Wire]:
    made = await Wire(server.port).start()
    yield made
    await made.close()


async def keep_coming_back(someone: Participant) -> None:
    """What the web client does: resume as soon as a connection has ended."""
    someone.comes_back = True
    while True:
        await someone.ended(within_s=600)
        try:
            await someone.resume()
        except ConnectionEndedError:
            continue


async def converse(cut_one: Participant, steady: Participant) -> list[str]:
    """Both write in turn, with gestures in between; what was said, in order."""
    said = []
    for n in range(ROUNDS):
        for person, who in ((cut_one, "cut"), (steady, "steady")):
            said.append(f"{who} {n}")
            await person.say(said[-1])
        if n % 3:
            await cut_one.request(React, reaction=Reaction.CLAP)
        else:
            await cut_one.request(SetHand, raised=n % 2 == 0)
    return said


@pytest.mark.parametrize(
    "cuts",
    [[Cut.AFTER], [Cut.INSTEAD], [Cut.AFTER, Cut.INSTEAD, Cut.NOT]],
    ids=["after each message", "instead of each message", "in turn"],
)
async def test_a_cut_at_every_message_loses_and_doubles_nothing(
    wire: Wire, room: RoomLink, enter: Enter, visit: Visit, cuts: list[Cut]
) -> None:
    steady = await enter("Steady")
    cut_one = await visit(wire.url, room.id)
    await cut_one.join("Cut")
    wire.plan = CutAtEach(cuts)
    coming_back = asyncio.create_task(keep_coming_back(cut_one))
    try:
        said = await converse(cut_one, steady)
        await cut_one.has_lines(len(said))
        await steady.has_lines(len(said))
    finally:
        coming_back.cancel()
        await asyncio.wait({coming_back})
        assert coming_back.cancelled(), coming_back.exception()
    assert [line.text for line in cut_one.lines()] == said
    assert [line.text for line in steady.lines()] == said
    assert not steady.of(ParticipantLeft)
    assert not cut_one.of(Failed)
    assert len(wire.cuts) >= 2 * ROUNDS


async def test_a_reply_that_was_lost_comes_after_resuming_and_the_line_stands_once(
    wire: Wire, room: RoomLink, enter: Enter, visit: Visit
) -> None:
    steady = await enter("Steady")
    cut_one = await visit(wire.url, room.id)
    await cut_one.join("Cut")

    def lose_the_reply(passing: Passing) -> Cut:
        lost = passing.type == "chat_accepted" and not wire.cuts
        return Cut.INSTEAD if lost else Cut.NOT

    wire.plan = lose_the_reply
    with pytest.raises(ConnectionEndedError):
        await cut_one.say("once")
    await steady.expect(ChatWritten)
    await cut_one.resume()
    assert (await cut_one.expect(ChatAccepted)).line.text == "once"
    await cut_one.say("twice")
    await steady.expect(ChatWritten, lambda one: one.line.text == "twice")
    assert [line.text for line in steady.lines()] == ["once", "twice"]


async def test_nobody_resumes_with_a_secret_that_is_not_theirs(enter: Enter, visit: Visit) -> None:
    await enter("Ann")
    stranger = await visit()
    await stranger.connect()
    assert await stranger.failure(Resume, resume="x" * 40, received=0) == "resume-refused"


async def test_a_secret_is_dead_after_leaving(enter: Enter, visit: Visit) -> None:
    await enter("Ann")
    ben = await enter("Ben")
    await ben.leave()
    again = await visit()
    await again.connect()
    assert await again.failure(Resume, resume=ben.joined_room.resume, received=0) == "resume-refused"
