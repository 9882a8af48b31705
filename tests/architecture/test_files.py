"""Every file says what it is for, and none holds an address, a path of one machine or a promise."""

import re
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, files, packages

FIRST_LINES = {
    ".py": re.compile(r'r?"""\S'),
    ".ts": re.compile(r"/\*\*? ?\S|// ?\S"),
    ".mjs": re.compile(r"/\*\*? ?\S|// ?\S|#!"),
    ".css": re.compile(r"/\* ?\S"),
    ".ftl": re.compile(r"#{1,3} \S"),
    ".c": re.compile(r"/\*\*? ?\S|// ?\S"),
    ".sh": re.compile(r"#!"),
}

# Written as patterns, so that this file does not hold what it looks for.
REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|registry[.]yarnpkg|(?:deb|security)[.]debian[.]org"
    r"|--(?:extra-)?index-url|--find-link[s]",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"/(?:work/(?:main|shared|[.])|root/|home/[a-z]+/|tmp/v/|opt/pypi)|[.]pyenv")
PROMISE = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b")

BINARY = {".png", ".jpg", ".webp", ".ico", ".woff2", ".wav", ".ivf", ".y4m", ".pcap", ".bin", ".gz", ".br"}


def text_files() -> list[Path]:
    """Files that people read."""
    return [path for path in files() if path.suffix not in BINARY]


def found_in_files(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands, as path:line."""
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in text_files()
        for number, line in enumerate((ROOT / path).read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("suffix", FIRST_LINES)
def test_a_file_tells_its_purpose_in_its_first_line(suffix: str) -> None:
    silent = [
        str(path)
        for path in files()
        if path.suffix == suffix and not FIRST_LINES[suffix].match((ROOT / path).read_text())
    ]
    assert not silent, "\n".join(silent)


def test_no_file_names_a_package_registry() -> None:
    assert found_in_files(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert found_in_files(MACHINE_PATH) == []


def test_nothing_is_promised_for_later() -> None:
    assert found_in_files(PROMISE) == []


def test_the_packages_that_ship_are_the_packages_that_exist() -> None:
    existing = {
        ".".join(path.parent.parts)
        for path in files()
        if path.name == "__init__.py" and path.parts[0] not in {"tests", "tools"}
    }
    assert sorted(packages()) == sorted(existing)
