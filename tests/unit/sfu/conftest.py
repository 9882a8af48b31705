"""Fixtures of the media side's tests."""

from collections.abc import Iterator

import pytest

from tests.unit.sfu.support import World


@pytest.fixture
def world() -> Iterator[World]:
    """A data plane on loopback."""
    world = World()
    yield world
    world.close()
