"""The reference data plane meets junk: it is counted, and the call goes on."""

import random
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.dataplane.reference import UNKNOWN_PER_SECOND
from sfu.dataplane.reference_records import SOURCES_PER_TRANSPORT
from sfu.dataplane.reference_sockets import open_sockets
from sfu.rtp.rtcp import Goodbye, Nack, PictureLoss
from tests.unit.sfu.support import VP8_KEYFRAME, Browser, World, rtp, vp8


def calling(world: World) -> tuple[Browser, Browser]:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    anna.send_rtp(rtp(1))
    assert len(bora.media()) == 1
    return anna, bora


def dropped(world: World) -> int:
    return world.plane.statistics().datagrams_dropped


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\x80",
        b"\xff" * 100,
        bytes.fromhex("806f0001"),
        bytes.fromhex("806f0001000003e8000a0d10") + bytes(40),
        bytes.fromhex("80c80001000a0d10") + bytes(30),
        bytes(1500),
    ],
    ids=["empty", "one byte", "no protocol", "cut RTP", "forged RTP", "forged RTCP", "zeros"],
)
def test_a_junk_datagram_disturbs_nobody(world: World, junk: bytes) -> None:
    anna, bora = calling(world)
    stranger = world.browser(connected=False)
    stranger.send(junk)
    anna.send(junk)
    anna.send_rtp(rtp(2))
    assert [s.header.sequence_number for s in bora.media()] == [101]


def test_media_of_a_stranger_is_dropped_and_counted(world: World) -> None:
    _, bora = calling(world)
    stranger = world.browser(connected=False)
    stranger.send_rtp(rtp(2))
    assert bora.media() == []
    assert dropped(world) == 1


def test_a_replayed_packet_is_dropped_and_counted(world: World) -> None:
    anna, bora = calling(world)
    packet = anna.srtp.protect(rtp(2))
    for _ in range(3):
        anna.send(packet)
    assert len(bora.media()) == 1
    assert dropped(world) == 2


def test_control_datagrams_go_to_the_listener_from_anyone(world: World) -> None:
    stranger = world.browser(connected=False)
    stun, dtls = bytes(20), bytes((22,)) + bytes(20)
    stranger.send(stun)
    stranger.send(dtls)
    assert world.heard.control == [(stun, stranger.address), (dtls, stranger.address)]


def test_an_authenticated_packet_with_broken_extensions_is_dropped(world: World) -> None:
    anna, bora = calling(world)
    broken = bytearray(rtp(2)[:12]) + bytes.fromhex("bede0001") + b"\x5f\x00\x00\x00"
    broken[0] |= 0x10
    anna.send_rtp(bytes(broken))
    assert (len(bora.media()), dropped(world)) == (0, 1)


def test_a_payload_type_that_was_not_negotiated_is_dropped(world: World) -> None:
    anna, bora = calling(world)
    anna.send_rtp(rtp(2, payload_type=13))
    assert (len(bora.media()), dropped(world)) == (0, 1)


def test_unannounced_streams_bother_the_listener_only_so_often(world: World) -> None:
    anna = world.browser()
    for number in range(3 * UNKNOWN_PER_SECOND):
        anna.send_rtp(rtp(number, ssrc=0xBEEF))
    assert len(world.heard.unknown) == UNKNOWN_PER_SECOND
    world.loop.advance(1)
    anna.send_rtp(rtp(1000, ssrc=0xBEEF))
    assert len(world.heard.unknown) == UNKNOWN_PER_SECOND + 1


def test_a_sender_cannot_invent_sources_without_end(world: World) -> None:
    anna, bora = calling(world)
    for ssrc in range(UNKNOWN_PER_SECOND, SOURCES_PER_TRANSPORT + 50):
        anna.send_rtp(rtp(1, ssrc=1_000_000 + ssrc))
    before = dropped(world)
    anna.send_rtp(rtp(1, ssrc=5))
    assert (dropped(world), len(world.heard.unknown)) == (before + 1, UNKNOWN_PER_SECOND)
    anna.send_rtp(rtp(2))
    assert len(bora.media()) == 1


def test_forged_sources_do_not_use_up_those_of_the_sender(world: World) -> None:
    anna = world.browser()
    for ssrc in range(SOURCES_PER_TRANSPORT):
        anna.send(rtp(1, ssrc=1_000_000 + ssrc) + bytes(16))
        anna.send(bytes.fromhex("80c80001") + (2_000_000 + ssrc).to_bytes(4, "big") + bytes(16))
    bora = world.browser()
    world.subscribe(bora, world.audio(anna))
    anna.send_rtp(rtp(1))
    assert len(bora.media()) == 1


def test_packets_that_do_not_fit_srtp_are_dropped(world: World) -> None:
    anna, bora = calling(world)
    anna.send_rtp(rtp(2, bytes(1330)))
    assert len(bora.media()) <= 1
    anna.send_rtp(rtp(3))
    assert len(bora.media()) == 1


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_whatever_authenticated_rtcp_holds_nothing_breaks(bodies: list[bytes]) -> None:
    world = World()
    try:
        anna, bora = world.browser(), world.browser()
        world.subscribe(bora, world.video(anna), is_video=True)
        anna.send_rtp(vp8(1, VP8_KEYFRAME))
        for body in bodies:
            for browser in (anna, bora):
                browser.send(browser.srtp.protect_rtcp(bytes.fromhex("81cd0001") + body.ljust(4, b"\0")))
        bora.send_rtcp(Nack(1, 0x5001, (100,)), PictureLoss(1, 0x5001), Goodbye((1,)))
        anna.send_rtp(vp8(2))
        assert len(bora.media()) >= 2
    finally:
        world.close()


@given(st.randoms(use_true_random=False))
def test_random_datagrams_leave_no_trace(chance: random.Random) -> None:
    world = World()
    try:
        anna, bora = calling(world)
        before = world.plane.table_sizes()
        for _ in range(50):
            (anna if chance.random() < 0.5 else bora).send(chance.randbytes(chance.randrange(0, 100)))
        assert world.plane.table_sizes() == before
        anna.send_rtp(rtp(2))
        assert len(bora.media()) == 1
    finally:
        world.close()


def test_a_taken_port_is_an_error(world: World) -> None:
    with pytest.raises(OSError, match="in use"):
        open_sockets("127.0.0.1", world.plane.port)


def test_both_families_get_the_same_port() -> None:
    sockets = open_sockets("0.0.0.0", 0)
    try:
        ports = {udp.getsockname()[1] for udp in sockets}
        assert len(ports) == 1
        assert len(sockets) == 1 + socket.has_ipv6
    finally:
        for udp in sockets:
            udp.close()


def test_after_close_nothing_is_read(world: World) -> None:
    world.plane.close()
    assert world.loop.readers == {}
