"""What goes wrong over HTTP: stable codes, a sentence in the visitor's language, a page or JSON."""

import logging
import math
from enum import StrEnum

from aiohttp import web
from aiohttp.typedefs import Handler

from signaling.gate import TooOften
from signaling.hall import RoomNotFound
from signaling.keys import TEXTS
from signaling.pages.problem import problem_page
from signaling.protocol.common import ErrorCode

log = logging.getLogger(__name__)


class HttpCode(StrEnum):
    """Codes that only HTTP has; the others are those of the protocol."""

    KEY_NEEDED = "key-needed"
    THEME_UNKNOWN = "theme-unknown"


class Problem(Exception):
    """An answer other than success; `error-<code>` is its text."""

    def __init__(
        self, status: int, code: ErrorCode | HttpCode, headers: dict[str, str] | None = None
    ) -> None:
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
        return _answer(request, Problem(404, ErrorCode.NOT_FOUND))
    except TooOften as too_often:
        wait_s = str(math.ceil(too_often.retry_after_s))
        return _answer(request, Problem(429, ErrorCode.TOO_FAST, {"Retry-After": wait_s}))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _answer(request, Problem(error.status, _code_of(error.status), _kept_headers(error)))
    except Exception:
        log.exception("%s failed", request.method)
        return _answer(request, Problem(500, ErrorCode.UNAVAILABLE))


def _answer(request: web.Request, problem: Problem) -> web.Response:
    if request.path.startswith("/api/") or request.method not in {"GET", "HEAD"}:
        sentence = request.app[TEXTS].for_request(request).text(f"error-{problem.code}")
        body = {"error": {"code": problem.code, "message": sentence}}
        return web.json_response(body, status=problem.status, headers=problem.headers)
    return problem_page(request, problem.status, problem.code, problem.headers)


def _code_of(status: int) -> ErrorCode:
    known = {404: ErrorCode.NOT_FOUND, 405: ErrorCode.NOT_FOUND, 413: ErrorCode.TOO_LARGE}
    return known.get(status, ErrorCode.MALFORMED)


def _kept_headers(error: web.HTTPException) -> dict[str, str]:
    return {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
