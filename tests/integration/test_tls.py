"""HTTPS by the server itself: a certificate of its own or a given one, renewed without a restart."""

import asyncio
import os
import signal
import ssl
from pathlib import Path

import aiohttp
import pytest

from signaling.own_certificate import FILE_NAME
from tests.support.certificates import Authority
from tests.support.rooms import StartServer
from tests.support.server import Server, run_to_end
from tests.support.wait import eventually


def trusting_file(path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(path))


async def shown_by(server: Server) -> bytes:
    """The certificate that a new connection gets."""
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=anyone)
    shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return shown


async def test_with_a_certificate_of_its_own_rooms_are_made_and_entered(
    start_server: StartServer, http: aiohttp.ClientSession
) -> None:
    own = await start_server(arguments=["--tls", "self-signed"])
    trusted = trusting_file(own.data / FILE_NAME)
    assert own.url.startswith("https://")
    async with http.post(f"{own.url}/api/v1/rooms", json={}, ssl=trusted) as answer:
        made = await answer.json()
        assert answer.status == 201
        assert "Strict-Transport-Security" not in answer.headers, "nobody could pass the browser's warning"
    assert made["url"].startswith("https://")
    headers = {"Origin": own.url}
    socket = f"{own.url}/api/v1/rooms/{made['id']}/socket"
    async with http.ws_connect(socket, ssl=trusted, headers=headers) as connection:
        await connection.ping()
    async with http.get(f"{own.url}/r/{made['id']}", ssl=trusted) as page:
        assert page.status == 200


async def test_it_keeps_its_own_certificate_over_a_restart(start_server: StartServer) -> None:
    own = await start_server(arguments=["--tls", "self-signed"])
    before = await shown_by(own)
    await own.stop()
    await own.restart()
    assert await shown_by(own) == before


async def test_a_given_certificate_is_shown_and_browsers_are_told_to_stay_with_https(
    start_server: StartServer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    authority = Authority()
    own = await start_server(arguments=["--tls", authority.write(tmp_path).setting])
    async with http.get(f"{own.url}/healthz", ssl=authority.trusting()) as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


async def test_a_renewed_certificate_is_shown_after_sighup_and_nobody_is_cut(
    start_server: StartServer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    authority = Authority()
    pair = authority.write(tmp_path)
    own = await start_server(arguments=["--tls", pair.setting])
    trusted = authority.trusting()
    async with http.post(f"{own.url}/api/v1/rooms", json={}, ssl=trusted) as answer:
        room = (await answer.json())["id"]
    async with http.ws_connect(f"{own.url}/api/v1/rooms/{room}/socket", ssl=trusted) as connection:
        before = await shown_by(own)
        authority.write(tmp_path)
        os.kill(own.pid, signal.SIGHUP)

        async def is_renewed() -> bool:
            return await shown_by(own) != before

        await eventually("the new certificate", is_renewed)
        pair.key.write_text("no key")
        os.kill(own.pid, signal.SIGHUP)
        await connection.ping()
        assert not connection.closed
    async with http.get(f"{own.url}/healthz", ssl=trusted) as answer:
        assert answer.status == 200
    assert await own.stop() == 0
    assert "Traceback" not in own.log


async def test_plain_http_at_the_https_port_is_sent_to_the_right_address(
    start_server: StartServer, http: aiohttp.ClientSession
) -> None:
    own = await start_server(arguments=["--tls", "self-signed"])
    plain = own.url.replace("https://", "http://")
    async with http.get(f"{plain}/r/x?lang=ko", allow_redirects=False) as answer:
        assert answer.status == 307
        assert answer.headers["Location"] == f"{own.url}/r/x?lang=ko"
    async with http.post(f"{plain}/api/v1/rooms", json={}) as answer:
        assert answer.status == 426


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x00\x05junk!", b"\x00" * 40 + b"\r\n\r\n", b"\x16"])
async def test_junk_at_the_https_port_ends_quickly_and_others_are_served(
    start_server: StartServer, http: aiohttp.ClientSession, sent: bytes
) -> None:
    own = await start_server(arguments=["--tls", "self-signed"])
    reader, writer = await asyncio.open_connection("127.0.0.1", own.port)
    writer.write(sent)
    writer.write_eof()
    async with asyncio.timeout(5):
        await reader.read()
    writer.close()
    async with http.get(f"{own.url}/healthz", ssl=trusting_file(own.data / FILE_NAME)) as answer:
        assert answer.status == 200
    assert await own.stop() == 0
    assert "Traceback" not in own.log


@pytest.mark.parametrize("value", ["self-made", "one.pem", "one.pem,two.pem", "a,b,c"])
async def test_a_certificate_that_cannot_be_is_said_in_one_sentence(tmp_path: Path, value: str) -> None:
    arguments = ("--port", "0", "--udp-port", "0", "--data", str(tmp_path / "data"), "--tls", value)
    ended = await run_to_end("serve", *arguments)
    lines = ended.stderr.strip().splitlines()
    assert (ended.exit_code, len(lines), ended.stdout) == (2, 1, ""), ended
    assert lines[0].endswith(".")
