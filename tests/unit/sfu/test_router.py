"""A router lets people hear and see whom they may, and nobody else."""

from collections.abc import Iterator

import pytest

from sfu.dataplane.interface import Extension
from sfu.forwarding.audience import Audience, OutsideAudience
from sfu.router import (
    SdpError,
    TrackRequest,
    TransportRole,
    UnknownParticipant,
    UnknownPublication,
)
from tests.unit.sfu.sessions import CAMERA, MICROPHONE, RoomWorld, answer_sdp, offer_sdp, ssrc_of
from tests.unit.sfu.support import VP8_KEYFRAME, Browser, rtp

PUBLISH, SUBSCRIBE = TransportRole.PUBLISH, TransportRole.SUBSCRIBE


@pytest.fixture
def room() -> Iterator[RoomWorld]:
    world = RoomWorld()
    yield world
    world.close()


def in_call(room: RoomWorld) -> tuple[Browser, Browser]:
    """Anna sends, Bora receives: their browsers."""
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna")
    room.answer_latest("bora")
    return room.connect("anna", PUBLISH), room.connect("bora", SUBSCRIBE)


def speak(browser: Browser, number: int, payload: bytes = b"opus") -> None:
    browser.send_rtp(rtp(number, payload, ssrc=ssrc_of(1, 0)))


def test_what_one_publishes_the_other_is_offered_and_receives(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    (offer,) = room.offers_to("bora")
    assert [(s.participant, s.source) for s in offer.streams] == [("anna", "microphone"), ("anna", "camera")]
    speak(anna, 1, b"hello")
    anna.send_rtp(rtp(1, VP8_KEYFRAME, ssrc=ssrc_of(1, 1), payload_type=120))
    assert sorted(s.payload for s in bora.media()) == sorted([b"hello", VP8_KEYFRAME])


def test_the_publish_answer_tells_the_publications(room: RoomWorld) -> None:
    room.come_in("anna")
    answer = room.router.publish("anna", offer_sdp(), [TrackRequest("0", "microphone", muted=True), CAMERA])
    assert [(p.mid, p.source, p.muted) for p in answer.publications] == [
        ("0", "microphone", True),
        ("1", "camera", False),
    ]
    assert len({p.publication for p in answer.publications}) == 2
    assert answer.ended == ()
    assert answer.sdp.count("a=recvonly") == 2
    assert f"127.0.0.1 {room.unit.udp_port} typ host" in answer.sdp


def test_nobody_is_offered_their_own_tracks(room: RoomWorld) -> None:
    in_call(room)
    assert room.offers_to("anna") == []


def test_nobody_receives_before_an_audience_says_so(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.publish("anna")
    assert room.told.offers == []


def test_an_audience_without_the_sender_stops_packets_at_once(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    speak(anna, 1)
    assert len(bora.media()) == 1
    room.router.set_audience(Audience({"anna": frozenset({"bora"})}))
    speak(anna, 2)
    assert bora.media() == []
    room.loop.run_soon()
    assert room.offers_to("bora")[-1].streams == ()
    assert room.offers_to("bora")[-1].sdp.count("a=inactive") == 2


def test_a_subscription_outside_the_audience_raises(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    (publication, _) = room.publish("anna")
    with pytest.raises(OutsideAudience):
        room.router.subscribe("bora", publication)
    room.everyone_hears("anna", "bora")
    room.router.subscribe("bora", publication)
    with pytest.raises(OutsideAudience):
        room.router.subscribe("anna", publication)
    with pytest.raises(UnknownPublication):
        room.router.subscribe("anna", "no such thing")


def test_an_answer_that_comes_after_the_audience_changed_starts_nothing(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna")
    room.router.set_audience(Audience())
    room.answer_latest("bora")
    assert room.plane.table_sizes()["subscriptions"] == 0


def test_who_leaves_is_no_longer_forwarded_and_their_m_lines_fall_idle(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    room.router.remove_participant("anna")
    speak(anna, 1)
    room.loop.run_soon()
    assert bora.media() == []
    assert room.offers_to("bora")[-1].streams == ()
    with pytest.raises(UnknownParticipant):
        room.router.publish("anna", offer_sdp(), [])


def test_changes_while_an_offer_waits_gather_in_the_next_one(room: RoomWorld) -> None:
    room.come_in("anna", "bora", "chul", "dana")
    room.everyone_hears("anna", "bora", "chul", "dana")
    room.publish("anna", number=1)
    room.publish("bora", number=2)
    room.publish("chul", number=3)
    (first,) = room.offers_to("dana")
    assert {s.participant for s in first.streams} == {"anna"}
    room.answer_latest("dana")
    (_, second) = room.offers_to("dana")
    assert second.generation == first.generation + 1
    assert {s.participant for s in second.streams} == {"anna", "bora", "chul"}


def test_what_changes_in_one_turn_makes_one_offer(room: RoomWorld) -> None:
    room.come_in("anna", "bora", "chul")
    for number, name in ((1, "anna"), (2, "bora")):
        room.router.publish(name, offer_sdp(number=number), [MICROPHONE, CAMERA])
    room.everyone_hears("anna", "bora", "chul")
    (offer,) = room.offers_to("chul")
    assert len(offer.streams) == 4


def test_answers_to_earlier_generations_and_second_answers_are_ignored(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna")
    (offer,) = room.offers_to("bora")
    room.router.answer("bora", offer.generation - 1, "not even a description")
    room.answer_latest("bora")
    room.router.answer("bora", offer.generation, "not even a description")


def test_a_malformed_answer_raises_and_may_be_followed_by_a_good_one(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna")
    with pytest.raises(SdpError):
        room.router.answer("bora", room.offers_to("bora")[0].generation, "v=0")
    room.answer_latest("bora")
    assert room.plane.table_sizes()["subscriptions"] == 2


def test_a_refused_m_line_is_not_sent_on(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna")
    room.answer_latest("bora", refuse=["1"])
    assert room.plane.table_sizes()["subscriptions"] == 1


def test_an_m_line_is_used_again_only_after_the_browser_knows_it_is_idle(room: RoomWorld) -> None:
    room.come_in("anna", "bora", "chul")
    room.everyone_hears("anna", "bora", "chul")
    room.publish("anna", number=1)
    room.answer_latest("chul")
    room.router.remove_participant("anna")
    room.publish("bora", number=2)
    in_between = room.answer_latest("chul")
    assert [s.mid for s in in_between.streams] == ["2", "3"]
    room.router.remove_participant("bora")
    room.come_in("dana")
    room.everyone_hears("chul", "dana")
    room.answer_latest("chul")
    room.publish("dana", number=3)
    later = room.offers_to("chul")[-1]
    assert {s.mid for s in later.streams} <= {"0", "1", "2", "3"}
    assert later.sdp.count("\r\nm=") == 4


def test_the_same_connection_keeps_its_publications_and_its_ice_credentials(room: RoomWorld) -> None:
    room.come_in("anna")
    one = room.router.publish("anna", offer_sdp(), [MICROPHONE])
    two = room.router.publish("anna", offer_sdp(), [MICROPHONE, CAMERA])
    assert two.publications[0].publication == one.publications[0].publication
    assert two.ended == ()
    assert ice_lines(two.sdp) == ice_lines(one.sdp)


def ice_lines(sdp: str) -> list[str]:
    return [line for line in sdp.split("\r\n") if line.startswith("a=ice-")]


def test_a_track_that_is_no_longer_listed_ends(room: RoomWorld) -> None:
    in_call(room)
    microphone, camera = (s.publication for s in room.offers_to("bora")[0].streams)
    answer = room.router.publish("anna", offer_sdp(), [MICROPHONE])
    room.loop.run_soon()
    assert (answer.publications[0].publication, answer.ended) == (microphone, (camera,))
    assert [s.publication for s in room.offers_to("bora")[-1].streams] == [microphone]


def test_another_certificate_is_a_new_connection(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    before = [s.publication for s in room.offers_to("bora")[0].streams]
    answer = room.router.publish("anna", offer_sdp(number=2), [MICROPHONE, CAMERA])
    assert set(answer.ended) == set(before)
    assert {p.publication for p in answer.publications}.isdisjoint(before)
    speak(anna, 1)
    assert bora.media() == []


def test_another_user_fragment_is_an_ice_restart_and_media_goes_on(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    one = room.router.publish("anna", offer_sdp(), [MICROPHONE, CAMERA])
    two = room.router.publish("anna", offer_sdp(ufrag="after"), [MICROPHONE, CAMERA])
    assert ice_lines(two.sdp)[1:] != ice_lines(one.sdp)[1:]
    assert two.ended == ()
    speak(anna, 1)
    assert len(bora.media()) == 1


@pytest.mark.parametrize(
    "tracks",
    [
        [TrackRequest("7", "camera")],
        [TrackRequest("0", "camera")],
        [TrackRequest("1", "microphone")],
        [TrackRequest("0", "a flute")],
        [MICROPHONE, MICROPHONE],
        [TrackRequest(str(n), "microphone") for n in range(17)],
    ],
    ids=["no m-line", "video as audio", "audio as video", "unknown source", "twice", "too many"],
)
def test_an_offer_that_does_not_fit_its_tracks_changes_nothing(
    room: RoomWorld, tracks: list[TrackRequest]
) -> None:
    room.come_in("anna")
    kept = room.publish("anna")
    with pytest.raises(SdpError):
        room.router.publish("anna", offer_sdp(number=9), tracks)
    assert tuple(room.router.statistics("anna").sends) == kept


def test_an_ssrc_that_is_declared_twice_is_refused(room: RoomWorld) -> None:
    room.come_in("anna")
    twice = offer_sdp().replace(f"a=ssrc:{ssrc_of(1, 0)} ", f"a=ssrc:{ssrc_of(1, 1)} ")
    with pytest.raises(SdpError):
        room.router.publish("anna", twice, [MICROPHONE, CAMERA])


def test_a_stream_without_declared_ssrc_is_known_by_its_mid(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.router.publish("anna", offer_sdp(ssrcs=False), [MICROPHONE, CAMERA])
    room.loop.run_soon()
    room.answer_latest("bora")
    anna, bora = room.connect("anna", PUBLISH), room.connect("bora", SUBSCRIBE)
    anna.send_rtp(rtp(1, b"whose?", ssrc=77))
    anna.send_rtp(rtp(2, b"mine", ssrc=77, extensions={Extension.MID: b"0"}))
    assert [s.payload for s in bora.media()] == [b"mine"]


def test_what_is_muted_is_not_forwarded(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    microphone = room.offers_to("bora")[0].streams[0].publication
    room.router.set_muted("anna", microphone, True)
    speak(anna, 1)
    assert bora.media() == []
    room.router.set_muted("anna", microphone, False)
    speak(anna, 2)
    assert len(bora.media()) == 1


def test_only_ones_own_publications_can_be_muted(room: RoomWorld) -> None:
    in_call(room)
    with pytest.raises(UnknownPublication):
        room.router.set_muted("bora", room.offers_to("bora")[0].streams[0].publication, True)


def test_a_track_published_muted_is_not_forwarded_until_unmuted(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna", TrackRequest("0", "microphone", muted=True))
    room.answer_latest("bora")
    anna, bora = room.connect("anna", PUBLISH), room.connect("bora", SUBSCRIBE)
    speak(anna, 1)
    assert bora.media() == []


def test_after_a_refresh_the_next_audience_subscribes_again_on_new_transports(room: RoomWorld) -> None:
    _, old = in_call(room)
    room.router.reset_media("bora")
    room.loop.run_soon()
    assert len(room.offers_to("bora")) == 1
    room.everyone_hears("anna", "bora")
    again = room.answer_latest("bora")
    assert [s.mid for s in again.streams] == ["0", "1"]
    assert again.generation == 2
    anna, new = room.connect("anna", PUBLISH), room.connect("bora", SUBSCRIBE)
    speak(anna, 1)
    assert (old.datagrams(), len(new.media())) == ([], 1)


def test_restarting_the_subscription_offers_everything_on_a_new_transport(room: RoomWorld) -> None:
    in_call(room)
    before = room.offers_to("bora")[0]
    room.router.restart_subscribe("bora")
    room.loop.run_soon()
    after = room.offers_to("bora")[1]
    assert after.streams == before.streams
    assert ice_lines(after.sdp)[1:] != ice_lines(before.sdp)[1:]


def session_id(sdp: str) -> str:
    return sdp.split("o=- ")[1].split(" ", maxsplit=1)[0]


def test_a_restart_that_keeps_the_transport_only_changes_ice(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    before = room.offers_to("bora")[0]
    room.router.restart_subscribe("bora", keep=True)
    room.loop.run_soon()
    after = room.offers_to("bora")[1]
    assert ice_lines(after.sdp)[1:] != ice_lines(before.sdp)[1:]
    assert (session_id(after.sdp), after.streams) == (session_id(before.sdp), before.streams)
    speak(anna, 1)
    assert len(bora.media()) == 1


def test_a_restart_on_a_new_transport_names_another_session(room: RoomWorld) -> None:
    in_call(room)
    room.router.restart_subscribe("bora")
    room.loop.run_soon()
    before, after = room.offers_to("bora")
    assert session_id(after.sdp) != session_id(before.sdp)


def test_who_wants_only_sound_is_sent_no_picture_until_they_want_it_again(room: RoomWorld) -> None:
    anna, bora = in_call(room)
    room.router.receive_pictures("bora", False)
    room.loop.run_soon()
    assert [s.source for s in room.offers_to("bora")[-1].streams] == ["microphone"]
    speak(anna, 1)
    anna.send_rtp(rtp(1, VP8_KEYFRAME, ssrc=ssrc_of(1, 1), payload_type=120))
    assert [s.payload for s in bora.media()] == [b"opus"]
    room.answer_latest("bora")
    room.router.receive_pictures("bora", True)
    room.loop.run_soon()
    assert [s.source for s in room.offers_to("bora")[-1].streams] == ["microphone", "camera"]


def test_who_wants_only_sound_is_offered_no_picture_of_who_comes_later(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.router.receive_pictures("bora", False)
    room.everyone_hears("anna", "bora")
    room.publish("anna")
    assert [s.source for s in room.offers_to("bora")[-1].streams] == ["microphone"]


def test_an_answer_from_another_connection_is_refused(room: RoomWorld) -> None:
    in_call(room)
    room.come_in("chul")
    room.everyone_hears("anna", "bora", "chul")
    room.publish("chul", number=3)
    offer = room.offers_to("bora")[-1]
    with pytest.raises(SdpError):
        room.router.answer("bora", offer.generation, answer_sdp(offer.sdp, number=66))


def test_a_browser_that_never_connects_is_given_up(room: RoomWorld) -> None:
    room.come_in("anna")
    room.publish("anna")
    room.loop.advance(11)
    assert room.told.lost == [("anna", PUBLISH)]
    assert set(room.plane.table_sizes().values()) == {0}


def test_an_offer_that_is_never_answered_is_given_up_until_a_restart(room: RoomWorld) -> None:
    room.come_in("anna", "bora")
    room.everyone_hears("anna", "bora")
    room.publish("anna", MICROPHONE)
    room.loop.advance(31)
    assert ("bora", SUBSCRIBE) in room.told.lost
    room.publish("anna", MICROPHONE, number=2)
    assert len(room.offers_to("bora")) == 1
    room.router.restart_subscribe("bora")
    room.loop.run_soon()
    assert len(room.offers_to("bora")) == 2


def test_publications_of_a_lost_transport_end_with_the_next_offer(room: RoomWorld) -> None:
    room.come_in("anna")
    lost = room.publish("anna")
    room.loop.advance(11)
    answer = room.router.publish("anna", offer_sdp(number=2), [MICROPHONE])
    assert set(answer.ended) == set(lost)


def test_wishes_of_many_for_a_keyframe_become_one_request(room: RoomWorld) -> None:
    names = ["anna", *(f"guest {n}" for n in range(5))]
    room.come_in(*names)
    room.everyone_hears(*names)
    room.publish("anna", CAMERA)
    anna = room.connect("anna", PUBLISH)
    for name in names[1:]:
        room.answer_latest(name)
        room.connect(name, SUBSCRIBE)
    assert len(anna.feedback()) == 1
    room.loop.advance(0.29)
    assert anna.feedback() == []
    room.loop.advance(0.2)
    assert len(anna.feedback()) == 1
    room.loop.advance(1)
    assert anna.feedback() == []


def test_who_speaks_is_told_and_so_is_silence(room: RoomWorld) -> None:
    anna, _ = in_call(room)
    for number in range(10):
        anna.send_rtp(rtp(number, ssrc=ssrc_of(1, 0), extensions={Extension.AUDIO_LEVEL: b"\x94"}))
        room.loop.advance(0.25)
    assert [level.participant for level in room.told.speakers[-1]] == ["anna"]
    microphone = room.offers_to("bora")[0].streams[0].publication
    room.router.set_muted("anna", microphone, True)
    room.loop.advance(1)
    assert room.told.speakers[-1] == ()


def test_statistics_name_publications(room: RoomWorld) -> None:
    anna, _ = in_call(room)
    speak(anna, 1)
    (microphone, _camera) = (s.publication for s in room.offers_to("bora")[0].streams)
    assert room.router.statistics("anna").sends[microphone].packets == 1
    assert room.router.statistics("bora").receives[microphone].packets == 1


def test_a_participant_comes_in_once(room: RoomWorld) -> None:
    room.come_in("anna")
    with pytest.raises(ValueError, match="anna"):
        room.come_in("anna")


def test_a_closed_room_leaves_nothing_behind(room: RoomWorld) -> None:
    anna, _ = in_call(room)
    speak(anna, 1)
    room.router.close()
    assert set(room.plane.table_sizes().values()) == {0}
    assert room.unit.is_empty
    room.loop.advance(1)
    assert room.loop.pending() == []
    room.router.close()


def test_an_hour_of_coming_and_going_leaves_nothing(room: RoomWorld) -> None:
    room.come_in("host")
    room.publish("host", number=1)
    for number in range(200):
        name = f"guest {number}"
        room.come_in(name)
        room.everyone_hears("host", name)
        room.publish(name, number=2)
        room.answer_latest(name)
        room.answer_latest("host")
        room.router.remove_participant(name)
        room.loop.run_soon()
        room.answer_latest("host")
    assert room.offers_to("host")[-1].sdp.count("\r\nm=") == 2
    sizes = room.plane.table_sizes()
    assert (sizes["transports"], sizes["streams"], sizes["subscriptions"]) == (2, 2, 0)
