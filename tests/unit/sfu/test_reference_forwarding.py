"""The reference data plane forwards: who gets which packet, under which numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.dataplane.interface import Extension
from sfu.rtp.header_ext import read_extensions
from tests.unit.sfu.support import (
    OUT_AUDIO_PT,
    OUT_VIDEO_PT,
    VP8_KEYFRAME,
    World,
    rtp,
    vp8,
)


def test_audio_reaches_its_subscriber_at_once_under_the_subscriptions_numbers(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    anna.send_rtp(rtp(7, b"hello", timestamp=960, marker=True))
    (heard,) = bora.media()
    header = heard.header
    assert (header.payload_type, header.ssrc, header.sequence_number) == (OUT_AUDIO_PT, 0x5001, 100)
    assert (header.timestamp, header.marker, heard.payload) == (960, True, b"hello")


def test_everybody_who_subscribed_receives_and_the_publisher_does_not(world: World) -> None:
    anna, others = world.browser(), [world.browser() for _ in range(3)]
    stream = world.audio(anna)
    for number, other in enumerate(others):
        world.subscribe(other, stream, number + 1)
    anna.send_rtp(rtp(1))
    assert [len(other.media()) for other in others] == [1, 1, 1]
    assert anna.media() == []


def test_only_extensions_that_subscribers_know_go_out_under_their_numbers(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    said = {
        Extension.MID: b"0",
        Extension.AUDIO_LEVEL: b"\x9e",
        Extension.TRANSPORT_SEQUENCE_NUMBER: b"\0\1",
    }
    anna.send_rtp(rtp(1, extensions=said))
    (heard,) = bora.media()
    assert read_extensions(heard.packet, heard.header) == {1: b"\x9e"}


def test_video_carries_the_time_when_it_was_sent(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.video(anna), is_video=True)
    world.loop.now_s = 64.5  # seconds modulo 64, 18 bits behind the point
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    (seen,) = bora.media()
    assert read_extensions(seen.packet, seen.header) == {2: (1 << 17).to_bytes(3, "big")}


def test_video_begins_with_a_keyframe_and_one_is_asked_for(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.video(anna)
    world.subscribe(bora, stream, is_video=True)
    assert world.heard.keyframes_wanted == [stream]
    for number, payload in ((1, None), (2, None), (3, VP8_KEYFRAME), (4, None)):
        anna.send_rtp(vp8(number, payload) if payload else vp8(number))
    seen = bora.media()
    assert [s.header.sequence_number for s in seen] == [100, 101]
    assert seen[0].payload == VP8_KEYFRAME
    assert seen[0].header.payload_type == OUT_VIDEO_PT


def test_a_keyframe_that_arrives_is_told(world: World) -> None:
    anna = world.browser()
    stream = world.video(anna)
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    anna.send_rtp(vp8(2))
    assert world.heard.keyframes == [stream]


def test_a_keyframe_whose_first_packet_was_repaired_is_sent_whole(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.video(anna), is_video=True)
    anna.send_rtp(vp8(1))
    for number, payload in ((3, b"\x00second"), (4, b"\x00third"), (2, VP8_KEYFRAME)):
        anna.send_rtp(vp8(number, payload))
    assert [s.payload for s in bora.media()] == [VP8_KEYFRAME, b"\x00second", b"\x00third"]


def test_who_joins_late_waits_for_the_next_keyframe_while_others_go_on(world: World) -> None:
    anna, bora, chul = world.browser(), world.browser(), world.browser()
    stream = world.video(anna)
    world.subscribe(bora, stream, 1, is_video=True)
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    world.subscribe(chul, stream, 2, is_video=True)
    anna.send_rtp(vp8(2))
    assert (len(bora.media()), len(chul.media())) == (2, 0)
    anna.send_rtp(vp8(3, VP8_KEYFRAME))
    assert (len(bora.media()), len(chul.media())) == (1, 1)


def test_a_packet_from_before_someone_joined_is_not_sent_to_them(world: World) -> None:
    anna, bora, chul = world.browser(), world.browser(), world.browser()
    stream = world.video(anna)
    world.subscribe(bora, stream, 1, is_video=True)
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    world.subscribe(chul, stream, 2, is_video=True)
    anna.send_rtp(vp8(3, VP8_KEYFRAME))
    bora.media(), chul.media()
    anna.send_rtp(vp8(2))
    assert [s.header.sequence_number for s in bora.media()] == [101]
    assert chul.media() == []


def test_a_gap_stays_a_gap_and_disorder_stays_disorder(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    for number in (10, 11, 14, 13):
        anna.send_rtp(rtp(number))
    assert [s.header.sequence_number for s in bora.media()] == [100, 101, 104, 103]


def test_a_packet_that_comes_twice_is_sent_once(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    repeated = anna.srtp.protect(rtp(1))
    anna.send(repeated)
    anna.send(repeated)
    anna.send_rtp(rtp(1))  # under another SRTP index it is the publisher's own copy
    assert len(bora.media()) == 1


def test_muted_audio_is_not_forwarded_and_leaves_no_gap(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.audio(anna)
    world.subscribe(bora, stream)
    anna.send_rtp(rtp(10))
    world.plane.set_muted(stream, True)
    for number in range(11, 20):
        anna.send_rtp(rtp(number))
    world.plane.set_muted(stream, False)
    anna.send_rtp(rtp(20))
    assert [(s.header.sequence_number, s.header.timestamp) for s in bora.media()] == [
        (100, 10 * 960),
        (101, 20 * 960),
    ]


def test_what_was_said_while_muted_stays_unheard_even_if_it_arrives_late(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.audio(anna)
    world.subscribe(bora, stream)
    anna.send_rtp(rtp(10))
    world.plane.set_muted(stream, True)
    anna.send_rtp(rtp(12))
    world.plane.set_muted(stream, False)
    anna.send_rtp(rtp(13))
    anna.send_rtp(rtp(11))
    assert [s.header.sequence_number for s in bora.media()] == [100, 101]


def test_unmuted_video_begins_with_a_keyframe_without_a_gap(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.video(anna)
    world.subscribe(bora, stream, is_video=True)
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    world.plane.set_muted(stream, True)
    anna.send_rtp(vp8(2))
    world.heard.keyframes_wanted.clear()
    world.plane.set_muted(stream, False)
    assert world.heard.keyframes_wanted == [stream]
    anna.send_rtp(vp8(3))
    anna.send_rtp(vp8(4, VP8_KEYFRAME))
    assert [s.header.sequence_number for s in bora.media()] == [100, 101]


def test_a_publisher_who_begins_anew_with_other_numbers_leaves_no_gap(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    for number in (50_000, 50_001, 9, 10):
        anna.send_rtp(rtp(number, timestamp=number))
    assert [s.header.sequence_number for s in bora.media()] == [100, 101, 102, 103]


@given(start=st.integers(65_000, 65_535), mutes=st.lists(st.integers(1, 300), max_size=6))
def test_numbers_have_no_gap_across_wraps_and_mutes(start: int, mutes: list[int]) -> None:
    world = World()
    try:
        anna, bora = world.browser(), world.browser()
        stream = world.audio(anna)
        world.subscribe(bora, stream)
        number = start
        for muted_packets in mutes:
            anna.send_rtp(rtp(number, timestamp=0))
            world.plane.set_muted(stream, True)
            for _ in range(min(muted_packets, 20)):
                number += 1
                anna.send_rtp(rtp(number, timestamp=0))
            world.plane.set_muted(stream, False)
            number += 1
        anna.send_rtp(rtp(number, timestamp=0))
        numbers = [s.header.sequence_number for s in bora.media()]
        assert numbers[0] == 100
        assert all(b - a == 1 for a, b in pairwise(numbers))
    finally:
        world.close()


def test_nothing_is_sent_before_address_and_keys_are_known_and_everything_after(world: World) -> None:
    anna, bora = world.browser(), world.browser(connected=False)
    world.subscribe(bora, world.audio(anna))
    anna.send_rtp(rtp(1))
    assert bora.datagrams() == []
    world.connect(bora)
    anna.send_rtp(rtp(2))
    assert [s.header.sequence_number for s in bora.media()] == [100]


def test_media_follows_a_subscriber_to_its_new_address(world: World) -> None:
    anna, bora, elsewhere = world.browser(), world.browser(), world.browser(connected=False)
    world.subscribe(bora, world.audio(anna))
    anna.send_rtp(rtp(1))
    world.plane.set_address(bora.id, elsewhere.address)
    anna.send_rtp(rtp(2))
    assert (len(bora.datagrams()), len(elsewhere.datagrams())) == (1, 1)


def test_media_is_taken_from_every_admitted_address_until_it_is_expelled(world: World) -> None:
    anna, bora, elsewhere = world.browser(), world.browser(), world.browser(connected=False)
    world.subscribe(bora, world.audio(anna))
    protected = [anna.srtp.protect(rtp(number)) for number in (1, 2, 3)]
    elsewhere.send(protected[0])
    world.plane.admit_address(anna.id, elsewhere.address)
    elsewhere.send(protected[1])
    world.plane.expel_address(anna.id, elsewhere.address)
    elsewhere.send(protected[2])
    assert len(bora.media()) == 1
    anna.send_rtp(rtp(4))
    assert len(bora.media()) == 1


def test_an_address_that_passes_to_another_transport_gets_only_that_ones_media(world: World) -> None:
    anna, bora, chul = world.browser(), world.browser(), world.browser(connected=False)
    world.subscribe(bora, world.audio(anna))
    world.plane.set_address(chul.id, bora.address)
    anna.send_rtp(rtp(1))
    assert bora.datagrams() == []


@pytest.mark.parametrize("what", ["subscription", "stream", "subscriber", "publisher"])
def test_a_removal_stops_packets_at_once_and_leaves_nothing(world: World, what: str) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.audio(anna)
    subscription = world.subscribe(bora, stream)
    anna.send_rtp(rtp(1))
    assert len(bora.media()) == 1
    {
        "subscription": lambda: world.plane.remove_subscription(subscription),
        "stream": lambda: world.plane.remove_stream(stream),
        "subscriber": lambda: world.plane.remove_transport(bora.id),
        "publisher": lambda: world.plane.remove_transport(anna.id),
    }[what]()
    anna.send_rtp(rtp(2))
    assert bora.media() == []
    assert world.plane.table_sizes()["subscriptions"] == 0


def test_after_everybody_left_nothing_is_known_and_no_timer_runs(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.video(anna), is_video=True)
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    anna.send_rtp(vp8(5))
    for browser in (anna, bora):
        world.plane.remove_transport(browser.id)
    assert set(world.plane.table_sizes().values()) == {0}
    world.loop.advance(1)
    assert world.loop.pending() == []


def test_statistics_count_what_came_and_what_went(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.audio(anna)
    subscription = world.subscribe(bora, stream)
    for number in range(5):
        anna.send_rtp(rtp(number, b"four", extensions={Extension.AUDIO_LEVEL: b"\x9e"}))
    came, went = world.plane.stream_statistics(stream), world.plane.subscription_statistics(subscription)
    assert (came.packets, came.audio_level_dbov, came.last_packet_at_s) == (5, -30, world.loop.now_s)
    assert (went.packets, went.bytes) == (5, 20)
    assert (world.plane.statistics().datagrams_in, world.plane.statistics().datagrams_out) == (5, 5)
