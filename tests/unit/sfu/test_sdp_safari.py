"""Safari: H.264 comes first in its offers, and VP8 with Opus is what we take.

The fixtures are not recordings. They were written after what is public about Safari's offers: payload types,
order of codecs and header extensions of Safari 14 on iOS and of Safari 18. ICE, DTLS and SSRCs are made up.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.dataplane.interface import Extension, MediaKind
from sfu.ice_lite import IceCredentials
from sfu.sdp import Direction, PublishOffer, SdpError, Setup, build_publish_answer, parse_offer

WRITTEN = {
    path.stem: path.read_bytes().decode()
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "sdp").glob("safari-*.sdp"))
}
WITH_CAMERA = [name for name in WRITTEN if "camera-off" not in name]


def answered(offer: PublishOffer) -> list[list[str]]:
    """The lines of each m-line of our answer, everything accepted."""
    sdp = build_publish_answer(
        offer,
        ice=IceCredentials("ourfragment", "our+password+of+thirty/two/chars"),
        fingerprint=("sha-256", ":".join(["AB"] * 32)),
        candidates=[("192.0.2.7", 40000)],
        accept={media.mid for media in offer.media},
    )
    return [part.split("\r\n") for part in sdp.split("\r\nm=")[1:]]


def test_phones_and_computers_old_and_new_are_among_the_fixtures() -> None:
    assert {name.split("-")[1] for name in WRITTEN} == {"ios", "macos"}
    assert {name.split("-")[2] for name in WRITTEN} == {"14", "18"}


@pytest.mark.parametrize("name", WRITTEN)
def test_h264_comes_first_in_every_offer(name: str) -> None:
    first = next(line for line in WRITTEN[name].split("\r\n") if line.startswith("m=video")).split()[3]
    assert f"a=rtpmap:{first} H264/90000" in WRITTEN[name]


@pytest.mark.parametrize(
    ("name", "vp8", "rtx"),
    [("safari-ios-14", 100, 101), ("safari-ios-18", 106, 107), ("safari-macos-18", 106, 107)],
)
def test_opus_and_vp8_with_its_retransmission_are_chosen(name: str, vp8: int, rtx: int) -> None:
    offer = parse_offer(WRITTEN[name])
    audio, video = offer.media
    assert offer.setup is Setup.ACTPASS
    assert audio.codec is not None
    assert video.codec is not None
    assert (audio.codec.name, audio.codec.payload_type) == ("opus", 111)
    assert (video.codec.name, video.codec.payload_type, video.codec.rtx_payload_type) == ("VP8", vp8, rtx)
    assert {"nack", "nack pli", "ccm fir", "transport-cc"} <= video.codec.feedback
    assert None not in {audio.ssrc, video.ssrc, video.rtx_ssrc}


@pytest.mark.parametrize("name", WITH_CAMERA)
def test_the_answer_names_vp8_and_opus_and_no_other_codec(name: str) -> None:
    for lines in answered(parse_offer(WRITTEN[name])):
        codecs = {line.split(" ")[1].split("/")[0] for line in lines if line.startswith("a=rtpmap:")}
        assert codecs == ({"VP8", "rtx"} if lines[0].startswith("video") else {"opus"})
        assert "a=recvonly" in lines
        assert not any("profile-level-id" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("safari-ios-14", {Extension.MID: 4, Extension.RID: 5, Extension.VIDEO_ORIENTATION: 13}),
        ("safari-macos-18", {Extension.MID: 4, Extension.RID: 10, Extension.VIDEO_ORIENTATION: 13}),
    ],
)
def test_a_turned_phone_is_told_under_safaris_own_number(name: str, numbers: dict[Extension, int]) -> None:
    offer = parse_offer(WRITTEN[name])
    assert numbers.items() <= offer.media[1].extension_ids.items()
    assert "a=extmap:13 urn:3gpp:video-orientation" in answered(offer)[1]


def test_a_screen_beside_the_camera_is_one_more_stream_of_its_own() -> None:
    _, camera, screen = parse_offer(WRITTEN["safari-macos-18-screen"]).media
    assert screen.kind is MediaKind.VIDEO
    assert screen.direction is Direction.SENDONLY
    assert len({camera.ssrc, camera.rtx_ssrc, screen.ssrc, screen.rtx_ssrc}) == 4


def test_simulcast_has_its_layers_and_no_declared_streams() -> None:
    video = parse_offer(WRITTEN["safari-macos-18-simulcast"]).media[1]
    assert (video.rids, video.ssrc) == (("h", "m", "l"), None)


def test_a_camera_that_is_off_is_answered_inactive_and_keeps_its_place() -> None:
    audio, video = answered(parse_offer(WRITTEN["safari-ios-18-camera-off"]))
    assert "a=recvonly" in audio
    assert "a=inactive" in video
    assert video[0].startswith("video 9 ")


def test_without_vp8_the_voice_is_taken_and_the_picture_refused() -> None:
    offer = parse_offer(WRITTEN["safari-ios-18"].replace("VP8/90000", "VP8X/90000"))
    audio, video = answered(offer)
    assert offer.media[1].codec is None
    assert "a=recvonly" in audio
    assert video[0].startswith("video 0 ")


@given(st.sampled_from(sorted(WRITTEN)), st.data())
def test_an_offer_that_was_cut_or_mixed_is_read_or_is_one_error(name: str, data: st.DataObject) -> None:
    lines = WRITTEN[name].split("\r\n")
    begin = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(begin, len(lines)))
    try:
        parse_offer("\r\n".join(lines[:begin] + lines[end:]))
    except SdpError:
        return
