"""Looks at the audio levels of a room now and then, and tells when who speaks has changed."""

from collections.abc import Callable, Iterable, Sequence

from sfu.clockwork import Loop, Timer
from sfu.dataplane.interface import DataPlane
from sfu.forwarding.speakers import ActiveSpeakers, SpeakerLevel
from sfu.publication import Publication

INTERVAL_S = 0.25
SILENT_AFTER_S = 1.0
"""Opus with DTX sends a packet each 400 ms; who sends nothing for longer is silent."""


class SpeakerWatch:
    """Gives `ActiveSpeakers` a clock and a timer; the timer runs only while somebody may speak."""

    def __init__(
        self,
        plane: DataPlane,
        loop: Loop,
        clock: Callable[[], float],
        tell: Callable[[Sequence[SpeakerLevel]], None],
    ) -> None:
        self._plane = plane
        self._loop = loop
        self._clock = clock
        self._tell = tell
        self._speakers = ActiveSpeakers()
        self._voices: list[Publication] = []
        self._loudest_dbov: dict[str, int] = {}
        self._timer: Timer | None = None

    def watch(self, publications: Iterable[Publication]) -> None:
        """These are all publications of the room now."""
        self._voices = [p for p in publications if p.is_voice and not p.muted and p.stream is not None]
        heard = {publication.id for publication in self._voices}
        self._loudest_dbov = {name: level for name, level in self._loudest_dbov.items() if name in heard}
        if self._voices and self._timer is None:
            self._timer = self._loop.call_later(INTERVAL_S, self._look)

    def take_loudest_dbov(self, publication: str) -> int | None:
        """The loudest level of a voice since this was asked last; None if none arrived."""
        return self._loudest_dbov.pop(publication, None)

    def close(self) -> None:
        """Tell nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = self._loop.call_later(INTERVAL_S, self._look) if self._voices else None
        now_s = self._clock()
        speaking = self._speakers.update(self._levels(now_s), now_s)
        if speaking is not None:
            self._tell(speaking)

    def _levels(self, now_s: float) -> dict[str, int]:
        levels: dict[str, int] = {}
        for publication in self._voices:
            if publication.stream is None:
                continue
            numbers = self._plane.stream_statistics(publication.stream)
            level, at_s = numbers.audio_level_dbov, numbers.last_packet_at_s
            if level is not None and at_s is not None and now_s - at_s < SILENT_AFTER_S:
                levels[publication.participant] = max(level, levels.get(publication.participant, -127))
                self._loudest_dbov[publication.id] = max(level, self._loudest_dbov.get(publication.id, -127))
        return levels
