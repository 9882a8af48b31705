"""Builds RTP packets for the tests of this folder, and names what Hypothesis draws them from."""

from struct import pack

from hypothesis import strategies as st

UINT8 = st.integers(0, 0xFF)
UINT16 = st.integers(0, 0xFFFF)
UINT32 = st.integers(0, 0xFFFFFFFF)
UINT64 = st.integers(0, 0xFFFFFFFFFFFFFFFF)


def rtp(
    payload: bytes = b"payload",
    *,
    marker: bool = False,
    payload_type: int = 96,
    sequence_number: int = 1,
    timestamp: int = 2,
    ssrc: int = 3,
    csrcs: tuple[int, ...] = (),
    profile: int | None = None,
    block: bytes = b"",
    padding_bytes: int = 0,
) -> bytes:
    """An RTP packet written straight from the picture in RFC 3550, section 5.1."""
    first = 0x80 | (padding_bytes > 0) << 5 | (profile is not None) << 4 | len(csrcs)
    packet = pack("!BBHII", first, marker << 7 | payload_type, sequence_number, timestamp, ssrc)
    packet += b"".join(pack("!I", csrc) for csrc in csrcs)
    if profile is not None:
        block += bytes(-len(block) % 4)
        packet += pack("!HH", profile, len(block) // 4) + block
    packet += payload
    if padding_bytes:
        packet += bytes(padding_bytes - 1) + bytes((padding_bytes,))
    return packet


def one_byte_element(number: int, value: bytes) -> bytes:
    """RFC 8285, section 4.2."""
    return bytes((number << 4 | len(value) - 1,)) + value


def two_byte_element(number: int, value: bytes) -> bytes:
    """RFC 8285, section 4.3."""
    return bytes((number, len(value))) + value


EXTENSION_BLOCKS = st.one_of(
    st.binary(max_size=40),
    st.lists(st.builds(one_byte_element, st.integers(1, 14), st.binary(min_size=1, max_size=16))).map(
        b"".join
    ),
    st.lists(st.builds(two_byte_element, UINT8, st.binary(max_size=20))).map(b"".join),
)
"""Elements of either form, or any bytes."""

RTP_PACKETS = st.builds(
    rtp,
    st.binary(max_size=40),
    marker=st.booleans(),
    payload_type=st.integers(0, 127),
    sequence_number=UINT16,
    timestamp=UINT32,
    ssrc=UINT32,
    csrcs=st.lists(UINT32, max_size=15).map(tuple),
    profile=st.sampled_from((None, 0xBEDE, 0x1000, 0x100F, 0x1234)),
    block=EXTENSION_BLOCKS,
    padding_bytes=st.integers(0, 20),
)
"""Well-formed headers; not always well-formed extensions."""

JUNK = st.one_of(
    st.binary(max_size=80),
    st.builds(lambda packet, end: packet[:end], RTP_PACKETS, st.integers(0, 80)),
    st.builds(lambda first, rest: bytes((first,)) + rest, st.integers(128, 191), st.binary(max_size=80)),
)
"""Bytes that are, or pretend to be, an RTP packet."""
