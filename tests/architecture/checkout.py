"""What belongs to this checkout: its files as git sees them, its packages, and what their modules import."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]

BUILT = {".git", ".venv", ".node", ".stamps", "node_modules", "dist", "data", "build", "__pycache__"}
"""Folders that hold no source, for a checkout without git."""


class Import(NamedTuple):
    """One import statement's module, as written in a file."""

    path: Path
    line: int
    module: str

    @property
    def top(self) -> str:
        """Name of the package it comes from."""
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        """Place and module, for a failure's message."""
        return f"{self.path}:{self.line} imports {self.module}"


@cache
def project() -> dict[str, Any]:
    """The parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def packages() -> list[str]:
    """Dotted names of the packages that ship."""
    return list(project()["tool"]["setuptools"]["packages"])


def shipped_tops() -> list[str]:
    """Names of the top-level packages that ship."""
    return sorted({name.partition(".")[0] for name in packages()})


@cache
def files() -> tuple[Path, ...]:
    """Every source file, relative to the root: tracked, or new and not ignored."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        found = [Path(name) for name in names if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        found = [path.relative_to(ROOT) for path in ROOT.rglob("*") if not BUILT & set(path.parts)]
    return tuple(sorted(path for path in set(found) if (ROOT / path).is_file()))


def python_files(*tops: str) -> tuple[Path, ...]:
    """Python files below these top-level folders."""
    return tuple(path for path in files() if path.suffix == ".py" and path.parts[0] in tops)


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse((ROOT / path).read_text(), filename=str(path))


def imports(path: Path) -> Iterator[Import]:
    """Each module that a file imports, wherever in the file; relative ones stay inside their package."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield Import(path, node.lineno, node.module)
