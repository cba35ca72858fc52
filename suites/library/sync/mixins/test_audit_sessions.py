# Generated from suites/library/mixins/test_audit_sessions.py by `python -m tools.twin`; do not edit.
"""Which sessions have the listener that moves ``updated_at``."""

from __future__ import annotations

from typing import Any

from advanced_alchemy import config
from advanced_alchemy.extensions import litestar
from sqlalchemy import select

from assay.checking import Reader, TargetRuntime, proves
from reference_app.library.people.models import Borrower, Branch, Person
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.notes import LONG_AGO

MODELS = (Branch, Person, Borrower)


def change_the_child(database: Database, sessions: Any) -> None:
    """Change a column of a borrower's own table, whose row has no time, by a session of a maker."""
    with database.session() as session:
        session.add(Borrower(name="Ben", card="B-1", created_at=LONG_AGO, updated_at=LONG_AGO))
        session.commit()
    with sessions() as session:
        borrower = (session.scalars(select(Borrower))).one()
        borrower.card = "B-9"
        session.commit()


def see_moved(reader: Reader) -> None:
    """The card was changed, and the time in the parent's table was moved."""
    borrower, person = reader.row("library_borrower"), reader.row("library_person")
    assert borrower is not None
    assert person is not None
    assert borrower["card"] == "B-9"
    assert person["updated_at"] > LONG_AGO, "the card was changed, and updated_at is as it was"


@proves("mixins.audit-touch-on-flush")
def test_sessions_of_the_plain_configuration(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Sessions of a configuration that makes its engine itself."""
    options = config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver))
    url = runtime.url.render_as_string(hide_password=False)
    made = config.SQLAlchemySyncConfig(connection_string=url, engine_config=options)
    change_the_child(database, made.create_session_maker())
    made.get_engine().dispose()
    see_moved(reader)


@proves("mixins.audit-touch-on-flush")
def test_sessions_of_the_frameworks_configuration(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Sessions of the configuration for a web framework, outside of it."""
    options: Any = config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver))
    url = runtime.url.render_as_string(hide_password=False)
    made = litestar.SQLAlchemySyncConfig(connection_string=url, engine_config=options)
    change_the_child(database, made.create_session_maker())
    made.get_engine().dispose()
    see_moved(reader)


@proves("mixins.audit-touch-on-flush")
def test_listener_can_be_switched_off(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Without the listener only a change in the table that has the time moves it."""
    options = config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver))
    url = runtime.url.render_as_string(hide_password=False)
    made = config.SQLAlchemySyncConfig(
        connection_string=url, engine_config=options, enable_touch_updated_timestamp_listener=False
    )
    change_the_child(database, made.create_session_maker())
    made.get_engine().dispose()
    person = reader.row("library_person")
    assert person is not None
    assert person["updated_at"] == LONG_AGO


@proves("mixins.audit-touch-with-routing")
def test_sessions_of_a_routing_configuration(database: Database, reader: Reader, runtime: TargetRuntime) -> None:
    """Sessions that read from one database and write to another one, which are here the same."""
    url = runtime.url.render_as_string(hide_password=False)
    made = config.SQLAlchemySyncConfig(
        engine_config=config.EngineConfig(**runtime.target.backend.engine_options(runtime.target.driver)),
        routing_config=config.RoutingConfig(primary_connection_string=url, read_replicas=[url]),
    )
    sessions: Any = made.create_session_maker()
    change_the_child(database, sessions)
    sessions.close_all()
    see_moved(reader)
