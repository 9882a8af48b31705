"""Media at its edge: a real call goes on while junk, forgeries and wrong certificates arrive at the port."""

import asyncio
import os
import socket
import struct
from random import Random

import pytest

from signaling.protocol.media import MediaLost, SetMuted, SubscribeOffer
from signaling.protocol.people import ParticipantChanged, ParticipantLeft
from tests.integration.conftest import Enter, Talk
from tests.support.media import Talker, other_fingerprint, udp_port
from tests.support.wait import eventually

STUN_COOKIE = 0x2112A442


def stun_request(random: Random, *, username: bytes = b"nobody:nobody") -> bytes:
    """A binding request (RFC 8489, 5) with a message integrity that nobody could have made."""
    padded = username + bytes(-len(username) % 4)
    attributes = struct.pack("!HH", 0x0006, len(username)) + padded
    attributes += struct.pack("!HH", 0x0008, 20) + random.randbytes(20)
    return struct.pack("!HHI", 0x0001, len(attributes), STUN_COOKIE) + random.randbytes(12) + attributes


def junk(random: Random) -> bytes:
    """One datagram of any kind that harms servers."""
    whole = stun_request(random)
    kinds = (
        random.randbytes(random.randrange(1, 1400)),
        b"",
        whole,
        whole[: random.randrange(1, len(whole))],
        b"\x16\xfe\xfd" + random.randbytes(random.randrange(10, 200)),  # a DTLS record (RFC 6347, 4.1)
        b"\x80\x6f" + random.randbytes(random.randrange(0, 400)),  # RTP (RFC 3550, 5.1)
        b"\xbf\x6f" + random.randbytes(20),  # with a list of contributors longer than the packet
        b"\x81\xc9" + random.randbytes(random.randrange(0, 60)),  # RTCP
    )
    return random.choice(kinds)


async def call(enter: Enter, talk: Talk) -> tuple[Talker, Talker, int]:
    """Two people who hear each other, and the server's media port."""
    ann, ben = talk(await enter("Ann")), talk(await enter("Ben"))
    published = await ann.speak()
    await ben.speak()
    await asyncio.gather(ann.hears(), ben.hears())
    return ann, ben, udp_port(published.sdp)


async def test_two_people_hear_each_other(enter: Enter, talk: Talk) -> None:
    ann, ben, _ = await call(enter, talk)
    await asyncio.gather(ann.hears(50), ben.hears(50))
    assert await ann.packets_lost() == 0


async def test_who_comes_late_hears_everyone(enter: Enter, talk: Talk) -> None:
    await call(enter, talk)
    late = talk(await enter("Late"))
    offer = await late.participant.expect(SubscribeOffer)
    assert len(offer.streams) == 2
    await late.hears(50)


async def test_nothing_is_heard_of_who_is_muted(enter: Enter, talk: Talk) -> None:
    ann, ben = talk(await enter("Ann")), talk(await enter("Ben"))
    published = await ann.speak()
    await ben.hears()
    mine = published.publications[0].publication
    await ann.participant.request(SetMuted, publication=mine, muted=True)
    await ben.participant.expect(
        ParticipantChanged, lambda one: any(each.muted for each in one.participant.publications)
    )
    before = await ben.packets_heard()
    # A muted stretch is bounded by events of others, not by a clock: three round trips through the server.
    for _ in range(3):
        await ann.participant.say("quiet")
    assert await ben.packets_heard() - before <= 5
    await ann.participant.request(SetMuted, publication=mine, muted=False)
    await ben.hears(50)


async def test_nothing_is_heard_of_who_left(enter: Enter, talk: Talk) -> None:
    ann, ben, _ = await call(enter, talk)
    await ann.participant.leave()
    await ben.participant.expect(ParticipantLeft)
    offer = await ben.participant.expect(SubscribeOffer, lambda one: not one.streams)
    assert offer.generation > 1


async def test_junk_at_the_port_harms_no_call_and_gets_no_answer(enter: Enter, talk: Talk) -> None:
    ann, ben, port = await call(enter, talk)
    random = Random(3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        stranger.connect(("127.0.0.1", port))
        for _ in range(5000):
            stranger.send(junk(random))
            await asyncio.sleep(0)
        await asyncio.gather(ann.hears(50), ben.hears(50))
        with pytest.raises(BlockingIOError):
            stranger.recv(2000)
    assert await ann.packets_lost() <= 2
    assert not ann.participant.of(MediaLost)


async def test_who_knows_a_name_but_no_secret_gets_no_answer_and_moves_nobody(
    enter: Enter, talk: Talk
) -> None:
    ann, ben, port = await call(enter, talk)
    assert ann.publishing is not None
    sdp = ann.publishing.remoteDescription.sdp
    ufrag = next(line for line in sdp.splitlines() if line.startswith("a=ice-ufrag:")).partition(":")[2]
    random = Random(4)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as forger:
        forger.setblocking(False)
        forger.connect(("127.0.0.1", port))
        for _ in range(200):
            forger.send(stun_request(random, username=f"{ufrag}:them".encode()))
            forger.send(b"\x16\xfe\xfd" + os.urandom(100))
            await asyncio.sleep(0)
        await ben.hears(50)
        with pytest.raises(BlockingIOError):
            forger.recv(2000)


async def test_a_wrong_fingerprint_closes_that_transport_only(enter: Enter, talk: Talk) -> None:
    ann, ben, _ = await call(enter, talk)
    liar = talk(await enter("Liar"))
    await liar.speak(edit=other_fingerprint)
    lost = await liar.participant.expect(MediaLost, within_s=20)
    assert lost.transport == "publish"
    await asyncio.gather(ann.hears(50), ben.hears(50))
    assert not ann.participant.of(MediaLost)
    assert not ben.participant.of(MediaLost)


async def test_media_goes_on_while_the_socket_is_cut(enter: Enter, talk: Talk) -> None:
    ann, ben, _ = await call(enter, talk)
    await ann.participant.hang_up()
    await ben.hears(50)
    await ann.hears(50)
    await ann.participant.resume()

    async def nobody_left() -> bool:
        return not ben.participant.of(ParticipantLeft)

    await eventually("the call goes on", nobody_left)
