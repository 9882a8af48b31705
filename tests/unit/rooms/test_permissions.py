"""Who may do what, every role and every action."""

import pytest

from rooms.permissions import PERMISSIONS, Action, allows
from rooms.roles import Role

# One row a role: leave, subscribe, set-hand, react, chat, share-files, read-chat, publish-microphone,
# -camera, -screen, mute-own.
TABLE = {
    Role.HOST: "yes yes yes yes yes yes yes yes yes yes yes",
    Role.CO_HOST: "yes yes yes yes yes yes yes yes yes yes yes",
    Role.SPEAKER: "yes yes yes yes yes yes yes yes yes yes yes",
    Role.ATTENDEE: "yes yes yes yes yes yes yes no no no no",
    Role.OBSERVER: "yes yes no no no no yes no no no no",
}

ROWS = [
    (role, action, answer == "yes")
    for role, row in TABLE.items()
    for action, answer in zip(Action, row.split(), strict=True)
]


@pytest.mark.parametrize(("role", "action", "allowed"), ROWS)
def test_a_role_may_do_what_the_table_says(role: Role, action: Action, allowed: bool) -> None:
    assert allows(role, action) is allowed


def test_every_role_has_its_row() -> None:
    assert set(PERMISSIONS) == set(Role) == set(TABLE)
