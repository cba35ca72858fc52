"""The application for ``litestar --app reference_app.app:app run``: async or sync, as the database URL needs it."""

from collections.abc import Awaitable, Callable
from functools import cache
from inspect import iscoroutinefunction

import anyio
from litestar import Litestar

from reference_app.settings import Settings, SettingsError

__all__ = ("app_from_environment", "run_command")


@cache
def app_from_environment() -> Litestar:
    """The application that the environment asks for; made on the first call, the same one ever after."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        # for people at a terminal: one line instead of a traceback through the command line's internals
        raise SystemExit(f"reference_app: {error}") from error
    if settings.is_async:
        from reference_app.app import create_app
    else:
        # some databases, Spanner for one, have no async driver
        from reference_app.sync.app import create_app
    return create_app(settings)


def run_command(function: Callable[[], Awaitable[None]] | Callable[[], None]) -> None:
    """Run what a command of the command line does: in an event loop if it is a coroutine function."""
    if iscoroutinefunction(function):
        anyio.run(function)
    else:
        function()
