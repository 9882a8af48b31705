"""Looks at a room every two seconds: tells how connections are, and everyone what arrives of theirs."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rooms.participant import Participant, Presence
from sfu.dataplane.interface import StreamStatistics, SubscriptionStatistics
from sfu.router import ParticipantStatistics
from signaling.protocol.media import Arrivals, Arriving
from signaling.protocol.people import ConnectionQuality, Quality
from signaling.protocol.people import Qualities as QualitiesMessage
from signaling.quality import Grade, Measure, Qualities

LOOK_EVERY_S = 2.0
WHOLE_EVERY_LOOKS = 15
"""Every thirty seconds all grades are told again: what was told over a cut is lost."""
FEWEST_PACKETS = 20
"""Fewer say nothing about a share that was lost."""
SILENCE_DBOV = 127

_WORDS = {Grade.GOOD: Quality.GOOD, Grade.FAIR: Quality.FAIR, Grade.POOR: Quality.POOR}


class Numbers(Protocol):
    """Where the figures come from: the room's router."""

    def statistics(self, participant: str) -> ParticipantStatistics:
        """Numbers so far."""
        ...

    def take_loudest_dbov(self, publication: str) -> int | None:
        """The loudest level since this was asked last."""
        ...


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to tell."""

    people: Callable[[], Iterable[Participant]]
    everyone: Callable[[QualitiesMessage], None]
    one: Callable[[str, Arrivals], None]


@dataclass(frozen=True, slots=True)
class _Before:
    """Counters at the last look."""

    sends: Mapping[str, StreamStatistics] = field(default_factory=dict)
    receives: Mapping[str, SubscriptionStatistics] = field(default_factory=dict)


_NOTHING = _Before()


class QualityWatch:
    """Runs from `start` to `close`."""

    def __init__(self, numbers: Numbers, audience: Audience) -> None:
        self._numbers = numbers
        self._audience = audience
        self._qualities = Qualities()
        self._before: dict[str, _Before] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._looks_until_whole = WHOLE_EVERY_LOOKS

    def start(self) -> None:
        """Look from now on; does nothing the second time."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look_again)

    def tell_all_soon(self) -> None:
        """Somebody came who knows nothing yet: the next look tells every grade."""
        self._looks_until_whole = 0

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_again(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look_again)
        self.look()

    def look(self) -> None:
        """Take one look and tell what is to be told."""
        people = list(self._audience.people())
        now = {person.id: self._numbers.statistics(person.id) for person in people}
        measures = {}
        for person in people:
            before = self._before.get(person.id, _NOTHING)
            measures[person.id] = _measure(person, before, now[person.id])
            self._tell_arrivals(person, before, now[person.id])
        self._before = {name: _Before(seen.sends, seen.receives) for name, seen in now.items()}
        self._tell_qualities(self._qualities.update(measures))

    def _tell_qualities(self, changed: Mapping[str, Grade]) -> None:
        if self._looks_until_whole <= 0:
            self._looks_until_whole = WHOLE_EVERY_LOOKS
            changed = self._qualities.all()
        self._looks_until_whole -= 1
        if changed:
            words = [ConnectionQuality(participant=name, quality=_WORDS[g]) for name, g in changed.items()]
            self._audience.everyone(QualitiesMessage(changed=words))

    def _tell_arrivals(self, person: Participant, before: _Before, now: ParticipantStatistics) -> None:
        if not person.publications:
            return
        arriving = [
            Arriving(
                publication=each.id,
                packets_per_s=_packets(before.sends.get(each.id), now.sends.get(each.id)) / LOOK_EVERY_S,
                level=self._level(each.id),
            )
            for each in person.publications
        ]
        self._audience.one(person.id, Arrivals(arriving=arriving))

    def _level(self, publication: str) -> int | None:
        loudest_dbov = self._numbers.take_loudest_dbov(publication)
        return None if loudest_dbov is None else SILENCE_DBOV + loudest_dbov


def _packets(before: StreamStatistics | None, now: StreamStatistics | None) -> int:
    if now is None:
        return 0
    return max(0, now.packets - (before.packets if before else 0))


def _measure(person: Participant, before: _Before, now: ParticipantStatistics) -> Measure:
    audible = [each.id for each in person.publications if not each.muted]
    known = [name for name in audible if name in before.sends or name not in now.sends]
    arrived = sum(_packets(before.sends.get(name), now.sends.get(name)) for name in known)
    is_here = person.presence is Presence.HERE
    return Measure(
        lost_up=_lost_up(before, now),
        lost_down=_lost_down(before, now),
        round_trip_ms=_round_trip_ms(now),
        silent=is_here and bool(known) and arrived == 0,
    )


def _lost_up(before: _Before, now: ParticipantStatistics) -> float | None:
    """Both what was given up and what only came when asked for again: it describes the way."""
    arrived = missed = 0
    for name, stream in now.sends.items():
        earlier = before.sends.get(name)
        arrived += _packets(earlier, stream)
        missed += max(0, _missed(stream) - (_missed(earlier) if earlier else 0))
    return missed / (arrived + missed) if arrived + missed >= FEWEST_PACKETS else None


def _missed(stream: StreamStatistics) -> int:
    return stream.packets_lost + stream.packets_recovered


def _lost_down(before: _Before, now: ParticipantStatistics) -> float | None:
    """What receivers report, each stream by how much it sent; browsers leave out what was repaired."""
    sent, lost = 0, 0.0
    for name, stream in now.receives.items():
        earlier = before.receives.get(name)
        more = max(0, stream.packets - (earlier.packets if earlier else 0))
        again = max(0, stream.retransmitted - (earlier.retransmitted if earlier else 0))
        sent += more
        lost += max(stream.fraction_lost * more, min(again, more))
    return lost / sent if sent >= FEWEST_PACKETS else None


def _round_trip_ms(now: ParticipantStatistics) -> float | None:
    """The shortest of all streams: one that is slow for itself says nothing about the way."""
    known = [each.round_trip_ms for each in now.receives.values() if each.round_trip_ms is not None]
    return min(known) if known else None
