"""Datagrams in a stream of bytes: each behind its length in two bytes (RFC 4571, 2; RFC 6544, 10.1)."""

LONGEST_FRAME_BYTES = 2048
"""What is longer is no packet of a browser's."""
SHORTEST_FRAME_BYTES = 8
"""The shortest RTCP packet; nothing that we understand is shorter."""

_LENGTH_BYTES = 2


class MalformedFrame(ValueError):
    """A length that no datagram of ours has: where the next frame begins can never be known again."""


def frame(datagram: bytes) -> bytes:
    """One datagram as it goes into the stream."""
    return len(datagram).to_bytes(_LENGTH_BYTES, "big") + datagram


class Deframer:
    """Cuts what arrives into datagrams, however it was torn on its way; holds less than one frame."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take some bytes; the datagrams that are complete now. Raises MalformedFrame."""
        stream = self._rest + chunk
        found: list[bytes] = []
        position = 0
        while len(stream) - position >= _LENGTH_BYTES:
            length_bytes = stream[position] << 8 | stream[position + 1]
            if not SHORTEST_FRAME_BYTES <= length_bytes <= LONGEST_FRAME_BYTES:
                raise MalformedFrame(f"a frame of {length_bytes} bytes")
            end = position + _LENGTH_BYTES + length_bytes
            if end > len(stream):
                break
            found.append(stream[position + _LENGTH_BYTES : end])
            position = end
        self._rest = stream[position:]
        return found
