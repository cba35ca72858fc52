"""Handlers of the setup chapter's checks."""

from typing import Annotated, Any
from uuid import UUID

from advanced_alchemy.extensions.litestar import providers
from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.params import Body, Dependency
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author
from reference_app.authors.services import AuthorService

__all__ = ("create_in_both", "fresh_controller", "route_handlers", "sessions")

sessions: list[AsyncSession] = []
"""The sessions that ``/probes/setup/sessions`` was given, in order: the test, a first and a second dependency."""


class ProbeError(Exception):
    """What a handler raises that has gone wrong."""


@post("/probes/setup/authors")
async def insert_author(db_session: AsyncSession, data: Annotated[dict[str, Any], Body()]) -> Response[dict[str, Any]]:
    """Insert and flush an author through the injected session alone, then end as told."""
    author = AuthorModel(name=data["name"])
    db_session.add(author)
    await db_session.flush()
    ending = data["ending"]
    if ending == "exception":
        raise ProbeError("after the flush")
    if ending == "http exception":
        raise HTTPException(status_code=409, detail="after the flush")
    return Response({"name": author.name}, status_code=int(ending))


@get("/probes/setup/engine")
async def describe_engine(db_engine: AsyncEngine) -> dict[str, Any]:
    """What the injected engine is, once it has talked to its server."""
    async with db_engine.connect() as connection:
        await connection.execute(select(literal(1)))
    return {
        "dialect": db_engine.dialect.name,
        "driver": db_engine.dialect.driver,
        "is async": db_engine.dialect.is_async,
        "host": db_engine.url.host,
        "port": db_engine.url.port,
        "database": db_engine.url.database,
    }


@post("/probes/setup/commit-then-read")
async def commit_then_read(db_session: AsyncSession, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Commit an author, then read its name from the object."""
    author = AuthorModel(name=data["name"])
    db_session.add(author)
    await db_session.commit()
    return {"name": author.name}


async def provide_first(db_session: AsyncSession) -> AsyncSession:
    """The session that a dependency is given."""
    return db_session


async def provide_second(db_session: AsyncSession) -> AsyncSession:
    """The session that another dependency is given."""
    return db_session


@get("/probes/setup/sessions", dependencies={"first": Provide(provide_first), "second": Provide(provide_second)})
async def use_sessions(
    db_session: AsyncSession,
    first: Annotated[Any, Dependency(skip_validation=True)],
    second: Annotated[Any, Dependency(skip_validation=True)],
) -> dict[str, Any]:
    """Keep the sessions of this request, each of them in a transaction."""
    sessions[:] = [db_session, first, second]
    await db_session.execute(select(literal(1)))
    return {"in transaction": db_session.in_transaction()}


@post("/probes/setup/both")
async def create_in_both(
    db_session: AsyncSession, other_session: AsyncSession, data: Annotated[dict[str, Any], Body()]
) -> dict[str, Any]:
    """Insert an author through each of two configurations; only for applications that have two."""
    db_session.add(AuthorModel(name=f"{data['name']} 1"))
    other_session.add(AuthorModel(name=f"{data['name']} 2"))
    await db_session.flush()
    await db_session.commit()
    await other_session.flush()
    return {"sessions": len({id(db_session), id(other_session)})}


def fresh_controller() -> type[Controller]:
    """A controller whose dependencies no application has resolved yet: Litestar keeps what it has resolved."""

    class FreshController(Controller):
        """An author endpoint."""

        dependencies = providers.create_service_dependencies(AuthorService, "authors_service")

        @get(path="/fresh/{author_id:uuid}")
        async def get_author(self, authors_service: AuthorService, author_id: UUID) -> Author:
            """Get an existing author."""
            return authors_service.to_schema(await authors_service.get(author_id), schema_type=Author)

    return FreshController


route_handlers = [insert_author, describe_engine, commit_then_read, use_sessions]
