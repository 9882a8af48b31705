"""How a handler says no."""

from signaling.protocol.common import ErrorCode


class Refused(Exception):
    """A request cannot be done; the code tells why, and the session goes on."""

    def __init__(self, code: ErrorCode, retry_after_s: float | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after_s = retry_after_s
