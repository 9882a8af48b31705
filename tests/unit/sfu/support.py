"""A data plane on loopback whose time a test moves, and browsers that are no more than a socket and keys."""

import random
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

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
from sfu.rtp.demux import DatagramKind, classify
from sfu.rtp.packet import RtpHeader, parse_header
from sfu.rtp.rtcp import RtcpPacket, parse_compound, serialize

AUDIO_PT, VIDEO_PT, RTX_PT = 109, 120, 121
"""A publisher's numbers, which are not those that we use."""
OUT_AUDIO_PT, OUT_VIDEO_PT, OUT_RTX_PT = 111, 96, 97
EXTENSION_IDS = {
    Extension.AUDIO_LEVEL: 5,
    Extension.MID: 9,
    Extension.TRANSPORT_SEQUENCE_NUMBER: 7,
}
VP8_KEYFRAME, VP8_DELTA = bytes.fromhex("1000") + b"key", bytes.fromhex("1001") + b"delta"


@dataclass(eq=False)
class Pending:
    """A timer."""

    at_s: float
    callback: Callable[[], object]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class ManualLoop:
    """An event loop whose time passes when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.readers: dict[int, Callable[[], object]] = {}
        self.writers: dict[int, Callable[[], object]] = {}
        self.soon: list[Callable[[], object]] = []
        self.timers: list[Pending] = []

    def time(self) -> float:
        return self.now_s

    def call_soon(self, callback: Callable[[], object], /) -> object:
        self.soon.append(callback)
        return None

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Pending:
        timer = Pending(self.now_s + delay, callback)
        self.timers.append(timer)
        return timer

    def add_reader(self, fd: int, callback: Callable[[], object], /) -> None:
        self.readers[fd] = callback

    def remove_reader(self, fd: int, /) -> bool:
        return self.readers.pop(fd, None) is not None

    def add_writer(self, fd: int, callback: Callable[[], object], /) -> None:
        self.writers[fd] = callback

    def remove_writer(self, fd: int, /) -> bool:
        return self.writers.pop(fd, None) is not None

    def write(self) -> None:
        """Let everything that can be written be written once."""
        for fd in select.select([], list(self.writers), [], 0)[1]:
            self.writers[fd]()

    def run_soon(self) -> None:
        while self.soon:
            self.soon.pop(0)()

    def read(self) -> None:
        """Let everything that can be read be read."""
        while ready := select.select(list(self.readers), [], [], 0)[0]:
            for fd in ready:
                self.readers[fd]()

    def pending(self) -> list[Pending]:
        return [timer for timer in self.timers if not timer.cancelled]

    def advance(self, seconds: float) -> None:
        end_s = self.now_s + seconds
        while due := sorted((t for t in self.pending() if t.at_s <= end_s), key=lambda t: t.at_s):
            self.now_s = due[0].at_s
            self.timers.remove(due[0])
            due[0].callback()
        self.now_s = end_s


@dataclass
class Heard:
    """A listener that notes what the data plane asks."""

    control: list[tuple[bytes, Address]] = field(default_factory=list)
    unknown: list[tuple[TransportId, bytes]] = field(default_factory=list)
    keyframes_wanted: list[StreamId] = field(default_factory=list)
    keyframes: list[StreamId] = field(default_factory=list)
    bandwidth: list[tuple[TransportId, int]] = field(default_factory=list)
    announce: Callable[[bytes], None] | None = None

    def on_control(self, datagram: bytes, source: Address) -> None:
        self.control.append((datagram, source))

    def on_unknown_stream(self, transport: TransportId, packet: bytes) -> None:
        self.unknown.append((transport, packet))
        if self.announce is not None:
            self.announce(packet)

    def on_keyframe_wanted(self, stream: StreamId) -> None:
        self.keyframes_wanted.append(stream)

    def on_keyframe(self, stream: StreamId) -> None:
        self.keyframes.append(stream)

    def on_bandwidth(self, transport: TransportId, bits_per_s: int) -> None:
        self.bandwidth.append((transport, bits_per_s))


def srtp_pair(seed: int) -> tuple[SrtpSessions, SrtpSessions]:
    """Two ends of one transport."""
    profile = PROFILES[0]
    length = profile.key_length + profile.salt_length
    keys = random.Random(seed)
    one, other = keys.randbytes(length), keys.randbytes(length)
    return SrtpSessions(profile, one, other), SrtpSessions(profile, other, one)


@dataclass(frozen=True)
class Received:
    """An RTP packet that reached a browser."""

    header: RtpHeader
    packet: bytes

    @property
    def payload(self) -> bytes:
        return self.packet[self.header.payload_offset :]


class Medium(Protocol):
    """Where a browser's datagrams go."""

    @property
    def plane(self) -> ReferencePlane: ...

    @property
    def loop(self) -> ManualLoop: ...


class Browser:
    """One transport's far end: a socket and keys."""

    def __init__(self, world: "Medium", number: int) -> None:
        self.id = TransportId(number)
        self._world = world
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.srtp, self.servers_srtp = srtp_pair(number)

    @property
    def address(self) -> Address:
        host, port = self.socket.getsockname()
        return host, port

    def send(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, ("127.0.0.1", self._world.plane.port))
        self._world.loop.read()

    def send_rtp(self, packet: bytes) -> None:
        self.send(self.srtp.protect(packet))

    def send_rtcp(self, *packets: RtcpPacket) -> None:
        self.send(self.srtp.protect_rtcp(b"".join(serialize(packet) for packet in packets)))

    def datagrams(self) -> list[bytes]:
        found = []
        while select.select([self.socket], [], [], 0)[0]:
            found.append(self.socket.recv(2048))
        return found

    def lose(self) -> None:
        """What came until now never arrived."""
        self.datagrams()

    def received(self) -> tuple[list[Received], list[RtcpPacket]]:
        """What came since the last time, decrypted."""
        media: list[Received] = []
        feedback: list[RtcpPacket] = []
        for datagram in self.datagrams():
            if classify(datagram) is DatagramKind.RTCP:
                feedback += parse_compound(self.srtp.unprotect_rtcp(datagram))
            else:
                packet = self.srtp.unprotect(datagram)
                media.append(Received(parse_header(packet), packet))
        return media, feedback

    def media(self) -> list[Received]:
        return self.received()[0]

    def feedback(self) -> list[RtcpPacket]:
        return self.received()[1]


class World:
    """A plane with a listener and a clock."""

    def __init__(self, *, tcp: bool = False) -> None:
        self.loop = ManualLoop()
        self.heard = Heard()
        self.plane = ReferencePlane(
            "127.0.0.1",
            0,
            self.heard,
            loop=self.loop,
            clock=self.loop.time,
            randomness=random.Random(1),
            tcp=tcp,
        )
        self.browsers: list[Browser] = []

    def browser(self, *, connected: bool = True) -> Browser:
        browser = Browser(self, len(self.browsers) + 1)
        self.browsers.append(browser)
        self.plane.add_transport(browser.id)
        if connected:
            self.connect(browser)
        return browser

    def connect(self, browser: Browser) -> None:
        self.plane.set_address(browser.id, browser.address)
        self.plane.set_keys(browser.id, browser.servers_srtp)

    def audio(self, publisher: Browser, stream: int = 1, ssrc: int = 0xA0D10) -> StreamId:
        spec = StreamSpec(publisher.id, MediaKind.AUDIO, ssrc, AUDIO_PT, 48000, None, None, EXTENSION_IDS)
        self.plane.add_stream(StreamId(stream), spec)
        return StreamId(stream)

    def video(self, publisher: Browser, stream: int = 2, ssrc: int = 0x71DE0) -> StreamId:
        spec = StreamSpec(
            publisher.id, MediaKind.VIDEO, ssrc, VIDEO_PT, 90000, ssrc + 1, RTX_PT, EXTENSION_IDS
        )
        self.plane.add_stream(StreamId(stream), spec)
        return StreamId(stream)

    def subscribe(
        self, subscriber: Browser, stream: StreamId, number: int = 1, *, is_video: bool = False
    ) -> SubscriptionId:
        spec = SubscriptionSpec(
            transport=subscriber.id,
            stream=stream,
            ssrc=0x5000 + number,
            payload_type=OUT_VIDEO_PT if is_video else OUT_AUDIO_PT,
            first_sequence_number=100,
            rtx_ssrc=0x6000 + number if is_video else None,
            rtx_payload_type=OUT_RTX_PT if is_video else None,
            first_rtx_sequence_number=900,
            cname="anna",
        )
        self.plane.add_subscription(SubscriptionId(number), spec)
        return SubscriptionId(number)

    def close(self) -> None:
        self.plane.close()
        for browser in self.browsers:
            browser.socket.close()


def rtp(
    sequence_number: int,
    payload: bytes = b"opus",
    *,
    ssrc: int = 0xA0D10,
    payload_type: int = AUDIO_PT,
    timestamp: int | None = None,
    extensions: dict[Extension, bytes] | None = None,
    marker: bool = False,
) -> bytes:
    """An RTP packet as a publisher writes it."""
    block = b""
    for extension, value in (extensions or {}).items():
        block += bytes((EXTENSION_IDS[extension] << 4 | len(value) - 1,)) + value
    block += bytes(-len(block) % 4)
    packet = bytes((0x90 if block else 0x80, payload_type | marker << 7))
    packet += (sequence_number & 0xFFFF).to_bytes(2, "big")
    packet += (sequence_number * 960 if timestamp is None else timestamp).to_bytes(4, "big")
    packet += ssrc.to_bytes(4, "big")
    if block:
        packet += bytes.fromhex("bede") + (len(block) // 4).to_bytes(2, "big") + block
    return packet + payload


def vp8(sequence_number: int, payload: bytes = VP8_DELTA, *, transport_number: int | None = None) -> bytes:
    """A packet of the stream that `World.video` announces."""
    extensions = None
    if transport_number is not None:
        extensions = {Extension.TRANSPORT_SEQUENCE_NUMBER: transport_number.to_bytes(2, "big")}
    return rtp(sequence_number, payload, ssrc=0x71DE0, payload_type=VIDEO_PT, extensions=extensions)
