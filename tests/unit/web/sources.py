"""What the tests of the web client read: its sources, its texts and the server's."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "web"
LANGUAGES = ("en", "ko")


@cache
def client_sources() -> str:
    """All TypeScript of the web client."""
    return _joined(WEB / "client" / "src", "*.ts")


@cache
def templates() -> str:
    """All HTML shells."""
    return _joined(WEB / "templates", "*.html")


@cache
def server_sources() -> str:
    """All Python that could show a text."""
    return _joined(ROOT / "signaling", "*.py")


def quoted(source: str) -> frozenset[str]:
    """Every short string that stands in quotes and could name a message or a drawing."""
    return frozenset(re.findall(r"""["'`]([a-z][a-z0-9-]*)["'`]""", source))


def _joined(folder: Path, pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob(pattern)))
