"""Starting and ending: one ready line, one sentence when it cannot be, and an orderly end."""

import asyncio
import contextlib
import socket
import stat
from pathlib import Path

import aiohttp
import pytest

from signaling.protocol.joining import ServerStopping
from tests.integration.conftest import Enter
from tests.support.rooms import StartServer
from tests.support.server import Ended, run_to_end


def is_one_sentence(ended: Ended) -> bool:
    """Exit code 2, nothing on stdout, one line on stderr that is no traceback."""
    lines = ended.stderr.strip().splitlines()
    return ended.exit_code == 2 and not ended.stdout and len(lines) == 1 and lines[0].endswith(".")


def serve(data: Path, port: int = 0, udp_port: int = 0) -> list[str]:
    return ["serve", "--port", str(port), "--udp-port", str(udp_port), "--data", str(data)]


async def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = await run_to_end(*serve(tmp_path / "data", port=taken.getsockname()[1]))
    assert is_one_sentence(ended), ended
    assert str(taken.getsockname()[1] if taken.fileno() >= 0 else "") in ended.stderr


async def test_a_media_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        ended = await run_to_end(*serve(tmp_path / "data", udp_port=taken.getsockname()[1]))
    assert is_one_sentence(ended), ended


@pytest.mark.parametrize("below", ["", "below"], ids=["a file", "below a file"])
async def test_a_data_folder_that_cannot_be_is_said_in_one_sentence(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    ended = await run_to_end(*serve(tmp_path / "file" / below))
    assert is_one_sentence(ended), ended


async def test_a_setting_that_cannot_be_is_said_in_one_sentence(tmp_path: Path) -> None:
    ended = await run_to_end(*serve(tmp_path / "data"), "--public-ip", "everywhere")
    assert is_one_sentence(ended), ended


async def test_sigterm_says_so_to_everyone_and_ends_cleanly(start_server: StartServer, enter: Enter) -> None:
    own = await start_server()
    room = await own.create_room()
    people = [await enter(name, own.url, room.id) for name in ("Ann", "Ben")]
    exit_code = await own.stop()
    assert exit_code == 0
    for person in people:
        await person.expect(ServerStopping)
        await person.ended()
    assert await own.rest_of_stdout() == ""
    assert "Traceback" not in own.log


async def test_requests_that_never_end_do_not_hold_up_the_end(start_server: StartServer) -> None:
    own = await start_server()
    async with contextlib.AsyncExitStack() as open_requests:
        for _ in range(3):
            _, writer = await asyncio.open_connection("127.0.0.1", own.port)
            open_requests.callback(writer.transport.abort)
            writer.write(b"POST /api/v1/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        async with aiohttp.ClientSession() as http, http.get(f"{own.url}/healthz") as answer:
            assert answer.status == 200
        assert await own.stop() == 0


async def test_it_starts_again_at_once_on_the_same_port(
    start_server: StartServer, http: aiohttp.ClientSession
) -> None:
    own = await start_server()
    address = own.url
    await own.stop()
    await own.restart()
    assert own.url == address
    async with http.get(f"{own.url}/healthz") as answer:
        assert answer.status == 200


async def test_what_it_keeps_is_for_its_owner_only(start_server: StartServer) -> None:
    own = await start_server()
    assert stat.S_IMODE(own.data.stat().st_mode) == 0o700
    open_to_others = [
        path for path in own.data.rglob("*") if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert not open_to_others


async def test_two_servers_do_not_share_secrets(start_server: StartServer) -> None:
    one, other = await asyncio.gather(start_server(), start_server())
    secrets = [{path.name: path for path in own.data.rglob("*.secret")} for own in (one, other)]
    assert secrets[0].keys() == secrets[1].keys() != set()
    for name, path in secrets[0].items():
        assert path.read_bytes() != secrets[1][name].read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
