"""RTCP is read into values within bounds, and what we send is read back the same."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp.packet import MalformedPacket
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
    Unknown,
    compact_ntp,
    ntp_time,
    pack_lost,
    parse_compound,
    serialize,
)
from tests.unit.sfu.rtp.packets import UINT8, UINT16, UINT32, UINT64

BLOCKS = st.builds(
    ReportBlock, UINT32, UINT8, st.integers(-0x800000, 0x7FFFFF), UINT32, UINT32, UINT32, UINT32
)
SSRCS = st.lists(UINT32, max_size=31).map(tuple)
CNAMES = st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore").decode())
LOST = st.lists(UINT16, min_size=1, max_size=200, unique=True).map(sorted).map(tuple)

PACKETS: st.SearchStrategy[RtcpPacket] = st.one_of(
    st.builds(SenderReport, UINT32, UINT64, UINT32, UINT32, UINT32, st.lists(BLOCKS, max_size=31).map(tuple)),
    st.builds(ReceiverReport, UINT32, st.lists(BLOCKS, max_size=31).map(tuple)),
    st.builds(SourceDescription, st.lists(st.tuples(UINT32, CNAMES), max_size=31).map(tuple)),
    st.builds(Goodbye, SSRCS),
    st.builds(Nack, UINT32, UINT32, LOST),
    st.builds(PictureLoss, UINT32, UINT32),
    st.builds(FullIntraRequest, UINT32, st.lists(st.tuples(UINT32, UINT8), max_size=40).map(tuple)),
    st.builds(Remb, UINT32, st.integers(0, 0x3FFFF), st.lists(UINT32, max_size=255).map(tuple)),
    st.builds(
        TransportFeedback, UINT32, UINT32, st.binary(max_size=60).map(lambda body: body[: len(body) & ~3])
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A compound with a few bytes changed, cut off or added."""
    datagram = bytearray(b"".join(map(serialize, draw(st.lists(PACKETS, min_size=1, max_size=4)))))
    for _ in range(draw(st.integers(0, 3))):
        datagram[draw(st.integers(0, len(datagram) - 1))] = draw(UINT8)
    return bytes(datagram[: draw(st.integers(0, len(datagram)))]) + draw(st.binary(max_size=8))


def packet(packet_type: int, count: int, body: bytes) -> bytes:
    return pack("!BBH", 0x80 | count, packet_type, len(body) // 4) + body


@given(st.lists(PACKETS, min_size=1, max_size=5))
def test_a_compound_is_read_back_as_it_was_written(packets: list[RtcpPacket]) -> None:
    assert parse_compound(b"".join(map(serialize, packets))) == tuple(packets)


@given(st.one_of(st.binary(max_size=120), damaged()))
def test_any_bytes_are_packets_or_malformed(datagram: bytes) -> None:
    try:
        packets = parse_compound(datagram)
    except MalformedPacket:
        return
    assert 1 <= len(packets) <= 64


@pytest.mark.parametrize(
    "datagram",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x80\xc9\x00", id="header cut off"),
        pytest.param(b"\x80\xc9\x00\x01", id="body cut off"),
        pytest.param(b"\x40\xc9\x00\x01" + bytes(4), id="version 1"),
        pytest.param(packet(201, 0, bytes(4)) + b"\x80", id="bytes behind"),
        pytest.param(packet(200, 0, bytes(20)), id="sender report without octets"),
        pytest.param(packet(201, 2, bytes(4 + 24)), id="fewer blocks than announced"),
        pytest.param(packet(201, 0, b""), id="receiver report of nobody"),
        pytest.param(packet(202, 1, b"\0\0\0\x01\x01\x09ab"), id="name longer than its packet"),
        pytest.param(packet(202, 1, b"\0\0\0\x01\x01\x02ab"), id="items without an end"),
        pytest.param(packet(202, 2, b"\0\0\0\x01\0\0\0\0"), id="fewer chunks than announced"),
        pytest.param(packet(203, 2, bytes(4)), id="fewer sources leave than announced"),
        pytest.param(packet(205, 1, bytes(4)), id="NACK of no stream"),
        pytest.param(packet(206, 1, bytes(4)), id="PLI of no stream"),
        pytest.param(packet(206, 4, bytes(12)), id="half a FIR entry"),
        pytest.param(packet(206, 15, bytes(8) + b"REMB"), id="REMB without estimate"),
        pytest.param(packet(206, 15, bytes(8) + b"REMB\x02\0\0\0" + bytes(4)), id="REMB of fewer streams"),
        pytest.param(packet(206, 15, bytes(8) + b"REMB\x00\xff\xff\xff"), id="REMB beyond 64 bits"),
        pytest.param(packet(205, 1, bytes(8) + bytes(4 * 254)), id="NACK of too many"),
        pytest.param(packet(203, 0, b"") * 65, id="too many packets"),
        pytest.param(b"\xa0\xc9\x00\x01\0\0\0\x05", id="more padding than packet"),
        pytest.param(b"\xa0\xc9\x00\x01\0\0\0\0", id="padding of nothing"),
        pytest.param(b"\xa0\xcb\x00\x00", id="padding without room"),
    ],
)
def test_what_announces_more_than_it_has_is_refused(datagram: bytes) -> None:
    with pytest.raises(MalformedPacket):
        parse_compound(datagram)


def test_other_packets_are_kept_unread() -> None:
    datagram = (
        packet(204, 3, b"name") + packet(207, 0, b"") + packet(205, 2, b"abcd") + packet(206, 15, b"efgh")
    )
    assert parse_compound(datagram) == (
        Unknown(204, b"name"),
        Unknown(207, b""),
        Unknown(205, b"abcd"),
        Unknown(206, b"efgh"),
    )


def test_padding_is_no_part_of_the_last_packet() -> None:
    datagram = b"\xa1\xcb\x00\x02" + pack("!I", 7) + b"\0\0\0\x04"
    assert parse_compound(datagram) == (Goodbye((7,)),)


def test_reasons_and_extensions_behind_a_packet_are_skipped() -> None:
    goodbye = packet(203, 1, pack("!I", 7) + b"\x03bye")
    report = packet(201, 0, pack("!I", 8) + b"more")
    assert parse_compound(goodbye + report) == (Goodbye((7,)), ReceiverReport(8))


def test_of_a_description_the_canonical_name_is_kept() -> None:
    chunk = pack("!I", 7) + b"\x02\x04name\x01\x03abc\x06\x00" + b"\0" * 3
    assert parse_compound(packet(202, 1, chunk)) == (SourceDescription(((7, "abc"),)),)


def test_loss_is_signed_and_kept_within_24_bits() -> None:
    def read_back(packets_lost: int) -> int:
        (report,) = parse_compound(
            serialize(ReceiverReport(1, (ReportBlock(2, 0, packets_lost, 0, 0, 0, 0),)))
        )
        assert isinstance(report, ReceiverReport)
        return report.reports[0].packets_lost

    assert [read_back(lost) for lost in (-1, 1 << 30, -(1 << 30))] == [-1, 0x7FFFFF, -0x800000]


@pytest.mark.parametrize(
    ("lost", "pairs"),
    [
        ((), []),
        ((5,), [(5, 0)]),
        ((5, 5), [(5, 0)]),
        ((5, 6), [(5, 1)]),
        ((5, 21), [(5, 0x8000)]),
        ((5, 22), [(5, 0), (22, 0)]),
        (tuple(range(5, 22)), [(5, 0xFFFF)]),
        ((65535, 0, 1), [(65535, 0b11)]),
        ((6, 5), [(6, 0), (5, 0)]),
    ],
)
def test_what_is_lost_together_is_asked_for_together(
    lost: tuple[int, ...], pairs: list[tuple[int, int]]
) -> None:
    assert pack_lost(lost) == pairs


@given(UINT16, st.lists(st.integers(1, 40), min_size=1, max_size=100))
def test_a_nack_names_each_lost_packet_across_wraps(first: int, steps: list[int]) -> None:
    lost, number = [], first
    for step in steps:
        lost.append(number)
        number = (number + step) & 0xFFFF
    assert parse_compound(serialize(Nack(1, 2, tuple(lost)))) == (Nack(1, 2, tuple(lost)),)


@given(st.integers(0, (1 << 64) - 1))
def test_an_estimate_loses_little_on_its_way(bits_per_s: int) -> None:
    (estimate,) = parse_compound(serialize(Remb(1, bits_per_s, (2,))))
    assert isinstance(estimate, Remb)
    assert bits_per_s * (1 - 2**-17) <= estimate.bits_per_s <= bits_per_s


@pytest.mark.parametrize(
    "unsendable",
    [
        ReceiverReport(1, (ReportBlock(2, 0, 0, 0, 0, 0, 0),) * 32),
        Goodbye(tuple(range(32))),
        SourceDescription(((1, "x" * 256),)),
        Nack(1, 2, tuple(range(0, 0x10000, 17))),
        Unknown(204, b""),
    ],
)
def test_what_does_not_fit_is_not_written(unsendable: RtcpPacket) -> None:
    with pytest.raises(ValueError, match=r"at most|not sent"):
        serialize(unsendable)


def test_ntp_time_counts_from_1900_with_a_32_bit_fraction() -> None:
    assert ntp_time(0.0) == 2_208_988_800 << 32
    assert ntp_time(0.5) == (2_208_988_800 << 32) + (1 << 31)
    assert compact_ntp(0x11112222_33334444) == 0x22223333
