"""The themes as browsers get them: facts for the page, and the scene under a name by its content."""

import hashlib
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from counseling_themes.loader import DEFAULT_THEME
from counseling_themes.theme import Theme
from signaling.assets import stored_answer


class ThemeShelf:
    """All themes that were loaded."""

    default = DEFAULT_THEME

    def __init__(self, themes: Mapping[str, Theme]) -> None:
        self._themes = themes
        self._scene_files = {slug: _scene_file(theme) for slug, theme in themes.items()}

    def __contains__(self, slug: str) -> bool:
        return slug in self._themes

    def shown(self, slug: str | None, language: str) -> dict[str, Any]:
        """What a page tells about a theme; an unknown one is replaced by the default."""
        theme = self._themes.get(slug or self.default) or self._themes[self.default]
        return {
            "slug": theme.slug,
            "title": theme.title(language),
            "welcome": theme.welcome(language),
            "scene": f"/themes/{theme.slug}/{self._scene_files[theme.slug]}",
            "ratio": theme.ratio,
            "near": theme.near,
            "middle": theme.middle,
            "seats": [
                {"number": s.number, "x": s.x, "y": s.y, "scale": s.scale, "facing": s.facing}
                for s in theme.seats
            ],
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /themes/<theme>/scene.<hash>.svg"""
        slug = request.match_info["theme"]
        theme = self._themes.get(slug)
        if theme is None or request.match_info["file"] != self._scene_files[slug]:
            raise web.HTTPNotFound
        return stored_answer(theme.scene_path, request)


def _scene_file(theme: Theme) -> str:
    digest = hashlib.sha256(theme.scene_path.read_bytes()).hexdigest()[:12]
    return f"scene.{digest}.svg"
