"""What we write, aiortc reads; what aiortc writes, we read: two independent readings of the same RFCs."""

import pytest
from aiortc import rtp as theirs
from hypothesis import given
from hypothesis import strategies as st

from sfu.rtp import rtcp
from sfu.rtp.demux import DatagramKind, classify
from sfu.rtp.packet import parse_header
from sfu.rtp.rtx import unwrap, wrap
from tests.unit.sfu.rtp.packets import RTP_PACKETS, UINT32, rtp

BLOCK = rtcp.ReportBlock(7, 25, -3, 0x1FFFF, 90, 0x12345678, 655)


@given(RTP_PACKETS)
def test_headers_are_read_alike(packet: bytes) -> None:
    ours = parse_header(packet)
    try:
        other = theirs.RtpPacket.parse(packet)
    except ValueError:  # it reads the elements of the extension along with the header
        return
    assert (ours.marker, ours.payload_type) == (bool(other.marker), other.payload_type)
    assert (ours.sequence_number, ours.timestamp) == (other.sequence_number, other.timestamp)
    assert (ours.ssrc, ours.csrc_count) == (other.ssrc, len(other.csrc))
    assert packet[ours.payload_offset : len(packet) - ours.padding_bytes] == other.payload


@given(st.binary(min_size=1, max_size=30), UINT32)
def test_retransmissions_are_wrapped_alike(payload: bytes, rtx_ssrc: int) -> None:
    packet = rtp(payload)
    other = theirs.wrap_rtx(theirs.RtpPacket.parse(packet), payload_type=97, sequence_number=5, ssrc=rtx_ssrc)
    repeated = wrap(packet, rtx_ssrc, 97, 5)
    assert repeated == other.serialize()
    assert unwrap(repeated, 3, 96) == packet


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        (
            rtcp.SenderReport(1, 0x1122334455667788, 2, 3, 4),
            theirs.RtcpSrPacket(
                ssrc=1,
                sender_info=theirs.RtcpSenderInfo(
                    ntp_timestamp=0x1122334455667788, rtp_timestamp=2, packet_count=3, octet_count=4
                ),
            ),
        ),
        (
            rtcp.ReceiverReport(1, (BLOCK,)),
            theirs.RtcpRrPacket(
                ssrc=1,
                reports=[
                    theirs.RtcpReceiverInfo(
                        ssrc=7,
                        fraction_lost=25,
                        packets_lost=-3,
                        highest_sequence=0x1FFFF,
                        jitter=90,
                        lsr=0x12345678,
                        dlsr=655,
                    )
                ],
            ),
        ),
        (
            rtcp.SourceDescription(((1, "madang"),)),
            theirs.RtcpSdesPacket(chunks=[theirs.RtcpSourceInfo(ssrc=1, items=[(1, b"madang")])]),
        ),
        (rtcp.Goodbye((1, 2)), theirs.RtcpByePacket(sources=[1, 2])),
        (
            rtcp.Nack(1, 2, (10, 15, 26, 27, 500)),
            theirs.RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=2, lost=[10, 15, 26, 27, 500]),
        ),
        (rtcp.PictureLoss(1, 2), theirs.RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=2)),
        (
            rtcp.Remb(1, 262143 << 3, (9, 10)),
            theirs.RtcpPsfbPacket(
                fmt=15, ssrc=1, media_ssrc=0, fci=theirs.pack_remb_fci(bitrate=262143 << 3, ssrcs=[9, 10])
            ),
        ),
    ],
)
def test_rtcp_is_written_and_read_alike(ours: rtcp.RtcpPacket, other: theirs.AnyRtcpPacket) -> None:
    assert rtcp.serialize(ours) == bytes(other)
    assert rtcp.parse_compound(bytes(other)) == (ours,)
    assert classify(bytes(other)) is DatagramKind.RTCP
