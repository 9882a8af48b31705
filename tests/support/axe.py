"""axe-core in a page: what it finds wrong for people who cannot see, hear or point well."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

_SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

_RUN_JS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}; ${target.join(" ")}; ${failureSummary}`));
}"""


@cache
def _source() -> str:
    if not _SOURCE.exists():
        pytest.skip("axe-core is not installed: it comes with the client's build.")
    return _SOURCE.read_text(encoding="utf-8")


async def findings(page: Page) -> list[str]:
    """What is wrong on the page as it stands now, one sentence an element."""
    if not await page.evaluate("typeof axe === 'object'"):
        # As the driver's own script: the page's policy forbids others.
        await page.evaluate(f"{_source()}; 0")
    found: Any = await page.evaluate(_RUN_JS)
    return [str(one) for one in found]
