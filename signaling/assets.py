"""The built web client: files named by their content, sent compressed, cached for ever."""

import json
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aiohttp import web

PREFIX = "/assets/"
FOR_EVER = "public, max-age=31536000, immutable"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a drawing opened by itself: its own styles, and nothing else at all."""

mimetypes.add_type("text/plain", ".ftl")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class AssetsMissing(RuntimeError):
    """The web client was not built."""


@dataclass(frozen=True, slots=True)
class Assets:
    """Knows the hashed name of each built file."""

    folder: Path
    names: dict[str, str]
    preloads: dict[str, list[str]]
    """For each page's script what else it needs at once."""

    @classmethod
    def load(cls, folder: Path) -> "Assets":
        """Read the manifest of the build; raises AssetsMissing."""
        try:
            names = json.loads((folder / "manifest.json").read_bytes())
            preloads = json.loads((folder / "preloads.json").read_bytes())
        except (OSError, ValueError):
            raise AssetsMissing(
                "The web client is not built: run `make run`, or `node web/build.mjs`."
            ) from None
        return cls(folder, names, preloads)

    def url(self, name: str) -> str:
        """Where a built file is found; raises KeyError for one that was not built."""
        return PREFIX + self.names[name]

    def needed_with(self, script: str) -> list[str]:
        """Where that is found which a page's script needs at once."""
        return [self.url(name) for name in self.preloads[script]]

    def avatars(self) -> list[tuple[str, str]]:
        """Slug and address of every drawn avatar."""
        found = sorted(
            name for name in self.names if name.startswith("art/avatars/") and name.endswith(".svg")
        )
        return [(Path(name).stem, self.url(name)) for name in found]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /assets/<hashed name>; only what the manifest names exists."""
        name = request.match_info["name"]
        if name not in set(self.names.values()):
            raise web.HTTPNotFound
        return stored_answer(self.folder / name, request)


def stored_answer(path: Path, request: web.Request) -> web.Response:
    """A file in the best encoding that the browser takes."""
    accepted = request.headers.get("Accept-Encoding", "")
    encoding, suffix = next(((e, s) for e, s in ENCODINGS if e in accepted and _exists(path, s)), ("", ""))
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if content_type == "image/svg+xml":
        headers["Content-Security-Policy"] = SVG_POLICY
    charset = "utf-8" if content_type.startswith("text/") else None
    return web.Response(body=_read(path, suffix), headers=headers, content_type=content_type, charset=charset)


@lru_cache(maxsize=512)
def _exists(path: Path, suffix: str) -> bool:
    return path.with_name(path.name + suffix).is_file()


@lru_cache(maxsize=512)
def _read(path: Path, suffix: str) -> bytes:
    return path.with_name(path.name + suffix).read_bytes()
