"""Transport-wide feedback: when each packet of a transport arrived.

draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1.
"""

from collections.abc import Sequence
from struct import Struct, error

from sfu.rtp.packet import MalformedPacket
from sfu.rtp.rtcp import TransportFeedback
from sfu.rtp.seqnum import Unwrapper, add

MAX_STATUSES = 400
"""In one feedback packet, so that it fits a datagram."""
MAX_ARRIVALS = 4096
"""Noted between two feedbacks; more are left out."""
KEPT_NUMBERS = 256
"""So far back, a late packet is still told."""

_TICKS_PER_S = 4000
"""Deltas count 250 µs."""
_REFERENCE_TICKS = 256
"""The reference time counts 64 ms."""
_NOT_RECEIVED, _SMALL_DELTA, _LARGE_DELTA = 0, 1, 2
_LONGEST_RUN = 0x1FFF

_HEAD = Struct("!HH")
_CHUNK = Struct("!H")
_LARGE = Struct("!h")


class ArrivalLog:
    """Notes arrivals at one transport and tells them in feedback packets."""

    __slots__ = ("_arrivals", "_count", "_highest", "_next", "_unwrapper")

    def __init__(self) -> None:
        self._arrivals: dict[int, int] = {}
        self._unwrapper = Unwrapper()
        self._highest = -1
        self._next: int | None = None
        """The first number that the next feedback tells of; None before the first packet."""
        self._count = 0

    def arrived(self, transport_sequence: int, arrival_s: float) -> None:
        """Note a packet; the first of two with one number counts."""
        number = self._unwrapper.unwrap(transport_sequence)
        if self._next is None:
            self._next = number
        too_late = number <= self._next - KEPT_NUMBERS
        if too_late or number in self._arrivals or len(self._arrivals) == MAX_ARRIVALS:
            return
        self._arrivals[number] = round(arrival_s * _TICKS_PER_S)
        self._next = min(self._next, number)
        self._highest = max(self._highest, number)

    def feedback(self, media_ssrc: int, sender_ssrc: int) -> TransportFeedback | None:
        """The next feedback packet, or None if there is nothing new. Call again until None to tell all."""
        base = self._next
        if base is None or self._highest < base:
            return None
        base = self._first_worth_telling(base)
        statuses, deltas, reference = self._collect(base)
        body = _HEAD.pack(base & 0xFFFF, len(statuses))
        body += (reference & 0xFFFFFF).to_bytes(3, "big") + bytes((self._count,))
        body += _pack_chunks(statuses) + deltas
        body += bytes(-len(body) % 4)
        self._count = (self._count + 1) & 0xFF
        self._told(base + len(statuses))
        return TransportFeedback(sender_ssrc, media_ssrc, body)

    def _first_worth_telling(self, base: int) -> int:
        """`base`, or behind it the next arrival if the gap before that would fill a whole feedback."""
        if any(number in self._arrivals for number in range(base, base + MAX_STATUSES)):
            return base
        return min(number for number in self._arrivals if number >= base)

    def _collect(self, base: int) -> tuple[list[int], bytes, int]:
        """Statuses from `base` on, the deltas that belong to them, and the reference time."""
        statuses: list[int] = []
        deltas = bytearray()
        reference: int | None = None
        previous = 0
        for number in range(base, min(self._highest + 1, base + MAX_STATUSES)):
            arrival = self._arrivals.get(number)
            if arrival is None:
                statuses.append(_NOT_RECEIVED)
                continue
            if reference is None:
                reference = arrival // _REFERENCE_TICKS
                previous = reference * _REFERENCE_TICKS
            delta, previous = arrival - previous, arrival
            if not -0x8000 <= delta <= 0x7FFF:
                break
            if 0 <= delta <= 0xFF:
                statuses.append(_SMALL_DELTA)
                deltas.append(delta)
            else:
                statuses.append(_LARGE_DELTA)
                deltas += _LARGE.pack(delta)
        return statuses, bytes(deltas), reference or 0

    def _told(self, next_number: int) -> None:
        self._next = next_number
        oldest = next_number - KEPT_NUMBERS
        self._arrivals = {number: at for number, at in self._arrivals.items() if number >= oldest}


def _pack_chunks(statuses: Sequence[int]) -> bytes:
    """Section 3.1.3 and 3.1.4: runs where statuses repeat, else vectors of 14 or 7."""
    chunks = bytearray()
    position = 0
    while position < len(statuses):
        chunk, told = _next_chunk(statuses, position)
        chunks += _CHUNK.pack(chunk)
        position += told
    return bytes(chunks)


def _next_chunk(statuses: Sequence[int], position: int) -> tuple[int, int]:
    """One chunk and how many statuses it tells."""
    left = len(statuses) - position
    run = _run_length(statuses, position)
    if run >= min(14, left):
        return statuses[position] << 13 | run, run
    vector = statuses[position : position + 14]
    if _LARGE_DELTA not in vector:
        return 0x8000 | _bits(vector, 1) << (14 - len(vector)), len(vector)
    if run >= 7:
        return statuses[position] << 13 | run, run
    vector = vector[:7]
    return 0xC000 | _bits(vector, 2) << 2 * (7 - len(vector)), len(vector)


def _run_length(statuses: Sequence[int], position: int) -> int:
    end = min(len(statuses), position + _LONGEST_RUN)
    stop = position + 1
    while stop < end and statuses[stop] == statuses[position]:
        stop += 1
    return stop - position


def _bits(statuses: Sequence[int], width: int) -> int:
    bits = 0
    for status in statuses:
        bits = bits << width | status
    return bits


def parse_feedback(body: bytes) -> list[tuple[int, float | None]]:
    """Sequence number and arrival in seconds of the receiver's clock, None if it did not arrive.

    The clock begins anywhere and wraps after 12 days. Raises MalformedPacket.
    """
    if len(body) < 8:
        raise MalformedPacket("transport-wide feedback is cut off")
    base, count = _HEAD.unpack_from(body)
    ticks = int.from_bytes(body[4:7], "big") * _REFERENCE_TICKS
    try:
        statuses, offset = _unpack_chunks(body, count)
        return _read_deltas(body, offset, base, ticks, statuses)
    except (error, IndexError):
        raise MalformedPacket("transport-wide feedback announces more than it has") from None


def _unpack_chunks(body: bytes, count: int) -> tuple[list[int], int]:
    """The statuses and where the deltas begin."""
    statuses: list[int] = []
    offset = 8
    while len(statuses) < count:
        (chunk,) = _CHUNK.unpack_from(body, offset)
        offset += _CHUNK.size
        if chunk < 0x8000:
            run = min(chunk & _LONGEST_RUN, count - len(statuses))
            statuses.extend([chunk >> 13] * run)
        elif chunk < 0xC000:
            statuses.extend(chunk >> shift & 1 for shift in range(13, -1, -1))
        else:
            statuses.extend(chunk >> shift & 3 for shift in range(12, -1, -2))
    return statuses[:count], offset


def _read_deltas(
    body: bytes, offset: int, base: int, ticks: int, statuses: Sequence[int]
) -> list[tuple[int, float | None]]:
    arrivals: list[tuple[int, float | None]] = []
    for index, status in enumerate(statuses):
        if status == _NOT_RECEIVED:
            arrivals.append((add(base, index), None))
            continue
        if status == _SMALL_DELTA:
            ticks += body[offset]
        elif status == _LARGE_DELTA:
            ticks += _LARGE.unpack_from(body, offset)[0]
        else:
            raise MalformedPacket("a reserved status")
        offset += status
        arrivals.append((add(base, index), ticks / _TICKS_PER_S))
    return arrivals
