"""The part that somebody plays in a room."""

from enum import StrEnum


class Role(StrEnum):
    """One role a participant; permissions.py tells what each may do."""

    HOST = "host"
    CO_HOST = "co-host"
    SPEAKER = "speaker"
    ATTENDEE = "attendee"
    OBSERVER = "observer"
