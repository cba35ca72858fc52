# Generated from suites/probes/setup.py by `python -m tools.twin`; do not edit.
"""Handlers of the setup chapter's checks."""

from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import providers
from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.params import Body, Dependency
from sqlalchemy import Engine, literal, select
from sqlalchemy.orm import Session

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author
from reference_app.sync.authors.services import AuthorService

__all__ = ("create_in_both", "fresh_controller", "route_handlers", "sessions")

sessions: list[Session] = []
"""The sessions that ``/probes/setup/sessions`` was given, in order: the test, a first and a second dependency."""


class ProbeError(Exception):
    """What a handler raises that has gone wrong."""


@post("/probes/setup/authors", sync_to_thread=True)
def insert_author(db_session: Session, data: Annotated[dict[str, Any], Body()]) -> Response[dict[str, Any]]:
    """Insert and flush an author through the injected session alone, then end as told."""
    author = AuthorModel(name=data["name"])
    db_session.add(author)
    db_session.flush()
    ending = data["ending"]
    if ending == "exception":
        raise ProbeError("after the flush")
    if ending == "http exception":
        raise HTTPException(status_code=409, detail="after the flush")
    return Response({"name": author.name}, status_code=int(ending))


@get("/probes/setup/engine", sync_to_thread=True)
def describe_engine(db_engine: Engine) -> dict[str, Any]:
    """What the injected engine is, once it has talked to its server."""
    with db_engine.connect() as connection:
        connection.execute(select(literal(1)))
    return {
        "dialect": db_engine.dialect.name,
        "driver": db_engine.dialect.driver,
        "is async": db_engine.dialect.is_async,
        "host": db_engine.url.host,
        "port": db_engine.url.port,
        "database": db_engine.url.database,
    }


@post("/probes/setup/commit-then-read", sync_to_thread=True)
def commit_then_read(db_session: Session, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Commit an author, then read its name from the object."""
    author = AuthorModel(name=data["name"])
    db_session.add(author)
    db_session.commit()
    return {"name": author.name}


def provide_first(db_session: Session) -> Session:
    """The session that a dependency is given."""
    return db_session


def provide_second(db_session: Session) -> Session:
    """The session that another dependency is given."""
    return db_session


@get(
    "/probes/setup/sessions",
    dependencies={
        "first": Provide(provide_first, sync_to_thread=True),
        "second": Provide(provide_second, sync_to_thread=True),
    },
    sync_to_thread=True,
)
def use_sessions(
    db_session: Session,
    first: Annotated[Any, Dependency(skip_validation=True)],
    second: Annotated[Any, Dependency(skip_validation=True)],
) -> dict[str, Any]:
    """Keep the sessions of this request, each of them in a transaction."""
    sessions[:] = [db_session, first, second]
    db_session.execute(select(literal(1)))
    return {"in transaction": db_session.in_transaction()}


@post("/probes/setup/both", sync_to_thread=True)
def create_in_both(
    db_session: Session, other_session: Session, data: Annotated[dict[str, Any], Body()]
) -> dict[str, Any]:
    """Insert an author through each of two configurations; only for applications that have two."""
    db_session.add(AuthorModel(name=f"{data['name']} 1"))
    other_session.add(AuthorModel(name=f"{data['name']} 2"))
    db_session.flush()
    db_session.commit()
    other_session.flush()
    return {"sessions": len({id(db_session), id(other_session)})}


def fresh_controller() -> type[Controller]:
    """A controller whose dependencies no application has resolved yet: Litestar keeps what it has resolved."""

    class FreshController(Controller):
        """An author endpoint."""

        dependencies = providers.create_service_dependencies(AuthorService, "authors_service")

        @get(path="/fresh/{author_id:uuid}", sync_to_thread=True)
        def get_author(self, authors_service: AuthorService, author_id: UUID) -> Author:
            """Get an existing author."""
            return authors_service.to_schema(authors_service.get(author_id), schema_type=Author)

    return FreshController


route_handlers = [insert_author, describe_engine, commit_then_read, use_sessions]
