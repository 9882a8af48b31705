"""Who speaks now: audio levels made steady enough to show (levels of RFC 6464)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

SILENCE_DBOV = -80
"""Quieter is taken for this, so that speech need not climb up from absolute silence."""
STARTS_AT_DBOV = -50
"""Smoothed level at which somebody begins to speak ..."""
STOPS_BELOW_DBOV = -60
"""... and below which somebody ends to,"""
STOPS_AFTER_S = 0.8
"""after this time: pauses between words are no end."""
RISE_S, FALL_S = 0.3, 0.8
"""Time constants of the smoothed level: up faster than down; the click of a keyboard is not yet speech."""
LEVEL_STEP_DB = 6
"""A smaller change of a speaker's level is not worth telling."""
MAX_SPEAKERS = 16


@dataclass(frozen=True, slots=True)
class SpeakerLevel:
    """How loud a participant speaks."""

    participant: str
    level: int
    """dB above silence, 0 to 127: 127 minus the level of RFC 6464."""


@dataclass(slots=True)
class _Voice:
    heard_at_s: float
    loud_at_s: float = 0.0
    smoothed_dbov: float = SILENCE_DBOV
    speaking: bool = False


class ActiveSpeakers:
    """Turns the levels of a room into the list of who speaks, with hysteresis."""

    __slots__ = ("_told", "_voices")

    def __init__(self) -> None:
        self._voices: dict[str, _Voice] = {}
        self._told: dict[str, int] = {}

    def update(self, levels: Mapping[str, int], now_s: float) -> tuple[SpeakerLevel, ...] | None:
        """Who speaks now, loudest first; None if nothing worth telling changed.

        `levels` has the latest level (dBov, 0 to -127) of each participant who may speak, and is to be
        given some times a second. Who is not in it is silent at once: left, or muted.
        """
        for participant in [known for known in self._voices if known not in levels]:
            del self._voices[participant]
        for participant, level_dbov in levels.items():
            _hear(self._voices.setdefault(participant, _Voice(now_s)), level_dbov, now_s)
        speaking = self._loudest()
        if not self._worth_telling(speaking):
            return None
        self._told = speaking
        return tuple(SpeakerLevel(participant, level) for participant, level in speaking.items())

    def _loudest(self) -> dict[str, int]:
        speaking = [
            (127 + round(voice.smoothed_dbov), participant)
            for participant, voice in self._voices.items()
            if voice.speaking
        ]
        speaking.sort(key=lambda entry: (-entry[0], entry[1]))
        return {participant: level for level, participant in speaking[:MAX_SPEAKERS]}

    def _worth_telling(self, speaking: Mapping[str, int]) -> bool:
        if speaking.keys() != self._told.keys():
            return True
        return any(abs(level - self._told[name]) >= LEVEL_STEP_DB for name, level in speaking.items())


def _hear(voice: _Voice, level_dbov: int, now_s: float) -> None:
    level = max(SILENCE_DBOV, min(0, level_dbov))
    time_constant_s = RISE_S if level > voice.smoothed_dbov else FALL_S
    share = 1 - exp((voice.heard_at_s - now_s) / time_constant_s)
    voice.smoothed_dbov += (level - voice.smoothed_dbov) * share
    voice.heard_at_s = now_s
    if voice.smoothed_dbov >= STARTS_AT_DBOV or (voice.speaking and level >= STOPS_BELOW_DBOV):
        voice.speaking, voice.loud_at_s = True, now_s
    elif voice.speaking and now_s - voice.loud_at_s >= STOPS_AFTER_S:
        voice.speaking = False
