"""Files over the wire: there and back unharmed, resumed after cuts, bounded, and gone when they are gone."""

import asyncio
import hashlib
import os
import resource
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from PIL import Image

from signaling.protocol.common import SharedFile
from signaling.protocol.files import FileGranted, FileOffer, FileRemove, FileRemoved, FileShared
from signaling.protocol.joining import Done, Failed
from tests.integration.conftest import Enter
from tests.support.participant import Participant
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import RoomLink, Server
from tests.support.wait import eventually

MIB = 1024 * 1024


async def offer(someone: Participant, size_bytes: int, name: str = "plan.txt") -> FileGranted:
    """Ask for a place for a file."""
    granted = await someone.request(FileOffer, name=name, size_bytes=size_bytes)
    assert isinstance(granted, FileGranted), granted
    return granted


async def patch(
    http: aiohttp.ClientSession, url: str, offset: int, body: bytes | AsyncIterator[bytes]
) -> aiohttp.ClientResponse:
    """Send bytes from an offset on; the answer, read to its end."""
    async with http.patch(url, data=body, headers={"Upload-Offset": str(offset)}) as answer:
        await answer.read()
        return answer


async def share(
    server: Server, http: aiohttp.ClientSession, someone: Participant, content: bytes, name: str = "plan.txt"
) -> SharedFile:
    """Upload a file in one go; how everybody sees it."""
    granted = await offer(someone, len(content), name)
    answer = await patch(http, server.url + granted.upload_url, 0, content)
    assert answer.status == 204, await answer.text()
    shared = await someone.expect(FileShared, lambda one: one.file.id == granted.file)
    return shared.file


def blobs(server: Server) -> list[str]:
    """Everything in the folder of contents."""
    return sorted(path.name for path in (server.data / "blobs").iterdir())


def picture(size: tuple[int, int], kind: str = "PNG", **how: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


async def test_a_file_goes_up_and_down_and_everybody_sees_it(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    content = "안녕하세요\n".encode() * 100
    file = await share(server, http, ann, content, "순서 & 계획.txt")
    seen = (await ben.expect(FileShared)).file
    assert seen == file
    assert (seen.name, seen.size_bytes, seen.media_type) == ("순서 & 계획.txt", len(content), "text/plain")
    assert (seen.participant, seen.owner, seen.preview_url) == (ann.id, "Ann", None)
    async with http.get(server.url + seen.url) as answer:
        assert await answer.read() == content
    cho = await enter("Cho")
    assert cho.joined_room.files == [file]


async def test_a_download_is_always_an_attachment_in_which_nothing_runs(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann = await enter()
    file = await share(server, http, ann, b"<script>alert(1)</script>", 'a"b\\c<é>.html')
    async with http.get(server.url + file.url) as answer:
        headers = answer.headers
    assert (
        headers["Content-Disposition"]
        == "attachment; filename=\"c<_>.html\"; filename*=UTF-8''c%3C%C3%A9%3E.html"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Type"].startswith("text/plain")
    assert "no-store" in headers["Cache-Control"]


async def test_a_download_goes_on_where_it_stopped(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    content = os.urandom(100_000)
    file = await share(server, http, await enter(), content, "noise.bin")
    async with http.get(server.url + file.url, headers={"Range": "bytes=70000-"}) as answer:
        assert answer.status == 206
        assert await answer.read() == content[70_000:]


async def test_an_upload_in_pieces_tells_how_much_is_there(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, content = await enter(), os.urandom(300_001)
    granted = await offer(ann, len(content), "noise.bin")
    url = server.url + granted.upload_url
    assert (await patch(http, url, 0, content[:100_000])).headers["Upload-Offset"] == "100000"
    async with http.head(url) as answer:
        assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("100000", "300001")
    assert (await patch(http, url, 99_999, content[99_999:])).status == 409
    assert (await patch(http, url, 100_001, content[100_001:])).status == 409
    assert (await patch(http, url, 100_000, content[100_000:])).status == 204
    async with http.head(url) as answer:
        assert answer.headers["Upload-Offset"] == "300001"
    file = (await ann.expect(FileShared)).file
    async with http.get(server.url + file.url) as answer:
        assert await answer.read() == content


async def test_a_cut_upload_is_resumed_and_what_came_need_not_come_again(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, content = await enter(), os.urandom(900_000)
    granted = await offer(ann, len(content), "noise.bin")
    url = server.url + granted.upload_url
    cut, sent = asyncio.Event(), asyncio.Event()

    async def until_cut() -> AsyncIterator[bytes]:
        yield content[:700_000]
        sent.set()
        await cut.wait()

    hanging = asyncio.create_task(patch(http, url, 0, until_cut()))
    await sent.wait()

    async def much_arrived() -> int | None:
        async with http.head(url) as answer:
            there = int(answer.headers["Upload-Offset"])
            return there if there >= 400_000 else None

    there = await eventually("much arrived", much_arrived)
    # The first request hangs, as after a change of networks; the next one takes over.
    answer = await patch(http, url, there, content[there:])
    while answer.status == 409:
        there = int(answer.headers["Upload-Offset"])
        answer = await patch(http, url, there, content[there:])
    assert answer.status == 204
    cut.set()
    with pytest.raises((aiohttp.ClientError, AssertionError)):
        await hanging
    file = (await ann.expect(FileShared)).file
    async with http.get(server.url + file.url) as download:
        assert await download.read() == content


async def test_nobody_resumes_an_upload_without_its_address(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    granted = await offer(ann, 10)
    for guess in (granted.file, "A" * 24, granted.upload_url.rpartition("/")[2][:-1] + "!"):
        assert (await patch(http, f"{server.url}/api/v1/uploads/{guess}", 0, b"x" * 10)).status == 404
    assert await ben.failure(FileRemove, file=granted.file) == "not-found"
    assert not [one for one in ben.inbox if "upload_url" in repr(one)]


async def test_another_site_cannot_upload_for_a_visitor(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    granted = await offer(await enter(), 3)
    headers = {"Upload-Offset": "0", "Origin": "https://elsewhere.example"}
    async with http.patch(server.url + granted.upload_url, data=b"abc", headers=headers) as answer:
        assert answer.status == 403


async def test_more_than_was_said_is_refused_and_nothing_stays(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server()
    ann = await enter("Ann", server.url, (await server.create_room()).id)

    async def too_much() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 1000

    for body in (b"x" * 1001, too_much()):
        granted = await offer(ann, 1000)
        answer = await patch(http, server.url + granted.upload_url, 0, body)
        assert (answer.status, (await answer.json())["error"]["code"]) == (413, "file-too-large")
    assert blobs(server) == []
    assert ann.of(FileShared) == []
    await ann.say("the talk goes on")


@pytest.mark.parametrize(
    ("name", "size_bytes", "code"),
    [
        ("empty.txt", 0, "file-empty"),
        ("huge.bin", 2048 * MIB + 1, "file-too-large"),
        ("", 1, "file-name-invalid"),
        ("../..", 1, "file-name-invalid"),
        ("\u202e\u200b", 1, "file-name-invalid"),
    ],
)
async def test_what_cannot_be_shared_is_refused_before_a_byte_is_sent(
    enter: Enter, name: str, size_bytes: int, code: str
) -> None:
    ann = await enter()
    assert await ann.failure(FileOffer, name=name, size_bytes=size_bytes) == code


async def test_a_path_as_a_name_becomes_its_last_part(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    file = await share(server, http, await enter(), b"text", "C:\\Users\\ann\\..\\..//etc/passwd")
    assert file.name == "passwd"
    assert all(len(name) == 32 for name in blobs(server) if "." not in name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("holiday.png", b"<html><script>1</script>"),
        ("report.pdf", b"MZ\x90\x00\x03\x00"),
        ("x", b"\x7fELF\x02\x01\x01\x00"),
    ],
)
async def test_a_false_type_or_a_program_is_refused_and_nothing_stays(
    server: Server, http: aiohttp.ClientSession, enter: Enter, name: str, content: bytes
) -> None:
    ann, before = await enter(), blobs(server)
    granted = await offer(ann, len(content), name)
    answer = await patch(http, server.url + granted.upload_url, 0, content)
    assert (answer.status, (await answer.json())["error"]["code"]) == (415, "file-type-refused")
    assert blobs(server) == before


async def test_the_type_is_told_by_content(server: Server, http: aiohttp.ClientSession, enter: Enter) -> None:
    file = await share(server, http, await enter(), picture((10, 10)), "notes.dat")
    assert file.media_type == "image/png"


async def test_a_picture_has_a_small_one_upright_and_without_its_metadata(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CameraOfAnn"
    file = await share(server, http, await enter(), picture((1200, 600), "JPEG", exif=exif), "photo.jpg")
    assert file.preview_url is not None
    async with http.get(server.url + file.preview_url) as answer:
        small = await answer.read()
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Content-Disposition"] == "inline"
    assert b"CameraOfAnn" not in small
    assert Image.open(BytesIO(small)).size == (240, 480)


async def test_a_picture_that_is_a_bomb_has_no_small_one_and_harms_nobody(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, before_kib = await enter(), server.memory_kib()
    file = await share(server, http, ann, picture((20_000, 20_000)), "bomb.png")
    broken = await share(server, http, ann, picture((50, 50))[:90], "broken.png")
    assert (file.preview_url, broken.preview_url) == (None, None)
    assert server.memory_kib() - before_kib < 16 * 1024


async def test_what_its_owner_takes_back_is_gone_with_its_links(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    file = await share(server, http, ann, picture((30, 30)), "photo.png")
    assert await ben.failure(FileRemove, file=file.id) == "not-allowed"
    before = len(blobs(server))
    assert isinstance(await ann.request(FileRemove, file=file.id), Done)
    assert (await ben.expect(FileRemoved)).file == file.id
    assert len(blobs(server)) == before - 2
    for url in (file.url, file.preview_url):
        async with http.get(f"{server.url}{url}") as answer:
            assert answer.status == 404
    assert (await enter("Cho")).joined_room.files == []
    assert await ann.failure(FileRemove, file=file.id) == "not-found"


async def test_an_upload_that_is_given_up_leaves_nothing(
    server: Server, http: aiohttp.ClientSession, enter: Enter
) -> None:
    ann, before = await enter(), blobs(server)
    by_message, by_request = await offer(ann, 1000), await offer(ann, 1000)
    for granted in (by_message, by_request):
        await patch(http, server.url + granted.upload_url, 0, b"x" * 500)
    assert len(blobs(server)) == len(before) + 2
    assert isinstance(await ann.request(FileRemove, file=by_message.file), Done)
    async with http.delete(server.url + by_request.upload_url) as answer:
        assert answer.status == 204
    assert blobs(server) == before


async def test_links_cannot_be_guessed_and_guessing_is_limited(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server(environment={**GENEROUS, "MADANG_MISSES_PER_MINUTE": "5"})
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    file = await share(server, http, ann, b"secret")
    capability = file.url.split("/")[2]
    assert len(capability) * 6 >= 128
    statuses = []
    for n in range(8):
        path = ("files/{}/x", "previews/{}", "api/v1/uploads/{}")[n % 3].format("A" * 23 + str(n))
        async with http.head(f"{server.url}/{path}") as answer:
            statuses.append(answer.status)
    assert statuses == [404] * 5 + [429] * 3


async def test_the_quota_of_a_room_counts_what_is_on_its_way(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server(environment={**GENEROUS, "MADANG_ROOM_QUOTA_MB": "1"})
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    first = await offer(ann, 700_000)
    assert await ann.failure(FileOffer, name="b", size_bytes=400_000) == "quota-exceeded"
    await ann.request(FileRemove, file=first.file)
    file = await share(server, http, ann, b"x" * 700_000)
    assert await ann.failure(FileOffer, name="b", size_bytes=400_000) == "quota-exceeded"
    await ann.request(FileRemove, file=file.id)
    await share(server, http, ann, b"x" * 400_000)


async def test_a_full_disk_refuses_uploads_and_the_talk_goes_on(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server()
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    # A file of this process can no longer grow over 12 MiB: the kernel refuses as a full disk does.
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (12 * MIB, 12 * MIB))
    granted = await offer(ann, 16 * MIB)
    answer = await patch(http, server.url + granted.upload_url, 0, bytes(16 * MIB))
    assert (answer.status, (await answer.json())["error"]["code"]) == (507, "storage-full")
    assert blobs(server) == []
    await ann.say("the talk goes on")
    await share(server, http, ann, b"a small one fits")


async def test_a_thousand_small_ones_at_once_are_bounded_and_each_answer_is_clear(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    generous = {**GENEROUS, "MADANG_MESSAGES_PER_SECOND": "100000", "MADANG_MESSAGES_BURST": "100000"}
    server = await start_server(environment={**generous, "MADANG_ROOM_FILES": "20"})
    where = (server.url, (await server.create_room()).id)
    ann, ben = await enter("Ann", *where), await enter("Ben", *where)
    requests = [ann.prepare(FileOffer, name=f"{n}.txt", size_bytes=10) for n in range(1000)]
    for request in requests:
        await ann.send(request)
    replies = [await ann.reply_to(request) for request in requests]
    granted = [reply for reply in replies if isinstance(reply, FileGranted)]
    refused = [reply for reply in replies if isinstance(reply, Failed)]
    assert len(granted) == 8
    assert {reply.code for reply in refused} == {"too-fast"}
    assert all(reply.retry_after_ms for reply in refused)
    for one in granted:
        assert (await patch(http, server.url + one.upload_url, 0, b"0123456789")).status == 204
    for n in range(12):
        await share(server, http, ann, b"more", f"more-{n}.txt")
    assert await ann.failure(FileOffer, name="one too many", size_bytes=1) == "quota-exceeded"
    await ben.say("calm")


async def test_an_upload_that_falls_silent_ends_with_408_and_can_be_resumed_for_a_while(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    patience = {"MADANG_UPLOAD_SILENCE_S": "0.3", "MADANG_UPLOAD_KEPT_S": "1"}
    server = await start_server(environment={**GENEROUS, **patience})
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    granted = await offer(ann, 1000)
    silence = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b"x" * 600
        await silence.wait()

    answer = await patch(http, server.url + granted.upload_url, 0, trickle())
    assert answer.status == 408
    async with http.head(server.url + granted.upload_url) as told:
        assert told.headers["Upload-Offset"] == "600"

    async def gone() -> bool:
        return blobs(server) == []

    await eventually("what nobody resumed is gone", gone)
    assert (await patch(http, server.url + granted.upload_url, 600, b"x" * 400)).status == 404


async def test_a_restart_keeps_files_and_forgets_what_was_on_its_way(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server()
    where = (server.url, (await server.create_room()).id)
    ann = await enter("Ann", *where)
    file = await share(server, http, ann, picture((40, 40)), "photo.png")
    granted = await offer(ann, 1000)
    await patch(http, server.url + granted.upload_url, 0, b"x" * 500)
    (server.data / "blobs" / ("0" * 32)).write_bytes(b"left over by a crash between content and row")
    assert len(blobs(server)) == 4
    await server.kill()
    await server.restart()
    assert (await enter("Ben", *where)).joined_room.files == [file]
    async with http.get(server.url + file.url) as answer:
        assert await answer.read() == picture((40, 40))

    async def only_the_file() -> bool:
        return len(blobs(server)) == 2

    await eventually("only the file and its small picture are left", only_the_file)


async def test_files_go_when_their_time_is_over_and_with_their_room(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server(environment={**GENEROUS, "MADANG_EMPTY_ROOM_HOURS": "0.0002"})
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    file = await share(server, http, ann, b"short-lived")
    assert file.expires_at_ms is not None
    assert file.expires_at_ms - file.shared_at_ms == 168 * 3_600_000
    await ann.leave()

    async def gone() -> bool:
        return blobs(server) == []

    await eventually("the room is gone with its files", gone)
    async with http.get(server.url + file.url) as answer:
        assert answer.status == 404


async def test_a_file_whose_time_is_over_is_answered_as_if_it_had_never_been(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server(environment={**GENEROUS, "MADANG_FILE_HOURS": "0.0000001"})
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    file = await share(server, http, ann, b"over at once")
    async with http.get(server.url + file.url) as answer:
        assert answer.status == 404


async def test_sigterm_in_the_middle_of_an_upload_ends_within_ten_seconds(
    start_server: StartServer, http: aiohttp.ClientSession, enter: Enter
) -> None:
    server = await start_server()
    ann = await enter("Ann", server.url, (await server.create_room()).id)
    granted = await offer(ann, 1000)
    never, begun = asyncio.Event(), asyncio.Event()

    async def hang() -> AsyncIterator[bytes]:
        yield b"x" * 500
        begun.set()
        await never.wait()

    hanging = asyncio.create_task(patch(http, server.url + granted.upload_url, 0, hang()))
    await begun.wait()
    assert await server.stop() == 0
    with pytest.raises(aiohttp.ClientError):
        await hanging


@pytest.mark.timeout(300)
async def test_two_hundred_megabytes_go_up_and_down_unharmed_while_the_server_stays_small(
    server: Server, room: RoomLink, http: aiohttp.ClientSession, enter: Enter
) -> None:
    size_bytes, piece = 200 * MIB, os.urandom(MIB)
    ann = await enter()
    await share(server, http, ann, piece, "first.bin")
    before_kib, most_kib = server.memory_kib(), 0
    sent, came = hashlib.sha256(), hashlib.sha256()

    async def film() -> AsyncIterator[bytes]:
        nonlocal most_kib
        for n in range(200):
            part = n.to_bytes(4, "big") + piece[4:]
            sent.update(part)
            most_kib = max(most_kib, server.memory_kib()) if n % 8 == 0 else most_kib
            yield part

    granted = await offer(ann, size_bytes, "film.bin")
    upload = aiohttp.ClientTimeout(total=200)
    async with http.patch(
        server.url + granted.upload_url, data=film(), headers={"Upload-Offset": "0"}, timeout=upload
    ) as answer:
        assert answer.status == 204
    file = (await ann.expect(FileShared, lambda one: one.file.id == granted.file)).file
    async with http.get(server.url + file.url, timeout=upload) as answer:
        assert answer.content_length == size_bytes
        async for part in answer.content.iter_chunked(MIB):
            came.update(part)
    most_kib = max(most_kib, server.memory_kib())
    assert came.hexdigest() == sent.hexdigest()
    assert most_kib - before_kib <= 16 * 1024
    await ann.request(FileRemove, file=file.id)
