"""People for tests."""

from rooms.participant import Participant
from rooms.roles import Role


def person(participant: str, role: Role = Role.SPEAKER) -> Participant:
    """Somebody with this id."""
    return Participant(id=participant, name=participant.title(), role=role, avatar="bora", language="en")
