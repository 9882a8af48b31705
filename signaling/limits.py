"""How often somebody may do something: token buckets on a clock that is handed in."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Holds up to `burst` tokens and gains `per_s` a second; each act takes one."""

    per_s: float
    burst: float
    tokens: float
    at_s: float

    @classmethod
    def full(cls, per_s: float, burst: float, now_s: float) -> "Bucket":
        """A bucket that nobody has used yet."""
        return cls(per_s=per_s, burst=burst, tokens=burst, at_s=now_s)

    def take(self, now_s: float) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        self.tokens = min(self.burst, self.tokens + (now_s - self.at_s) * self.per_s)
        self.at_s = now_s
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_s

    def is_empty(self, now_s: float) -> bool:
        """Whether an act would be refused now."""
        return min(self.burst, self.tokens + (now_s - self.at_s) * self.per_s) < 1


class AddressLimit:
    """One bucket an address; remembers a bounded number of addresses, the least recent is forgotten."""

    def __init__(self, per_minute: int, *, most_addresses: int = 10_000) -> None:
        self._per_minute = per_minute
        self._most_addresses = most_addresses
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now_s: float) -> float:
        """Count an act of this address; 0 if it may, else the seconds to wait."""
        return self._bucket(address, now_s).take(now_s)

    def is_exhausted(self, address: str, now_s: float) -> bool:
        """Whether this address has used up its acts, without counting one."""
        bucket = self._buckets.get(address)
        return bucket is not None and bucket.is_empty(now_s)

    def _bucket(self, address: str, now_s: float) -> Bucket:
        bucket = self._buckets.get(address)
        if bucket is None:
            bucket = Bucket.full(self._per_minute / 60, self._per_minute, now_s)
            self._buckets[address] = bucket
            if len(self._buckets) > self._most_addresses:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(address)
        return bucket
