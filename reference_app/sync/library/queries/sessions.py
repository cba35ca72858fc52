# Generated from reference_app/library/queries/sessions.py by `python -m tools.twin`; do not edit.
"""Sessions that choose the engine of each statement, and have none of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from advanced_alchemy.config import SQLAlchemySyncConfig, SyncSessionConfig
from sqlalchemy.orm import Session

from reference_app.library.authors.models import Author, Book
from reference_app.sync.library.database import Database

__all__ = ("routed_session", "session_by_model")


def session_by_model(database: Database) -> Session:
    """A session that is bound model by model, as a program with several databases makes it; the caller closes it."""
    return Session(binds={Author: database.engine, Book: database.engine}, expire_on_commit=False)


@contextmanager
def routed_session(database: Database) -> Iterator[Session]:
    """A session of a configuration that routes reads and writes, with one database for both."""
    from advanced_alchemy.config.routing import RoutingConfig  # there since 1.9

    config = SQLAlchemySyncConfig(
        routing_config=RoutingConfig(primary_connection_string=database.config.connection_string),
        engine_config=database.config.engine_config,
        session_config=SyncSessionConfig(expire_on_commit=False),
    )
    maker: Any = config.create_session_maker()
    try:
        with maker() as session:
            yield session
    finally:
        maker.close_all()
