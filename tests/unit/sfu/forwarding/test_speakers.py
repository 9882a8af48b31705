"""Who speaks is shown steadily: words begin quickly, pauses end nothing, noises are no speech."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.forwarding.speakers import MAX_SPEAKERS, ActiveSpeakers, SpeakerLevel

TICK_S = 0.1

VOICE, MURMUR, PAUSE, QUIET = -25, -57, -70, -127


def follow(speakers: ActiveSpeakers, levels: Iterable[Mapping[str, int]]) -> list[set[str] | None]:
    """Who speaks after each tick, None where nothing new was told."""
    answers: list[set[str] | None] = []
    for tick, heard in enumerate(levels):
        told = speakers.update(heard, tick * TICK_S)
        answers.append(None if told is None else {speaker.participant for speaker in told})
    return answers


def speaking_after(levels: Iterable[int]) -> bool:
    """Whether one who was heard so speaks at the end."""
    speaking = False
    for answer in follow(ActiveSpeakers(), ({"mina": level} for level in levels)):
        speaking = speaking if answer is None else "mina" in answer
    return speaking


@pytest.mark.parametrize(
    ("levels", "speaking"),
    [
        pytest.param([], False, id="nobody heard"),
        pytest.param([QUIET] * 20, False, id="silence"),
        pytest.param([MURMUR] * 50, False, id="a fan in the room"),
        pytest.param([QUIET] * 5 + [VOICE], False, id="one click"),
        pytest.param([QUIET, VOICE, QUIET, QUIET, QUIET] * 6, False, id="typing"),
        pytest.param([QUIET] * 5 + [VOICE] * 4, True, id="a voice for 400 ms"),
        pytest.param([VOICE] * 10 + [PAUSE] * 6, True, id="a pause between words"),
        pytest.param([VOICE] * 10 + [PAUSE] * 25, False, id="the end of speech"),
        pytest.param([VOICE] * 10 + [MURMUR] * 25, True, id="a voice that becomes quiet"),
        pytest.param([VOICE, VOICE, VOICE, PAUSE] * 10, True, id="words and pauses"),
        pytest.param([5] * 10, True, id="a level that no RFC allows"),
    ],
)
def test_speech_begins_and_ends_with_hysteresis(levels: list[int], speaking: bool) -> None:
    assert speaking_after(levels) is speaking


def test_nothing_is_told_while_nothing_changes() -> None:
    answers = follow(ActiveSpeakers(), [{"mina": VOICE}] * 60)
    assert answers[-40:] == [None] * 40


def test_the_beginning_and_the_end_are_told_once() -> None:
    speakers = ActiveSpeakers()
    answers = follow(speakers, [{"mina": VOICE}] * 20 + [{"mina": QUIET}] * 40)
    assert [answer for answer in answers if answer is not None][-1] == set()
    assert answers.count(set()) == 1


def test_the_loudest_comes_first() -> None:
    speakers = ActiveSpeakers()
    told = [speakers.update({"mina": -40, "jun": -20}, tick * TICK_S) for tick in range(30)]
    last = [answer for answer in told if answer][-1]
    assert [speaker.participant for speaker in last] == ["jun", "mina"]
    assert last[0].level > last[1].level


def test_levels_count_upwards_from_silence() -> None:
    speakers = ActiveSpeakers()
    told = [speakers.update({"mina": -27}, tick * TICK_S) for tick in range(50)]
    last = [answer for answer in told if answer][-1]
    assert last == (SpeakerLevel("mina", last[0].level),)
    assert abs(last[0].level - 100) <= 6


def test_who_is_muted_or_gone_is_silent_at_once() -> None:
    speakers = ActiveSpeakers()
    follow(speakers, [{"mina": VOICE, "jun": VOICE}] * 20)
    told = speakers.update({"jun": VOICE}, 2.0)
    assert told is not None
    assert [speaker.participant for speaker in told] == ["jun"]


def test_only_the_loudest_of_a_crowd_are_told() -> None:
    speakers = ActiveSpeakers()
    crowd = {f"guest {index}": -20 - index % 5 for index in range(40)}
    told = [speakers.update(crowd, tick * TICK_S) for tick in range(30)]
    assert max(len(answer) for answer in told if answer) == MAX_SPEAKERS


def test_how_often_levels_come_matters_little() -> None:
    speakers = ActiveSpeakers()
    told = [speakers.update({"mina": VOICE}, tick * 0.3) for tick in range(3)]
    assert any(told)


HEARD = st.dictionaries(st.sampled_from(["mina", "jun", "ara"]), st.integers(-200, 50))


@given(st.lists(st.tuples(HEARD, st.floats(0, 3)), max_size=40))
def test_whatever_is_heard_levels_stay_in_bounds_and_only_the_heard_speak(
    ticks: list[tuple[dict[str, int], float]],
) -> None:
    speakers, now_s = ActiveSpeakers(), 0.0
    for heard, wait_s in ticks:
        now_s += wait_s
        told = speakers.update(heard, now_s)
        if told is not None:
            assert {speaker.participant for speaker in told} <= heard.keys()
            assert all(0 <= speaker.level <= 127 for speaker in told)
            assert [speaker.level for speaker in told] == sorted((s.level for s in told), reverse=True)
