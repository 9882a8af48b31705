"""Datagrams survive a stream, however it is torn; what cannot be one ends it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.framing import LONGEST_FRAME_BYTES, SHORTEST_FRAME_BYTES, Deframer, MalformedFrame, frame

DATAGRAMS = st.lists(st.binary(min_size=SHORTEST_FRAME_BYTES, max_size=LONGEST_FRAME_BYTES), max_size=8)


def chunks(stream: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [stream[start:end] for start, end in pairwise(places)]


@given(DATAGRAMS, st.lists(st.integers(min_value=0, max_value=20_000), max_size=20))
def test_datagrams_come_out_as_they_went_in(datagrams: list[bytes], cuts: list[int]) -> None:
    deframer = Deframer()
    found: list[bytes] = []
    for chunk in chunks(b"".join(map(frame, datagrams)), cuts):
        found += deframer.feed(chunk)
    assert found == datagrams


@given(st.lists(st.binary(max_size=5000), max_size=5))
def test_junk_is_refused_or_waits_and_raises_nothing_else(junk: list[bytes]) -> None:
    deframer = Deframer()
    try:
        for chunk in junk:
            for datagram in deframer.feed(chunk):
                assert SHORTEST_FRAME_BYTES <= len(datagram) <= LONGEST_FRAME_BYTES
    except MalformedFrame:
        pass


@pytest.mark.parametrize("length", [0, SHORTEST_FRAME_BYTES - 1, LONGEST_FRAME_BYTES + 1, 0xFFFF])
def test_a_length_that_no_datagram_has_is_told_before_its_bytes_come(length: int) -> None:
    with pytest.raises(MalformedFrame):
        Deframer().feed(length.to_bytes(2, "big"))


def test_a_frame_comes_out_byte_by_byte() -> None:
    deframer = Deframer()
    found = [one for byte in frame(b"8 bytes!") for one in deframer.feed(bytes((byte,)))]
    assert found == [b"8 bytes!"]
