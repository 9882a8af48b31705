"""The reference data plane gives feedback: repairs, reports and requests, in both directions."""

from itertools import pairwise
from typing import TypeVar

from sfu.dataplane.interface import Extension
from sfu.dataplane.reference_feedback import FEEDBACK_INTERVAL_S, KEYFRAME_REPEAT_S, REPORT_INTERVAL_S
from sfu.dataplane.reference_repair import PACKETS_PER_NACK, PACKETS_PER_SECOND, REPEAT_AFTER_S
from sfu.rtp.header_ext import read_extensions
from sfu.rtp.packet import parse_header
from sfu.rtp.rtcp import (
    FullIntraRequest,
    Goodbye,
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    TransportFeedback,
    compact_ntp,
)
from sfu.rtp.rtx import unwrap, wrap
from sfu.rtp.twcc import parse_feedback
from tests.unit.sfu.support import (
    OUT_RTX_PT,
    OUT_VIDEO_PT,
    RTX_PT,
    VP8_KEYFRAME,
    Browser,
    World,
    rtp,
    vp8,
)

PacketT = TypeVar("PacketT", bound=RtcpPacket)


def only(kind: type[PacketT], packets: list[RtcpPacket]) -> list[PacketT]:
    return [packet for packet in packets if isinstance(packet, kind)]


def watching(world: World) -> tuple[Browser, Browser]:
    """Anna's video on its way to Bora: incoming number 1 is outgoing number 100."""
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.video(anna), is_video=True)
    anna.send_rtp(vp8(1, VP8_KEYFRAME))
    return anna, bora


def nack(*numbers: int) -> Nack:
    return Nack(77, 0x5001, numbers)


def test_a_lost_packet_comes_again_as_it_was_in_the_retransmission_stream(world: World) -> None:
    anna, bora = watching(world)
    anna.send_rtp(vp8(2, b"\x00lost"))
    sent = bora.media()[1]
    bora.send_rtcp(nack(101))
    (again,) = bora.media()
    assert (again.header.ssrc, again.header.payload_type, again.header.sequence_number) == (
        0x6001,
        OUT_RTX_PT,
        900,
    )
    assert unwrap(again.packet, 0x5001, OUT_VIDEO_PT) == sent.packet


def test_a_retransmission_carries_its_own_sending_time(world: World) -> None:
    _, bora = watching(world)
    bora.media()
    world.loop.advance(0.25)
    bora.send_rtcp(nack(100))
    (again,) = bora.media()
    sent_at = int.from_bytes(read_extensions(again.packet, again.header)[2], "big")
    assert sent_at == int(world.loop.now_s * (1 << 18)) & 0xFFFFFF


def test_without_a_retransmission_stream_the_packet_itself_comes_again(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    world.subscribe(bora, world.audio(anna))
    anna.send_rtp(rtp(1, b"lost"))
    bora.lose()
    bora.send_rtcp(nack(100))
    (again,) = bora.media()
    assert (again.header.ssrc, again.header.sequence_number, again.payload) == (0x5001, 100, b"lost")


def test_numbers_from_before_a_mute_are_still_answered(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.audio(anna)
    world.subscribe(bora, stream)
    for number, muted in ((10, False), (11, True), (12, True), (13, False), (14, False)):
        world.plane.set_muted(stream, muted)
        anna.send_rtp(rtp(number, b"packet %d" % number))
    bora.lose()
    bora.send_rtcp(nack(100, 101, 102))
    assert [s.payload for s in bora.media()] == [b"packet 10", b"packet 13", b"packet 14"]


def test_what_was_never_sent_to_a_subscriber_is_not_sent_on_request(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.audio(anna)
    anna.send_rtp(rtp(1))
    world.subscribe(bora, stream)
    anna.send_rtp(rtp(2))
    bora.media()
    bora.send_rtcp(nack(99, 98, 101, 5000))
    assert bora.media() == []


def test_two_requests_that_cross_the_answer_are_answered_once(world: World) -> None:
    _, bora = watching(world)
    bora.media()
    bora.send_rtcp(nack(100))
    bora.send_rtcp(nack(100))
    assert len(bora.media()) == 1
    world.loop.advance(REPEAT_AFTER_S + 0.001)
    bora.send_rtcp(nack(100))
    assert len(bora.media()) == 1


def test_answers_to_requests_are_bounded(world: World) -> None:
    anna, bora = watching(world)
    for number in range(2, 600):
        anna.send_rtp(vp8(number))
    bora.media()
    answered = 0
    for start in range(100, 700, PACKETS_PER_NACK + 40):
        bora.send_rtcp(nack(*range(start, start + PACKETS_PER_NACK + 40)))
        batch = len(bora.media())
        assert batch <= PACKETS_PER_NACK
        answered += batch
    assert answered <= PACKETS_PER_SECOND
    statistics = world.plane.subscription_statistics(next(iter(world.plane._subscriptions)))
    assert statistics.retransmitted == answered


def test_a_gap_is_asked_for_until_it_is_filled(world: World) -> None:
    anna, bora = watching(world)
    anna.send_rtp(vp8(2))
    anna.send_rtp(vp8(5))
    world.loop.advance(0.05)
    requests = only(Nack, anna.feedback())
    assert requests[0].lost == (3, 4)
    assert requests[0].media_ssrc == 0x71DE0
    bora.media()
    for number in (3, 4):
        anna.send_rtp(bytes(wrap(vp8(number), 0x71DE1, RTX_PT, number)))
    assert [s.header.sequence_number for s in bora.media()] == [102, 103]
    world.loop.advance(1)
    assert only(Nack, anna.feedback()) == []


def test_a_packet_that_only_overtook_another_is_not_asked_for(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtp(vp8(3))
    anna.send_rtp(vp8(2))
    world.loop.advance(0.2)
    assert only(Nack, anna.feedback()) == []


def test_repairs_count_as_recovered_and_not_as_received_on_the_way(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtp(vp8(3))
    world.loop.advance(0.05)
    anna.send_rtp(bytes(wrap(vp8(2), 0x71DE1, RTX_PT, 1)))
    stream = next(iter(world.plane._streams))
    assert world.plane.stream_statistics(stream).packets_recovered == 1
    world.loop.advance(REPORT_INTERVAL_S)
    (report,) = only(ReceiverReport, anna.feedback())
    assert report.reports[0].packets_lost == 1


def test_padding_in_the_retransmission_stream_is_swallowed(world: World) -> None:
    anna, bora = watching(world)
    bora.media()
    padding = bytearray(rtp(1, bytes(7) + b"\x08", ssrc=0x71DE1, payload_type=RTX_PT))
    padding[0] |= 0x20
    anna.send_rtp(bytes(padding))
    assert bora.media() == []
    assert world.plane.statistics().datagrams_dropped == 0


def test_a_publisher_hears_when_each_of_its_packets_arrived(world: World) -> None:
    anna, _ = watching(world)
    for number in range(5):
        world.loop.advance(0.004)
        anna.send_rtp(vp8(2 + number, transport_number=65_534 + number & 0xFFFF))
    world.loop.advance(FEEDBACK_INTERVAL_S)
    (feedback,) = only(TransportFeedback, anna.feedback())
    arrivals = parse_feedback(feedback.body)
    assert [number for number, _ in arrivals] == [65_534, 65_535, 0, 1, 2]
    times = [at for _, at in arrivals if at is not None]
    assert all(abs(b - a - 0.004) < 0.0005 for a, b in pairwise(times))


def test_a_publisher_hears_how_its_stream_arrives_and_who_says_so(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtcp(SenderReport(0x71DE0, 0x1122334455667788, 90, 1, 10))
    anna.send_rtp(vp8(2))
    world.loop.advance(REPORT_INTERVAL_S)
    anna.send_rtp(vp8(3))
    world.loop.advance(REPORT_INTERVAL_S)
    heard = anna.feedback()
    block = only(ReceiverReport, heard)[0].reports[0]
    assert (block.ssrc, block.highest_sequence & 0xFFFF, block.packets_lost) == (0x71DE0, 2, 0)
    assert block.last_sender_report == compact_ntp(0x1122334455667788)
    assert len(only(SourceDescription, heard)) >= 1


def test_timers_stop_when_media_stops(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtp(vp8(9))
    world.loop.advance(5)
    assert world.loop.pending() == []
    assert world.plane.idle


def test_sender_reports_reach_subscribers_under_their_own_numbers(world: World) -> None:
    anna, bora = watching(world)
    anna.send_rtp(vp8(2, b"\x0012345"))
    bora.received()
    anna.send_rtcp(SenderReport(0x71DE0, 0x1122334455667788, 4321, 77_777, 88_888))
    heard = bora.feedback()
    (report,) = only(SenderReport, heard)
    assert (report.ssrc, report.ntp_time, report.rtp_time) == (0x5001, 0x1122334455667788, 4321)
    assert (report.packets, report.octets) == (2, len(VP8_KEYFRAME) + 6)
    assert only(SourceDescription, heard) == [SourceDescription(((0x5001, "anna"),))]


def test_who_joins_hears_the_latest_sender_report_at_once(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtcp(SenderReport(0x71DE0, 99 << 32, 4321, 5, 6))
    chul = world.browser()
    world.subscribe(chul, next(iter(world.plane._streams)), 2, is_video=True)
    anna.send_rtp(vp8(2, VP8_KEYFRAME))
    (report,) = only(SenderReport, chul.feedback())
    assert (report.ssrc, report.ntp_time, report.packets) == (0x5002, 99 << 32, 1)


def test_a_muted_publishers_reports_reach_nobody(world: World) -> None:
    anna, bora = watching(world)
    world.plane.set_muted(next(iter(world.plane._streams)), True)
    bora.received()
    anna.send_rtcp(SenderReport(0x71DE0, 1, 2, 3, 4))
    assert bora.datagrams() == []


def test_loss_and_round_trip_are_known_from_a_subscribers_report(world: World) -> None:
    anna, bora = watching(world)
    anna.send_rtcp(SenderReport(0x71DE0, 99 << 32, 4321, 5, 6))
    world.loop.advance(0.080)
    report = ReportBlock(0x5001, 64, 3, 101, 0, compact_ntp(99 << 32), int(0.030 * 65536))
    bora.send_rtcp(ReceiverReport(77, (report,)))
    subscription = next(iter(world.plane._subscriptions))
    statistics = world.plane.subscription_statistics(subscription)
    assert statistics.fraction_lost == 0.25
    assert statistics.round_trip_ms is not None
    assert abs(statistics.round_trip_ms - 50) < 1


def test_a_subscribers_wish_for_a_keyframe_is_passed_on(world: World) -> None:
    _, bora = watching(world)
    world.heard.keyframes_wanted.clear()
    bora.send_rtcp(PictureLoss(77, 0x5001))
    bora.send_rtcp(FullIntraRequest(77, ((0x5001, 1), (0xDEAD, 1))))
    assert world.heard.keyframes_wanted == list(world.plane._streams) * 2


def test_a_wish_for_somebody_elses_stream_is_ignored(world: World) -> None:
    watching(world)
    chul = world.browser()
    world.heard.keyframes_wanted.clear()
    chul.send_rtcp(PictureLoss(77, 0x5001), nack(100), PictureLoss(77, 0x71DE0))
    assert world.heard.keyframes_wanted == []
    assert chul.datagrams() == []


def test_a_keyframe_that_does_not_come_is_wished_for_again(world: World) -> None:
    anna, bora = world.browser(), world.browser()
    stream = world.video(anna)
    world.subscribe(bora, stream, is_video=True)
    for number in range(20):
        anna.send_rtp(vp8(number))
        world.loop.advance(FEEDBACK_INTERVAL_S)
    assert 3 <= len(world.heard.keyframes_wanted) <= 1 + 20 * FEEDBACK_INTERVAL_S / KEYFRAME_REPEAT_S


def test_when_too_much_is_lost_a_keyframe_is_wanted(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtp(vp8(2))
    world.heard.keyframes_wanted.clear()
    anna.send_rtp(vp8(1000))
    world.loop.advance(0.1)
    assert world.heard.keyframes_wanted


def test_a_keyframe_request_reaches_the_publisher(world: World) -> None:
    anna = world.browser()
    world.plane.request_keyframe(world.video(anna))
    assert [p.media_ssrc for p in only(PictureLoss, anna.feedback())] == [0x71DE0]


def test_a_subscribers_estimate_is_passed_on(world: World) -> None:
    _, bora = watching(world)
    bora.send_rtcp(Remb(77, 1_000_000, (0x5001,)))
    assert world.heard.bandwidth == [(bora.id, 1_000_000)]


def test_after_a_goodbye_nothing_from_before_is_asked_for(world: World) -> None:
    anna, _ = watching(world)
    anna.send_rtp(vp8(9))
    anna.send_rtcp(Goodbye((0x71DE0,)))
    world.loop.advance(1)
    assert only(Nack, anna.feedback()) == []


def test_a_stream_nobody_announced_is_learned_from_its_first_packet(world: World) -> None:
    anna, bora = world.browser(), world.browser()

    def announce(packet: bytes) -> None:
        world.subscribe(bora, world.audio(anna, ssrc=parse_header(packet).ssrc))

    world.heard.announce = announce
    said = {Extension.MID: b"0"}
    anna.send_rtp(rtp(1, b"first", ssrc=0xBEEF, extensions=said))
    anna.send_rtp(rtp(2, b"second", ssrc=0xBEEF, extensions=said))
    assert [s.payload for s in bora.media()] == [b"first", b"second"]
    assert len(world.heard.unknown) == 1


def test_a_retransmission_stream_learned_later_repairs(world: World) -> None:
    anna, bora = watching(world)
    world.plane.set_rtx_ssrc(next(iter(world.plane._streams)), 0xABCD)
    anna.send_rtp(vp8(3))
    bora.media()
    anna.send_rtp(bytes(wrap(vp8(2, b"\x00repaired"), 0xABCD, RTX_PT, 1)))
    assert [s.payload for s in bora.media()] == [b"\x00repaired"]
