"""Ten participants with audio and video, all to all: bench_forwarding in its own process, and its figures."""

import asyncio
import re
import sys
from pathlib import Path

from tests.bench.bench_forwarding import GOAL_SHARE
from tests.bench.figure import Figure, at_most
from tests.support.server import ROOT

WITHIN_S = 120


async def measure(_: Path) -> list[Figure]:
    """Share of a core, and what was lost."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.bench_forwarding"), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(WITHIN_S):
        printed = (await process.communicate())[0].decode()
    share, lost = _percentage("share of a core", printed), _percentage("lost", printed)
    name = "ten people, audio and video all to all"
    return [
        at_most(f"{name}: share of a core", share, GOAL_SHARE * 100, "%"),
        at_most(f"{name}: lost", lost, 0, "%"),
    ]


def _percentage(row: str, printed: str) -> float:
    found = re.search(rf"^\s*{row}\s+([\d.]+)%", printed, re.MULTILINE)
    assert found, printed
    return float(found[1])
