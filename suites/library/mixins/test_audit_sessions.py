"""Which sessions have the listener that moves ``updated_at``."""

from __future__ import annotations

from typing import Any

from advanced_alchemy import config
from advanced_alchemy.extensions import litestar
from sqlalchemy import select

from assay.checking import Reader, TargetRuntime, proves
from reference_app.library.database import Database
from reference_app.library.people.models import Borrower, Branch, Person
from suites.library.modeling.notes import LONG_AGO

MODELS = (Branch, Person, Borrower)


async def change_the_child(database: Database, sessions: Any) -> None:
    """Change a column of a borrower's own table, whose row has no time, by a session of a maker."""
    async with database.session() as session:
        session.add(Borrower(name="Ben", card="B-1", created_at=LONG_AGO, updated_at=LONG_AGO))
        await session.commit()
    async with sessions() as session:
        borrower = (await session.scalars(select(Borrower))).one()
        borrower.card = "B-9"
        await session.commit()


def see_moved(reader: Reader) -> None:
    """The card was changed, and the time in the parent's table was moved."""
    borrower, person = reader.row("library_borrower"), reader.row("library_person")
    assert borrower is not None
    assert person is not None
    assert borrower["card"] == "B-9"
    assert person["updated_at"] > LONG_AGO, "the card was changed, and updated_at is as it was"


@proves("mixins.audit-touch-on-flush")
async def test_sessions_of_the_plain_configuration(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Sessions of a configuration that makes its engine itself."""
    options = config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver))
    url = runtime.url.render_as_string(hide_password=False)
    made = config.SQLAlchemyAsyncConfig(connection_string=url, engine_config=options)
    await change_the_child(database, made.create_session_maker())
    await made.get_engine().dispose()
    see_moved(reader)


@proves("mixins.audit-touch-on-flush")
async def test_sessions_of_the_frameworks_configuration(
    database: Database, reader: Reader, runtime: TargetRuntime
) -> None:
    """Sessions of the configuration for a web framework, outside of it."""
    options: Any = config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver))
    url = runtime.url.render_as_string(hide_password=False)
    made = litestar.SQLAlchemyAsyncConfig(connection_string=url, engine_config=options)
    await change_the_child(database, made.create_session_maker())
    await made.get_engine().dispose()
    see_moved(reader)


@proves("mixins.audit-touch-on-flush")
async def test_listener_can_be_switched_off(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Without the listener only a change in the table that has the time moves it."""
    options = config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver))
    url = runtime.url.render_as_string(hide_password=False)
    made = config.SQLAlchemyAsyncConfig(
        connection_string=url, engine_config=options, enable_touch_updated_timestamp_listener=False
    )
    await change_the_child(database, made.create_session_maker())
    await made.get_engine().dispose()
    person = reader.row("library_person")
    assert person is not None
    assert person["updated_at"] == LONG_AGO


@proves("mixins.audit-touch-with-routing")
async def test_sessions_of_a_routing_configuration(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Sessions that read from one database and write to another one, which are here the same."""
    url = runtime.url.render_as_string(hide_password=False)
    made = config.SQLAlchemyAsyncConfig(
        engine_config=config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver)),
        routing_config=config.RoutingConfig(primary_connection_string=url, read_replicas=[url]),
    )
    sessions: Any = made.create_session_maker()
    await change_the_child(database, sessions)
    await sessions.close_all()
    see_moved(reader)
