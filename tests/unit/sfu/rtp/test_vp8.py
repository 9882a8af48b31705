"""VP8 descriptors are read, and keyframes recognised without decoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.packet import MalformedPacket
from sfu.rtp.vp8 import Vp8Descriptor, is_keyframe, parse_descriptor


@pytest.mark.parametrize(
    ("payload", "seen"),
    [
        ("10", (True, 0, None, 0, None, None, False, None, 1)),
        ("07", (False, 7, None, 0, None, None, False, None, 1)),
        ("90 00", (True, 0, None, 0, None, None, False, None, 2)),
        ("90 80 7f", (True, 0, 127, 7, None, None, False, None, 3)),
        ("90 80 80 05", (True, 0, 5, 15, None, None, False, None, 4)),
        ("90 80 ff ff", (True, 0, 32767, 15, None, None, False, None, 4)),
        ("90 40 c8", (True, 0, None, 0, 200, None, False, None, 3)),
        ("90 20 bf", (True, 0, None, 0, None, 2, True, None, 3)),
        ("90 20 40", (True, 0, None, 0, None, 1, False, None, 3)),
        ("90 10 bf", (True, 0, None, 0, None, None, False, 31, 3)),
        ("80 f0 81 02 03 e4", (False, 0, 258, 15, 3, 3, True, 4, 6)),
    ],
)
def test_descriptors_are_read(payload: str, seen: tuple[object, ...]) -> None:
    descriptor = parse_descriptor(bytes.fromhex(payload))
    assert descriptor == Vp8Descriptor(*seen)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "payload", ["", "90", "90 80", "90 80 80", "90 40", "90 20", "90 10", "90 f0 80 01 02"]
)
def test_a_descriptor_that_is_cut_off_is_refused(payload: str) -> None:
    with pytest.raises(MalformedPacket):
        parse_descriptor(bytes.fromhex(payload))


@pytest.mark.parametrize(
    ("payload", "keyframe"),
    [
        pytest.param("10 00", True, id="plain"),
        pytest.param("90 80 81 02 50 00 00 9d 01 2a", True, id="with a picture id"),
        pytest.param("90 e0 81 02 07 20 10", True, id="with layers"),
        pytest.param("10 01", False, id="a picture that needs others"),
        pytest.param("00 00", False, id="in the middle of a partition"),
        pytest.param("11 00", False, id="second partition"),
        pytest.param("14 00", False, id="fifth partition"),
        pytest.param("10", False, id="descriptor only"),
        pytest.param("90 80", False, id="cut off"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_keyframes_are_recognised(payload: str, keyframe: bool) -> None:
    assert is_keyframe(bytes.fromhex(payload)) is keyframe


@given(st.binary(max_size=12))
def test_any_bytes_are_a_descriptor_within_the_payload_or_malformed(payload: bytes) -> None:
    assert is_keyframe(payload) in (True, False)
    try:
        descriptor = parse_descriptor(payload)
    except MalformedPacket:
        return
    assert 1 <= descriptor.payload_offset <= min(6, len(payload))
