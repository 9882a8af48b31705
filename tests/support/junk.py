"""Datagrams that harm servers, and a storm of them from a process of its own.

`python -m tests.support.junk PORT COUNT SECONDS FILE` sends up to COUNT of them to 127.0.0.1:PORT, as fast as
they are taken, and prints how many it sent. FILE holds datagrams of a live call, one a line in
hexadecimal, to be copied, cut and imitated.
"""

import asyncio
import os
import socket
import struct
import sys
import time
from pathlib import Path
from random import Random

from sfu.ice_lite import username_of

STUN_COOKIE = 0x2112A442

_SENDERS = 16
_BURST = 64
_MOST_WAITING_BYTES = 256 * 1024
"""More in the server's queue would push real datagrams out of it: that is loss on the way, not harm."""

_CLOSE_NOTIFY = bytes.fromhex("15fefd00000000000000000002") + b"\x01\x00"
_FATAL_ALERT = bytes.fromhex("15fefd00000000000000010002") + b"\x02\x28"


def stun_request(random: Random, *, username: bytes = b"nobody:nobody") -> bytes:
    """A binding request (RFC 8489, 5) with a message integrity that nobody could have made."""
    padded = username + bytes(-len(username) % 4)
    attributes = struct.pack("!HH", 0x0006, len(username)) + padded
    attributes += struct.pack("!HH", 0x0008, 20) + random.randbytes(20)
    return struct.pack("!HHI", 0x0001, len(attributes), STUN_COOKIE) + random.randbytes(12) + attributes


def junk(random: Random) -> bytes:
    """One datagram of any kind that harms servers."""
    whole = stun_request(random)
    kinds = (
        random.randbytes(random.randrange(1, 1400)),
        b"",
        whole,
        whole[: random.randrange(1, len(whole))],
        b"\x16\xfe\xfd" + random.randbytes(random.randrange(10, 200)),  # a DTLS record (RFC 6347, 4.1)
        _CLOSE_NOTIFY,
        _FATAL_ALERT,
        b"\x80\x6f" + random.randbytes(random.randrange(0, 400)),  # RTP (RFC 3550, 5.1)
        b"\xbf\x6f" + random.randbytes(20),  # with a list of contributors longer than the packet
        b"\x81\xc9" + random.randbytes(random.randrange(0, 60)),  # RTCP
    )
    return random.choice(kinds)


def imitation(random: Random, overheard: list[bytes]) -> bytes:
    """A copy of something overheard, part of it, or something in its likeness."""
    original = random.choice(overheard)
    ufrag = username_of(original)
    if ufrag is not None and random.random() < 0.5:
        return stun_request(random, username=f"{ufrag}:them".encode())
    changed = bytearray(original)
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return random.choice((original, original[: random.randrange(len(original))], bytes(changed)))


async def storm(port: int, overheard: list[bytes], folder: Path, *, count: int, seconds: int) -> int:
    """Let it storm; how many datagrams were sent."""
    file = folder / "overheard"
    file.write_text("\n".join(datagram.hex() for datagram in overheard if datagram))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.junk", str(port), str(count), str(seconds), str(file)),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return int(output)


def _waiting_bytes(port: int) -> int:
    """What waits in the queue of the IPv4 socket with this port, as the kernel tells."""
    local = f":{port:04X} "
    for line in Path("/proc/net/udp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(local.strip()):
            return int(fields[4].partition(":")[2], 16)
    return 0


def _main(port: int, count: int, seconds: float, file: Path) -> int:
    random = Random(5)
    overheard = [bytes.fromhex(line) for line in file.read_text().splitlines()]
    senders = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(_SENDERS)]
    ready = [junk(random) for _ in range(4000)] + [imitation(random, overheard) for _ in range(4000)]
    ends_at_s, sent = time.monotonic() + seconds, 0
    while sent < count and time.monotonic() < ends_at_s:
        for datagram in random.choices(ready, k=_BURST):
            senders[sent % _SENDERS].sendto(datagram, ("127.0.0.1", port))
            sent += 1
        while _waiting_bytes(port) > _MOST_WAITING_BYTES and time.monotonic() < ends_at_s:
            os.sched_yield()
            time.sleep(0.001)
    return sent


if __name__ == "__main__":
    print(_main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])))
