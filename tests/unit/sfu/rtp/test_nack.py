"""What is missing of a stream is asked for soon, again, and not for ever."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.nack import GIVE_UP_AFTER_S, MAX_MISSING, MIN_REPEAT_S, REORDER_GRACE_S, MissingPackets
from sfu.rtp.seqnum import add
from tests.unit.sfu.rtp.packets import UINT16


def after(*numbers: int, at_s: float = 0.0, round_trip_s: float = 0.1) -> MissingPackets:
    """A tracker that has received these."""
    missing = MissingPackets(round_trip_s)
    for number in numbers:
        missing.received(number, at_s)
    return missing


def test_nothing_is_asked_for_while_all_comes_in_order() -> None:
    missing = after(65534, 65535, 0, 1)
    assert missing.due(10.0) == []
    assert (missing.lost, missing.recovered, missing.overwhelmed) == (0, 0, False)


def test_a_gap_is_asked_for_after_a_short_grace() -> None:
    missing = after(65534, 2)
    assert missing.due(REORDER_GRACE_S / 2) == []
    assert missing.due(REORDER_GRACE_S) == [65535, 0, 1]


def test_what_was_only_reordered_is_never_asked_for() -> None:
    missing = after(1, 3)
    assert missing.received(2, 0.005)
    assert missing.due(1.0) == []
    assert (missing.lost, missing.recovered) == (0, 0)


def test_the_same_packet_again_is_told_as_a_duplicate() -> None:
    missing = after(1, 2, 4)
    assert not missing.received(4, 0.0)
    assert not missing.received(2, 0.0)
    assert missing.received(3, 0.0)
    assert not missing.received(3, 0.0)


def test_what_comes_after_being_asked_for_is_recovered() -> None:
    missing = after(1, 3)
    missing.due(0.02)
    assert missing.received(2, 0.06)
    assert (missing.lost, missing.recovered) == (0, 1)


@pytest.mark.parametrize(("round_trip_s", "repeat_s"), [(0.001, MIN_REPEAT_S), (0.2, 0.2)])
def test_it_is_asked_for_again_after_a_round_trip_but_not_too_often(
    round_trip_s: float, repeat_s: float
) -> None:
    missing = after(1, 3, round_trip_s=round_trip_s)
    assert missing.due(0.5) == [2]
    assert missing.due(0.5 + repeat_s * 0.9) == []
    assert missing.due(0.5 + repeat_s * 1.1) == [2]


def test_after_ten_times_it_is_given_up() -> None:
    missing = after(1, 3, round_trip_s=0.0)
    asked = [missing.due(0.05 * tick) for tick in range(1, 15)]
    assert sum(map(len, asked)) == 10
    assert missing.lost == 1
    assert not missing.received(2, 0.8)


def test_after_a_second_it_is_given_up() -> None:
    missing = after(1, 3)
    assert missing.due(GIVE_UP_AFTER_S) == []
    assert (missing.lost, missing.overwhelmed) == (1, False)


def test_a_stream_that_nobody_asks_for_forgets_its_gaps_too() -> None:
    missing = MissingPackets()
    for index in range(2 * MAX_MISSING):
        missing.received(add(65_000, 2 * index), index * 0.02)
    assert not missing.overwhelmed
    assert MAX_MISSING < missing.lost < 2 * MAX_MISSING


def test_too_many_at_once_are_given_up_for_a_keyframe() -> None:
    missing = after(0, MAX_MISSING + 2)
    assert missing.overwhelmed
    assert missing.due(1.0) == []
    assert missing.overwhelmed
    assert missing.lost == MAX_MISSING + 1
    missing.due(2.0)
    assert not missing.overwhelmed


def test_as_many_as_are_bearable_are_asked_for() -> None:
    missing = after(0, MAX_MISSING + 1)
    assert len(missing.due(0.5)) == MAX_MISSING
    assert not missing.overwhelmed


def test_many_small_gaps_overwhelm_too() -> None:
    missing = after(*range(0, 2 * MAX_MISSING + 4, 2))
    assert missing.overwhelmed
    assert missing.lost == MAX_MISSING + 1


def test_a_stream_that_begins_anew_is_followed() -> None:
    missing = after(40_000)
    assert missing.received(10_000, 0.0)
    assert missing.overwhelmed
    assert missing.received(10_001, 0.0)
    assert missing.due(1.0) == []


def transmit(seed: int, first: int, loss: float, packets: int) -> tuple[MissingPackets, int, int]:
    """Send over a lossy, reordering path that repeats what is asked for 50 ms later.

    Returns the tracker, how many packets it took as new, and how often it asked.
    """
    rng = random.Random(seed)
    missing = MissingPackets(round_trip_s=0.05)
    flying = [
        (index * 0.004 + rng.choice((0.0, 0.0, 0.0, 0.009)), add(first, index))
        for index in range(packets)
        if index in (0, packets - 1) or rng.random() >= loss
    ]
    taken = asked = 0
    for tick in range(packets * 4 + 1200):
        now_s = tick / 1000
        landed = sorted(entry for entry in flying if entry[0] <= now_s)
        flying = [entry for entry in flying if entry[0] > now_s]
        taken += sum(missing.received(number, now_s) for _, number in landed)
        wanted = missing.due(now_s)
        asked += len(wanted)
        flying += [(now_s + 0.05, number) for number in wanted if rng.random() >= loss]
    return missing, taken, asked


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("loss", [0.03, 0.2])
def test_on_a_lossy_path_every_packet_comes_in_the_end(seed: int, loss: float) -> None:
    missing, taken, asked = transmit(seed, first=65_400, loss=loss, packets=300)
    assert taken == 300
    assert (missing.lost, missing.overwhelmed) == (0, False)
    assert 0 < missing.recovered <= asked <= 3 * missing.recovered


@given(UINT16, st.lists(st.tuples(st.integers(-40, 60), st.integers(0, 50)), max_size=80))
def test_no_packet_is_taken_twice_and_none_is_asked_for_that_came(
    first: int, steps: list[tuple[int, int]]
) -> None:
    missing = MissingPackets()
    missing.received(first, 0.0)
    highest, now_s, came = 0, 0.0, {0}
    for step, wait_ms in steps:
        index, now_s = max(0, highest + step), now_s + wait_ms / 1000
        is_new = missing.received(add(first, index), now_s)
        assert not (is_new and index in came)
        assert is_new or index <= highest
        came.add(index)
        highest = max(highest, index)
        wanted = missing.due(now_s)
        assert len(set(wanted)) == len(wanted) <= MAX_MISSING
        assert not {add(first, index) for index in came} & set(wanted)
