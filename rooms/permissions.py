"""Who may do what: one table of every role and every action."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from rooms.roles import Role


class Action(StrEnum):
    """What a participant can ask for."""

    LEAVE = "leave"
    SUBSCRIBE = "subscribe"
    SET_HAND = "set-hand"
    REACT = "react"
    CHAT = "chat"
    SHARE_FILES = "share-files"
    READ_CHAT = "read-chat"
    PUBLISH_MICROPHONE = "publish-microphone"
    PUBLISH_CAMERA = "publish-camera"
    PUBLISH_SCREEN = "publish-screen"
    MUTE_OWN = "mute-own"


_WATCHING = frozenset({Action.LEAVE, Action.SUBSCRIBE, Action.READ_CHAT})
_TAKING_PART = _WATCHING | {Action.SET_HAND, Action.REACT, Action.CHAT, Action.SHARE_FILES}
_SPEAKING = _TAKING_PART | {
    Action.PUBLISH_MICROPHONE,
    Action.PUBLISH_CAMERA,
    Action.PUBLISH_SCREEN,
    Action.MUTE_OWN,
}

PERMISSIONS: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.HOST: _SPEAKING,
        Role.CO_HOST: _SPEAKING,
        Role.SPEAKER: _SPEAKING,
        Role.ATTENDEE: _TAKING_PART,
        Role.OBSERVER: _WATCHING,
    }
)


def allows(role: Role, action: Action) -> bool:
    """Whether somebody in this role may do this."""
    return action in PERMISSIONS[role]
