"""Exactly once, whatever is cut and repeated."""

import json

from hypothesis import given
from hypothesis import strategies as st

from signaling.delivery import MOST_HELD_BYTES, Delivery
from signaling.protocol.chat import ChatWritten
from signaling.protocol.common import ChatLine
from signaling.protocol.joining import Done


def numbers(wires: list[bytes]) -> list[int]:
    return [json.loads(wire)["seq"] for wire in wires]


def test_messages_are_numbered_from_one() -> None:
    delivery = Delivery()
    assert numbers([delivery.number(Done(re=1)), delivery.number(Done(re=2))]) == [1, 2]


def test_what_was_not_received_is_sent_again_in_order() -> None:
    delivery = Delivery()
    for request in range(1, 6):
        delivery.number(Done(re=request))
    missed = delivery.missed_after(2)
    assert missed is not None
    assert numbers(missed) == [3, 4, 5]


def test_what_was_acknowledged_is_forgotten() -> None:
    delivery = Delivery()
    delivery.number(Done(re=1))
    delivery.acknowledge(1)
    assert delivery.held_bytes == 0
    assert delivery.missed_after(1) == []


def test_somebody_who_needs_what_was_forgotten_cannot_resume() -> None:
    delivery = Delivery()
    delivery.number(Done(re=1))
    delivery.number(Done(re=2))
    delivery.acknowledge(2)
    assert delivery.missed_after(1) is None


def test_somebody_who_claims_to_have_what_was_never_sent_cannot_resume() -> None:
    assert Delivery().missed_after(1) is None


def test_a_request_is_taken_once() -> None:
    delivery = Delivery()
    assert [delivery.take(number) for number in (1, 2, 2, 1, 3)] == [True, True, False, False, True]
    assert delivery.last_request == 3


def test_what_is_held_is_bounded_and_then_a_session_cannot_be_resumed() -> None:
    delivery = Delivery()
    line = ChatLine(
        number=1,
        participant="p",
        name="n",
        avatar="bee",
        text="x" * 4000,
        sent_at_ms=0,
        edited_at_ms=None,
        deleted_at_ms=None,
        reply_to=None,
        mentions=[],
        reactions=[],
    )
    for _ in range(MOST_HELD_BYTES // 4000 + 10):
        delivery.number(ChatWritten(line=line))
        assert delivery.held_bytes <= MOST_HELD_BYTES
    assert delivery.missed_after(0) is None


@given(st.lists(st.sampled_from(["send", "deliver", "acknowledge", "cut"]), max_size=60))
def test_a_receiver_that_drops_doubles_sees_every_message_once(steps: list[str]) -> None:
    delivery = Delivery()
    in_flight: list[bytes] = []
    received: list[int] = []
    sent = 0

    def deliver(wire: bytes) -> None:
        number = json.loads(wire)["seq"]
        if number > (received[-1] if received else 0):
            received.append(number)

    def cut() -> None:
        missed = delivery.missed_after(received[-1] if received else 0)
        assert missed is not None
        in_flight[:] = missed

    for step in steps:
        if step == "send":
            sent += 1
            in_flight.append(delivery.number(Done(re=sent)))
        elif step == "deliver" and in_flight:
            deliver(in_flight.pop(0))
        elif step == "acknowledge" and received:
            delivery.acknowledge(received[-1])
        elif step == "cut":
            cut()
    cut()
    for wire in in_flight:
        deliver(wire)
    assert received == list(range(1, sent + 1))
