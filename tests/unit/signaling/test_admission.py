"""Coming in, coming back, and what the others notice of it."""

import asyncio
import itertools
from typing import Any, cast

import pytest

from rooms.events import LeaveReason
from signaling.admission import Admission
from signaling.connection import CloseCode, Connection
from signaling.hall import Hall
from signaling.live_room import LiveRoom, Patience, Seat
from signaling.protocol.common import ErrorCode
from signaling.protocol.joining import Join, Resume
from signaling.refusal import Refused
from signaling.tokens import TokenSigner, UsedTokens
from storage.errors import StorageUnavailable
from tests.unit.signaling.fakes import FakeConnection, FakeStore, FakeUnit, FakeUploads

NOW_S = 1_800_000_000.0


class House:
    """A hall with one room, and people who come and go."""

    def __init__(self, *, capacity: int = 12, patience: Patience | None = None) -> None:
        self.store = FakeStore()
        self.unit = FakeUnit()
        counter = itertools.count(1)
        self.now_s = NOW_S
        self.uploads = FakeUploads()
        self.hall = Hall(
            store=cast(Any, self.store),
            unit=cast(Any, self.unit),
            patience=patience or Patience(cut_s=60, page_gone_s=5),
            capacity=capacity,
            empty_room_hours=24,
            now_ms=lambda: int(self.now_s * 1000),
            random_bytes=lambda size: next(counter).to_bytes(size, "big"),
            forget_files=self.uploads.files.forget_room,
        )
        self.signer = TokenSigner(b"s" * 32, lambda: self.now_s, lambda: f"t{next(counter)}")
        self.admission = Admission(
            hall=self.hall,
            store=cast(Any, self.store),
            signer=self.signer,
            used_tokens=UsedTokens(),
            now_s=lambda: self.now_s,
            now_ms=lambda: int(self.now_s * 1000),
            random_bytes=lambda size: next(counter).to_bytes(size, "big"),
            uploads=cast(Any, self.uploads),
        )
        self.room_id = ""

    async def build(self) -> "House":
        self.room_id = (await self.hall.create("A talk", "honeybee-meadow")).id
        return self

    def message(self, name: str = "Bora", **changes: Any) -> Join:
        values: dict[str, Any] = {
            "id": 1,
            "version": 1,
            "token": self.signer.join_token(self.room_id),
            "name": name,
            "avatar": "bee",
            "language": "ko",
        }
        return Join(**{**values, **changes})

    async def join(self, name: str = "Bora", **changes: Any) -> tuple[LiveRoom, Seat, FakeConnection]:
        connection = FakeConnection()
        message = self.message(name, **changes)
        live, seat = await self.admission.join(message, self.room_id, cast(Connection, connection))
        seat.delivery.acknowledge(1)
        return live, seat, connection


async def test_the_reply_to_join_tells_everything_and_the_others_are_told() -> None:
    house = await House().build()
    _, bora, first = await house.join("Bora")
    live, juno, second = await house.join("  Juno \n")
    joined = second.last("joined")
    assert joined["seq"] == 1
    assert [person["name"] for person in joined["participants"]] == ["Bora", "Juno"]
    assert joined["room"]["title"] == "A talk"
    assert first.last("participant_joined")["participant"]["id"] == juno.participant
    assert "participant_joined" not in second.types()
    assert house.unit.routers[0].audience.allows(bora.participant, juno.participant)
    assert len(live.room.participants) == 2


async def test_a_token_lets_in_once() -> None:
    house = await House().build()
    message = house.message()
    await house.admission.join(message, house.room_id, cast(Connection, FakeConnection()))
    with pytest.raises(Refused) as caught:
        await house.admission.join(message, house.room_id, cast(Connection, FakeConnection()))
    assert caught.value.code is ErrorCode.TOKEN_USED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 2}, ErrorCode.VERSION),
        ({"token": "x" * 40}, ErrorCode.TOKEN_INVALID),
        ({"name": "   "}, ErrorCode.NAME_INVALID),
        ({"name": "x" * 10_000}, ErrorCode.NAME_INVALID),
    ],
)
async def test_a_bad_join_is_refused_and_opens_nothing(changes: dict[str, Any], code: ErrorCode) -> None:
    house = await House().build()
    with pytest.raises(Refused) as caught:
        await house.join(**changes)
    assert caught.value.code is code
    assert house.hall.live(house.room_id) is None


async def test_a_full_room_says_so() -> None:
    house = await House(capacity=1).build()
    await house.join("Bora")
    with pytest.raises(Refused) as caught:
        await house.join("Juno")
    assert caught.value.code is ErrorCode.ROOM_FULL


async def test_a_refresh_takes_the_own_place_over_and_nobody_leaves_or_joins() -> None:
    house = await House().build()
    _, bora, old = await house.join("Bora")
    _, _, other = await house.join("Juno")
    live, again, new = await house.join("Bora", previous=bora.resume)
    assert again.participant == bora.participant
    assert old.last("failed")["code"] == "replaced"
    assert old.closed is CloseCode.REPLACED
    assert not {"participant_left", "participant_joined"} & set(other.types())
    assert [person["name"] for person in new.last("joined")["participants"]] == ["Bora", "Juno"]
    assert ("reset_media", bora.participant) in house.unit.routers[0].calls
    live.cut(bora, cast(Connection, old), page_is_gone=True)
    assert live.seat_of(bora.participant) is again


async def test_after_a_restart_of_the_server_one_is_the_same_person() -> None:
    before = await House().build()
    _, bora, _ = await before.join("Bora")
    after = House()
    after.room_id = before.room_id
    after.store.rooms = before.store.rooms
    _, again, _ = await after.join("Bora", previous=bora.resume)
    assert again.participant == bora.participant


async def test_somebody_elses_secret_of_another_room_makes_a_new_person() -> None:
    house = await House().build()
    _, bora, _ = await house.join("Bora", previous=house.signer.return_token("another", "p9"))
    assert bora.participant != "p9"


async def test_a_session_is_resumed_with_all_that_was_missed() -> None:
    house = await House().build()
    live, bora, first = await house.join("Bora")
    live.cut(bora, cast(Connection, first), page_is_gone=False)
    await house.join("Juno")
    second = FakeConnection()
    resume = Resume(id=9, resume=bora.resume, received=1)
    _, seat = house.admission.resume(resume, house.room_id, cast(Connection, second))
    assert seat is bora
    assert second.types() == ["resumed", "participant_joined"]
    assert second.sent[0]["received"] == 1
    assert second.sent[1]["seq"] == 2


@pytest.mark.parametrize("received", [7, 100])
async def test_a_session_that_claims_too_much_is_not_resumed(received: int) -> None:
    house = await House().build()
    _, bora, _ = await house.join("Bora")
    with pytest.raises(Refused) as caught:
        house.admission.resume(
            Resume(id=2, resume=bora.resume, received=received),
            house.room_id,
            cast(Connection, FakeConnection()),
        )
    assert caught.value.code is ErrorCode.RESUME_REFUSED


async def test_a_seat_that_its_owner_may_not_know_of_is_given_up_at_once() -> None:
    house = await House().build()
    connection = cast(Connection, FakeConnection())
    live, seat = await house.admission.join(house.message("Bora"), house.room_id, connection)
    live.cut(seat, connection, page_is_gone=False)
    assert live.seat_of(seat.participant) is None


async def test_who_left_cannot_resume() -> None:
    house = await House().build()
    live, bora, _ = await house.join("Bora")
    live.leave(bora, LeaveReason.LEFT)
    with pytest.raises(Refused):
        house.admission.resume(
            Resume(id=2, resume=bora.resume, received=0),
            house.room_id,
            cast(Connection, FakeConnection()),
        )


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (timers, not an event, bring it about)
            await asyncio.sleep(0.005)


async def test_a_cut_is_shown_after_a_moment_and_ends_in_lost() -> None:
    house = await House(patience=Patience(cut_s=0.05, page_gone_s=5, unnoticed_s=0.01)).build()
    live, bora, first = await house.join("Bora")
    _, _, other = await house.join("Juno")
    live.cut(bora, cast(Connection, first), page_is_gone=False)
    await until(lambda: "participant_left" in other.types())
    assert other.last("participant_changed")["participant"]["presence"] == "reconnecting"
    assert other.last("participant_left")["reason"] == "lost"
    assert ("remove_participant", bora.participant) in house.unit.routers[0].calls


async def test_media_of_a_page_that_is_gone_ends_at_once_and_its_person_soon() -> None:
    house = await House(patience=Patience(cut_s=60, page_gone_s=0.02)).build()
    live, bora, first = await house.join("Bora")
    _, _, other = await house.join("Juno")
    live.cut(bora, cast(Connection, first), page_is_gone=True)
    assert ("reset_media", bora.participant) in house.unit.routers[0].calls
    await until(lambda: "participant_left" in other.types())
    assert other.last("participant_left")["reason"] == "left"


async def test_the_last_one_out_closes_the_room_and_its_media() -> None:
    house = await House().build()
    live, bora, _ = await house.join("Bora")
    live.leave(bora, LeaveReason.LEFT)
    assert house.hall.live(house.room_id) is None
    assert house.unit.routers[0].closed
    await until(lambda: house.room_id in house.store.touched)


async def test_only_rooms_that_are_empty_for_long_are_deleted() -> None:
    house = await House().build()
    busy = house.room_id
    await house.join("Bora")
    idle = (await house.hall.create("", "honeybee-meadow")).id
    house.now_s += 25 * 3600
    young = (await house.hall.create("", "honeybee-meadow")).id
    assert await house.hall.sweep() == [idle]
    assert set(house.store.rooms) == {busy, young}


async def test_a_room_that_was_used_again_while_others_were_deleted_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = await House().build()
    used_again = (await house.hall.create("", "honeybee-meadow")).id

    async def known_before(_before_ms: int) -> tuple[str, ...]:
        return (used_again,)

    monkeypatch.setattr(house.store, "expired", known_before)
    assert await house.hall.sweep() == []
    assert used_again in house.store.rooms


async def test_while_the_database_is_away_joining_is_refused_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = await House().build()
    message = house.message()

    async def away(_room_id: str) -> None:
        raise StorageUnavailable("away")

    with monkeypatch.context() as outage:
        outage.setattr(house.store, "get", away)
        with pytest.raises(Refused) as refused:
            await house.join(token=message.token)
    assert refused.value.code is ErrorCode.UNAVAILABLE
    await house.join(token=message.token)


async def test_when_the_server_stops_everybody_is_told() -> None:
    house = await House().build()
    _, _, connection = await house.join("Bora")
    await house.hall.close()
    assert connection.types()[-1] == "server_stopping"
    assert connection.closed is CloseCode.GOING_AWAY
