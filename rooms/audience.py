"""Who may receive whom, computed from the roster. Nobody who is not on the roster is in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rooms.participant import Participant
from rooms.permissions import Action, allows


@dataclass(frozen=True, slots=True)
class Audience:
    """For each receiving participant the participants it may receive; never oneself."""

    receives: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))


def audience_of(participants: Iterable[Participant]) -> Audience:
    """Everyone on the roster hears and sees everyone else on it, also while a cut is being mended."""
    roster = tuple(participants)
    everyone = frozenset(person.id for person in roster)
    receivers = (person.id for person in roster if allows(person.role, Action.SUBSCRIBE))
    return Audience(MappingProxyType({receiver: everyone - {receiver} for receiver in receivers}))
