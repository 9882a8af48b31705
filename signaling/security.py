"""Headers that keep pages safe, and the check that no other site acts for a visitor."""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from signaling.keys import ADDRESSES
from signaling.problems import Problem
from signaling.protocol.common import ErrorCode

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), "
        "screen-wake-lock=(self), geolocation=(), payment=(), usb=()"
    ),
}


@web.middleware
async def guard_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page sends: every POST and every WebSocket is checked."""
    acts = request.method not in {"GET", "HEAD"} or hdrs.UPGRADE in request.headers
    if acts and _is_foreign(request):
        raise Problem(403, ErrorCode.NOT_ALLOWED)
    return await handler(request)


def _is_foreign(request: web.Request) -> bool:
    # Programs send neither header and carry no visitor's authority, so they may.
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None:
        return origin.lower() != request.app[ADDRESSES].origin(request)
    return request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on every answer that does not bring its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
