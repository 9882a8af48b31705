"""One track that a participant sends, as the roster shows it."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """What a publication shows or lets hear."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen-audio"


@dataclass(frozen=True, slots=True)
class Publication:
    """Its id is the router's; `muted` means that nothing of it reaches anybody."""

    id: str
    source: Source
    muted: bool = False
