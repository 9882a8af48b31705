"""Ids that nobody can guess."""

import re
import secrets

from rooms.ids import new_participant_id, new_room_id


def test_a_room_id_is_128_random_bits_in_22_characters_of_a_link() -> None:
    asked: list[int] = []

    def random_bytes(count: int) -> bytes:
        asked.append(count)
        return b"\xff" * count

    assert new_room_id(random_bytes) == "_" * 21 + "w"
    assert asked == [16]


def test_a_participant_id_has_72_bits() -> None:
    assert new_participant_id(lambda count: bytes(range(count))) == "AAECAwQFBgcI"


def test_ids_need_no_escaping_in_a_link() -> None:
    for make in (new_room_id, new_participant_id):
        assert re.fullmatch(r"[A-Za-z0-9_-]+", make(secrets.token_bytes))
