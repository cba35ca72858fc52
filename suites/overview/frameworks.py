"""The front page's application of each web framework, with one route that asks the database something.

Each is made in a process of its own: what the library gives an application it keeps in the process, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from suites.processes import Jobs

QUESTION = text("SELECT 6 * 7")


async def _ask(app: Any) -> dict[str, Any]:
    """Start an ASGI application, ask ``/answer`` of it, and end it."""
    import httpx

    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    life = asyncio.ensure_future(app(scope, inbox.get, outbox.put))
    inbox.put_nowait({"type": "lifespan.startup"})
    started = await outbox.get()
    if started["type"] != "lifespan.startup.complete":
        raise RuntimeError(f"the start failed: {started}")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.example") as client:
        response = await client.get("/answer")
    inbox.put_nowait({"type": "lifespan.shutdown"})
    ended = await outbox.get()
    await life
    said = [started["type"], ended["type"]]
    return {"said": said, "status": response.status_code, "text": response.text.strip()}


def litestar_app(file: str) -> dict[str, Any]:
    """Litestar's block."""
    from advanced_alchemy.extensions.litestar import SQLAlchemyAsyncConfig, SQLAlchemyPlugin
    from litestar import Litestar, get
    from sqlalchemy.ext.asyncio import AsyncSession

    @get("/answer", signature_namespace={"AsyncSession": AsyncSession})
    async def answer(db_session: AsyncSession) -> int:
        return int((await db_session.execute(QUESTION)).scalar_one())

    alchemy = SQLAlchemyPlugin(config=SQLAlchemyAsyncConfig(connection_string=f"sqlite+aiosqlite:///{file}"))
    return asyncio.run(_ask(Litestar([answer], plugins=[alchemy])))


def flask_app(file: str) -> dict[str, Any]:
    """Flask's block."""
    from advanced_alchemy.extensions.flask import AdvancedAlchemy, SQLAlchemySyncConfig
    from flask import Flask

    app = Flask(__name__)
    alchemy = AdvancedAlchemy(config=SQLAlchemySyncConfig(connection_string=f"sqlite:///{file}"), app=app)

    @app.get("/answer")
    def answer() -> str:
        return str(alchemy.get_sync_session().execute(QUESTION).scalar_one())

    response = app.test_client().get("/answer")
    return {"said": [], "status": response.status_code, "text": response.text.strip()}


def fastapi_app(file: str) -> dict[str, Any]:
    """FastAPI's block."""
    from advanced_alchemy.extensions.fastapi import AdvancedAlchemy, SQLAlchemyAsyncConfig
    from fastapi import Depends, FastAPI

    app = FastAPI()
    config = SQLAlchemyAsyncConfig(connection_string=f"sqlite+aiosqlite:///{file}")
    alchemy = AdvancedAlchemy(config=config, app=app)

    async def answer(session: Any = Depends(alchemy.provide_session())) -> int:  # noqa: B008 - FastAPI's own way
        return int((await session.execute(QUESTION)).scalar_one())

    app.get("/answer")(answer)
    return asyncio.run(_ask(app))


def starlette_app(file: str) -> dict[str, Any]:
    """Starlette's block."""
    from advanced_alchemy.extensions.starlette import AdvancedAlchemy, SQLAlchemyAsyncConfig
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def answer(request: Any) -> PlainTextResponse:
        session = alchemy.get_async_session(request)
        return PlainTextResponse(str((await session.execute(QUESTION)).scalar_one()))

    app = Starlette(routes=[Route("/answer", answer)])
    config = SQLAlchemyAsyncConfig(connection_string=f"sqlite+aiosqlite:///{file}")
    alchemy = AdvancedAlchemy(config=config, app=app)
    return asyncio.run(_ask(app))


def sanic_app(file: str, *, given: bool = False) -> dict[str, Any]:
    """Sanic's block; the extension is given the application, too, if asked for."""
    from advanced_alchemy.extensions.sanic import AdvancedAlchemy, SQLAlchemyAsyncConfig
    from sanic import Sanic, response
    from sanic_ext import Extend

    app: Any = Sanic("AlchemySanicApp")
    config = SQLAlchemyAsyncConfig(connection_string=f"sqlite+aiosqlite:///{file}")
    if given:
        alchemy = AdvancedAlchemy(sqlalchemy_config=config, sanic_app=app)
    else:
        alchemy = AdvancedAlchemy(sqlalchemy_config=config)
        Extend.register(alchemy)

    async def answer(request: Any) -> Any:
        del request
        async with alchemy.with_async_session() as session:
            return response.text(str((await session.execute(QUESTION)).scalar_one()))

    app.add_route(answer, "/answer")
    return asyncio.run(_ask(app))


_APPLICATIONS: dict[str, Callable[[str], dict[str, Any]]] = {
    "litestar": litestar_app,
    "flask": flask_app,
    "fastapi": fastapi_app,
    "starlette": starlette_app,
    "sanic": sanic_app,
    "sanic-given": partial(sanic_app, given=True),
}


def started(framework: str, folder: str) -> dict[str, Any]:
    """Start the application of a framework, and ask it; or say what stopped it."""
    try:
        return _APPLICATIONS[framework](str(Path(folder, "test.db")))
    except Exception as error:  # noqa: BLE001 - whatever stops it is what the check is about
        return {"stopped": f"{type(error).__name__}: {error}"}


JOBS: Jobs = {"started": started}
