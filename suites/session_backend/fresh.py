"""What is run in a process of its own: the page's blocks, whose models must not meet others, and second event loops."""

from __future__ import annotations

import asyncio
import sys
import types
from importlib import import_module
from typing import Any

from suites.processes import Jobs


def block(source: str, drive: bool) -> dict[str, Any]:
    """Run a block of the page as a module, and log in at its application if it is to be driven."""
    from litestar.testing import TestClient

    module = types.ModuleType("page")
    sys.modules["page"] = module
    try:
        exec(compile(source, "page.txt", "exec", dont_inherit=True), vars(module))
    except Exception as error:  # noqa: BLE001 - whatever stops the block is what the check is about
        return {"stopped": f"{type(error).__name__}: {error}"}
    made = [value for value in vars(module).values() if hasattr(value, "__table__")]
    indexes = sorted(str(index.name) for model in made for index in model.__table__.indexes)
    if not drive:
        return {"indexes": indexes}
    with TestClient(vars(module)["app"], raise_server_exceptions=False) as client:
        said = [
            client.get("/").text,
            client.post("/login", data={"username": "bob"}).text,
            client.get("/").text,
        ]
    return {"indexes": indexes, "said": said}


def _backend(url: str, engine_options: dict[str, Any], is_async: bool) -> Any:
    from reference_app.settings import Settings

    module = "reference_app.web_sessions.app" if is_async else "reference_app.sync.web_sessions.app"
    settings = Settings(database_url=url, engine_options=engine_options, create_all=False)
    return import_module(module).create_backend(settings)


def two_loops(url: str, engine_options: dict[str, Any], is_async: bool) -> dict[str, Any]:
    """Set twenty sessions at once, in one event loop and then in another one."""
    backend = _backend(url, engine_options, is_async)

    async def twenty() -> list[str]:
        calls = (backend.set(f"session {number}", b"{}", None) for number in range(20))
        found = await asyncio.gather(*calls, return_exceptions=True)
        return sorted({f"{type(error).__name__}: {error}"[:200] for error in found if error is not None})

    return {"failed": [asyncio.run(twenty()), asyncio.run(twenty())]}


def cleanup(url: str, engine_options: dict[str, Any], is_async: bool) -> dict[str, Any]:
    """What a scheduled job does."""
    backend = _backend(url, engine_options, is_async)

    async def job() -> None:
        await backend.delete_expired()
        disposed = backend.alchemy.get_engine().dispose()
        if is_async:
            await disposed

    asyncio.run(job())
    return {}


JOBS: Jobs = {function.__name__: function for function in (block, two_loops, cleanup)}
