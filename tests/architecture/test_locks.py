"""Everything that is installed is pinned by hash, for every platform, without an address."""

import json
import re
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.checkout import ROOT, project

LOCKS = {
    "run": ["build.in", "pyproject.toml"],
    "test": ["test.in"],
    "node": ["node.in"],
    "tool": ["tool.in"],
}

PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+).*\\\n(?:    --hash=sha256:[0-9a-f]{64}.*\n)+",
    re.M,
)


def pins(lock: str) -> dict[str, str]:
    """Name to version of everything that a lock file pins with at least one hash."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text()
    return {found["name"]: found["version"] for found in PIN.finditer(text)}


def asked_for(source: str) -> list[Requirement]:
    """What a lock file was made from."""
    if source == "pyproject.toml":
        return [Requirement(text) for text in project()["project"]["dependencies"]]
    lines = (ROOT / "requirements" / source).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_was_asked_for(lock: str) -> None:
    pinned = pins(lock)
    for source in LOCKS[lock]:
        for requirement in asked_for(source):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} of {source} is not pinned: make lock"
            assert requirement.specifier.contains(version), f"{requirement} is not {version}: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_every_line_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text()
    named = set(re.findall(r"^([a-z0-9-]+)==", text, re.M))
    assert named == set(pins(lock))
    assert not re.search(r"://|^-", text, re.M)


def test_tests_and_server_agree_on_versions() -> None:
    run, test = pins("run"), pins("test")
    assert {name: run[name] for name in run.keys() & test.keys()} == {
        name: test[name] for name in run.keys() & test.keys()
    }


def test_the_web_lock_has_a_hash_for_every_package_and_no_address() -> None:
    lock: dict[str, Any] = json.loads((ROOT / "web/package-lock.json").read_text())
    for path, package in lock["packages"].items():
        if path:
            assert "integrity" in package, path
            assert "resolved" not in package, path
