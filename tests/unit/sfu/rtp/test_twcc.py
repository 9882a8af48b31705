"""Arrivals are told to the sender, and read back the same."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.packet import MalformedPacket
from sfu.rtp.rtcp import TransportFeedback, parse_compound, serialize
from sfu.rtp.seqnum import add
from sfu.rtp.twcc import MAX_ARRIVALS, MAX_STATUSES, ArrivalLog, parse_feedback
from tests.unit.sfu.rtp.packets import UINT16

TICK_S = 0.00025


def body_of(log: ArrivalLog) -> bytes:
    feedback = log.feedback(1, 2)
    assert feedback is not None
    return feedback.body


def told(log: ArrivalLog) -> list[tuple[int, float | None]]:
    """What all feedback that is left tells."""
    arrivals: list[tuple[int, float | None]] = []
    while (feedback := log.feedback(1, 2)) is not None:
        arrivals += parse_feedback(feedback.body)
    return arrivals


def log_of(arrivals: list[tuple[int, float]]) -> ArrivalLog:
    log = ArrivalLog()
    for number, arrival_s in arrivals:
        log.arrived(number, arrival_s)
    return log


def test_without_arrivals_there_is_no_feedback() -> None:
    log = ArrivalLog()
    assert log.feedback(1, 2) is None
    log.arrived(5, 1.0)
    assert log.feedback(1, 2) is not None
    assert log.feedback(1, 2) is None


def test_the_bytes_are_those_of_the_draft() -> None:
    log = log_of([(10, 0.064), (11, 0.065), (13, 0.064)])
    expected = pack("!HH", 10, 4) + b"\x00\x00\x01" + b"\x00"
    expected += pack("!H", 0b11_01_01_00_10_00_00_00)
    expected += b"\x00\x04" + pack("!h", -4)
    assert log.feedback(0xA, 0xB) == TransportFeedback(0xB, 0xA, expected + b"\x00\x00")


def test_a_gapless_run_is_one_chunk() -> None:
    body = body_of(log_of([(number, 0.001 * number) for number in range(300)]))
    assert body[8:10] == pack("!H", 0b001 << 13 | 300)


def test_single_losses_are_told_as_a_vector_of_fourteen() -> None:
    body = body_of(log_of([(number, 0.0) for number in range(14) if number != 3]))
    assert body[8:10] == pack("!H", 0b10_11101111111111)


def test_feedback_is_numbered_round() -> None:
    log = ArrivalLog()
    counts = []
    for number in range(258):
        log.arrived(number, 0.0)
        counts.append(body_of(log)[7])
    assert counts == [*range(256), 0, 1]


def test_a_late_packet_is_told_with_the_next_feedback() -> None:
    log = log_of([(1, 0.0), (3, 0.002)])
    assert told(log) == [(1, 0.0), (2, None), (3, 0.002)]
    log.arrived(2, 0.003)
    assert told(log) == [(2, 0.003), (3, 0.002)]


def test_the_first_of_two_arrivals_counts() -> None:
    assert told(log_of([(1, 0.001), (1, 0.5)])) == [(1, 0.001)]


def test_a_pause_too_long_for_a_delta_begins_another_feedback() -> None:
    log = log_of([(1, 0.0), (2, 10.0)])
    assert parse_feedback(body_of(log)) == [(1, 0.0)]
    assert parse_feedback(body_of(log)) == [(2, 10.0)]


def test_a_jump_is_not_told_as_a_long_loss() -> None:
    log = log_of([(1, 0.0)])
    assert told(log) == [(1, 0.0)]
    log.arrived(20_000, 0.001)
    assert told(log) == [(20_000, 0.001)]


def test_a_flood_between_two_feedbacks_is_bounded() -> None:
    log = log_of([(number & 0xFFFF, 0.0) for number in range(2 * MAX_ARRIVALS)])
    assert len(told(log)) == MAX_ARRIVALS


def test_feedback_fits_a_datagram_whatever_it_tells() -> None:
    log = log_of([(number, (number % 2) * 0.1) for number in range(0, 3 * MAX_STATUSES, 1)])
    body = body_of(log)
    assert len(parse_feedback(body)) == MAX_STATUSES
    assert len(body) < 1100


STEPS = st.tuples(st.integers(1, 30), st.integers(-200, 9000))
"""How many numbers on, and how many ticks later, the next packet arrives."""


@given(UINT16, st.integers(800, 1 << 33), st.lists(STEPS, max_size=120))
def test_what_is_told_is_what_arrived(first: int, start_ticks: int, steps: list[tuple[int, int]]) -> None:
    number, ticks = 0, start_ticks
    arrived = {0: ticks}
    for step, wait_ticks in steps:
        number, ticks = number + step, max(0, ticks + wait_ticks)
        arrived[number] = ticks
    log = log_of([(add(first, number), at * TICK_S) for number, at in arrived.items()])
    arrivals = told(log)
    wrap_s = (1 << 24) * 0.064
    assert [entry[0] for entry in arrivals] == [add(first, index) for index in range(number + 1)]
    for index, (_, arrival_s) in enumerate(arrivals):
        at = arrived.get(index)
        if at is None or arrival_s is None:
            assert at is arrival_s is None
        else:
            drift_s = (arrival_s - at * TICK_S) % wrap_s
            assert min(drift_s, wrap_s - drift_s) < TICK_S / 10


@given(st.lists(st.tuples(UINT16, st.floats(0, 1e6)), max_size=60))
def test_whatever_arrives_the_feedback_is_sound_and_comes_to_an_end(
    arrivals: list[tuple[int, float]],
) -> None:
    log = ArrivalLog()
    for number, arrival_s in arrivals:
        log.arrived(number, arrival_s)
        if number % 7 == 0:
            feedback = log.feedback(1, 2)
            assert feedback is None or parse_compound(serialize(feedback)) == (feedback,)
    assert len(told(log)) <= len(arrivals) * MAX_STATUSES


@given(st.binary(max_size=60))
def test_any_bytes_are_feedback_or_malformed(body: bytes) -> None:
    try:
        arrivals = parse_feedback(body)
    except MalformedPacket:
        return
    assert len(arrivals) == int.from_bytes(body[2:4], "big")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(bytes(7), id="head cut off"),
        pytest.param(pack("!HH4xH", 0, 20, 0x8000), id="fewer chunks than statuses"),
        pytest.param(pack("!HH4xH", 0, 2, 0x2002) + b"\x01", id="small delta missing"),
        pytest.param(pack("!HH4xH", 0, 1, 0x4001) + b"\x01", id="large delta cut off"),
        pytest.param(pack("!HH4xH", 0, 1, 0x6001) + bytes(4), id="reserved status"),
    ],
)
def test_what_announces_more_than_it_has_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedPacket):
        parse_feedback(body)
