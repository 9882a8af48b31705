"""Sixteen-bit sequence numbers: sums and distances on a circle, and their unwrapping."""


def add(a: int, b: int) -> int:
    """`a` moved by `b`, which may be negative."""
    return (a + b) & 0xFFFF


def distance(a: int, b: int) -> int:
    """How far `a` is ahead of `b`, by the shorter way: -32768 to 32767."""
    return ((a - b + 0x8000) & 0xFFFF) - 0x8000


def is_newer(a: int, b: int) -> bool:
    """Whether `a` comes after `b`. Exactly half the circle away is not newer."""
    return 0 < (a - b) & 0xFFFF < 0x8000


class Unwrapper:
    """Turns sequence numbers into ones that never wrap.

    The first keeps its value; each later one is read as the nearest to the highest so far, so what comes
    from before the first may be negative.
    """

    __slots__ = ("_highest",)

    def __init__(self) -> None:
        self._highest: int | None = None

    def unwrap(self, sequence_number: int) -> int:
        """The extended number, equal to `sequence_number` modulo 65536."""
        if self._highest is None:
            self._highest = sequence_number
            return sequence_number
        extended = self._highest + distance(sequence_number, self._highest & 0xFFFF)
        self._highest = max(self._highest, extended)
        return extended
