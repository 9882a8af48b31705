"""What a whole run writes to its log: no words, names, tokens or addresses of anyone."""

import asyncio

import aiohttp

from signaling.protocol.chat import ChatSend
from signaling.protocol.joining import Join, Resume
from signaling.protocol.media import Publish
from tests.integration.conftest import Talk
from tests.integration.test_door import join_fields
from tests.support.participant import Participant, line
from tests.support.rooms import GENEROUS, StartServer

NAME, TEXT, TITLE = "Zebulon Quibble", "the heron sleeps standing", "Lantern workshop"
MARKED_SDP = "v=0 marked-sdp"
VISITORS_ADDRESS = "127.0.0.77"


async def test_the_log_of_a_whole_run_tells_nothing_about_anyone(
    start_server: StartServer, talk: Talk
) -> None:
    own = await start_server(arguments=("--log-level", "debug"), environment=GENEROUS)
    room = await own.create_room(TITLE)
    secrets = [NAME, TEXT, TITLE, MARKED_SDP, VISITORS_ADDRESS, room.id]
    async with Participant(own.url, room.id) as ann:
        assert ann._http is not None
        await ann._http.close()
        ann._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(VISITORS_ADDRESS, 0)))
        token = await ann.token()
        await ann.join(NAME, token=token)
        secrets += [token, ann.joined_room.resume, ann.id]
        await ann.say(TEXT)
        await misbehave(ann, token)
        await speak_no_http(own.port, room.id)
        talker = talk(ann)
        published = await talker.speak()
        secrets += [line.partition(":")[2] for line in published.sdp.splitlines() if "ice-pwd" in line]
        await ann.hang_up()
        await ann.resume()
        await ann.leave()
    await own.stop()
    assert own.log, "a server that logs nothing at all helps nobody"
    found = [secret for secret in secrets if secret in own.log]
    assert not found, own.log


async def misbehave(ann: Participant, token: str) -> None:
    """Everything that leads to a complaint in a log."""
    await ann.send_text(f"{TEXT} that is no message")
    await ann.request(Join, **join_fields(token))
    await ann.request(Publish, sdp=MARKED_SDP, tracks=[])
    await ann.request(Resume, resume=token, received=0)
    await ann.request(ChatSend, **line(TEXT * 200))


async def speak_no_http(port: int, room_id: str) -> None:
    """Requests that cannot be read, with what must not be told."""
    for broken in (
        f"GET /r/{room_id} HTTP/1.1\r\nno header {TEXT}\r\n\r\n",
        f"GET /r/{room_id} HTTP/9\r\n\r\n",
        f"GET / HTTP/1.1\r\nX-Long: {TEXT * 1000}\r\n\r\n",
        f"POST /api/v1/rooms HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{TEXT}\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(VISITORS_ADDRESS, 0))
        writer.write(broken.encode())
        try:
            async with asyncio.timeout(10):
                assert b" 400 " in await reader.readline()
        finally:
            writer.transport.abort()
