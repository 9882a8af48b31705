"""Who may receive whom: a value that the rooms compute and the router enforces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


class OutsideAudience(Exception):
    """Somebody was about to receive a participant whom their audience does not contain."""


@dataclass(frozen=True, slots=True)
class Audience:
    """For each receiving participant the participants it may receive. Nobody by default, oneself never."""

    receives: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def allows(self, receiver: str, sender: str) -> bool:
        """Whether `receiver` may receive what `sender` publishes."""
        return receiver != sender and sender in self.receives.get(receiver, frozenset())

    def require(self, receiver: str, sender: str) -> None:
        """Raise OutsideAudience unless allowed."""
        if not self.allows(receiver, sender):
            raise OutsideAudience(f"{receiver} may not receive {sender}")
