"""kill -9 at any moment: what was acknowledged is there after a restart."""

import subprocess
import sys
from pathlib import Path

import pytest

from rooms.store import SqlRoomStore
from storage.engine import open_storage
from tests.unit.rooms.append_until_killed import ROOM

CHECKOUT = Path(__file__).resolve().parents[3]


def acknowledged_before_kill(folder: Path, after: int) -> list[str]:
    """Start a writer, kill it when that many lines were acknowledged, and give all that were."""
    command = [sys.executable, "-m", "tests.unit.rooms.append_until_killed", str(folder)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline() for _ in range(after)]
        writer.kill()
        acknowledged += writer.stdout.readlines()
    return [line.rstrip("\n") for line in acknowledged if line.endswith("\n")]


@pytest.mark.parametrize("after", [1, 40])
async def test_every_acknowledged_line_is_there_after_a_kill_and_numbers_go_on(
    tmp_path: Path, after: int
) -> None:
    acknowledged = acknowledged_before_kill(tmp_path, after)
    acknowledged += acknowledged_before_kill(tmp_path, after)
    assert len(acknowledged) >= 2 * after

    storage = await open_storage(tmp_path)
    lines = await SqlRoomStore(storage).chat.latest(ROOM, limit=1_000_000)
    await storage.close()

    stored = [f"{line.number} {line.text}" for line in lines]
    assert set(acknowledged) <= set(stored)
    assert len(set(acknowledged)) == len(acknowledged)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
