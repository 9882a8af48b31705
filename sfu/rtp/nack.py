"""Finds what is missing of a stream that arrives, and says when to ask for it (RFC 4585, section 6.2.1)."""

from dataclasses import dataclass

from sfu.rtp.seqnum import add, distance

MAX_MISSING = 512
MAX_REQUESTS = 10
GIVE_UP_AFTER_S = 1.0
REORDER_GRACE_S = 0.010
MIN_REPEAT_S = 0.040
MAX_BACKWARDS = 3000
"""A number this much older than the highest means that the stream began anew."""


@dataclass(slots=True)
class _Gap:
    noticed_at_s: float
    ask_at_s: float
    requests: int = 0


class MissingPackets:
    """What a stream's receiver misses."""

    __slots__ = ("_gaps", "_highest", "_overwhelmed_told", "lost", "overwhelmed", "recovered", "round_trip_s")

    def __init__(self, round_trip_s: float = 0.1) -> None:
        self.round_trip_s = round_trip_s
        """To the sender and back; set it whenever it is known better."""
        self.lost = 0
        """Packets given up."""
        self.recovered = 0
        """Packets that arrived after they had been asked for."""
        self.overwhelmed = False
        """So much was given up at once that only a keyframe helps. True until one call of `due` has
        returned since; the next call clears it."""
        self._highest: int | None = None
        self._gaps: dict[int, _Gap] = {}
        self._overwhelmed_told = False

    def received(self, sequence_number: int, now_s: float) -> bool:
        """Take note of a packet; False if it was there before, or was given up."""
        highest = self._highest
        if highest is not None and sequence_number == (highest + 1) & 0xFFFF:
            self._highest = sequence_number
            return True
        if highest is None:
            self._highest = sequence_number
            return True
        ahead = distance(sequence_number, highest)
        if ahead > 0:
            self._skipped(highest, ahead - 1, now_s)
            self._highest = sequence_number
            return True
        if ahead < -MAX_BACKWARDS:
            self._give_up_all()
            self._highest = sequence_number
            return True
        return self._filled(sequence_number)

    def due(self, now_s: float) -> list[int]:
        """Sequence numbers to ask for now, oldest first; each counts as asked."""
        if self._overwhelmed_told:
            self.overwhelmed = False
        self._overwhelmed_told = self.overwhelmed
        if not self._gaps:
            return []
        self._forget_old(now_s)
        self._forget_unanswered(now_s)
        wanted = [number for number, gap in self._gaps.items() if gap.ask_at_s <= now_s]
        repeat_s = max(self.round_trip_s, MIN_REPEAT_S)
        for number in wanted:
            gap = self._gaps[number]
            gap.requests += 1
            gap.ask_at_s = now_s + repeat_s
        return wanted

    def _skipped(self, highest: int, count: int, now_s: float) -> None:
        self._forget_old(now_s)
        if len(self._gaps) + count > MAX_MISSING:
            self._give_up_all()
            self.lost += count
            return
        for step in range(1, count + 1):
            self._gaps[add(highest, step)] = _Gap(now_s, now_s + REORDER_GRACE_S)

    def _filled(self, sequence_number: int) -> bool:
        gap = self._gaps.pop(sequence_number, None)
        if gap is None:
            return False
        if gap.requests:
            self.recovered += 1
        return True

    def _forget_old(self, now_s: float) -> None:
        # A dict keeps its order, so the oldest come first.
        while self._gaps:
            oldest = next(iter(self._gaps))
            if now_s - self._gaps[oldest].noticed_at_s < GIVE_UP_AFTER_S:
                return
            del self._gaps[oldest]
            self.lost += 1

    def _forget_unanswered(self, now_s: float) -> None:
        unanswered = [
            number
            for number, gap in self._gaps.items()
            if gap.requests == MAX_REQUESTS and gap.ask_at_s <= now_s
        ]
        for number in unanswered:
            del self._gaps[number]
        self.lost += len(unanswered)

    def _give_up_all(self) -> None:
        self.lost += len(self._gaps)
        self._gaps.clear()
        self.overwhelmed, self._overwhelmed_told = True, False
