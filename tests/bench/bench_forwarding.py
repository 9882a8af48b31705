"""How much of a core the reference data plane needs: ten participants, all to all, audio and video.

Run with `python -m tests.bench.bench_forwarding`. The load comes from this process, the data plane runs in
another, and only its CPU time counts.
"""

import asyncio
import gc
import multiprocessing
import random
import resource
import selectors
import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from sfu.aiortc_seam import PROFILES, SrtpSessions
from sfu.dataplane.interface import (
    Address,
    Extension,
    MediaKind,
    StreamId,
    StreamSpec,
    SubscriptionId,
    SubscriptionSpec,
    TransportId,
)
from sfu.dataplane.reference import ReferencePlane
from sfu.dataplane.reference_sockets import enlarge_buffers

PARTICIPANTS = 10
SECONDS = 8.0
AUDIO_PER_S, VIDEO_PER_S = 50, 100
AUDIO_BYTES, VIDEO_BYTES = 80, 1080
PACKETS_PER_FRAME = 4
IDS = {Extension.AUDIO_LEVEL: 1, Extension.TRANSPORT_SEQUENCE_NUMBER: 3}
GOAL_SHARE = 0.60
"""Of one core."""
IDLE_PAIRS = 500
SENT_BETWEEN_LOOKS = 8
KIB = 1024


class Deaf:
    """A listener that lets everything pass."""

    def on_control(self, datagram: bytes, source: Address) -> None:
        """Nobody sends any."""

    def on_unknown_stream(self, transport: TransportId, packet: bytes) -> None:
        """There is none."""

    def on_keyframe_wanted(self, stream: StreamId) -> None:
        """Each stream begins with one."""

    def on_keyframe(self, stream: StreamId) -> None:
        """As it should."""

    def on_bandwidth(self, transport: TransportId, bits_per_s: int) -> None:
        """Nobody estimates."""


def srtp_pair(seed: int) -> tuple[SrtpSessions, SrtpSessions]:
    """Both ends of a transport; the same in both processes."""
    profile = PROFILES[0]
    length = profile.key_length + profile.salt_length
    keys = random.Random(seed)
    one, other = keys.randbytes(length), keys.randbytes(length)
    return SrtpSessions(profile, one, other), SrtpSessions(profile, other, one)


# The process that is measured


def serve(pipe: Connection) -> None:
    """Run a data plane for the addresses that come through the pipe, and send back what it cost."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    plane = ReferencePlane(
        "127.0.0.1",
        0,
        Deaf(),
        loop=loop,
        clock=loop.time,
        randomness=random.Random(1),
    )
    pipe.send(plane.port)
    _connect(plane, pipe.recv())
    messages: asyncio.Queue[object] = asyncio.Queue()
    loop.add_reader(pipe.fileno(), lambda: messages.put_nowait(pipe.recv()))
    pipe.send(None)
    for _ in range(2):  # the load says when it begins and when it has ended
        await messages.get()
        pipe.send((_cpu_s(), plane.statistics()))
    loop.remove_reader(pipe.fileno())
    pipe.send(_idle_pair_bytes(plane))


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _connect(plane: ReferencePlane, addresses: list[Address]) -> None:
    for index, address in enumerate(addresses):
        transport = TransportId(index)
        plane.add_transport(transport)
        plane.set_address(transport, address)
        plane.set_keys(transport, srtp_pair(index)[1])
        for kind in MediaKind:
            plane.add_stream(_stream(index, kind), _stream_spec(index, kind))
    number = 0
    for sender in range(len(addresses)):
        for receiver in range(len(addresses)):
            for kind in MediaKind:
                number += 1
                if sender != receiver:
                    plane.add_subscription(
                        SubscriptionId(number), _subscription(number, sender, receiver, kind)
                    )


def _stream(index: int, kind: MediaKind) -> StreamId:
    return StreamId(2 * index + (kind is MediaKind.VIDEO))


def _stream_spec(index: int, kind: MediaKind) -> StreamSpec:
    is_video = kind is MediaKind.VIDEO
    ssrc = 1000 + 10 * index + is_video
    return StreamSpec(
        transport=TransportId(index),
        kind=kind,
        ssrc=ssrc,
        payload_type=96 if is_video else 111,
        clock_rate_hz=90_000 if is_video else 48_000,
        rtx_ssrc=ssrc + 5 if is_video else None,
        rtx_payload_type=97 if is_video else None,
        extension_ids=IDS,
    )


def _subscription(number: int, sender: int, receiver: int, kind: MediaKind) -> SubscriptionSpec:
    is_video = kind is MediaKind.VIDEO
    return SubscriptionSpec(
        transport=TransportId(receiver),
        stream=_stream(sender, kind),
        ssrc=100_000 + 2 * number,
        payload_type=96 if is_video else 111,
        first_sequence_number=1,
        rtx_ssrc=100_001 + 2 * number if is_video else None,
        rtx_payload_type=97 if is_video else None,
        first_rtx_sequence_number=1,
        cname="bench",
    )


def _idle_pair_bytes(plane: ReferencePlane) -> float:
    """What a participant's two transports cost in the data plane while nothing is sent, keys included."""
    gc.collect()
    before = _resident_bytes()
    for number in range(2 * IDLE_PAIRS):
        transport = TransportId(10_000 + number)
        plane.add_transport(transport)
        plane.set_address(transport, ("127.0.0.2", 1 + number))
        plane.set_keys(transport, srtp_pair(number)[0])
    return (_resident_bytes() - before) / IDLE_PAIRS


def _resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
        return int(statm.read().split()[1]) * resource.getpagesize()


# The load


@dataclass
class Load:
    """Everybody's sockets, and what was sent and has come back."""

    sockets: list[socket.socket]
    sent_at_s: dict[int, float] = field(default_factory=dict)
    delays_s: list[float] = field(default_factory=list)
    received: int = 0

    def receive(self, selector: selectors.BaseSelector, timeout_s: float) -> None:
        """Count what has come, and how long it took; timestamps pass unchanged and name each packet."""
        for key, _ in selector.select(timeout_s):
            udp: socket.socket = key.data
            try:
                while True:
                    datagram = udp.recv(2048)
                    if datagram[1] & 0x7F in range(64, 96):
                        continue
                    self.received += 1
                    sent_at_s = self.sent_at_s.get(int.from_bytes(datagram[4:8], "big"))
                    if sent_at_s is not None and self.received % 16 == 0:
                        self.delays_s.append(time.perf_counter() - sent_at_s)
            except BlockingIOError:
                pass


@dataclass(frozen=True, order=True)
class Planned:
    """A datagram and when it leaves."""

    at_s: float
    sender: int
    name: int
    datagram: bytes = field(compare=False)


def schedule() -> list[Planned]:
    """All packets of all senders, encrypted beforehand so that the load costs little."""
    return sorted(planned for index in range(PARTICIPANTS) for planned in _packets_of(index))


def _packets_of(index: int) -> Iterator[Planned]:
    srtp = srtp_pair(index)[0]
    counts = {MediaKind.AUDIO: AUDIO_PER_S, MediaKind.VIDEO: VIDEO_PER_S}
    transport_number = 0
    for kind, per_s in counts.items():
        burst = PACKETS_PER_FRAME if kind is MediaKind.VIDEO else 1
        for number in range(int(per_s * SECONDS)):
            at_s = (number // burst * burst + index / PARTICIPANTS) / per_s
            name = (number * PARTICIPANTS + index) * 2 + (kind is MediaKind.VIDEO)
            transport_number += 1
            packet = _packet(index, kind, number, name, transport_number)
            yield Planned(at_s, index, name, srtp.protect(packet))


def _packet(index: int, kind: MediaKind, number: int, name: int, transport_number: int) -> bytes:
    spec = _stream_spec(index, kind)
    header = bytes((0x90, spec.payload_type)) + number.to_bytes(2, "big") + name.to_bytes(4, "big")
    header += spec.ssrc.to_bytes(4, "big") + bytes.fromhex("bede0002")
    header += bytes((0x10, 0x9E, 0x31)) + (transport_number & 0xFFFF).to_bytes(2, "big") + bytes(3)
    if kind is MediaKind.AUDIO:
        return header + bytes(AUDIO_BYTES)
    return header + bytes((0x10, number != 0)) + bytes(VIDEO_BYTES)


def run(load: Load, planned: list[Planned], server: Address) -> None:
    """Send everything at its time, and receive meanwhile and for a second after."""
    selector = selectors.DefaultSelector()
    for udp in load.sockets:
        selector.register(udp, selectors.EVENT_READ, udp)
    start_s = time.perf_counter()
    position = 0
    while position < len(planned):
        due = planned[position]
        now_s = time.perf_counter()
        if start_s + due.at_s > now_s:
            load.receive(selector, start_s + due.at_s - now_s)
            continue
        load.sent_at_s[due.name] = now_s
        load.sockets[due.sender].sendto(due.datagram, server)
        position += 1
        if position % SENT_BETWEEN_LOOKS == 0:
            load.receive(selector, 0)
    end_s = time.perf_counter() + 1
    while time.perf_counter() < end_s:
        load.receive(selector, 0.1)


def _open(count: int) -> list[socket.socket]:
    sockets = []
    for _ in range(count):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        enlarge_buffers(udp)
        sockets.append(udp)
    return sockets


def main() -> int:
    """Print a table; 1 if the goal was missed."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    load = Load(_open(PARTICIPANTS))
    port = ours.recv()
    ours.send([udp.getsockname() for udp in load.sockets])
    ours.recv()
    planned = schedule()
    ours.send("begin")
    cpu_before_s, _ = ours.recv()
    began_s = time.perf_counter()
    run(load, planned, ("127.0.0.1", port))
    took_s = time.perf_counter() - began_s
    ours.send("end")
    cpu_after_s, plane = ours.recv()
    idle_bytes = ours.recv()
    server.join(5)
    expected = len(planned) * (PARTICIPANTS - 1)
    share = (cpu_after_s - cpu_before_s) / SECONDS
    delays_ms = [1000 * delay_s for delay_s in load.delays_s]
    rows = (
        ("packets in / out a second", f"{len(planned) / SECONDS:.0f} / {expected / SECONDS:.0f}"),
        ("share of a core", f"{share:.1%} (goal: {GOAL_SHARE:.0%})"),
        ("CPU time for a packet out", f"{1e6 * (cpu_after_s - cpu_before_s) / expected:.1f} µs"),
        ("lost", f"{(expected - load.received) / expected:.3%} of {expected} in {took_s:.1f} s"),
        ("refused or dropped", f"{plane.datagrams_dropped}"),
        ("forwarding takes, median", f"{statistics.median(delays_ms):.2f} ms"),
        ("forwarding takes, 99th percentile", f"{statistics.quantiles(delays_ms, n=100)[98]:.2f} ms"),
        ("idle pair of transports in the data plane", f"{idle_bytes / KIB:.1f} KiB"),
    )
    print(f"Reference data plane: {PARTICIPANTS} participants, all to all")
    for name, value in rows:
        print(f"  {name:<44} {value}")
    return 0 if share <= GOAL_SHARE and load.received == expected else 1


if __name__ == "__main__":
    raise SystemExit(main())
