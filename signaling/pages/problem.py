"""Pages for what is not there or went wrong."""

from aiohttp import web

from signaling.pages.shell import render


def problem_page(request: web.Request, status: int, code: str, headers: dict[str, str]) -> web.Response:
    """Wrong, ended and forbidden links read alike; everything else is told with its code."""
    template = "door.html" if code == "not-found" else "error.html"
    return render(request, template, status=status, headers=headers, code=code)
