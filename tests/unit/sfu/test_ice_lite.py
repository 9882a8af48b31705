"""A browser's connectivity checks: who is answered how, who meets silence, and what a transport learns."""

import struct
from typing import Any

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from sfu.dataplane.interface import Address
from sfu.ice_lite import CHOOSING_S, IceAgent, IceCredentials, username_of

OURS = IceCredentials(ufrag="ours", pwd="the-password-of-our-side+")
BROWSER: Address = ("203.0.113.9", 50000)
ELSEWHERE: Address = ("203.0.113.66", 50001)
ABSENT = object()
ATTRIBUTES = {
    "USERNAME": "ours:theirs",
    "PRIORITY": 1853824767,
    "ICE-CONTROLLING": 0x1122334455667788,
}


def message(
    message_class: stun.Class = stun.Class.REQUEST,
    method: stun.Method = stun.Method.BINDING,
    pwd: str | None = OURS.pwd,
    **changes: Any,
) -> stun.Message:
    attributes = {k: v for k, v in {**ATTRIBUTES, **changes}.items() if v is not ABSENT}
    made = stun.Message(method, message_class, attributes=attributes)
    if pwd is not None:
        made.add_message_integrity(pwd.encode())
    else:
        made.add_fingerprint()
    return made


def check(**changes: Any) -> bytes:
    return bytes(message(**changes))


def check_with(attribute_type: int, value: bytes = bytes(4), with_fingerprint: bool = True) -> bytes:
    """An authentic check that carries an attribute which aioice cannot write."""
    bare = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes=dict(ATTRIBUTES))
    data = bytes(bare) + struct.pack("!HH", attribute_type, len(value)) + value
    integrity = stun.message_integrity(data, OURS.pwd.encode())
    data += struct.pack("!HH", 0x0008, len(integrity)) + integrity
    if with_fingerprint:
        data += struct.pack("!HHI", 0x8028, 4, stun.message_fingerprint(data))
    return stun.set_body_length(data, len(data) - stun.HEADER_LENGTH)


def with_header(rest: bytes) -> bytes:
    """Random bytes made to look like a binding request from its type, length and cookie."""
    return struct.pack("!HHI", 1, len(rest) - 12, stun.COOKIE) + rest


def agent() -> IceAgent:
    return IceAgent(OURS, now_s=100.0)


def reply_to(datagram: bytes, source: Address = BROWSER) -> stun.Message:
    reply = agent().receive(datagram, source, now_s=101.0).reply
    assert reply is not None
    parsed = stun.parse_message(reply)  # raises where FINGERPRINT is wrong
    assert "FINGERPRINT" in parsed.attributes
    assert parsed.check_message_integrity(OURS.pwd.encode())
    return parsed


@pytest.mark.parametrize("source", [BROWSER, ("2001:db8::9", 6000)])
def test_a_check_is_answered_with_the_address_it_came_from(source: Address) -> None:
    request = message()
    reply = reply_to(bytes(request), source)
    assert reply.message_class == stun.Class.RESPONSE
    assert reply.transaction_id == request.transaction_id
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == source


def test_an_authentic_check_authenticates_its_address_and_only_use_candidate_nominates_it() -> None:
    ice = agent()
    plain = ice.receive(check(), BROWSER, now_s=101.0)
    assert (plain.authenticated, plain.nominated, plain.consent) == (BROWSER, None, True)
    chosen = ice.receive(check(**{"USE-CANDIDATE": None}), BROWSER, now_s=101.0)
    assert (chosen.authenticated, chosen.nominated) == (BROWSER, BROWSER)


def test_of_what_a_browser_chooses_at_first_the_highest_priority_counts_and_later_the_latest() -> None:
    ice = agent()
    over_udp, over_tcp = (check(**{"USE-CANDIDATE": None, "PRIORITY": of}) for of in (110 << 24, 109 << 24))
    assert ice.receive(over_udp, BROWSER, now_s=101.0).nominated == BROWSER
    early = ice.receive(over_tcp, ELSEWHERE, now_s=103.0)
    assert (early.authenticated, early.nominated) == (ELSEWHERE, None)
    assert ice.receive(over_tcp, ELSEWHERE, now_s=101.0 + CHOOSING_S).nominated == ELSEWHERE


def test_a_better_choice_counts_at_once() -> None:
    ice = agent()
    over_udp, over_tcp = (check(**{"USE-CANDIDATE": None, "PRIORITY": of}) for of in (110 << 24, 109 << 24))
    assert ice.receive(over_tcp, ELSEWHERE, now_s=101.0).nominated == ELSEWHERE
    assert ice.receive(over_udp, BROWSER, now_s=101.1).nominated == BROWSER


def test_a_message_of_chromium_with_its_private_attributes_is_answered() -> None:
    assert reply_to(check_with(0xC057)).message_class == stun.Class.RESPONSE


UNANSWERED = {
    "empty": b"",
    "only a header's first half": check()[:10],
    "a header without attributes": struct.pack("!HHI12s", 1, 0, stun.COOKIE, bytes(12)),
    "no integrity": check(pwd=None),
    "the wrong password": check(pwd="the-password-of-nobody-at-all"),
    "another transport's name": check(USERNAME="yours:theirs"),
    "no name": check(USERNAME=ABSENT),
    "a name that begins with ours": check(USERNAME="oursandmore:theirs"),
    "a name that is not ASCII": check(USERNAME="öurs:theirs"),
    "a success response": check(message_class=stun.Class.RESPONSE),
    "an error response": check(message_class=stun.Class.ERROR),
    "an allocation": check(method=stun.Method.ALLOCATE),
    "an indication without integrity": check(message_class=stun.Class.INDICATION, pwd=None),
    "the wrong cookie": check()[:4] + b"\0\0\0\0" + check()[8:],
    "the wrong length": check() + b"\0\0\0\0",
    "a broken fingerprint": check()[:-1] + bytes([check()[-1] ^ 1]),
    "longer than a datagram may be": check_with(0xC057, bytes(1600)),
    "no fingerprint": check_with(0xC057, with_fingerprint=False),
    "a priority of two bytes": check_with(0x0024, bytes(2)),
}


@pytest.mark.parametrize("datagram", UNANSWERED.values(), ids=UNANSWERED.keys())
def test_what_is_not_an_authentic_check_of_this_transport_meets_silence(datagram: bytes) -> None:
    ice = agent()
    result = ice.receive(datagram, BROWSER, now_s=120.0)
    assert (result.reply, result.authenticated, result.nominated, result.consent) == (None, None, None, False)
    assert ice.consent_expired(now_s=130.0)


def test_a_check_cut_anywhere_meets_silence() -> None:
    whole = check()
    ice = agent()
    assert all(ice.receive(whole[:length], BROWSER, 101.0).reply is None for length in range(len(whole)))


@given(position=st.integers(20, len(check()) - 8 - 1), flip=st.integers(1, 255))
def test_a_check_changed_anywhere_before_its_fingerprint_moves_nothing(position: int, flip: int) -> None:
    changed = bytearray(check())
    changed[position] ^= flip
    result = agent().receive(bytes(changed), ELSEWHERE, now_s=101.0)
    assert result.authenticated is None
    assert result.nominated is None


@given(st.binary(max_size=200) | st.binary(min_size=12, max_size=300).map(with_header))
def test_random_datagrams_raise_nothing_and_meet_silence(datagram: bytes) -> None:
    username_of(datagram)
    assert agent().receive(datagram, ELSEWHERE, now_s=101.0).reply is None


def test_an_attribute_that_must_be_understood_and_is_not_is_refused_by_name() -> None:
    datagram = check_with(0x7ABC)
    reply = agent().receive(datagram, BROWSER, now_s=101.0).reply
    assert reply is not None
    assert stun.parse_message(reply).error_code == 420
    assert struct.pack("!HHH", 0x000A, 2, 0x7ABC) in reply
    assert stun.parse_message(reply).check_message_integrity(OURS.pwd.encode())


def test_a_browser_that_thinks_we_control_is_told_of_the_conflict_and_learns_no_address() -> None:
    datagram = check(**{"ICE-CONTROLLING": ABSENT, "ICE-CONTROLLED": 1})
    result = agent().receive(datagram, BROWSER, now_s=101.0)
    assert reply_to(datagram).error_code == 487
    assert (result.authenticated, result.nominated, result.consent) == (None, None, False)


def test_a_check_copied_by_somebody_else_moves_nothing_while_its_sender_may_repeat_it() -> None:
    ice = agent()
    datagram = check()
    first = ice.receive(datagram, BROWSER, now_s=101.0)
    assert ice.receive(datagram, ELSEWHERE, now_s=101.0).authenticated is None
    assert ice.receive(datagram, ELSEWHERE, now_s=101.0).reply is None
    assert ice.receive(datagram, BROWSER, now_s=101.0) == first


def test_a_check_copied_long_ago_moves_nothing_either() -> None:
    ice = agent()
    copied = check(**{"USE-CANDIDATE": None})
    ice.receive(copied, BROWSER, now_s=101.0)
    for turn in range(1000):
        assert ice.receive(check(), BROWSER, now_s=101.0 + 2.5 * turn).reply is not None
    late = ice.receive(copied, ELSEWHERE, now_s=3000.0)
    assert (late.reply, late.authenticated, late.nominated, late.consent) == (None, None, None, False)


def test_an_authentic_check_from_a_new_address_is_how_a_browser_moves() -> None:
    ice = agent()
    ice.receive(check(), BROWSER, now_s=101.0)
    assert ice.receive(check(), ELSEWHERE, now_s=102.0).authenticated == ELSEWHERE


@pytest.mark.parametrize("message_class", [stun.Class.REQUEST, stun.Class.INDICATION])
def test_consent_lasts_thirty_seconds_from_the_last_authentic_message(message_class: stun.Class) -> None:
    ice = agent()
    assert not ice.consent_expired(now_s=129.9)
    assert ice.consent_expired(now_s=130.0)
    assert ice.receive(check(message_class=message_class), BROWSER, now_s=125.0).consent
    assert not ice.consent_expired(now_s=154.9)
    assert ice.consent_expired(now_s=155.0)


def test_an_authentic_indication_gets_no_reply() -> None:
    result = agent().receive(check(message_class=stun.Class.INDICATION), BROWSER, now_s=101.0)
    assert (result.reply, result.authenticated) == (None, None)


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("ours:theirs", "ours"),
        ("ours", "ours"),
        ("", ""),
        (":theirs", ""),
        ("öurs:theirs", None),
        (ABSENT, None),
    ],
)
def test_whose_check_it_is_stands_before_the_colon(username: object, expected: str | None) -> None:
    assert username_of(check(USERNAME=username)) == expected


def test_credentials_are_made_of_ice_chars_and_are_never_alike() -> None:
    made = {IceCredentials.generate() for _ in range(50)}
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    assert len(made) == 50
    assert all(set(c.ufrag + c.pwd) <= allowed and len(c.ufrag) >= 8 and len(c.pwd) >= 22 for c in made)
