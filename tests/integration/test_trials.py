"""Trying out a connection: a room for one page as two people, bounded, private, and soon gone."""

import aiohttp
import pytest

from signaling.protocol.joining import Failed, Joined
from signaling.trials import MOST_BYTES_EACH_WAY, PEOPLE, TRIAL_S
from tests.integration.conftest import Talk, Visit
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import Server


async def begin(http: aiohttp.ClientSession, server: Server) -> dict[str, object]:
    async with http.post(f"{server.url}/api/v1/tests") as answer:
        assert answer.status == 201, await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
        made: dict[str, object] = await answer.json()
        return made


async def test_the_page_is_there_in_both_languages(http: aiohttp.ClientSession, server: Server) -> None:
    for language, words in (("en", "Check your connection"), ("ko", "연결 확인")):
        async with http.get(f"{server.url}/test?lang={language}") as answer:
            assert answer.status == 200
            assert words in await answer.text()


async def test_one_visitor_is_both_people_and_hears_oneself(
    http: aiohttp.ClientSession, server: Server, visit: Visit, talk: Talk
) -> None:
    trial = await begin(http, server)
    assert trial["ends_in_s"] == TRIAL_S
    people = [await visit(server.url, trial["room"]) for _ in range(PEOPLE)]
    for person, token in zip(people, trial["tokens"], strict=True):  # type: ignore[call-overload]
        await person.connect()
        joined = await person.try_join("Test", token=token)
        assert isinstance(joined, Joined)
        person.joined = joined
    await talk(people[0]).speak()
    await talk(people[1]).hears()


async def test_nobody_else_comes_into_a_trial(http: aiohttp.ClientSession, server: Server) -> None:
    trial = await begin(http, server)
    async with http.post(f"{server.url}/api/v1/rooms/{trial['room']}/tokens") as answer:
        assert answer.status == 404


async def test_a_trial_has_two_places_whatever_the_rooms_have(
    http: aiohttp.ClientSession, start_server: StartServer, visit: Visit
) -> None:
    server = await start_server(environment=GENEROUS | {"MADANG_ROOM_CAPACITY": "1"})
    trial = await begin(http, server)
    for token in trial["tokens"]:  # type: ignore[attr-defined]
        person = await visit(server.url, trial["room"])
        await person.connect()
        assert not isinstance(await person.try_join("Test", token=token), Failed)


async def test_speed_is_measured_both_ways_with_a_bounded_share(
    http: aiohttp.ClientSession, server: Server
) -> None:
    url = f"{server.url}/api/v1/tests/{(await begin(http, server))['room']}/bytes"
    async with http.get(url) as answer:
        first_bytes = len(await answer.read())
    async with http.get(url) as answer:
        second_bytes = len(await answer.read())
    assert 0 < first_bytes + second_bytes <= MOST_BYTES_EACH_WAY
    async with http.post(url, data=bytes(1_000_000)) as answer:
        assert await answer.json() == {"bytes": 1_000_000}
    async with http.post(url, data=bytes(1_000_001)) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_bytes_of_no_trial_are_not_found(
    method: str, http: aiohttp.ClientSession, server: Server
) -> None:
    async with http.request(method, f"{server.url}/api/v1/tests/{'A' * 22}/bytes") as answer:
        assert answer.status == 404


async def test_who_tries_too_often_is_asked_to_wait(
    http: aiohttp.ClientSession, start_server: StartServer
) -> None:
    server = await start_server(environment={"MADANG_TESTS_PER_MINUTE": "2"})
    for _ in range(2):
        await begin(http, server)
    async with http.post(f"{server.url}/api/v1/tests") as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0


async def test_another_sites_page_starts_none(http: aiohttp.ClientSession, server: Server) -> None:
    async with http.post(f"{server.url}/api/v1/tests", headers={"Origin": "https://other.example"}) as answer:
        assert answer.status == 403
