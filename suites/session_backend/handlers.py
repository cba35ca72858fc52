"""Handlers that only this chapter's checks need; none of them touches a session of the database by itself."""

from __future__ import annotations

from inspect import isawaitable
from typing import Annotated, Any

from litestar import Request, get, post, put, websocket_listener
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType
from litestar.params import Body

from suites.session_backend import models


@post("/visit")
async def visit(db_session: Any, request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Write to another table, and have a session."""
    request.session["visited"] = True
    db_session.add(models.Visit(name="bob"))
    flushed = db_session.flush()
    if isawaitable(flushed):
        await flushed
    return {"done": True}


@get("/session")
async def show(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The whole session."""
    return dict(request.session)


@put("/session")
async def replace(request: Request[Any, Any, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Put something else in its place."""
    request.set_session(data)
    return data


@post("/session/{key:str}")
async def change(request: Request[Any, Any, Any], key: str, data: dict[str, Any]) -> dict[str, Any]:
    """Change one value of it."""
    request.session[key] = data["value"]
    return dict(request.session)


@post("/session-end")
async def end(request: Request[Any, Any, Any]) -> None:
    """End it."""
    request.clear_session()


@get("/session-skipped", skip_session=True)
async def skipped(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """A route that has no session."""
    return {"session": "session" in request.scope and request.scope["session"] is not None}


@get("/excluded/session")
async def excluded(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """A path that has no session."""
    return {"session": "session" in request.scope and request.scope["session"] is not None}


@websocket_listener("/session-websocket")
async def read_by_websocket(data: str, socket: ASGIConnection[Any, Any, Any, Any]) -> dict[str, Any]:
    """The session, as a websocket sees it."""
    return {"said": data, "session": dict(socket.session)}


@post("/choices")
async def choose(
    request: Request[Any, Any, Any], data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> dict[str, Any]:
    """Keep the choices of a form, with one of the handler's own beside them."""
    data["choice"].append("newsletter")
    request.session["choices"] = data["choice"]
    return dict(request.session)


@get("/held")
async def hold(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The session, once the check lets the request go on."""
    await request.app.state["gate"].wait()
    return dict(request.session)


@post("/held/{key:str}")
async def hold_change(request: Request[Any, Any, Any], key: str, data: dict[str, Any]) -> dict[str, Any]:
    """Change one value of the session, and wait with the change."""
    request.session[key] = data["value"]
    await request.app.state["gate"].wait()
    return dict(request.session)


@post("/held-login")
async def hold_login(request: Request[Any, Any, Any], data: dict[str, Any]) -> None:
    """Log in, and wait with it."""
    await request.app.state["gate"].wait()
    request.set_session(data)


@post("/held-logout")
async def hold_logout(request: Request[Any, Any, Any]) -> None:
    """Log out, and wait with it."""
    request.clear_session()
    await request.app.state["gate"].wait()


@get("/broken")
async def broken(request: Request[Any, Any, Any]) -> None:
    """Change the session, and fail."""
    request.session["touched"] = True
    raise RuntimeError("after the session was changed")


held_routes = [hold, hold_change, hold_login, hold_logout]
session_routes = [show, replace, change, end, skipped, excluded, read_by_websocket]
