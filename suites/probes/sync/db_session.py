# Generated from suites/probes/db_session.py by `python -m tools.twin`; do not edit.
"""Handlers, guards, middleware and jobs of the chapter on database sessions."""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from threading import Event
from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import EngineConfig, SQLAlchemyPlugin, SQLAlchemySyncConfig
from litestar import Litestar, MediaType, Request, Response, get, post, websocket_listener
from litestar.background_tasks import BackgroundTask
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import Body
from litestar.response import ServerSentEvent, Stream
from litestar.types import Scope
from sqlalchemy import ForeignKey, func, literal, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from reference_app.authors.models import AuthorModel
from suites.db_session.middleware import around

__all__ = (
    "PromiseModel",
    "add_outside",
    "between",
    "finished",
    "list_names",
    "open_twice",
    "release",
    "route_handlers",
    "sessions",
    "started",
    "two_databases",
)

sessions: list[Session] = []
"""The sessions that requests were given, in order.

As they are kept, no garbage collector gives their connections back: only whoever closes them does.
"""

between: list[Callable[[], None]] = []
"""What a check wants done between a handler's flush and its answer."""

started, release, finished = Event(), Event(), Event()
"""The slow handler holds a connection; it may end; it has ended."""

Data = Annotated[dict[str, Any], Body()]


class ProbeError(Exception):
    """What a handler or job raises that has gone wrong."""


class HandledError(Exception):
    """What the application has an exception handler for.

    Args:
        status: The status of its answer.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with {status}")
        self.status = status


class PromiseBase(DeclarativeBase):
    """A base with metadata of its own, so that no application makes tables for it."""


class PromiseModel(PromiseBase):
    """A row that may be written before the one that it needs, and must not be committed without."""

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    needs: Mapped[int | None] = mapped_column(ForeignKey("promise.id", deferrable=True, initially="DEFERRED"))


def config_of(app: Litestar) -> Any:
    """The configuration of an application's plugin."""
    return app.plugins.get(SQLAlchemyPlugin).config[0]


def answer_handled(_: Request[Any, Any, Any], error: HandledError) -> Response[Any]:
    """What an application answers instead of an error page."""
    return Response({"handled": True}, status_code=error.status)


def fail(how: Any) -> None:
    """Raise what a body asks for: an exception of the application's own, or an HTTP error of that status."""
    if how == "exception":
        raise ProbeError("as it was told")
    if isinstance(how, int):
        raise HTTPException(status_code=how, detail="as it was told")


# --- sessions as parameters


@get("/probes/db-session/names", sync_to_thread=True)
def list_names(db_session: Session) -> list[str]:
    """All names, through the session under its default key."""
    sessions.append(db_session)
    return list((db_session.execute(select(AuthorModel.name))).scalars())


@get("/probes/db-session/names-of-alt", sync_to_thread=True)
def list_names_of_alt(alt_session: Session) -> list[str]:
    """All names, through a session under another key."""
    sessions.append(alt_session)
    return list((alt_session.execute(select(AuthorModel.name))).scalars())


@post("/probes/db-session/authors-of-alt", sync_to_thread=True)
def add_author_to_alt(alt_session: Session, data: Data) -> dict[str, Any]:
    """Add an author through a session under another key, and fail if told so."""
    alt_session.add(AuthorModel(name=data["name"]))
    alt_session.flush()
    fail(data.get("raises"))
    return {"name": data["name"]}


@post("/probes/db-session/authors", exception_handlers={HandledError: answer_handled}, sync_to_thread=True)
def add_author(db_session: Session, data: Data) -> Response[Any]:
    """Add an author, flush if told so, and end as told."""
    sessions.append(db_session)
    author = AuthorModel(name=data["name"])
    if "id" in data:
        author.id = UUID(data["id"])
    db_session.add(author)
    if data.get("flush", True):
        db_session.flush()
    for action in between:
        action()
    if "handled" in data:
        raise HandledError(data["handled"])
    fail(data.get("raises"))
    status = data.get("status", 201)
    return Response(None if status in {204, 304} else {"done": True}, status_code=status)


@post("/probes/db-session/promises", sync_to_thread=True)
def break_promise(db_session: Session) -> dict[str, Any]:
    """Write a row whose other one is missing: the database notices at COMMIT."""
    sessions.append(db_session)
    db_session.add(PromiseModel(id=1, needs=2))
    db_session.flush()
    return {"done": True}


# --- requests that go on after the response has started


@get("/probes/db-session/stream", sync_to_thread=True)
def stream_names(db_session: Session) -> Stream:
    """All names, read while the response is being sent."""
    sessions.append(db_session)

    def lines() -> Generator[str, None, None]:
        for name in (db_session.execute(select(AuthorModel.name))).scalars():
            yield f"{name}\n"

    return Stream(lines(), media_type=MediaType.TEXT)


@get("/probes/db-session/stream-of-the-past", sync_to_thread=True)
def stream_what_was_read(db_session: Session) -> Stream:
    """All names, read before the response is sent."""
    sessions.append(db_session)
    names = list((db_session.execute(select(AuthorModel.name))).scalars())

    def lines() -> Generator[str, None, None]:
        for name in names:
            yield f"{name}\n"

    return Stream(lines(), media_type=MediaType.TEXT)


@post("/probes/db-session/stream-of-writes", sync_to_thread=True)
def stream_writes(db_session: Session, data: Data) -> Stream:
    """Add authors while the response is being sent."""
    sessions.append(db_session)

    def lines() -> Generator[str, None, None]:
        for name in data["names"]:
            db_session.add(AuthorModel(name=name))
            db_session.flush()
            yield f"{name}\n"

    return Stream(lines(), media_type=MediaType.TEXT)


@get("/probes/db-session/events", sync_to_thread=True)
def send_events(db_session: Session) -> ServerSentEvent:
    """All names as server-sent events, read while they are being sent."""
    sessions.append(db_session)

    def events() -> Generator[str, None, None]:
        for name in (db_session.execute(select(AuthorModel.name))).scalars():
            yield f"{name} wrote"

    return ServerSentEvent(events())


def add_later(session: Session, name: str) -> None:
    """Add an author after the response."""
    session.add(AuthorModel(name=name))
    session.flush()


@post("/probes/db-session/background", sync_to_thread=True)
def write_in_background(db_session: Session, data: Data) -> Response[Any]:
    """Leave the adding of an author to a background task."""
    sessions.append(db_session)
    return Response({"done": True}, background=BackgroundTask(add_later, db_session, data["name"]))


@post("/probes/db-session/slow", sync_to_thread=True)
def add_slowly(db_session: Session, data: Data) -> dict[str, Any]:
    """Add an author, and answer when told so."""
    sessions.append(db_session)
    try:
        db_session.add(AuthorModel(name=data["name"]))
        db_session.flush()
        started.set()
        while not release.is_set():
            time.sleep(0.002)
    finally:
        finished.set()
    return {"done": True}


@websocket_listener("/probes/db-session/websocket")
def answer_messages(data: str, db_session: Session) -> str:
    """Answer each message after a query; the message "fail" with an exception."""
    sessions.append(db_session)
    db_session.execute(select(literal(1)))
    if data == "fail":
        raise ProbeError("after the query")
    return f"{data} to you"


# --- provide_session


@post("/probes/db-session/unasked", sync_to_thread=True)
def provide_twice(request: Request[Any, Any, Any], data: Data) -> dict[str, Any]:
    """Without a session among the parameters: ask for it twice, and add an author."""
    config = config_of(request.app)
    first = config.provide_session(request.app.state, request.scope)
    sessions.append(first)
    first.add(AuthorModel(name=data["name"]))
    first.flush()
    second = config.provide_session(request.app.state, request.scope)
    sessions.append(second)
    fail(data.get("raises"))
    return {"in transaction": second.in_transaction()}


@post("/probes/db-session/asked", sync_to_thread=True)
def provide_again(request: Request[Any, Any, Any], db_session: Session) -> dict[str, Any]:
    """With a session among the parameters: ask for it once more."""
    sessions.append(db_session)
    sessions.append(config_of(request.app).provide_session(request.app.state, request.scope))
    return {"done": True}


def query_guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The page's guard."""
    db_session = config_of(connection.app).provide_session(connection.app.state, connection.scope)
    sessions.append(db_session)
    a_value = db_session.execute(select(literal(1)))
    if a_value.scalar_one() != 1:
        raise NotAuthorizedException("the database cannot count to one")


def author_guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let those through whose name is in the database."""
    db_session = config_of(connection.app).provide_session(connection.app.state, connection.scope)
    sessions.append(db_session)
    known = select(func.count()).select_from(AuthorModel).where(AuthorModel.name == connection.headers["x-name"])
    if not (db_session.execute(known)).scalar_one():
        raise NotAuthorizedException("nobody of that name")


def writing_guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Write down who comes; refuse if told so."""
    db_session = config_of(connection.app).provide_session(connection.app.state, connection.scope)
    sessions.append(db_session)
    db_session.add(AuthorModel(name=connection.headers["x-name"]))
    db_session.flush()
    if "x-refuse" in connection.headers:
        raise NotAuthorizedException("not this one")


@get("/probes/db-session/guarded/hello", guards=[query_guard], sync_to_thread=True)
def hello() -> str:
    """The page's guarded handler."""
    return "Hello, world!"


@get("/probes/db-session/guarded", guards=[query_guard], sync_to_thread=True)
def guarded(db_session: Session) -> dict[str, Any]:
    """A guarded handler with a session of its own."""
    sessions.append(db_session)
    return {"in transaction": db_session.in_transaction()}


@get("/probes/db-session/guarded/known", guards=[author_guard], sync_to_thread=True)
def only_known() -> dict[str, Any]:
    """What only the known may see."""
    return {"done": True}


@post("/probes/db-session/guarded/written", guards=[writing_guard], sync_to_thread=True)
def guarded_by_writer(data: Data) -> dict[str, Any]:
    """What follows the writing guard."""
    fail(data.get("raises"))
    return {"done": True}


def add_named(app: Litestar, scope: Scope) -> None:
    """Before the request is handled: add an author."""
    db_session = config_of(app).provide_session(app.state, scope)
    sessions.append(db_session)
    db_session.add(AuthorModel(name=dict(scope["headers"])[b"x-name"].decode()))


def query_once_more(app: Litestar, scope: Scope) -> None:
    """When the request has been handled: query, as one does that keeps a record of answers."""
    db_session = config_of(app).provide_session(app.state, scope)
    sessions.append(db_session)
    db_session.execute(select(literal(1)))


@post("/probes/db-session/middleware", middleware=[around(before=add_named)], sync_to_thread=True)
def behind_middleware(db_session: Session, data: Data) -> dict[str, Any]:
    """A handler that counts what its session holds but has not written."""
    sessions.append(db_session)
    fail(data.get("raises"))
    return {"new": [author.name for author in db_session.new]}


@post("/probes/db-session/middleware/only", middleware=[around(before=add_named)], sync_to_thread=True)
def without_session(data: Data) -> dict[str, Any]:
    """A handler that knows nothing of sessions."""
    fail(data.get("raises"))
    return {"done": True}


@post("/probes/db-session/middleware/afterwards", middleware=[around(after=query_once_more)], sync_to_thread=True)
def before_the_query() -> dict[str, Any]:
    """A handler that knows nothing of sessions."""
    return {"done": True}


# --- get_session


def count_names(session: Session, name: str) -> int:
    """How many authors of that name a session sees."""
    query = select(func.count()).select_from(AuthorModel).where(AuthorModel.name == name)
    return int((session.execute(query)).scalar_one())


@post("/probes/db-session/get-session", sync_to_thread=True)
def open_beside(request: Request[Any, Any, Any], db_session: Session, data: Data) -> dict[str, Any]:
    """Open two sessions beside the request's, write in the first, and look from all of them."""
    config = config_of(request.app)
    with config.get_session() as first, config.get_session() as second:
        for reading in (second, db_session):
            reading.connection(execution_options=data["reading_options"])
        first.add(AuthorModel(name=data["name"]))
        first.flush()
        return {
            "sessions": len({id(first), id(second), id(db_session)}),
            "seen by the writer": count_names(first, data["name"]),
            "seen by the other": count_names(second, data["name"]),
            "seen by the request's": count_names(db_session, data["name"]),
        }


def open_twice(app: Litestar) -> list[Session]:
    """Two sessions that are open at the same time, and one that is opened after them."""
    config = config_of(app)
    with config.get_session() as first, config.get_session() as second:
        pass
    with config.get_session() as third:
        pass
    return [first, second, third]


def add_outside(url: str, options: Mapping[str, Any], name: str, ending: str) -> dict[str, Any]:
    """A job that adds an author without any application, and ends as told.

    Args:
        url: The database.
        options: The engine's options.
        name: The author's name.
        ending: ``commit``, ``leave`` or ``raise``.
    """
    config = SQLAlchemySyncConfig(connection_string=url, engine_config=EngineConfig(**options))
    raised = ""
    try:
        with config.get_session() as session:
            session.add(AuthorModel(name=name))
            session.flush()
            if ending == "commit":
                session.commit()
            fail("exception" if ending == "raise" else None)
    except ProbeError as error:
        raised = str(error)
    pool: Any = config.get_engine().pool
    out = pool.checkedout()
    with config.get_session() as again:
        seen = count_names(again, name)
    config.get_engine().dispose()
    return {"raised": raised, "open": session.in_transaction(), "out": out, "seen": seen, "same": again is session}


# --- several configurations


@post("/probes/db-session/both", sync_to_thread=True)
def add_to_both(main_session: Session, side_session: Session, data: Data) -> dict[str, Any]:
    """Add an author to each of two databases."""
    main_session.add(AuthorModel(name=f"{data['name']} main"))
    side_session.add(AuthorModel(name=f"{data['name']} side"))
    main_session.flush()
    side_session.flush()
    fail(data.get("raises"))
    return {"sessions": len({id(main_session), id(side_session)})}


@post("/probes/db-session/side", sync_to_thread=True)
def add_to_side(side_session: Session, data: Data) -> dict[str, Any]:
    """Add an author to the second of two databases."""
    side_session.add(AuthorModel(name=data["name"]))
    return {"name": data["name"]}


def two_databases(urls: Sequence[tuple[str, str]], options: Mapping[str, Any]) -> Litestar:
    """An application with a configuration for each of two databases.

    Args:
        urls: Keys of the sessions, with their databases.
        options: The engines' options.
    """
    configs = [
        SQLAlchemySyncConfig(
            connection_string=url,
            before_send_handler="autocommit",
            session_dependency_key=key,
            engine_dependency_key=f"engine_{number}",
            engine_config=EngineConfig(**options),
        )
        for number, (key, url) in enumerate(urls)
    ]
    return Litestar(route_handlers=[add_to_both, add_to_side], plugins=[SQLAlchemyPlugin(config=configs)])


route_handlers = [
    list_names,
    list_names_of_alt,
    add_author_to_alt,
    add_author,
    break_promise,
    stream_names,
    stream_what_was_read,
    stream_writes,
    send_events,
    write_in_background,
    add_slowly,
    answer_messages,
    provide_twice,
    provide_again,
    hello,
    guarded,
    only_known,
    guarded_by_writer,
    behind_middleware,
    without_session,
    before_the_query,
    open_beside,
]
