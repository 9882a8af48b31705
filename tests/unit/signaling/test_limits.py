"""Token buckets on a clock that is handed in."""

from signaling.limits import AddressLimit, Bucket


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    bucket = Bucket.full(per_s=2, burst=3, now_s=0)
    assert [bucket.take(0) for _ in range(3)] == [0, 0, 0]
    assert bucket.take(0) == 0.5
    assert bucket.take(0.5) == 0


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = Bucket.full(per_s=10, burst=2, now_s=0)
    assert [bucket.take(1000) for _ in range(2)] == [0, 0]
    assert bucket.take(1000) > 0


def test_addresses_do_not_share_a_bucket() -> None:
    limit = AddressLimit(per_minute=1)
    assert limit.take("a", 0) == 0
    assert limit.take("a", 0) > 0
    assert limit.take("b", 0) == 0
    assert limit.is_exhausted("a", 0)
    assert not limit.is_exhausted("c", 0)


def test_a_bounded_number_of_addresses_is_remembered() -> None:
    limit = AddressLimit(per_minute=1, most_addresses=2)
    for address in "abc":
        limit.take(address, 0)
    assert not limit.is_exhausted("a", 0)
    assert limit.is_exhausted("c", 0)
