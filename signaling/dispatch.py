"""From a decoded message to its handler: permission is checked here and nowhere else."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rooms.permissions import Action, allows
from signaling.context import Context
from signaling.live_room import LiveRoom
from signaling.protocol import ToParticipant
from signaling.protocol.common import ErrorCode, Request
from signaling.protocol.joining import Failed
from signaling.refusal import Refused

log = logging.getLogger(__name__)

RequestT = TypeVar("RequestT", bound=Request)
Handler = Callable[[RequestT, Context], Awaitable[ToParticipant]]
Needs = Callable[[RequestT], tuple[Action, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """How one type of request is treated."""

    handler: Handler[Any]
    needs: Needs[Any]


class Dispatcher:
    """A closed table: request type to handler and to the actions that its sender must be allowed."""

    def __init__(self) -> None:
        self._entries: dict[type[Request], Entry] = {}

    def handles(
        self, request_type: type[RequestT], needs: Action | Needs[RequestT]
    ) -> Callable[[Handler[RequestT]], Handler[RequestT]]:
        """Register the handler of a request type with what it needs: one action, or some by content."""
        needed = needs if callable(needs) else _always(needs)

        def register(handler: Handler[RequestT]) -> Handler[RequestT]:
            self._entries[request_type] = Entry(handler, needed)
            return handler

        return register

    @property
    def request_types(self) -> frozenset[type[Request]]:
        """All types that have a handler."""
        return frozenset(self._entries)

    def needed(self, request: Request) -> tuple[Action, ...]:
        """The actions that a request needs."""
        return self._entries[type(request)].needs(request)

    async def dispatch(self, request: Request, context: Context) -> ToParticipant:
        """Carry the request out; the reply, or why not."""
        try:
            self._check_permission(request, context)
            return await self._entries[type(request)].handler(request, context)
        except Refused as refusal:
            return failed(request.id, refusal)
        except Exception:
            log.exception("%s failed", type(request).__name__)
            return Failed(re=request.id, code=ErrorCode.UNAVAILABLE)

    def _check_permission(self, request: Request, context: Context) -> None:
        if not all(may(context.live, context.participant, action) for action in self.needed(request)):
            raise Refused(ErrorCode.NOT_ALLOWED)


def may(live: LiveRoom, participant: str, action: Action) -> bool:
    """Whether somebody who is in the room may do this there."""
    return allows(live.room.participant(participant).role, action)


def failed(request_id: int | None, refusal: Refused) -> Failed:
    """A refusal as the reply to a request."""
    wait_s = refusal.retry_after_s
    return Failed(
        re=request_id, code=refusal.code, retry_after_ms=None if wait_s is None else int(wait_s * 1000) + 1
    )


def _always(action: Action) -> Needs[Any]:
    return lambda _request: (action,)
