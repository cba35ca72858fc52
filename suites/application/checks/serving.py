"""The application as it serves: started with its own life span, and asked as a server asks it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from .admission import csrf_headers
from .bench import Bench, Loop
from .lines import Untried, told
from .refused import reason_not_ours, reason_of

SECONDS = 20.0
"""How long a request may take."""
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What a request got.

    Args:
        method: The method.
        path: The path, with the query.
        status: The status; 500 if the application has raised before it began to answer; 0 if it never answered.
        headers: By lower-case names.
        body: The body.
        raised: What was raised inside.
    """

    method: str
    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    raised: tuple[BaseException, ...] = ()

    def json(self) -> Any:
        """What the body says; None if it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def __str__(self) -> str:
        text = " ".join(self.body[:300].decode("utf-8", "replace").split())
        return f"{self.method} {self.path} answered {self.status}: {text}"


class Serving:
    """A started application.

    Args:
        bench: The bench.
        app: The Litestar application.
        loop: Where it runs.
        given: Headers of every request, as whoever asks for the checks gave them.
    """

    def __init__(self, bench: Bench, app: Any, loop: Loop, given: Mapping[str, str]) -> None:
        self.bench, self.app, self._loop = bench, app, loop
        self._given = {**csrf_headers(app), **{name.lower(): value for name, value in given.items()}}
        self.headers: dict[str, str] = {}
        """Headers of every request: those of a login."""
        self.login: Any = None
        """Whose login it is; it has ``renew()``."""
        self._raised: list[BaseException] = []
        app.after_exception.append(self._note)

    async def _note(self, exception: Exception, *_: Any) -> None:
        self._raised.append(exception)

    def call(self, function: Any, *args: Any) -> Any:
        """Call a function where the application runs."""
        return self._loop.call(function, *args)

    def renew(self) -> None:
        """After the tables have been emptied: write again who is logged in."""
        if self.login is not None:
            self.login.renew()

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
        cancel_when: Any = None,
    ) -> Answer:
        """Send a request.

        Args:
            method: The method.
            path: The path.
            query: Parameters of the query; a list repeats its name.
            body: A body for JSON.
            headers: Further headers.
            raw: The body as it is, instead.
            cancel_when: A ``threading.Event``: as soon as it is set, the request is cancelled.
        """
        text = urlencode(query or {}, doseq=True)
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        sent = {"host": "localhost", "content-length": str(len(content))}
        sent |= _joined(headers or {}, self.headers, self._given)
        if body is not None:
            sent.setdefault("content-type", "application/json")
        answered: list[dict[str, Any]] = []
        self._raised.clear()
        outside: list[BaseException] = []
        try:
            self._loop.call(
                _exchange, self.app, _scope(method, path, text, sent), content, answered, cancel_when, seconds=SECONDS
            )
        except (TimeoutError, asyncio.TimeoutError):
            outside.append(TimeoutError(f"no answer within {SECONDS:.0f} s"))
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - a server answers for an application that raises
            outside.append(error)
        start = next((m for m in answered if m["type"] == "http.response.start"), None)
        status = int(start["status"]) if start else (0 if any(isinstance(e, TimeoutError) for e in outside) else 500)
        return Answer(
            method,
            f"{path}?{text}" if text else path,
            status,
            {k.decode().lower(): v.decode("latin-1") for k, v in start["headers"]} if start else {},
            b"".join(m.get("body", b"") for m in answered if m["type"] == "http.response.body"),
            (*self._raised, *outside),
        )


def _joined(*parts: Mapping[str, str]) -> dict[str, str]:
    """Headers of several origins: of two with one name the later one, but all cookies."""
    found: dict[str, str] = {}
    for part in parts:
        for name, value in part.items():
            found[name] = f"{found[name]}; {value}" if name == "cookie" and name in found else value
    return found


async def _exchange(
    app: Any, scope: dict[str, Any], content: bytes, answered: list[dict[str, Any]], cancel_when: Any
) -> None:
    waiting = [{"type": "http.request", "body": content, "more_body": False}]
    over = asyncio.Event()

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answered.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()

    if cancel_when is None:
        await app(scope, receive, send)
        return
    task = asyncio.ensure_future(app(scope, receive, send))
    while not cancel_when.is_set() and not task.done():
        await asyncio.sleep(0.002)
    task.cancel()
    await asyncio.wait([task])


def _scope(method: str, path: str, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
    from urllib.parse import unquote

    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (k.lower().encode("latin-1", "replace"), v.encode("latin-1", "replace")) for k, v in headers.items()
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", 80),
        "state": {},
    }


@contextlib.contextmanager
def serving(bench: Bench, app: Any, loop: Loop, given: Mapping[str, str]) -> Iterator[Serving]:
    """Start an application with its life span, and end it.

    Args:
        bench: The bench.
        app: The Litestar application.
        loop: Where it runs.
        given: See :class:`Serving`.

    Raises:
        Untried: It does not start; with the reason.
    """
    made = Serving(bench, app, loop, given)
    messages: asyncio.Queue[Any] = loop.call(asyncio.Queue)
    said: asyncio.Queue[Any] = loop.call(asyncio.Queue)

    async def lifespan() -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        try:
            await app(scope, messages.get, said.put)
        except BaseException as error:
            await said.put({"type": "raised", "error": error})
            if isinstance(error, asyncio.CancelledError):
                raise

    async def start() -> Any:
        task = asyncio.ensure_future(lifespan())
        await messages.put({"type": "lifespan.startup"})
        return task, await asyncio.wait_for(said.get(), _START_SECONDS)

    try:
        task, first = loop.call(start)
    except (TimeoutError, asyncio.TimeoutError):
        raise Untried(f"the application's start does not end within {_START_SECONDS:.0f} s") from None
    if first["type"] != "lifespan.startup.complete":
        error = first.get("error")
        text = told(error) if error is not None else " ".join(str(first.get("message", "")).split())[-400:]
        why = reason_not_ours(error) if error is not None else ""
        raise Untried(f"the application does not start: {why or text}")
    try:
        yield made
    finally:

        async def stop() -> None:
            await messages.put({"type": "lifespan.shutdown"})
            with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
                await asyncio.wait_for(asyncio.shield(task), 10)
            task.cancel()

        with contextlib.suppress(Exception):  # what an application raises at its end is not asked here
            loop.call(stop)


def not_ours(answer: Answer) -> str:
    """Why an answer of 5xx is no verdict; empty if it is one."""
    return reason_of(answer.raised)
