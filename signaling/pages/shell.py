"""Renders templates: every page gets the language, the texts and the assets."""

from typing import Any

import jinja2
from aiohttp import web

from signaling.keys import ASSETS, SHELLS, TEXTS


def make_shells(folder: str) -> jinja2.Environment:
    """The templates; every value is escaped, a missing one is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> web.Response:
    """One page; never cached, since it tells who is in a room."""
    language = request.app[TEXTS].for_request(request)
    html = (
        request.app[SHELLS]
        .get_template(template)
        .render(
            lang=language.code,
            t=language.text,
            asset=request.app[ASSETS].url,
            needed_with=request.app[ASSETS].needed_with,
            has_asset=lambda name: name in request.app[ASSETS].names,
            **values,
        )
    )
    return web.Response(
        text=html,
        status=status,
        content_type="text/html",
        headers={"Cache-Control": "no-store", "Content-Language": language.code, **(headers or {})},
    )
