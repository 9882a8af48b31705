"""Everyone learns what arrives of theirs, and how everybody's connection is."""

from rooms.participant import Participant
from rooms.publication import Publication, Source
from rooms.roles import Role
from sfu.dataplane.interface import StreamStatistics, SubscriptionStatistics
from sfu.router import ParticipantStatistics
from signaling.protocol.media import Arrivals
from signaling.protocol.people import Qualities, Quality
from signaling.quality_watch import WHOLE_EVERY_LOOKS, Audience, QualityWatch


def person(name: str, *publications: Publication) -> Participant:
    return Participant(
        id=name, name=name, role=Role.SPEAKER, avatar="fox", language="en", publications=publications
    )


def microphone(muted: bool = False) -> Publication:
    return Publication(id="voice", source=Source.MICROPHONE, muted=muted)


def arrived(packets: int, lost: int = 0) -> StreamStatistics:
    return StreamStatistics(packets, packets * 100, lost, 0, 0.0, -40, None)


def sent(
    packets: int, fraction_lost: float = 0.0, round_trip_ms: float | None = 30
) -> SubscriptionStatistics:
    return SubscriptionStatistics(packets, packets * 100, 0, fraction_lost, round_trip_ms)


class Bench:
    """A room whose figures are set by hand."""

    def __init__(self, *people: Participant) -> None:
        self.people = list(people)
        self.sends: dict[str, dict[str, StreamStatistics]] = {}
        self.receives: dict[str, dict[str, SubscriptionStatistics]] = {}
        self.loudest_dbov: int | None = None
        self.qualities: list[Qualities] = []
        self.arrivals: list[tuple[str, Arrivals]] = []
        told = Audience(
            lambda: self.people,
            self.qualities.append,
            lambda to, message: self.arrivals.append((to, message)),
        )
        self.watch = QualityWatch(self, told)

    def statistics(self, participant: str) -> ParticipantStatistics:
        return ParticipantStatistics(
            publish_ready=True,
            subscribe_ready=True,
            bandwidth_bps=None,
            sends=self.sends.get(participant, {}),
            receives=self.receives.get(participant, {}),
        )

    def take_loudest_dbov(self, publication: str) -> int | None:
        return self.loudest_dbov

    def told(self) -> list[dict[str, Quality]]:
        return [{each.participant: each.quality for each in message.changed} for message in self.qualities]


def test_who_publishes_learns_what_arrives_and_how_loud() -> None:
    bench = Bench(person("ann", microphone()), person("ben"))
    bench.sends["ann"] = {"voice": arrived(100)}
    bench.watch.look()
    bench.sends["ann"] = {"voice": arrived(200)}
    bench.loudest_dbov = -30
    bench.watch.look()
    assert {to for to, _ in bench.arrivals} == {"ann"}
    (arriving,) = bench.arrivals[-1][1].arriving
    assert (arriving.publication, arriving.packets_per_s, arriving.level) == ("voice", 50, 97)


def test_a_stream_that_never_came_counts_as_nothing() -> None:
    bench = Bench(person("ann", microphone()))
    for _ in range(3):
        bench.watch.look()
    assert [each.arriving[0].packets_per_s for _, each in bench.arrivals] == [0, 0, 0]
    assert bench.told() == [{"ann": Quality.POOR}]


def test_silence_of_the_muted_is_no_fault_of_the_connection() -> None:
    bench = Bench(person("ann", microphone(muted=True)))
    for _ in range(5):
        bench.watch.look()
    assert bench.told() == []


def test_loss_towards_somebody_makes_their_connection_poor_and_not_the_others() -> None:
    bench = Bench(person("ann"), person("ben"))
    for turn in range(1, 5):
        bench.receives = {"ann": {"voice": sent(turn * 100, 0.2)}, "ben": {"voice": sent(turn * 100)}}
        bench.watch.look()
    assert bench.told() == [{"ann": Quality.POOR}]


def test_a_share_of_a_few_packets_says_nothing() -> None:
    bench = Bench(person("ann"))
    for turn in range(1, 5):
        bench.receives = {"ann": {"voice": sent(turn * 5, 0.5)}}
        bench.watch.look()
    assert bench.told() == []


def test_loss_from_somebody_counts_what_came_only_when_asked_for() -> None:
    bench = Bench(person("ann", microphone()))
    for turn in range(1, 5):
        bench.sends["ann"] = {"voice": arrived(turn * 100, lost=turn * 5)}
        bench.watch.look()
    assert bench.told() == [{"ann": Quality.FAIR}]


def test_everything_is_told_again_now_and_then_and_to_who_comes() -> None:
    bench = Bench(person("ann"))
    for _ in range(WHOLE_EVERY_LOOKS + 1):
        bench.watch.look()
    assert bench.told() == [{"ann": Quality.GOOD}]
    bench.watch.tell_all_soon()
    bench.watch.look()
    assert len(bench.told()) == 2
