"""A connection is called poor only when it stays poor, and good again only when it stays good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.quality import BETTER_AFTER_LOOKS, WORSE_AFTER_LOOKS, Grade, Measure, Qualities, grade

FINE = Measure(lost_up=0.0, lost_down=0.0, round_trip_ms=40)
BAD = Measure(lost_up=0.2, lost_down=0.0, round_trip_ms=40)

shares = st.none() | st.floats(0, 1)
measures = st.builds(
    Measure,
    lost_up=shares,
    lost_down=shares,
    round_trip_ms=st.none() | st.floats(0, 5000),
    silent=st.booleans(),
)


def after(*looks: Measure) -> Grade:
    qualities = Qualities()
    for look in looks:
        qualities.update({"ann": look})
    return qualities.all()["ann"]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure(), Grade.GOOD),
        (FINE, Grade.GOOD),
        (Measure(lost_up=0.05), Grade.FAIR),
        (Measure(lost_down=0.05), Grade.FAIR),
        (Measure(round_trip_ms=500), Grade.FAIR),
        (Measure(lost_down=0.15), Grade.POOR),
        (Measure(round_trip_ms=1500), Grade.POOR),
        (Measure(silent=True), Grade.POOR),
    ],
)
def test_loss_delay_and_silence_make_the_grade(measure: Measure, expected: Grade) -> None:
    assert grade(measure) is expected


def test_one_bad_look_changes_nothing() -> None:
    assert after(FINE, BAD, FINE, BAD, FINE) is Grade.GOOD


def test_what_stays_bad_is_told_once() -> None:
    qualities = Qualities()
    told = [qualities.update({"ann": BAD}) for _ in range(WORSE_AFTER_LOOKS + 5)]
    assert [each for each in told if each] == [{"ann": Grade.POOR}]


def test_it_takes_longer_to_be_trusted_again() -> None:
    bad = [BAD] * WORSE_AFTER_LOOKS
    assert after(*bad, *[FINE] * (BETTER_AFTER_LOOKS - 1)) is Grade.POOR
    assert after(*bad, *[FINE] * BETTER_AFTER_LOOKS) is Grade.GOOD


def test_figures_around_a_limit_do_not_flicker() -> None:
    around = [Measure(lost_up=0.11), Measure(lost_up=0.09)] * 20
    qualities = Qualities()
    assert sum(1 for look in around if qualities.update({"ann": look})) <= 1


def test_who_left_is_forgotten() -> None:
    qualities = Qualities()
    for _ in range(WORSE_AFTER_LOOKS):
        qualities.update({"ann": BAD})
    qualities.update({})
    assert qualities.update({"ann": FINE}) == {}
    assert qualities.all() == {"ann": Grade.GOOD}


@given(st.lists(measures, max_size=40))
def test_a_change_is_told_exactly_when_the_grade_changes(looks: list[Measure]) -> None:
    qualities, before = Qualities(), Grade.GOOD
    for look in looks:
        changed = qualities.update({"ann": look})
        now = qualities.all()["ann"]
        assert changed == ({"ann": now} if now is not before else {})
        before = now
