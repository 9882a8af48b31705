"""Receiver reports count loss and jitter as RFC 3550 does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.report import ReceptionReport, round_trip_s
from sfu.rtp.rtcp import ReportBlock, ntp_time
from sfu.rtp.seqnum import add
from tests.unit.sfu.rtp.packets import UINT16, UINT32


def receiving(*numbers: int) -> ReceptionReport:
    """A report of video whose packets came 10 ms apart, as they were sent."""
    report = ReceptionReport(ssrc=7, clock_rate_hz=90_000)
    for index, number in enumerate(numbers):
        report.received(number, 900 * index, 0.01 * index)
    return report


def test_before_the_first_packet_there_is_nothing_to_say() -> None:
    assert receiving().block(1.0) == ReportBlock(7, 0, 0, 0, 0, 0, 0)


def test_a_stream_without_loss_reports_none() -> None:
    assert receiving(10, 11, 12).block(1.0) == ReportBlock(7, 0, 0, 12, 0, 0, 0)


def test_loss_is_a_fraction_of_256_since_the_last_report() -> None:
    report = receiving(1, 2, 4, 5)
    block = report.block(1.0)
    assert (block.fraction_lost, block.packets_lost) == (256 // 5, 1)
    report.received(6, 0, 0.1)
    block = report.block(2.0)
    assert (block.fraction_lost, block.packets_lost) == (0, 1)


def test_duplicates_make_the_loss_negative_and_the_fraction_zero() -> None:
    block = receiving(1, 2, 2, 2).block(1.0)
    assert (block.fraction_lost, block.packets_lost) == (0, -2)


def test_wraps_are_counted_in_the_upper_bits() -> None:
    block = receiving(65534, 65535, 0, 1).block(1.0)
    assert (block.highest_sequence, block.packets_lost) == (0x10001, 0)


def test_a_late_packet_is_no_loss() -> None:
    block = receiving(1, 3, 2).block(1.0)
    assert (block.highest_sequence, block.packets_lost) == (3, 0)


def test_after_a_jump_the_count_begins_anew() -> None:
    block = receiving(1, 2, 30_000, 30_001).block(1.0)
    assert (block.highest_sequence, block.packets_lost, block.fraction_lost) == (30_001, 0, 0)


@given(UINT16, st.integers(0, 100_000), st.sets(st.integers(1, 298)))
def test_what_is_left_out_is_what_is_lost(first: int, timestamp: int, left_out: set[int]) -> None:
    report = ReceptionReport(7, 48_000)
    for index in range(300):
        if index not in left_out:
            report.received(add(first, index), timestamp + 960 * index, 0.02 * index)
    assert report.block(10.0).packets_lost == report.packets_lost == len(left_out)
    assert report.packets == 300 - len(left_out)


def test_even_spacing_is_no_jitter_even_when_the_timestamp_wraps() -> None:
    report = ReceptionReport(7, 90_000)
    for index in range(10):
        report.received(index, (0xFFFFFFFF - 4500 + 900 * index) & 0xFFFFFFFF, 0.01 * index)
    assert report.jitter_ms == pytest.approx(0.0, abs=1e-6)


def test_jitter_takes_over_a_sixteenth_of_each_deviation() -> None:
    report = receiving(1, 2)
    report.received(3, 1800, 0.036)
    assert report.jitter_ms == pytest.approx(1.0)
    assert report.block(1.0).jitter == 90


def test_a_late_packet_is_no_jitter() -> None:
    report = receiving(1, 3)
    report.received(2, 450, 5.0)
    assert report.jitter_ms == pytest.approx(0.0)


def test_the_latest_sender_report_is_named_with_its_age() -> None:
    report = receiving(1)
    report.sender_report(0x11112222_33334444, 5.0)
    block = report.block(5.5)
    assert (block.last_sender_report, block.delay_since_last) == (0x22223333, 0x8000)


@given(st.lists(st.tuples(UINT16, UINT32, st.floats(0, 1e6)), max_size=60))
def test_whatever_arrives_the_block_fits_its_fields(arrivals: list[tuple[int, int, float]]) -> None:
    report = ReceptionReport(7, 90_000)
    for number, timestamp, arrival_s in arrivals:
        report.received(number, timestamp, arrival_s)
        block = report.block(arrival_s)
        assert 0 <= block.fraction_lost <= 255
        assert 0 <= block.highest_sequence <= 0xFFFFFFFF
        assert 0 <= block.jitter <= 0xFFFFFFFF


def answered(last_sender_report: int, delay_s: float) -> ReportBlock:
    return ReportBlock(7, 0, 0, 0, 0, last_sender_report, int(delay_s * 65536))


def test_the_round_trip_is_what_the_receiver_did_not_wait() -> None:
    sent, now = ntp_time(1_700_000_000.0), ntp_time(1_700_000_000.75)
    assert round_trip_s(answered(sent >> 16 & 0xFFFFFFFF, 0.5), now) == pytest.approx(0.25, abs=1e-4)


def test_without_a_sender_report_there_is_no_round_trip() -> None:
    assert round_trip_s(answered(0, 0.0), ntp_time(5.0)) is None


def test_a_round_trip_below_zero_is_none_at_all() -> None:
    now = ntp_time(1_700_000_000.0)
    assert round_trip_s(answered(now >> 16 & 0xFFFFFFFF, 0.5), now) == 0.0
