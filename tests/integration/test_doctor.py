"""`madang doctor` before a real server: what it says, and with which exit code it ends."""

import asyncio
from pathlib import Path

import pytest

from signaling.own_certificate import FILE_NAME
from tests.support.rooms import StartServer
from tests.support.server import Server, run_to_end


def settings_of(own: Server) -> list[str]:
    return ["--port", str(own.port), "--data", str(own.data)]


async def test_a_healthy_server_is_told_so_and_media_is_asked_at_every_address(
    start_server: StartServer,
) -> None:
    own = await start_server()
    ended = await run_to_end("doctor", *settings_of(own), "--url", own.url)
    assert ended.exit_code == 0, ended
    assert "Media gets from here to 127.0.0.1" in ended.stdout
    assert "Nothing is wrong." in ended.stdout
    assert own.running


async def test_from_elsewhere_a_key_lets_it_try_media(start_server: StartServer) -> None:
    own = await start_server()
    key = (await run_to_end("key", "create", "--data", str(own.data))).stdout.strip()
    ended = await run_to_end("doctor", "--elsewhere", "--url", own.url, "--key", key)
    assert ended.exit_code == 0, ended
    assert "Media gets from here to" in ended.stdout
    assert "Data folder" not in ended.stdout
    without = await run_to_end("doctor", "--elsewhere", "--url", own.url)
    assert without.exit_code == 0, without
    assert "Media was not tried" in without.stdout


async def test_a_server_that_uses_another_data_folder_is_noticed(start_server: StartServer) -> None:
    own, other = await start_server(), await start_server()
    ended = await run_to_end("doctor", "--port", str(own.port), "--data", str(other.data), "--url", own.url)
    assert ended.exit_code == 1, ended
    assert "does not use the data folder" in ended.stdout


async def test_media_that_does_not_arrive_is_wrong(start_server: StartServer) -> None:
    own = await start_server(arguments=["--public-ip", "192.0.2.123"])
    ended = await run_to_end("doctor", *settings_of(own), "--url", own.url)
    assert ended.exit_code == 1, ended
    assert "Nothing comes back from 192.0.2.123" in ended.stdout


async def test_a_certificate_of_its_own_is_no_fault_where_it_is_meant(start_server: StartServer) -> None:
    own = await start_server(arguments=["--tls", "self-signed"])
    assert (own.data / FILE_NAME).exists()
    ended = await run_to_end("doctor", *settings_of(own), "--tls", "self-signed", "--url", own.url)
    assert ended.exit_code == 0, ended
    assert "Browsers warn before they open" in ended.stdout
    afar = await run_to_end("doctor", "--elsewhere", "--url", own.url)
    assert afar.exit_code == 1, afar


async def test_a_proxy_that_is_not_trusted_is_noticed(start_server: StartServer, tmp_path: Path) -> None:
    own = await start_server()
    # Such a proxy passes everything on but calls the server by its inner name.
    inner = f"127.0.0.1:{own.port}"

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        host = next(line for line in head.split("\r\n") if line.lower().startswith("host:"))
        answer, inside = await asyncio.open_connection("127.0.0.1", own.port)
        inside.write(head.replace(host, f"Host: {inner}").encode())
        writer.write(await answer.read(65536))
        inside.close()
        writer.close()

    proxy = await asyncio.start_server(relay, "127.0.0.1", 0)
    async with proxy:
        url = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        ended = await run_to_end("doctor", "--elsewhere", "--url", url)
    assert ended.exit_code == 1, ended
    assert "does not know that it is called" in ended.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--elsewhere"],
        ["--url", "talk.example"],
        ["--url", "ftp://talk.example"],
        ["--url", "http://h:99999"],
    ],
)
async def test_an_address_that_cannot_be_is_said_in_one_sentence(
    arguments: list[str], tmp_path: Path
) -> None:
    ended = await run_to_end("doctor", "--data", str(tmp_path), *arguments)
    assert (ended.exit_code, ended.stdout) == (2, ""), ended
    assert len(ended.stderr.strip().splitlines()) == 1
