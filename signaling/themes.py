"""The themes as browsers get them: facts for the page, and the scene under a name by its content."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from counseling_themes.loader import DEFAULT_THEME
from counseling_themes.theme import DRAWING_WIDTH, Theme
from signaling.assets import FOR_EVER, SVG_POLICY

GZIP_WINDOW_BITS = 31
"""Tells zlib to write a gzip header."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing, ready to be sent."""

    url: str
    plain: bytes
    compressed: bytes

    @classmethod
    def of(cls, theme: Theme) -> "Scene":
        """Read and compress it once."""
        plain = theme.scene_path.read_bytes()
        digest = hashlib.sha256(plain).hexdigest()[:12]
        squeezer = zlib.compressobj(level=9, wbits=GZIP_WINDOW_BITS)
        return cls(
            f"/themes/{theme.slug}/scene.{digest}.svg", plain, squeezer.compress(plain) + squeezer.flush()
        )


class ThemeShelf:
    """All themes that were loaded."""

    default = DEFAULT_THEME

    def __init__(self, themes: Mapping[str, Theme]) -> None:
        self._themes = themes
        self._scenes = {slug: Scene.of(theme) for slug, theme in themes.items()}
        self._by_url = {scene.url: scene for scene in self._scenes.values()}

    def __contains__(self, slug: str) -> bool:
        return slug in self._themes

    def shown(self, slug: str | None, language: str) -> dict[str, Any]:
        """What a page tells about a theme; an unknown one is replaced by the default."""
        theme = self._themes.get(slug or self.default) or self._themes[self.default]
        return {
            "slug": theme.slug,
            "title": theme.title(language),
            "welcome": theme.welcome(language),
            "scene": self._scenes[theme.slug].url,
            "width": DRAWING_WIDTH,
            "ratio": theme.ratio,
            "near": theme.near,
            "middle": theme.middle,
            "seats": [
                {
                    "number": seat.number,
                    "x": seat.x,
                    "y": seat.y,
                    "scale": seat.scale,
                    "facing": seat.facing.value,
                }
                for seat in theme.seats
            ],
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /themes/<theme>/scene.<hash>.svg"""
        scene = self._by_url.get(request.path)
        if scene is None:
            raise web.HTTPNotFound
        headers = {
            "Cache-Control": FOR_EVER,
            "Vary": "Accept-Encoding",
            "Content-Security-Policy": SVG_POLICY,
        }
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=scene.plain, headers=headers, content_type="image/svg+xml")
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=scene.compressed, headers=headers, content_type="image/svg+xml")
