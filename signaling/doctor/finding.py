"""What the doctor finds."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from signaling.config import Settings


class Verdict(StrEnum):
    """How grave a finding is."""

    WELL = "ok"
    NOTE = "note"
    """It works, or may be meant so; somebody should know."""
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and another that tells how to mend it."""

    verdict: Verdict
    sentence: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at."""

    settings: Settings
    now: datetime.datetime
    url: str | None = None
    """The address that visitors open, without a path; None if it is not known."""
    key: str | None = None
    """An API key, with which a room can be made there."""
    is_elsewhere: bool = False
    """Whether doctor runs on another machine than the server: then only the address is looked at."""

    @property
    def host(self) -> str | None:
        """The host name or address in the URL."""
        return urlsplit(self.url).hostname if self.url else None


def well(sentence: str) -> Finding:
    """Nothing to do."""
    return Finding(Verdict.WELL, sentence)


def note(sentence: str, mend: str = "") -> Finding:
    """Worth knowing."""
    return Finding(Verdict.NOTE, sentence, mend)


def wrong(sentence: str, mend: str) -> Finding:
    """To be mended."""
    return Finding(Verdict.WRONG, sentence, mend)
