"""Many wishes for a keyframe become few requests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu.forwarding.keyframes import KeyframeRequests

ASK, WAIT = True, False


@pytest.mark.parametrize(
    ("wishes_s", "answers"),
    [
        pytest.param([0.0], [ASK], id="the first at once"),
        pytest.param([0.0, 0.1, 0.2], [ASK, WAIT, WAIT], id="those shortly after wait"),
        pytest.param([0.0, 0.3], [ASK, ASK], id="after the interval at once again"),
    ],
)
def test_wishes_are_throttled(wishes_s: list[float], answers: list[bool]) -> None:
    requests = KeyframeRequests[str](min_interval_s=0.3)
    assert [requests.wanted("camera", at_s) for at_s in wishes_s] == answers


def test_streams_do_not_hold_up_one_another() -> None:
    requests = KeyframeRequests[str]()
    assert requests.wanted("camera", 0.0)
    assert requests.wanted("screen", 0.0)


def test_deferred_wishes_are_asked_for_once_when_it_is_time() -> None:
    requests = KeyframeRequests[str](min_interval_s=0.3)
    for at_s in (0.0, 0.1, 0.2):
        requests.wanted("camera", at_s)
    assert requests.due(0.25) == []
    assert requests.due(0.3) == ["camera"]
    assert requests.due(0.7) == []


def test_a_keyframe_that_came_serves_those_who_waited() -> None:
    requests = KeyframeRequests[str]()
    requests.wanted("camera", 0.0)
    requests.wanted("camera", 0.1)
    requests.arrived("camera")
    assert requests.due(1.0) == []


def test_after_a_keyframe_the_interval_still_counts() -> None:
    requests = KeyframeRequests[str](min_interval_s=0.3)
    requests.wanted("camera", 0.0)
    requests.arrived("camera")
    assert not requests.wanted("camera", 0.1)
    assert requests.due(0.3) == ["camera"]


def test_a_stream_that_ended_is_forgotten() -> None:
    requests = KeyframeRequests[str]()
    requests.wanted("camera", 0.0)
    requests.wanted("camera", 0.1)
    requests.forget("camera")
    requests.forget("never known")
    requests.arrived("camera")
    assert requests.due(1.0) == []
    assert requests.wanted("camera", 0.1)


@given(st.lists(st.tuples(st.sampled_from("wda"), st.integers(0, 400)), max_size=60))
def test_requests_never_come_closer_than_the_interval_and_no_wish_is_lost(
    steps: list[tuple[str, int]],
) -> None:
    requests = KeyframeRequests[str](min_interval_s=0.3)
    now_ms, asked_ms, open_wish = 0, [-1000], False
    for step, wait_ms in steps:
        now_ms += wait_ms
        if step == "a":
            requests.arrived("camera")
            open_wish = False
        elif requests.wanted("camera", now_ms / 1000) if step == "w" else requests.due(now_ms / 1000):
            assert now_ms - asked_ms[-1] >= 299
            asked_ms.append(now_ms)
            open_wish = False
        else:
            open_wish = open_wish or step == "w"
    assert bool(requests.due(now_ms / 1000 + 1)) is open_wish
