"""Measure everything and print one table: python -m tests.bench [NAME ...]. Exit 1 if a limit is exceeded."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import first_frame, forwarding, idle_memory, joining, page_size
from tests.bench.figure import Figure

Bench = Callable[[Path], Awaitable[list[Figure]]]

BENCHES: dict[str, Bench] = {
    "first-frame": first_frame.measure,
    "joining": joining.measure,
    "page-size": page_size.measure,
    "idle-memory": idle_memory.measure,
    "forwarding": forwarding.measure,
}


async def measure(names: list[str]) -> list[Figure]:
    """Run the benches one after another, each with an empty folder of its own."""
    figures: list[Figure] = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            figures += await BENCHES[name](Path(folder))
    return figures


def print_table(figures: list[Figure]) -> None:
    """Figure, limit, result."""
    rows = [("figure", "limit", "result", "")]
    rows += [(one.name, one.limit, one.result, "ok" if one.within else "TOO MUCH") for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def main() -> int:
    """All benches, or those named."""
    names = sys.argv[1:] or list(BENCHES)
    if unknown := set(names) - set(BENCHES):
        print(f"There is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    figures = asyncio.run(measure(names))
    print_table(figures)
    return 0 if all(figure.within for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
