"""Who may receive whom."""

from dataclasses import FrozenInstanceError

import pytest

from rooms.audience import Audience, audience_of
from rooms.roles import Role
from tests.unit.rooms.people import person


def test_everyone_receives_everyone_else() -> None:
    audience = audience_of([person("ada"), person("bo"), person("cy", Role.OBSERVER)])
    assert audience.receives == {
        "ada": frozenset({"bo", "cy"}),
        "bo": frozenset({"ada", "cy"}),
        "cy": frozenset({"ada", "bo"}),
    }


def test_an_empty_room_has_no_audience_and_one_alone_receives_nobody() -> None:
    assert audience_of([]) == Audience()
    assert audience_of([person("ada")]).receives == {"ada": frozenset()}


def test_an_audience_cannot_be_changed_afterwards() -> None:
    audience = audience_of([person("ada"), person("bo")])
    with pytest.raises(TypeError):
        audience.receives["ada"] = frozenset()  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        audience.receives = {}  # type: ignore[misc]
