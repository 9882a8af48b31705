"""Sequence numbers go round at 65536."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp import seqnum
from tests.unit.sfu.rtp.packets import UINT16


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        (1, 0, 1),
        (0, 1, -1),
        (0, 65535, 1),
        (65535, 0, -1),
        (0x8000, 0, -0x8000),
        (0x7FFF, 0, 0x7FFF),
        (5, 5, 0),
    ],
)
def test_distance_goes_the_shorter_way(a: int, b: int, distance: int) -> None:
    assert seqnum.distance(a, b) == distance


@given(UINT16, st.integers(-0x8000, 0x7FFF))
def test_distance_undoes_a_sum(a: int, step: int) -> None:
    assert seqnum.distance(seqnum.add(a, step), a) == step


@given(UINT16, UINT16)
def test_of_two_numbers_at_most_one_is_newer(a: int, b: int) -> None:
    assert not (seqnum.is_newer(a, b) and seqnum.is_newer(b, a))
    assert seqnum.is_newer(a, b) == (seqnum.distance(a, b) > 0)


@given(UINT16, st.lists(st.integers(-1000, 30_000), max_size=50))
def test_unwrapping_follows_any_number_of_wraps(first: int, steps: list[int]) -> None:
    unwrapper = seqnum.Unwrapper()
    highest = unwrapper.unwrap(first)
    assert highest == first
    for step in steps:
        assert unwrapper.unwrap(seqnum.add(highest, step)) == highest + step
        highest = max(highest, highest + step)


def test_what_comes_from_before_the_first_is_less_than_zero() -> None:
    unwrapper = seqnum.Unwrapper()
    unwrapper.unwrap(1)
    assert unwrapper.unwrap(65535) == -1
    assert unwrapper.unwrap(2) == 2
