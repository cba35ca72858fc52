"""What the independent reader needs of a dialect and duckdb-engine's lacks.

Its statements commit by themselves, and tables are described from DuckDB's own catalogue: duckdb-engine asks
PostgreSQL's, which DuckDB has only in part, so that primary keys, foreign keys and constraints end in an error there.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from duckdb_engine import Dialect
from sqlalchemy import types
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import NoSuchTableError

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_TYPES: dict[str, types.TypeEngine[Any]] = {
    "BIGINT": types.BigInteger(),
    "BLOB": types.BLOB(),
    "BOOLEAN": types.Boolean(),
    "DATE": types.Date(),
    "DOUBLE": types.Double(),
    "FLOAT": types.Float(),
    "INTEGER": types.Integer(),
    "INTERVAL": types.Interval(),
    "JSON": types.JSON(),
    "SMALLINT": types.SmallInteger(),
    "TIME": types.Time(),
    "TIMESTAMP": types.TIMESTAMP(),
    "TIMESTAMP WITH TIME ZONE": types.TIMESTAMP(timezone=True),
    "UUID": types.UUID(),
    "VARCHAR": types.VARCHAR(),
}


_Base: Any = Dialect
"""Untyped: the reflection of PostgreSQL's dialect, from which it is derived, takes other parameters."""


class ReadingDialect(_Base):  # type: ignore[misc]
    """duckdb-engine's dialect for a reader: ``duckdb+assay``."""

    driver = "assay"
    supports_statement_cache = False
    inspector = sa.Inspector

    # The base class asks PostgreSQL's catalogue for many tables at once; these ask for one table after the other.
    get_multi_columns = DefaultDialect.get_multi_columns
    get_multi_pk_constraint = DefaultDialect.get_multi_pk_constraint
    get_multi_foreign_keys = DefaultDialect.get_multi_foreign_keys
    get_multi_unique_constraints = DefaultDialect.get_multi_unique_constraints
    get_multi_check_constraints = DefaultDialect.get_multi_check_constraints
    get_multi_indexes = DefaultDialect.get_multi_indexes
    get_multi_table_comment = DefaultDialect.get_multi_table_comment
    get_multi_table_options = DefaultDialect.get_multi_table_options

    def get_isolation_level_values(self, dbapi_conn: Any) -> list[str]:
        """The only one that the reader asks for."""
        del dbapi_conn
        return ["AUTOCOMMIT"]

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Without BEGIN, DuckDB commits each statement; so this only has to be remembered."""
        dbapi_connection.autocommit = level == "AUTOCOMMIT"

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction, unless statements commit by themselves."""
        if not dbapi_connection.autocommit:
            super().do_begin(dbapi_connection)

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit, unless there is no transaction."""
        if not dbapi_connection.autocommit:
            super().do_commit(dbapi_connection)

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back, unless there is no transaction."""
        if not dbapi_connection.autocommit:
            super().do_rollback(dbapi_connection)

    def get_columns(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """The columns of a table."""
        rows = _ask(
            connection,
            "SELECT column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
            "WHERE NOT internal AND table_name = :name AND schema_name = :schema ORDER BY column_index",
            table_name,
            schema,
        )
        if not rows:
            raise NoSuchTableError(table_name)
        return [
            {
                "name": row.column_name,
                "type": _type(row.data_type),
                "nullable": row.is_nullable,
                "default": row.column_default,
                "autoincrement": False,
                "comment": None,
            }
            for row in rows
        ]

    def get_pk_constraint(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """The primary key of a table."""
        found = _constraints(connection, table_name, schema, "PRIMARY KEY")
        if not found:
            return {"name": None, "constrained_columns": []}
        return {"name": found[0].constraint_name, "constrained_columns": list(found[0].constraint_column_names)}

    def get_foreign_keys(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """The foreign keys of a table."""
        return [
            {
                "name": row.constraint_name,
                "constrained_columns": list(row.constraint_column_names),
                "referred_schema": schema,
                "referred_table": row.referenced_table,
                "referred_columns": list(row.referenced_column_names),
                "options": {},
            }
            for row in _constraints(connection, table_name, schema, "FOREIGN KEY")
        ]

    def get_unique_constraints(
        self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> Any:
        """The unique constraints of a table; DuckDB makes up their names."""
        return [
            {"name": row.constraint_name, "column_names": list(row.constraint_column_names)}
            for row in _constraints(connection, table_name, schema, "UNIQUE")
        ]

    def get_check_constraints(
        self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> Any:
        """The check constraints of a table."""
        return [
            {"name": row.constraint_name, "sqltext": row.expression}
            for row in _constraints(connection, table_name, schema, "CHECK")
        ]

    def get_indexes(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """The indexes of a table that no constraint brought."""
        rows = _ask(
            connection,
            "SELECT index_name, is_unique, expressions::VARCHAR[] AS expressions FROM duckdb_indexes() "
            "WHERE NOT is_primary AND table_name = :name AND schema_name = :schema ORDER BY index_name",
            table_name,
            schema,
        )
        return [
            {
                "name": row.index_name,
                "column_names": [name.strip("\"'") for name in row.expressions],
                "unique": row.is_unique,
            }
            for row in rows
        ]

    def get_table_comment(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """No comment: nothing is read from them."""
        del connection, table_name, schema
        return {"text": None}

    def get_table_options(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """No options: DuckDB has none."""
        del connection, table_name, schema
        return {}


def _ask(connection: sa.Connection, query: str, name: str, schema: str | None) -> list[Any]:
    return list(connection.execute(sa.text(query), {"name": name, "schema": schema or "main"}))


def _constraints(connection: sa.Connection, name: str, schema: str | None, kind: str) -> list[Any]:
    query = (
        "SELECT constraint_name, constraint_column_names, referenced_table, referenced_column_names, expression "
        "FROM duckdb_constraints() WHERE table_name = :name AND schema_name = :schema AND constraint_type = :kind "
        "ORDER BY constraint_index"
    )
    values = {"name": name, "schema": schema or "main", "kind": kind}
    return list(connection.execute(sa.text(query), values))


def _type(text: str) -> types.TypeEngine[Any]:
    if match := _DECIMAL.fullmatch(text):
        return types.Numeric(int(match[1]), int(match[2]))
    return _TYPES.get(text, types.NullType())
