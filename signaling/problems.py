"""What goes wrong over HTTP: stable codes, a sentence in the visitor's language, a page or JSON."""

import logging
import math

from aiohttp import web
from aiohttp.typedefs import Handler

from signaling.gate import TooOften
from signaling.hall import RoomNotFound
from signaling.keys import TEXTS
from signaling.pages.problem import problem_page

log = logging.getLogger(__name__)


class Problem(Exception):
    """An answer other than success; `error-<code>` is its text."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = headers or {}


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what was raised into an answer that leaks nothing."""
    try:
        return await handler(request)
    except Problem as problem:
        return _answer(request, problem)
    except RoomNotFound:
        return _answer(request, Problem(404, "not-found"))
    except TooOften as too_often:
        wait_s = str(math.ceil(too_often.retry_after_s))
        return _answer(request, Problem(429, "too-fast", {"Retry-After": wait_s}))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _answer(request, Problem(error.status, _code_of(error.status), _kept_headers(error)))
    except Exception:
        log.exception("%s failed", request.method)
        return _answer(request, Problem(500, "unavailable"))


def _answer(request: web.Request, problem: Problem) -> web.Response:
    if request.path.startswith("/api/") or request.method not in {"GET", "HEAD"}:
        sentence = request.app[TEXTS].for_request(request).text(f"error-{problem.code}")
        body = {"error": {"code": problem.code, "message": sentence}}
        return web.json_response(body, status=problem.status, headers=problem.headers)
    return problem_page(request, problem.status, problem.code, problem.headers)


def _code_of(status: int) -> str:
    return {404: "not-found", 405: "not-found", 413: "too-large", 429: "too-fast"}.get(status, "malformed")


def _kept_headers(error: web.HTTPException) -> dict[str, str]:
    return {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
