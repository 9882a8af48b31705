"""Imports point the way the house does: layers by import-linter, third-party packages by their fences."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.checkout import Import, imports, project, python_files, shipped_tops, tree

Fence = Callable[[Path], bool]


def inside(*tops: str) -> Fence:
    """Files of these top-level packages."""
    return lambda path: path.parts[0] in tops


def is_storage(path: Path) -> bool:
    """Files that may know rows: storage itself and the stores that map rows to values."""
    return path.parts[0] == "storage" or path.name == "store.py"


FENCES: dict[str, tuple[tuple[str, ...], Fence]] = {
    "the web server": (("aiohttp",), inside("signaling", "bots")),
    "page templates": (("jinja2",), inside("signaling")),
    "WebRTC": (("aiortc", "aioice", "pylibsrtp"), inside("sfu")),
    "machine translation": (("argostranslate", "ctranslate2"), inside("translation")),
    "SQL": (("sqlalchemy", "alembic", "aiosqlite"), is_storage),
    "Redis": (("redis",), lambda path: path.name.startswith("redis_")),
}

IMPURE = {"asyncio", "random", "secrets", "select", "selectors", "socket", "ssl", "threading", "time"}
"""What would give a pure mechanism a clock, a die or a socket."""

SEAM = Path("sfu/aiortc_seam.py")
SEAM_PACKAGES = {"aiortc", "aioice", "pylibsrtp"}


def test_layers_keep_the_contract() -> None:
    assert lint_imports(no_cache=True, no_logo=True) == 0


def test_the_contract_covers_every_package_that_ships() -> None:
    assert sorted(project()["tool"]["importlinter"]["root_packages"]) == shipped_tops()


@pytest.mark.parametrize("name", FENCES)
def test_a_third_party_package_stays_behind_its_fence(name: str) -> None:
    fenced, is_allowed = FENCES[name]
    strays = [
        found
        for path in python_files(*shipped_tops())
        if not is_allowed(path)
        for found in imports(path)
        if found.top in fenced
    ]
    assert not strays, "\n".join(map(str, strays))


@pytest.mark.parametrize("folder", ["sfu/rtp", "sfu/forwarding"])
def test_media_mechanisms_have_no_clock_no_die_and_no_socket(folder: str) -> None:
    strays = [
        found
        for path in python_files("sfu")
        if path.is_relative_to(folder)
        for found in imports(path)
        if found.top in IMPURE
    ]
    assert not strays, "\n".join(map(str, strays))


def test_rooms_open_no_sockets() -> None:
    sockets = {"socket", "ssl", "select", "selectors"}
    strays = [found for path in python_files("rooms") for found in imports(path) if found.top in sockets]
    assert not strays, "\n".join(map(str, strays))


def test_the_protocol_imports_nothing_of_the_house() -> None:
    own = set(shipped_tops())
    strays = [
        found
        for path in python_files("signaling")
        if path.is_relative_to("signaling/protocol")
        for found in imports(path)
        if found.top in own and not found.module.startswith("signaling.protocol")
    ]
    assert not strays, "\n".join(map(str, strays))


def names_from(path: Path, tops: set[str]) -> set[str]:
    """Names that a file bound by importing from these packages."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in tops:
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {
                (alias.asname or alias.name).partition(".")[0]
                for alias in node.names
                if alias.name.partition(".")[0] in tops
            }
    return names


def is_private(name: str) -> bool:
    """One leading underscore, or a mangled name: not meant for others."""
    return name.startswith("_") and not name.endswith("__")


def private_uses(path: Path) -> list[Import]:
    """Where a file reaches under the surface of the WebRTC packages.

    Statically: underscored names imported from them, and underscored attributes of anything but self, cls
    and the file's own classes, in a file that imports one of them.
    """
    if not names_from(path, SEAM_PACKAGES):
        return []
    own = {"self", "cls"} | {node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)}
    uses = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            if not (isinstance(node.value, ast.Name) and node.value.id in own):
                uses.append(Import(path, node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in SEAM_PACKAGES:
            parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            uses += [Import(path, node.lineno, part) for part in parts if is_private(part)]
    return uses


def test_only_the_seam_reaches_under_the_surface_of_aiortc() -> None:
    strays = [use for path in python_files(*shipped_tops()) if path != SEAM for use in private_uses(path)]
    assert not strays, "\n".join(map(str, strays))
