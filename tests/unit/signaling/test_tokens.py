"""Tokens let in whom they were given to, once, and nobody else."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.tokens import JOIN_TOKEN_S, InvalidToken, TokenSigner, UsedTokens


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


def signer(clock: Clock, secret: bytes = b"s" * 32) -> TokenSigner:
    counter = itertools.count()
    return TokenSigner(secret, clock, lambda: f"id{next(counter)}")


def test_a_join_token_is_for_its_room_only() -> None:
    tokens = signer(Clock())
    token = tokens.join_token("room")
    assert tokens.read_join_token(token, "room")[0] == "id0"
    with pytest.raises(InvalidToken):
        tokens.read_join_token(token, "another")


def test_a_join_token_ends_after_ten_minutes() -> None:
    clock = Clock()
    tokens = signer(clock)
    token = tokens.join_token("room")
    clock.now_s += JOIN_TOKEN_S + 1
    with pytest.raises(InvalidToken):
        tokens.read_join_token(token, "room")


def test_a_return_token_names_its_participant_and_lets_nobody_join_with_it() -> None:
    tokens = signer(Clock())
    token = tokens.return_token("room", "p1")
    assert tokens.read_return_token(token, "room") == "p1"
    with pytest.raises(InvalidToken):
        tokens.read_join_token(token, "room")


def test_another_server_signs_differently() -> None:
    clock = Clock()
    token = signer(clock, b"a" * 32).join_token("room")
    with pytest.raises(InvalidToken):
        signer(clock, b"b" * 32).read_join_token(token, "room")


@given(st.text(max_size=200))
def test_any_other_text_is_invalid(text: str) -> None:
    with pytest.raises(InvalidToken):
        signer(Clock()).read_join_token(text, "room")


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=1, max_value=255))
def test_a_changed_token_is_invalid(position: int, difference: int) -> None:
    tokens = signer(Clock())
    token = tokens.join_token("room")
    index = position % (len(token) - 1)
    changed = chr((ord(token[index]) ^ difference) % 0x10FFFF)
    if changed == token[index] or not changed.isprintable():
        return
    with pytest.raises(InvalidToken):
        tokens.read_join_token(token[:index] + changed + token[index + 1 :], "room")


def test_a_token_is_used_once_and_forgotten_after_it_expired() -> None:
    used = UsedTokens()
    assert used.use("t", expires_at_s=700, now_s=100)
    assert not used.use("t", expires_at_s=700, now_s=101)
    assert used.use("other", expires_at_s=2000, now_s=1000)
    assert used.use("t", expires_at_s=700, now_s=1001)
