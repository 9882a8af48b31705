"""Media at its edge: a real call goes on while junk, forgeries and wrong certificates arrive at the port."""

import asyncio
import contextlib
import os
import socket
import time
from pathlib import Path
from random import Random

import pytest

from signaling.protocol.media import MediaLost, SetMuted, SubscribeOffer
from signaling.protocol.people import ParticipantChanged, ParticipantLeft
from tests.integration.conftest import Enter, Talk
from tests.support.junk import imitation, junk, storm, stun_request
from tests.support.media import Talker, other_fingerprint, udp_port
from tests.support.relay import Relay
from tests.support.rooms import GENEROUS, StartServer
from tests.support.server import free_udp_port
from tests.support.wait import eventually


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


async def forge_for(seconds: float, relay: Relay) -> None:
    """Imitate what each browser sends, from its very address."""
    random, ends_at_s = Random(6), time.monotonic() + seconds
    while time.monotonic() < ends_at_s:
        relay.forge(junk(random))
        relay.forge(imitation(random, [one for one in list(relay.overheard) if one]))
        await asyncio.sleep(0.01)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_million_random_cut_copied_and_forged_datagrams_leave_no_gap_in_a_call(
    start_server: StartServer, enter: Enter, talk: Talk, tmp_path: Path
) -> None:
    udp_port_number = free_udp_port()
    with contextlib.closing(Relay(udp_port_number, seed=7)) as relay:
        own = await start_server(
            udp_port=udp_port_number,
            environment={**GENEROUS, "MADANG_ADVERTISED_UDP_PORT": str(relay.port)},
        )
        where = (own.url, (await own.create_room()).id)
        ann, ben = talk(await enter("Ann", *where)), talk(await enter("Ben", *where))
        for one in (ann, ben):
            await one.speak()
        await asyncio.gather(ann.hears(100), ben.hears(100))
        overheard = list(relay.overheard)
        await storm(udp_port_number, overheard, tmp_path, count=20_000, seconds=20)
        memory_before_kib = own.memory_kib()
        forging = asyncio.create_task(forge_for(60, relay))
        sent = await storm(udp_port_number, overheard, tmp_path, count=1_000_000, seconds=60)
        await forging
        await asyncio.gather(ann.hears(50), ben.hears(50))
        assert sent >= 100_000
        assert own.memory_kib() - memory_before_kib < 3000
        for one in (ann, ben):
            assert await one.packets_lost() == 0
            assert not one.participant.of(MediaLost)


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
