"""Running applications: a Litestar app on a target, driven as a client would."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import httpx
from litestar import Litestar
from litestar.testing import TestClient

from assay.checking.log_listeners import LOG_LISTENERS

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from assay.checking.recorder import Recorder
    from assay.domain.targets import Target


def twin(module: str, root: str, is_async: bool) -> ModuleType:
    """Import the colour of a module that a target needs.

    Args:
        module: The async module, such as ``reference_app.authors.services``.
        root: The package whose ``sync`` subpackage holds the twins, such as ``reference_app``.
        is_async: The target's colour.
    """
    if not is_async:
        module = f"{root}.sync{module.removeprefix(root)}"
    return importlib.import_module(module)


class RunningApp:
    """An application between its start-up and its shutdown, with a client for it.

    Args:
        app: The application; it is started here.
        target: The target that it runs on.
        recorder: Where exceptions raised inside the application are noted.
    """

    def __init__(self, app: Litestar, target: Target, recorder: Recorder) -> None:
        self.app = app
        self.target = target
        self.recorder = recorder
        app.after_exception.append(self._note)
        self.client: TestClient[Litestar] = TestClient(app, raise_server_exceptions=False)
        try:
            self.client.__enter__()
        except BaseException:
            self._forget_connections()
            raise
        finally:
            LOG_LISTENERS.stop_replaced()
        self._open = True

    async def _note(self, exception: Exception, *_: Any) -> None:
        self.recorder.exceptions.append(exception)

    def _forget_connections(self) -> None:
        """After a failed start-up: the event loop is gone, so what is open can only be dropped, not closed in order."""
        for engine in self.engines:
            getattr(engine, "sync_engine", engine).dispose(close=False)

    def close(self) -> None:
        """Shut the application down and give its connections back; a second call does nothing.

        The engines are disposed of here too: what the plugin leaves open must not reach the next check.
        """
        if self._open:
            self._open = False
            self.give_back()
            self.client.__exit__(None, None, None)

    def give_back(self) -> None:
        """Close the connections that no request has; the next one opens others."""
        for engine in self.engines:
            self.call(engine.dispose)

    @property
    def engines(self) -> list[Engine | AsyncEngine]:
        """The engines that the plugin put into the application's state."""
        return [value for value in self.app.state.values() if hasattr(value, "dispose") and hasattr(value, "dialect")]

    def checked_out(self) -> int:
        """How many connections the application's pools have given out and not got back."""
        return sum(
            engine.pool.checkedout()
            for engine in self.engines
            if hasattr(engine.pool, "checkedout")  # a StaticPool or NullPool does not count
        )

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function where the application runs: in its event loop if it is a coroutine function."""

        async def run() -> Any:
            result = function(*args, **kwargs)
            return await result if inspect.isawaitable(result) else result

        return self.client.blocking_portal.call(run)

    def get(self, path: str, **params: Any) -> httpx.Response:
        """GET a path with query parameters; a list repeats its parameter."""
        return self.client.get(path, params=params)

    def post(self, path: str, json: Any) -> httpx.Response:
        """POST a JSON body."""
        return self.client.post(path, json=json)

    def patch(self, path: str, json: Any) -> httpx.Response:
        """PATCH with a JSON body."""
        return self.client.patch(path, json=json)

    def delete(self, path: str) -> httpx.Response:
        """DELETE a path."""
        return self.client.delete(path)
