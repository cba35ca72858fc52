"""Short connections of an administrator, and quoting: what every database's file needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

HARNESS = {"assay_harness": True}
"""Execution options that keep the harness's own statements out of the record of what an application sent."""


@contextmanager
def connect(url: URL | str, **connect_args: Any) -> Iterator[Connection]:
    """A connection in autocommit mode that is really closed at the end.

    Args:
        url: Where to, password included.
        connect_args: Passed to the driver; backends give a connect timeout here.
    """
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=connect_args, execution_options=HARNESS
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def settings(connection: Connection, statements: dict[str, str]) -> dict[str, str]:
    """The first column of the first row of each statement, as text, by name."""
    return {name: str(connection.exec_driver_sql(sql).scalar()) for name, sql in statements.items()}


def quote(connection: Connection, name: str) -> str:
    """A name as the product writes quoted identifiers."""
    return connection.dialect.identifier_preparer.quote_identifier(name)
