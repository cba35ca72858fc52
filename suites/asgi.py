"""Requests to an application as a server makes them: in pieces, or several at once, without a client's cookies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import msgspec

from assay.checking import RunningApp

__all__ = ("Answer", "ask")


@dataclass(frozen=True)
class Answer:
    """What the application has answered.

    Args:
        status: The status.
        headers: Names in lower case, and values.
        body: The body.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def json(self) -> Any:
        """What the body says."""
        return msgspec.json.decode(self.body)

    def cookie(self, key: str = "session") -> str:
        """The value of a cookie that the answer sets; empty if it sets none."""
        set_cookies = [SimpleCookie(value) for name, value in self.headers if name == "set-cookie"]
        return next((jar[key].value for jar in reversed(set_cookies) if key in jar), "")


async def ask(
    app: RunningApp,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    pieces: Iterable[bytes] = (),
) -> Answer:
    """Send one request, in the application's own event loop.

    Args:
        app: The application.
        method: The method.
        path: The path.
        headers: Headers beside the length of the body.
        pieces: The body, as it arrives.

    Returns:
        The answer; 500 if the application has raised before it began one, as servers do.
    """
    body = list(pieces) or [b""]
    waiting = [{"type": "http.request", "body": p, "more_body": n < len(body)} for n, p in enumerate(body, 1)]
    answered: list[dict[str, Any]] = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answered.append(message)

    sent = {"host": "testserver", "content-length": str(sum(map(len, body))), **(headers or {})}
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("testserver", 80),
    }
    try:
        await app.app(scope, receive, send)
    except Exception:  # a server answers for an application that has not begun to; the recorder has what it raised
        if answered:
            raise
        return Answer(500, (), b"")
    start = next(message for message in answered if message["type"] == "http.response.start")
    return Answer(
        start["status"],
        tuple((name.decode().lower(), value.decode()) for name, value in start["headers"]),
        b"".join(message.get("body", b"") for message in answered if message["type"] == "http.response.body"),
    )
