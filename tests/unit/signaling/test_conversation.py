"""What is said over one connection."""

from collections.abc import AsyncIterator
from typing import Any, cast

import msgspec

from signaling.connection import CloseCode, Connection, Other
from signaling.conversation import MOST_BREACHES, Conversation, MessageLimits
from signaling.protocol.joining import Acknowledge, Leave, Ping, Resume
from signaling.protocol.people import SetHand
from tests.unit.signaling.fakes import FakeConnection
from tests.unit.signaling.test_admission import House


class Spoken(FakeConnection):
    """A connection over which the test says a list of things."""

    def __init__(self, *said: Any) -> None:
        super().__init__()
        self.said = [
            message if isinstance(message, str | Other) else msgspec.json.encode(message).decode()
            for message in said
        ]
        self.page_is_gone = False

    async def frames(self) -> AsyncIterator[str | Other]:
        for frame in self.said:
            yield frame


async def talk(house: House, *said: Any, limits: MessageLimits | None = None) -> Spoken:
    connection = Spoken(*said)
    conversation = Conversation(
        cast(Connection, connection),
        house.room_id,
        house.admission,
        limits or MessageLimits(20, 60),
        lambda: 0.0,
    )
    await conversation.run()
    return connection


async def test_requests_are_answered_once_and_in_order() -> None:
    house = await House().build()
    said = (house.message(), Acknowledge(received=1), SetHand(id=2, raised=True), SetHand(id=2, raised=True))
    connection = await talk(house, *said, Leave(id=3))
    replies = [message["re"] for message in connection.sent if message["type"] == "done"]
    assert replies == [2, 3]


async def test_before_joining_nothing_is_carried_out() -> None:
    house = await House().build()
    connection = await talk(house, SetHand(id=1, raised=True), Ping())
    assert connection.sent[0] == {"type": "failed", "re": 1, "code": "not-joined", "retry_after_ms": None}
    assert connection.types()[1] == "pong"
    assert house.hall.live(house.room_id) is None


async def test_joining_twice_is_refused_and_the_seat_stays() -> None:
    house = await House().build()
    connection = await talk(
        house, house.message("Bora"), house.message("Bora", id=2), Acknowledge(received=1)
    )
    assert connection.last("failed")["code"] == "already-joined"


async def test_a_session_that_never_was_is_not_resumed() -> None:
    house = await House().build()
    connection = await talk(house, Resume(id=1, resume="x" * 32, received=0))
    assert connection.last("failed")["code"] == "resume-refused"


async def test_frames_that_are_no_messages_are_told_and_in_the_end_the_connection_is_closed() -> None:
    house = await House().build()
    connection = await talk(house, *["no message", Other.BYTES] * MOST_BREACHES)
    assert connection.last("failed")["code"] == "malformed"
    assert connection.closed is CloseCode.REFUSED
    assert len(connection.sent) == MOST_BREACHES + 1


async def test_a_request_too_many_gets_its_reply_and_is_not_carried_out() -> None:
    house = await House().build()
    said = (house.message(), Acknowledge(received=1), SetHand(id=2, raised=True))
    connection = await talk(house, *said, limits=MessageLimits(per_second=1, burst=2))
    refused = connection.last("failed")
    assert (refused["re"], refused["code"], refused["seq"]) == (2, "too-fast", 2)
    assert refused["retry_after_ms"] > 0
    live = house.hall.live(house.room_id)
    assert live is not None
    assert live.room.participants[0].hand_raised_at_ms is None


async def test_beats_count_like_messages_and_too_many_close_the_connection() -> None:
    house = await House().build()
    some = await talk(house, *[Other.BEAT] * 60)
    assert some.closed is None
    many = await talk(house, *[Other.BEAT] * (60 + MOST_BREACHES + 1))
    assert many.closed is CloseCode.REFUSED
    assert many.sent == []
