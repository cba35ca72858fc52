"""A login by a session, where the application has ``SessionAuth``: its own backend keeps what its handler reads."""

from __future__ import annotations

import ast
import inspect
import textwrap
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from .serving import Serving

Entered = tuple[dict[str, str], Callable[[], None]]
"""Headers of a login, and what makes it again after the tables have been emptied."""


class SessionLogin:
    """Makes sessions with the application's own backend.

    Args:
        served: The application.
        auth: Its ``SessionAuth``.
    """

    def __init__(self, served: Serving, auth: Any) -> None:
        self._served, self._backend = served, auth.session_backend
        self._names = sorted(_names_in(auth.retrieve_user_handler))

    def enter(self, subject: Any) -> Entered:
        """A session in which everything that the application's handler reads is the subject."""
        data = dict.fromkeys(self._names, subject)
        key = self._backend.config.key
        if hasattr(self._backend, "dump_data"):  # the cookie is the session
            chunks = [chunk.decode() for chunk in self._backend.dump_data(data)]
            names = [key] if len(chunks) == 1 else [f"{key}-{number}" for number in range(len(chunks))]
            cookies = "; ".join(f"{name}={chunk}" for name, chunk in zip(names, chunks, strict=True))
            return {"cookie": cookies}, lambda: None
        session_id = uuid.uuid4().hex

        async def keep() -> None:
            store = self._backend.config.get_store_from_app(self._served.app)
            await self._backend.set(session_id, self._backend.serialize_data(data), store)

        self._served.call(keep)
        return {"cookie": f"{key}={session_id}"}, lambda: self._served.call(keep)


def session_logins(served: Serving) -> Iterator[SessionLogin]:
    """The logins by session that the application has and whose handler can be read."""
    for middleware in served.app.middleware:
        config = (getattr(middleware, "kwargs", None) or {}).get("config")
        if hasattr(config, "session_backend") and hasattr(config, "retrieve_user_handler"):
            login = SessionLogin(served, config)
            if login._names:
                yield login


def _names_in(handler: Any) -> set[str]:
    """The names that a handler reads from the session, its first argument."""
    function = inspect.unwrap(getattr(handler, "func", handler))
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return set()
    (definition,) = tree.body[:1]
    arguments = getattr(definition, "args", None)
    session = arguments.args[0].arg if arguments is not None and arguments.args else ""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop"}:
            owner, key = node.func.value, node.args[0] if node.args else None
        elif isinstance(node, ast.Subscript):
            owner, key = node.value, node.slice
        else:
            continue
        if isinstance(owner, ast.Name) and owner.id == session and isinstance(key, ast.Constant):
            found.add(str(key.value))
    return found
