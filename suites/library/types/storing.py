"""What most checks of column types do: write in one session, read in another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from advanced_alchemy.exceptions import AdvancedAlchemyError
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import TargetRuntime
from reference_app.library.database import Database
from reference_app.settings import Settings


async def store(database: Database, *instances: Any) -> None:
    """Write instances, and commit."""
    async with database.session() as session:
        session.add_all(instances)
        await session.commit()


async def value_of(database: Database, column: Any, name: str) -> Any:
    """The value of a column in the row of that name, in a session of its own."""
    model = column.class_
    async with database.session() as session:
        return (await session.execute(sa.select(column).where(model.name == name))).scalar_one()


def expect_python_type(column: Any, value: object) -> None:
    """Compare a value with what the column's type says of its class: programs that show or copy columns go by it.

    Raises:
        AssertionError: It says another class, or names none.
    """
    kind = column.type.python_type
    assert isinstance(kind, type), f"values are said to be {kind!r}, which is no class"
    assert isinstance(value, kind), f"values are said to be {kind.__name__}, and one is a {type(value).__name__}"


async def names(database: Database, statement: Any) -> list[str]:
    """What a statement that selects names finds, in its order."""
    async with database.session() as session:
        return list((await session.execute(statement)).scalars())


async def committed(database: Database, write: Callable[[AsyncSession], Awaitable[object]]) -> str:
    """Write in a session, and commit; why that was refused, with the class of the cause, or nothing."""
    async with database.session() as session:
        try:
            await write(session)
            await session.commit()
        except (AdvancedAlchemyError, StatementError) as error:
            await session.rollback()
            cause: BaseException = error
            while (deeper := getattr(cause, "orig", None) or cause.__cause__) is not None:
                cause = deeper
            return f"{type(cause).__name__}: {cause}"
    return ""


async def raised(kinds: type[Exception] | tuple[type[Exception], ...], call: Callable[[], Awaitable[object]]) -> str:
    """The name and text of what a call raises, which has to be of these kinds; empty if it raises nothing."""
    try:
        await call()
    except kinds as error:
        return f"{type(error).__name__}: {error}"
    return ""


async def refusal(database: Database, instance: Any) -> str:
    """Why an instance cannot be written, with the class of the error; empty if it can."""

    async def add(session: AsyncSession) -> None:
        session.add(instance)
        await session.flush()

    return await committed(database, add)


async def create(space: TargetRuntime, *models: Any) -> Database:
    """The tables of models in a space of the check's own; the caller closes what it is given."""
    url, target = space.url.render_as_string(hide_password=False), space.target
    database = Database(Settings(database_url=url, engine_options=target.backend.engine_options(target.driver)))
    await database.create(models[0].metadata, [model.__table__ for model in models])
    return database
