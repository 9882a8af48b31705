"""A transport from the first check to the last packet: who may connect, who is believed, who is given up."""

from collections.abc import Iterator

import pytest
from aioice import stun

from sfu.router import TransportRole
from tests.unit.sfu.handshake import WholeBrowser
from tests.unit.sfu.sessions import CAMERA, MICROPHONE, RoomWorld, answer_sdp, offer_sdp, ssrc_of
from tests.unit.sfu.support import rtp

PUBLISH, SUBSCRIBE = TransportRole.PUBLISH, TransportRole.SUBSCRIBE


@pytest.fixture
def room() -> Iterator[RoomWorld]:
    world = RoomWorld()
    world.come_in("anna", "bora")
    world.everyone_hears("anna", "bora")
    yield world
    world.close()


def browser(room: RoomWorld) -> WholeBrowser:
    made = WholeBrowser(room, len(room.browsers) + 1)
    room.browsers.append(made)
    return made


def published(room: RoomWorld, anna: WholeBrowser) -> str:
    """Anna's offer is taken: our answer."""
    sdp = offer_sdp(certificate=anna.fingerprint)
    answer = room.router.publish("anna", sdp, [MICROPHONE, CAMERA])
    room.loop.run_soon()
    return answer.sdp


def connected(room: RoomWorld) -> tuple[WholeBrowser, str]:
    anna = browser(room)
    sdp = published(room, anna)
    anna.nominate(sdp)
    anna.shake_hands()
    assert anna.connected
    return anna, sdp


def subscribed(room: RoomWorld) -> WholeBrowser:
    """Bora receives what Anna sends."""
    bora = browser(room)
    offer = room.offers_to("bora")[-1]
    room.router.answer("bora", offer.generation, answer_sdp(offer.sdp, certificate=bora.fingerprint))
    bora.nominate(offer.sdp)
    bora.shake_hands()
    return bora


def speak(anna: WholeBrowser, number: int) -> None:
    anna.send_rtp(rtp(number, ssrc=ssrc_of(1, 0)))


def test_media_flows_after_check_and_handshake(room: RoomWorld) -> None:
    anna, _ = connected(room)
    bora = subscribed(room)
    speak(anna, 1)
    assert len(bora.media()) == 1
    assert room.router.statistics("anna").publish_ready
    assert room.router.statistics("bora").subscribe_ready


def test_a_check_is_answered_with_the_address_it_came_from(room: RoomWorld) -> None:
    anna = browser(room)
    reply = anna.check(published(room, anna))
    assert reply is not None
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == anna.address


def test_a_check_with_a_wrong_password_meets_silence_and_moves_nothing(room: RoomWorld) -> None:
    anna, sdp = connected(room)
    bora = subscribed(room)
    stranger = browser(room)
    wrong = {"password": "not the password", "USE-CANDIDATE": None}
    assert stranger.check(sdp, **wrong) is None
    speak(anna, 1)
    assert len(bora.media()) == 1


def test_a_handshake_from_an_address_that_was_not_checked_meets_silence(room: RoomWorld) -> None:
    anna, stranger = browser(room), browser(room)
    sdp = published(room, anna)
    stranger.shake_hands()
    assert not stranger.connected
    anna.nominate(sdp)
    anna.shake_hands()
    assert anna.connected


def test_a_wrong_certificate_ends_that_transport_only(room: RoomWorld) -> None:
    anna, _ = connected(room)
    impostor = browser(room)
    offer = room.offers_to("bora")[-1]
    room.router.answer("bora", offer.generation, answer_sdp(offer.sdp, certificate=anna.fingerprint))
    impostor.nominate(offer.sdp)
    impostor.shake_hands()
    assert room.told.lost == [("bora", SUBSCRIBE)]
    speak(anna, 1)
    assert room.router.statistics("anna").publish_ready


def test_a_subscriber_may_begin_before_its_answer_has_come(room: RoomWorld) -> None:
    anna, _ = connected(room)
    bora = browser(room)
    offer = room.offers_to("bora")[-1]
    bora.nominate(offer.sdp)
    bora.shake_hands()
    assert not bora.connected
    room.router.answer("bora", offer.generation, answer_sdp(offer.sdp, certificate=bora.fingerprint))
    bora.shake_hands()
    assert bora.connected
    speak(anna, 1)
    assert len(bora.media()) == 1


def test_media_follows_an_authenticated_change_of_address(room: RoomWorld) -> None:
    anna, _ = connected(room)
    bora, elsewhere = subscribed(room), browser(room)
    elsewhere.nominate(room.offers_to("bora")[-1].sdp)
    speak(anna, 1)
    assert (len(bora.datagrams()), len(elsewhere.datagrams())) == (0, 1)


def test_media_is_taken_from_wherever_an_authentic_check_came_from(room: RoomWorld) -> None:
    anna, sdp = connected(room)
    bora, elsewhere = subscribed(room), browser(room)
    elsewhere.nominate(sdp)
    speak(anna, 1)
    assert len(bora.datagrams()) == 1, "Firefox sends from another address than it nominated last"


def test_a_check_without_nomination_does_not_move_media(room: RoomWorld) -> None:
    anna, _ = connected(room)
    bora, elsewhere = subscribed(room), browser(room)
    assert elsewhere.check(room.offers_to("bora")[-1].sdp) is not None
    speak(anna, 1)
    assert (len(bora.datagrams()), len(elsewhere.datagrams())) == (1, 0)


def test_checks_keep_a_transport_and_silence_ends_it(room: RoomWorld) -> None:
    anna, sdp = connected(room)
    for _ in range(4):
        room.loop.advance(20)
        anna.check(sdp)
    assert ("anna", PUBLISH) not in room.told.lost
    room.loop.advance(29)
    assert ("anna", PUBLISH) not in room.told.lost
    room.loop.advance(2)
    assert ("anna", PUBLISH) in room.told.lost
    assert anna.check(sdp) is None


def test_a_browser_that_hangs_up_is_lost_at_once(room: RoomWorld) -> None:
    anna, _ = connected(room)
    anna.hang_up()
    assert room.told.lost == [("anna", PUBLISH)]


def test_an_ice_restart_takes_new_credentials_and_no_new_handshake(room: RoomWorld) -> None:
    anna, old = connected(room)
    bora = subscribed(room)
    restarted = offer_sdp(ufrag="again", certificate=anna.fingerprint)
    new = room.router.publish("anna", restarted, [MICROPHONE, CAMERA]).sdp
    assert anna.check(old) is None
    anna.nominate(new)
    speak(anna, 1)
    assert len(bora.media()) == 1


@pytest.mark.parametrize("junk", [b"", b"\x16", bytes(20), bytes((22,)) + bytes(40), bytes(1400)])
def test_junk_during_the_handshake_harms_nobody(room: RoomWorld, junk: bytes) -> None:
    anna, stranger = browser(room), browser(room)
    sdp = published(room, anna)
    stranger.send(junk)
    anna.nominate(sdp)
    stranger.send(junk)
    anna.shake_hands()
    assert anna.connected


def test_a_browser_with_ever_new_addresses_is_not_remembered_without_end(room: RoomWorld) -> None:
    anna, sdp = connected(room)
    for _ in range(40):
        assert browser(room).check(sdp) is not None
    assert len(room.unit._parts.transports.table) <= 1 + 16 + 1
    bora = subscribed(room)
    speak(anna, 1)
    assert len(bora.media()) == 1


def test_whose_check_names_nobody_is_junk(room: RoomWorld) -> None:
    stranger = browser(room)
    stranger.send(bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)))
    assert stranger.datagrams() == []
