"""Adds up the JUnit files of several pytest runs and prints one closing line that machines read too."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def tally(paths: list[str]) -> str:
    """`checks: N passed, N failed, N skipped` over all runs; an error counts as failed."""
    total: Counter[str] = Counter()
    for path in paths:
        # Our own pytest wrote the file a moment ago.
        for suite in ElementTree.fromstring(Path(path).read_text()).iter("testsuite"):  # noqa: S314
            count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
            failed = count["failures"] + count["errors"]
            total.update(failed=failed, skipped=count["skipped"])
            total.update(passed=count["tests"] - failed - count["skipped"])
    return f"checks: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"


if __name__ == "__main__":
    print(tally(sys.argv[1:]))
