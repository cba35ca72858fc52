"""An ASGI middleware for sessions of both colours: it is always async itself, whatever it calls."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable

from litestar import Litestar
from litestar.types import ASGIApp, Receive, Scope, Send

Step = Callable[[Litestar, Scope], Awaitable[None] | None]


async def _take(step: Step | None, scope: Scope) -> None:
    result = step(scope["litestar_app"], scope) if step is not None else None
    if inspect.isawaitable(result):
        await result


def around(*, before: Step | None = None, after: Step | None = None) -> Callable[[ASGIApp], ASGIApp]:
    """A middleware that takes a step before the request is handled, and one when it has been.

    Args:
        before: A plain or coroutine function of the application and the scope.
        after: The same.
    """

    def make(app: ASGIApp) -> ASGIApp:
        async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
            await _take(before, scope)
            await app(scope, receive, send)
            await _take(after, scope)

        return middleware

    return make
