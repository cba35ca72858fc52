"""The page's handlers, and its cleanup at start-up; they await what is async whatever the database's driver is."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from litestar import MediaType, Request, get, post
from litestar.connection import ASGIConnection
from litestar.response import Response

Connection = ASGIConnection[Any, Any, Any, Any]
"""What the page annotates the request with."""

__all__ = ("cleanup_of", "example_routes", "user_routes")


@get("/login", media_type=MediaType.HTML)
async def login_form() -> str:
    """The form; without the media type, which the page leaves out, a browser shows its source."""
    return "<form method='post'><input name='username'><button>Login</button></form>"


@post("/login")
async def login(request: Connection) -> Response[str]:
    """Keep who it is in the session."""
    form = await cast("Request[Any, Any, Any]", request).form()  # a connection has none by its type
    username = form.get("username")

    # Set session data
    request.set_session({"user_id": 123, "username": username})

    return Response("Logged in!", status_code=200)


@get("/profile")
async def profile(request: Connection) -> dict[str, Any]:
    """Say who it is."""
    user_id = request.session.get("user_id")
    username = request.session.get("username")

    if not user_id:
        return {"error": "Not logged in"}

    return {"user_id": user_id, "username": username}


@post("/logout")
async def logout(request: Connection) -> str:
    """Forget who it is."""
    request.clear_session()
    return "Logged out!"


user_routes = [login_form, login, profile, logout]
"""The handlers of "Using Sessions in Routes"."""


@get("/")
async def home(request: Connection) -> dict[str, Any]:
    """Greet."""
    username = request.session.get("username")
    return {"message": f"Hello {username}!" if username else "Hello stranger!"}


@post("/login")
async def example_login(request: Connection) -> dict[str, Any]:
    """Keep the name in the session."""
    form = await cast("Request[Any, Any, Any]", request).form()  # a connection has none by its type
    username = form.get("username")

    if username:
        request.set_session({"username": username, "login_time": "now"})
        return {"message": f"Welcome {username}!"}

    return {"error": "Username required"}


@post("/logout")
async def example_logout(request: Connection) -> dict[str, Any]:
    """Forget the name."""
    request.clear_session()
    return {"message": "Logged out successfully"}


example_routes = [home, example_login, example_logout]
"""The handlers of "Complete Example"."""


def cleanup_of(session_backend: Any) -> Callable[[], Awaitable[None]]:
    """The function that the page puts into ``on_startup``."""

    async def cleanup_expired_sessions() -> None:
        """Clean expired sessions."""
        await session_backend.delete_expired()

    return cleanup_expired_sessions
