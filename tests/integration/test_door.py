"""At the door: tokens, links that lead nowhere, who may make rooms, and pages of other sites."""

import aiohttp
import pytest

from signaling.protocol.chat import ChatWritten
from signaling.protocol.joining import Failed, Join, Joined
from tests.integration.conftest import Enter, Visit
from tests.support.participant import Participant, ask_for_token
from tests.support.rooms import StartServer
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

ELSEWHERE = "https://elsewhere.example"
UNKNOWN_ROOM = "A" * 22


def rooms_url(server: Server) -> str:
    return f"{server.url}/api/v1/rooms"


async def status_and_body(answer: aiohttp.ClientResponse) -> tuple[int, str]:
    return answer.status, await answer.text()


async def test_the_server_says_that_it_is_well(server: Server, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{server.url}/healthz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"status": "ok"}


async def test_a_new_room_has_a_link_that_opens_its_page(server: Server, http: aiohttp.ClientSession) -> None:
    async with http.post(rooms_url(server), json={"title": "Morning"}) as answer:
        assert answer.status == 201
        made = await answer.json()
    assert made["url"] == f"{server.url}/r/{made['id']}"
    async with http.get(made["url"], params={"lang": "en"}) as page:
        assert page.status == 200
        assert "Morning" in await page.text()


async def test_ids_of_rooms_are_long_and_never_alike(server: Server) -> None:
    ids = {(await server.create_room()).id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(room_id) >= 22 for room_id in ids), "22 characters of base64url hold 128 bits"


async def test_a_token_lets_one_person_in_once(
    server: Server, room: RoomLink, http: aiohttp.ClientSession, visit: Visit
) -> None:
    token = (await ask_for_token(http, server.url, room.id)).text
    first, second = await visit(), await visit()
    await first.join("Ann", token=token)
    await second.connect()
    assert await second.failure(Join, **join_fields(token)) == "token-used"
    fresh = await second.try_join("Ben")
    assert isinstance(fresh, Joined)


async def test_a_token_opens_no_other_room(server: Server, http: aiohttp.ClientSession, visit: Visit) -> None:
    other = await server.create_room()
    token = (await ask_for_token(http, server.url, other.id)).text
    someone = await visit()
    await someone.connect()
    assert await someone.failure(Join, **join_fields(token)) == "token-invalid"
    assert await someone.failure(Join, **join_fields("made-up-" * 4)) == "token-invalid"


async def test_another_version_of_the_protocol_is_told_so(visit: Visit) -> None:
    someone = await visit()
    await someone.connect()
    refusal = await someone.try_join("Ann", version=999)
    assert isinstance(refusal, Failed)
    assert refusal.code == "version"


async def is_gone(http: aiohttp.ClientSession, url: str) -> bool:
    async with http.get(url) as answer:
        return answer.status == 404


async def test_unknown_and_ended_rooms_answer_alike_everywhere(
    start_server: StartServer, http: aiohttp.ClientSession
) -> None:
    own = await start_server(
        environment={"MADANG_EMPTY_ROOM_HOURS": "0.0000001", "MADANG_MISSES_PER_MINUTE": "1000"}
    )
    ended = await own.create_room()
    await own.stop()
    await own.restart()
    await eventually("the room has ended", lambda: is_gone(http, f"{rooms_url(own)}/{ended.id}"))
    for path in ("/api/v1/rooms/{}/tokens", "/api/v1/rooms/{}/socket", "/r/{}?lang=en"):
        answers = []
        for room_id in (ended.id, UNKNOWN_ROOM):
            method = "POST" if path.endswith("tokens") else "GET"
            headers = WEBSOCKET if path.endswith("socket") else {}
            async with http.request(method, own.url + path.format(room_id), headers=headers) as answer:
                answers.append((answer.status, (await answer.text()).replace(room_id, "")))
        assert answers[0] == answers[1], path
        assert answers[0][0] == 404, path


WEBSOCKET = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def test_who_tries_links_gets_no_answers_after_a_while(
    start_server: StartServer, http: aiohttp.ClientSession
) -> None:
    own = await start_server(environment={"MADANG_MISSES_PER_MINUTE": "5"})
    known = await own.create_room()
    statuses = []
    for _ in range(8):
        async with http.post(f"{rooms_url(own)}/{UNKNOWN_ROOM}/tokens") as answer:
            statuses.append(answer.status)
    assert statuses == [404] * 5 + [429] * 3
    async with http.post(f"{rooms_url(own)}/{known.id}/tokens") as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "madang.example"},
        {"Forwarded": "for=192.0.2.7"},
        {"X-Forwarded-For": "192.0.2.7"},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_rooms_are_made_freely_only_from_this_very_machine(
    server: Server, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with http.post(rooms_url(server), json={}, headers=headers) as answer:
        assert answer.status == 403
        assert (await answer.json())["error"]["code"] == "key-needed"


async def test_a_made_up_key_makes_no_room(server: Server, http: aiohttp.ClientSession) -> None:
    headers = {"Host": "madang.example", "Authorization": "Bearer made-up"}
    async with http.post(rooms_url(server), json={}, headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": ELSEWHERE}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_a_page_of_another_site_posts_nothing(
    server: Server, room: RoomLink, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    for url in (rooms_url(server), f"{rooms_url(server)}/{room.id}/tokens"):
        async with http.post(url, headers=headers) as answer:
            assert answer.status == 403


async def test_a_page_of_another_site_opens_no_socket(visit: Visit) -> None:
    someone = await visit()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await someone.connect(headers={"Origin": ELSEWHERE})
    assert refused.value.status == 403


async def test_our_own_page_opens_a_socket(server: Server, visit: Visit) -> None:
    someone = await visit()
    await someone.connect(headers={"Origin": server.url})
    assert isinstance(await someone.try_join("Ann"), Joined)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"\xff\xfe", b'{"title": 7}', b'{"colour": "red"}', b'{"title": "' + b"x" * 81 + b'"}'],
)
async def test_a_body_that_is_no_room_is_refused_clearly(
    server: Server, http: aiohttp.ClientSession, body: bytes
) -> None:
    async with http.post(rooms_url(server), data=body) as answer:
        assert answer.status == (201 if not body else 400)


async def test_pages_forbid_foreign_code_frames_and_guessing(
    server: Server, room: RoomLink, http: aiohttp.ClientSession
) -> None:
    async with http.get(room.url) as page:
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "no-referrer"


async def test_markup_in_a_title_and_a_name_stays_text(
    server: Server, http: aiohttp.ClientSession, enter: Enter, visit: Visit
) -> None:
    markup = '<img src=x onerror="alert(1)">'
    made = await server.create_room(title=markup)
    async with http.get(made.url) as page:
        assert "<img src=x" not in await page.text()
    ann = await enter("Ann", server.url, made.id)
    named = await visit(server.url, made.id)
    await named.join(markup)
    await named.say(markup)
    told = (await ann.expect(ChatWritten)).line
    assert (told.name, told.text) == (markup, markup)


def join_fields(token: str) -> dict[str, object]:
    return {"version": 1, "token": token, "name": "Ann", "avatar": "fox", "language": "en"}


async def test_the_capacity_of_a_room_is_told_at_the_door(enter: Enter) -> None:
    someone: Participant = await enter()
    assert someone.joined_room.room.capacity >= 10
