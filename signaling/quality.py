"""How good a connection is: what was lost and how long it took, as one of three words, held steady (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Grade(IntEnum):
    """Worse is greater."""

    GOOD = 0
    FAIR = 1
    POOR = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One participant's way, since the last look; None where nothing passed that could tell."""

    lost_up: float | None = None
    """Share of what the participant sent that did not arrive, 0 to 1."""
    lost_down: float | None = None
    """Share of what was sent to the participant that did not arrive, 0 to 1."""
    round_trip_ms: float | None = None
    silent: bool = False
    """Something is published and not muted, but nothing arrives."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """From here on a connection is of this grade."""

    lost: float
    round_trip_ms: float


_LIMITS = {Grade.FAIR: _Limits(0.03, 350), Grade.POOR: _Limits(0.10, 800)}
RELIEF = 0.7
"""A better grade needs figures below this part of its limits: at a limit nothing flickers."""
WORSE_AFTER_LOOKS = 2
BETTER_AFTER_LOOKS = 4


def grade(measure: Measure, relief: float = 1.0) -> Grade:
    """What these figures alone say, with all limits multiplied by `relief`."""
    if measure.silent:
        return Grade.POOR
    lost = max(measure.lost_up or 0.0, measure.lost_down or 0.0)
    for candidate in (Grade.POOR, Grade.FAIR):
        limits = _LIMITS[candidate]
        if lost >= limits.lost * relief or (measure.round_trip_ms or 0.0) >= limits.round_trip_ms * relief:
            return candidate
    return Grade.GOOD


@dataclass(slots=True)
class _Standing:
    grade: Grade = Grade.GOOD
    worse: list[Grade] = field(default_factory=list)
    better: list[Grade] = field(default_factory=list)


class Qualities:
    """Everybody's grade; good until shown otherwise, worse after two looks in a row, better after four."""

    def __init__(self) -> None:
        self._standings: dict[str, _Standing] = {}

    def update(self, measures: Mapping[str, Measure]) -> dict[str, Grade]:
        """Take one look at everybody who is here; the grades that changed."""
        self._standings = {name: self._standings.get(name) or _Standing() for name in measures}
        changed = {}
        for name, measure in measures.items():
            standing = self._standings[name]
            if _look(standing, measure):
                changed[name] = standing.grade
        return changed

    def all(self) -> dict[str, Grade]:
        """Everybody's grade now."""
        return {name: standing.grade for name, standing in self._standings.items()}


def _look(standing: _Standing, measure: Measure) -> bool:
    now, relieved = grade(measure), grade(measure, RELIEF)
    standing.worse = [*standing.worse, now] if now > standing.grade else []
    standing.better = [*standing.better, relieved] if relieved < standing.grade else []
    if len(standing.worse) >= WORSE_AFTER_LOOKS:
        return _become(standing, min(standing.worse))
    if len(standing.better) >= BETTER_AFTER_LOOKS:
        return _become(standing, max(standing.better))
    return False


def _become(standing: _Standing, reached: Grade) -> bool:
    standing.grade, standing.worse, standing.better = reached, [], []
    return True
