"""TCP connections of the data plane: addresses like any other, and no way to hold up or fill up anything."""

import select
import socket
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from sfu.dataplane import reference_tcp, reference_tcp_outbox
from sfu.dataplane.interface import Address, TcpAddress
from sfu.dataplane.reference_sockets import open_ports
from sfu.dataplane.reference_tcp_outbox import MEDIA_KEEPS_S, MOST_WAITING_BYTES, Outbox
from sfu.rtp.framing import Deframer, frame
from tests.unit.sfu.support import Received, World, rtp

STUN = bytes(20)
MEDIA = b"\x80" + bytes(1000)


@pytest.fixture
def tcp_world() -> Iterator[World]:
    world = World(tcp=True)
    yield world
    world.close()


class Caller:
    """A peer that connected by TCP."""

    def __init__(self, world: World, *, receive_buffer_bytes: int | None = None) -> None:
        self.world = world
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        self.socket.connect(("127.0.0.1", world.plane.port))
        self.socket.setblocking(False)
        self.deframer = Deframer()
        world.loop.read()

    def send(self, raw: bytes) -> None:
        self.socket.send(raw)
        self.world.loop.read()

    def datagrams(self) -> list[bytes]:
        found: list[bytes] = []
        while select.select([self.socket], [], [], 0)[0]:
            chunk = self.socket.recv(65536)
            if not chunk:
                break
            found += self.deframer.feed(chunk)
        return found

    @property
    def closed(self) -> bool:
        """Whether the plane has hung up."""
        if not select.select([self.socket], [], [], 0)[0]:
            return False
        try:
            return self.socket.recv(65536) == b""
        except ConnectionResetError:
            return True

    def check(self) -> TcpAddress:
        """Send a check and have it answered."""
        self.send(frame(STUN))
        source = self.world.heard.control[-1][1]
        assert isinstance(source, TcpAddress)
        self.world.plane.send(STUN, source)
        assert self.datagrams() == [STUN]
        return source


@pytest.fixture
def caller(tcp_world: World) -> Iterator[Caller]:
    made = Caller(tcp_world)
    yield made
    made.socket.close()


def connections(world: World) -> int:
    return world.plane.table_sizes()["connections"]


def test_tcp_has_the_number_of_the_udp_port(tcp_world: World, caller: Caller) -> None:
    assert tcp_world.plane.takes_tcp
    caller.send(frame(STUN))
    ((datagram, source),) = tcp_world.heard.control
    assert (datagram, source[:2]) == (STUN, caller.socket.getsockname())


def test_media_passes_between_tcp_and_udp(tcp_world: World, caller: Caller) -> None:
    ann, ben = tcp_world.browser(), tcp_world.browser(connected=False)
    tcp_world.plane.set_address(ben.id, caller.check())
    tcp_world.plane.set_keys(ben.id, ben.servers_srtp)
    back = tcp_world.audio(ben, stream=2, ssrc=0xBE)
    tcp_world.subscribe(ben, tcp_world.audio(ann), 1)
    tcp_world.subscribe(ann, back, 2)
    ann.send_rtp(rtp(1, b"from udp"))
    caller.send(frame(ben.srtp.protect(rtp(1, b"from tcp", ssrc=0xBE))))
    (packet,) = [ben.srtp.unprotect(each) for each in caller.datagrams()]
    assert packet.endswith(b"from udp")
    received: list[Received] = ann.media()
    assert [each.payload for each in received] == [b"from tcp"]


def test_a_later_connection_from_the_same_port_is_another_address() -> None:
    assert TcpAddress("192.0.2.1", 9, 1) != TcpAddress("192.0.2.1", 9, 2)
    plain: Address = ("192.0.2.1", 9)
    assert plain != TcpAddress("192.0.2.1", 9, 1)


def test_sending_to_a_closed_connection_is_a_counted_drop(tcp_world: World, caller: Caller) -> None:
    source = caller.check()
    caller.socket.close()
    tcp_world.loop.read()
    before = tcp_world.plane.statistics().datagrams_dropped
    tcp_world.plane.send(STUN, source)
    assert tcp_world.plane.statistics().datagrams_dropped == before + 1
    assert connections(tcp_world) == 0


# Those who mean ill


@pytest.mark.parametrize("raw", [b"GET / HTTP/1.1\r\n", b"\x16\x03\x01\x02\x00", b"\0\0", b"\xff" * 100])
def test_what_is_no_frame_is_hung_up_on_at_once(tcp_world: World, caller: Caller, raw: bytes) -> None:
    caller.send(raw)
    assert caller.closed
    assert connections(tcp_world) == 0


def test_silence_is_hung_up_on_after_ten_seconds(tcp_world: World, caller: Caller) -> None:
    tcp_world.loop.advance(9)
    assert not caller.closed
    tcp_world.loop.advance(2)
    assert caller.closed
    assert tcp_world.loop.pending() == []


def test_one_byte_a_second_does_not_keep_a_connection(tcp_world: World, caller: Caller) -> None:
    for byte in frame(bytes(1000))[:9]:
        caller.send(bytes((byte,)))
        tcp_world.loop.advance(1)
    assert not caller.closed
    tcp_world.loop.advance(2)
    assert caller.closed


def test_checks_that_nobody_answers_do_not_keep_a_connection(tcp_world: World, caller: Caller) -> None:
    for _ in range(10):
        caller.send(frame(STUN))
        tcp_world.loop.advance(1)
    tcp_world.loop.advance(1)
    assert caller.closed


def test_who_is_answered_stays_for_another_minute_each_time(tcp_world: World, caller: Caller) -> None:
    for _ in range(4):
        caller.check()
        tcp_world.loop.advance(50)
        assert not caller.closed
    tcp_world.loop.advance(11)
    assert caller.closed


def test_who_never_reads_costs_a_bounded_buffer_and_is_hung_up_on(tcp_world: World) -> None:
    caller = Caller(tcp_world, receive_buffer_bytes=4096)
    source = caller.check()
    before = tcp_world.plane.statistics().datagrams_dropped
    for _ in range(2000):
        tcp_world.plane.send(MEDIA, source)
    assert tcp_world.plane.statistics().datagrams_dropped - before > 1000
    for _ in range(12):
        assert connections(tcp_world) == 1
        tcp_world.loop.advance(1)
        if not connections(tcp_world):
            break
    assert connections(tcp_world) == 0
    assert tcp_world.loop.writers == {}
    caller.socket.close()


def test_a_full_connection_delays_nobody_else(tcp_world: World) -> None:
    deaf = Caller(tcp_world, receive_buffer_bytes=4096)
    deaf_address = deaf.check()
    other = Caller(tcp_world)
    other_address = other.check()
    for _ in range(2000):
        tcp_world.plane.send(MEDIA, deaf_address)
    tcp_world.plane.send(STUN, other_address)
    assert other.datagrams() == [STUN]
    deaf.socket.close()
    other.socket.close()


def test_what_waited_goes_out_when_the_peer_reads_again(tcp_world: World) -> None:
    caller = Caller(tcp_world, receive_buffer_bytes=4096)
    source = caller.check()
    for _ in range(400):
        tcp_world.plane.send(bytes((22,)) + bytes(1000), source)  # DTLS does not grow old
    found: list[bytes] = []
    while tcp_world.loop.writers:
        select.select([caller.socket], [], [], 1)
        found += caller.datagrams()
        tcp_world.loop.write()
    found += caller.datagrams()
    assert len(found) > 250
    assert {len(each) for each in found} == {1001}
    caller.socket.close()


def test_when_all_places_are_taken_the_oldest_stranger_gives_way(tcp_world: World) -> None:
    with patch.object(reference_tcp, "MOST_CONNECTIONS", 3):
        friend = Caller(tcp_world)
        friend.check()
        strangers = [Caller(tcp_world) for _ in range(2)]
        newcomer = Caller(tcp_world)
        assert [strangers[0].closed, strangers[1].closed, friend.closed] == [True, False, False]
        newcomer.check()
    for each in (friend, newcomer, *strangers):
        each.socket.close()


def test_where_everybody_was_answered_a_newcomer_is_turned_away(tcp_world: World) -> None:
    with patch.object(reference_tcp, "MOST_CONNECTIONS_PER_HOST", 2):
        friends = [Caller(tcp_world) for _ in range(2)]
        for friend in friends:
            friend.check()
        newcomer = Caller(tcp_world)
        assert newcomer.closed
        assert not any(friend.closed for friend in friends)
    for each in (newcomer, *friends):
        each.socket.close()


def test_a_system_without_sockets_is_asked_again_later_and_not_at_once(tcp_world: World) -> None:
    listener = next(iter(tcp_world.plane._tcp._listeners))
    readers = len(tcp_world.loop.readers)
    with patch.object(socket.socket, "accept", side_effect=OSError(24, "Too many open files")):
        tcp_world.loop.readers[listener.fileno()]()
    assert len(tcp_world.loop.readers) == readers - 1
    tcp_world.loop.advance(1)
    assert len(tcp_world.loop.readers) == readers


def test_closing_the_plane_leaves_nothing(caller: Caller, tcp_world: World) -> None:
    tcp_world.plane.close()
    assert caller.closed
    assert (tcp_world.loop.readers, tcp_world.loop.writers, tcp_world.loop.pending()) == ({}, {}, [])


# What waits


class Kernel:
    """A socket that takes so many bytes."""

    def __init__(self, room_bytes: int) -> None:
        self.room_bytes = room_bytes
        self.taken = b""

    def send(self, some: bytes) -> int:
        if not self.room_bytes:
            raise BlockingIOError
        part = some[: self.room_bytes]
        self.room_bytes -= len(part)
        self.taken += part
        return len(part)


def test_media_that_waited_too_long_is_left_out_but_a_begun_frame_is_ended() -> None:
    outbox, kernel = Outbox(), Kernel(4)
    for framed in (b"begun media", b"old media", b"control"):
        outbox.put(framed, 0.0, is_media=framed.endswith(b"media"))
    outbox.flush(kernel.send, 0.0)
    kernel.room_bytes = 1000
    assert outbox.flush(kernel.send, MEDIA_KEEPS_S + 0.1) == 1
    assert kernel.taken == b"begun mediacontrol"
    assert (outbox.waiting_bytes, bool(outbox)) == (0, False)


def test_media_leaves_room_for_answers_to_checks() -> None:
    outbox = Outbox()
    with pytest.raises(BlockingIOError):
        for _ in range(MOST_WAITING_BYTES):
            outbox.put(bytes(1000), 0.0, is_media=True)
    outbox.put(bytes(1000), 0.0, is_media=False)
    assert outbox.waiting_bytes <= MOST_WAITING_BYTES - reference_tcp_outbox.KEPT_FOR_CONTROL_BYTES + 1000


# Opening


def test_where_somebody_else_has_the_tcp_port_udp_works_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        udps, listeners = open_ports("127.0.0.1", other.getsockname()[1], tcp=True)
        assert (len(udps), listeners) == (1, [])
        udps[0].close()


def test_a_plane_without_tcp_accepts_none() -> None:
    udps, listeners = open_ports("127.0.0.1", 0, tcp=False)
    assert listeners == []
    for udp in udps:
        udp.close()
