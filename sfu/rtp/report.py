"""What a receiver says about a stream: loss, jitter and the latest sender report (RFC 3550, section 6.4)."""

from sfu.rtp.rtcp import ReportBlock, compact_ntp
from sfu.rtp.seqnum import distance

MAX_JUMP = 3000
"""A sequence number this far from the highest begins the count anew (RFC 3550, A.1, MAX_DROPOUT)."""


class ReceptionReport:
    """Counts one stream as RFC 3550 says in A.3 (loss) and A.8 (jitter).

    Packets that a retransmission brought back are not to be counted: reports tell what the path lost.
    """

    __slots__ = (
        "_base",
        "_clock_rate_hz",
        "_expected_before",
        "_highest",
        "_jitter",
        "_last_sender_report",
        "_received_before",
        "_sender_report_at_s",
        "_ssrc",
        "_transit",
        "packets",
    )

    def __init__(self, ssrc: int, clock_rate_hz: int) -> None:
        self._ssrc = ssrc
        self._clock_rate_hz = clock_rate_hz
        self._last_sender_report = 0
        self._sender_report_at_s = 0.0
        self._jitter = 0.0
        self._transit: float | None = None
        self._base: int | None = None
        self._highest = 0
        self._expected_before = self._received_before = 0
        self.packets = 0
        """Received since the count began."""

    def received(self, sequence_number: int, rtp_timestamp: int, arrival_s: float) -> None:
        """Count a packet that arrived on its own way."""
        ahead = 0 if self._base is None else distance(sequence_number, self._highest & 0xFFFF)
        if self._base is None or abs(ahead) > MAX_JUMP:
            self._begin(sequence_number)
        elif ahead > 0:
            self._highest += ahead
        self.packets += 1
        if ahead >= 0:
            self._measure_jitter(rtp_timestamp, arrival_s)

    def sender_report(self, ntp_time: int, now_s: float) -> None:
        """Remember the NTP time (64 bits) of the latest sender report, to be named in the next block."""
        self._last_sender_report = compact_ntp(ntp_time)
        self._sender_report_at_s = now_s

    def block(self, now_s: float) -> ReportBlock:
        """The report for now; the next one's fraction counts from here on."""
        expected = self._expected()
        expected_now, received_now = expected - self._expected_before, self.packets - self._received_before
        self._expected_before, self._received_before = expected, self.packets
        lost_now = expected_now - received_now
        delay_s = now_s - self._sender_report_at_s if self._last_sender_report else 0.0
        return ReportBlock(
            ssrc=self._ssrc,
            fraction_lost=min(255, (lost_now << 8) // expected_now) if lost_now > 0 else 0,
            packets_lost=max(-0x800000, min(expected - self.packets, 0x7FFFFF)),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=int(self._jitter) & 0xFFFFFFFF,
            last_sender_report=self._last_sender_report,
            delay_since_last=max(0, int(delay_s * 65536)) & 0xFFFFFFFF,
        )

    @property
    def jitter_ms(self) -> float:
        """Mean deviation of the packets' spacing, smoothed (RFC 3550, A.8)."""
        return self._jitter * 1000 / self._clock_rate_hz

    @property
    def packets_lost(self) -> int:
        """Expected less received since the count began; negative after duplicates."""
        return self._expected() - self.packets

    def _begin(self, sequence_number: int) -> None:
        self._base = self._highest = sequence_number
        self._expected_before = self._received_before = self.packets = 0
        self._transit = None

    def _expected(self) -> int:
        return 0 if self._base is None else self._highest - self._base + 1

    def _measure_jitter(self, rtp_timestamp: int, arrival_s: float) -> None:
        transit = arrival_s * self._clock_rate_hz - rtp_timestamp
        if self._transit is not None:
            # Timestamps wrap at 32 bits: the difference is read as the nearer way around.
            difference = (transit - self._transit + 0x80000000) % 0x100000000 - 0x80000000
            self._jitter += (abs(difference) - self._jitter) / 16
        self._transit = transit


def round_trip_s(block: ReportBlock, ntp_now: int) -> float | None:
    """To the receiver and back, from its report on us (RFC 3550, section 6.4.1).

    None if it names no sender report.
    `ntp_now` is the 64-bit NTP time when the report arrived, of the clock our sender reports tell.
    """
    if block.last_sender_report == 0:
        return None
    elapsed = (compact_ntp(ntp_now) - block.last_sender_report - block.delay_since_last) & 0xFFFFFFFF
    # Clocks of 1/65536 s may come out just below zero.
    return 0.0 if elapsed >= 0x80000000 else elapsed / 65536
